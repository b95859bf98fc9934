#include "indicator/indicator_index.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <tuple>
#include <variant>

#include "base/hash.h"
#include "base/ip_network.h"
#include "query/scalar.h"

namespace crosstrail {
namespace {

std::uint64_t HashOf(std::string_view text) { return Hash64(text); }

std::uint64_t HashOf(const IpAddress& masked, unsigned prefix) {
  return Hash64({reinterpret_cast<const char*>(masked.data()), masked.size()}, prefix + 1);
}

std::string Printed(double number) {
  constexpr double kExact = 9007199254740992.0;  // beyond it not every integer is a double
  if (number == std::floor(number) && std::abs(number) < kExact) {
    return fmt::format("{}", static_cast<std::int64_t>(number));
  }
  return fmt::format("{}", number);
}

// A number in the one form that equal numbers share; nullopt: it is none.
std::optional<std::string> NumberText(const Scalar& scalar) {
  if (const auto* integer = std::get_if<std::int64_t>(&scalar)) return fmt::format("{}", *integer);
  if (const auto* number = std::get_if<double>(&scalar)) return Printed(*number);
  const auto* text = std::get_if<std::string_view>(&scalar);
  if (text == nullptr) return std::nullopt;
  const Scalar parsed = ParseNumber(*text);
  return IsNull(parsed) ? std::nullopt : NumberText(parsed);
}

std::optional<std::string> DateText(const Scalar& scalar) {
  if (const auto* instant = std::get_if<InstantValue>(&scalar)) return FormatInstant(instant->at);
  const auto* text = std::get_if<std::string_view>(&scalar);
  const std::optional<Instant> instant = text == nullptr ? std::nullopt : ParseInstant(*text);
  return instant ? std::optional(FormatInstant(*instant)) : std::nullopt;
}

// A value as it is compared, but for addresses; nullopt: it equals nothing. Borrows `scratch`.
std::optional<std::string_view> Comparable(const Scalar& scalar, Likeness likeness, std::string& scratch) {
  if (likeness == Likeness::kText) return ToText(scalar, scratch);
  std::optional<std::string> text = likeness == Likeness::kNumber ? NumberText(scalar) : DateText(scalar);
  if (!text) return std::nullopt;
  scratch = std::move(*text);
  return scratch;
}

Scalar ScalarOf(const IndicatorValue& value) { return value.text; }

std::optional<IpAddress> AddressOf(const Value& value) {
  const auto* text = std::get_if<std::string_view>(&value);
  return text == nullptr ? std::nullopt : ParseIpAddress(*text);
}

}  // namespace

Likeness LikenessOf(FieldType type) {
  switch (type) {
    case FieldType::kIp:
      return Likeness::kAddress;
    case FieldType::kLong:
    case FieldType::kDouble:
      return Likeness::kNumber;
    case FieldType::kDate:
      return Likeness::kDate;
    default:
      return Likeness::kText;
  }
}

IndicatorIndex::IndicatorIndex(std::shared_ptr<const IndicatorSet> set, const std::vector<IndicatorKey>& keys)
    : set_(std::move(set)) {
  for (const IndicatorKey& key : keys) {
    if (std::ranges::find(tables_, key, &Table::key) != tables_.end()) continue;
    Table& table = tables_.emplace_back();
    table.key = key;
    table.field = set_->FindField(key.field);
  }
  std::vector<std::array<bool, 129>> prefixes(tables_.size());
  std::string scratch;
  const auto add = [&](std::size_t number, std::uint32_t indicator, const IndicatorValue& value) {
    Table& table = tables_[number];
    if (table.key.likeness != Likeness::kAddress) {
      const auto text = Comparable(ScalarOf(value), table.key.likeness, scratch);
      if (text) table.postings.push_back({HashOf(*text), indicator});
      return;
    }
    const auto add_block = [&](const IpNetwork& network) {
      prefixes[number][network.prefix] = true;
      table.postings.push_back({HashOf(Masked(network.address, network.prefix), network.prefix), indicator});
    };
    if (const std::optional<IpNetwork> network = ParseIpNetwork(value.text)) return add_block(*network);
    const std::optional<IpRange> range = ParseIpRange(value.text);
    if (!range) return;
    for (const IpNetwork& network : NetworksOf(*range)) add_block(network);
  };
  for (std::uint32_t indicator = 0; indicator < set_->size(); ++indicator) {
    set_->ForEach(indicator, [&](IndicatorSet::FieldNumber field, const IndicatorValue& value) {
      for (std::size_t i = 0; i < tables_.size(); ++i) {
        if (tables_[i].field == field) add(i, indicator, value);
      }
    });
  }
  for (std::size_t i = 0; i < tables_.size(); ++i) {
    for (unsigned prefix = 0; prefix < prefixes[i].size(); ++prefix) {
      if (prefixes[i][prefix]) tables_[i].prefixes.push_back(prefix);
    }
    Sort(tables_[i]);
  }
}

void IndicatorIndex::Sort(Table& table) {
  std::vector<Posting>& postings = table.postings;
  const auto order = [](const Posting& posting) { return std::tuple(posting.hash, posting.indicator); };
  std::ranges::sort(postings, {}, order);
  const auto repeats =
      std::ranges::unique(postings, [&](const Posting& a, const Posting& b) { return order(a) == order(b); });
  postings.erase(repeats.begin(), repeats.end());
  postings.shrink_to_fit();
  const unsigned bits = std::max(1U, static_cast<unsigned>(std::bit_width(postings.size())));
  table.shift = 64 - bits;
  table.begins.resize((std::size_t{1} << bits) + 1);
  std::size_t next = 0;
  for (std::size_t bucket = 0; bucket < table.begins.size(); ++bucket) {
    while (next < postings.size() && (postings[next].hash >> table.shift) < bucket) ++next;
    table.begins[bucket] = static_cast<std::uint32_t>(next);
  }
}

std::size_t IndicatorIndex::TableOf(const IndicatorKey& key) const {
  return static_cast<std::size_t>(std::ranges::find(tables_, key, &Table::key) - tables_.begin());
}

void IndicatorIndex::Append(const Table& table, std::uint64_t hash, std::vector<std::span<const Posting>>& found) {
  const std::size_t bucket = hash >> table.shift;
  const auto first = table.postings.begin() + table.begins[bucket];
  const auto last = table.postings.begin() + table.begins[bucket + 1];
  const auto run = std::ranges::equal_range(first, last, hash, {}, &Posting::hash);
  if (!run.empty()) found.emplace_back(run.begin(), run.end());
}

void IndicatorIndex::Find(std::size_t table_number, const Value& value,
                          std::vector<std::span<const Posting>>& found) const {
  const Table& table = tables_[table_number];
  if (table.postings.empty()) return;
  if (table.key.likeness == Likeness::kAddress) {
    const std::optional<IpAddress> address = AddressOf(value);
    if (!address) return;
    for (const unsigned prefix : table.prefixes) Append(table, HashOf(Masked(*address, prefix), prefix), found);
    return;
  }
  std::string scratch;
  if (const auto text = Comparable(ToScalar(value), table.key.likeness, scratch)) {
    Append(table, HashOf(*text), found);
  }
}

bool IndicatorIndex::Has(std::uint32_t indicator, std::size_t table_number, const Value& value) const {
  const Table& table = tables_[table_number];
  if (!table.field) return false;
  const bool is_address = table.key.likeness == Likeness::kAddress;
  std::string scratch;
  std::optional<IpAddress> address;
  std::optional<std::string_view> text;
  if (is_address) {
    address = AddressOf(value);
  } else {
    text = Comparable(ToScalar(value), table.key.likeness, scratch);
  }
  if (!address && !text) return false;
  bool has = false;
  set_->ForEach(indicator, [&](IndicatorSet::FieldNumber field, const IndicatorValue& held) {
    if (has || field != *table.field) return;
    if (is_address) {
      const std::optional<IpRange> range = ParseIpRange(held.text);
      has = range && range->first <= *address && *address <= range->last;
      return;
    }
    std::string other;
    has = Comparable(ScalarOf(held), table.key.likeness, other) == text;
  });
  return has;
}

bool IndicatorIndex::HasAny(std::uint32_t indicator, std::size_t table_number) const {
  const std::optional<IndicatorSet::FieldNumber> wanted = tables_[table_number].field;
  bool has = false;
  set_->ForEach(indicator, [&](IndicatorSet::FieldNumber field, const IndicatorValue& /*value*/) {
    has = has || field == wanted;
  });
  return has;
}

}  // namespace crosstrail
