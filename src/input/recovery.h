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
///
/// Damage must not make reading slower than linear in the size of the object, whoever did it and however often. So
/// work that led nowhere is charged to a budget, which grows with what has been read; once it is used up nothing is
/// found any more.
class RecordFinder {
 public:
  explicit RecordFinder(int json_depth) : json_depth_(json_depth) {}

  /// A new object: the budget is whole again.
  void Reset();

  struct Found {
    std::size_t at = 0;
    bool certain = false;  // false: it looks like one, but ends behind the text
  };

  /// The first place at or behind `from` where a record, or an envelope at the start of a line, begins and can be read
  /// whole; `previous` is the byte before the text. When `complete` is false, one that runs into the end of the text is
  /// found too, as uncertain. Records of more than 4 MiB are not found.
  std::optional<Found> Find(std::string_view text, std::size_t from, char previous, bool complete);

  /// Notes that `bytes` of the object are done with.
  void Earn(std::size_t bytes);
  /// Notes that `bytes` were looked at in vain.
  void Charge(std::size_t bytes);
  bool exhausted() const { return budget_ == 0; }

 private:
  enum class Verdict { kNo, kYes, kRunsOut };
  Verdict Probe(std::string_view text, bool complete);

  int json_depth_;
  StructuralIndexer indexer_;
  std::vector<Member> members_;
  std::uint64_t budget_ = 0;
};

}  // namespace crosstrail
