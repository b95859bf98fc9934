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

std::string Encoded(const std::string& text) {
  std::string encoded(1, kValue);
  for (const char c : text) {
    if (c == kEnd || c == kEscape) encoded += kEscape;
    encoded += c == kEnd ? '\2' : c == kEscape ? '\3' : c;
  }
  return encoded + kEnd;
}

}  // namespace

std::vector<std::string> KeyTuples(std::span<const JoinKey> keys, FieldSource& event) {
  std::vector<std::string> tuples{""};
  for (const JoinKey& key : keys) {
    std::vector<std::string> values;
    for (const Value& value : event.Get(key.field)) values.push_back(Encoded(Printed(value)));
    if (values.empty()) {
      if (!key.optional) return {};
      values.emplace_back(1, kNull);
    }
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
  return tuples;
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
