// A second opinion on resource policies: AWS's logic written down for an SMT solver, apart from src/policy/.
//
// Made from the documentation alone; of the product it uses data (the catalogue of S3's actions) and the readers of
// numbers, dates and networks. Covers what RandomPolicy makes without policy variables, identity providers, origin
// access identities and operators of another type than their key's.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace crosstrail::policy {

enum class SmtAnswer : unsigned char { kNo, kYes, kUnknown };

struct SmtOpinion {
  SmtAnswer answer = SmtAnswer::kNo;
  std::string model;  // of kYes: the request, as the solver writes it
};

/// Whether the policy lets in somebody outside the account `owner`: an anonymous request or an identity of another
/// account; services do not count. `now` is the time before which no request is made, in seconds since 1970.
SmtOpinion AskSolver(const nlohmann::ordered_json& policy, const std::string& owner, const std::string& organization,
                     double now);

}  // namespace crosstrail::policy
