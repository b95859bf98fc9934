// The events of a saved state: each once, referred to by number.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <string>
#include <unordered_map>
#include <vector>

#include "detect/step_hit.h"

namespace crosstrail {

class SavedEvents {
 public:
  using Save = std::function<std::string(const HitEvent&)>;

  explicit SavedEvents(const Save& save) : save_(save) {}

  /// The number of `event`, which is written out when it is new.
  std::size_t Add(const HitEventRef& event) {
    const auto [known, is_new] = numbers_.emplace(event.get(), numbers_.size());
    if (is_new) events_.push_back(save_(*event));
    return known->second;
  }

  nlohmann::json Take() { return std::move(events_); }

 private:
  const Save& save_;
  std::unordered_map<const HitEvent*, std::size_t> numbers_;
  nlohmann::json events_ = nlohmann::json::array();
};

class LoadedEvents {
 public:
  using Load = std::function<HitEventRef(const std::string&)>;

  LoadedEvents(const nlohmann::json& saved, const Load& load) {
    for (const nlohmann::json& event : saved) {
      events_.push_back(load(event.get<std::string>()));
      if (!events_.back()) throw std::out_of_range("an event cannot be read");
    }
  }

  /// Throws where there is no such event.
  HitEventRef at(const nlohmann::json& number) const { return events_.at(number.get<std::size_t>()); }

 private:
  std::vector<HitEventRef> events_;
};

}  // namespace crosstrail
