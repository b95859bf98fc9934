// Making a policy that fails a test as small as it can be and still fail.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>

namespace crosstrail::policy {

/// Takes statements, conditions and items of lists away from `policy` for as long as `fails` stays true.
nlohmann::ordered_json Shrink(nlohmann::ordered_json policy,
                              const std::function<bool(const nlohmann::ordered_json&)>& fails);

}  // namespace crosstrail::policy
