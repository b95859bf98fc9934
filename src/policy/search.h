// Finding one request that meets all of some demands: the decision procedure of the analyser.
//
// Demands are literals that must hold, and choices of which one must. Demands on variables are solved for at once
// (policy/constraint.h); then, as long as the values found break some choice, each of its literals is tried in turn,
// depth first, with the values looked for anew, so that a hopeless branch ends where it becomes hopeless and a choice
// that holds by itself costs nothing. Exact up to the budget: kNo means that no such request exists.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "policy/literal.h"
#include "policy/request_space.h"

namespace crosstrail::policy {

struct SearchAnswer {
  Found found = Found::kNo;
  Request request;
};

class Search {
 public:
  /// `budget` is counted down by the work done; at 0 the answer is kUndecided.
  Search(RequestSpace& space, Literals& literals, std::size_t& budget)
      : space_(space), literals_(literals), budget_(budget) {}

  void Require(const Literal& literal) { RequireOne({literal}); }
  /// One of `choice` has to hold.
  void RequireOne(std::vector<Literal> choice) { impossible_ = !Add(std::move(choice)) || impossible_; }

  /// Whether what was required so far can be seen not to hold.
  bool impossible() const { return impossible_; }

  /// `confirm` sees the request found and says whether it is indeed one; where it says no, the answer is kUndecided.
  SearchAnswer Run(const std::function<bool(Request&)>& confirm) { return RunWith({}, confirm); }
  /// The same with demands that are forgotten afterwards: one literal of each of `more` has to hold as well. Much of
  /// the work is done at the first run only; what was required since then is left out.
  SearchAnswer RunWith(std::vector<std::vector<Literal>> more, const std::function<bool(Request&)>& confirm);

 private:
  // A choice, and which of its literals held when it was last looked at.
  struct Choice {
    std::vector<Literal> literals;
    bool taken = false;
    std::size_t holds = 0;
    std::uint64_t version = 0;  // of that literal's variable, then; 0: none is known to hold
  };

  bool Add(std::vector<Literal> choice);
  Found SolveVariables();
  bool IsKept(Choice& choice);
  Choice* NextBroken();
  Found Descend();
  Found Branch(Choice& choice);
  Found Take(const Literal& literal);
  bool Push(std::size_t variable, const Constraint& constraint);
  bool Contradicts(const Literal& a, const Literal& b) const;
  void Spend(std::size_t cost);
  Found Finish();
  bool SubstituteLate(std::vector<std::vector<std::string>>& values);
  bool ReadOff(const Literal& literal, std::vector<std::vector<std::string>>& values);

  RequestSpace& space_;
  Literals& literals_;
  std::size_t& budget_;
  bool impossible_ = false;
  bool undecided_ = false;
  bool prepared_ = false;
  std::vector<Choice> choices_;
  std::size_t first_ = 0;                         // of choices_, to be looked at
  std::vector<Literal> late_;                     // those taken, whose tests are made at the end
  std::vector<std::vector<std::string>> values_;  // of each variable, meeting all its constraints so far
  std::vector<std::uint64_t> versions_;           // of each of values_; no two values have the same
  std::uint64_t last_version_ = 0;
  std::function<bool(Request&)> confirm_;
  Request request_;
};

}  // namespace crosstrail::policy
