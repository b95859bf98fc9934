// `crosstrail hunt` and rules over several events, from the outside.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <sstream>
#include <string>

#include "tests/e2e/run.h"

namespace crosstrail {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::MatchesRegex;
using testing::Not;
using testing::StartsWith;

std::string Record(int minute, const std::string& action, const std::string& user, const std::string& more = "") {
  const std::string time = std::string(minute < 10 ? "0" : "") + std::to_string(minute);
  return R"({"eventVersion":"1.08","userIdentity":{"type":"IAMUser","accountId":"111122223333","arn":)"
         R"("arn:aws:iam::111122223333:user/)" +
         user + R"(","userName":")" + user + R"("},"eventTime":"2025-06-13T12:)" + time +
         R"(:00Z","eventSource":"s3.amazonaws.com","eventName":")" + action +
         R"(","awsRegion":"us-east-1","sourceIPAddress":"192.0.2.7",)" + more + R"("eventID":"e)" +
         std::to_string(minute) + R"(","eventType":"AwsApiCall","recipientAccountId":"111122223333"})";
}

constexpr const char* kSequenceRule = R"([metadata]
creation_date = "2025/01/01"
maturity = "production"
updated_date = "2025/01/01"
[rule]
author = ["x"]
description = "d"
name = "Policy set, then removed"
rule_id = "set-then-removed"
risk_score = 47
severity = "medium"
type = "eql"
language = "eql"
index = ["logs-aws.cloudtrail-*"]
from = "now-9m"
query = '''
sequence by user.name with maxspan=10m
  [any where event.action == "PutBucketPolicy"]
  [any where event.action == "DeleteBucketPolicy"]
'''
)";

class HuntCommand : public EndToEnd {
 protected:
  HuntCommand() {
    Write("logs/a.json", R"({"Records":[)" + Record(1, "GetBucketAcl", "dana") + "," +
                             Record(4, "DeleteBucketPolicy", "erik") + "," + Record(6, "PutBucketPolicy", "erik") +
                             "]}");
    Write("logs/b.json", R"({"Records":[)" + Record(5, "DeleteBucketPolicy", "dana") + "," +
                             Record(3, "GetBucketAcl", "erik", R"("errorCode":"AccessDenied",)") + "," +
                             Record(2, "PutBucketPolicy", "dana") + "]}");
  }

  /// The ids of what is found, one result a line.
  std::string Ids(const std::string& query, const std::string& options = "", const std::string& paths = "logs") const {
    const Ran ran = Crosstrail("hunt " + Quoted(query) + " " + paths + " --format csv --fields event.id " + options);
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    std::string ids;
    for (const char c : ran.out.substr(ran.out.find('\n') + 1)) {
      if (c != '\r') ids += c == '\n' ? ' ' : c;
    }
    return ids;
  }

  static constexpr const char* kPutThenDelete =
      R"(sequence by user.name with maxspan=10m
         [any where event.action == "PutBucketPolicy"] [any where event.action == "DeleteBucketPolicy"])";
};

TEST_F(HuntCommand, FindsEachEventOnceInOrderOfTime) {
  EXPECT_EQ(Ids("any where true"), "e1 e2 e3 e4 e5 e6 ");
  EXPECT_EQ(Ids(R"(any where event.action : "*policy")"), "e2 e4 e5 e6 ");
  EXPECT_EQ(Ids("any where true", "", "logs/b.json logs logs/a.json"), "e1 e2 e3 e4 e5 e6 ");
  EXPECT_EQ(Ids("any where true", "-j 4"), "e1 e2 e3 e4 e5 e6 ");
  EXPECT_EQ(Ids("any where true", "--to 2025-06-13T12:03:00Z"), "e1 e2 ");
  EXPECT_EQ(Ids("any where event.outcome == \"failure\""), "e3 ");
  EXPECT_EQ(Ids("erik where true", "--category-field user.name"), "e3 e4 e6 ");
}

TEST_F(HuntCommand, CopiesOfAnEventAreOneWhateverTheySay) {
  const std::string pair = "sequence [any where true] [any where true]";
  std::string later = Record(1, "PutBucketPolicy", "erik");
  later.replace(later.find("12:01"), 5, "13:01");
  Write("copies.json", later + "\n" + Record(1, "GetBucketAcl", "dana") + "\n");
  EXPECT_EQ(Ids("any where true", "", "copies.json"), "e1 ");
  EXPECT_EQ(Ids(R"(any where user.name == "dana")", "", "copies.json"), "e1 ");
  EXPECT_EQ(Ids(pair, "", "copies.json"), "");
  // Without an id it is the text that tells events apart.
  std::string one = Record(1, "GetBucketAcl", "dana");
  one.replace(one.find(R"("eventID":"e1",)"), 15, "");
  std::string other = one;
  other.replace(other.find("192.0.2.7"), 9, "192.0.2.8");
  Write("nameless.json", one + "\n" + other + "\n" + one + "\n");
  EXPECT_EQ(Ids("any where true", "", "nameless.json"), "  ");
  EXPECT_EQ(Ids(pair, "", "nameless.json"), "1,, 1,, ");
}

