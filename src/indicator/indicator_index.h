// Which indicators have a value that an event has? Hash tables over some fields of a set of indicators.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "event/value.h"
#include "indicator/indicator_set.h"

namespace crosstrail {

/// How a value of an event and one of an indicator are compared; follows from the mapping type of the event's field, as
/// Elasticsearch's term queries do ("Term query", "IP field type", "Date field type"): texts are alike byte for byte,
/// numbers and dates in value, and an address is in the block or range that the indicator has.
enum class Likeness : std::uint8_t { kText, kNumber, kDate, kAddress };
Likeness LikenessOf(FieldType type);

/// A field of indicators, to be looked up for values of one kind.
struct IndicatorKey {
  std::string field;
  Likeness likeness = Likeness::kText;
  bool operator==(const IndicatorKey&) const = default;
};

/// Immutable and safe to share between threads. Takes 20 bytes for each value of a field that it has a key for. A
/// look-up is one hash and a few steps; of an address one for each length of prefix that the indicators' blocks have.
class IndicatorIndex {
 public:
  struct Posting {
    std::uint64_t hash = 0;
    std::uint32_t indicator = 0;
  };

  /// `keys` may repeat.
  IndicatorIndex(std::shared_ptr<const IndicatorSet> set, const std::vector<IndicatorKey>& keys);

  const IndicatorSet& set() const { return *set_; }
  /// The number of the table for one of the keys.
  std::size_t TableOf(const IndicatorKey& key) const;
  /// Whether no indicator has such a value.
  bool IsEmpty(std::size_t table) const { return tables_[table].postings.empty(); }

  /// Appends runs of postings: of every indicator that has `value`, and possibly of some that do not, since hashes
  /// decide.
  void Find(std::size_t table, const Value& value, std::vector<std::span<const Posting>>& found) const;

  /// Whether the indicator does have it.
  bool Has(std::uint32_t indicator, std::size_t table, const Value& value) const;

  /// Whether the indicator has any value in the table's field, whatever it is.
  bool HasAny(std::uint32_t indicator, std::size_t table) const;

 private:
  struct Table {
    IndicatorKey key;
    std::optional<IndicatorSet::FieldNumber> field;  // of the set; nullopt: no indicator has it
    std::vector<Posting> postings;                   // ascending
    std::vector<std::uint32_t> begins;               // by the first bits of the hash: where its postings begin
    unsigned shift = 64;                             // that leaves these bits of a hash
    std::vector<unsigned> prefixes;                  // of addresses: which lengths there are
  };

  static void Sort(Table& table);
  static void Append(const Table& table, std::uint64_t hash, std::vector<std::span<const Posting>>& found);

  std::shared_ptr<const IndicatorSet> set_;
  std::vector<Table> tables_;
};

}  // namespace crosstrail
