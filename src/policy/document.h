// A resource policy as it was written: statements, their elements and where each stands in the text.
//
// Plain data, made by ParseDocument (policy/parse.h) and never changed. Names are those of the IAM reference, "JSON
// policy elements". Lists are kept in the order of the text; a lone value is a list of one.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "policy/condition_operator.h"

namespace crosstrail::policy {

/// Bytes [begin, end) of the policy's text.
struct Span {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

/// A string of the policy with its escapes resolved; numbers and booleans as written.
struct Word {
  std::string text;
  Span span;  // of the JSON value, quotes included
};

enum class Effect : std::uint8_t { kAllow, kDeny };

/// What a Principal map has keys for (see KeyOf); kAnyone for the lone string "*", whose key is the element's own.
enum class PrincipalType : std::uint8_t { kAnyone, kAws, kService, kFederated, kCanonicalUser };

constexpr std::string_view KeyOf(PrincipalType type) {
  constexpr std::array<std::string_view, 5> kKeys = {"Principal", "AWS", "Service", "Federated", "CanonicalUser"};
  return kKeys[static_cast<std::size_t>(type)];
}

struct PrincipalElement {
  PrincipalType type = PrincipalType::kAws;
  Word value;
};

/// One operator with one key: {"StringEquals": {"aws:PrincipalOrgID": ["o-1", "o-2"]}}.
struct ConditionElement {
  std::optional<ConditionOperator> op;  // absent: one IAM does not know, or a condition that could not be read in full
  Word operator_name;
  Word key;
  std::vector<Word> values;
};

struct Statement {
  Effect effect = Effect::kAllow;
  Word sid;
  Span span;              // of the whole object
  std::size_t index = 0;  // from 0, in the order of the text

  /// Neither flag: the statement has no principal element, as in an identity policy.
  bool has_principal = false;
  bool has_not_principal = false;
  std::vector<PrincipalElement> principals;

  bool not_action = false;
  std::vector<Word> actions;

  /// No resource element at all (a role's trust policy) means the resource the policy is attached to.
  bool has_resource = false;
  bool not_resource = false;
  std::vector<Word> resources;

  std::vector<ConditionElement> conditions;
};

struct Document {
  bool variables = false;  // Version 2012-10-17: ${...} in values is a policy variable
  std::string id;
  std::vector<Statement> statements;
};

}  // namespace crosstrail::policy