TEST_F(HuntCommand, PipesKeepTheFirstAndTheLast) {
  EXPECT_EQ(Ids("any where true | head 2"), "e1 e2 ");
  EXPECT_EQ(Ids("any where true | tail 3"), "e4 e5 e6 ");
  EXPECT_EQ(Ids("any where true | tail 3 | head 1"), "e4 ");
  EXPECT_EQ(Ids("any where true | head 0"), "");
}

TEST_F(HuntCommand, FindsSequencesSamplesAndWhatIsMissing) {
  EXPECT_EQ(Ids(kPutThenDelete), "1,dana,e2 1,dana,e5 ");
  EXPECT_EQ(Ids(std::string(kPutThenDelete) + " until [any where event.id == \"e3\"]"), "1,dana,e2 1,dana,e5 ");
  EXPECT_EQ(Ids(std::string(kPutThenDelete) + " | head 0"), "");
  EXPECT_EQ(Ids(R"(sequence by user.name with maxspan=10m
                   [any where event.action == "PutBucketPolicy"] ![any where event.action == "DeleteBucketPolicy"])"),
            "1,erik,e6 ");
  EXPECT_EQ(Ids(R"(sample by user.name
                   [any where event.action == "DeleteBucketPolicy"] [any where event.action == "GetBucketAcl"])"),
            "1,dana,e5 1,dana,e1 2,erik,e4 2,erik,e3 ");
}

TEST_F(HuntCommand, WritesGroupsInEveryFormat) {
  const std::string query = "hunt " + Quoted(kPutThenDelete) + " logs --fields event.id,user.name --format ";
  EXPECT_EQ(Crosstrail(query + "ndjson").out,
            R"({"join_keys":["dana"],"events":[{"event.id":"e2","user.name":"dana","crosstrail.source":)"
            R"({"path":"logs/b.json","index":2}},{"event.id":"e5","user.name":"dana","crosstrail.source":)"
            R"({"path":"logs/b.json","index":0}}]})"
            "\n");
  EXPECT_EQ(Crosstrail(query + "csv").out, "result,keys,event.id,user.name\r\n1,dana,e2,dana\r\n1,dana,e5,dana\r\n");
  EXPECT_THAT(Crosstrail(query + "table").out, HasSubstr("1 of 1  dana"));
  EXPECT_THAT(Crosstrail(query + "table").err, HasSubstr("Found     1 sequence\n"));
}

TEST_F(HuntCommand, ShowsAllFieldsOnRequest) {
  const Ran ran = Crosstrail("hunt 'any where event.id == \"e3\"' logs --fields '*' --format ndjson -q");
  EXPECT_THAT(ran.out, HasSubstr(R"("aws.cloudtrail.error_code":"AccessDenied")"));
  EXPECT_THAT(ran.out, HasSubstr(R"("related.ip":["192.0.2.7"])"));
  EXPECT_THAT(ran.out, Not(HasSubstr("event.original")));
  EXPECT_THAT(ran.err, IsEmpty());
}

TEST_F(HuntCommand, CountsByAField) {
  const std::string query = "hunt 'any where true' logs --count-by aws.cloudtrail.error_code --format ";
  EXPECT_EQ(Crosstrail(query + "csv").out, "events,aws.cloudtrail.error_code\r\n1,AccessDenied\r\n5,\r\n");
  EXPECT_EQ(Crosstrail(query + "ndjson").out,
            "{\"value\":\"AccessDenied\",\"events\":1}\n{\"value\":null,\"events\":5}\n");
  EXPECT_THAT(Crosstrail(query + "table").out, MatchesRegex("EVENTS +aws.*\n1 +AccessDenied\n5 +\\(missing\\)\n"));
}

TEST_F(HuntCommand, ExplainsThePlan) {
  const Ran ran = Crosstrail("hunt --explain " + Quoted(kPutThenDelete));
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, StartsWith("sequence, within 600s\nstep 1\n  index   event.action in (PutBucketPolicy)\n"));
  EXPECT_THAT(ran.out, HasSubstr("  by      user.name\n"));
}

