#include "rule/load.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <system_error>
#include <unordered_map>
#include <utility>

#include "base/source_text.h"
#include "rule/exception_lists.h"
#include "rule/files.h"
#include "rule/json_document.h"
#include "rule/value_lists.h"
#include "rule/written.h"

namespace crosstrail {
namespace {

void Append(Diagnostics more, Diagnostics& to) {
  to.insert(to.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

Diagnostic DuplicateId(const Rule& rule, std::string_view text, const std::string& first) {
  std::size_t begin = 0, end = 0;
  if (const std::optional<TomlString> written = WrittenString(rule, text, "rule_id")) {
    begin = written->offsets.front() - 1;
    end = written->offsets.back() + 1;
  }
  return DiagnosticAt({text, rule.file}, begin, end, DiagnosticLevel::kError,
                      fmt::format("rule_id {} is already taken by {}", rule.id, first),
                      "this rule was left out; give it an id of its own (uuidgen prints one) or remove one of them");
}

// Takes rules in, file by file.
class Loader {
 public:
  Loader(const std::vector<std::string>& enabled, const std::vector<std::string>& value_lists)
      : enabled_(enabled),
        value_lists_(FindValueLists(value_lists, loaded_.diagnostics)),
        exceptions_(loaded_.rules.fields, value_lists_) {}

  /// `rules`: whether rules in the file are wanted, and not only exceptions.
  void Load(const std::string& path, bool rules) {
    std::error_code error;
    const std::filesystem::path real = std::filesystem::canonical(path, error);
    if (!read_.insert(error ? path : real.string()).second) return;
    if (rules) ++loaded_.files;
    Result<std::string> text = ReadRuleFile(path);
    if (!text) {
      Diagnostic diagnostic;
      diagnostic.file = path;
      diagnostic.message = text.error().message;
      loaded_.diagnostics.push_back(std::move(diagnostic));
      return;
    }
    if (IsJsonFile(path)) return LoadObjects(*text, path, rules);
    LoadToml({*text, path}, rules);
  }

  LoadedRules Finish() {
    Append(exceptions_.AttachTo(loaded_.rules), loaded_.diagnostics);
    const auto by_id = [](const auto& a, const auto& b) { return a < b; };
    std::sort(loaded_.rules.rules.begin(), loaded_.rules.rules.end(),
              [&](const CompiledRule& a, const CompiledRule& b) { return by_id(a.rule.id, b.rule.id); });
    std::sort(loaded_.rules.skipped.begin(), loaded_.rules.skipped.end(),
              [&](const SkippedRule& a, const SkippedRule& b) { return by_id(a.rule.id, b.rule.id); });
    return std::move(loaded_);
  }

  Diagnostics& diagnostics() { return loaded_.diagnostics; }

 private:
  void LoadToml(const SourceText& source, bool rules) {
    if (!rules && source.text.find("exceptions") == std::string_view::npos) return;
    const tl::expected<TomlValue, Diagnostic> document = ParseToml(source);
    if (document && document->Find("exceptions") != nullptr && document->Find("rule") == nullptr) {
      return exceptions_.AddDocument(*document, source, loaded_.diagnostics);
    }
    if (!rules) return;
    if (!document) return loaded_.diagnostics.push_back(document.error());
    tl::expected<Rule, Diagnostics> rule = ParseRule(*document, source, loaded_.diagnostics);
    if (!rule) {
      const TomlMember* const table = document->Find("rule");
      const TomlMember* const id = table != nullptr ? table->value.Find("rule_id") : nullptr;
      if (id != nullptr && !id->value.string.empty()) loaded_.broken.push_back(id->value.string);
      return Append(std::move(rule.error()), loaded_.diagnostics);
    }
    Append(Take(std::move(*rule), source.text), loaded_.diagnostics);
  }

  void LoadObjects(std::string_view text, const std::string& path, bool rules) {
    for (const JsonDocument& document : SplitJson({text, path}, loaded_.diagnostics)) {
      Diagnostics found = LoadObject(document, path, rules);
      PlaceInFile(document, path, found);
      Append(std::move(found), loaded_.diagnostics);
    }
  }

  // What it says is about the document's own text.
  Diagnostics LoadObject(const JsonDocument& document, const std::string& path, bool rules) {
    const tl::expected<TomlValue, Diagnostic> object = ParseJson({document.text, path});
    if (!object) return {object.error()};
    Diagnostics found;
    const ExportedKind kind = KindOf(*object);
    if (kind == ExportedKind::kExceptionList) exceptions_.AddList(*object);
    if (kind == ExportedKind::kExceptionItem) exceptions_.AddItem(*object, {document.text, path}, found);
    if (kind != ExportedKind::kRule || !rules) return found;
    tl::expected<Rule, Diagnostics> rule = ParseJsonRule(document.text, path, found);
    if (!rule) return std::move(rule.error());
    for (ExceptionListRef& list : rule->exception_lists) {
      if (list.line == 1) list.column += document.column - 1;
      list.line += document.line - 1;
    }
    rule->json = JsonRange{.begin = document.begin, .end = document.begin + document.text.size()};
    Append(Take(std::move(*rule), document.text), found);
    return found;
  }

  // Likewise.
  Diagnostics Take(Rule rule, std::string_view text) {
    if (IsDeprecatedFile(rule.file)) {
      loaded_.rules.skipped.push_back({std::move(rule), "it is deprecated (in a folder called _deprecated)"});
      return {};
    }
    const auto [first, is_new] = file_of_id_.emplace(rule.id, rule.file);
    if (!is_new) return {DuplicateId(rule, text, first->second)};
    if (std::ranges::find(enabled_, rule.id) != enabled_.end()) rule.enabled = true;
    SkippedRule skipped{rule, ""};
    const bool even_disabled = std::ranges::find(enabled_, kEveryRule) != enabled_.end();
    CompileOutcome outcome = CompileRule(std::move(rule), text, loaded_.rules.fields, even_disabled);
    if (outcome.rule) {
      loaded_.rules.rules.push_back(std::move(*outcome.rule));
    } else if (!outcome.skip_reason.empty()) {
      skipped.reason = std::move(outcome.skip_reason);
      loaded_.rules.skipped.push_back(std::move(skipped));
    } else {
      loaded_.broken.push_back(skipped.rule.id);
    }
    return std::move(outcome.diagnostics);
  }

  const std::vector<std::string>& enabled_;
  LoadedRules loaded_;
  ValueLists value_lists_;
  ExceptionLists exceptions_;
  std::unordered_map<std::string, std::string> file_of_id_;
  std::set<std::string> read_;
};

}  // namespace

LoadedRules LoadRules(const std::vector<std::string>& paths, const std::vector<std::string>& enabled,
                      const ExceptionSources& exceptions) {
  Loader loader(enabled, exceptions.value_lists);
  for (const auto& [list, rules] : {std::pair{&paths, true}, std::pair{&exceptions.paths, false}}) {
    for (const std::string& file : FindRuleFiles(*list, RuleFileKind::kRule, loader.diagnostics())) {
      loader.Load(file, rules);
    }
  }
  return loader.Finish();
}

}  // namespace crosstrail
