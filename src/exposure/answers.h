// Answers of the analyser that were given before: a deployment tool sets the same policies again and again.
#pragma once

#include <functional>
#include <string>
#include <unordered_map>

#include "policy/grant.h"

namespace crosstrail::exposure {

/// Not thread-safe. Bounded: when it is full it is emptied.
class Answers {
 public:
  /// The answer to `question`, which `ask` finds where it is not remembered. The question has to hold all that the
  /// answer depends on, in full: logs are written by attackers, who can make hashes collide.
  policy::Analysis Find(std::string question, const std::function<policy::Analysis()>& ask);

 private:
  std::unordered_map<std::string, policy::Analysis> answers_;
  std::size_t bytes_ = 0;  // of the questions
};

}  // namespace crosstrail::exposure
