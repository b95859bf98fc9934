// What is wrong with rules that load: they read what is never there, can never match, or say what another one says.
#pragma once

#include <set>

#include "base/diagnostic.h"
#include "rule/rule.h"

namespace crosstrail {

/// Warnings and notes, in order of the rules. Sound: what is called impossible is so for every CloudTrail event. Reads
/// the rules' files again to say where; quadratic in the rules of one type.
Diagnostics LintRules(const RuleSet& rules);

/// Where rules read one of the fields that are `absent` from the logs they are meant for: a warning where they cannot
/// match without it, else a note.
Diagnostics LintAgainst(const RuleSet& rules, const std::set<FieldId>& absent);

}  // namespace crosstrail
