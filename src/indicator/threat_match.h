// What an indicator match rule (type "threat_match") asks of an event beside its query: that an indicator has the same
// values.
//
// As Kibana's rules of this type do ("Indicator match rules"): an event is found where, for one group of the mapping, a
// single indicator that satisfies the threat query agrees with it in every pair of the group. See docs/indicators.md.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "indicator/indicator_index.h"
#include "query/expression.h"
#include "query/query.h"

namespace crosstrail {

/// A field of the event and the field of indicators that has to have an equal value; negated: must not have one.
struct MappedPair {
  FieldId field = 0;
  IndicatorKey key;
  bool negate = false;
  /// The member of raw records that the field's values are read from as they are, in its quotes; empty: they are
  /// computed, or of more than one place.
  std::string member = {};
};

/// Pairs that one indicator has to satisfy together; one of them at least is not negated.
using MappingGroup = std::vector<MappedPair>;

/// An indicator that an event agrees with, in one pair.
struct MatchedIndicator {
  std::uint32_t indicator = 0;
  const MappedPair* pair = nullptr;
  std::string value;  // the event's
};

/// Of one rule. Thread-safe but for Bind.
class ThreatMatch {
 public:
  struct Indicators {
    Condition query;  // which of them count
    FieldSet fields;  // what it was compiled against
  };

  /// `time` is the event's "@timestamp".
  ThreatMatch(std::vector<MappingGroup> groups, FieldId time, Indicators indicators);

  const std::vector<MappingGroup>& groups() const { return groups_; }
  FieldId time() const { return time_; }

  /// The fields of indicators that it looks up.
  std::vector<IndicatorKey> Keys() const;

  /// From now on events are compared with the indicators of `index`, which has all Keys(); with nullptr: with none. Not
  /// while another thread matches.
  void Bind(std::shared_ptr<const IndicatorIndex> index);
  const IndicatorIndex* index() const { return index_.get(); }

  /// Whether there is an indicator for the group. A look-up a pair, then what its candidates cost.
  bool Passes(std::size_t group, FieldSource& event) const;

  /// Whether the event of a raw record might pass (EventTest::MayPass): a search of the record for each pair.
  bool MayPass(std::size_t group, std::string_view record) const;

  /// The first `most` indicators, by list and place in it, that the event agrees with, each once for every pair.
  std::vector<MatchedIndicator> Find(FieldSource& event, std::size_t most) const;

 private:
  struct BoundPair {
    const MappedPair* pair = nullptr;
    std::size_t table = 0;
  };

  using Run = std::span<const IndicatorIndex::Posting>;
  std::vector<Run> Candidates(std::size_t group, FieldSource& event) const;
  bool MayAgree(const BoundPair& pair, std::string_view record) const;
  bool Agrees(const BoundPair& pair, std::uint32_t indicator, FieldSource& event) const;
  bool IsMatch(std::size_t group, std::uint32_t indicator, FieldSource& event, std::optional<Instant> now) const;
  std::optional<Instant> TimeOf(FieldSource& event) const;

  const std::vector<MappingGroup> groups_;
  const FieldId time_;
  const Indicators indicators_;
  std::shared_ptr<const IndicatorIndex> index_;
  std::vector<std::vector<BoundPair>> bound_;  // as groups_
};

/// The condition that is true of the events that one of the groups finds an indicator for.
Expression HasIndicator(const std::shared_ptr<const ThreatMatch>& match);

}  // namespace crosstrail
