// TOML text as a plain tree in which every key and value knows where it stands in the text.
//
// toml++ does the parsing and is seen nowhere else: it counts columns in code points and says nothing about the inside
// of a string, while diagnostics need bytes. Cost: one copy of the document. Reentrant.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/source_text.h"

namespace crosstrail {

struct TomlMember;

struct TomlValue {
  enum class Kind { kString, kInteger, kFloat, kBoolean, kTime, kArray, kTable };
  Kind kind = Kind::kTable;
  std::size_t begin = 0;  // bytes [begin, end) of the text; a table's are those of its header
  std::size_t end = 0;
  std::string string;  // of a string; a decimal number (without '_' and '+') and a time as they are written
  std::int64_t integer = 0;
  bool boolean = false;
  std::vector<TomlValue> items;     // of an array
  std::vector<TomlMember> members;  // of a table, in the order of the text

  /// The member called `key`, or nullptr.
  const TomlMember* Find(std::string_view key) const;
};

struct TomlMember {
  std::string key;
  std::size_t begin = 0;  // bytes [begin, end) of the key in the text
  std::size_t end = 0;
  TomlValue value;
};

/// "a string", "a list", ...
std::string_view TomlKindName(TomlValue::Kind kind);

/// Parses any bytes without throwing or deep recursion: brackets may nest kTomlBrackets deep and a key may have
/// kTomlKeyParts parts, which bounds the tree. On failure the one diagnostic says where the text stops being TOML.
inline constexpr std::size_t kTomlBrackets = 32;
inline constexpr std::size_t kTomlKeyParts = 16;
tl::expected<TomlValue, Diagnostic> ParseToml(const SourceText& source);

/// A TOML string as its author wrote it: what it decodes to, and where each decoded byte comes from.
struct TomlString {
  std::string value;
  std::vector<std::size_t> offsets;  // of each byte of `value` in the text, and of the closing quote; ascending
};

/// Decodes the string (of any of the four kinds) whose opening quote is at `begin` of `text`, which must be valid TOML.
TomlString DecodeTomlString(std::string_view text, std::size_t begin);

}  // namespace crosstrail
