// `crosstrail scan` from the outside: arguments, exit codes, streams, files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/e2e/run.h"

namespace crosstrail {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::string Share(int number, const std::string& principal = "arn:aws:iam::999988887777:root") {
  return R"({"eventVersion":"1.08","userIdentity":{"type":"IAMUser","accountId":"111122223333","arn":)"
         R"("arn:aws:iam::111122223333:user/dana","userName":"dana"},"eventTime":"2025-06-13T12:22:)" +
         std::to_string(10 + number) +
         R"(Z","eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy","awsRegion":"us-east-1",)"
         R"("sourceIPAddress":"192.0.2.7","requestParameters":{"bucketPolicy":{"Statement":[{"Effect":"Allow",)"
         R"("Principal":{"AWS":")" +
         principal + R"("},"Action":"s3:GetObject","Resource":"arn:aws:s3:::example-)" + std::to_string(number) +
         R"(/*"}]},"bucketName":"example-)" + std::to_string(number) +
         R"("},"responseElements":null,"eventID":"share-)" + std::to_string(number) +
         R"(","eventType":"AwsApiCall","recipientAccountId":"111122223333"})";
}

class ScanCommand : public EndToEnd {
 protected:
  ScanCommand() { Write("log.json", R"({"Records":[)" + Share(1) + "," + Share(2, "111122223333") + "]}"); }
};

TEST_F(ScanCommand, FindsTheShareAndSaysWhatItRead) {
  const Ran ran = Crosstrail("scan log.json --format ndjson");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
  EXPECT_THAT(ran.out, HasSubstr("share-1"));
  EXPECT_THAT(ran.err, HasSubstr("2 events"));
  EXPECT_THAT(ran.err, HasSubstr("high 1"));
}

TEST_F(ScanCommand, WritesNoEscapesAndNoProgressWhereThereIsNoTerminal) {
  for (const std::string format : {"table", "ndjson", "json", "csv", "ecs"}) {
    const Ran ran = Crosstrail("scan log.json --format " + format);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("\x1b"))) << format;
    EXPECT_THAT(ran.err, Not(HasSubstr("\r"))) << format;
  }
}

TEST_F(ScanCommand, OutputIsTheSameForAnyThreadsOrderAndEnvelope) {
  std::string lines;
  std::vector<std::string> files;
  for (int i = 0; i < 30; ++i) {
    const std::string name = "many/" + std::to_string(i) + ".json";
    Write(name, R"({"Records":[)" + Share(i) + "," + Share((i + 7) % 30) + "]}");
    files.push_back(name);
  }
  for (const std::string format : {"table", "ndjson", "json", "csv", "ecs"}) {
    const std::string expected = Crosstrail("scan many -j 1 --format " + format).out;
    EXPECT_THAT(expected, HasSubstr("share-29"));
    EXPECT_EQ(Crosstrail("scan many -j 4 --format " + format).out, expected);
    std::reverse(files.begin(), files.end());
    std::string arguments;
    for (const std::string& file : files) arguments += " " + file;
    EXPECT_EQ(Crosstrail("scan -j 2 --format " + format + arguments).out, expected);
  }
}

TEST_F(ScanCommand, ExitCodeSaysHowItWent) {
  Write("cut.json", R"({"Records":[)" + Share(1) + ",");
  Write("cut_inside.json", R"({"Records":[)" + Share(1) + "," + Share(2).substr(0, 100));
  Write("empty.json", "");
  Write("broken.toml", "[rule\n");
  struct Case {
    std::string arguments;
    int exit_code;
    std::string error;  // on standard error
  };
  const std::vector<Case> cases{
      {"scan log.json", 0, ""},
      {"scan log.json --fail-on high", 1, ""},
      {"scan log.json --fail-on critical", 0, ""},
      {"scan log.json --min-severity critical --fail-on medium", 0, "below --min-severity"},
      {"scan", 2, "paths"},
      {"", 2, "subcommand"},
      {"scan log.json --format xml", 2, "xml"},
      {"scan log.json --from yesterday", 2, "--from yesterday: not a time"},
      {"scan log.json --to 2025-13-01", 2, "not a time"},
      {"scan log.json --from 2025-06-14 --to 2025-06-13", 2, "not before"},
      {"scan log.json --last soon", 2, "not a length of time"},
      {"scan log.json --rules nowhere", 2, "nowhere"},
      {"scan log.json --rules broken.toml", 2, "broken.toml:1"},
      {"scan log.json --rule no-such-id", 2, "no-such-id"},
      {"scan log.json --output log.json", 2, "--force"},
      {"scan missing.json", 3, "missing.json"},
      {"scan cut_inside.json", 3, "cut_inside.json"},
      {"scan empty.json", 3, "is empty"},
      {"scan 'no*match'", 3, "matches no file"},
      {"scan log.json missing.json --fail-on medium", 1, "missing.json"},
      {"--version", 0, ""},
      {"scan --help", 0, ""},
  };
  for (const Case& test : cases) {
    const Ran ran = Crosstrail(test.arguments);
    EXPECT_EQ(ran.exit_code, test.exit_code) << test.arguments << "\n" << ran.err;
    EXPECT_THAT(ran.err, HasSubstr(test.error)) << test.arguments;
  }
}

