#include "tests/policy/shrink.h"

#include <vector>

namespace crosstrail::policy {
namespace {

using nlohmann::ordered_json;
using Pointer = ordered_json::json_pointer;

// Everything that can be taken away: statements, conditions, the items of lists that have others.
void Collect(const ordered_json& value, const Pointer& at, bool removable_members, std::vector<Pointer>& out) {
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) {
      if (value.size() > 1) out.push_back(at / i);
      Collect(value[i], at / i, removable_members, out);
    }
    return;
  }
  if (!value.is_object()) return;
  for (const auto& [key, member] : value.items()) {
    const bool removable = removable_members || key == "Condition" || key == "Version";
    if (removable) out.push_back(at / key);
    const bool inside = key == "Condition" || key == "Principal" || key == "NotPrincipal";
    Collect(member, at / key, removable_members || inside, out);
  }
}

ordered_json Without(ordered_json policy, const Pointer& at) {
  ordered_json& parent = policy[at.parent_pointer()];
  if (parent.is_array()) {
    parent.erase(std::stoul(at.back()));
  } else {
    parent.erase(at.back());
  }
  return policy;
}

}  // namespace

ordered_json Shrink(ordered_json policy, const std::function<bool(const ordered_json&)>& fails) {
  for (bool smaller = true; smaller;) {
    smaller = false;
    std::vector<Pointer> parts;
    Collect(policy, Pointer(), false, parts);
    for (const Pointer& part : parts) {
      ordered_json candidate = Without(policy, part);
      if (!fails(candidate)) continue;
      policy = std::move(candidate);
      smaller = true;
      break;
    }
  }
  return policy;
}

}  // namespace crosstrail::policy
