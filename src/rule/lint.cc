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
#include "query/implication.h"
#include "rule/files.h"
#include "rule/grouping.h"
#include "rule/written.h"

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

// Bytes of a word: of the name of a key or field.
bool IsOfWord(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.' || c == '-';
}

// The next place from `begin` on where `word` stands as a whole.
std::size_t FindWord(std::string_view text, std::string_view word, std::size_t begin) {
  for (std::size_t at = text.find(word, begin); at != text.npos; at = text.find(word, at + 1)) {
    const std::size_t end = at + word.size();
    if ((at == 0 || !IsOfWord(text[at - 1])) && (end == text.size() || !IsOfWord(text[end]))) return at;
  }
  return text.npos;
}

// Where something stands in a rule's document, in bytes.
struct Place {
  std::size_t begin, end;
};

// The string `text` in a value, or in what it holds; nullptr where there is none.
const TomlValue* FindText(const TomlValue& value, std::string_view text) {
  if (value.kind == TomlValue::Kind::kString) return value.string == text ? &value : nullptr;
  for (const TomlValue& item : value.items) {
    if (const TomlValue* const found = FindText(item, text)) return found;
  }
  for (const TomlMember& member : value.members) {
    if (const TomlValue* const found = FindText(member.value, text)) return found;
  }
  return nullptr;
}

