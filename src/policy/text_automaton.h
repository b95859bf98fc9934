// The exact part of FindText (policy/text_search.h): a breadth-first walk over the product of the patterns' automata.
//
// A state is the set of places where each pattern may stand, as bits; a character moves all of them at once. Of the
// characters that no pattern names at a state one of each kind is tried, as the others lead to the same place.
#pragma once

#include <cstddef>
#include <span>

#include "policy/text_search.h"

namespace crosstrail::policy {

/// The shortest text that meets `requirements`, of several the first in order. `budget` is counted down by one for each
/// move and each 512 places of a state; at 0 the answer is kUndecided.
TextAnswer WalkAutomata(std::span<const TextRequirement> requirements, std::size_t& budget);

}  // namespace crosstrail::policy
