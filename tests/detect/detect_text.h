// From the text of a log to detections, in memory.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "detect/event_hits.h"
#include "detect/matcher.h"
#include "input/framer.h"

namespace crosstrail {

class DetectingHandler : public RecordHandler {
 public:
  explicit DetectingHandler(const RuleSet& rules)
      : index_(rules), matcher_(rules, index_, EventOptions{}), hits_(rules, std::nullopt) {}

  void OnRecord(const Record& record) override {
    ++records;
    const Status matched = matcher_.Match(record, steps_);
    EXPECT_TRUE(matched) << matched.error().message << "\n" << record.json;
    for (const StepRef step : steps_) hits_.Add(step.rule, record);
  }
  void OnSkip(SkipReason) override {}
  void OnProblem(std::optional<std::uint64_t>, std::string message) override { problems.push_back(std::move(message)); }

  EventHits::Outcome Finish() { return hits_.Finish(); }

  std::size_t records = 0;
  std::vector<std::string> problems;

 private:
  RuleIndex index_;
  Matcher matcher_;
  EventHits hits_;
  std::vector<StepRef> steps_;
};

/// Frames each text as an object of its own and matches what it holds against `rules`.
inline EventHits::Outcome DetectIn(const RuleSet& rules, const std::vector<std::string>& texts) {
  DetectingHandler handler(rules);
  const InputLimits limits;
  Framer framer(limits);
  Decompressor decompressor(limits);
  std::size_t number = 0;
  for (const std::string& text : texts) {
    const SourceObject source{"text " + std::to_string(number++), {}};
    MemorySource bytes(text);
    decompressor.Open(bytes);
    framer.Frame(decompressor, source, handler, true);
  }
  EXPECT_EQ(handler.problems, std::vector<std::string>{});
  return handler.Finish();
}

}  // namespace crosstrail
