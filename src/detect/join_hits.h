// From hits in order to what a query finds: events, sequences or samples, after its pipes.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detect/ordered_hits.h"
#include "detect/rule_index.h"
#include "query/query.h"

namespace crosstrail {

/// The steps in `hits`, all of one rule with the query `query`, with the keys that `event` gives them. A step is left
/// out where a key that it needs has no value.
std::vector<StepKeys> StepsOf(const Query& query, std::span<const StepRef> hits, FieldSource& event);

/// One result of a query: hits in order, the missing ones left out.
struct JoinedHits {
  std::string key;                // a text of KeyTuples; empty for a single event
  std::vector<LoggedHit> events;  // at least one
};

/// Goes through the hits of one query once, and gives what it found one by one. Not thread-safe. Memory: the detector's
/// and two RowSorters', whatever is found.
class JoinedResults {
 public:
  /// `query` and the logs of `hits` must outlive the results; `hits` may be nullptr, for none.
  JoinedResults(const Query& query, std::unique_ptr<OrderedHits> hits, DetectorLimits limits = {});

  /// Before everything below. At the end of the hits all time is taken to have passed: an event that had to be missing
  /// was. Error (kIo): a temporary file cannot be written or read back; then there are no results.
  Status Find();

  std::uint64_t size() const { return end_ - begin_; }
  std::uint64_t without_time() const { return without_time_; }  // events that could take no part in a sequence
  std::uint64_t evicted() const { return evicted_; }            // beginnings given up to stay within the limits
  std::uint64_t forgotten() const { return forgotten_; }        // events that had to be missing, the same

  /// The next result, in the order of their completion, then by key; false after the last. Error (kIo): it cannot be
  /// read back.
  Result<bool> Next(JoinedHits& result);

 private:
  Status FindSequences();
  Status FindSamples();
  Status PutAside(std::vector<JoinedEvents>& joined);
  void ApplyPipes(std::uint64_t count);
  Result<bool> NextEvents(JoinedHits& result);

  const Query& query_;
  const std::unique_ptr<OrderedHits> hits_;
  const DetectorLimits limits_;
  RowSorter found_;  // by ordinal and key: the places of the hits
  std::optional<RowReader> reader_;
  std::uint64_t begin_ = 0, end_ = 0;  // what the pipes leave of all that was found
  std::uint64_t next_ = 0;             // how many were read
  std::uint64_t without_time_ = 0, evicted_ = 0, forgotten_ = 0;
};

}  // namespace crosstrail
