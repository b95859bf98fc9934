// How the ids in crosstrail.toml have to be written.
#include <gmock/gmock.h>

#include <tuple>

#include "config/config.h"
#include "tests/config/wrong_value.h"
#include "tests/rule/rule_text.h"

namespace crosstrail::config {
namespace {

using testing::IsEmpty;

constexpr std::string_view kPrincipal =
    R"(give the ARN of a user, a role or a session, a unique id, a canonical user id or an identity provider, for example: id = "arn:aws:iam::333333333333:role/backup")";

std::vector<WrongValue> Cases() {
  const auto party = [](std::string_view kind) { return "[[trusted_" + std::string(kind) + "]]\nreason = \"r\"\n"; };
  const std::string account = R"(an account id has 12 digits, for example: id = "222222222222")";
  const std::string service =
      R"(a service principal ends in .amazonaws.com, for example: id = "cloudtrail.amazonaws.com")";
  const std::string network =
      R"(give a CIDR block, or the id of a VPC or of a VPC endpoint, for example: id = "203.0.113.0/24")";
  const auto not_here = [](std::string_view id) { return "\"" + std::string(id) + "\" does not belong here"; };
  std::vector<WrongValue> cases{
      {"[organization]\n", "id = \"exampleorg\"", not_here("exampleorg"),
       R"(an organization id begins with "o-", for example: id = "o-exampleorg")"},
      {"[[organization.account]]\n", "id = \"1111\"", not_here("1111"),
       R"(an account id has 12 digits, for example: id = "111122223333")"},
      {party("organization"), "id = \"partner\"", not_here("partner"),
       R"(an organization id begins with "o-", for example: id = "o-partner")"},
      {party("account"), "id = 222222222222", "`id` must be a string, not a whole number",
       R"(for example: id = "222222222222")"},
  };
  const std::vector<std::tuple<std::string, std::string, std::vector<std::string>>> wrong{
      {"account", account, {"", "22222222222", "2222222222222", "22222222222x", "*", "o-partner"}},
      {"principal",
       std::string(kPrincipal),
       {"", "*", "arn:aws:iam:333333333333:role/backup", "arn:aws:iam::333333333333:role/*",
        "arn:aws:iam::333333333333:root", "arn:aws:s3:::bucket", "AIDA*"}},
      {"service", service, {"", "*", "cloudtrail"}},
      {"network", network, {"", "*", "203.0.113.0/33", "203.0.113", "vpc1a2b", "subnet-1a2b"}},
  };
  for (const auto& [kind, hint, ids] : wrong) {
    for (const std::string& id : ids) cases.push_back({party(kind), "id = \"" + id + "\"", not_here(id), hint});
  }
  return cases;
}

TEST(ConfigIds, EachWrongOneIsAnErrorInItsPlace) {
  for (const WrongValue& c : Cases()) ExpectOneError(c);
}

TEST(ConfigIds, OneIdMayBeOfSeveralKinds) {
  const std::string text =
      "[[organization.account]]\nid = \"111122223333\"\n[[trusted_account]]\n"
      "id = \"111122223333\"\nreason = \"r\"\n";
  EXPECT_THAT(ParseConfig(text, "c.toml").diagnostics, IsEmpty());
}

TEST(ConfigIds, NamesEveryFormOfPrincipalAndNetwork) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> right{
      {"principal",
       {"arn:aws:iam::333333333333:user/a/b", "arn:aws-cn:iam::333333333333:role/backup",
        "arn:aws:sts::333333333333:assumed-role/backup/nightly", "arn:aws:iam::333333333333:saml-provider/idp",
        "AROAEXAMPLEEXAMPLE123", "accounts.google.com", std::string(64, 'a')}},
      {"network", {"203.0.113.7", "203.0.113.0/24", "2001:db8::/32", "vpc-1a2b3c4d", "vpce-1a2b3c4d"}},
      {"service", {"cloudtrail.amazonaws.com", "logs.us-east-1.amazonaws.com", "ec2.amazonaws.com.cn"}},
  };
  for (const auto& [kind, ids] : right) {
    for (const std::string& id : ids) {
      const std::string text = "[[trusted_" + kind + "]]\nid = \"" + id + "\"\nreason = \"r\"\n";
      EXPECT_EQ(RenderAll(ParseConfig(text, "c.toml").diagnostics), "");
    }
  }
}

}  // namespace
}  // namespace crosstrail::config
