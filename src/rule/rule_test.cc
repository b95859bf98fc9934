#include "rule/rule_test.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

#include "base/source_text.h"
#include "base/text.h"
#include "rule/files.h"
#include "toml/table_reader.h"
#include "toml/toml.h"

namespace crosstrail {
namespace {

using Form = KeySpec::Form;
using enum KeySpec::Need;
constexpr std::string_view kIndicatorsExample = "indicators = [ '''{\"threat.indicator.ip\": \"192.0.2.1\"}''' ]";

constexpr auto kDocumentKeys = std::to_array<KeySpec>({
    {"rule_id", Form::kString, kMandatory, R"(rule_id = "0f3c1c5e-6a51-4c0e-9a39-2f6d4c1f7b10")"},
    {"case", Form::kTables, kMandatory, "[[case]]"},
    {"indicators", Form::kStrings, kOptional, kIndicatorsExample},
});

constexpr auto kCaseKeys = std::to_array<KeySpec>({
    {"name", Form::kString, kMandatory, R"(name = "an external account by its root ARN")"},
    {"events", Form::kStrings, kMandatory, "events = [ '''{\"eventName\": \"PutBucketPolicy\"}''' ]"},
    {"alerts", Form::kInteger, kMandatory, "alerts = 1"},
    {"history", Form::kStrings, kOptional, "history = [ '''{\"eventName\": \"PutBucketPolicy\"}''' ]"},
    {"severity", Form::kString, kOptional, R"(severity = "high")"},
    {"indicators", Form::kStrings, kOptional, kIndicatorsExample},
});

// Reads one document.
class Document {
 public:
  Document(const TomlValue& root, Problems& problems) : root_(root), problems_(problems) {}

  RuleTestFile Read() {
    RuleTestFile file;
    file.file = problems_.source().file;
    const TableReader reader(root_, "this test file", kDocumentKeys, problems_);
    reader.Read("rule_id", file.rule_id);
    if (reader.Has("rule_id")) file.rule_id_line = LineAt(root_.Find("rule_id")->value.begin);
    reader.Read("indicators", indicators_);
    const TomlValue* cases = reader.Find("case");
    if (cases == nullptr) return file;
    for (const TomlValue& item : cases->items) file.cases.push_back(ReadCase(item));
    if (!problems_.has_errors()) CheckBothKinds(file, *cases);
    return file;
  }

 private:
  std::size_t LineAt(std::size_t offset) const { return PositionOf(problems_.source().text, offset).line; }

  RuleTestCase ReadCase(const TomlValue& table) {
    RuleTestCase test;
    test.file = problems_.source().file;
    const TableReader reader(table, "this case", kCaseKeys, problems_);
    reader.Read("name", test.name);
    reader.Read("events", test.events);
    reader.Read("history", test.history);
    test.indicators = indicators_;
    reader.Read("indicators", test.indicators);
    if (std::string name; reader.Has("severity")) {
      reader.Read("severity", name);
      test.severity = ParseSeverity(name);
      if (!test.severity) {
        reader.Reject("severity", fmt::format("\"{}\" is not a severity", Printable(name)),
                      "it may be low, medium, high, critical");
      }
    }
    std::int64_t alerts = 0;
    reader.Read("alerts", 0, std::numeric_limits<std::int32_t>::max(), alerts);
    test.alerts = static_cast<std::uint64_t>(alerts);
    if (reader.Has("events") && test.events.empty()) {
      reader.Reject("events", "this case has no events", "give at least one record, as JSON text between ''' and '''");
    }
    if (!reader.Has("name")) return test;
    test.line = LineAt(table.Find("name")->value.begin);
    const auto [first, is_new] = lines_of_names_.emplace(test.name, test.line);
    if (!is_new) {
      reader.Reject("name", fmt::format("the case on line {} has the same name", first->second),
                    "say what is different about this one; results are reported by name");
    }
    return test;
  }

