// From hits in order to what a query finds: events, sequences or samples, after its pipes.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "detect/hit_log.h"
#include "detect/rule_index.h"
#include "query/query.h"

namespace crosstrail {

/// The steps in `hits`, all of one rule with the query `query`, with the keys that `event` gives them. A step is left
/// out where a key that it needs has no value.
std::vector<StepKeys> StepsOf(const Query& query, std::span<const StepRef> hits, FieldSource& event);

/// One result of a query: hits in order, the missing ones left out.
struct JoinedHits {
  std::string key;                       // a text of KeyTuples; empty for a single event
  std::vector<const LoggedHit*> events;  // at least one
};

struct JoinOutcome {
  std::vector<JoinedHits> found;   // in the order of their completion, then by key
  std::uint64_t without_time = 0;  // events that could take no part in a sequence
  std::uint64_t evicted = 0;       // beginnings that were given up to stay within the limits
  std::uint64_t forgotten = 0;     // events that had to be missing, the same
};

/// `hits` are those of one query, InOrder, and must outlive the outcome. At the end of the hits all time is taken to
/// have passed: an event that had to be missing was.
JoinOutcome JoinHitsOf(const Query& query, std::span<const LoggedHit> hits, DetectorLimits limits = {});

}  // namespace crosstrail
