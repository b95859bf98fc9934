// The actions that a policy speaks of, put together where it cannot tell them apart.
//
// Of S3 every action in the catalogue is looked at; of another service those that are named in full, and each pattern
// as a set that is left open.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "policy/action_catalogue.h"
#include "policy/compiled_policy.h"
#include "policy/text_search.h"

namespace crosstrail::policy {

struct ActionClass {
  std::vector<std::string> names;          // sorted; of an open class the pattern as written
  std::optional<ResourceKinds> resources;  // of actions in the catalogue
  std::vector<bool> matches;               // one a statement, in the order given; empty for an open class
  TextPattern open;                        // what an action of an open class looks like

  bool is_open() const { return !open.empty(); }
};

/// The classes of the actions that some Allow among the first `allowing` of `statements` is about. In a fixed order.
std::vector<ActionClass> ClassifyActions(const std::vector<const CompiledStatement*>& statements, std::size_t allowing);

/// The access level of `action`: of the catalogue, or by its verb where it is not in it (Get, Describe: read; List:
/// list; Tag, Untag: tagging; Put...Policy, Add...Permission: permissions management; else write).
AccessLevel AccessLevelOf(std::string_view action);

}  // namespace crosstrail::policy
