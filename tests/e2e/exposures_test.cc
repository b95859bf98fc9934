// From logs to exposures: alerts that tell the story, the inventory, the comparison with Elastic's rule, and what
// crosstrail.toml changes.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>
#include <vector>

#include "tests/conformance.h"
#include "tests/e2e/lines.h"
#include "tests/e2e/run.h"
#include "tests/schema.h"

namespace crosstrail {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string Record(const std::string& time, const std::string& name, json parameters, const std::string& more = "{}") {
  json record = {{"eventVersion", "1.11"},
                 {"eventTime", "2026-03-01T" + time + "Z"},
                 {"eventSource", "s3.amazonaws.com"},
                 {"eventName", name},
                 {"awsRegion", "us-east-1"},
                 {"eventID", name + "-" + time},
                 {"recipientAccountId", "111111111111"},
                 {"userIdentity", {{"type", "IAMUser"}, {"arn", "arn:aws:iam::111111111111:user/dana"}}},
                 {"requestParameters", std::move(parameters)}};
  record.update(json::parse(more));
  return record.dump() + "\n";
}

json PolicyFor(const std::string& bucket, const json& principal) {
  return {{"bucketName", bucket},
          {"bucketPolicy",
           {{"Version", "2012-10-17"},
            {"Statement",
             {{{"Effect", "Allow"},
               {"Principal", principal},
               {"Action", "s3:GetObject"},
               {"Resource", "arn:aws:s3:::" + bucket + "/*"}}}}}}};
}

class Exposures : public EndToEnd {
 protected:
  // One bucket opened to an account and closed again, another opened to it and to one more, one refused.
  Exposures() {
    Write("log.ndjson",
          Record("10:00:00", "CreateBucket", {{"bucketName", "one"}}) +
              Record("10:01:00", "PutBucketPolicy", PolicyFor("one", {{"AWS", "222222222222"}})) +
              Record("10:02:00", "PutBucketPolicy",
                     PolicyFor("two", {{"AWS", {"111111111111", "222222222222", "333333333333"}}})) +
              Record("10:03:00", "PutBucketPolicy", PolicyFor("three", "*"), R"({"errorCode":"AccessDenied"})") +
              Record("10:04:00", "DeleteBucketPolicy", {{"bucketName", "one"}}));
  }

  std::vector<json> Alerts(const std::string& options = "") const {
    return Lines(Crosstrail("scan log.ndjson -q --format ndjson " + options).out);
  }