// "now-6m": nothing but a length of time before now.
bool IsLookback(std::string_view from) {
  const std::size_t unit = from.find_first_not_of("0123456789", std::min<std::size_t>(4, from.size()));
  return from.starts_with("now-") && unit != from.npos && unit + 1 == from.size() && unit > 4;
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
      CheckNamedFields(rule.rule);
      CheckPossible(rule);
      CheckSchedule(rule);
      if (rule.rule.enabled) alike[rule.rule.type].push_back(i);  // others alert for nobody
    }
    for (const auto& [type, rules] : alike) CheckShadows(rules);
    return std::move(found_);
  }

  // The same of what some logs lack.
  Diagnostics RunAgainst(const std::set<FieldId>& absent) {
    for (const CompiledRule& rule : rules_.rules) {
      Open(rule.rule);
      for (const FieldId field : FieldsRead(rule)) {
        if (!absent.contains(field) || rules_.fields.Definition(field) == nullptr) continue;
        const std::string& name = rules_.fields.Name(field);
        const bool needed = IsBlindWithout(rule, field);
        Add(rule.rule, needed ? DiagnosticLevel::kWarning : DiagnosticLevel::kNote, PlaceOfWord(rule.rule, name),
            fmt::format("no event of these logs has the field {}", Printable(name)),
            needed
                ? "the rule cannot match without it: look whether these events are logged, and where the value comes "
                  "from (`crosstrail fields`)"
                : "the rule can match without it, by its other conditions");
      }
    }
    return std::move(found_);
  }

 private:
  // Exports hold many rules, which are mostly asked for one after the other.
  void Open(const Rule& rule) {
    if (file_ == rule.file) return;
    text_ = ReadRuleFile(rule.file).value_or("");
    file_ = rule.file;
  }

  std::string_view DocumentOf(const Rule& rule) const {
    if (!rule.json) return text_;
    const std::size_t begin = std::min(rule.json->begin, text_.size());
    return std::string_view(text_).substr(begin, rule.json->end - rule.json->begin);
  }

  std::optional<Place> PlaceOfKey(const Rule& rule, std::string_view key) const {
    const std::optional<TomlMember> member = WrittenMember(rule, DocumentOf(rule), key);
    return member ? std::optional(Place{member->begin, member->end}) : std::nullopt;
  }

  std::optional<Place> PlaceOfValue(const Rule& rule, std::string_view key) const {
    const std::optional<TomlMember> member = WrittenMember(rule, DocumentOf(rule), key);
    return member ? std::optional(Place{member->value.begin, member->value.end}) : std::nullopt;
  }

  // Of a word of the query, or of what else the rule asks: rather there than in what is said about the rule before it.
  std::optional<Place> PlaceOfWord(const Rule& rule, std::string_view word) const {
    const std::string_view document = DocumentOf(rule);
    const std::optional<Place> query = PlaceOfKey(rule, "query");
    std::size_t at = query ? FindWord(document, word, query->begin) : document.npos;
    if (at == document.npos) at = FindWord(document, word, 0);
    return at == document.npos ? std::nullopt : std::optional(Place{at, at + word.size()});
  }

  // Of what says how often the rule runs: `interval`, or where that is left to its default, how far the rule looks.
  std::optional<Place> PlaceOfInterval(const Rule& rule) const {
    std::optional<Place> place = PlaceOfKey(rule, "interval");
    if (!place) place = PlaceOfValue(rule, "from");
    return place ? place : PlaceOfValue(rule, "to");
  }

  // Of the string `text` in the value of `key`.
  std::optional<Place> PlaceOfText(const Rule& rule, std::string_view key, std::string_view text) const {
    const std::optional<TomlMember> member = WrittenMember(rule, DocumentOf(rule), key);
    const TomlValue* const found = member ? FindText(member->value, text) : nullptr;
    return found == nullptr ? std::nullopt : std::optional(Place{found->begin, found->end});
  }

  void Add(const Rule& rule, DiagnosticLevel level, std::optional<Place> place, std::string message, std::string hint) {
    if (!place) {
      Diagnostic& diagnostic = found_.emplace_back();
      diagnostic.level = level;
      diagnostic.file = rule.file;
      diagnostic.message = std::move(message);
      diagnostic.hint = std::move(hint);
      return;
    }
    const std::size_t offset = rule.json ? rule.json->begin : 0;
    found_.push_back(DiagnosticAt({text_, rule.file}, offset + place->begin, offset + place->end, level,
                                  std::move(message), std::move(hint)));
  }

  void CheckFields(const CompiledRule& rule) {
    for (const FieldId field : FieldsRead(rule)) {
      if (rules_.fields.Definition(field) != nullptr) continue;
      const std::string& name = rules_.fields.Name(field);
      WarnOfField(rule.rule, PlaceOfWord(rule.rule, name), name, NearestField(name));
    }
  }

  // The fields that an alert's severity, score and name are taken from, and those that it is to show: Elastic's rules
  // name some of those for other logs, so only what looks like a slip is told.
  void CheckNamedFields(const Rule& rule) {
    std::set<std::pair<std::string_view, std::string_view>> named;  // with the key that names it
    for (const SeverityMapping& mapping : rule.severity_mapping) named.emplace("severity_mapping", mapping.field);
    for (const std::string& field : rule.risk_score_mapping) named.emplace("risk_score_mapping", field);
    if (!rule.rule_name_override.empty()) named.emplace("rule_name_override", rule.rule_name_override);
    for (const std::string& field : rule.investigation_fields) named.emplace("investigation_fields", field);
    for (const auto& [key, name] : named) {
      if (FindCatalogueField(name) != nullptr) continue;
      const std::string_view near = NearestField(name);
      const bool shown_only = key == "investigation_fields";
      if (shown_only && (near.empty() || name.find('*') != name.npos)) continue;
      WarnOfField(rule, PlaceOfText(rule, key, name), name, near);
    }
  }

  static std::string_view NearestField(std::string_view name) {
    static const std::vector<std::string_view> kNames = [] {
      std::vector<std::string_view> names;
      for (const CatalogueField& row : Catalogue()) names.push_back(row.name);
      return names;
    }();
    return NearestName(name, kNames);
  }

  void WarnOfField(const Rule& rule, std::optional<Place> place, std::string_view name, std::string_view near) {
    Add(rule, DiagnosticLevel::kWarning, place, fmt::format("no CloudTrail event has the field {}", Printable(name)),
        near.empty() ? "`crosstrail fields` lists those there are" : fmt::format("did you mean {}?", near));
  }

  void CheckPossible(const CompiledRule& rule) {
    for (std::size_t i = 0; i < rule.query.steps.size(); ++i) {
      const Step& step = rule.query.steps[i];
      if (step.missing || CanMatchCloudTrail(step.condition, rules_.fields)) continue;
      const std::string what = rule.query.steps.size() == 1 ? "this rule" : fmt::format("step {} of this rule", i + 1);
      Add(rule.rule, DiagnosticLevel::kWarning, PlaceOfKey(rule.rule, "query"),
          what + " can never match a CloudTrail event",
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
      Add(rule.rule, DiagnosticLevel::kNote, PlaceOfKey(rule.rule, "risk_score"),
          fmt::format("a risk score of {} does not go with the severity {}", score, SeverityName(range.severity)),
          fmt::format("Elastic's are {} to {}", range.least, range.most));
    }
    CheckSpan(rule);
    if (!IsLookback(rule.rule.from)) {
      Add(rule.rule, DiagnosticLevel::kNote, PlaceOfKey(rule.rule, "from"),
          "`from` is not written as Elastic's rules write it",
          "write \"now-\" with a number and a unit, such as \"now-6m\"");
    }
    if (LookbackOf(rule.rule) < IntervalOf(rule.rule)) {
      Add(rule.rule, DiagnosticLevel::kNote, PlaceOfInterval(rule.rule),
          "Kibana's runs of this rule leave gaps between them",
          "let `from` be at least `interval` ago; Crosstrail sees all events all the same");
    }
  }

  void CheckSpan(const CompiledRule& rule) {
    if (!rule.query.maxspan) return;
    const Duration span = *rule.query.maxspan;
    if (LookbackOf(rule.rule) < span) {
      Add(rule.rule, DiagnosticLevel::kNote, PlaceOfWord(rule.rule, "maxspan"),
          "the sequence may take longer than the rule looks back in Kibana",
          "let `from` be at least as long ago; Crosstrail finds it all the same");
    } else if (span > 5 * kMinute && IntervalOf(rule.rule) < span / 2) {
      Add(rule.rule, DiagnosticLevel::kNote, PlaceOfInterval(rule.rule),
          "Kibana runs this rule more than twice in its sequence's span",
          "Elastic's rules let `interval` be half of maxspan or more");
    }
  }

  // Rules whose every event is an event of another one, and that are no worse. Of two that say the same the later is
  // told.
  void CheckShadows(const std::vector<std::size_t>& numbers) {
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      for (std::size_t j = 0; j < numbers.size(); ++j) {
        if (i == j) continue;
        const CompiledRule& rule = rules_.rules[numbers[i]];
        const CompiledRule& other = rules_.rules[numbers[j]];
        if (!IsWithin(rule, other)) continue;
        const bool same = IsWithin(other, rule);
        if (same ? i < j : Refines(rule.rule, other.rule)) continue;
        Open(rule.rule);
        Add(rule.rule, DiagnosticLevel::kNote, PlaceOfKey(rule.rule, "query"),
            fmt::format("every event of this rule is one of \"{}\", too", Printable(other.rule.name)),
            same ? fmt::format("they ask the same: remove this one, or {}", Printable(other.rule.file))
                 : fmt::format("see {}; remove this one, or make them exclude each other", Printable(other.rule.file)));
        break;
      }
    }
  }

  // Whether `b` alerts wherever `a` does.
  static bool IsWithin(const CompiledRule& a, const CompiledRule& b) {
    if (!b.exceptions.empty()) return false;
    const bool same = AsksTheSame(a.query, b.query);
    return (same || Narrows(a.query, b.query)) && GroupsAlike(a, b, same) && SuppressesAlike(a, b, same);
  }

  // Whether an alert of `a` says more than one of `b`: that it is worse, or that it is for people to see.
  static bool Refines(const Rule& a, const Rule& b) {
    return a.severity > b.severity || a.risk_score > b.risk_score || !a.severity_mapping.empty() ||
           !a.risk_score_mapping.empty() || (a.building_block_type.empty() && !b.building_block_type.empty());
  }

  static bool Narrows(const Query& a, const Query& b) {
    const auto is_plain = [](const Query& query) { return query.kind == Query::Kind::kEvent && query.pipes.empty(); };
    return is_plain(a) && is_plain(b) && Implies(a.steps.front().condition, b.steps.front().condition);
  }

  // Whether `b` alerts wherever `a` does, as far as what they make of several events is concerned. What is new among
  // fewer events need not be new among more.
  static bool GroupsAlike(const CompiledRule& a, const CompiledRule& b, bool same) {
    if (a.terms != b.terms || a.counted != b.counted) return false;
    if (a.rule.threshold && b.rule.threshold) {
      const auto at_least = [](const Threshold::Cardinality& one, const Threshold::Cardinality& other) {
        return one.value >= other.value;
      };
      return LookbackOf(a.rule) == LookbackOf(b.rule) && a.rule.threshold->value >= b.rule.threshold->value &&
             std::ranges::equal(a.rule.threshold->cardinality, b.rule.threshold->cardinality, at_least);
    }
    return !a.rule.new_terms || !b.rule.new_terms || (same && a.rule.new_terms->history >= b.rule.new_terms->history);
  }

  // Whether an alert that `b` suppresses is one that `a` would, too.
  static bool SuppressesAlike(const CompiledRule& a, const CompiledRule& b, bool same) {
    if (!a.rule.suppression || !b.rule.suppression) return !a.rule.suppression && !b.rule.suppression;
    return same && a.suppressed_by == b.suppressed_by && IntervalOf(a.rule) == IntervalOf(b.rule) &&
           a.rule.suppression->duration == b.rule.suppression->duration &&
           a.rule.suppression->groups_missing == b.rule.suppression->groups_missing && GroupsAlike(b, a, same);
  }

  const RuleSet& rules_;
  std::string file_, text_;  // of the rule at hand
  Diagnostics found_;
};

}  // namespace

Diagnostics LintRules(const RuleSet& rules) { return Linter(rules).Run(); }

Diagnostics LintAgainst(const RuleSet& rules, const std::set<FieldId>& absent) {
  return Linter(rules).RunAgainst(absent);
}

}  // namespace crosstrail
