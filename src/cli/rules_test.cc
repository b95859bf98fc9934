// `crosstrail rules test`: runs the tests beside rules.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <memory>
#include <set>
#include <string>
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

std::string Xml(std::string_view text) {
  std::string out;
  for (const char c : Printable(text)) {
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

// What test servers read: a suite a file, a case a case.
std::string JUnit(const std::vector<Ran>& all) {
  std::string suites;
  std::size_t total = 0, failed = 0;
  for (std::size_t begin = 0, end = 0; begin < all.size(); begin = end) {
    std::string cases;
    std::size_t failures = 0;
    for (; end < all.size() && all[end].file == all[begin].file; ++end) {
      const Ran& ran = all[end];
      cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", Xml(ran.file->rule_id), Xml(ran.test->name));
      if (ran.faults.empty()) {
        cases += "/>\n";
        continue;
      }
      ++failures;
      cases += fmt::format(">\n      <failure message=\"{}\">{}:{}</failure>\n    </testcase>\n",
                           Xml(fmt::format("{}", fmt::join(ran.faults, "; "))), Xml(ran.test->file), ran.test->line);
    }
    suites += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n{}  </testsuite>\n",
                          Xml(all[begin].file->file), end - begin, failures, cases);
    total += end - begin;
    failed += failures;
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites tests=\"{}\" failures=\"{}\">\n{}</testsuites>\n", total,
      failed, suites);
}

std::vector<Ran> RunAll(const std::vector<RuleTestFile>& files, const RuleSet& rules, const EventOptions& event) {
  std::set<std::string> active;
  for (const CompiledRule& rule : rules.rules) active.insert(rule.rule.id);
  std::vector<Ran> all;
  for (const RuleTestFile& file : files) {
    if (!active.contains(file.rule_id)) continue;
    for (const RuleTestCase& test : file.cases) {
      all.push_back({&file, &test, RunRuleTest(test, file.rule_id, rules, event).faults});
    }
  }
  return all;
}

// Rules without a test, by file.
std::vector<std::string> Untested(const std::vector<RuleTestFile>& files, const RuleSet& rules) {
  std::set<std::string_view> tested;
  for (const RuleTestFile& file : files) tested.insert(file.rule_id);
  std::vector<std::string> untested;
  for (const CompiledRule& rule : rules.rules) {
    if (!tested.contains(rule.rule.id)) untested.push_back(fmt::format("{}: \"{}\"", rule.rule.file, rule.rule.name));
  }
  std::ranges::sort(untested);
  return untested;
}

int RunTest(const TestArguments& arguments) {
  const auto paths = RulePaths(arguments.paths);
  if (!paths) return Complain(paths.error().message, kUsage);
  const bool color = WantsColor(STDERR_FILENO, false);
  const LoadedRuleTests tests = LoadRuleTests(*paths);
  std::vector<std::string> tested;  // rules that are off by default are tested all the same
  tested.reserve(tests.files.size());
  for (const RuleTestFile& file : tests.files) tested.push_back(file.rule_id);
  const LoadedRules loaded = LoadRules(*paths, tested);
  const Diagnostics unknown = CheckRuleIds(tests.files, loaded.rules);
  for (const Diagnostics* const list : {&loaded.diagnostics, &tests.diagnostics, &unknown}) {
    PrintDiagnostics(*list, color);
  }
  Result<Enrichment> enrichment = MakeEnrichment(arguments.enrichment, false);
  if (!enrichment) return Complain(enrichment.error().message, kUsage);
  const std::vector<Ran> all = RunAll(tests.files, loaded.rules, {.enrichment = std::move(*enrichment)});

  std::size_t failed = 0;
  for (const Ran& ran : all) {
    if (!ran.faults.empty()) ++failed;
    if (ran.faults.empty() && !arguments.verbose) continue;
    fmt::print("{}  {}:{}: {}\n", ran.faults.empty() ? "pass" : "FAIL", Printable(ran.test->file), ran.test->line,
               Printable(ran.test->name));
    for (const std::string& fault : ran.faults) fmt::print("      {}\n", Printable(fault));
  }
  const std::vector<std::string> untested = Untested(tests.files, loaded.rules);
  for (const std::string& rule : untested) fmt::print("no test  {}\n", Printable(rule));
  fmt::print("{}, {} failed; {} without tests\n", Count(all.size(), "case", "cases"), failed,
             Count(untested.size(), "rule", "rules"));
  if (!arguments.junit.empty()) {
    Result<std::unique_ptr<Output>> output = MakeOutput(arguments.junit, /*force=*/true);
    Status written = output ? (*output)->Write(JUnit(all)) : Status(tl::unexpect, output.error());
    if (written) written = (*output)->Commit();
    if (!written) return Complain(written.error().message, kUsage);
  }
  const bool broken = HasErrors(loaded.diagnostics) || HasErrors(tests.diagnostics) || HasErrors(unknown);
  if (broken) return kUsage;
  return failed != 0 || (arguments.require_tests && !untested.empty()) ? kFindings : kDone;
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
