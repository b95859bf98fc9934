// Random resource policies, weighted to the shapes that are hard to decide.
#pragma once

#include <nlohmann/json.hpp>

#include "tests/policy/random_world.h"

namespace crosstrail::policy {

struct PolicyChoices {
  bool variables = true;    // ${...} in resources and values
  bool federated = true;    // identity providers and origin access identities among the principals
  bool mixed_types = true;  // operators of another type than their key's
  unsigned statements = 5;  // at most
};

/// A policy over the world's values. Not all of them would AWS accept.
nlohmann::ordered_json RandomPolicy(Dice& dice, const PolicyChoices& choices = {});

/// One statement of such a policy.
nlohmann::ordered_json RandomStatement(Dice& dice, const PolicyChoices& choices, bool deny);

}  // namespace crosstrail::policy
