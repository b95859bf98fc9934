// The plan every query language compiles to, and its evaluation against one event.
//
// Semantics are Elasticsearch's where Elastic's rules depend on them: a leaf on a missing field is false and `not`
// flips it; a multi-valued field matches when any of its values does. See docs/eql.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/diagnostic.h"
#include "event/field_set.h"

namespace crosstrail {

struct Expression;  // query/expression.h

/// A compiled condition on one event. Immutable and safe to share between threads once built.
class Condition {
 public:
  explicit Condition(std::unique_ptr<Expression> root);
  ~Condition();
  Condition(Condition&&) noexcept;
  Condition& operator=(Condition&&) noexcept;

  bool Matches(FieldSource& event) const;

  /// Every field the condition may read, ascending, once each.
  std::vector<FieldId> Fields() const;

  /// From now on `other` has to hold, too. Only before it is shared.
  void Narrow(Expression other);

  const Expression& root() const { return *root_; }

 private:
  std::unique_ptr<Expression> root_;
};

/// "The event cannot match unless one of the values of `field` is exactly one of `values`." What a rule index keys on.
struct Requirement {
  FieldId field = 0;
  std::vector<std::string> values;  // sorted, distinct
};

/// Requirements that follow from `condition` (conjunctions of ==, in, and or-lists on one field). Sound, not complete:
/// a requirement is only ever listed when no event without it can match.
std::vector<Requirement> NecessaryEqualities(const Condition& condition);

/// What is known of an event before it is there: the values of some of its fields, none of a field that it lacks.
class KnownFields : public FieldSource {
 public:
  virtual bool Knows(FieldId field) const = 0;
};

/// Whether an event of which that much is known might match. False only where it surely cannot.
bool CanMatch(const Condition& condition, KnownFields& known);

/// The same of an event that lacks `field`, whatever else it has.
bool CanMatchWithout(const Condition& condition, FieldId field);

struct JoinKey {
  FieldId field = 0;
  bool optional = false;  // `?field`: null joins with null
};

/// One event filter of a query: the whole of an event query, one stage of a sequence, one filter of a sample.
struct Step {
  Condition condition;        // category test included
  std::vector<JoinKey> keys;  // as many in every step of a query
  std::uint32_t runs = 1;
  bool missing = false;  // `![ ... ]`
};

struct Pipe {
  enum class Kind { kHead, kTail } kind = Kind::kHead;
  std::uint64_t count = 0;
};

struct Query {
  enum class Kind { kEvent, kSequence, kSample };
  Kind kind = Kind::kEvent;
  std::vector<Step> steps;  // exactly one for kEvent
  std::optional<Step> until;
  std::optional<Duration> maxspan;
  std::vector<Pipe> pipes;
};

/// The step with this number; the one behind the last is `until`.
inline const Step& StepOf(const Query& query, std::size_t number) {
  return number < query.steps.size() ? query.steps[number] : *query.until;
}

struct QueryOptions {
  std::string event_category_field = "event.category";  // rules may override it
};

/// Compiles an EQL query. Diagnostics carry line, column and source line within `text`.
tl::expected<Query, Diagnostics> CompileEql(std::string_view text, const QueryOptions& options, FieldSet& fields);

/// Compiles a query in one of QueryLanguages(), which may be given by either name.
tl::expected<Query, Diagnostics> CompileQuery(std::string_view language, std::string_view text,
                                              const QueryOptions& options, FieldSet& fields);

struct QueryLanguage {
  std::string_view name;     // "eql", "kql", "lucene"
  std::string_view in_rule;  // as rule files call it: "eql", "kuery", "lucene"
};
std::span<const QueryLanguage> QueryLanguages();
/// Whether CompileQuery knows it.
bool IsQueryLanguage(std::string_view name);

/// Compiles a query in KQL, Kibana's query language (docs/kql.md), which is about single events.
tl::expected<Query, Diagnostics> CompileKql(std::string_view text, FieldSet& fields);

/// Compiles a query string in Lucene's syntax (docs/lucene.md), which is about single events. A blank one is about all.
tl::expected<Query, Diagnostics> CompileLucene(std::string_view text, FieldSet& fields);

}  // namespace crosstrail
