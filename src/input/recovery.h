// Finding the next record behind a damaged one.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "json/object.h"
#include "json/structural.h"

namespace crosstrail {

/// One a framer; not thread-safe.
class RecordFinder {
 public:
  /// A new object: the budget is whole again.
  void Reset();

  struct Found {
    std::size_t at = 0;
    bool certain = false;  // false: it looks like one, but ends behind the text
  };

  /// The first place at or behind `from` where a record, or an envelope at the start of a line, begins and can be read
  /// whole. When `complete` is false, one that runs into the end of the text is found too, as uncertain. The work over
  /// one object is bounded; once the budget is used up nothing is found any more.
  std::optional<Found> Find(std::string_view text, std::size_t from, bool complete);

  bool exhausted() const { return budget_ == 0; }

 private:
  enum class Verdict { kNo, kYes, kRunsOut };
  Verdict Probe(std::string_view text, bool complete);

  StructuralIndexer indexer_;
  std::vector<Member> members_;
  std::uint64_t budget_ = 0;  // bytes that may still be probed
};

}  // namespace crosstrail
