#include "sequence_stage.h"

#include <fmt/format.h>

#include <memory>
#include <random>
#include <vector>

#include "detect/join_keys.h"
#include "detect/sequence_detector.h"

namespace crosstrail {
namespace {

constexpr std::size_t kUsers = 200'000;
constexpr const char* kQuery = R"(sequence by user.name with maxspan=5m
  [any where event.action == "GetBucketAcl"] [any where event.action == "PutBucketPolicy"])";

/// The only field of an event that the detector asks for, by way of the key.
class User : public FieldSource {
 public:
  void Set(std::size_t number) {
    name_ = fmt::format("user-{}", number);
    value_ = std::string_view(name_);
  }
  Values Get(FieldId /*field*/) override { return {&value_, 1}; }

 private:
  std::string name_;
  Value value_;
};

}  // namespace

SequenceTotals RunSequenceStage(std::uint64_t events) {
  FieldSet fields;
  const auto query = CompileEql(kQuery, {}, fields);
  SequenceDetector detector(*query, "bench");
  std::mt19937_64 random(1);
  std::vector<JoinedEvents> found;
  SequenceTotals totals;
  User user;
  for (std::uint64_t i = 0; i < events; ++i) {
    user.Set(random() % kUsers);
    const std::uint32_t step = random() % 3 == 0 ? 0 : 1;
    const Instant time = static_cast<Instant>(i) * 1'000'000;
    StepHit hit{std::make_shared<const HitEvent>(HitEvent{time, fmt::format("{:036}", i), i}), {}};
    hit.steps.push_back({step, KeyTuples(query->steps[step].keys, user)});
    detector.Add(hit, found);
    totals.sequences += found.size();
    found.clear();
  }
  detector.Finish(found);
  totals.sequences += found.size();
  totals.evicted = detector.evicted();
  return totals;
}

}  // namespace crosstrail
