// What is wrong with rules that load: they read what is never there, can never match, or say what another one says.
#pragma once

#include "base/diagnostic.h"
#include "rule/rule.h"

namespace crosstrail {

/// Warnings and notes, in order of the rules. Sound: what is called impossible is so for every CloudTrail event. Reads
/// the rules' files again to say where; quadratic in the rules of one type and language that read the same fields.
Diagnostics LintRules(const RuleSet& rules);

}  // namespace crosstrail
