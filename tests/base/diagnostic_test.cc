#include "base/diagnostic.h"

#include <gmock/gmock.h>

#include <limits>

namespace crosstrail {
namespace {

TEST(Diagnostic, RendersAsCompilersDo) {
  const Diagnostic diagnostic{.level = DiagnosticLevel::kError,
                              .message = "unknown function `lenght`",
                              .hint = "did you mean `length`?",
                              .file = "rules/a.toml",
                              .line = 12,
                              .column = 13,
                              .length = 6,
                              .source_line = "any where é lenght(x) == 1"};
  EXPECT_EQ(Render(diagnostic, false),
            "rules/a.toml:12:13: error: unknown function `lenght`\n"
            "  any where é lenght(x) == 1\n"
            "             ^^^^^^\n"
            "  hint: did you mean `length`?\n");
}

Diagnostic Saying(std::string message) {
  Diagnostic diagnostic;
  diagnostic.message = std::move(message);
  return diagnostic;
}

Diagnostic At(std::size_t column, std::string source_line) {
  Diagnostic diagnostic = Saying("m");
  diagnostic.line = 1;
  diagnostic.column = column;
  diagnostic.source_line = std::move(source_line);
  return diagnostic;
}

TEST(Diagnostic, LeavesOutWhatIsNotKnown) {
  Diagnostic diagnostic = Saying("odd");
  diagnostic.level = DiagnosticLevel::kWarning;
  EXPECT_EQ(Render(diagnostic, false), "warning: odd\n");
  diagnostic.level = DiagnosticLevel::kNote;
  diagnostic.file = "a";
  EXPECT_EQ(Render(diagnostic, false), "a: note: odd\n");
  diagnostic.file.clear();
  diagnostic.line = 3;
  EXPECT_EQ(Render(diagnostic, false), "3: note: odd\n");
}

TEST(Diagnostic, ColoursOnlyWhenAsked) {
  EXPECT_EQ(Render(Saying("m"), false).find('\x1b'), std::string::npos);
  EXPECT_NE(Render(Saying("m"), true).find('\x1b'), std::string::npos);
}

TEST(Diagnostic, NeverDrivesTheTerminal) {
  Diagnostic diagnostic = At(2, "a\x1b[2J\t\xC2\x9B\xff");
  diagnostic.message = diagnostic.hint = diagnostic.file = "\x1b[2J";
  const std::string text = Render(diagnostic, false);
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_EQ(text.find('\x9b'), std::string::npos);
}

TEST(Diagnostic, PutsTheCaretUnderWhatIsShown) {
  // The bad byte takes four columns once it is made visible.
  EXPECT_EQ(Render(At(3, "\xff\tx"), false), "1:3: error: m\n  \\xff x\n       ^\n");
}

TEST(Diagnostic, SurvivesPositionsOutsideTheLine) {
  constexpr std::size_t kHuge = std::numeric_limits<std::size_t>::max();
  for (const std::size_t column : {std::size_t{1}, std::size_t{2}, std::size_t{3}, std::size_t{4}, kHuge}) {
    for (const std::size_t length : {std::size_t{0}, std::size_t{1}, kHuge}) {
      for (const std::string& line : {std::string("ab"), std::string("é"), std::string(500, 'x'),
                                      std::string(200, 'x') + "\xC3\xA9" + std::string(200, 'y')}) {
        Diagnostic diagnostic = At(column, line);
        diagnostic.length = length;
        const std::string text = Render(diagnostic, false);
        EXPECT_THAT(text, testing::HasSubstr("^"));
        EXPECT_LT(text.size(), 1000U);
      }
    }
  }
}

TEST(Diagnostic, FindsPositionsAndLines) {
  const std::string_view text = "one\ntwo\r\n\nfour";
  EXPECT_EQ(PositionOf(text, 0).line, 1U);
  EXPECT_EQ(PositionOf(text, 5).line, 2U);
  EXPECT_EQ(PositionOf(text, 5).column, 2U);
  EXPECT_EQ(PositionOf(text, 1000).line, 4U);
  EXPECT_EQ(PositionOf(text, 1000).column, 5U);
  EXPECT_EQ(LineOf(text, 2), "two");
  EXPECT_EQ(LineOf(text, 3), "");
  EXPECT_EQ(LineOf(text, 4), "four");
  EXPECT_EQ(LineOf(text, 5), "");
}

TEST(NearestName, SuggestsLikelyTypingErrorsOnly) {
  const std::vector<std::string_view> names{"event.action", "event.provider", "user.name"};
  EXPECT_EQ(NearestName("event.acton", names), "event.action");
  EXPECT_EQ(NearestName("user.nmae", names), "user.name");
  EXPECT_EQ(NearestName("completely.different", names), "");
  EXPECT_EQ(NearestName("", names), "");
  EXPECT_EQ(NearestName(std::string(1000, 'x'), names), "");
}

TEST(Diagnostic, WarningsAreNoErrors) {
  EXPECT_FALSE(HasErrors({}));
  Diagnostic warning;
  warning.level = DiagnosticLevel::kWarning;
  EXPECT_FALSE(HasErrors({warning}));
  EXPECT_TRUE(HasErrors({warning, Diagnostic()}));
}

}  // namespace
}  // namespace crosstrail
