// The ordinary traffic of a trail: calls drawn from the tables by weight, played by the sessions of a scene.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "generate/call.h"
#include "generate/event_text.h"
#include "generate/random.h"
#include "generate/scene.h"

namespace crosstrail::generate {

/// Draws from all tables of call.h. Thread-safe once made.
class CallMix {
 public:
  /// With a number: so many calls in a thousand change who may reach a resource, exactly those of SharingCalls().
  explicit CallMix(std::optional<std::uint32_t> sharing_permille = std::nullopt);
  /// A call that `region` logs: those of global services appear in us-east-1 alone.
  const Call& Pick(Random& random, const std::string& region) const;

 private:
  struct Entry {
    std::uint64_t up_to;  // sum of the weights so far
    const Call* call;
  };
  static const Call& Draw(const std::vector<Entry>& entries, Random& random);

  std::optional<std::uint32_t> sharing_permille_;
  std::vector<Entry> everywhere_;
  std::vector<Entry> regional_;
  std::vector<Entry> sharing_everywhere_;
  std::vector<Entry> sharing_regional_;
};

/// Makes `event` the next event of `scene`, of `call` at `time`. None of them shares anything outside its account.
void MakeEvent(Scene& scene, const Call& call, std::int64_t time, EventText& event);

}  // namespace crosstrail::generate
