// Indicators of compromise as lists give them: flat documents of Elastic's shape ("threat.indicator.ip"), very many of
// them in little memory.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/time.h"
#include "query/value_set.h"

namespace crosstrail {

/// One value of a field of an indicator: a text, or a number or boolean as JSON has it.
struct IndicatorValue {
  enum class Kind : std::uint8_t { kText, kNumber, kBoolean };
  Kind kind = Kind::kText;
  std::string_view text;
};

/// An indicator that is to be added to a set.
struct IndicatorDraft {
  struct Field {
    std::string name;
    IndicatorValue::Kind kind = IndicatorValue::Kind::kText;
    std::string text;
  };
  std::string id;                      // by which its list knows it
  std::vector<Field> fields;           // a field with several values is there several times
  std::optional<Instant> valid_until;  // events from then on are not compared with it

  void Add(std::string_view name, std::string_view text, IndicatorValue::Kind kind = IndicatorValue::Kind::kText) {
    fields.push_back({std::string(name), kind, std::string(text)});
  }
  bool Has(std::string_view name) const;
};

/// Grows by Add; immutable, and so safe to share between threads, after Finish. Takes the bytes of the values, two or
/// three more for each, and 16 for an indicator; values that are frequent in their field are kept once.
class IndicatorSet {
 public:
  using FieldNumber = std::uint32_t;
  static constexpr std::size_t kMostFields = 10'000;

  /// What is added from now on is of this list.
  void BeginList(std::string path) { lists_.push_back({std::move(path), static_cast<std::uint32_t>(size())}); }

  /// False, and nothing added, where the set would have fields of more than kMostFields names or is full (2^32 - 1).
  bool Add(const IndicatorDraft& draft);

  /// Lets go of what only Add needs.
  void Finish();

  std::size_t size() const { return heads_.size(); }
  std::optional<FieldNumber> FindField(std::string_view name) const;
  const std::string& FieldName(FieldNumber field) const { return fields_[field].name; }

  std::string_view IdOf(std::uint32_t indicator) const;
  /// The path of its list.
  const std::string& ListOf(std::uint32_t indicator) const;
  std::optional<Instant> ValidUntil(std::uint32_t indicator) const;

  /// Calls `use(field, value)` for every value of the indicator in order; the texts live as long as the set.
  template <typename Use>
  void ForEach(std::uint32_t indicator, Use use) const {
    std::size_t at = heads_[indicator].begin;
    TakeText(at);  // the id
    const std::size_t end = EndOf(indicator);
    while (at < end) {
      const std::uint64_t tag = TakeNumber(at);
      const auto field = static_cast<FieldNumber>(tag / kTagsOfField);
      const auto kind = static_cast<IndicatorValue::Kind>((tag / 2) % kKinds);
      const bool frequent = tag % 2 != 0;
      use(field, IndicatorValue{kind, frequent ? fields_[field].frequent[TakeNumber(at)] : TakeText(at)});
    }
  }

 private:
  static constexpr std::uint64_t kKinds = 4;
  static constexpr std::uint64_t kTagsOfField = 2 * kKinds;

  struct Head {
    std::uint64_t begin = 0;  // byte of text_
    Instant valid_until = kMaxInstant;
  };
  struct List {
    std::string path;
    std::uint32_t first = 0;  // of its indicators
  };
  using Numbers = std::unordered_map<std::string, std::uint32_t, TextHash, std::equal_to<>>;
  struct Field {
    std::string name;
    std::vector<std::string> frequent;
    Numbers numbers;            // of `frequent`, while the set grows
    bool has_too_many = false;  // values to keep any more of them
  };

  std::optional<FieldNumber> NumberOf(std::string_view name);
  std::optional<std::uint32_t> FrequentNumber(Field& field, const std::string& text);
  void AppendNumber(std::uint64_t number);
  void AppendText(std::string_view text);
  std::uint64_t TakeNumber(std::size_t& at) const;
  std::string_view TakeText(std::size_t& at) const;
  std::size_t EndOf(std::uint32_t indicator) const {
    return indicator + std::size_t{1} < heads_.size() ? heads_[indicator + std::size_t{1}].begin : text_.size();
  }

  // An indicator is its id, then by value a tag (field, kind, whether the value is frequent) and the number of the
  // value or the value. Numbers have seven bits a byte; texts stand behind their length.
  std::string text_;
  std::vector<Head> heads_;
  std::vector<List> lists_;
  std::vector<Field> fields_;
  Numbers by_name_;
};

}  // namespace crosstrail