TEST_F(HuntCommand, ExitCodeSaysHowItWent) {
  Write("broken.json", R"({"Records":[)" + Record(7, "X", "y") + ",");
  const Ran mistake = Crosstrail("hunt 'any where x ==' logs");
  EXPECT_EQ(mistake.exit_code, 2);
  EXPECT_THAT(mistake.err, HasSubstr("1:15: error"));
  EXPECT_EQ(Crosstrail("hunt 'any where true'").exit_code, 2);
  EXPECT_EQ(Crosstrail("hunt 'any where true' no/such/path").exit_code, 3);
  EXPECT_EQ(Crosstrail("hunt 'any where true' logs --fields '*,event.id'").exit_code, 2);
  EXPECT_EQ(Crosstrail("hunt 'any where true' logs --count-by '*'").exit_code, 2);
  const Ran cut = Crosstrail("hunt 'any where true' broken.json --format csv --fields event.id");
  EXPECT_EQ(cut.exit_code, 3);
  EXPECT_EQ(cut.out, "event.id\r\ne7\r\n");
  EXPECT_EQ(Crosstrail("hunt 'any where true' logs", "", "| head -c 1 >/dev/null").exit_code, 0);
  Write("there.txt", "kept");
  EXPECT_EQ(Crosstrail("hunt 'any where true' logs --output there.txt").exit_code, 2);
  EXPECT_EQ(ReadFile(Path("there.txt")), "kept");
}

TEST_F(HuntCommand, TakesLongAndRefusesDeepQueries) {
  std::string list = "\"e1\"";
  while (list.size() < 50'000) list += ", \"nothing-of-this-name\"";
  EXPECT_EQ(Ids("any where event.id in (" + list + ")"), "e1 ");
  const Ran deep = Crosstrail("hunt 'any where " + std::string(1000, '(') + "true" + std::string(1000, ')') + "' logs");
  EXPECT_EQ(deep.exit_code, 2);
  EXPECT_THAT(deep.err, HasSubstr("error"));
}

TEST_F(HuntCommand, SpansOfAnyLength) {
  const std::string pair = R"([any where event.action == "First"] [any where event.action == "Last"])";
  auto record = [](const std::string& action, const std::string& year) {
    std::string text = Record(1, action, "dana");
    return text.replace(text.find("2025-"), 5, year + "-").replace(text.find("\"e1\""), 4, "\"" + action + "\"");
  };
  Write("wide.json", R"({"Records":[)" + record("First", "1678") + "," + record("Last", "2261") + "]}");
  Write("near.json", R"({"Records":[)" + record("First", "2024") + "," + record("Last", "2025") + "]}");
  EXPECT_EQ(Ids("sequence with maxspan=1m " + pair, "", "wide.json"), "");
  EXPECT_EQ(Ids("sequence " + pair, "", "wide.json"), "1,,First 1,,Last ");
  const std::string missing = " ![any where event.action == \"Never\"]";
  EXPECT_EQ(Ids("sequence with maxspan=90000d " + pair + missing, "", "near.json"), "1,,First 1,,Last ");
}

TEST_F(HuntCommand, LongTablesEndWithTheirLastRow) {
  std::string records;
  for (int i = 0; i < 1000; ++i) {
    std::string text = Record(1, "X", "dana");
    records += (i == 0 ? "" : ",") + text.replace(text.find("\"e1\""), 4, "\"n" + std::to_string(i) + "\"");
  }
  Write("many.json", R"({"Records":[)" + records + "]}");
  const Ran ran = Crosstrail("hunt 'any where true' many.json --format table --fields event.id");
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1001);
  EXPECT_THAT(ran.out, testing::EndsWith("n999\n"));
}

// Where matches cannot be put aside: said once a match, with what to do; never a part of a sequence.
class NoRoom : public HuntCommand {
 protected:
  NoRoom() {
    std::string records;
    for (int i = 0; i < 600; ++i) {
      std::string text = Record(1, i % 2 == 0 ? "PutBucketPolicy" : "DeleteBucketPolicy", "u" + std::to_string(i / 2));
      text.replace(text.find("12:01:00"), 8, i % 2 == 0 ? "12:01:00" : "12:02:00");
      records += text.replace(text.find("\"e1\""), 4, "\"n" + std::to_string(i) + "\"") + "\n";
    }
    Write("pairs.json", records);
  }

  std::string Hunt() const { return "hunt " + Quoted(kPutThenDelete) + " pairs.json --format csv --fields event.id"; }
};

TEST_F(NoRoom, NoPlaceForTemporaryFiles) {
  const Ran ran = Crosstrail(Hunt(), "TMPDIR=/dev/null");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(ran.out, "result,keys,event.id\r\n");
  EXPECT_THAT(ran.err, HasSubstr("pairs.json: record 0 cannot make a temporary file in /dev/null: "));
  EXPECT_THAT(ran.err, HasSubstr("set TMPDIR to a directory with room"));
  EXPECT_THAT(ran.err, HasSubstr("580 more problems with the input\n"));
  EXPECT_THAT(ran.err, HasSubstr("Found     0 sequences\n"));
}

