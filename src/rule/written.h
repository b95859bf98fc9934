// Where a key of a rule stands in the text of its document, TOML or JSON, for messages that come after it was read.
#pragma once

#include <optional>
#include <string_view>

#include "rule/rule.h"
#include "toml/toml.h"

namespace crosstrail {

/// The string that `text`, the rule's document, has for `key`; nullopt: none, or `text` is something else.
std::optional<TomlString> WrittenString(const Rule& rule, std::string_view text, std::string_view key);

}  // namespace crosstrail
