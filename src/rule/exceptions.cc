#include "rule/exceptions.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "event/catalogue.h"
#include "query/expression.h"

namespace crosstrail {
namespace {

// In crosstrail.toml '*' alone is special.
IsLike Like(const std::vector<std::string>& values) {
  IsLike like;
  for (const std::string& value : values) {
    std::string pattern;
    for (const char c : value) {
      if (c == '?' || c == '\\') pattern += '\\';
      pattern += c;
    }
    like.patterns.push_back(Wildcard::FromLucene(pattern, /*ignore_case=*/false));
  }
  return like;
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

Diagnostics AttachExceptions(const config::Config& config, RuleSet& rules, KnownRules known_rules) {
  Diagnostics diagnostics;
  std::vector<std::string_view> ids, fields;
  for (const CompiledRule& rule : rules.rules) ids.push_back(rule.rule.id);
  for (const SkippedRule& rule : rules.skipped) ids.push_back(rule.rule.id);
  for (const CatalogueField& field : Catalogue()) fields.push_back(field.name);
  for (const config::Exception& exception : config.exceptions) {
    if (std::ranges::find(ids, exception.rule) == ids.end()) {
      if (known_rules == KnownRules::kOthers) continue;
      diagnostics.push_back(At(config, exception, fmt::format("no rule has the id {}", exception.rule),
                               Nearest(exception.rule, ids, "the ids are in the rule files, as rule_id")));
      continue;
    }
    CompiledException compiled;
    compiled.reason = exception.reason;
    compiled.expires = exception.expires;
    bool known = true;
    std::vector<Expression> tests;
    for (const config::FieldTest& test : exception.fields) {
      if (FindCatalogueField(test.field) == nullptr) {
        known = false;
        diagnostics.push_back(At(config, exception, fmt::format("there is no field {}", test.field),
                                 Nearest(test.field, fields, "crosstrail fields lists them")));
        continue;
      }
      tests.push_back({FieldMatches{rules.fields.Intern(test.field), Like(test.values), /*every=*/true}});
    }
    compiled.condition = std::make_shared<Condition>(std::make_unique<Expression>(All(std::move(tests))));
    const auto rule =
        std::ranges::find(rules.rules, exception.rule, [](const CompiledRule& one) { return one.rule.id; });
    if (known && rule != rules.rules.end()) rule->exceptions.push_back(std::move(compiled));
  }
  return diagnostics;
}

const CompiledException* HidingException(const CompiledRule& rule, FieldSource& event, std::optional<Instant> time) {
  for (const CompiledException& exception : rule.exceptions) {
    if (exception.expires && (!time || *time >= *exception.expires)) continue;
    if (exception.condition->Matches(event)) return &exception;
  }
  return nullptr;
}

}  // namespace crosstrail
