// A detection rule: Elastic's rule document as data, with Kibana's defaults where keys are absent.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "query/query.h"

namespace crosstrail {

class ThreatMatch;  // indicator/threat_match.h

enum class Severity : std::uint8_t { kLow, kMedium, kHigh, kCritical };

std::string_view SeverityName(Severity severity);              // "low" ... "critical"
std::optional<Severity> ParseSeverity(std::string_view name);  // exact lower-case names

/// An alert has this severity where `field` of its last event has this value; of several that apply the worst counts.
struct SeverityMapping {
  std::string field, value;
  Severity severity = Severity::kLow;
};

/// Of rules of type "threshold": so many events within the rule's lookback that agree in `fields`.
struct Threshold {
  struct Cardinality {
    std::string field;
    std::uint64_t value = 1;  // at least so many different values
  };
  std::vector<std::string> fields;  // at most five; none: all events together
  std::uint64_t value = 1;
  std::vector<Cardinality> cardinality;
};

/// Of rules of type "new_terms": a combination of values that no event of the time before had.
struct NewTerms {
  std::vector<std::string> fields;  // one to three
  Duration history = 0;             // how far back the time before goes
};

/// Of rules of type "threat_match": an indicator that the event agrees with (indicator/threat_match.h).
struct IndicatorMatch {
  struct Pair {
    std::string field;  // of the event
    std::string value;  // a field of indicators
    bool negate = false;
  };
  std::vector<std::vector<Pair>> mapping;  // one group of them has to hold
  std::vector<std::string> index;          // where Kibana would look for indicators
  std::string query = "*:*";               // which indicators count
  std::string language = "kuery";
  std::string path = "threat.indicator";  // what of an indicator alerts carry
  bool has_filters = false;               // Kibana filters narrow its query
};

/// One alert where others with the same values of `group_by` follow it.
struct AlertSuppression {
  std::vector<std::string> group_by;  // empty for thresholds, whose own fields count
  Duration duration = 0;              // 0: as long as an execution of the rule, its interval
  bool groups_missing = true;         // a field without value counts as a value; else such alerts are not suppressed
};

struct Technique {
  std::string id, name, reference;
  std::vector<Technique> subtechniques;  // one level deep
};

struct Threat {
  std::string framework;  // "MITRE ATT&CK"
  std::string tactic_id, tactic_name, tactic_reference;
  std::vector<Technique> techniques;
};

/// Bytes [begin, end) of a file.
struct JsonRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// What a list of exceptions goes by. Elastic knows lists of one space and lists of all; one may be called as another.
struct ExceptionListName {
  std::string list_id;
  std::string namespace_type = "single";  // or "agnostic"

  auto operator<=>(const ExceptionListName&) const = default;
};

/// A list of exceptions that a rule asks for.
struct ExceptionListRef {
  ExceptionListName name;
  std::size_t line = 0, column = 0;  // of the rule's file, or of its document while that is read
};

struct Rule {
  std::string id;  // rule_id
  std::string name;
  std::string description;
  std::string type;      // "eql", "query", "threshold", ...
  std::string language;  // "eql", "kuery", ...
  std::string query;
  Severity severity = Severity::kLow;
  int risk_score = 0;  // 0 to 100
  int version = 1;
  std::vector<std::string> author;
  std::string license;
  std::vector<std::string> tags;
  std::vector<Threat> threat;
  std::vector<std::string> references;
  std::vector<std::string> false_positives;
  std::string note;   // triage guide, Markdown
  std::string setup;  // Markdown
  std::vector<std::string> index;
  std::string from = "now-6m";
  std::string to = "now";
  std::string interval = "5m";
  std::uint64_t max_signals = 100;
  bool enabled = true;
  std::string timestamp_override;
  std::string event_category_override;  // empty: event.category
  std::string tiebreaker_field;
  bool has_filters = false;         // Kibana's narrow the query (rule/filters.h)
  std::string building_block_type;  // empty or "default"
  std::string rule_name_override;
  std::vector<SeverityMapping> severity_mapping;
  std::vector<std::string> risk_score_mapping;  // fields: the first that has a number from 0 to 100 is the risk score
  std::vector<std::string> investigation_fields;
  std::vector<ExceptionListRef> exception_lists;
  std::optional<Threshold> threshold;        // of that type alone
  std::optional<NewTerms> new_terms;         // of that type alone
  std::optional<IndicatorMatch> indicators;  // of that type alone
  std::optional<AlertSuppression> suppression;
  std::string maturity;  // metadata.maturity
  std::string file;      // where it was read from
  // Where in the file it stands, in bytes, if that is JSON, which may hold many rules.
  std::optional<JsonRange> json = {};
};

/// Events that a rule leaves out, by somebody's decision (rule/exceptions.h).
struct CompiledException {
  std::shared_ptr<const Condition> condition;  // of the events to leave out; an exception may be of many rules
  std::string reason;
  std::optional<Instant> expires;
};

/// A rule that can run.
struct CompiledRule {
  Rule rule;
  Query query;
  std::vector<FieldId> terms = {};          // of Threshold::fields or NewTerms::fields
  std::vector<FieldId> counted = {};        // of Threshold::cardinality
  std::vector<FieldId> suppressed_by = {};  // of AlertSuppression::group_by
  std::vector<CompiledException> exceptions = {};
  std::shared_ptr<ThreatMatch> threat_match = {};  // of IndicatorMatch, which `query` asks, too; else nullptr
};

/// Every field that the rule reads of events, ascending: in its conditions, its keys, and what it groups them by. Not
/// what its exceptions read.
std::vector<FieldId> FieldsRead(const CompiledRule& rule);

/// Whether no event, or for a sequence not all of its events, can match without `field`.
bool IsBlindWithout(const CompiledRule& rule, FieldId field);

/// A rule that was understood but will not run, and why: disabled, deprecated, a type not supported yet, not
/// CloudTrail.
struct SkippedRule {
  Rule rule;
  std::string reason;
};

/// Immutable once loaded; shared by all threads.
struct RuleSet {
  FieldSet fields;
  std::vector<CompiledRule> rules;  // sorted by id
  std::vector<SkippedRule> skipped;
};

}  // namespace crosstrail
