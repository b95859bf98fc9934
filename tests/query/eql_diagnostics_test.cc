// What a person is told about a query that is not EQL: where, what, and what to do.
#include <gmock/gmock.h>

#include <random>

#include "query/query.h"

namespace crosstrail {
namespace {

using ::testing::HasSubstr;

struct Case {
  std::string query;
  std::size_t line;
  std::size_t column;
  std::string message;
  std::string hint;
};

Diagnostics Compile(const std::string& query) {
  FieldSet fields;
  auto compiled = CompileEql(query, {}, fields);
  return compiled ? Diagnostics() : compiled.error();
}

TEST(EqlDiagnostics, PointAndHelp) {
  const std::vector<Case> cases = {
      {"", 1, 1, "expected an event category", "category where condition"},
      {"process", 1, 8, "expected `where`, but the query ends", "category where condition"},
      {"process whre true", 1, 9, "expected `where`, found 'whre'", ""},
      {"any where", 1, 10, "expected a field, a value, a function or '('", ""},
      {"any where a = 1", 1, 13, "'=' is not an operator", "`==`"},
      {"any where a == 'x'", 1, 16, "single quotes", "double quotes"},
      {"any where a == ?\"x\"", 1, 16, "raw strings with ?", "\"\"\""},
      {"any where a[0] == 1", 1, 12, "not indexed", "any of its values"},
      {"any where (a == 1", 1, 11, "not closed", "')'"},
      {"any where a == 1)", 1, 17, "unbalanced ')'", ""},
      {"any where 1 < a < 3", 1, 17, "do not chain", "`and`"},
      {"any where (1 < a < 3)", 1, 18, "do not chain", "`and`"},
      {"any where a == \"x", 1, 16, "not closed", "double quote"},
      {"any where a == \"\"\"x", 1, 16, "raw string is not closed", "three quotes"},
      {"any where a == \"\\q\"", 1, 17, "unknown escape '\\q'", "\\\\"},
      {"any where a == \"\\u{110000}\"", 1, 17, "no character", "code point"},
      {"any where a == \"\\u{zz}\"", 1, 17, "no character", "code point"},
      {"any where /* x", 1, 11, "comment is not closed", "*/"},
      {"any where `a == 1", 1, 11, "not closed", "backtick"},
      {"any where a && b", 1, 13, "'&&'", "`and`"},
      {"any where a || b", 1, 13, "'||'", "`or`"},
      {"any where !a", 1, 11, "'!' does not negate", "`not`"},
      {"any where 1a == 1", 1, 11, "begin with a digit", "backticks"},
      {"any where a == $b", 1, 16, "unexpected character '$'", ""},
      {"any where a not : \"x\"", 1, 13, "`not` cannot stand before `:`", "in front"},
      {"any where a : 1", 1, 15, "expected a string, found '1'", "`==`"},
      {"any where a like b", 1, 18, "expected a string", "double quotes"},
      {"any where a in \"x\"", 1, 16, "list of values", "in ("},
      {"any where startWith(a, \"x\")", 1, 11, "no function startWith", "startsWith"},
      {"any where wildcard(a, \"x\")", 1, 11, "no function wildcard", "`like`"},
      {"any where zzzzzz(a)", 1, 11, "no function zzzzzz", "the functions are"},
      {"any where length(a, b) == 1", 1, 11, "length takes 1 argument, not 2", "docs/eql.md"},
      {"any where length~(a) == 1", 1, 11, "no `~` form", "leave"},
      {"any where startsWith(a, 1)", 1, 25, "startsWith takes text here", "this is a number"},
      {"any where startsWith(length(a), \"x\")", 1, 22, "startsWith takes text here", "this is a number"},
      {"any where cidrMatch(a, \"10.0.0.0/33\")", 1, 24, "block of addresses", ""},
      {"any where length(a)", 1, 11, "a condition is needed here", "this is a number"},
      {"any where 1", 1, 11, "a condition is needed here", "this is a number"},
      {"any where \"x\"", 1, 11, "a condition is needed here", "this is text"},
      {"any where a == 1 and a + 1", 1, 24, "a condition is needed here", "this is a number"},
      {"any where @timestamp > \"soon\"", 1, 24, "\"soon\" is not a date", "ISO 8601"},
      {"any where source.ip == \"10.0.0\"", 1, 24, "not an IP address", "192.0.2.1"},
      {"any where a regex \"x~y\"", 1, 21, "complement operator", "\\~"},
      {"any where a regex \"x&y\"", 1, 21, "intersection operator", "\\&"},
      {"any where a regex \"\"\"a(b\"\"\"", 1, 23, "'(' of the regular expression", "\\("},
      {"any where a regex (\"ok\", \"a{2000}\")", 1, 28, "repeat counts", ""},
      {"any where a == 1\n  | sort a", 2, 5, "'sort' is no pipe", "`head` and `tail`"},
      {"any where a == 1 | head", 1, 24, "expected a whole number", ""},
      {"any where a == 1 | head 3 x", 1, 27, "expected '|' or the end of the query, found 'x'", ""},
      {"any where a == 1 | tail 99999999999999999999999", 1, 25, "too large", ""},
      {"sequence by a [any where true]", 1, 1, "two event filters or more", "event query"},
      {"sequence [any where true] until [any where a == 1]", 1, 1, "two event filters or more", ""},
      {"sequence with maxspan=5m by a [any where true] [any where true]", 1, 26, "`by` comes before `with`", ""},
      {"sequence with maxspan=5 [any where true] [any where true]", 1, 23, "5 of what?", "5s"},
      {"sequence with maxspan=5w [any where true] [any where true]", 1, 23, "unknown unit of time 'w'", "500ms"},
      {"sequence with maxspan=0.5s [any where true] [any where true]", 1, 23, "whole number", "500ms"},
      {"sequence with maxspan=0s [any where true] [any where true]", 1, 23, "no length of time", ""},
      {"sequence with maxspan=9999999999d [any where true] [any where true]", 1, 23, "no length of time", ""},
      {"sequence with span=5s [any where true] [any where true]", 1, 15, "expected `maxspan`", ""},
      {"sequence [any where true] by a [any where true]", 1, 32,
       "no keys to join by here, one key to join by in the first", "same number"},
      {"sequence by a [any where true] [any where true] until [any where true] by b", 1, 55, "2 keys to join by here",
       ""},
      {"sequence by \"a\" [any where true] [any where true]", 1, 13, "expected a field to join by", ""},
      {"sequence by a[0] [any where true] [any where true]", 1, 14, "not indexed", ""},
      {"sequence [any where true] ![any where a == 1]", 1, 1, "only within a span of time", "maxspan"},
      {"sequence with maxspan=1m ![any where true] ![any where a == 1]", 1, 1, "needs an event that happens", ""},
      {"sequence [any where true] [any where true] until ![any where true]", 1, 50, "an event that happens", "'!'"},
      {"sequence [any where true] with runs=0 [any where true]", 1, 32, "runs goes from 1 to 100", ""},
      {"sequence [any where true] with runs=101", 1, 32, "runs goes from 1 to 100", ""},
      {"sequence [any where true] with times=2", 1, 32, "expected `runs`", ""},
      {"sequence [any where true] [any where true] until [any where true] with runs=2", 1, 50, "takes one event", ""},
      {"sequence [any where true [any where true]", 1, 26, "expected ']', found '['", ""},
      {"sequence [any where true", 1, 10, "this '[' is not closed", "']'"},
      {"sequence by a", 1, 14, "expected '[' and the first event filter", ""},
      {"sequence [any where true] [any where true] x", 1, 44, "found 'x'", ""},
      {"sample by a [any where true]", 1, 1, "two event filters or more", ""},
      {"sample [any where true] [any where true]", 1, 1, "needs keys", "sample by key"},
      {"sample by a [any where true] ![any where true]", 1, 30, "cannot ask for an event that is missing", ""},
      {"sample by a with maxspan=1m [any where true] [any where true]", 1, 13, "no order and no span", ""},
      {"sample by a [any where true] with runs=2 [any where true]", 1, 35, "each event once", ""},
      {"sample by a [any where true] [any where true] until [any where true]", 1, 47, "no `until`", ""},
      {"sample by a [any where true] [any where true] | head 1", 1, 49, "samples do not take pipes", ""},
      {"join [a where true]", 1, 1, "no longer part of EQL", ""},
      {"any where a == 1\nand b == 2\n  an c", 3, 3, "expected `and`, `or` or the end of the query, found 'an'", ""},
      {"any where and", 1, 11, "expected a field", ""},
      {"any where a.1 == 1", 1, 13, "expected a field name", "backticks"},
  };
  for (const Case& c : cases) {
    const Diagnostics diagnostics = Compile(c.query);
    ASSERT_FALSE(diagnostics.empty()) << c.query;
    const Diagnostic& first = diagnostics.front();
    EXPECT_EQ(first.line, c.line) << Render(first, false);
    EXPECT_EQ(first.column, c.column) << Render(first, false);
    EXPECT_THAT(first.message, HasSubstr(c.message)) << c.query;
    EXPECT_THAT(first.hint, HasSubstr(c.hint)) << c.query;
    EXPECT_GE(first.length, 1U);
  }
}

TEST(EqlDiagnostics, SequencesAndSamplesTakeSoManyEvents) {
  const auto times = [](std::size_t count) {
    std::string filters;
    for (std::size_t i = 0; i < count; ++i) filters += " [any where true]";
    return filters;
  };
  EXPECT_TRUE(Compile("sequence" + times(256)).empty());
  EXPECT_TRUE(Compile("sample by a" + times(64)).empty());
  EXPECT_THAT(Compile("sequence" + times(257)).at(0).message, HasSubstr("a sequence takes up to 256 events"));
  EXPECT_THAT(Compile("sample by a" + times(65)).at(0).message, HasSubstr("a sample takes up to 64 event filters"));
  EXPECT_THAT(Compile("sample by a" + times(100'000)).at(0).hint, HasSubstr("fewer"));
}

TEST(EqlDiagnostics, SeveralMistakesOfMeaningAreShownInOrder) {
  const Diagnostics diagnostics = Compile("any where nope(a) or length(1) == 2 or 3");
  ASSERT_EQ(diagnostics.size(), 3U);
  EXPECT_LT(diagnostics[0].column, diagnostics[1].column);
  EXPECT_LT(diagnostics[1].column, diagnostics[2].column);
  EXPECT_EQ(diagnostics[0].source_line, "any where nope(a) or length(1) == 2 or 3");
}

TEST(EqlDiagnostics, DepthIsBounded) {
  const auto nest = [](std::size_t depth, const std::string& open, const std::string& close) {
    std::string query = "any where ";
    for (std::size_t i = 0; i < depth; ++i) query += open;
    query += "a";
    for (std::size_t i = 0; i < depth; ++i) query += close;
    return query;
  };
  EXPECT_TRUE(Compile(nest(200, "(", ")")).empty());
  EXPECT_TRUE(Compile(nest(200, "not (", ")")).empty());
  EXPECT_TRUE(Compile(nest(100'000, "not ", "")).empty());
  for (const auto& [open, close] : {std::pair("(", ")"),
                                    {"not (", ")"},
                                    {"-", ""},
                                    {"length(", ")"},
                                    {"1 + (", ")"},
                                    {"a in (", ")"},
                                    {"(a == 1 or ", ")"}}) {
    const Diagnostics diagnostics = Compile(nest(100'000, open, close));
    ASSERT_FALSE(diagnostics.empty()) << open;
    EXPECT_THAT(diagnostics.front().message, HasSubstr("levels deep")) << open;
  }
  std::string sum = "any where a";
  for (int i = 0; i < 10'000; ++i) sum += " + 1";
  EXPECT_THAT(Compile(sum + " == 1").front().message, HasSubstr("levels deep"));
}

// Random text from the pieces of the language: any answer will do, as long as there is one.
TEST(EqlDiagnostics, AnyTextGetsAnAnswer) {
  const std::vector<std::string> pieces = {
      "any where ", "a",       "b.c",   "`x y`",     "?d",       "(",          ")",          "[",
      "]",          ",",       "==",    "!=",        "<",        ">=",         "=",          ":",
      " in ",       "in~",     " like", "regex",     "regex~",   " not ",      " and ",      " or ",
      "\"x*\"",     "\"(",     "'",     "\"\"\"",    "1",        "2.5",        "-",          "+",
      "*",          "/",       "%",     "|",         "null",     "true",       "length(",    "startsWith~(",
      "cidrMatch(", "concat(", "//",    "/*",        "*/",       "\n",         "\\",         "\xff",
      "number(\"",  "\\u{41}", "~",     "\"<1-5>\"", "\"a{2}\"", "\"[a-z]+\"", "substring(", "between("};
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    std::string query = random() % 2 == 0 ? "any where " : "";
    for (std::size_t length = random() % 24; length > 0; --length)
      query += pieces[random() % pieces.size()] + (random() % 3 == 0 ? " " : "");
    FieldSet fields;
    const auto compiled = CompileEql(query, {}, fields);
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
