// One question at a time: can this asker, by that statement, do an action of this class on that resource?
//
// Holds a compiled policy (or two, for what one allows beyond the other) and turns each question into a Search. Not
// thread-safe.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "policy/action_classes.h"
#include "policy/analyse.h"
#include "policy/compiled_policy.h"
#include "policy/literal.h"
#include "policy/request_space.h"
#include "policy/search.h"

namespace crosstrail::policy {

/// Stands for the owner's organization where the policy depends on it and nobody said which one it is.
inline constexpr std::string_view kUnknownOrganization = "o-ownerunknown";

/// One part of a statement: a class of actions on one of its resources.
struct Cell {
  std::size_t statement = 0;  // of the policy looked at
  std::size_t action = 0;     // class
  std::size_t resource = 0;   // element of Resource; 0 for NotResource and for none
};

/// Circumstances that a stranger could choose freely, to see whether a grant depends on them.
struct Circumstances {
  bool strange_network = false;    // an address and an endpoint that the policy does not name
  bool untrusted_network = false;  // ... that configuration does not trust
  bool strange_endpoint = false;   // by a VPC endpoint that is neither trusted nor the owner's
  bool no_access_point = false;
  bool strange_key = false;  // no KMS key that the policy names
  std::optional<double> time = {};
  std::string_view stranger_at = {};  // host of an identity provider: somebody there whom the policy does not name
};

struct ReachAnswer {
  Found found = Found::kNo;
  bool through_access_point = false;  // only by the owner's access points
  std::set<std::size_t> narrowed_by;  // Deny statements that had to be avoided
  Request witness;
};

class Reach {
 public:
  /// `before`, where given, must not allow the request. The documents must outlive this.
  Reach(const Document& document, const Document* before, const AnalysisOptions& options);

  const CompiledPolicy& policy() const { return policy_; }
  const Surroundings& surroundings() const { return surroundings_; }
  const std::vector<ActionClass>& actions() const { return actions_; }
  const AnalysisOptions& options() const { return options_; }
  /// Whether nothing is left of the budget, so that every further answer is kUndecided.
  bool exhausted() const { return budget_ == 0; }
  /// Whether the policy looks at where requests come from.
  bool network_matters() const { return network_matters_; }

  /// The same with the mentions of the statement, of the Denies that may take from it and of the policy before only:
  /// whoever else there is, the statement cannot tell from a stranger.
  const Surroundings& SurroundingsOf(std::size_t statement);

  /// Whether the cell is there at all: an Allow that is about the class of actions, on a resource that has such
  /// actions, and that the policy before may not have had.
  bool IsAllowed(const Cell& cell);

  /// Each subject is asked for, by each route there is, until one can.
  ReachAnswer Ask(const Cell& cell, const std::vector<Subject>& subjects, const Circumstances& circumstances = {});

  /// Whether some request of the cell, as its Allow has it, is denied by the statement `deny`.
  bool Overlaps(const Cell& cell, const Subject& subject, std::size_t deny);

 private:
  SearchAnswer Try(const Cell& cell, const Subject& subject, const Route& route, const Circumstances& circumstances,
                   std::set<std::size_t>& narrowed_by);
  SearchAnswer TryGain(const Cell& cell, Literals& literals, Search& search,
                       const std::function<bool(Request&)>& confirm);
  bool Spend(std::size_t cost);
  bool WasAllowed(const Request& request) const;
  /// The cell's part of its Allow. False when it can be seen not to hold.
  bool RequireAllow(const Cell& cell, RequestSpace& space, Literals& literals, Search& search);
  bool FitsResource(const Cell& cell);
  void RequireResource(const Cell& cell, Literals& literals, Search& search);
  void RequireShape(const Cell& cell, RequestSpace& space, Search& search);
  void RequireCircumstances(const Circumstances& circumstances, RequestSpace& space, Literals& literals,
                            Search& search);
  void RequireStrangeEndpoint(bool owners_too, RequestSpace& space, Literals& literals, Search& search);
  void RequireStrangeSubject(std::string_view host, RequestSpace& space, Literals& literals, Search& search);
  void RequireStranger(std::string_view key, RequestSpace& space, Literals& literals, Search& search);
  /// The literals of a statement that all hold when it matches; its action left out where the class settles it.
  std::vector<Literal> Elements(const CompiledStatement& statement, std::size_t index, const Cell& cell,
                                Literals& literals);
  std::vector<Literal> Failure(const CompiledStatement& statement, std::size_t index, const Cell& cell,
                               Literals& literals);
  void CompareStatements(const Document& document, const Document& before);
  std::vector<Route> Routes(const Circumstances& circumstances) const;

  const AnalysisOptions& options_;
  CompiledPolicy policy_;
  std::optional<CompiledPolicy> before_;
  std::vector<bool> had_;   // of the policy's statements: the policy before has it as well
  std::vector<bool> kept_;  // of the statements before: the policy has it as well
  bool lost_deny_ = false;  // some Deny before is not kept
  Surroundings surroundings_;
  Surroundings common_;  // with the mentions of the Denies and of the policy before
  std::map<std::size_t, Surroundings> surroundings_of_;
  std::vector<ActionClass> actions_;
  std::size_t budget_;
  bool network_matters_ = false;
  bool access_point_matters_ = false;
  std::vector<IpNetwork> narrow_networks_;  // that the policy names
  ValueTest bucket_shape_;
  ValueTest object_shape_;
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>, bool> fits_;  // by statement, resource, kind of action
};

}  // namespace crosstrail::policy
