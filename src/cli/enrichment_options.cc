#include "cli/enrichment_options.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

#include "base/text.h"

namespace crosstrail::cli {
namespace {

struct Need {
  FieldNeed need;
  std::string_view fields;
  std::string_view option;
};

constexpr Need kNeeds[] = {
    {FieldNeed::kPlaces, "source.geo.*", "--geoip-city"},
    {FieldNeed::kSystems, "source.as.*", "--geoip-asn"},
    {FieldNeed::kUserAgents, "user_agent.*", "--user-agents"},
};

template <typename T>
Status Take(Result<T> opened, T& into) {
  if (!opened) return tl::unexpected<Error>(opened.error());
  into = std::move(*opened);
  return {};
}

}  // namespace

void AddEnrichmentOptions(CLI::App& command, EnrichmentArguments& a) {
  command.add_option("--geoip-city", a.places, "MaxMind database of places (GeoLite2-City.mmdb), for source.geo.*")
      ->envname("CROSSTRAIL_GEOIP_CITY");
  command.add_option("--geoip-asn", a.systems, "MaxMind database of networks (GeoLite2-ASN.mmdb), for source.as.*")
      ->envname("CROSSTRAIL_GEOIP_ASN");
  command
      .add_option("--user-agents", a.user_agents,
                  fmt::format("uap-core expressions, for user_agent.* (default: {})", kDefaultUserAgentExpressions))
      ->envname("CROSSTRAIL_USER_AGENTS");
}

Result<Enrichment> MakeEnrichment(const EnrichmentArguments& a, bool wants_user_agents) {
  using Kind = AddressDatabase::Kind;
  Enrichment enrichment;
  Status status;
  if (!a.places.empty()) status = Take(AddressDatabase::Open(a.places, Kind::kPlaces), enrichment.places);
  if (status && !a.systems.empty()) status = Take(AddressDatabase::Open(a.systems, Kind::kSystems), enrichment.systems);
  std::error_code ignored;
  if (status && !a.user_agents.empty()) {
    status = Take(UserAgentParser::Load(a.user_agents), enrichment.user_agents);
  } else if (wants_user_agents && std::filesystem::exists(kDefaultUserAgentExpressions, ignored)) {
    enrichment.user_agents = UserAgentParser::LoadLater(kDefaultUserAgentExpressions);
  }
  if (!status) return tl::unexpected<Error>(status.error());
  return enrichment;
}

std::set<FieldNeed> NeedsOf(const CompiledRule& rule, const FieldSet& fields) {
  std::set<FieldNeed> needs;
  const auto add = [&](const std::vector<FieldId>& read) {
    for (const FieldId field : read) needs.insert(NeedOf(fields.Name(field)));
  };
  add(FieldsRead(rule));
  for (const CompiledException& exception : rule.exceptions) add(exception.condition->Fields());
  needs.erase(FieldNeed::kNothing);
  return needs;
}

bool ReadsUserAgents(const CompiledRule& rule, const FieldSet& fields) {
  return NeedsOf(rule, fields).contains(FieldNeed::kUserAgents);
}

std::vector<std::string> UnmetNeeds(const RuleSet& rules, const Enrichment& enrichment) {
  std::vector<std::string> unmet;
  for (const Need& need : kNeeds) {
    if (IsMet(need.need, enrichment)) continue;
    std::vector<std::string> names;
    for (const CompiledRule& rule : rules.rules) {
      if (NeedsOf(rule, rules.fields).contains(need.need)) names.push_back(Printable(rule.rule.name));
    }
    if (names.empty()) continue;
    unmet.push_back(
        fmt::format("{} missing ({} not given), read by: {}", need.fields, need.option, fmt::join(names, "; ")));
  }
  return unmet;
}

}  // namespace crosstrail::cli
