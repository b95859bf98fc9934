// The renderer of Java maps against a second, naive one: the bytes steer what is rendered.
#include <cstddef>
#include <cstdint>
#include <string>

#include "event/java_map.h"
#include "fuzz/naive_java_map.h"
#include "fuzz/require.h"
#include "input/record.h"
#include "json/write.h"

namespace crosstrail {
namespace {

using naive::Json;

class Steering {
 public:
  Steering(const std::uint8_t* data, std::size_t size) : data_(data), end_(data + size) {}

  std::uint8_t Byte() { return data_ == end_ ? std::uint8_t{0} : *data_++; }
  bool done() const { return data_ == end_; }

  std::string Key() {
    const std::uint8_t kind = Byte();
    std::string key;
    switch (kind % 4) {
      case 0:  // short words
        for (std::size_t i = 0; i < kind / 32U; ++i) key += static_cast<char>('a' + Byte() % 26);
        return key;
      case 1:  // keys of one hash
        for (std::size_t i = 0; i < 3U + kind / 64U; ++i) key += Byte() % 2 == 0 ? "Aa" : "BB";
        return key;
      case 2:  // beyond ASCII
        for (std::size_t i = 0; i < 1U + kind / 128U; ++i) {
          static constexpr const char* kCharacters[] = {"\xC3\xA9", "\xEF\xBD\x9E", "\xF0\x9F\x98\x80", "\"", "\\", "=",
                                                        ", "};
          key += kCharacters[Byte() % std::size(kCharacters)];
        }
        return key;
      default:
        return std::to_string(Byte());
    }
  }

  std::string Digits(std::size_t count) {
    std::string digits;
    for (std::size_t i = 0; i < count; ++i) digits += static_cast<char>('0' + Byte() % 10);
    const std::size_t zeros = digits.find_first_not_of('0');
    return zeros == std::string::npos ? "0" : digits.substr(zeros);
  }

  Json Value(int depth) {
    const std::uint8_t kind = Byte();
    if (depth > 0 && kind % 3 == 0) {
      if (kind % 2 == 0) {
        naive::Members members;
        for (std::size_t i = kind / 3U; i > 0 && !done(); --i) {
          std::string key = Key();
          members.push_back({std::move(key), Value(depth - 1)});
        }
        return {members};
      }
      naive::Items items;
      for (std::size_t i = kind / 24U; i > 0 && !done(); --i) items.push_back(Value(depth - 1));
      return {items};
    }
    switch (kind / 3 % 6) {
      case 0:
        return {};
      case 1:
        return {kind % 2 == 0};
      case 2:
        return {naive::Number{(kind % 2 == 0 ? "-" : "") + Digits(1 + Byte() % 25U), true}};
      case 3: {
        std::string text = (kind % 2 == 0 ? "-" : "") + Digits(1 + Byte() % 20U);
        const std::uint8_t form = Byte();
        if (form % 3 != 0) text += "." + std::to_string(Byte()) + std::to_string(Byte());
        if (form % 3 != 1)
          text += (form % 2 == 0 ? "e-" : "E") + std::to_string(form % 5 == 0 ? Byte() * 2 : Byte() % 12);
        return {naive::Number{text, false}};
      }
      case 4: {
        static constexpr const char* kTexts[] = {"", "-", "none", "None", " ", "{}", "a=b, c"};
        return {std::string(kTexts[Byte() % std::size(kTexts)])};
      }
      default:
        return {Key()};
    }
  }

 private:
  const std::uint8_t* data_;
  const std::uint8_t* end_;
};

void Append(const Json& json, std::string& out) {
  if (std::holds_alternative<std::monostate>(json.held)) {
    out += "null";
  } else if (const auto* boolean = std::get_if<bool>(&json.held)) {
    out += *boolean ? "true" : "false";
  } else if (const auto* number = std::get_if<naive::Number>(&json.held)) {
    out += number->text;
  } else if (const auto* text = std::get_if<std::string>(&json.held)) {
    AppendJsonString(*text, out);
  } else if (const auto* items = std::get_if<naive::Items>(&json.held)) {
    const char* separator = "[";
    for (const Json& item : *items) {
      out += separator;
      separator = ",";
      Append(item, out);
    }
    out += items->empty() ? "[]" : "]";
  } else {
    const char* separator = "{";
    const auto& members = std::get<naive::Members>(json.held);
    for (const auto& [key, value] : members) {
      out += separator;
      separator = ", ";
      AppendJsonString(key, out);
      out += ": ";
      Append(value, out);
    }
    out += members.empty() ? "{}" : "}";
  }
}

}  // namespace
}  // namespace crosstrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;  // NOLINT: one small program
  const Json json = Steering(data, size).Value(4);
  std::string text;
  Append(json, text);
  const std::size_t length = text.size();
  text.append(kJsonPadding, ' ');
  const auto rendered = RenderJavaMap(std::string_view(text).substr(0, length));
  CROSSTRAIL_REQUIRE(rendered.has_value());
  bool trees = false;
  const std::string expected = naive::Print(json, trees).value_or("");
  if (!trees) CROSSTRAIL_REQUIRE(*rendered == expected);
  CROSSTRAIL_REQUIRE(rendered->size() == expected.size());
  return 0;
}
