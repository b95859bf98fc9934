// Exceptions of a configuration, attached to the rules they are about.
#pragma once

#include <vector>

#include "base/diagnostic.h"
#include "config/config.h"
#include "rule/rule.h"

namespace crosstrail {

/// Which rules a configuration's exceptions can be about.
enum class KnownRules : std::uint8_t {
  kThese,   // all of them are loaded
  kOthers,  // others, too: somebody chose some
};

/// Gives each rule of `rules` its exceptions; their fields join the rule set's. `skipped` rules are known, too. What
/// names no field, or no rule where all are known, is an error, in the configuration's file, and is left out.
Diagnostics AttachExceptions(const config::Config& config, RuleSet& rules, KnownRules known = KnownRules::kThese);

/// The exception of `rule` that hides an event at `time`: the first that has not expired by then and whose condition
/// holds; nullptr: none does. Those of a configuration hold where the event has all of their fields, with no value that
/// they do not name; of Elastic's see rule/exception_lists.h. An event without a time is
/// hidden by those that never expire. `event` has to be open on it.
const CompiledException* HidingException(const CompiledRule& rule, FieldSource& event, std::optional<Instant> time);

}  // namespace crosstrail
