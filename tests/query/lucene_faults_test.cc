// What a person is told about a query string that Elasticsearch would refuse, or Crosstrail does.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "query/query.h"

namespace crosstrail {
namespace {

using testing::HasSubstr;

struct Fault {
  std::string query;
  std::size_t line;
  std::size_t column;
  std::size_t length;
  std::string message;
};

TEST(LuceneFaults, AreFoundWhereTheyAre) {
  for (const Fault& fault : std::vector<Fault>{
           {"event.action:", 1, 14, 1, "a value is expected here, but the query ends"},
           {"event.action:a AND", 1, 19, 1, "a clause is expected here, but the query ends"},
           {"event.action:a\nOR", 2, 3, 1, "a clause is expected here"},
           {"event.action:a NOT", 1, 19, 1, "a clause is expected here"},
           {"AND event.action:a", 1, 1, 3, "a clause is expected here"},
           {"event.action:a AND OR b", 1, 20, 2, "a clause is expected here"},
           {"NOT NOT event.action:a", 1, 5, 3, "a clause is expected here"},
           {"+-event.action:a", 1, 2, 1, "a clause is expected here"},
           {"()", 1, 2, 1, "a clause is expected here"},
           {"event.action:(a OR", 1, 19, 1, "a clause is expected here"},
           {"event.action:(a b", 1, 14, 1, "this parenthesis is never closed"},
           {"(event.action:a", 1, 1, 1, "this parenthesis is never closed"},
           {"event.action:a)", 1, 15, 1, "AND, OR, another clause, or the end is expected"},
           {"event.action:a:b", 1, 15, 1, "a clause is expected"},
           {":a", 1, 1, 1, "a clause is expected"},
           {"source.as.number:-5", 1, 18, 1, "a value is expected"},
           {"event.action:\"a", 1, 14, 1, "this quote is never closed"},
           {"event.action:a\\", 1, 15, 1, "a lone backslash"},
           {"event.action:a\\u00g0", 1, 15, 2, "\\u takes four hexadecimal digits"},
           {"event.action:\"\\u00\"", 1, 15, 2, "\\u takes four hexadecimal digits"},
           {"url:https://x", 1, 10, 1, "a clause is expected"},
           {"url:a/b", 1, 6, 1, "begins a regular expression that does not end"},
           {"event.action:/a(b/", 1, 16, 1, "'(' of the regular expression is not closed"},
           {"event.action:/a~b/", 1, 16, 1, "complement operator"},
           {"event.action:/a{2000}/", 1, 16, 1, "repeat counts past 1000"},
           {"/a.*/", 1, 1, 5, "a regular expression needs a field"},
           {"*:/a.*/", 1, 3, 5, "a regular expression needs a field"},
           {"event.action:[a b]", 1, 14, 1, "this is no range"},
           {"event.action:[a TO b", 1, 14, 1, "this is no range"},
           {"event.action:[a TO]", 1, 14, 1, "this is no range"},
           {"event.action:[TO b]", 1, 14, 1, "this is no range"},
           {"event.action:[a to b]", 1, 14, 1, "this is no range"},
           {"event.action:[a TO b TO c]", 1, 14, 1, "this is no range"},
           {"event.action:[\"a TO b]", 1, 15, 1, "this quote is never closed"},
           {"event.action:a]", 1, 15, 1, "ends a range that was not begun"},
           {"event.action:a^", 1, 15, 1, "'^' takes a number"},
           {"event.action:a^x", 1, 15, 1, "'^' takes a number"},
           {"^2", 1, 1, 2, "a clause is expected"},
           {"event.action:a^2^3", 1, 17, 2, "a clause is expected"},
           {"event.action:roam~", 1, 18, 1, "fuzzy terms are not supported"},
           {"event.action:roam~0.8", 1, 18, 4, "fuzzy terms are not supported"},
           {"event.action:roam~1^2", 1, 18, 2, "fuzzy terms are not supported"},
           {"event.action:roam^2~1", 1, 20, 2, "fuzzy terms are not supported"},
           {"source.as.number:x", 1, 18, 1, "\"x\" is not a number"},
           {"source.as.number:(1 2)", 1, 19, 3, "\"1 2\" is not a number"},
           {"source.as.number:>=x", 1, 18, 3, "\"x\" is not a number"},
           {"source.as.number:[1 TO x]", 1, 24, 1, "\"x\" is not a number"},
           {"source.as.number:[xy TO 5]", 1, 19, 2, "\"xy\" is not a number"},
           {"source.ip:here", 1, 11, 4, "\"here\" is not an IP address"},
           {"source.ip:>\"10.0.0.0/8\"", 1, 11, 1, "\">\" is not an IP address"},
           {"source.ip:[10.0.0.0/8 TO *]", 1, 12, 10, "is not an IP address"},
           {"@timestamp:[now-7d TO *]", 1, 13, 6, "depends on when it is asked"},
           {"@timestamp:soon", 1, 12, 4, "\"soon\" is not a date"},
           {"aws.cloudtrail.console_login.additional_eventdata.mfa_used:yes", 1, 60, 3, "\"yes\" is not a boolean"},
           {"_exists_:*", 1, 10, 1, "_exists_ takes the name of a field"},
           {"_exists_:user*", 1, 10, 5, "_exists_ takes the name of a field"},
           {"_exists_:[a TO b]", 1, 10, 8, "_exists_ takes the name of a field"},
           {"_exists_:/a/", 1, 10, 3, "a regular expression needs a field"},
       }) {
    FieldSet fields;
    const auto compiled = CompileLucene(fault.query, fields);
    ASSERT_FALSE(compiled.has_value()) << fault.query;
    const Diagnostic& first = compiled.error().front();
    EXPECT_EQ(first.line, fault.line) << Render(first, false);
    EXPECT_EQ(first.column, fault.column) << Render(first, false);
    EXPECT_EQ(first.length, fault.length) << Render(first, false);
    EXPECT_THAT(first.message, HasSubstr(fault.message)) << fault.query;
    EXPECT_NE(first.hint, "") << fault.query;
  }
}

TEST(LuceneFaults, HintsSayWhatToWrite) {
  const auto hint = [](const std::string& query) {
    FieldSet fields;
    const auto compiled = CompileLucene(query, fields);
    return compiled ? std::string() : compiled.error().front().hint;
  };
  EXPECT_THAT(hint("source.as.number:(1 2)"), HasSubstr("write OR between them"));
  EXPECT_THAT(hint("event.action:a:b"), HasSubstr("\\:"));
  EXPECT_THAT(hint("url:a/b"), HasSubstr("\\/"));
  EXPECT_THAT(hint("source.as.number:-5"), HasSubstr("escaped"));
  EXPECT_THAT(hint("user.name:(x"), HasSubstr(")"));
}

TEST(LuceneFaults, SeveralMistakesOfMeaningAreShownInOrder) {
  FieldSet fields;
  const auto compiled = CompileLucene("source.ip:a OR source.as.number:b OR @timestamp:c", fields);
  ASSERT_FALSE(compiled.has_value());
  ASSERT_EQ(compiled.error().size(), 3U);
  EXPECT_LT(compiled.error()[0].column, compiled.error()[1].column);
  EXPECT_LT(compiled.error()[1].column, compiled.error()[2].column);
}

// Random text from the pieces of the language: any answer will do, as long as there is one.
TEST(LuceneFaults, AnyTextGetsAnAnswer) {
  const std::vector<std::string> pieces = {
      "user.name:",   "a",        "b*", "?",  "\"x y\"",   "\"",         "(",       ")",
      "[1 TO 5]",     "{a TO *}", "[",  "]",  "{",         "}",          " TO ",    "AND ",
      " OR ",         "NOT",      "+",  "-",  "!",         "^2",         "^",       "~",
      "~1.5",         "/a.*/",    "/",  "\\", ":",         "\\u0041",    "\\ud83d", "\\ude00",
      "\xE3\x80\x80", "\xff",     "\n", "*",  "_exists_:", "source.ip:", ">=5",     "<",
      "&&",           "||",       "=",  "*:"};
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string query;
    for (std::size_t length = random() % 16; length > 0; --length)
      query += pieces[random() % pieces.size()] + (random() % 3 == 0 ? " " : "");
    FieldSet fields;
    const auto compiled = CompileLucene(query, fields);
    if (compiled) continue;
    ASSERT_FALSE(compiled.error().empty()) << query;
    for (const Diagnostic& diagnostic : compiled.error()) {
      EXPECT_FALSE(diagnostic.message.empty()) << query;
      EXPECT_FALSE(Render(diagnostic, false).empty());
    }
  }
}

}  // namespace
}  // namespace crosstrail
