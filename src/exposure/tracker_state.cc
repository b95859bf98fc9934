#include <algorithm>
#include <nlohmann/json.hpp>

#include "exposure/state_json.h"
#include "exposure/tracker.h"

namespace crosstrail::exposure {

std::vector<std::string> Tracker::Names() const {
  std::vector<std::string> names;
  names.reserve(states_.size());
  for (const auto& [arn, state] : states_) names.push_back(arn);
  std::ranges::sort(names);
  return names;
}

std::string Tracker::Save() const {
  std::string text;
  for (const std::string& name : Names()) {
    text += Line({{"resource", name}, {"state", StateJson(states_.at(name).state)}});
  }
  for (const auto& [on, list] : dependents_) text += Line({{"on", on}, {"dependents", list}});
  for (const Exposure& exposure : inventory_.All()) text += Line({{"exposure", ExposureJson(exposure)}});
  return text;
}

Status Tracker::Restore(std::string_view text) {
  states_.clear();
  dependents_.clear();
  inventory_ = {};
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const std::size_t end = std::min(text.find('\n'), text.size());
    Status read = Reading(number, [&] {
      const nlohmann::json line = nlohmann::json::parse(text.substr(0, end));
      if (line.contains("resource")) {
        states_.insert_or_assign(line.at("resource").get<std::string>(), Kept{StateOf(line.at("state"))});
      } else if (line.contains("on")) {
        dependents_[line.at("on").get<std::string>()] = line.at("dependents").get<std::set<std::string>>();
      } else {
        inventory_.Add(ExposureOf(line.at("exposure")));
      }
    });
    if (!read) return read;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  for (const auto& [on, list] : dependents_) {
    for (const std::string& name : list) {
      if (!states_.contains(name))
        return Fail(ErrorCode::kMalformed, "the saved state names " + name + " and has none");
    }
  }
  return {};
}

}  // namespace crosstrail::exposure
