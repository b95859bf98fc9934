// Java's Map.toString() of a JSON value a second time: slow, plain, and written from the documentation of HashMap,
// ArrayList and Double alone, to be compared with event/java_map.h.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <list>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace crosstrail::naive {

struct Json;
struct Member;
using Members = std::vector<Member>;  // in the order of the text; keys may repeat
using Items = std::vector<Json>;
struct Number {
  std::string text;
  bool whole = true;
};
struct Json {
  std::variant<std::monostate, bool, Number, std::string, Items, Members> held;
};
struct Member {
  std::string key;
  Json value;
};

inline std::u16string Utf16(const std::string& text) {
  std::u16string units;
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const int length = byte < 0x80 ? 1 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : 4;
    std::uint32_t point = length == 1 ? byte : byte & (0xFFU >> (length + 1));
    for (int j = 1; j < length; ++j) {
      point = point << 6U | (static_cast<unsigned char>(text[i + static_cast<std::size_t>(j)]) & 0x3FU);
    }
    i += static_cast<std::size_t>(length);
    if (point > 0xFFFF) {
      units += static_cast<char16_t>(0xD800 + ((point - 0x10000) >> 10U));
      units += static_cast<char16_t>(0xDC00 + ((point - 0x10000) & 0x3FFU));
    } else {
      units += static_cast<char16_t>(point);
    }
  }
  return units;
}

/// A HashMap whose buckets are lists. It has no tree bins: `trees` says that Java would have made one.
class HashMap {
 public:
  void Put(const std::string& key, std::string value, bool dropped) {
    std::int32_t hash = 0;
    for (const char16_t unit : Utf16(key)) {
      hash = static_cast<std::int32_t>(static_cast<std::uint32_t>(hash) * 31U + unit);
    }
    const std::uint32_t spread = static_cast<std::uint32_t>(hash) ^ (static_cast<std::uint32_t>(hash) >> 16U);
    auto& bucket = buckets_[spread % buckets_.size()];
    for (Entry& entry : bucket) {
      if (entry.key != key) continue;
      entry.value = std::move(value);
      entry.dropped = dropped;
      return;
    }
    bucket.push_back({key, std::move(value), dropped, spread});
    if (bucket.size() > 8) {
      if (buckets_.size() < 64) {
        Double();
      } else {
        trees = true;
      }
    }
    if (++size_ > buckets_.size() / 4 * 3) Double();
  }

  std::string Print() const {
    std::string text;
    for (const auto& bucket : buckets_) {
      for (const Entry& entry : bucket) {
        if (entry.dropped) continue;
        text += (text.empty() ? "" : ", ") + entry.key + "=" + entry.value;
      }
    }
    return "{" + text + "}";
  }

  bool trees = false;

 private:
  struct Entry {
    std::string key, value;
    bool dropped;
    std::uint32_t spread;
  };

  void Double() {
    std::vector<std::list<Entry>> larger(buckets_.size() * 2);
    for (auto& bucket : buckets_) {
      for (Entry& entry : bucket) larger[entry.spread % larger.size()].push_back(std::move(entry));
    }
    buckets_ = std::move(larger);
  }

  std::vector<std::list<Entry>> buckets_ = std::vector<std::list<Entry>>(16);
  std::size_t size_ = 0;
};

inline std::string PrintDouble(double value) {
  if (std::isinf(value)) return value < 0 ? "-Infinity" : "Infinity";
  if (value == 0) return std::signbit(value) ? "-0.0" : "0.0";
  char text[64];
  for (int precision = 1; precision < 18; ++precision) {  // digits behind the first
    std::snprintf(text, sizeof text, "%.*e", precision, value);
    if (std::strtod(text, nullptr) == value) break;
  }
  std::string digits;
  const char* at = text;
  const bool negative = *at == '-';
  for (; *at != 'e'; ++at) {
    if (*at >= '0' && *at <= '9') digits += *at;
  }
  const int exponent = std::atoi(at + 1);
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  std::string plain;
  if (exponent >= -3 && exponent < 7) {
    if (exponent < 0) digits.insert(0, static_cast<std::size_t>(-exponent), '0');
    const auto point = static_cast<std::size_t>(exponent < 0 ? 1 : exponent + 1);
    while (digits.size() < point + 1) digits += '0';
    plain = digits.substr(0, point) + "." + digits.substr(point);
  } else {
    plain = digits.substr(0, 1) + "." + (digits.size() > 1 ? digits.substr(1) : "0") + "E" + std::to_string(exponent);
  }
  return (negative ? "-" : "") + plain;
}

/// nullopt: the value is dropped. `trees` is set where the order of keys is beyond this implementation.
inline std::optional<std::string> Print(const Json& json, bool& trees) {
  if (const auto* boolean = std::get_if<bool>(&json.held)) return *boolean ? "true" : "false";
  if (const auto* number = std::get_if<Number>(&json.held)) {
    if (!number->whole) return PrintDouble(std::strtod(number->text.c_str(), nullptr));
    return number->text == "-0" ? "0" : number->text;
  }
  if (const auto* text = std::get_if<std::string>(&json.held)) {
    if (text->empty() || *text == "-" || *text == "none") return std::nullopt;
    return *text;
  }
  if (const auto* items = std::get_if<Items>(&json.held)) {
    std::string list;
    bool any = false;
    for (const Json& item : *items) {
      const auto printed = Print(item, trees);
      if (!printed) continue;
      list += (any ? ", " : "") + *printed;
      any = true;
    }
    if (!any) return std::nullopt;
    return "[" + list + "]";
  }
  if (const auto* members = std::get_if<Members>(&json.held)) {
    HashMap map;
    for (const auto& [key, value] : *members) {
      const auto printed = Print(value, trees);
      map.Put(key, printed.value_or(""), !printed);
    }
    trees = trees || map.trees;
    std::string printed = map.Print();
    if (printed == "{}") return std::nullopt;
    return printed;
  }
  return std::nullopt;
}

}  // namespace crosstrail::naive
