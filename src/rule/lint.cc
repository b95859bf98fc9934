#include "rule/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/source_text.h"
#include "base/text.h"
#include "event/catalogue.h"
#include "query/explain.h"
#include "rule/files.h"
#include "rule/grouping.h"

namespace crosstrail {
namespace {

// Some fields with one value each, as an event might have them.
class Supposed : public KnownFields {
 public:
  void Set(FieldId field, std::string_view text) { values_[field] = Value(text); }
  bool Knows(FieldId field) const override { return values_.contains(field); }
  Values Get(FieldId field) override {
    const auto found = values_.find(field);
    return found == values_.end() ? Values() : Values(&found->second, 1);
  }

 private:
  std::map<FieldId, Value> values_;
};

// Fields that have one value in every event of CloudTrail's.
constexpr std::pair<std::string_view, std::string_view> kConstants[] = {
    {"cloud.provider", "aws"},    {"data_stream.dataset", "aws.cloudtrail"},
    {"data_stream.type", "logs"}, {"event.dataset", "aws.cloudtrail"},
    {"event.kind", "event"},      {"event.module", "aws"},
};

bool CanMatchCloudTrail(const Condition& condition, const FieldSet& fields) {
  constexpr std::size_t kMostTried = 1000;
  Supposed event;
  for (const auto& [name, value] : kConstants) {
    if (const auto field = fields.Find(name)) event.Set(*field, value);
  }
  if (!CanMatch(condition, event)) return false;
  for (const Requirement& need : NecessaryEqualities(condition)) {
    const CatalogueField* const row = fields.Definition(need.field);
    if (row == nullptr || row->multi_valued || need.values.size() > kMostTried) continue;
    const bool possible = std::ranges::any_of(need.values, [&](const std::string& value) {
      Supposed with = event;
      with.Set(need.field, value);
      return CanMatch(condition, with);
    });
    if (!possible) return false;
  }
  return true;
}

// The conditions that all have to hold, in words.
std::set<std::string> Conjuncts(const Condition& condition, const FieldSet& fields) {
  std::set<std::string> parts;
  std::string part;
  const std::vector<ExplainedNode> nodes = Explain(condition, fields, nullptr);
  const std::size_t top = nodes.front().text == "all of" ? 1 : 0;
  for (std::size_t i = top; i < nodes.size(); ++i) {
    if (nodes[i].depth == top && !part.empty()) parts.insert(std::exchange(part, ""));
    part += fmt::format("{} {}\n", nodes[i].depth - top, nodes[i].text);
  }
  parts.insert(part);
  return parts;
}

class Linter {
 public:
  explicit Linter(const RuleSet& rules) : rules_(rules) {}

  Diagnostics Run() {
    std::map<std::string, std::vector<std::size_t>> alike;
    for (std::size_t i = 0; i < rules_.rules.size(); ++i) {
      const CompiledRule& rule = rules_.rules[i];
      Open(rule.rule);
      CheckFields(rule);
      CheckPossible(rule);
      CheckSchedule(rule);
      if (rule.query.kind == Query::Kind::kEvent && rule.query.pipes.empty()) alike[rule.rule.type].push_back(i);
    }
    for (const auto& [type, rules] : alike) CheckShadows(rules);
    return std::move(found_);
  }

 private:
  // Exports hold many rules, which are mostly asked for one after the other.
  void Open(const Rule& rule) {
    if (file_ == rule.file) return;
    text_ = ReadRuleFile(rule.file).value_or("");
    file_ = rule.file;
  }

  void Add(const Rule& rule, DiagnosticLevel level, std::string_view at, std::string message, std::string hint) {
    const JsonRange range = rule.json.value_or(JsonRange{.begin = 0, .end = text_.size()});
    const std::size_t begin = text_.find(at, range.begin);
    const std::size_t end = begin + at.size();
    if (begin == std::string::npos || end > range.end) {
      Diagnostic& diagnostic = found_.emplace_back();
      diagnostic.level = level;
      diagnostic.file = rule.file;
      diagnostic.message = std::move(message);
      diagnostic.hint = std::move(hint);
      return;
    }
    found_.push_back(DiagnosticAt({text_, rule.file}, begin, end, level, std::move(message), std::move(hint)));
  }