TEST_F(ScanCommand, AnUnreadablePartDoesNotCostTheRest) {
  Write("cut.json", R"({"Records":[)" + Share(3) + "," + Share(4).substr(0, 200));
  const Ran ran = Crosstrail("scan log.json cut.json missing.json --format ndjson --quiet");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.out, HasSubstr("share-1"));
  EXPECT_THAT(ran.out, HasSubstr("share-3"));
  EXPECT_THAT(ran.err, HasSubstr("cut.json"));
  EXPECT_THAT(ran.err, HasSubstr("missing.json"));
}

TEST_F(ScanCommand, ABrokenRuleCostsItselfAndTheExitCode) {
  Write("rules/broken.toml", "[metadata]\n[rule]\nname = 5\n");
  std::filesystem::copy(SourceDir() + "/rules/aws", Path("rules/aws"));
  const Ran ran = Crosstrail("scan log.json --rules rules --format ndjson");
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.out, HasSubstr("share-1"));
  EXPECT_THAT(ran.err, HasSubstr("rules/broken.toml"));
}

TEST_F(ScanCommand, OutputFileAppearsWholeAndIsNotReplacedUnasked) {
  const std::string expected = Crosstrail("scan log.json --format json").out;
  EXPECT_EQ(Crosstrail("scan log.json --format json --output alerts.json").exit_code, 0);
  EXPECT_EQ(ReadFile(Path("alerts.json")), expected);
  EXPECT_EQ(Crosstrail("scan log.json --format csv --output alerts.json").exit_code, 2);
  EXPECT_EQ(ReadFile(Path("alerts.json")), expected);
  EXPECT_EQ(Crosstrail("scan log.json --format csv --output alerts.json --force").exit_code, 0);
  EXPECT_EQ(ReadFile(Path("alerts.json")), Crosstrail("scan log.json --format csv").out);
  std::size_t files = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator(Path("."))) ++files;
  EXPECT_EQ(files, 2U) << "a temporary file was left behind";
  EXPECT_EQ(Crosstrail("scan log.json --output no/such/dir/alerts.json").exit_code, 2);
}

TEST_F(ScanCommand, AReaderThatGoesAwayIsNoError) {
  std::string log;
  for (int i = 0; i < 40; ++i) log += Share(i) + "\n";
  Write("many.ndjson", log);
  EXPECT_EQ(Crosstrail("scan many.ndjson --format json", "", "| head -c 10").exit_code, 0);
}

TEST_F(ScanCommand, ReadsStandardInputAndGlobs) {
  EXPECT_THAT(Crosstrail("scan - --format ndjson", "cat log.json |").out, HasSubstr("share-1"));
  EXPECT_THAT(Crosstrail("scan - --format ndjson", "gzip -c log.json |").out, HasSubstr("share-1"));
  EXPECT_THAT(Crosstrail("scan - --format ndjson", "cat /dev/null |").err, HasSubstr("is empty"));
  EXPECT_THAT(Crosstrail("scan 'l?g*.json' --format ndjson").out, HasSubstr("share-1"));
}

TEST_F(ScanCommand, SelectsByTimeAccountAndRegion) {
  const auto found = [&](const std::string& arguments) {
    return Crosstrail("scan log.json --format ndjson " + arguments).out.find("share-1") != std::string::npos;
  };
  EXPECT_TRUE(found("--from 2025-06-13T12:22:11Z --to 2025-06-13T12:22:12Z"));
  EXPECT_FALSE(found("--from 2025-06-13T12:22:12Z"));
  EXPECT_FALSE(found("--to 2025-06-13T12:22:11Z"));
  EXPECT_FALSE(found("--last 30d"));
  EXPECT_TRUE(found("--account 111122223333"));
  EXPECT_FALSE(found("--account 444455556666"));
  EXPECT_TRUE(found("--region eu-west-1 --region us-east-1"));
  EXPECT_FALSE(found("--region eu-west-1"));
}

