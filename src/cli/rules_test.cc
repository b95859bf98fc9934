// `crosstrail rules test`: runs the tests beside rules.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iterator>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "alert/rule_test_run.h"
#include "base/text.h"
#include "cli/complain.h"
#include "cli/enrichment_options.h"
#include "cli/exit_codes.h"
#include "cli/output.h"
#include "cli/rule_paths.h"
#include "cli/rules_subcommands.h"
#include "cli/terminal.h"
#include "cli/units.h"
#include "rule/load.h"

namespace crosstrail::cli {
namespace {

struct TestArguments {
  std::vector<std::string> paths;
  std::string junit;
  bool require_tests = false, verbose = false;
  EnrichmentArguments enrichment;
};

struct Ran {
  const RuleTestFile* file = nullptr;
  const RuleTestCase* test = nullptr;
  std::vector<std::string> faults;
};

struct TestReport {
  std::vector<Ran> ran;
  std::vector<const Rule*> untested;  // by file
  Diagnostics errors;                 // of rules and tests that could not be read
  std::vector<std::pair<const RuleTestFile*, const SkippedRule*>> skipped;
};

std::string Xml(std::string_view text) {
  std::string printable = Printable(text);
  for (const std::string_view noncharacter : {"\uFFFE", "\uFFFF"}) {  // which XML does not have
    for (std::size_t at = 0; (at = printable.find(noncharacter, at)) != std::string::npos;) {
      printable.replace(at, noncharacter.size(), "\uFFFD");
    }
  }
  std::string out;
  for (const char c : printable) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

// A suite of JUnit's XML.
class Suite {
 public:
  explicit Suite(std::string name) : name_(std::move(name)) {}

  bool empty() const { return tests_ == 0; }
  void Pass(std::string_view about, std::string_view name) { Add(about, name, "/>\n"); }
  void Skip(std::string_view about, std::string_view name, std::string_view reason) {
    ++skipped_;
    Add(about, name, Within("skipped", reason, ""));
  }
  void Fail(std::string_view about, std::string_view name, std::string_view message, std::string_view where) {
    ++failures_;
    Add(about, name, Within("failure", message, where));
  }
  void Break(std::string_view about, std::string_view name, std::string_view message, std::string_view where) {
    ++errors_;
    Add(about, name, Within("error", message, where));
  }

  std::string Text() const {
    return fmt::format("  <testsuite name=\"{}\"{}>\n{}  </testsuite>\n", Xml(name_), Counts(), cases_);
  }
  // Counts those of another one, too.
  void Count(const Suite& other) {
    tests_ += other.tests_;
    failures_ += other.failures_;
    errors_ += other.errors_;
    skipped_ += other.skipped_;
  }
  std::string Counts() const {
    return fmt::format(" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\"", tests_, failures_, errors_,
                       skipped_);
  }

 private:
  static std::string Within(std::string_view element, std::string_view message, std::string_view where) {
    return fmt::format(">\n      <{0} message=\"{1}\">{2}</{0}>\n    </testcase>\n", element, Xml(message), Xml(where));
  }
  void Add(std::string_view about, std::string_view name, const std::string& rest) {
    ++tests_;
    cases_ += fmt::format("    <testcase classname=\"{}\" name=\"{}\"{}", Xml(about), Xml(name), rest);
  }

  std::string name_, cases_;
  std::size_t tests_ = 0, failures_ = 0, errors_ = 0, skipped_ = 0;
};

std::string Where(std::string_view file, std::size_t line) { return fmt::format("{}:{}", file, line); }

// What test servers read: a suite a file, a case a case; and what keeps them from telling all is well.
std::string JUnit(const TestReport& report, bool require_tests) {
  std::vector<Suite> suites;
  const RuleTestFile* file = nullptr;
  for (const Ran& ran : report.ran) {
    if (std::exchange(file, ran.file) != ran.file) suites.emplace_back(ran.file->file);
    if (ran.faults.empty()) {
      suites.back().Pass(ran.file->rule_id, ran.test->name);
    } else {
      suites.back().Fail(ran.file->rule_id, ran.test->name, fmt::format("{}", fmt::join(ran.faults, "; ")),
                         Where(ran.test->file, ran.test->line));
    }
  }
  for (const auto& [tests, rule] : report.skipped) {
    Suite& suite = suites.emplace_back(tests->file);
    for (const RuleTestCase& test : tests->cases) suite.Skip(tests->rule_id, test.name, rule->reason);
  }
  Suite broken("rules and tests that cannot be read"), untested("rules without tests");
  for (const Diagnostic& error : report.errors) {
    broken.Break(error.file, "can be read", error.message, Where(error.file, error.line));
  }
  for (const Rule* const rule : report.untested) {
    if (require_tests) {
      untested.Fail(rule->id, "has tests", "it has none", rule->file);
    } else {
      untested.Skip(rule->id, "has tests", "it has none");
    }
  }
  Suite all("");
  std::string text;
  for (Suite* const suite : {&broken, &untested}) {
    if (!suite->empty()) suites.push_back(std::move(*suite));
  }
  for (const Suite& suite : suites) {
    all.Count(suite);
    text += suite.Text();
  }
  return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites{}>\n{}</testsuites>\n", all.Counts(),
                     text);
}

// Leaves one rule in a set, as long as it lives.
class Alone {
 public:
  Alone(RuleSet& rules, std::string_view id) : rules_(rules), all_(std::exchange(rules.rules, {})) {
    one_ = std::ranges::find(all_, id, [](const CompiledRule& rule) -> std::string_view { return rule.rule.id; });
    if (one_ != all_.end()) rules_.rules.push_back(std::move(*one_));
  }
  ~Alone() {
    if (found()) *one_ = std::move(rules_.rules.front());
    rules_.rules = std::move(all_);
  }
  Alone(const Alone&) = delete;
  Alone& operator=(const Alone&) = delete;