  // A rule that is only ever shown what it must catch would pass by catching everything, and the other way round.
  void CheckBothKinds(const RuleTestFile& file, const TomlValue& cases) {
    const auto alerts = [](const RuleTestCase& test) { return test.alerts > 0; };
    const std::size_t begin = cases.items.empty() ? cases.begin : cases.items.front().begin;
    const std::size_t end = cases.items.empty() ? cases.end : cases.items.front().end;
    if (std::none_of(file.cases.begin(), file.cases.end(), alerts)) {
      problems_.Error(begin, end, "no case expects an alert", "add one that the rule must catch (alerts = 1)");
    }
    if (std::all_of(file.cases.begin(), file.cases.end(), alerts)) {
      problems_.Error(begin, end, "every case expects an alert",
                      "add one that looks similar and that the rule must leave alone (alerts = 0)");
    }
  }

  const TomlValue& root_;
  Problems& problems_;
  std::vector<std::string> indicators_;  // of cases that have none of their own
  std::unordered_map<std::string, std::size_t> lines_of_names_;
};

void LoadFile(const std::string& path, LoadedRuleTests& loaded) {
  const Result<std::string> text = ReadRuleFile(path);
  if (!text) {
    Diagnostic& diagnostic = loaded.diagnostics.emplace_back();
    diagnostic.file = path;
    diagnostic.message = text.error().message;
    return;
  }
  const SourceText source{*text, path};
  const tl::expected<TomlValue, Diagnostic> root = ParseToml(source);
  if (!root) {
    loaded.diagnostics.push_back(root.error());
    return;
  }
  Problems problems(source);
  RuleTestFile file = Document(*root, problems).Read();
  if (!problems.has_errors()) loaded.files.push_back(std::move(file));
  for (Diagnostic& diagnostic : problems.Take()) loaded.diagnostics.push_back(std::move(diagnostic));
}

}  // namespace

LoadedRuleTests LoadRuleTests(const std::vector<std::string>& paths) {
  LoadedRuleTests loaded;
  for (const std::string& path : FindRuleFiles(paths, RuleFileKind::kTest, loaded.diagnostics)) LoadFile(path, loaded);
  return loaded;
}

Diagnostics CheckRuleIds(const std::vector<RuleTestFile>& files, const RuleSet& rules,
                         const std::vector<std::string>& broken) {
  std::unordered_map<std::string_view, const SkippedRule*> known;
  for (const CompiledRule& rule : rules.rules) known.emplace(rule.rule.id, nullptr);
  for (const SkippedRule& rule : rules.skipped) known.emplace(rule.rule.id, &rule);
  std::vector<std::string_view> names;
  names.reserve(known.size());
  for (const auto& [id, skipped] : known) names.push_back(id);
  std::sort(names.begin(), names.end());

  Diagnostics diagnostics;
  for (const RuleTestFile& file : files) {
    const auto found = known.find(file.rule_id);
    if (found != known.end() && found->second == nullptr) continue;
    if (found == known.end() && std::ranges::find(broken, file.rule_id) != broken.end()) continue;
    Diagnostic& diagnostic = diagnostics.emplace_back();
    diagnostic.file = file.file;
    diagnostic.line = file.rule_id_line;
    if (found != known.end()) {
      diagnostic.level = DiagnosticLevel::kWarning;
      diagnostic.message = fmt::format("rule {} is not tested: {}", file.rule_id, found->second->reason);
      diagnostic.hint = fmt::format("see {}", found->second->rule.file);
      continue;
    }
    const std::string_view near = NearestName(file.rule_id, names);
    diagnostic.message = fmt::format("there is no rule with rule_id {}", file.rule_id);
    diagnostic.hint = near.empty() ? "load the rule together with its tests, or correct the id"
                                   : fmt::format("did you mean {}?", near);
  }
  return diagnostics;
}

}  // namespace crosstrail
