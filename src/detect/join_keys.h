// Join keys: what the events of one sequence or sample have in common.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "event/field_set.h"
#include "query/query.h"

namespace crosstrail {

/// More combinations of the values of multi-valued keys than this are left out.
inline constexpr std::size_t kMostKeyTuples = 4096;

/// One text for each combination of one value of every key (docs/eql.md, "Join keys"): the printed values, instants as
/// instants, null where an optional key has none. Distinct, sorted. Empty when a key that is not optional has no value,
/// so that the event takes no part; one empty text when there are no keys. Texts of different tuples differ, and order
/// as their tuples do, null first.
std::vector<std::string> KeyTuples(std::span<const JoinKey> keys, FieldSource& event);

/// KeyTuples of one event by fields, none of them optional, each list of fields once: rules have them in common.
class TupleMemo {
 public:
  /// From now on it is about another event.
  void Next() { used_ = 0; }
  /// Valid until the next call.
  const std::vector<std::string>& Of(std::span<const FieldId> fields, FieldSource& event);

 private:
  struct Known {
    std::vector<FieldId> fields;
    std::vector<std::string> tuples;
  };
  std::vector<Known> known_;  // the first `used_` of them
  std::size_t used_ = 0;
};

/// The values in a text of KeyTuples, in order; nullopt for null.
std::vector<std::optional<std::string>> KeyValues(std::string_view tuple);

}  // namespace crosstrail
