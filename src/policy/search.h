// Finding one request that meets all of some demands: the decision procedure of the analyser.
//
// Demands are literals that must hold, and choices of which one must. Each choice is tried in turn, depth first, and
// the value of the variable it touches is looked for at once (policy/constraint.h), so that a hopeless branch ends
// where it becomes hopeless. Exact up to the budget: kNo means that no such request exists.
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
  void RequireOne(std::vector<Literal> choice);

  /// Whether what was required so far can be seen not to hold.
  bool impossible() const { return impossible_; }

  /// `confirm` sees the request found and says whether it is indeed one; where it says no, the answer is kUndecided.
  SearchAnswer Run(const std::function<bool(Request&)>& confirm);

 private:
  Found Descend(std::size_t choice);
  Found Take(const Literal& literal, std::size_t next_choice);
  bool Push(std::size_t variable, const Constraint& constraint);
  bool Contradicts(const Literal& a, const Literal& b) const;
  Found Finish();
  bool SubstituteLate(std::vector<std::vector<std::string>>& values);
  bool ReadOff(const Literal& literal, std::vector<std::vector<std::string>>& values);

  RequestSpace& space_;
  Literals& literals_;
  std::size_t& budget_;
  bool impossible_ = false;
  bool undecided_ = false;
  std::vector<std::vector<Literal>> choices_;
  std::vector<Literal> late_;                     // those taken, whose tests are made at the end
  std::vector<std::vector<std::string>> values_;  // of each variable, meeting all its constraints so far
  std::function<bool(Request&)> confirm_;
  Request request_;
};

}  // namespace crosstrail::policy
