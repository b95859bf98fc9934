// What EQL event queries mean: null logic, several values, types, every operator. Tables of (query, answer).
#include <gtest/gtest.h>

#include "fake_event.h"
#include "query/query.h"

namespace crosstrail {
namespace {

struct Case {
  std::string condition;
  bool matches;
};

// One event with a field of every type, of several values, and names that are missing.
class EqlSemantics : public ::testing::Test {
 protected:
  EqlSemantics() : event_(fields_) {
    Type("port", FieldType::kLong);
    Type("ratio", FieldType::kDouble);
    Type("ok", FieldType::kBoolean);
    Type("at", FieldType::kDate);
    Type("ip", FieldType::kIp);
    Type("ips", FieldType::kIp);
    Type("version", FieldType::kVersion);
    event_.Set("name", "PutBucketPolicy").Set("text", "a*b?c\\d").Set("other", "Bucket").Set("id", "123456789012");
    event_.Set("port", 443).Set("ratio", 2.5).Set("ok", true).Set("no", false).Set("flag", "true").Set("empty", "");
    event_.Set("at", {InstantValue{1'688'990'561'500'000'000}});  // 2023-07-10T12:02:41.5Z
    event_.Set("ip", "10.1.2.3").Set("ips", {std::string_view("192.0.2.1"), std::string_view("2001:db8::1")});
    event_.Set("version", "1.10.0-rc.2");
    event_.Set("tags", {std::string_view("alpha"), std::string_view("Beta"), std::string_view("gamma")});
    event_.Set("sizes", {std::int64_t{1}, std::int64_t{20}, std::int64_t{300}});
    event_.Set("event.category", {std::string_view("iam"), std::string_view("configuration")});
    event_.Set("unicode", "Zürich \xF0\x9D\x84\x9E clef").Set("lines", "first\nsecond").Set("number_text", "17");
  }

  void Type(std::string_view name, FieldType type) { fields_.SetType(fields_.Intern(name), type); }

  bool Matches(const std::string& query) {
    const auto compiled = CompileEql(query, {}, fields_);
    if (!compiled) {
      ADD_FAILURE() << Render(compiled.error().front(), false);
      return false;
    }
    return compiled->steps.front().condition.Matches(event_);
  }

  void Check(const std::vector<Case>& cases) {
    for (const Case& c : cases) EXPECT_EQ(Matches("any where " + c.condition), c.matches) << c.condition;
  }

