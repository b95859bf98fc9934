// The sorts of asker that a policy can tell apart, and what a grant calls each.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "policy/grant.h"
#include "policy/reach.h"

namespace crosstrail::policy {

struct Asker {
  Who who;
  std::vector<Subject> subjects;  // the kinds of principal it may be, to be asked for in turn
};

struct Reached {
  Asker asker;
  ReachAnswer answer;
};

/// Everybody who can do a cell's actions, each as coarse as is true: an organization instead of its accounts, any
/// identity instead of a named one. The owner only where `with_owner`.
std::vector<Reached> WhoReaches(Reach& reach, const Cell& cell, bool with_owner);

}  // namespace crosstrail::policy
