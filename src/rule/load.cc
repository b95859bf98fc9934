#include "rule/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/source_text.h"
#include "rule/files.h"
#include "toml/toml.h"

namespace crosstrail {
namespace {

void Append(Diagnostics more, Diagnostics& to) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Diagnostic DuplicateId(const SourceText& source, const std::string& id, const std::string& first) {
  std::size_t begin = 0;
  std::size_t end = 0;
  const tl::expected<TomlValue, Diagnostic> document = ParseToml(source);
  if (const TomlMember* rule = document ? document->Find("rule") : nullptr) {
    if (const TomlMember* member = rule->value.Find("rule_id")) {
      begin = member->value.begin;
      end = member->value.end;
    }
  }
  return DiagnosticAt(
      source, begin, end, DiagnosticLevel::kError, fmt::format("rule_id {} is already taken by {}", id, first),
      "this rule was left out; give it an id of its own (uuidgen prints one) or remove one of the files");
}

// Takes rules in, file by file.
class Loader {
 public:
  explicit Loader(const std::vector<std::string>& enabled) : enabled_(enabled) {}

  void Load(const std::string& path) {
    ++loaded_.files;
    Result<std::string> text = ReadRuleFile(path);
    if (!text) {
      Diagnostic diagnostic;
      diagnostic.file = path;
      diagnostic.message = text.error().message;
      loaded_.diagnostics.push_back(std::move(diagnostic));
      return;
    }
    tl::expected<Rule, Diagnostics> rule = ParseRule(*text, path, loaded_.diagnostics);
    if (!rule) return Append(std::move(rule.error()), loaded_.diagnostics);
    const auto [first, is_new] = file_of_id_.emplace(rule->id, path);
    if (!is_new) {
      loaded_.diagnostics.push_back(DuplicateId({*text, path}, rule->id, first->second));
      return;
    }
    Take(std::move(*rule), *text);
  }

  LoadedRules Finish() {
    const auto by_id = [](const auto& a, const auto& b) { return a < b; };
    std::sort(loaded_.rules.rules.begin(), loaded_.rules.rules.end(),
              [&](const CompiledRule& a, const CompiledRule& b) { return by_id(a.rule.id, b.rule.id); });
    std::sort(loaded_.rules.skipped.begin(), loaded_.rules.skipped.end(),
              [&](const SkippedRule& a, const SkippedRule& b) { return by_id(a.rule.id, b.rule.id); });
    return std::move(loaded_);
  }

  Diagnostics& diagnostics() { return loaded_.diagnostics; }

 private:
  void Take(Rule rule, std::string_view text) {
    if (std::ranges::find(enabled_, rule.id) != enabled_.end()) rule.enabled = true;
    SkippedRule skipped{rule, ""};
    CompileOutcome outcome = CompileRule(std::move(rule), text, loaded_.rules.fields);
    Append(std::move(outcome.diagnostics), loaded_.diagnostics);
    if (outcome.rule) {
      loaded_.rules.rules.push_back(std::move(*outcome.rule));
    } else if (!outcome.skip_reason.empty()) {
      skipped.reason = std::move(outcome.skip_reason);
      loaded_.rules.skipped.push_back(std::move(skipped));
    }
  }

  const std::vector<std::string>& enabled_;
  LoadedRules loaded_;
  std::unordered_map<std::string, std::string> file_of_id_;
};

}  // namespace

LoadedRules LoadRules(const std::vector<std::string>& paths, const std::vector<std::string>& enabled) {
  Loader loader(enabled);
  for (const std::string& file : FindRuleFiles(paths, RuleFileKind::kRule, loader.diagnostics())) loader.Load(file);
  return loader.Finish();
}

}  // namespace crosstrail