  FieldSet fields_;
  FakeEvent event_;
};

TEST_F(EqlSemantics, ConstantsAreThreeValued) {
  Check({{"true", true},
         {"false", false},
         {"null", false},
         {"not null", false},
         {"not false", true},
         {"not not true", true},
         {"null or true", true},
         {"not (null and false)", true},
         {"not (null and true)", false},
         {"not (null or false)", false},
         {"null == null", true},
         {"null != null", false},
         {"not (1 < null)", false},
         {"1 == null", false},
         {"1 != null", true},
         {"null == (null == 1 and null)", false},
         {"null == (1 < null)", true},
         {"\"a\" in (null)", false},
         {"not (\"a\" in (null))", false},
         {"1 + null == null", true}});
}

TEST_F(EqlSemantics, LeavesOnMissingFieldsAreFalseAndNotFlipsThem) {
  Check({{"missing == \"x\"", false},
         {"missing != \"x\"", true},
         {"not missing == \"x\"", true},
         {"not missing != \"x\"", false},
         {"missing : \"*\"", false},
         {"not missing : \"a*\"", true},
         {"missing in (\"a\", \"b\")", false},
         {"missing not in (\"a\", \"b\")", true},
         {"missing like \"*\"", false},
         {"missing regex \".*\"", false},
         {"not missing regex~ \".*\"", true},
         {"missing > 1", false},
         {"not (missing > 1)", true},
         {"missing", false},
         {"?missing", false},
         {"not ?missing", true},
         {"missing == true", false},
         {"missing == false", false},
         {"missing != false", true},
         {"not stringContains(missing, \"x\")", true},
         {"not startsWith(missing, \"x\")", true},
         {"not endsWith~(missing, \"x\")", true},
         {"not cidrMatch(missing, \"10.0.0.0/8\")", true},
         {"length(missing) > 0", false},
         {"not (length(missing) > 0)", true},
         {"length(missing) != 3", true},
         {"substring(missing, 1) not in (\"a\")", true}});
}

TEST_F(EqlSemantics, NullTestsAskForExistence) {
  Check({{"missing == null", true},
         {"missing != null", false},
         {"null == missing", true},
         {"name == null", false},
         {"name != null", true},
         {"empty != null", true},
         {"not (missing == null)", false},
         {"null == (missing > -1)", true},
         {"null == (port > -1)", false},
         {"null != (port > -1)", true},
         {"length(missing) == null", true},
         {"indexOf(name, \"absent\") == null", true},
         {"concat(name, missing) == null", true},
         {"null == (missing == \"a\" and name == \"b\")", false},
         {"null == (missing == \"a\" and name == \"PutBucketPolicy\")", true}});
}

// docs/eql.md, "not": the recorded verdict of Elastic's external-share rule on a record without recipientAccountId.
TEST_F(EqlSemantics, AFunctionOverTwoFieldsStaysNullUnderNot) {
  Check({{"stringContains(name, other)", true},
         {"not stringContains(name, other)", false},
         {"stringContains(other, name)", false},
         {"not stringContains(other, name)", true},
         {"stringContains(name, missing)", false},
         {"not stringContains(name, missing)", false},
         {"not stringContains(missing, name)", false},
         {"not startsWith(name, missing)", false},
         {"not endsWith(name, missing)", false},
         {"not stringContains(\"literal\", missing)", true},
         {"not (stringContains(name, missing) and port == 1)", true},
         {"port == 443 and not stringContains(name, missing)", false},
         {"port == 443 or not stringContains(name, missing)", true}});
}

TEST_F(EqlSemantics, AnyOfSeveralValuesMayMatch) {
  Check({{"tags == \"gamma\"", true},
         {"tags == \"beta\"", false},
         {"tags != \"alpha\"", false},
         {"tags != \"delta\"", true},
         {"tags : \"beta\" and tags == \"alpha\"", true},
         {"sizes > 100 and sizes < 5", true},
         {"not sizes > 100", false},
         {"sizes in (2, 20)", true},
         {"sizes + 1 == 21", true},
         {"length(tags) == 4", true},
         {"length(tags) != 4", false},
         {"concat(tags, sizes) == \"Beta300\"", true},
         {"concat(tags, sizes) == \"Beta30\"", false},
         {"concat(tags, tags) == \"alphaBeta\"", false},
         {"stringContains(tags, tags)", true},
         {"indexOf(tags, \"eta\") == null", true},
         {"ips == \"2001:db8::1\"", true}});
}

TEST_F(EqlSemantics, TextComparesByCodeUnit) {
  Check({{"name == \"PutBucketPolicy\"", true},
         {"name == \"putbucketpolicy\"", false},
         {"name == \"Put*\"", false},
         {"\"PutBucketPolicy\" == name", true},
         {"name > \"PutBucket\"", true},
         {"name < \"a\"", true},
         {"name >= \"PutBucketPolicy\" and name <= \"PutBucketPolicy\"", true},
         {"\"Q\" > name", true},
         {"empty == \"\"", true},
         {"name == other", false},
         {"name == name", true},
         {"name != other", true},
         {"name != missing", true}});
}

TEST_F(EqlSemantics, PatternsAndLists) {
  Check({{"name : \"putbucket*\"", true},
         {"name : \"PUTBUCKETPOLICY\"", true},
         {"name : (\"get*\", \"*policy\")", true},
         {"name : \"put?ucket*\"", true},
         {"name : \"putbucket\"", false},
         {"name like \"Put*Policy\"", true},
         {"name like \"put*\"", false},
         {"name like~ \"put*\"", true},
         {"name like (\"*Bucket*\")", true},
         {"name like (\"*\")", true},
         {"text : \"a*\\\\d\"", true},
         {"text like \"a\\\\*\"", false},
         {"name in (\"PutBucketPolicy\", \"x\")", true},
         {"name in (\"Put*\")", false},
         {"name in (\"putbucketpolicy\")", false},
         {"name in~ (\"putbucketpolicy\")", true},
         {"name in~ (\"put*\")", false},
         {"name not in~ (\"PUTBUCKETPOLICY\")", false},
         {"text in~ (\"A*B?C\\\\D\")", true},
         {"name in (other, name)", true},
         {"name in (other, \"x\")", false},
         {"unicode : \"ZÜRICH*\"", true},
         {"unicode like \"Zürich ? clef\"", true},
         {"name : null", false},
         {"port : \"44*\"", true},
         {"name like \"\"\"Put*\"\"\"", true}});
}

TEST_F(EqlSemantics, RegularExpressionsAreLucenes) {
  Check({{"name regex \"Put.*\"", true},
         {"name regex \"Put\"", false},
         {"name regex \"put.*\"", false},
         {"name regex~ \"put.*\"", true},
         {"name regex \"^Put.*\"", false},
         {"name regex (\"Get.*\", \"Put[A-Z]ucket(Policy|Acl)\")", true},
         {"name regex \"\"\".*?Bucket.*?\"\"\"", true},
         {"lines regex \"first.second\"", true},
         {"id regex \"[0-9]{12}\"", true},
         {"id regex \"\\\\d+\"", true},
         {"name regex \"@Policy\"", true},
         {"name regex \"#\"", false},
         {"number_text regex \"<1-20>\"", true},
         {"number_text regex \"<18-20>\"", false},
         {"substring(name, 3) regex \"^Bucket.*$\"", true},
         {"substring(lines, 0) regex \"first.second\"", false}});
}

TEST_F(EqlSemantics, NumbersBooleansAndText) {
  Check({{"port == 443", true},
         {"port == 443.0", true},
         {"port == \"443\"", true},
         {"443 <= port", true},
         {"444 > port", true},
         {"port < 443.5 and port > 442.5", true},
         {"port in (80, 443)", true},
         {"port in (80, null)", false},
         {"ratio == 2.5", true},
         {"ratio > 2", true},
         {"id == 123456789012", true},
         {"number_text > 16", true},
         {"name > 16", false},
         {"not (name > 16)", true},
         {"ok", true},
         {"ok == true", true},
         {"ok != true", false},
         {"no == false", true},
         {"not no", true},
         {"flag == true", true},
         {"ok == \"true\"", true},
         {"(port > 1) == true", true},
         {"(port > 1) == false", false},
         {"true == cidrMatch(ip, \"10.0.0.0/8\")", true},
         {"startsWith(name, \"Put\") != true", false},
         {"(missing > 1) == false", true},
         {"9223372036854775807 == 9223372036854775807.0", false},
         {"port < 99999999999999999999", true}});
}

TEST_F(EqlSemantics, DatesAddressesAndVersions) {
  Check({{"at == \"2023-07-10T12:02:41.500Z\"", true},
         {"at == 1688990561500", true},
         {"at > \"2023-07-10\"", true},
         {"at < \"2023-07-10T14:02:41+02:00\"", false},
         {"at in (\"2023-07-10T12:02:41.5Z\")", true},
         {"ip == \"10.1.2.3\"", true},
         {"ip == \"10.0.0.0/8\"", true},
         {"ip in (\"10.1.2.4\", \"10.1.2.0/24\")", true},
         {"ip > \"10.1.2.2\" and ip < \"10.1.2.10\"", true},
         {"ips == \"2001:0db8:0:0::1\"", true},
         {"cidrMatch(ips, \"2001:db8::/32\")", true},
         {"cidrMatch(ip, \"11.0.0.0/8\", \"10.1.2.9/24\")", true},
         {"cidrMatch(ip, \"::/0\")", true},
         {"cidrMatch(name, \"0.0.0.0/0\")", false},
         {"version > \"1.9.0\"", true},
         {"version < \"1.10.0\"", true},
         {"version == \"1.10.0-rc.2\"", true},
         {"version > \"1.10.0-rc.1\" and version < \"1.10.0-rc.11\"", true},
         {"version < \"bad\"", true}});
}

TEST_F(EqlSemantics, Arithmetic) {
  Check({{"port + 1 == 444", true},
         {"1 + port * 2 == 887", true},
         {"(1 + port) * 2 == 888", true},
         {"port / 2 == 221", true},
         {"-port / 2 == -221", true},
         {"port / 2.0 == 221.5", true},
         {"port % 40 == 3", true},
         {"port - 1 - 1 == 441", true},
         {"-port == -443", true},
         {"- - port == 443", true},
         {"+port == 443", true},
         {"port / 0 == null", true},
         {"port % 0 == null", true},
         {"port + 9223372036854775807 == null", true},
         {"add(port, 1) == 444", true},
         {"ADD(port, 1) == 444", true},
         {"subtract(port, 3) == multiply(44, 10)", true},
         {"divide(port, 2) == modulo(221, 1000)", true},
         {"name + 1 == null", true},
         {"length(name) - length(other) == 9", true}});
}

// elasticsearch#58922: with a field and a literal they run as an unescaped wildcard search.
TEST_F(EqlSemantics, StringContainsAndEndsWithALiteralAreWildcardSearches) {
  Check({{"stringContains(name, \"Bucket\")", true},
         {"stringContains(name, \"B*ket\")", true},
         {"stringContains(name, \"B?cket\")", true},
         {"stringContains(name, \"bucket\")", false},
         {"stringContains~(name, \"bucket\")", true},
         {"STRINGCONTAINS(name, \"Bucket\")", true},
         {"stringContains(text, \"a\\\\*b\")", true},
         {"stringContains(text, \"a\\\\?b\")", false},
         {"stringContains(name, \"\")", true},
         {"endsWith(name, \"P*y\")", true},
         {"endsWith~(name, \"policy\")", true},
         {"endsWith(name, \"Bucket\")", false},
         {"startsWith(name, \"P*t\")", false},
         {"startsWith(text, \"a*\")", true},
         {"startsWith~(name, \"PUT\")", true},
         {"startsWith(name, \"\")", true},
         {"stringContains(\"xxBucketxx\", other)", true},
         {"stringContains(other, empty)", false},
         {"stringContains(concat(name, \"\"), \"B*ket\")", false},
         {"stringContains(name, null)", false}});
}

TEST_F(EqlSemantics, TextFunctionsCountUtf16Units) {
  Check({{"length(unicode) == 14", true},
         {"substring(unicode, 0, 6) == \"Zürich\"", true},
         {"substring(unicode, -4) == \"clef\"", true},
         {"indexOf(unicode, \"clef\") == 10", true},
         {"indexOf~(unicode, \"CLEF\", 5) == 10", true},
         {"indexOf~(unicode, \"ÜR\") == 1", true},
         {"between~(unicode, \"ZÜ\", \" \") == \"rich\"", true},
         {"number(number_text) == 17", true},
         {"number(\" 0x1F \") == 31", true},
         {"number(name) == null", true},
         {"string(port) == \"443\"", true},
         {"string(ratio) == \"2.5\"", true},
         {"string(at) == \"2023-07-10T12:02:41.500Z\"", true},
         {"string(cidrMatch(ip, \"10.0.0.0/8\")) : \"true\"", true},
         {"substring(name, 100) == \"\"", true},
         {"substring(name, 5, 2) == \"\"", true}});
}

TEST_F(EqlSemantics, TheEventCategoryIsTestedOnEveryValue) {
  EXPECT_TRUE(Matches("iam where true"));
  EXPECT_TRUE(Matches("configuration where port == 443"));
  EXPECT_TRUE(Matches("\"iam\" where true"));
  EXPECT_FALSE(Matches("IAM where true"));
  EXPECT_FALSE(Matches("process where true"));
  EXPECT_TRUE(Matches("any where true"));
  const auto info = CompileEql("info where true", {.event_category_field = "event.type"}, fields_);
  ASSERT_TRUE(info);
  EXPECT_FALSE(info->steps.front().condition.Matches(event_));
  event_.Set("event.type", "info");
  EXPECT_TRUE(info->steps.front().condition.Matches(event_));
}

TEST_F(EqlSemantics, LexicalForms) {
  Check({{"`name` == \"PutBucketPolicy\" // a comment", true},
         {"/* one\n two */ name : \"put*\"", true},
         {"name == \"Put\\u{42}ucketPolicy\"", true},
         {"name == \"\\u{00000050}utBucketPolicy\"", true},
         {"\"\\n\\r\\t\\b\\f\\\\\\\"\" != null", true},
         {"text == \"\"\"a*b?c\\d\"\"\"", true},
         {"\"\"\"say \"hi\"\"\"\" == \"say \\\"hi\\\"\"", true}});
}

TEST_F(EqlSemantics, FieldsAreListedOnceAscending) {
  const auto query = CompileEql("iam where a == 1 and (b : \"x\" or length(c) > a) and d != null", {}, fields_);
  ASSERT_TRUE(query);
  const auto listed = query->steps.front().condition.Fields();
  ASSERT_EQ(listed.size(), 5U);
  for (const std::string_view name : {"a", "b", "c", "d", "event.category"}) {
    EXPECT_NE(std::find(listed.begin(), listed.end(), *fields_.Find(name)), listed.end()) << name;
  }
  EXPECT_TRUE(std::is_sorted(listed.begin(), listed.end()));
}

TEST_F(EqlSemantics, AVeryLongChainWorks) {
  std::string condition = "name == \"x\"";
  for (int i = 0; i < 20'000; ++i) condition += " or name == \"value" + std::to_string(i) + "\"";
  EXPECT_FALSE(Matches("any where " + condition));
  EXPECT_TRUE(Matches("any where " + condition + " or port == 443"));
}

}  // namespace
}  // namespace crosstrail
