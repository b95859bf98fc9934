#include "config/config.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "tests/config/config_text.h"
#include "tests/rule/rule_text.h"

namespace crosstrail::config {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using Kind = TrustedParty::Kind;

Config Parse(std::string_view text) {
  ParsedConfig parsed = ParseConfig(text, "c.toml");
  EXPECT_EQ(RenderAll(parsed.diagnostics), "");
  return std::move(parsed.config);
}

Instant At(std::string_view text) { return ParseInstant(text).value(); }

TEST(ParseConfig, ReadsEveryTable) {
  const Config config = Parse(kFull);
  EXPECT_EQ(config.file, "c.toml");
  EXPECT_EQ(config.organization, "o-exampleorg");
  ASSERT_THAT(config.accounts, SizeIs(2));
  EXPECT_EQ(config.accounts[0].id, "111122223333");
  EXPECT_EQ(config.accounts[0].name, "prod");
  EXPECT_EQ(config.accounts[0].unit, "o-exampleorg/r-abcd/ou-abcd-11111111");
  EXPECT_EQ(config.accounts[1].id, "444455556666");
  EXPECT_EQ(config.accounts[1].name + config.accounts[1].unit, "");

  ASSERT_THAT(config.exceptions, SizeIs(2));
  const Exception& first = config.exceptions[0];
  EXPECT_EQ(first.line, 42U);
  EXPECT_EQ(first.owner, "");
  EXPECT_EQ(first.expires, std::nullopt);
  ASSERT_THAT(first.fields, SizeIs(1));
  EXPECT_EQ(first.fields[0].field, "cloud.account.id");
  EXPECT_THAT(first.fields[0].values, ElementsAre("999988887777"));
  const Exception& second = config.exceptions[1];
  EXPECT_EQ(second.rule, "r-1");
  EXPECT_EQ(second.reason, "deployments share on purpose");
  EXPECT_EQ(second.owner, "platform team");
  EXPECT_EQ(second.expires, At("2026-06-30T10:00:00Z"));
  EXPECT_EQ(second.line, 47U);
  ASSERT_THAT(second.fields, SizeIs(2));
  EXPECT_EQ(second.fields[0].field, "user.name");
  EXPECT_THAT(second.fields[0].values, ElementsAre("deploy", "ci-*"));
  EXPECT_EQ(second.fields[1].field, "cloud.region");
  EXPECT_THAT(second.fields[1].values, ElementsAre("eu-west-1"));
}

TEST(ParseConfig, ListsPartiesByKindAndThenAsWritten) {
  const std::vector<std::pair<Kind, std::string>> expected{
      {Kind::kAccount, "222222222222"},
      {Kind::kAccount, "222222222221"},
      {Kind::kOrganization, "o-partner"},
      {Kind::kPrincipal, "arn:aws:iam::333333333333:role/backup"},
      {Kind::kService, "cloudtrail.amazonaws.com"},
      {Kind::kNetwork, "203.0.113.0/24"},
      {Kind::kNetwork, "vpce-1a2b3c4d"},
  };
  const Config config = Parse(kFull);
  std::vector<std::pair<Kind, std::string>> found;
  for (const TrustedParty& party : config.trusted) found.emplace_back(party.kind, party.id);
  EXPECT_EQ(found, expected);
  EXPECT_EQ(config.trusted[0].reason, "nightly backup");
  EXPECT_EQ(config.trusted[0].owner, "storage team");
  EXPECT_EQ(config.trusted[0].expires, At("2027-01-01T00:00:00Z"));
  EXPECT_EQ(config.trusted[1].expires, std::nullopt);
}

TEST(ParseConfig, EveryTableMayBeLeftOut) {
  for (const std::string_view text : {"", "# nothing\n", "[organization]\n", "exception = []\n"}) {
    const Config config = Parse(text);
    EXPECT_EQ(config.organization, "") << text;
    EXPECT_THAT(config.accounts, IsEmpty()) << text;
    EXPECT_THAT(config.trusted, IsEmpty()) << text;
    EXPECT_THAT(config.exceptions, IsEmpty()) << text;
  }
}

TEST(ParseConfig, TheExampleIsRight) {
  std::ifstream file(CROSSTRAIL_SOURCE_DIR "/examples/crosstrail.toml");
  std::stringstream text;
  text << file.rdbuf();
  EXPECT_THAT(Parse(text.str()).exceptions, testing::Not(IsEmpty()));
}

TEST(TrustAt, SortsPartiesByWhatTheyAre) {
  const policy::TrustConfig trust = Parse(kFull).TrustAt(At("2025-01-01"));
  EXPECT_EQ(trust.owner, "");
  EXPECT_EQ(trust.organization, "o-exampleorg");
  EXPECT_THAT(trust.accounts, ElementsAre("111122223333", "444455556666"));
  EXPECT_THAT(trust.trusted, ElementsAre("222222222221", "222222222222", "o-partner"));
  EXPECT_THAT(trust.principals, ElementsAre("arn:aws:iam::333333333333:role/backup"));
  EXPECT_THAT(trust.services, ElementsAre("cloudtrail.amazonaws.com"));
  EXPECT_THAT(trust.networks_text, ElementsAre("vpce-1a2b3c4d"));
  ASSERT_THAT(trust.networks, SizeIs(1));
  EXPECT_EQ(trust.networks[0].prefix, 120U);
  EXPECT_TRUE(Contains(trust.networks[0], ParseIpAddress("203.0.113.7").value()));
}

TEST(TrustAt, EndsAtTheMomentOfExpiry) {
  struct Case {
    std::string expires;
    std::string last;   // when it is trusted still
    std::string first;  // when it is not any more
  };
  const std::vector<Case> cases{
      {"2027-01-01", "2026-12-31T23:59:59.999999999Z", "2027-01-01T00:00:00Z"},
      {"2027-01-01T12:30:00Z", "2027-01-01T12:29:59.999999999Z", "2027-01-01T12:30:00Z"},
      {"2027-01-01T00:00:00-05:00", "2027-01-01T04:59:59Z", "2027-01-01T05:00:00Z"},
      {"1999-01-01", "1998-12-31", "2000-01-01"},
  };
  const std::vector<std::pair<std::string, std::string>> parties{
      {"trusted_account", "222222222222"},  {"trusted_organization", "o-partner"},
      {"trusted_principal", "AIDAEXAMPLE"}, {"trusted_service", "s3.amazonaws.com"},
      {"trusted_network", "192.0.2.0/24"},  {"trusted_network", "vpc-1"}};
  for (const auto& [table, id] : parties) {
    for (const Case& c : cases) {
      const Config config =
          Parse("[[" + table + "]]\nid = \"" + id + "\"\nreason = \"r\"\nexpires = \"" + c.expires + "\"\n");
      const auto trusted = [&](const std::string& at) {
        const policy::TrustConfig trust = config.TrustAt(At(at));
        return trust.trusted.size() + trust.principals.size() + trust.services.size() + trust.networks.size() +
               trust.networks_text.size();
      };
      EXPECT_EQ(trusted(c.last), 1U) << id << " " << c.expires;
      EXPECT_EQ(trusted(c.first), 0U) << id << " " << c.expires;
      EXPECT_EQ(trusted("2200-01-01"), 0U) << id << " " << c.expires;
    }
  }
}

TEST(TrustAt, DoesNotDependOnTheOrderOfTheFile) {
  const auto table = [](std::string_view id) {
    return "[[trusted_network]]\nid = \"" + std::string(id) + "\"\nreason = \"r\"\n";
  };
  const auto networks = [](const std::string& text) {
    std::vector<std::pair<IpAddress, unsigned>> out;
    for (const IpNetwork& network : Parse(text).TrustAt(0).networks) out.emplace_back(network.address, network.prefix);
    return out;
  };
  EXPECT_EQ(networks(table("192.0.2.0/24") + table("2001:db8::/32")),
            networks(table("2001:db8::/32") + table("192.0.2.0/24")));
}

TEST(AccountName, IsOfTheOrganizationsAccountsAlone) {
  const Config config = Parse(kFull);
  const std::vector<std::pair<std::string_view, std::string_view>> cases{
      {"111122223333", "prod"}, {"444455556666", ""}, {"222222222222", ""}, {"", ""}};
  for (const auto& [id, name] : cases) EXPECT_EQ(config.AccountName(id), name) << id;
}

}  // namespace
}  // namespace crosstrail::config
