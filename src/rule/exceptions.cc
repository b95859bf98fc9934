#include "rule/exceptions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "event/catalogue.h"

namespace crosstrail {
namespace {

std::string Text(const Value& value) {
  return std::visit(
      [](const auto& held) -> std::string {
        using Held = std::decay_t<decltype(held)>;
        if constexpr (std::is_same_v<Held, InstantValue>) {
          return FormatInstant(held.at);
        } else if constexpr (std::is_same_v<Held, bool>) {
          return held ? "true" : "false";
        } else {
          return fmt::format("{}", held);
        }
      },
      value);
}

// A pattern of WildcardMatch in which '*' alone is special.
std::string Pattern(std::string_view value) {
  std::string pattern;
  for (const char c : value) {
    if (c == '?' || c == '\\') pattern += '\\';
    pattern += c;
  }
  return pattern;
}

bool Holds(const CompiledException::Test& test, FieldSource& event) {
  const Values values = event.Get(test.field);
  return !values.empty() && std::ranges::all_of(values, [&](const Value& value) {
    const std::string text = Text(value);
    return std::ranges::any_of(test.patterns, [&](const std::string& pattern) { return WildcardMatch(pattern, text); });
  });
}

Diagnostic At(const config::Config& config, const config::Exception& exception, std::string message, std::string hint) {
  Diagnostic diagnostic;
  diagnostic.file = config.file;
  diagnostic.line = exception.line;
  diagnostic.column = 1;
  diagnostic.message = std::move(message);
  diagnostic.hint = std::move(hint);
  return diagnostic;
}

std::string Nearest(std::string_view word, const std::vector<std::string_view>& names, std::string_view otherwise) {
  const std::string_view near = NearestName(word, names);
  return near.empty() ? std::string(otherwise) : fmt::format("did you mean {}?", near);
}

}  // namespace

Diagnostics AttachExceptions(const config::Config& config, RuleSet& rules) {
  Diagnostics diagnostics;
  std::vector<std::string_view> ids, fields;
  for (const CompiledRule& rule : rules.rules) ids.push_back(rule.rule.id);
  for (const SkippedRule& rule : rules.skipped) ids.push_back(rule.rule.id);
  for (const CatalogueField& field : Catalogue()) fields.push_back(field.name);
  for (const config::Exception& exception : config.exceptions) {
    if (std::ranges::find(ids, exception.rule) == ids.end()) {
      diagnostics.push_back(At(config, exception, fmt::format("no rule has the id {}", exception.rule),
                               Nearest(exception.rule, ids, "the ids are in the rule files, as rule_id")));
      continue;
    }
    CompiledException compiled;
    compiled.reason = exception.reason;
    compiled.expires = exception.expires;
    bool known = true;
    for (const config::FieldTest& test : exception.fields) {
      if (FindCatalogueField(test.field) == nullptr) {
        known = false;
        diagnostics.push_back(At(config, exception, fmt::format("there is no field {}", test.field),
                                 Nearest(test.field, fields, "crosstrail fields lists them")));
        continue;
      }
      CompiledException::Test& added = compiled.tests.emplace_back();
      added.field = rules.fields.Intern(test.field);
      for (const std::string& value : test.values) added.patterns.push_back(Pattern(value));
    }
    const auto rule =
        std::ranges::find(rules.rules, exception.rule, [](const CompiledRule& one) { return one.rule.id; });
    if (known && rule != rules.rules.end()) rule->exceptions.push_back(std::move(compiled));
  }
  return diagnostics;
}

const CompiledException* HidingException(const CompiledRule& rule, FieldSource& event, std::optional<Instant> time) {
  for (const CompiledException& exception : rule.exceptions) {
    if (exception.expires && (!time || *time >= *exception.expires)) continue;
    const auto holds = [&](const CompiledException::Test& test) { return Holds(test, event); };
    if (std::ranges::all_of(exception.tests, holds)) return &exception;
  }
  return nullptr;
}

}  // namespace crosstrail
