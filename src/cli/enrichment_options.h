// Where what can be added to events comes from: address databases and user agent expressions.
#pragma once

#include <CLI/CLI.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/result.h"
#include "enrich/enrichment.h"
#include "event/catalogue.h"
#include "rule/rule.h"

namespace crosstrail::cli {

/// As typed.
struct EnrichmentArguments {
  std::string places, systems, user_agents;
};

/// `arguments` must live as long as `command`.
void AddEnrichmentOptions(CLI::App& command, EnrichmentArguments& arguments);

/// Opens what was named. The user agent expressions take a while to load, so those of the system are taken only when
/// `wants_user_agents`; that they are not installed is no error then.
Result<Enrichment> MakeEnrichment(const EnrichmentArguments& arguments, bool wants_user_agents);

/// What the fields that `rule` reads need beside the record.
std::set<FieldNeed> NeedsOf(const CompiledRule& rule, const FieldSet& fields);

/// Whether `rule` reads a field that is taken from a user agent.
bool ReadsUserAgents(const CompiledRule& rule, const FieldSet& fields);

/// A text for each need that is not met, with the rules that have it.
std::vector<std::string> UnmetNeeds(const RuleSet& rules, const Enrichment& enrichment);

}  // namespace crosstrail::cli
