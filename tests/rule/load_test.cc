#include "rule/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <map>

#include "rule/files.h"
#include "tests/conformance.h"
#include "tests/rule/rule_text.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> Ids(const LoadedRules& loaded) {
  std::vector<std::string> ids;
  ids.reserve(loaded.rules.rules.size());
  for (const CompiledRule& rule : loaded.rules.rules) ids.push_back(rule.rule.id);
  return ids;
}

TEST(LoadRules, WalksDirectoriesAndSortsById) {
  const TemporaryDirectory directory;
  directory.Write("b.toml", RuleText("", "r-1"));
  directory.Write("deep/er/a.toml", RuleText("", "r-3"));
  directory.Write("a.toml", RuleText("", "r-2"));
  directory.Write("a.test.toml", "not a rule");
  directory.Write(".hidden.toml", "not a rule");
  directory.Write(".git/x.toml", "not a rule");
  directory.Write("_config.toml", "not a rule");
  directory.Write("_deprecated/x.toml", RuleText("", "r-0"));
  directory.Write("other.json", "not a rule");
  directory.Write("readme.md", "not a rule");
  const LoadedRules loaded = LoadRules({directory.path()});
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_EQ(loaded.files, 4U);
  EXPECT_THAT(Ids(loaded), ElementsAre("r-1", "r-2", "r-3"));
  ASSERT_THAT(loaded.rules.skipped, SizeIs(1));
  EXPECT_EQ(loaded.rules.skipped[0].reason, "it is deprecated (in a folder called _deprecated)");
}

TEST(LoadRules, TakesFilesThatAreNamedThemselves) {
  const TemporaryDirectory directory;
  const std::string draft = directory.Write("_draft.txt", RuleText("", "r-1"));
  const std::string test = directory.Write("a.test.toml", "not a rule");
  const LoadedRules loaded = LoadRules({draft, test});
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_THAT(Ids(loaded), ElementsAre("r-1"));
}

TEST(LoadRules, ReadsEveryFileOnce) {
  const TemporaryDirectory directory;
  const std::string file = directory.Write("sub/a.toml", RuleText());
  std::filesystem::create_symlink(file, directory.path() + "/link.toml");
  std::filesystem::create_directory_symlink(directory.path(), directory.path() + "/sub/circle");
  const LoadedRules loaded = LoadRules({directory.path(), file, directory.path() + "/sub/../sub"});
  EXPECT_THAT(loaded.diagnostics, SizeIs(1)) << RenderAll(loaded.diagnostics);  // the last argument holds nothing new
  EXPECT_EQ(loaded.files, 1U);
}

TEST(LoadRules, BrokenRuleCostsOnlyItself) {
  const TemporaryDirectory directory;
  directory.Write("a.toml", "[rule\n");
  directory.Write("b.toml", RuleText());
  directory.Write("c.toml", With(RuleText("", "r-2"), "==", "="));
  directory.Write("d.toml", "");
  directory.Write("e.toml", RuleText("enabled = false\n", "r-3"));
  const LoadedRules loaded = LoadRules({directory.path()});
  EXPECT_EQ(loaded.files, 5U);
  EXPECT_THAT(Ids(loaded), ElementsAre("r-1"));
  ASSERT_THAT(loaded.diagnostics, SizeIs(3));
  EXPECT_THAT(loaded.diagnostics[0].file, HasSubstr("a.toml"));
  EXPECT_THAT(loaded.diagnostics[1].file, HasSubstr("c.toml"));
  EXPECT_THAT(loaded.diagnostics[2].file, HasSubstr("d.toml"));
  ASSERT_THAT(loaded.rules.skipped, SizeIs(1));
  EXPECT_EQ(loaded.rules.skipped[0].rule.id, "r-3");
  EXPECT_EQ(loaded.rules.skipped[0].rule.name, "A rule");
  EXPECT_EQ(loaded.rules.skipped[0].reason, "it is disabled (enabled = false)");
}

