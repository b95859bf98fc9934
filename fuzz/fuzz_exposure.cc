// Lines of records as sharing calls, one after the other: whatever they say, the fields are JSON, a saved state is
// taken up as it was, and what one tracker knows the next one learns from the baseline.
#include <string>
#include <string_view>

#include "exposure/baseline.h"
#include "exposure/fields.h"
#include "exposure/tracker.h"
#include "fuzz/require.h"
#include "input/record.h"
#include "json/tree.h"

namespace crosstrail::exposure {
namespace {

bool IsJson(std::string text) {
  const std::size_t size = text.size();
  text.append(kJsonPadding, ' ');
  JsonTree tree;
  return tree.Parse(std::string_view(text).substr(0, size)).has_value();
}

void Take(std::string_view line, int number, Tracker& tracker) {
  std::string padded(line);
  padded.append(kJsonPadding, ' ');
  JsonTree tree;
  if (!tree.Parse(std::string_view(padded).substr(0, line.size())) || tree.root()->kind != JsonKind::kObject) return;
  RecordMembers record;
  record.Index(*tree.root());
  const std::vector<Change> changes = ReadChanges(record);
  if (changes.empty()) return;
  Origin origin;
  origin.time = number * kMinute;
  origin.event_id = std::to_string(number);
  const Outcome outcome = tracker.Apply(changes, origin);
  CROSSTRAIL_REQUIRE(!outcome.effects.empty());
  CROSSTRAIL_REQUIRE(IsJson(FieldsJson(outcome)));
  CROSSTRAIL_REQUIRE(IsJson(FieldsJson(outcome, false)));
  CROSSTRAIL_REQUIRE(!outcome.attempt || tracker.inventory().Of(outcome.effects.front().resource).size() < 1000);
}

}  // namespace
}  // namespace crosstrail::exposure

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;
  using namespace crosstrail::exposure;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Tracker tracker{{}};
  int number = 0;
  for (std::string_view rest = text; !rest.empty() && number < 50;) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    Take(rest.substr(0, end), ++number, tracker);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  const std::string saved = tracker.Save();
  Tracker again{{}};
  CROSSTRAIL_REQUIRE(again.Restore(saved).has_value());
  CROSSTRAIL_REQUIRE(again.Save() == saved);
  if (number > 0) {
    const auto known = ReadBaseline(saved, "saved");
    CROSSTRAIL_REQUIRE(known.has_value() || saved.empty());
  }
  Tracker any{{}};
  static_cast<void>(any.Restore(text));
  if (const auto entries = ReadBaseline(text, "baseline")) {
    Tracker learnt{{}};
    for (const BaselineEntry& entry : *entries) learnt.Apply(entry.changes, entry.origin);
  }
  return 0;
}
