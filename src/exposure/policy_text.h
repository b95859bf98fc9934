// A policy as a record has it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "json/tree.h"

namespace crosstrail::exposure {

/// What CloudTrail writes in place of a text that it does not show.
inline constexpr std::string_view kHiddenText = "HIDDEN_DUE_TO_SECURITY_REASONS";

enum class Visibility : std::uint8_t {
  kText,    // it is there
  kNone,    // there is none: the call takes it away
  kHidden,  // there is one, which is not in the record
};

struct PolicyText {
  Visibility visibility = Visibility::kHidden;
  std::string json;  // of kText; not necessarily a policy, or JSON
};

/// The policy at `node` (nullptr: not there): an object, JSON in a string, JSON in a string with percent escapes, a
/// string that is empty because the policy is taken away, or a mark that something was left out of the record.
PolicyText ReadPolicyText(const JsonNode* node);

/// Whether `node` stands for request parameters that were left out of the record.
bool IsOmitted(const JsonNode& node);

}  // namespace crosstrail::exposure
