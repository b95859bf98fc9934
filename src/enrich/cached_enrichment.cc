#include "enrich/cached_enrichment.h"

namespace crosstrail {

template <typename T, typename Ask>
const T* CachedEnrichment::Remember(Memory<T>& memory, std::string_view key, Ask ask) {
  auto known = memory.find(key);
  if (known == memory.end()) {
    if (memory.size() == kRemembered) memory.clear();
    std::string owned(key);
    std::optional<T> answer = ask(owned);
    known = memory.emplace(std::move(owned), std::move(answer)).first;
  }
  return known->second ? &*known->second : nullptr;
}

const AgentProgram* CachedEnrichment::FindProgram(std::string_view user_agent) {
  if (!from_.user_agents) return nullptr;
  return Remember(programs_, user_agent,
                  [this](const std::string& key) { return std::optional(from_.user_agents->Program(key)); });
}

const AgentSystem* CachedEnrichment::FindOperatingSystem(std::string_view user_agent) {
  if (!from_.user_agents) return nullptr;
  return Remember(operating_systems_, user_agent,
                  [this](const std::string& key) { return std::optional(from_.user_agents->System(key)); });
}

const AgentDevice* CachedEnrichment::FindDevice(std::string_view user_agent) {
  if (!from_.user_agents) return nullptr;
  return Remember(devices_, user_agent,
                  [this](const std::string& key) { return std::optional(from_.user_agents->Device(key)); });
}

const Place* CachedEnrichment::FindPlace(std::string_view address) {
  if (!from_.places) return nullptr;
  return Remember(places_, address, [this](const std::string& key) { return from_.places->FindPlace(key); });
}

const AutonomousSystem* CachedEnrichment::FindSystem(std::string_view address) {
  if (!from_.systems) return nullptr;
  return Remember(systems_, address, [this](const std::string& key) { return from_.systems->FindSystem(key); });
}

}  // namespace crosstrail