TEST_F(NoRoom, ADiskThatFillsUpLeavesWholeGroups) {
  for (const char* const threads : {" -j 1", " -j 2"}) {
    const Ran ran = Crosstrail(Hunt() + threads, "ulimit -f 100;");
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.err, HasSubstr("cannot write to a temporary file: File too large; set TMPDIR"));
    std::map<std::string, int> events;
    std::istringstream lines(ran.out);
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line)) ++events[line.substr(0, line.find(','))];
    EXPECT_GT(events.size(), 50U);
    EXPECT_LT(events.size(), 300U);
    for (const auto& [group, count] : events) EXPECT_EQ(count, 2) << group;
  }
  EXPECT_EQ(Crosstrail(Hunt()).exit_code, 0);
}

TEST_F(NoRoom, AScanSaysSoToo) {
  Write("rule.toml", kSequenceRule);
  const Ran ran = Crosstrail("scan pairs.json --rules rule.toml --format ndjson --max-signals 20", "ulimit -f 100;");
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.err, HasSubstr("cannot write to a temporary file"));
  std::istringstream lines(ran.out);
  for (std::string line; std::getline(lines, line);)
    EXPECT_THAT(line, MatchesRegex(".*\"events\":\\[\"n[0-9]+\",\"n[0-9]+\"\\].*"));
  EXPECT_THAT(ran.out, Not(IsEmpty()));
}

TEST_F(HuntCommand, SamplesOfTooFewEventsAreNoneAtOnce) {
  std::string filters;
  for (int i = 0; i < 15; ++i) filters += " [any where true]";
  std::string records;
  for (int i = 0; i < 15; ++i) records += (i == 0 ? "" : ",") + Record(10 + i, "X", i == 14 ? "erik" : "dana");
  Write("few.json", R"({"Records":[)" + records + "]}");
  EXPECT_EQ(Ids("sample by user.name" + filters, "", "few.json"), "");
}

class SequenceRule : public HuntCommand {
 protected:
  SequenceRule() { Write("rule.toml", kSequenceRule); }
};

TEST_F(SequenceRule, AlertsOnceASequenceTheSameForAnyThreads) {
  const Ran ran = Crosstrail("scan logs --rules rule.toml --format ndjson -j 1");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr(R"("time":"2025-06-13T12:05:00Z")"));
  EXPECT_THAT(ran.out, HasSubstr(R"("events":["e2","e5"],"join_keys":["dana"])"));
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 1);
  EXPECT_EQ(Crosstrail("scan logs --rules rule.toml --format ndjson -j 4").out, ran.out);
}

TEST_F(SequenceRule, AlertsAreGroupsInTheEcsFormat) {
  const Ran ran = Crosstrail("scan logs --rules rule.toml --format ecs");
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 3);
  EXPECT_THAT(ran.out, HasSubstr(R"("kibana.alert.group.index":1)"));
}

TEST_F(SequenceRule, KeepsToMaxSignals) {
  std::string records;
  for (int i = 0; i < 10; ++i) {
    const std::string user = "user" + std::to_string(i);
    records += (i == 0 ? "" : ",") + Record(10 + 2 * i, "PutBucketPolicy", user) + "," +
               Record(11 + 2 * i, "DeleteBucketPolicy", user);
  }
  Write("many.json", R"({"Records":[)" + records + "]}");
  Write("rule.toml", std::string(kSequenceRule) + "max_signals = 3\n");
  const Ran ran = Crosstrail("scan many.json --rules rule.toml --format ndjson");
  EXPECT_EQ(std::count(ran.out.begin(), ran.out.end(), '\n'), 3);
  EXPECT_THAT(ran.out, HasSubstr(R"("join_keys":["user2"])"));
  EXPECT_THAT(ran.err, HasSubstr("7 more of"));
}

TEST_F(SequenceRule, IsExplainedStepByStep) {
  const Ran ran = Crosstrail("rules explain rule.toml logs --event e5");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("step 1 does not match\n"));
  EXPECT_THAT(ran.out, HasSubstr("step 2 matches\nyes   event.action == \"DeleteBucketPolicy\"\n"));
  EXPECT_THAT(ran.out, HasSubstr("event.action = \"DeleteBucketPolicy\""));
  const Ran none = Crosstrail("rules explain rule.toml logs --event nope");
  EXPECT_EQ(none.exit_code, 3);
  EXPECT_THAT(none.err, HasSubstr("no event has this id"));
  EXPECT_EQ(Crosstrail("rules explain rule.toml").exit_code, 2);
  EXPECT_EQ(Crosstrail("rules explain missing.toml logs").exit_code, 2);
}

}  // namespace
}  // namespace crosstrail