  static std::vector<std::string> Names(const std::vector<json>& alerts) {
    std::vector<std::string> names;
    for (const json& alert : alerts) {
      names.push_back(alert.at("severity").get<std::string>() + " " + alert.at("rule").at("name").get<std::string>());
    }
    return names;
  }
};

TEST_F(Exposures, AlertsTellTheStory) {
  const std::vector<json> alerts = Alerts();
  EXPECT_THAT(Names(alerts), ElementsAre("high S3 bucket shared with an external account",
                                         "high S3 bucket shared with an external account",
                                         "medium Attempt to share an S3 bucket with outsiders was refused",
                                         "low Access from outside was taken away"));
  const json& first = alerts.at(0).at("exposure");
  EXPECT_EQ(first.at("resource").at("arn"), "arn:aws:s3:::one");
  EXPECT_EQ(first.at("before"), json({{"verdict", "none"}}));
  EXPECT_EQ(first.at("before_known"), true);
  EXPECT_EQ(first.at("gained").at(0).at("name"), "222222222222 (account)");
  EXPECT_EQ(first.at("gained").at(0).at("witness").at("action"), "s3:GetObject");
  EXPECT_EQ(first.at("at_end").at("closed").at(0).at("closed").at("action"), "DeleteBucketPolicy");
  EXPECT_EQ(first.at("fix").at("commands"), json({"aws s3api delete-bucket-policy --bucket one"}));
  const json& second = alerts.at(1).at("exposure");
  EXPECT_EQ(second.at("before_known"), false);
  EXPECT_EQ(second.at("at_end").at("open").size(), 2U);
  EXPECT_EQ(second.at("fix").at("policy").at("Statement").at(0).at("Principal"), json({{"AWS", {"111111111111"}}}));
  const json& refused = alerts.at(2).at("exposure");
  EXPECT_EQ(refused.at("attempt"), true);
  EXPECT_EQ(refused.at("added").at("verdict"), "public");
  EXPECT_FALSE(refused.contains("fix"));
  EXPECT_EQ(alerts.at(3).at("exposure").at("was_open").at(0).at("opened").at("action"), "PutBucketPolicy");

  const std::string table = Crosstrail("scan log.ndjson -q --format table").out;
  for (const char* text :
       {"can now             222222222222 (account): s3:GetObject on arn:aws:s3:::one/*",
        "proof               arn:aws:sts::222222222222:assumed-role/outsider/session may s3:GetObject",
        "before              nobody but the owner", "before              not known",
        "at the end          222222222222 (account): closed 2026-03-01T10:04:00Z by",
        "333333333333 (account): still open", "could have          anyone, without credentials",
        "drop the principals 222222222222, 333333333333",
        "command             aws s3api put-bucket-policy --bucket two --policy file://repaired.json\n"}) {
    EXPECT_THAT(table, HasSubstr(text));
  }
}

TEST_F(Exposures, AnOrganizationThatNobodyNamedIsAStranger) {
  json parameters = PolicyFor("four", "*");
  parameters["bucketPolicy"]["Statement"][0]["Condition"] = {{"StringEquals", {{"aws:PrincipalOrgID", "o-strange99"}}},
                                                             {"IpAddress", {{"aws:SourceIp", "203.0.113.0/24"}}}};
  Write("log.ndjson", Record("10:00:00", "PutBucketPolicy", parameters));
  EXPECT_THAT(Names(Alerts()), ElementsAre("high S3 bucket shared with an external account"));
  const std::string table = Crosstrail("scan log.ndjson -q --format table").out;
  EXPECT_THAT(table, HasSubstr("limited to organization o-strange99, which is not named in crosstrail.toml:"));
  EXPECT_THAT(table, HasSubstr("name it under [organization] if it is yours"));
  Write("crosstrail.toml", "[organization]\nid = \"o-own\"\n");
  EXPECT_THAT(Names(Alerts()), ElementsAre("high S3 bucket shared with an external account"));
  Write("crosstrail.toml", "[organization]\nid = \"o-strange99\"\n");
  EXPECT_THAT(Alerts(), IsEmpty());
}

TEST_F(Exposures, AlertsKeepToTheSchema) {
  const std::string alerts = Crosstrail("scan log.ndjson -q --format ndjson").out +
                             Crosstrail("scan " + Quoted(SourceDir() + "/examples/logs") + " -q --format ndjson").out;
  const SchemaOutcome outcome = Validate("alert.schema.json", alerts, "exposure_alerts.ndjson");
  if (outcome.exit_code == kNoValidator) GTEST_SKIP() << outcome.output;
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

TEST_F(Exposures, InventorySaysWhoReachesWhatSinceWhen) {
  const Ran text = Crosstrail("exposures log.ndjson");
  EXPECT_EQ(text.exit_code, 0) << text.err;
  EXPECT_THAT(text.out, HasSubstr("2 open, 1 closed"));
  EXPECT_THAT(text.out, HasSubstr("closed 2026-03-01T10:04:00Z by arn:aws:iam::111111111111:user/dana"));

  const auto describe = [&](const std::string& options) {
    std::vector<std::string> lines;
    for (const json& one : Lines(Crosstrail("exposures log.ndjson -q --format ndjson " + options).out)) {
      lines.push_back(one.at("resource").get<std::string>().substr(13) + " " +
                      one.at("who").at("id").get<std::string>() + " " + one.at("status").get<std::string>() +
                      (one.at("or_before").get<bool>() ? " or before" : ""));
    }
    return lines;
  };
  EXPECT_THAT(describe(""), ElementsAre("one 222222222222 closed", "two 222222222222 open or before",
                                        "two 333333333333 open or before"));
  EXPECT_THAT(describe("--open"), ElementsAre("two 222222222222 open or before", "two 333333333333 open or before"));
  EXPECT_THAT(describe("--at 2026-03-01T10:01:30Z"), ElementsAre("one 222222222222 open"));
  EXPECT_EQ(Crosstrail("exposures log.ndjson --at yesterday").exit_code, 2);
  EXPECT_EQ(Crosstrail("exposures absent.ndjson").exit_code, 3);
}

TEST_F(Exposures, HistoryOfOneResource) {
  const Ran ran = Crosstrail("exposures log.ndjson -q --resource arn:aws:s3:::one");
  EXPECT_THAT(ran.out, HasSubstr("CreateBucket  by arn:aws:iam::111111111111:user/dana  ->  none"));
  EXPECT_THAT(ran.out, HasSubstr("  + 222222222222 (account) [unknown]: s3:GetObject on arn:aws:s3:::one/*"));
  EXPECT_THAT(ran.out, HasSubstr("  - 222222222222 (account)"));
  const std::vector<json> events =
      Lines(Crosstrail("exposures log.ndjson -q --format ndjson --resource arn:aws:s3:::one").out);
  ASSERT_EQ(events.size(), 3U);
  EXPECT_EQ(events[1].at("after"), "named_accounts");
  EXPECT_EQ(events[2].at("lost").at(0).at("name"), "222222222222 (account)");
}

TEST_F(Exposures, AResourceThatNothingWasHeardOfIsAMistake) {
  for (const auto& [name, message] :
       {std::pair("arn:aws:s3:::onee", "did you mean arn:aws:s3:::one?"),
        std::pair("two", "did you mean arn:aws:s3:::two?"),
        std::pair("arn:aws:kms:us-east-1:111111111111:key/k", "no sharing call and no baseline is about it")}) {
    for (const char* format : {"text", "ndjson"}) {
      const Ran ran = Crosstrail(std::string("exposures log.ndjson -q --format ") + format + " --resource " + name);
      EXPECT_EQ(ran.exit_code, 2) << name;
      EXPECT_THAT(ran.err, HasSubstr(message));
      EXPECT_THAT(ran.out, IsEmpty());
    }
  }
  Write("known.ndjson", R"({"arn":"arn:aws:s3:::quiet","owner":"111111111111","policy":null})");
  EXPECT_EQ(Crosstrail("exposures log.ndjson -q --baseline known.ndjson --resource arn:aws:s3:::quiet").exit_code, 0);
}

TEST_F(Exposures, WhatOneRunSavesTheNextKnows) {
  Write("first.ndjson", Record("09:00:00", "PutBucketPolicy", PolicyFor("two", {{"AWS", "222222222222"}})));
  EXPECT_EQ(Crosstrail("exposures first.ndjson -q --save known.ndjson").exit_code, 0);
  EXPECT_EQ(Crosstrail("exposures first.ndjson -q --save known.ndjson").exit_code, 2) << "without --force";
  const std::vector<json> alerts = Alerts("--baseline known.ndjson");
  ASSERT_EQ(alerts.size(), 4U);
  const json& second = alerts.at(1).at("exposure");
  EXPECT_EQ(second.at("before_known"), true);
  EXPECT_EQ(second.at("added").at("accounts"), json({"333333333333"})) << "what was there before is not new";

  Write("policy.json", R"({"Policy":"{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":{\"AWS\":\"333333333333\"},)"
                       R"(\"Action\":\"s3:GetObject\",\"Resource\":\"arn:aws:s3:::two/*\"}}"})");
  EXPECT_EQ(Alerts("--baseline policy.json").at(1).at("exposure").at("added").at("accounts"), json({"222222222222"}));
  Write("wrong.json", "{");
  const Ran wrong = Crosstrail("scan log.ndjson --baseline wrong.json");
  EXPECT_EQ(wrong.exit_code, 2);
  EXPECT_THAT(wrong.err, HasSubstr("wrong.json"));
}

TEST_F(Exposures, WhoOpenedAnExposureIsSavedAndTakenUp) {
  EXPECT_EQ(Crosstrail("exposures log.ndjson -q --save known.ndjson").exit_code, 0);
  Write("later.ndjson", Record("11:00:00", "DeleteBucketPolicy", {{"bucketName", "two"}}));
  const auto lines = [&](const std::string& command) { return Lines(Crosstrail(command + " -q --format ndjson").out); };
  const std::vector<json> before = lines("exposures log.ndjson");
  const std::vector<json> after = lines("exposures later.ndjson --baseline known.ndjson");
  ASSERT_EQ(before.size(), 3U);
  ASSERT_EQ(after.size(), 3U) << "what was closed is remembered, too";
  for (std::size_t i = 0; i < before.size(); ++i) {
    for (const char* key : {"resource", "opened", "or_before"}) EXPECT_EQ(after[i].at(key), before[i].at(key)) << i;
    EXPECT_EQ(after[i].at("status"), "closed");
  }
  // Saved again and again.
  Crosstrail("exposures later.ndjson -q --baseline known.ndjson --save again.ndjson");
  EXPECT_EQ(lines("exposures later.ndjson --baseline again.ndjson"), after);
  EXPECT_EQ(lines("scan later.ndjson --baseline known.ndjson").at(0).at("exposure").at("was_open").at(0).at("opened"),
            before[1].at("opened"));
}

TEST_F(Exposures, ConfigurationIsFoundUpwardAndTrustEnds) {
  Write("crosstrail.toml", R"(
[organization]
[[organization.account]]
id = "333333333333"
name = "sandbox"
[[trusted_account]]
id = "222222222222"
reason = "backup"
expires = "2026-03-01T10:01:30Z"
)");
  std::vector<json> alerts = Alerts();
  EXPECT_THAT(Names(alerts), ElementsAre("high S3 bucket shared with an external account",
                                         "medium Attempt to share an S3 bucket with outsiders was refused",
                                         "low Access from outside was taken away"))
      << "the first share was to a trusted account, the second after its trust had ended";
  EXPECT_EQ(alerts.at(0).at("exposure").at("added").at("accounts"), json({"222222222222"}));

  std::filesystem::create_directories(Path("deep/er"));
  EXPECT_EQ(Lines(Crosstrail("scan ../../log.ndjson -q --format ndjson", "cd deep/er &&").out).size(), 3U);
  Write("other.toml", "");
  EXPECT_EQ(Alerts("--config other.toml").size(), 4U);
  EXPECT_EQ(Lines(Crosstrail("--config other.toml scan log.ndjson -q --format ndjson").out).size(), 4U);
}

TEST_F(Exposures, ExceptionsHideAndAreCounted) {
  const std::string rule = "[[exception]]\nrule = \"3f0e4a52-7c1b-4d0e-9a55-2a4b6d1c8e01\"\nreason = \"agreed\"\n";
  Write("crosstrail.toml",
        rule + "[exception.fields]\n\"crosstrail.exposure.added.accounts\" = [\"222222222222\", \"4*\"]\n");
  const Ran ran = Crosstrail("scan log.ndjson --format ndjson");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const std::vector<json> alerts = Lines(ran.out);
  ASSERT_EQ(alerts.size(), 3U);
  EXPECT_EQ(alerts.at(0).at("exposure").at("resource").at("arn"), "arn:aws:s3:::two")
      << "the exception does not cover the second account";
  EXPECT_THAT(ran.err, HasSubstr("Excepted  1 × S3 bucket shared with an external account: agreed"));

  Write("crosstrail.toml",
        rule + "expires = \"2026-03-01T10:00:30Z\"\n[exception.fields]\n\"event.action\" = \"Put*\"\n");
  EXPECT_EQ(Alerts().size(), 4U);
  EXPECT_THAT(Crosstrail("scan log.ndjson --format ndjson").err, HasSubstr("(expired 2026-03-01T10:00:30Z)"));
}

TEST_F(Exposures, MistakesInTheConfigurationAreNamed) {
  struct Case {
    const char* text;
    const char* message;
  };
  for (const Case& one : {Case{"[organisation]\n", "did you mean `organization`"},
                          Case{"[[trusted_account]]\nid = \"22\"\nreason = \"x\"\n", "12 digits"},
                          Case{"[[exception]]\nrule = \"3f0e4a52-7c1b-4d0e-9a55-2a4b6d1c8e02\"\nreason = \"x\"\n"
                               "[exception.fields]\n\"user.name\" = \"x\"\n",
                               "did you mean 3f0e4a52-7c1b-4d0e-9a55-2a4b6d1c8e01?"},
                          Case{"[[exception]]\nrule = \"3f0e4a52-7c1b-4d0e-9a55-2a4b6d1c8e01\"\nreason = \"x\"\n"
                               "[exception.fields]\n\"user.nam\" = \"x\"\n",
                               "did you mean user.name?"},
                          Case{"[scan]\nmin-severty = \"low\"\n", "did you mean min-severity?"}}) {
    Write("crosstrail.toml", one.text);
    const Ran ran = Crosstrail("scan log.ndjson");
    EXPECT_EQ(ran.exit_code, 2) << one.text;
    EXPECT_THAT(ran.err, HasSubstr(one.message)) << one.text;
    EXPECT_THAT(ran.out, IsEmpty());
  }
}

TEST_F(Exposures, PolicyCommandsTrustWhomTheConfigurationTrusts) {
  Write("policy.json", PolicyFor("one", {{"AWS", "222222222222"}}).at("bucketPolicy").dump());
  EXPECT_THAT(Crosstrail("policy explain policy.json --owner 111111111111").out, HasSubstr("named_accounts"));
  Write("crosstrail.toml", "[[trusted_account]]\nid = \"222222222222\"\nreason = \"backup\"\n");
  EXPECT_THAT(Crosstrail("policy explain policy.json --owner 111111111111").out, HasSubstr("trusted"));
}

TEST_F(Exposures, CommandsWithoutTheCallsBeforeSaySo) {
  const Ran hunt = Crosstrail("hunt 'any where crosstrail.exposure.public == true' log.ndjson");
  EXPECT_EQ(hunt.exit_code, 2);
  EXPECT_THAT(hunt.err, HasSubstr("crosstrail exposures"));
  const std::string rules = Quoted(SourceDir() + "/rules/aws/s3_bucket_made_public.toml");
  EXPECT_THAT(Crosstrail("rules explain " + rules + " log.ndjson").out, HasSubstr("only a scan has"));
  const Ran fields = Crosstrail("fields --used-by " + rules + " --in log.ndjson --format ndjson");
  EXPECT_THAT(fields.out,
              HasSubstr(R"({"field":"crosstrail.exposure.added.anybody","type":"boolean","rules":1,"events_with":5)"));
}

TEST_F(Exposures, TheComparisonSaysWhereTheRulesDiffer) {
  const Ran ran = Crosstrail("scan log.ndjson --compare-elastic");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("exact       alerts: 222222222222 (account), 333333333333 (account) gained access"));
  EXPECT_THAT(ran.out,
              HasSubstr("compatible  silent, for want of: not stringContains(aws.cloudtrail.request_parameters, "
                        "aws.cloudtrail.recipient_account_id)"));
  EXPECT_THAT(ran.out, HasSubstr("3 bucket policies set: 2 alike (1 alerts, 1 silent), 1 by the exact rule alone, 0 by "
                                 "the compatible rule alone"));
  Write("none.toml", "");
  EXPECT_EQ(Crosstrail("scan log.ndjson --compare-elastic --rules none.toml").exit_code, 2);
}

TEST_F(Exposures, EachDifferenceOnThePublicRecordsIsExplained) {
  std::ifstream lines(ConformanceFolder() / "putbucketpolicy/putbucketpolicy.ndjson");
  if (!lines) GTEST_SKIP() << "putbucketpolicy suite: not found in " << ConformanceFolder();
  std::size_t differing = 0;
  std::size_t row = 0;
  for (std::string line; std::getline(lines, line); ++row) {
    const json entry = json::parse(line);
    Write("row.json", entry.at("record").dump());
    const std::string out = Crosstrail("scan row.json --compare-elastic").out;
    const bool exact = entry.at("external_share").get<bool>();
    const bool compatible = entry.at("flagship_rule_match") == true;
    EXPECT_EQ(out.find("  exact ") != std::string::npos, exact != compatible) << row << ": " << out;
    differing += exact != compatible ? 1 : 0;
  }
  EXPECT_EQ(row, 21U);
  EXPECT_EQ(differing, 2U);
}

// So many calls that several threads analyse their policies ahead of the one that tracks them.
TEST_F(Exposures, AreTheSameOnAnyNumberOfThreads) {
  std::string log;
  for (int i = 0; i < 120; ++i) {
    const std::string time = fmt::format("11:{:02}:{:02}", i / 60, i % 60);
    const json principal = {{"AWS", fmt::format("{:012}", 222222222222 + i % 7)}};
    log += Record(time, "PutBucketPolicy", PolicyFor(fmt::format("bucket-{}", i % 50), principal));
  }
  Write("log.ndjson", log);
  const std::string alerts = Crosstrail("scan log.ndjson --format ndjson -j 1").out;
  EXPECT_EQ(Lines(alerts).size(), 120U);
  EXPECT_EQ(Crosstrail("scan log.ndjson --format ndjson -j 4").out, alerts);
}

}  // namespace
}  // namespace crosstrail
