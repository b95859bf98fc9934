#include "enrich/required_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>

#include <fstream>

#include "base/text.h"
#include "enrich/agent_patterns.h"
#include "enrich/user_agent.h"

namespace crosstrail {
namespace {

using testing::Contains;
using testing::ResultOf;

TEST(RequiredTexts, AreWhatEveryMatchContains) {
  struct Case {
    const char* regex;
    std::vector<TextChoice> choices;
  };
  for (const Case& c : {
           Case{"Boto3/1", {{"boto3/1"}}},
           {R"((tool)/(\d+)\.(\d+))", {{"tool"}, {"/"}, {"."}}},
           {R"(aws-cli/(\d+)\.(\d+))", {{"aws-cli/"}, {"."}}},
           {R"(ab\.c\-d)", {{"ab.c-d"}}},
           {"abcd?e", {{"abc"}, {"e"}}},
           {"abcd+efgh", {{"abcd"}, {"efgh"}}},
           {"abc+?d{0,3}ef", {{"abc"}, {"ef"}}},
           {"(?:abc)?de", {{"de"}}},
           {"(?:abc)+d", {{"abc"}, {"d"}}},
           {"(?i:ABC)", {{"abc"}}},
           {"one|three|seven", {{"one", "three", "seven"}}},
           {"one|[a-z]+", {}},
           {"[a-z]+|one", {}},
           {"(one|three) of", {{" of"}, {"one", "three"}}},
           {"(one|three) o", {{"one", "three"}, {" o"}}},
           {"abc(five)", {{"five"}, {"abc"}}},
           {"(a|b) of", {{" of"}, {"a", "b"}}},
           {"(four.(five|six)|seven)", {{"four", "seven"}}},
           {"(four.(five|six))", {{"four"}, {"five", "six"}}},
           {"x(one|)y", {{"x"}, {"y"}}},
           {"a.bcd.ef.gh.ij.klm", {{"bcd"}, {"klm"}, {"ef"}, {"gh"}}},
           {"[]a]bc", {{"bc"}}},
           {"[Ss]p[iI]der", {{"spider"}}},
           {"[Ss]+p[iy]der[sS]?[.s]", {{"der"}, {"s"}, {"p"}}},
           {R"([^\]]bc)", {{"bc"}}},
           {R"(\d+\s)", {}},
           {"", {}},
           {"caf\xc3\xa9 bar", {{" bar"}, {"caf"}}},
           // What is not understood says nothing.
           {"ab[[:alpha:]]", {}},
           {R"(abc\p{L})", {}},
           {R"(\Qab.c\E)", {}},
           {"(?P<name>abc)", {}},
           {"abc(", {}},
           {"abc)", {}},
           {"abc[", {}},
           {"abc\\", {}},
           {"a**", {}},
           {"+a", {}},
       }) {
    EXPECT_THAT(RequiredTexts(c.regex), testing::ElementsAreArray(c.choices)) << c.regex;
  }
  EXPECT_TRUE(RequiredTexts(std::string(100'000, '(') + "abc").empty());
}

// No expression that comes with uap-core matches one of the user agents that come with it without containing one of the
// texts, and few have none.
TEST(RequiredTexts, HoldForTheInstalledExpressions) {
  std::ifstream file("/usr/share/uap-core/test_resources/pgts_browser_list.txt");
  ASSERT_TRUE(file) << "uap-core's list of browsers is missing";
  std::vector<std::string> agents;
  std::size_t number = 0;
  for (std::string line; std::getline(file, line);) {
    if (number++ % 40 == 0) agents.push_back(line);
  }
  ASSERT_GT(agents.size(), 100U);
  const Result<AgentPatterns> patterns = ReadAgentPatterns(kDefaultUserAgentExpressions);
  ASSERT_TRUE(patterns) << patterns.error().message;
  std::size_t all = 0, without = 0, matches = 0;
  for (const auto* list : {&patterns->programs, &patterns->systems, &patterns->devices}) {
    for (const AgentPattern& pattern : *list) {
      const std::string& regex = pattern.regex;
      const std::vector<TextChoice> choices = RequiredTexts(regex);
      ++all;
      without += choices.empty() ? 1 : 0;
      if (choices.empty()) continue;
      RE2::Options options;
      options.set_case_sensitive(false);
      const RE2 compiled(regex, options);
      for (const std::string& agent : agents) {
        if (!RE2::PartialMatch(agent, compiled)) continue;
        ++matches;
        const std::string folded = FoldCase(agent);
        for (const TextChoice& texts : choices) {
          EXPECT_THAT(texts, Contains(ResultOf([&](const std::string& text) { return folded.find(text); },
                                               testing::Ne(std::string::npos))))
              << regex << " matches " << agent;
        }
      }
    }
  }
  EXPECT_GT(matches, agents.size());
  EXPECT_LT(without, all / 20);
}

}  // namespace
}  // namespace crosstrail