  void CheckFields(const CompiledRule& rule) {
    static const std::vector<std::string_view> kNames = [] {
      std::vector<std::string_view> names;
      for (const CatalogueField& row : Catalogue()) names.push_back(row.name);
      return names;
    }();
    std::set<FieldId> read;
    const auto add = [&](const Step& step) {
      for (const FieldId field : step.condition.Fields()) read.insert(field);
      for (const JoinKey& key : step.keys) read.insert(key.field);
    };
    for (const Step& step : rule.query.steps) add(step);
    if (rule.query.until) add(*rule.query.until);
    for (const std::vector<FieldId>* const list : {&rule.terms, &rule.counted, &rule.suppressed_by}) {
      read.insert(list->begin(), list->end());
    }
    for (const FieldId field : read) {
      if (rules_.fields.Definition(field) != nullptr) continue;
      const std::string& name = rules_.fields.Name(field);
      const std::string_view near = NearestName(name, kNames);
      Add(rule.rule, DiagnosticLevel::kWarning, name,
          fmt::format("no CloudTrail event has the field {}", Printable(name)),
          near.empty() ? "`crosstrail fields` lists those there are" : fmt::format("did you mean {}?", near));
    }
  }

  void CheckPossible(const CompiledRule& rule) {
    for (std::size_t i = 0; i < rule.query.steps.size(); ++i) {
      const Step& step = rule.query.steps[i];
      if (step.missing || CanMatchCloudTrail(step.condition, rules_.fields)) continue;
      const std::string what = rule.query.steps.size() == 1 ? "this rule" : fmt::format("step {} of this rule", i + 1);
      Add(rule.rule, DiagnosticLevel::kWarning, "query", what + " can never match a CloudTrail event",
          "its conditions exclude each other; `crosstrail rules explain` shows each for an event");
    }
  }

  void CheckSchedule(const CompiledRule& rule) {
    struct Range {
      Severity severity;
      int least, most;
    };
    static constexpr Range kRanges[] = {{Severity::kLow, 0, 21},
                                        {Severity::kMedium, 22, 47},
                                        {Severity::kHigh, 48, 73},
                                        {Severity::kCritical, 74, 100}};
    for (const Range& range : kRanges) {
      const int score = rule.rule.risk_score;
      if (range.severity != rule.rule.severity || (score >= range.least && score <= range.most)) continue;
      Add(rule.rule, DiagnosticLevel::kNote, "risk_score",
          fmt::format("a risk score of {} does not go with the severity {}", score, SeverityName(range.severity)),
          fmt::format("Elastic's are {} to {}", range.least, range.most));
    }
    if (rule.query.maxspan && LookbackOf(rule.rule) < *rule.query.maxspan) {
      Add(rule.rule, DiagnosticLevel::kNote, "maxspan",
          "the sequence may take longer than the rule looks back in Kibana",
          "let `from` be at least as long ago; Crosstrail finds it all the same");
    }
    if (LookbackOf(rule.rule) < IntervalOf(rule.rule)) {
      Add(rule.rule, DiagnosticLevel::kNote, "interval", "Kibana's runs of this rule leave gaps between them",
          "let `from` be at least `interval` ago; Crosstrail sees all events all the same");
    }
  }

  // Rules whose every event is an event of another one: as many conditions and more.
  void CheckShadows(const std::vector<std::size_t>& numbers) {
    std::vector<std::set<std::string>> conditions;
    conditions.reserve(numbers.size());
    for (const std::size_t number : numbers) {
      conditions.push_back(Conjuncts(rules_.rules[number].query.steps.front().condition, rules_.fields));
    }
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const CompiledRule& rule = rules_.rules[numbers[i]];
      for (std::size_t j = 0; j < numbers.size(); ++j) {
        const CompiledRule& other = rules_.rules[numbers[j]];
        const bool same = conditions[i] == conditions[j];
        if (i == j || (same && i < j) || !GroupsAlike(rule, other)) continue;
        if (!std::ranges::includes(conditions[i], conditions[j])) continue;
        Open(rule.rule);
        Add(rule.rule, DiagnosticLevel::kNote, "query",
            fmt::format("every event of this rule is one of \"{}\", too", Printable(other.rule.name)),
            same ? "they ask the same: remove one"
                 : fmt::format("see {}; remove one, or make them exclude each other", other.rule.file));
        break;
      }
    }
  }

  static bool GroupsAlike(const CompiledRule& a, const CompiledRule& b) {
    return a.terms == b.terms && a.counted == b.counted && !a.rule.threshold == !b.rule.threshold &&
           (!a.rule.threshold || a.rule.threshold->value >= b.rule.threshold->value) &&
           (!a.rule.new_terms || a.rule.new_terms->history >= b.rule.new_terms->history);
  }

  const RuleSet& rules_;
  std::string file_, text_;  // of the rule at hand
  Diagnostics found_;
};

}  // namespace

Diagnostics LintRules(const RuleSet& rules) { return Linter(rules).Run(); }

}  // namespace crosstrail
