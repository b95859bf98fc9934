#include "exposure/inventory.h"

#include <algorithm>
#include <iterator>
#include <tuple>

#include "policy/describe.h"
#include "policy/repair.h"
#include "policy/summarise.h"

namespace crosstrail::exposure {
namespace {

void Merge(const std::vector<std::string>& more, std::vector<std::string>& names) {
  std::vector<std::string> all;
  std::ranges::set_union(names, more, std::back_inserter(all));
  names = std::move(all);
}

std::vector<std::string> Sorted(std::vector<std::string> names) {
  std::ranges::sort(names);
  return names;
}

}  // namespace

void Inventory::Set(const std::string& resource, const std::string& owner, const std::vector<policy::Grant>& grants,
                    const Origin& origin, bool before_known, bool hidden) {
  std::map<policy::Who, Exposure> now;
  for (const policy::Grant& grant : grants) {
    if (!policy::IsExposure(grant)) continue;
    Exposure& exposure = now[grant.who];
    exposure.trust = std::max(exposure.trust, grant.trust);
    exposure.verdict = std::max(exposure.verdict, policy::VerdictOf(grant));
    exposure.vendor = grant.vendor;
    Merge(Sorted(grant.actions), exposure.actions);
    Merge(Sorted(grant.resources), exposure.resources);
  }
  for (auto [who, exposure] : now) {
    const auto [at, is_new] = open_.try_emplace({resource, who});
    Exposure& kept = at->second;
    if (is_new) {
      kept.resource = resource;
      kept.who = who;
      kept.opened = origin;
      kept.since_then = before_known;
    }
    const auto given = [](const Exposure& one) { return std::tie(one.trust, one.verdict, one.actions, one.resources); };
    if (is_new || given(kept) != given(exposure)) kept.changed = origin;
    kept.owner = owner;
    kept.uncertain = hidden;
    std::tie(kept.trust, kept.verdict) = std::tie(exposure.trust, exposure.verdict);
    kept.vendor = exposure.vendor;
    kept.actions = exposure.actions;
    kept.resources = exposure.resources;
  }
  for (auto at = open_.lower_bound({resource, policy::Who()}); at != open_.end() && at->first.first == resource;) {
    if (now.contains(at->first.second)) {
      ++at;
    } else if (hidden) {
      at->second.uncertain = true;
      ++at;
    } else {
      at->second.closed = origin;
      closed_[resource].push_back(std::move(at->second));
      at = open_.erase(at);
    }
  }
}

std::vector<Exposure> Inventory::Open() const {
  std::vector<Exposure> all;
  std::ranges::transform(open_, std::back_inserter(all), [](const auto& entry) { return entry.second; });
  return all;
}

std::vector<Exposure> Inventory::Of(const std::string& resource) const {
  std::vector<Exposure> all;
  for (auto at = open_.lower_bound({resource, policy::Who()}); at != open_.end() && at->first.first == resource; ++at) {
    all.push_back(at->second);
  }
  const auto closed = closed_.find(resource);
  if (closed != closed_.end()) all.insert(all.end(), closed->second.begin(), closed->second.end());
  return all;
}

std::vector<Exposure> Inventory::All() const {
  std::vector<Exposure> all = Open();
  for (const auto& [resource, exposures] : closed_) all.insert(all.end(), exposures.begin(), exposures.end());
  std::ranges::stable_sort(all, [](const Exposure& a, const Exposure& b) {
    const bool a_closed = a.closed.has_value();
    const bool b_closed = b.closed.has_value();
    return std::tie(a.resource, a_closed) < std::tie(b.resource, b_closed);
  });
  return all;
}

const Exposure* Inventory::Find(const std::string& resource, const std::string& who, const Origin& at) const {
  const auto is_it = [&](const Exposure& one) {
    const auto place = [](const Origin& origin) { return std::tie(origin.time, origin.event_id); };
    return policy::DescribeWho(one.who) == who && place(one.opened) <= place(at) &&
           (!one.closed || place(at) < place(*one.closed));
  };
  for (auto entry = open_.lower_bound({resource, policy::Who()});
       entry != open_.end() && entry->first.first == resource; ++entry) {
    if (is_it(entry->second)) return &entry->second;
  }
  const auto closed = closed_.find(resource);
  if (closed == closed_.end()) return nullptr;
  const auto found = std::ranges::find_if(closed->second, is_it);
  return found == closed->second.end() ? nullptr : &*found;
}

void Inventory::Add(Exposure exposure) {
  if (exposure.closed) {
    closed_[exposure.resource].push_back(std::move(exposure));
  } else {
    Key key{exposure.resource, exposure.who};
    open_.insert_or_assign(std::move(key), std::move(exposure));
  }
}

void Inventory::Remember(Exposure exposure) {
  if (exposure.closed) {
    Add(std::move(exposure));
    return;
  }
  const auto open = open_.find({exposure.resource, exposure.who});
  if (open == open_.end()) return;  // trusted since
  open->second.opened = std::move(exposure.opened);
  open->second.changed = std::move(exposure.changed);
  open->second.since_then = exposure.since_then;
}

}  // namespace crosstrail::exposure
