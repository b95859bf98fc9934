// A policy document from JSON that is known to be well-formed, read as plainly as can be: for tests that must not
// depend on the parser, and as a second reader to compare it with.
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "policy/document.h"

namespace crosstrail::policy {

/// Throws where `json` is no policy. Spans are left empty.
Document DocumentFromJson(const nlohmann::ordered_json& json);

/// The same for the text of one statement.
Document DocumentOfStatement(std::string_view statement);

}  // namespace crosstrail::policy
