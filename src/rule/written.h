// Where a key of a rule stands in the text of its document, TOML or JSON, for messages that come after it was read.
#pragma once

#include <optional>
#include <string_view>

#include "rule/rule.h"
#include "toml/toml.h"

namespace crosstrail {

/// What `text`, the rule's document, has for `key`; nullopt: nothing, or `text` is something else.
std::optional<TomlMember> WrittenMember(const Rule& rule, std::string_view text, std::string_view key);

/// The value alone.
std::optional<TomlValue> WrittenValue(const Rule& rule, std::string_view text, std::string_view key);

/// The same of a string, with the places of its bytes; nullopt where it is none, too.
std::optional<TomlString> WrittenString(const Rule& rule, std::string_view text, std::string_view key);

/// The string whose opening quote is at `begin` of the rule's document.
TomlString DecodeString(const Rule& rule, std::string_view text, std::size_t begin);

}  // namespace crosstrail
