// Enrichment with a memory: what was asked lately is answered without another look-up.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "enrich/enrichment.h"

namespace crosstrail {

/// One a thread; not thread-safe. Remembers up to kRemembered answers of each kind (a few megabytes), then starts
/// afresh. An answer is valid until the next question of its kind.
class CachedEnrichment {
 public:
  static constexpr std::size_t kRemembered = 4096;

  explicit CachedEnrichment(Enrichment from) : from_(std::move(from)) {}

  /// nullptr when there is no such part, or it knows nothing of what is asked.
  const AgentProgram* FindProgram(std::string_view user_agent);
  const AgentSystem* FindOperatingSystem(std::string_view user_agent);
  const AgentDevice* FindDevice(std::string_view user_agent);
  const Place* FindPlace(std::string_view address);
  const AutonomousSystem* FindSystem(std::string_view address);

 private:
  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  template <typename T>
  using Memory = std::unordered_map<std::string, std::optional<T>, TextHash, std::equal_to<>>;

  template <typename T, typename Ask>
  static const T* Remember(Memory<T>& memory, std::string_view key, Ask ask);

  Enrichment from_;
  Memory<AgentProgram> programs_;
  Memory<AgentSystem> operating_systems_;
  Memory<AgentDevice> devices_;
  Memory<Place> places_;
  Memory<AutonomousSystem> systems_;
};

}  // namespace crosstrail
