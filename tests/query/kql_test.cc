// KQL: what each construct matches, what is no KQL and where, and random queries against a naive reading of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <random>

#include "query/now_field.h"
#include "query/query.h"
#include "tests/query/fake_event.h"

namespace crosstrail {
namespace {

using testing::HasSubstr;

std::string Messages(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += Render(diagnostic, false);
  return text;
}

// An event with a field of each type.
bool Matches(const std::string& query) {
  FieldSet fields;
  const auto compiled = CompileKql(query, fields);
  if (!compiled) {
    ADD_FAILURE() << query << "\n" << Messages(compiled.error());
    return false;
  }
  FakeEvent event(fields);
  event.Set("event.action", "PutBucketPolicy")
      .Set("event.provider", "s3.amazonaws.com")
      .Set("event.outcome", "success")
      .Set("user_agent.original", "[S3 Browser/11.4.5 (https://s3browser.com)]")
      .Set("user.name", "dana")
      .Set("related.user",
           std::vector<Value>{std::string_view("dana"), std::string_view("eli"), std::string_view("null")})
      .Set("source.ip", "198.51.100.7")
      .Set("source.as.number", 64496)
      .Set("source.geo.country_iso_code", "NL")
      .Set("aws.cloudtrail.console_login.additional_eventdata.mfa_used", true)
      .Set("@timestamp", {InstantValue{*ParseInstant("2023-07-10T12:22:41.5Z")}})
      .Set("aws.cloudtrail.flattened.request_parameters.x-amz-acl", "public-read")
      .Set("aws.cloudtrail.flattened.request_parameters.key",
           std::vector<Value>{std::string_view("a/.aws/credentials"), std::string_view("b(c):d\"e\\f")})
      .Set("cloud.region", "not so")
      .Set("group.name", std::vector<Value>{std::string_view("and"), std::string_view("not"), std::string_view("knot"),
                                            std::string_view("or y"), std::string_view("x or")})
      .Set("aws.cloudtrail.error_message", "what? a*b");
  return compiled->steps.front().condition.Matches(event);
}

struct Case {
  const char* query;
  bool matches;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.query; }

class Kql : public testing::TestWithParam<Case> {};

TEST_P(Kql, Matches) { EXPECT_EQ(Matches(GetParam().query), GetParam().matches); }

INSTANTIATE_TEST_SUITE_P(Values, Kql,
                         testing::ValuesIn(std::vector<Case>{
                             {"event.action: PutBucketPolicy", true},
                             {"event.action:PutBucketPolicy", true},
                             {"event.action : \"PutBucketPolicy\"", true},
                             {"event.action: putbucketpolicy", false},  // keywords keep their case
                             {"event.action: PutBucket", false},
                             {"\"event.action\": PutBucketPolicy", true},
                             {"event.action: Put*", true},
                             {"event.action: *Policy", true},
                             {"event.action: *Bucket*", true},
                             {"event.action: P*B*y", true},
                             {"event.action: put*", false},
                             {"event.action: \"Put*\"", false},         // no wildcard in quotes
                             {"event.action: PutBucketPolic?", false},  // '?' is none
                             {"aws.cloudtrail.error_message: what? a\\*b", true},
                             {"aws.cloudtrail.error_message: \"what? a*b\"", true},
                             {"aws.cloudtrail.error_message: what? a\\*c", false},
                             {"aws.cloudtrail.error_message: what?*", true},
                             {"aws.cloudtrail.error_message: wha?? a*", false},
                             {"user_agent.original: *S3 Browser*", true},
                             {"user_agent.original: *S3  Browser*", false},
                             {"(user_agent.original: *S3 Browser* )", true},
                             {"user.name: dana  ", true},
                             {"aws.cloudtrail.flattened.request_parameters.x-amz-acl: public-read", true},
                             {"aws.cloudtrail.flattened.request_parameters.key: */.aws/credentials", true},
                             {"aws.cloudtrail.flattened.request_parameters.key: b\\(c\\)\\:d\\\"e\\\\f", true},
                             {R"(aws.cloudtrail.flattened.request_parameters.key: "b(c):d\"e\\f")", true},
                             {R"(user.name: "d\u0061na")", true},
                             {R"(user.name: d\u0061na)", true},
                             {R"(user.name: "\Pdana")", false},  // an unknown escape keeps its backslash
                             {R"(user.name: "da\tna")", false},
                             {"cloud.region: \\not so", true},
                             {"cloud.region: \"not so\"", true},
                             {"no.such.field: x", false},
                             {"not no.such.field: x", true},
                         }));

// A keyword has blanks around it that belong to nothing else; `not` needs none before it.
INSTANTIATE_TEST_SUITE_P(Keywords, Kql,
                         testing::ValuesIn(std::vector<Case>{
                             {"group.name: and", true},
                             {"group.name:  OR ", false},  // in its own case
                             {"group.name: and or user.name: fay", true},
                             {"group.name: (and or x)", true},
                             {"group.name: (x or and)", true},
                             {"group.name: (or or x)", false},
                             {"group.name: (x or or y)", true},  // the values x and "or y"
                             {"group.name: (and and x or)", true},
                             {"group.name: (and and not)", true},
                             {"group.name: (not x and not y)", true},
                             {"group.name >= and", true},
                             {"not and", false},
                             {"and", true},
                             {"group.name: x or", true},
                             {"group.name: x and", false},
                             {"group.name: knot", true},
                             {"group.name: knots and group.name: and", false},
                             {"group.name: android or group.name: order", false},
                             {"group.name: \\and", true},
                             {"and group.name: x", false},  // a field of that name
                             {"not and group.name: x", true},
                         }));

INSTANTIATE_TEST_SUITE_P(Types, Kql,
                         testing::ValuesIn(std::vector<Case>{
                             {"source.ip: 198.51.100.7", true},
                             {"source.ip: \"198.51.100.0/24\"", true},
                             {"source.ip: 198.51.100.0/25", true},
                             {"source.ip: 192.0.2.0/24", false},
                             {"source.ip: 198.51.*", true},
                             {"source.as.number: 64496", true},
                             {"source.as.number: \"64496\"", true},
                             {"source.as.number: 64496.0", true},
                             {"source.as.number: 64497", false},
                             {"aws.cloudtrail.console_login.additional_eventdata.mfa_used: true", true},
                             {"aws.cloudtrail.console_login.additional_eventdata.mfa_used: false", false},
                             {"not aws.cloudtrail.console_login.additional_eventdata.mfa_used: false", true},
                             {"@timestamp: \"2023-07-10\"", true},
                             {"@timestamp: 2023", true},
                             {"@timestamp: 2023-07", true},
                             {"@timestamp: \"2023-07-10T12\"", true},
                             {"@timestamp: \"2023-07-10T12:22:41\"", true},
                             {"@timestamp: \"2023-07-10T12:22:41.500Z\"", true},
                             {"@timestamp: \"2023-07-10T12:22:41.501Z\"", false},
                             {"@timestamp: 1688991761500", true},
                             {"@timestamp: \"2023-07-11\"", false},
                             {"related.user: null", true},
                         }));

INSTANTIATE_TEST_SUITE_P(Ranges, Kql,
                         testing::ValuesIn(std::vector<Case>{
                             {"source.as.number > 64495", true},
                             {"source.as.number > 64496", false},
                             {"source.as.number >= 64496", true},
                             {"source.as.number < 64497 and source.as.number <= 64496", true},
                             {"source.as.number > 64495.5", true},
                             {"@timestamp > \"2023-07-10\"", false},  // after the whole day
                             {"@timestamp >= \"2023-07-10\"", true},
                             {"@timestamp <= \"2023-07-10\"", true},
                             {"@timestamp < \"2023-07-10\"", false},
                             {"@timestamp > \"2023-07-10T12:22:41\"", false},
                             {"@timestamp > \"2023-07-10T12:22:40\"", true},
                             {"@timestamp<2024", true},
                             {"source.ip >= 198.51.100.0 and source.ip < 198.51.101.0", true},
                             {"source.ip > 198.51.100.7", false},
                             {"user.name >= d and user.name < e", true},
                             {"no.such.field > 5", false},
                             {"source.as.* > 64495", true},
                         }));

INSTANTIATE_TEST_SUITE_P(Logic, Kql,
                         testing::ValuesIn(std::vector<Case>{
                             {"event.action: PutBucketPolicy and user.name: dana", true},
                             {"event.action: PutBucketPolicy AND user.name: eli", false},
                             {"event.action: x or user.name: dana", true},
                             {"event.action: x Or user.name: eli", false},
                             // `and` binds tighter than `or`, `not` tighter than both.
                             {"user.name: dana or event.action: x and event.action: y", true},
                             {"(user.name: dana or event.action: x) and event.action: y", false},
                             {"not event.action: x and user.name: dana", true},
                             {"not (event.action: x or user.name: dana)", false},
                             {"not(event.action: x)", true},
                             {"NOT NOT user.name: dana", true},
                             {"user.name: (dana or eli)", true},
                             {"user.name: (eli or d*)", true},
                             {"user.name:(eli or fay)", false},
                             {"user.name: (not eli)", true},
                             {"user.name: (dana and not eli)", true},
                             {"user.name: (not (eli or fay))", true},
                             {"not user.name: (eli or fay)", true},
                             {"related.user: (dana and eli)", true},  // each by another value
                             {"related.user: (dana and fay)", false},
                             {"related.user: (* and not fay)", true},
                             {"related.user: (*a* and *li)", true},
                             {"user.name: (dana and *a*) and event.outcome: success", true},
                             {"user.name: (dana or (eli and fay))", true},
                             {"user.name: dana\n  and event.outcome:\tsuccess", true},
                             {"((((user.name: dana))))", true},
                             {"", true},
                             {"   ", true},
                         }));

INSTANTIATE_TEST_SUITE_P(Fields, Kql,
                         testing::ValuesIn(std::vector<Case>{
                             {"user.name: *", true},
                             {"user.email: *", false},
                             {"not user.email: *", true},
                             {"user.name: \"*\"", false},
                             {"no.such.field: *", false},
                             {"source.geo: *", true},  // an object: a field below it
                             {"source.as.organization: *", false},
                             {"aws.cloudtrail.flattened.request_parameters.x-amz-acl: *", true},
                             {"user.*: dana", true},
                             {"user*: dana", true},
                             {"user.*: fay", false},
                             {"source.as.*: *", true},
                             {"source.as.organization.*: *", false},
                             {"no.such.*: *", false},
                             {"*: dana", true},
                             {"*: fay", false},
                             {"*:*", true},
                             {"*", true},
                             {"dana", true},
                             {"\"dana\"", true},
                             {"da*", true},
                             {"fay", false},
                             {"64496", true},         // numbers
                             {"198.51.100.7", true},  // addresses
                             {"dana and success", true},
                             {"not fay", true},
                             {"user: { name: dana }", false},  // nothing is nested
                             {"not user: { name: dana and id: x }", true},
                         }));

struct Fault {
  const char* query;
  std::size_t column;
  const char* message;
};

TEST(KqlFaults, AreFoundWhereTheyAre) {
  for (const Fault& fault : std::vector<Fault>{
           {"event.action:", 14, "a value is expected here, but the query ends"},
           {"event.action: (a or", 15, "this parenthesis is never closed"},
           {"event.action: (a or ", 21, "a value is expected"},
           {"event.action: (a b", 15, "this parenthesis is never closed"},
           {"(event.action: a", 1, "this parenthesis is never closed"},
           {"event.action: a)", 16, "and, or, or the end is expected"},
           {"event.action: a and ", 21, "a condition is expected"},
           {"event.action: \"a\" and", 22, "a condition is expected"},
           {"event.action: not a", 15, "a value is expected"},
           {"event.action: cannot do", 18, "and, or, or the end is expected"},
           {"event.action: x not y", 17, "and, or, or the end is expected"},
           {"event.action: \"a", 15, "this quote is never closed"},
           {"event.action: a\\Pb", 16, "a backslash without quotes"},
           {"event.action: a:b", 16, "and, or, or the end is expected"},
           {"event.action: a \"b\"", 17, "and, or, or the end is expected"},
           {"user: { name: a", 7, "this brace is never closed"},
           {"source.as.number: x", 19, "\"x\" is not a number"},
           {"source.as.number >= x", 21, "\"x\" is not a number"},
           {"source.ip: here", 12, "\"here\" is not an IP address"},
           {"source.ip > 10.0.0.0/8", 13, "is not an IP address"},
           {"@timestamp > now-7d", 14, "depends on when it is asked"},
           {"@timestamp: soon", 13, "\"soon\" is not a date"},
           {"source.as.number > 5*", 20, "a range has no wildcards"},
           {"aws.cloudtrail.console_login.additional_eventdata.mfa_used: yes", 61, "\"yes\" is not a boolean"},
       }) {
    FieldSet fields;
    const auto compiled = CompileKql(fault.query, fields);
    ASSERT_FALSE(compiled.has_value()) << fault.query;
    ASSERT_EQ(compiled.error().size(), 1U) << Messages(compiled.error());
    EXPECT_EQ(compiled.error()[0].column, fault.column) << Messages(compiled.error());
    EXPECT_THAT(compiled.error()[0].message, HasSubstr(fault.message)) << fault.query;
    EXPECT_NE(compiled.error()[0].hint, "") << fault.query;
  }
}

TEST(KqlFaults, DepthIsBoundedAndLengthIsNot) {
  FieldSet fields;
  const auto deep = CompileKql(std::string(100'000, '(') + "a", fields);
  ASSERT_FALSE(deep.has_value());
  EXPECT_THAT(deep.error()[0].message, HasSubstr("nested too deeply"));
  std::string nots, list = "user.name: (a";
  for (int i = 0; i < 100'001; ++i) nots += "not ";
  for (int i = 0; i < 50'000; ++i) list += " or b" + std::to_string(i);
  const auto negated = CompileKql(nots + "user.name: a", fields);
  ASSERT_TRUE(negated.has_value());
  const auto long_list = CompileKql(list + ")", fields);
  ASSERT_TRUE(long_list.has_value());
  FakeEvent event(fields);
  event.Set("user.name", "b49999");
  EXPECT_TRUE(long_list->steps.front().condition.Matches(event));
  EXPECT_TRUE(negated->steps.front().condition.Matches(event));
}

TEST(Kql, NowIsAFieldWhereItIsAllowed) {
  FieldSet refusing;
  const auto refused = CompileKql("@timestamp >= \"now-30d/d\"", refusing);
  ASSERT_FALSE(refused);
  EXPECT_THAT(Messages(refused.error()), HasSubstr("\"now-30d/d\" depends on when it is asked"));

  FieldSet fields;
  fields.AllowNow();
  const Instant now = *ParseInstant("2026-03-10T12:00:00Z");
  const auto matches = [&](const std::string& query, std::string_view time) {
    const auto compiled = CompileKql(query, fields);
    if (!compiled) ADD_FAILURE() << Messages(compiled.error());
    FakeEvent event(fields);
    event.Set("@timestamp", {InstantValue{*ParseInstant(time)}});
    for (FieldId field = 0; field < fields.size(); ++field) {
      if (const auto at = NowFieldValue(fields.Name(field), now)) event.Set(fields.Name(field), {InstantValue{*at}});
    }
    return compiled && compiled->steps.front().condition.Matches(event);
  };
  EXPECT_TRUE(matches("@timestamp >= now-30d/d", "2026-02-08T00:00:00Z"));
  EXPECT_FALSE(matches("@timestamp >= now-30d/d", "2026-02-07T23:59:59Z"));
  EXPECT_FALSE(matches("@timestamp > now-30d/d", "2026-02-08T23:59:59Z"));
  EXPECT_TRUE(matches("@timestamp > now-30d/d", "2026-02-09T00:00:00Z"));
  EXPECT_TRUE(matches("@timestamp < now", "2026-03-10T11:59:59Z"));
  EXPECT_FALSE(matches("@timestamp < now", "2026-03-10T12:00:00Z"));
  // Only in ranges, and only on dates.
  EXPECT_FALSE(CompileKql("@timestamp: now", fields));
  EXPECT_TRUE(CompileKql("user.name >= now", fields));
}

TEST(Kql, NamesWithWildcardsStandForFieldsOfTheMapping) {
  FieldSet fields;
  fields.Map("threat.indicator.file.hash.md5", FieldType::kKeyword);
  fields.Map("source.ip", FieldType::kIp);  // of the catalogue already
  const auto compiled = CompileKql("threat.indicator.file.hash.*: x and *ource.ip: 192.0.2.1", fields);
  ASSERT_TRUE(compiled);
  FakeEvent event(fields);
  event.Set("threat.indicator.file.hash.md5", "x").Set("source.ip", "192.0.2.1");
  EXPECT_TRUE(compiled->steps.front().condition.Matches(event));
  event.Set("threat.indicator.file.hash.md5", "y");
  EXPECT_FALSE(compiled->steps.front().condition.Matches(event));
}

TEST(Kql, WhatTheIndexNeedsFollowsFromIt) {
  FieldSet fields;
  const auto compiled =
      CompileKql("event.provider: iam.amazonaws.com and event.action: (A or \"B\") and not user.name: x", fields);
  const std::vector<Requirement> needs = NecessaryEqualities(compiled->steps.front().condition);
  ASSERT_EQ(needs.size(), 2U);
  EXPECT_THAT(needs[0].values, testing::ElementsAre("iam.amazonaws.com"));
  EXPECT_THAT(needs[1].values, testing::ElementsAre("A", "B"));
}

// A query as a tree, with its own writing and its own meaning: texts in fields, nothing more.
using Texts = std::map<std::string, std::vector<std::string>>;

struct Naive {
  enum class Kind { kAnd, kOr, kNot, kValue, kExists, kRange } kind = Kind::kValue;
  std::vector<Naive> children;
  std::string field, value;  // '*' in the value is a wildcard

  static bool Like(std::string_view pattern, std::string_view text) {
    if (pattern.empty()) return text.empty();
    if (pattern[0] == '*') return Like(pattern.substr(1), text) || (!text.empty() && Like(pattern, text.substr(1)));
    return !text.empty() && pattern[0] == text[0] && Like(pattern.substr(1), text.substr(1));
  }

  bool Holds(const Texts& event) const {
    const auto all = [&](bool wanted) {
      return std::ranges::all_of(children, [&](const Naive& child) { return child.Holds(event) == wanted; });
    };
    const auto any_value = [&](const auto& test) {
      const auto held = event.find(field);
      return held != event.end() && std::ranges::any_of(held->second, test);
    };
    switch (kind) {
      case Kind::kAnd:
        return all(true);
      case Kind::kOr:
        return !all(false);
      case Kind::kNot:
        return all(false);
      case Kind::kExists:
        return any_value([](const std::string&) { return true; });
      case Kind::kRange:
        return any_value([&](const std::string& text) { return text >= value; });
      case Kind::kValue:
        return any_value([&](const std::string& text) { return Like(value, text); });
    }
    return false;
  }

  // `list` is the field when the values of a list are written.
  std::string Write(std::mt19937& random, const std::string& list = "") const {
    switch (kind) {
      case Kind::kAnd:
      case Kind::kOr: {
        std::string text = "(";
        for (const Naive& child : children) {
          if (text.size() > 1) text += kind == Kind::kAnd ? " and " : " OR ";
          text += child.Write(random, list);
        }
        return (IsOfOneField() && list.empty() ? children[0].FirstField() + ": " + WriteList(random) : text + ")");
      }
      case Kind::kNot:
        return (random() % 2 == 0 ? "not " : "NOT ") + children[0].Write(random, list);
      case Kind::kExists:
        return list.empty() ? field + ":*" : "*";
      case Kind::kRange:
        return field + " >= " + value;
      case Kind::kValue: {
        const bool plain = value.find('*') == std::string::npos;
        const std::string written = plain && random() % 2 == 0 ? "\"" + value + "\"" : value;
        return list.empty() ? field + ": " + written : written;
      }
    }
    return "";
  }

  std::string WriteList(std::mt19937& random) const {
    std::string text = "(";
    for (const Naive& child : children) {
      if (text.size() > 1) text += kind == Kind::kAnd ? " and " : " or ";
      text += child.Write(random, FirstField());
    }
    return text + ")";
  }

  std::string FirstField() const { return children.empty() ? field : children[0].FirstField(); }
  bool IsOfOneField() const {
    if (children.empty()) return kind != Kind::kRange;
    return std::ranges::all_of(
        children, [&](const Naive& child) { return child.IsOfOneField() && child.FirstField() == FirstField(); });
  }
};

const std::vector<std::string> kFields{"event.action", "user.name", "related.user"};
const std::vector<std::string> kWords{"a", "b", "ab", "ba", "aab", "b c"};

Naive RandomQuery(std::mt19937& random, int depth, const std::string& only = "") {
  Naive query;
  query.field = only.empty() ? kFields[random() % kFields.size()] : only;
  const auto kind = random() % (depth > 0 ? 9 : 4);
  if (kind < 2) {
    query.value = kWords[random() % kWords.size()];
    if (random() % 3 == 0) query.value.insert(random() % (query.value.size() + 1), "*");
    if (random() % 6 == 0) query.value.insert(0, "*");
  } else if (kind == 2) {
    query.kind = Naive::Kind::kExists;
  } else if (kind == 3) {
    query.kind = only.empty() ? Naive::Kind::kRange : Naive::Kind::kValue;
    query.value = kWords[random() % kWords.size()];
  } else {
    query.kind = kind == 4 ? Naive::Kind::kNot : kind < 7 ? Naive::Kind::kAnd : Naive::Kind::kOr;
    const std::string field = only.empty() && random() % 2 == 0 ? kFields[random() % kFields.size()] : only;
    const auto children = query.kind == Naive::Kind::kNot ? 1U : 2U + random() % 2;
    for (std::size_t i = 0; i < children; ++i) query.children.push_back(RandomQuery(random, depth - 1, field));
  }
  return query;
}

TEST(KqlDifferential, RandomQueriesMeanWhatTheyAreWrittenFor) {
  std::mt19937 random(11);
  for (int round = 0; round < 3'000; ++round) {
    const Naive query = RandomQuery(random, 4);
    const std::string text = query.Write(random);
    FieldSet fields;
    const auto compiled = CompileKql(text, fields);
    ASSERT_TRUE(compiled.has_value()) << text << "\n" << Messages(compiled.error());
    for (int i = 0; i < 10; ++i) {
      Texts texts;
      FakeEvent event(fields);
      for (const std::string& field : kFields) {
        const auto count = random() % 3;
        for (std::size_t j = 0; j < count; ++j) texts[field].push_back(kWords[random() % kWords.size()]);
        if (count != 0) event.Set(field, std::vector<Value>(texts[field].begin(), texts[field].end()));
      }
      ASSERT_EQ(compiled->steps.front().condition.Matches(event), query.Holds(texts)) << text;
    }
  }
}

}  // namespace
}  // namespace crosstrail