  bool found() const { return !rules_.rules.empty(); }

 private:
  RuleSet& rules_;
  std::vector<CompiledRule> all_;
  std::vector<CompiledRule>::iterator one_;
};

std::vector<Ran> RunAll(const std::vector<RuleTestFile>& files, RuleSet& rules, const EventOptions& event) {
  std::vector<Ran> all;
  for (const RuleTestFile& file : files) {
    const Alone alone(rules, file.rule_id);
    if (!alone.found()) continue;
    for (const RuleTestCase& test : file.cases) {
      all.push_back({&file, &test, RunRuleTest(test, rules, event).faults});
    }
  }
  return all;
}

std::vector<const Rule*> Untested(const std::vector<RuleTestFile>& files, const RuleSet& rules) {
  std::set<std::string_view> tested;
  for (const RuleTestFile& file : files) tested.insert(file.rule_id);
  std::vector<const Rule*> untested;
  for (const CompiledRule& rule : rules.rules) {
    if (!tested.contains(rule.rule.id)) untested.push_back(&rule.rule);
  }
  std::ranges::stable_sort(untested, {}, &Rule::file);
  return untested;
}

// Prints what failed, and what came of it all; how many failed.
std::size_t Tell(const TestReport& report, bool verbose) {
  std::size_t failed = 0;
  for (const Ran& ran : report.ran) {
    if (!ran.faults.empty()) ++failed;
    if (ran.faults.empty() && !verbose) continue;
    fmt::print("{}  {}:{}: {}\n", ran.faults.empty() ? "pass" : "FAIL", Printable(ran.test->file), ran.test->line,
               Printable(ran.test->name));
    for (const std::string& fault : ran.faults) fmt::print("      {}\n", Printable(fault));
  }
  for (const Rule* const rule : report.untested) {
    fmt::print("no test  {}: \"{}\"\n", Printable(rule->file), Printable(rule->name));
  }
  fmt::print("{}, {} failed; {} without tests\n", Count(report.ran.size(), "case", "cases"), failed,
             Count(report.untested.size(), "rule", "rules"));
  return failed;
}

int RunTest(const TestArguments& arguments) {
  const auto paths = RulePaths(WithCompanions(arguments.paths));
  if (!paths) return Complain(paths.error().message, kUsage);
  const LoadedRuleTests tests = LoadRuleTests(*paths);
  LoadedRules loaded = LoadRules(*paths, {kEveryRule});
  const Diagnostics unknown = CheckRuleIds(tests.files, loaded.rules, loaded.broken);
  TestReport report;
  for (const Diagnostics* const list : {&std::as_const(loaded.diagnostics), &tests.diagnostics, &unknown}) {
    PrintDiagnostics(*list, WantsColor(STDERR_FILENO, false));
    std::ranges::copy_if(*list, std::back_inserter(report.errors),
                         [](const Diagnostic& one) { return one.level == DiagnosticLevel::kError; });
  }
  const bool agents = std::ranges::any_of(
      loaded.rules.rules, [&](const CompiledRule& rule) { return ReadsUserAgents(rule, loaded.rules.fields); });
  Result<Enrichment> enrichment = MakeEnrichment(arguments.enrichment, agents);
  if (!enrichment) return Complain(enrichment.error().message, kUsage);
  report.ran = RunAll(tests.files, loaded.rules, {.enrichment = std::move(*enrichment)});
  report.untested = Untested(tests.files, loaded.rules);
  for (const RuleTestFile& file : tests.files) {
    const auto rule = std::ranges::find(loaded.rules.skipped, file.rule_id,
                                        [](const SkippedRule& one) -> const std::string& { return one.rule.id; });
    if (rule != loaded.rules.skipped.end()) report.skipped.emplace_back(&file, &*rule);
  }

  const std::size_t failed = Tell(report, arguments.verbose);
  if (!arguments.junit.empty()) {
    Result<std::unique_ptr<Output>> output = MakeOutput(arguments.junit, /*force=*/true);
    Status written =
        output ? (*output)->Write(JUnit(report, arguments.require_tests)) : Status(tl::unexpect, output.error());
    if (written) written = (*output)->Commit();
    if (!written) return Complain(written.error().message, kUsage);
  }
  if (!report.errors.empty()) return kUsage;
  return failed != 0 || (arguments.require_tests && !report.untested.empty()) ? kFindings : kDone;
}

}  // namespace

void AddRulesTest(CLI::App& rules, int& exit_code) {
  CLI::App* const test = rules.add_subcommand(
      "test", "Run the tests beside rules (*.test.toml); exit with 1 when one fails, with 2 when one is broken");
  const auto arguments = std::make_shared<TestArguments>();
  TestArguments& a = *arguments;
  test->add_option("paths", a.paths, "Rule files and their tests, or directories (default: the rules that came along)");
  test->add_option("--junit", a.junit, "Write the results to this file, too, as JUnit's XML");
  test->add_flag("--require-tests", a.require_tests, "A rule without tests is a failure");
  test->add_flag("--verbose", a.verbose, "Tell the cases that passed, too");
  AddEnrichmentOptions(*test, a.enrichment);
  test->callback([arguments, &exit_code] { exit_code = RunTest(*arguments); });
}

}  // namespace crosstrail::cli
