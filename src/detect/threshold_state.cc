// The saved state of ThresholdDetector.
#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <stdexcept>

#include "detect/saved_events.h"
#include "detect/saved_state.h"
#include "detect/threshold_detector.h"

namespace crosstrail {
namespace {

constexpr int kThresholdVersion = 1;

using nlohmann::json;

json CountJson(const HitCount& count) {
  return {{"events", count.events}, {"values", count.values}, {"first", count.first}, {"last", count.last}};
}

HitCount CountOf(const json& saved) {
  return {.events = saved.at("events").get<std::uint64_t>(),
          .values = saved.at("values").get<std::vector<std::uint64_t>>(),
          .first = saved.at("first").get<Instant>(),
          .last = saved.at("last").get<Instant>()};
}

using ValueLists = std::vector<std::vector<std::string>>;  // by Threshold::cardinality

ValueLists ValuesOf(const CountedWindow::Entry& entry, std::size_t cardinalities) {
  ValueLists lists(cardinalities);
  for (const auto& [cardinality, value] : entry.values) lists[cardinality].push_back(value->first);
  return lists;
}

}  // namespace

std::string ThresholdDetector::Save(const SaveEvent& save_event) const {
  SavedEvents events(save_event);
  json groups = json::array();
  for (const auto& [key, group] : groups_) {
    json& saved = groups.emplace_back(json{{"key", key}});
    json& entries = saved["entries"] = json::array();
    for (const CountedWindow::Entry& entry : group.window.entries()) {
      entries.push_back({{"event", events.Add(entry.event)},
                         {"ordinal", entry.ordinal},
                         {"values", ValuesOf(entry, threshold_.cardinality.size())}});
    }
    if (group.due != kMinInstant) saved["due"] = group.due;
    if (!group.open) continue;
    json shown = json::array();
    for (const HitEventRef& event : group.open->joined.events) shown.push_back(events.Add(event));
    saved["open"] = {{"events", std::move(shown)},
                     {"ordinal", group.open->joined.ordinal},
                     {"count", CountJson(group.open->joined.count)},
                     {"values", group.open->values},
                     {"end", group.open->end}};
  }
  return json{{"version", kThresholdVersion}, {"rule", identity_},           {"ordinal", ordinal_},
              {"evicted", evicted_},          {"groups", std::move(groups)}, {"events", events.Take()}}
      .dump();
}

void ThresholdDetector::Load(const json& state, const LoadEvent& load_event) {
  const LoadedEvents events(state.at("events"), load_event);
  const std::size_t counted = threshold_.cardinality.size();
  ordinal_ = state.at("ordinal").get<std::uint64_t>();
  evicted_ = state.at("evicted").get<std::uint64_t>();
  for (const json& saved : state.at("groups")) {
    const auto key = saved.at("key").get<std::string>();
    Group& group = GroupOf(key);
    Instant before = kMinInstant;
    for (const json& one : saved.at("entries")) {
      const HitEventRef event = events.at(one.at("event"));
      const auto lists = one.at("values").get<ValueLists>();
      if (lists.size() != counted || event->time < before) throw std::out_of_range("entry");
      before = event->time;
      group.window.Add(event, one.at("ordinal").get<std::uint64_t>());
      for (std::size_t i = 0; i < counted; ++i) {
        for (const std::string& value : lists[i]) group.window.AddValue(i, value);
      }
      ++held_;
    }
    if (saved.contains("open")) {
      const json& from = saved.at("open");
      Open open;
      open.joined.key = key;
      for (const json& number : from.at("events")) open.joined.events.push_back(events.at(number));
      open.joined.ordinal = from.at("ordinal").get<std::uint64_t>();
      open.joined.count = CountOf(from.at("count"));
      open.values = from.at("values").get<std::vector<std::set<std::string>>>();
      open.end = from.at("end").get<Instant>();
      if (open.values.size() != counted || open.joined.count.values.size() != counted) throw std::out_of_range("open");
      group.open = std::move(open);
    }
    const bool waits = saved.contains("due");
    if (schedule_ ? group.open.has_value() : waits != group.open.has_value()) throw std::out_of_range("due");
    if (group.open.has_value() != group.window.entries().empty()) throw std::out_of_range("group");
    if (waits) Wait(key, saved.at("due").get<Instant>(), group);
  }
}

Status ThresholdDetector::Restore(std::string_view text, const LoadEvent& load_event) {
  const auto start_afresh = [&] {
    Clear();
    ordinal_ = evicted_ = 0;
  };
  start_afresh();
  const Result<json> state = ParseState(text, kThresholdVersion, identity_);
  if (!state) return tl::unexpected<Error>(state.error());
  try {
    Load(*state, load_event);
  } catch (const std::exception& problem) {
    start_afresh();
    return DamagedState(problem);
  }
  return {};
}

}  // namespace crosstrail
