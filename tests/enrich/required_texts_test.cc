#include "enrich/required_texts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <re2/re2.h>
#include <yaml-cpp/yaml.h>

#include <fstream>

#include "base/text.h"
#include "enrich/user_agent.h"

namespace crosstrail {
namespace {

TEST(RequiredTexts, AreWhatEveryMatchContains) {
  struct Case {
    const char* regex;
    std::vector<std::string> texts;
  };
  for (const Case& c : {
           Case{"Boto3/1", {"boto3/1"}},
           {R"((tool)/(\d+)\.(\d+))", {"tool"}},
           {R"(aws-cli/(\d+)\.(\d+))", {"aws-cli/"}},
           {R"(ab\.c\-d)", {"ab.c-d"}},
           {"abcd?e", {"abc"}},
           {"abcd+efgh", {"abcd"}},
           {"abc+?d{0,3}ef", {"abc"}},
           {"(?:abc)?de", {"de"}},
           {"(?:abc)+d", {"abc"}},
           {"(?i:ABC)", {"abc"}},
           {"one|three|seven", {"one", "three", "seven"}},
           {"one|[a-z]+", {}},
           {"(one|three) of", {" of"}},
           {"(one|three) o", {"one", "three"}},
           {"abc(five)", {"five"}},
           {"(a|b) of", {" of"}},
           {"x(one|)y", {"x"}},
           {"[]a]bc", {"bc"}},
           {R"([^\]]bc)", {"bc"}},
           {R"(\d+\s)", {}},
           {"", {}},
           {"caf\xc3\xa9 bar", {" bar"}},
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
    EXPECT_THAT(RequiredTexts(c.regex), testing::ElementsAreArray(c.texts)) << c.regex;
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
  const YAML::Node expressions = YAML::LoadFile(kDefaultUserAgentExpressions);
  std::size_t all = 0, without = 0, matches = 0;
  for (const char* list : {"user_agent_parsers", "os_parsers", "device_parsers"}) {
    for (const YAML::Node& entry : expressions[list]) {
      const auto regex = entry["regex"].as<std::string>();
      const std::vector<std::string> texts = RequiredTexts(regex);
      ++all;
      without += texts.empty() ? 1 : 0;
      if (texts.empty()) continue;
      RE2::Options options;
      options.set_case_sensitive(false);
      const RE2 compiled(regex, options);
      for (const std::string& agent : agents) {
        if (!RE2::PartialMatch(agent, compiled)) continue;
        ++matches;
        const std::string folded = FoldCase(agent);
        EXPECT_TRUE(
            std::ranges::any_of(texts, [&](const std::string& text) { return folded.find(text) != std::string::npos; }))
            << regex << " matches " << agent;
      }
    }
  }
  EXPECT_GT(matches, agents.size());
  EXPECT_LT(without, all / 20);
}

}  // namespace
}  // namespace crosstrail
