// What AWS answers to one concrete request under one resource policy: the documented evaluation logic and nothing else.
//
// The reference that the analyser is held against: every exposure it reports is a request that Evaluate allows, and
// tests try to find a request that Evaluate allows and the analyser did not report. The two share the parser and the
// table of operators only. Source: IAM User Guide, "Policy evaluation logic" and the pages of the elements.
#pragma once

#include <cstdint>
#include <optional>

#include "policy/document.h"
#include "policy/request.h"

namespace crosstrail::policy {

enum class Decision : std::uint8_t { kAllow, kExplicitDeny, kImplicitDeny };

struct Evaluation {
  Decision decision = Decision::kImplicitDeny;
  std::optional<std::size_t> statement;  // index of the first statement that decides
};

/// A Deny that matches wins over every Allow; without either the answer is kImplicitDeny. Linear in the policy.
/// Thread-safe.
Evaluation Evaluate(const Document& document, const Request& request);

/// Whether principal, action, resource and all conditions of `statement` match. A statement without a principal
/// element, as identity policies have them, is for whoever asks. An operator that IAM does not know is taken so that
/// more is allowed: it holds in an Allow and fails in a Deny.
bool Matches(const Document& document, const Statement& statement, const Request& request);

/// Whether `element` holds in the context of `request`; nullopt for an operator that IAM does not know.
std::optional<bool> ConditionHolds(const Document& document, const ConditionElement& element, const Request& request);

/// Whether the request's principal is among `statement`'s, NotPrincipal included.
bool PrincipalMatches(const Statement& statement, const Principal& principal);

}  // namespace crosstrail::policy