TEST_F(ScanCommand, SaysWhatIsOverMaxSignals) {
  std::string log;
  for (int i = 0; i < 40; ++i) log += Share(i) + "\n";
  Write("many.ndjson", log);
  const Ran limited = Crosstrail("scan many.ndjson --format ndjson --max-signals 5");
  EXPECT_EQ(std::count(limited.out.begin(), limited.out.end(), '\n'), 5);
  EXPECT_THAT(limited.err, HasSubstr("35 more"));
  const Ran lifted = Crosstrail("scan many.ndjson --format ndjson --max-signals 0");
  EXPECT_EQ(std::count(lifted.out.begin(), lifted.out.end(), '\n'), 40);
}

TEST_F(ScanCommand, QuietSaysNothingWhenNothingIsWrong) {
  EXPECT_THAT(Crosstrail("scan log.json --quiet --format ndjson").err, IsEmpty());
}

// The terminal is the attacker's if a log value can drive it.
TEST_F(ScanCommand, LogValuesCannotDriveTheTerminal) {
  std::string hostile = Share(1);
  hostile.replace(hostile.find("192.0.2.7"), 9, "\\u001b]0;owned\\u0007\\u202e");
  Write("hostile.json", hostile);
  for (const std::string format : {"table", "ndjson", "json", "csv", "ecs"}) {
    const Ran ran = Crosstrail("scan hostile.json --format " + format);
    EXPECT_THAT(ran.out, Not(IsEmpty()));
    EXPECT_THAT(ran.out, Not(HasSubstr("\x1b"))) << format;
    EXPECT_THAT(ran.out, Not(HasSubstr("\xE2\x80\xAE"))) << format;
  }
  Write("\x1b[31mred.json", "nothing");
  EXPECT_THAT(Crosstrail("scan .").err, Not(HasSubstr("\x1b")));
}

TEST_F(ScanCommand, ShowsProgressAndColorOnATerminal) {
  // script(1) gives the program a terminal; FORCE is what a user's TERM would be.
  const std::string command = std::string(CROSSTRAIL_BINARY) + " scan log.json";
  const Ran ran = Crosstrail("--version >/dev/null; TERM=xterm script -qec " + Quoted(command) + " /dev/null");
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_THAT(ran.out, HasSubstr("\x1b["));
  const Ran plain =
      Crosstrail("--version >/dev/null; NO_COLOR=1 TERM=xterm script -qec " + Quoted(command) + " /dev/null");
  EXPECT_THAT(plain.out, Not(HasSubstr("\x1b[3")));
}

// A rule and its exceptions as Kibana exports them, with a value list.
TEST_F(ScanCommand, TakesKibanasExports) {
  Write(
      "rules/export.ndjson",
      R"({"id":"1","rule_id":"k-1","name":"Policies","description":"d","type":"eql","language":"eql","severity":"low",)"
      R"("risk_score":1,"enabled":true,"query":"any where event.action == \"PutBucketPolicy\"","exceptions_list":[)"
      R"({"id":"x","list_id":"l-1","type":"rule_default","namespace_type":"single"}]})"
      "\n"
      R"({"exported_count":1,"exported_rules_count":1})"
      "\n");
  Write("lists.ndjson",
        R"({"list_id":"l-1","type":"rule_default","name":"L","namespace_type":"single"})"
        "\n"
        R"({"item_id":"i","list_id":"l-1","name":"Known admins","type":"simple","entries":[{"field":"user.name",)"
        R"("type":"list","operator":"included","list":{"id":"admins","type":"keyword"}}]})"
        "\n");
  Write("admins.txt", "erin\ndana\n");
  const Ran plain = Crosstrail("scan log.json --rules rules --format ndjson");
  EXPECT_EQ(plain.exit_code, 0) << plain.err;
  EXPECT_EQ(std::count(plain.out.begin(), plain.out.end(), '\n'), 2);
  EXPECT_THAT(plain.err, HasSubstr("the exception list \"l-1\" is missing"));
  for (const std::string list : {"admins=admins.txt", "admins.txt"}) {
    const Ran ran =
        Crosstrail("scan log.json --rules rules --format ndjson --exceptions lists.ndjson --value-list " + list);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_EQ(ran.out, "");
    EXPECT_THAT(ran.err, HasSubstr("Excepted  2 × Policies: Known admins"));
  }
  const Ran missing = Crosstrail("scan log.json --rules rules --exceptions none --value-list nowhere");
  EXPECT_EQ(missing.exit_code, 2);
  EXPECT_THAT(missing.err, HasSubstr("none: error: cannot be read"));
  EXPECT_THAT(missing.err, HasSubstr("nowhere: error: is neither a file nor a folder of value lists"));
}

}  // namespace
}  // namespace crosstrail