TEST(LoadRules, SecondRuleOfAnIdIsAnErrorThatNamesBothFiles) {
  const TemporaryDirectory directory;
  const std::string first = directory.Write("a.toml", RuleText());
  const std::string second = directory.Write("b.toml", With(RuleText(), "A rule", "Another rule"));
  const LoadedRules loaded = LoadRules({directory.path()});
  ASSERT_THAT(loaded.rules.rules, SizeIs(1));
  EXPECT_EQ(loaded.rules.rules[0].rule.name, "A rule");
  EXPECT_EQ(RenderAll(loaded.diagnostics), second + ":2:11: error: rule_id r-1 is already taken by " + first + R"(
  rule_id = "r-1"
            ^^^^^
  hint: this rule was left out; give it an id of its own (uuidgen prints one) or remove one of them
)");
}

TEST(LoadRules, SaysWhatCannotBeRead) {
  const TemporaryDirectory directory;
  const LoadedRules missing = LoadRules({directory.path() + "/absent"});
  EXPECT_EQ(RenderAll(missing.diagnostics),
            directory.path() +
                "/absent: error: cannot be read: No such file or directory\n"
                "  hint: check the path and its permissions; the rules in it were not loaded\n");
  const LoadedRules empty = LoadRules({directory.path()});
  ASSERT_THAT(empty.diagnostics, SizeIs(1));
  EXPECT_EQ(empty.diagnostics[0].level, DiagnosticLevel::kWarning);
  EXPECT_EQ(empty.diagnostics[0].message, "holds no rule files");

  const std::string pipe = directory.path() + "/pipe.toml";
  ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
  std::filesystem::create_symlink("nowhere", directory.path() + "/broken.toml");
  const LoadedRules special = LoadRules({directory.path()});
  ASSERT_THAT(special.diagnostics, SizeIs(2));
  EXPECT_THAT(special.diagnostics[0].message, HasSubstr("cannot be read: No such file or directory"));
  EXPECT_EQ(special.diagnostics[1].message, "is not a regular file; rules are read from files only");
}

TEST(LoadRules, FilesHaveABound) {
  const TemporaryDirectory directory;
  const std::string padding(kRuleFileBytes - RuleText().size() - 1, '#');
  directory.Write("a.toml", RuleText(padding + "\n"));
  EXPECT_THAT(Ids(LoadRules({directory.path()})), ElementsAre("r-1"));
  directory.Write("a.toml", RuleText(padding + "#\n"));
  const LoadedRules loaded = LoadRules({directory.path()});
  EXPECT_THAT(loaded.rules.rules, IsEmpty());
  ASSERT_THAT(loaded.diagnostics, SizeIs(1));
  EXPECT_THAT(loaded.diagnostics[0].message, HasSubstr("is larger than 4 MiB"));
}

TEST(LoadRules, RulesShareOneSetOfFields) {
  const TemporaryDirectory directory;
  directory.Write("a.toml", RuleText("", "r-1"));
  directory.Write("b.toml", RuleText("", "r-2"));
  const LoadedRules loaded = LoadRules({directory.path()});
  ASSERT_THAT(loaded.rules.rules, SizeIs(2));
  const auto fields = [&](std::size_t i) { return loaded.rules.rules[i].query.steps.front().condition.Fields(); };
  EXPECT_THAT(fields(0), Not(IsEmpty()));
  EXPECT_EQ(fields(0), fields(1));
}

// Elastic's own rules load unchanged and run; those in ES|QL and of machine learning say why they do not.
TEST(LoadRules, ConformanceRulesLoadOrSayWhyNot) {
  const std::string path = (ConformanceFolder() / "rules").string();
  if (!std::filesystem::is_directory(path)) GTEST_SKIP() << "conformance suite rules/ is not here: " << path;
  const LoadedRules loaded = LoadRules({path});
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_EQ(loaded.files, 50U);
  EXPECT_EQ(loaded.rules.rules.size() + loaded.rules.skipped.size(), loaded.files);
  EXPECT_EQ(loaded.rules.rules.size(), 43U);
  std::map<std::string, int> reasons;
  for (const SkippedRule& rule : loaded.rules.skipped) {
    ++reasons[rule.reason];
  }
  EXPECT_EQ(reasons, (std::map<std::string, int>{{"rules of type esql are not supported yet", 5},
                                                 {"rules of type machine_learning are not supported yet", 2}}));
}

}  // namespace
}  // namespace crosstrail
