// Telling whether two statements say the same in the same words.
#pragma once

#include <string>

#include "policy/document.h"

namespace crosstrail::policy {

/// A text that two statements share only when they match the same requests with the same effect, in documents that
/// agree on policy variables: their elements, without Sid and positions and whatever the order of their lists.
/// Different texts say nothing. Pure.
std::string MeaningOf(const Statement& statement);

}  // namespace crosstrail::policy
