#include "detect/join_keys.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/time.h"

namespace crosstrail {
namespace {

// A value is written behind kValue and ends with kEnd; both characters inside it are escaped, so that comparing texts
// compares tuples.
constexpr char kNull = '\1';
constexpr char kValue = '\2';
constexpr char kEnd = '\0';
constexpr char kEscape = '\1';

std::string Printed(const Value& value) {
  struct Printer {
    std::string operator()(bool held) const { return held ? "true" : "false"; }
    std::string operator()(std::int64_t held) const { return fmt::format("{}", held); }
    std::string operator()(double held) const { return fmt::format("{}", held); }
    std::string operator()(std::string_view held) const { return std::string(held); }
    std::string operator()(InstantValue held) const { return FormatInstant(held.at); }
  };
  return std::visit(Printer{}, value);
}

void AppendText(std::string_view text, std::string& out) {
  out += kValue;
  if (text.find(kEnd) == text.npos && text.find(kEscape) == text.npos) {
    out += text;
  } else {
    for (const char c : text) {
      if (c == kEnd || c == kEscape) out += kEscape;
      out += c == kEnd ? '\2' : c == kEscape ? '\3' : c;
    }
  }
  out += kEnd;
}

void AppendValue(const Value& value, std::string& out) {
  const auto* const text = std::get_if<std::string_view>(&value);
  return text != nullptr ? AppendText(*text, out) : AppendText(Printed(value), out);
}

// Makes the tuples longer by the values of a key; none are left where it has none and is not optional.
void AppendKey(const JoinKey& key, FieldSource& event, std::vector<std::string>& tuples) {
  const Values held = event.Get(key.field);
  if (held.size() == 1) {
    for (std::string& tuple : tuples) AppendValue(held.front(), tuple);
    return;
  }
  if (held.empty() && !key.optional) return tuples.clear();
  std::vector<std::string> values;
  values.reserve(held.size());
  for (const Value& value : held) AppendValue(value, values.emplace_back());
  if (values.empty()) values.emplace_back(1, kNull);
  std::ranges::sort(values);
  const auto repeats = std::ranges::unique(values);
  values.erase(repeats.begin(), repeats.end());
  std::vector<std::string> longer;
  for (const std::string& tuple : tuples) {
    for (const std::string& value : values) {
      if (longer.size() < kMostKeyTuples) longer.push_back(tuple + value);
    }
  }
  tuples = std::move(longer);
}

}  // namespace

std::vector<std::string> KeyTuples(std::span<const JoinKey> keys, FieldSource& event) {
  std::vector<std::string> tuples(1);
  for (const JoinKey& key : keys) AppendKey(key, event, tuples);
  return tuples;
}

const std::vector<std::string>& TupleMemo::Of(std::span<const FieldId> fields, FieldSource& event) {
  for (std::size_t i = 0; i < used_; ++i) {
    if (std::ranges::equal(known_[i].fields, fields)) return known_[i].tuples;
  }
  if (used_ == known_.size()) known_.emplace_back();
  Known& added = known_[used_++];
  added.fields.assign(fields.begin(), fields.end());
  added.tuples.resize(1);
  added.tuples.front().clear();
  for (const FieldId field : fields) AppendKey({.field = field}, event, added.tuples);
  return added.tuples;
}

std::vector<std::optional<std::string>> KeyValues(std::string_view tuple) {
  std::vector<std::optional<std::string>> values;
  while (!tuple.empty()) {
    if (tuple.front() == kNull) {
      values.emplace_back();
      tuple.remove_prefix(1);
      continue;
    }
    std::string& value = values.emplace_back("").emplace();
    std::size_t i = 1;
    for (; i < tuple.size() && tuple[i] != kEnd; ++i) {
      if (tuple[i] != kEscape) {
        value += tuple[i];
      } else if (++i < tuple.size()) {
        value += tuple[i] == '\2' ? kEnd : kEscape;
      }
    }
    tuple.remove_prefix(std::min(i + 1, tuple.size()));
  }
  return values;
}

}  // namespace crosstrail
