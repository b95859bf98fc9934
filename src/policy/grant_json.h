// The parts of a grant as JSON, under the names of docs/policy.md.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include "policy/document.h"
#include "policy/grant.h"

namespace crosstrail::policy {

nlohmann::ordered_json WhoJson(const Who& who);
nlohmann::ordered_json RequestJson(const Request& request);
/// Those of the grant's statements.
nlohmann::ordered_json ConditionsJson(const Grant& grant, const Document& document);

}  // namespace crosstrail::policy
