#include "indicator/indicator_set.h"

#include <algorithm>
#include <limits>

namespace crosstrail {
namespace {

// Of one field: fewer different values than this are kept once, where they are no longer than this.
constexpr std::size_t kMostFrequent = 1024;
constexpr std::size_t kLongestFrequent = 256;

}  // namespace

bool IndicatorDraft::Has(std::string_view name) const {
  return std::ranges::any_of(fields, [&](const Field& field) { return field.name == name; });
}

std::optional<IndicatorSet::FieldNumber> IndicatorSet::FindField(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found == by_name_.end() ? std::nullopt : std::optional(found->second);
}

std::optional<IndicatorSet::FieldNumber> IndicatorSet::NumberOf(std::string_view name) {
  if (const auto known = FindField(name)) return known;
  if (fields_.size() == kMostFields) return std::nullopt;
  const auto next = static_cast<FieldNumber>(fields_.size());
  fields_.emplace_back().name = name;
  by_name_.emplace(std::string(name), next);
  return next;
}

std::optional<std::uint32_t> IndicatorSet::FrequentNumber(Field& field, const std::string& text) {
  if (field.has_too_many || text.size() > kLongestFrequent) return std::nullopt;
  const auto [known, is_new] = field.numbers.try_emplace(text, static_cast<std::uint32_t>(field.frequent.size()));
  if (!is_new) return known->second;
  field.frequent.push_back(text);
  if (field.frequent.size() == kMostFrequent) {
    field.has_too_many = true;
    field.numbers = {};
  }
  return static_cast<std::uint32_t>(field.frequent.size() - 1);
}

bool IndicatorSet::Add(const IndicatorDraft& draft) {
  if (heads_.size() == std::numeric_limits<std::uint32_t>::max()) return false;
  std::vector<FieldNumber> numbers;
  numbers.reserve(draft.fields.size());
  for (const IndicatorDraft::Field& field : draft.fields) {
    const std::optional<FieldNumber> number = NumberOf(field.name);
    if (!number) return false;
    numbers.push_back(*number);
  }
  heads_.push_back({text_.size(), draft.valid_until.value_or(kMaxInstant)});
  AppendText(draft.id);
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    const IndicatorDraft::Field& field = draft.fields[i];
    const std::optional<std::uint32_t> frequent = FrequentNumber(fields_[numbers[i]], field.text);
    AppendNumber(numbers[i] * kTagsOfField + static_cast<std::uint64_t>(field.kind) * 2 + (frequent ? 1 : 0));
    if (frequent) {
      AppendNumber(*frequent);
    } else {
      AppendText(field.text);
    }
  }
  return true;
}

void IndicatorSet::Finish() {
  for (Field& field : fields_) field.numbers = {};
  text_.shrink_to_fit();
  heads_.shrink_to_fit();
}

std::string_view IndicatorSet::IdOf(std::uint32_t indicator) const {
  std::size_t at = heads_[indicator].begin;
  return TakeText(at);
}

const std::string& IndicatorSet::ListOf(std::uint32_t indicator) const {
  const auto after = std::ranges::upper_bound(lists_, indicator, {}, &List::first);
  return std::prev(after)->path;
}

std::optional<Instant> IndicatorSet::ValidUntil(std::uint32_t indicator) const {
  const Instant until = heads_[indicator].valid_until;
  return until == kMaxInstant ? std::nullopt : std::optional(until);
}

void IndicatorSet::AppendNumber(std::uint64_t number) {
  constexpr std::uint64_t kMore = 0x80;
  while (number >= kMore) {
    text_ += static_cast<char>((number % kMore) | kMore);
    number /= kMore;
  }
  text_ += static_cast<char>(number);
}

void IndicatorSet::AppendText(std::string_view text) {
  AppendNumber(text.size());
  text_ += text;
}

std::uint64_t IndicatorSet::TakeNumber(std::size_t& at) const {
  std::uint64_t number = 0;
  for (unsigned shift = 0;; shift += 7) {
    const auto byte = static_cast<std::uint8_t>(text_[at++]);
    number |= std::uint64_t{byte & 0x7FU} << shift;
    if (byte < 0x80) return number;
  }
}

std::string_view IndicatorSet::TakeText(std::size_t& at) const {
  const std::size_t length = TakeNumber(at);
  const std::string_view text = std::string_view(text_).substr(at, length);
  at += length;
  return text;
}

}  // namespace crosstrail
