#include "detect/rule_index.h"

#include <algorithm>
#include <bit>
#include <map>

#include "base/hash.h"

namespace crosstrail {
namespace {

// A step that names more pairs than this is keyed by its actions alone.
constexpr std::size_t kMostPairs = 4096;

// Two different keys with one hash share their steps, which costs an evaluation and changes nothing.
struct CallKeys {
  CallKeys(std::string_view provider, std::string_view action)
      : of_provider(Hash64(provider, 2) | 1U),
        of_action(Hash64(action, 3) | 1U),
        of_both((of_provider + std::rotl(of_action, 32)) | 1U) {}

  std::uint64_t of_provider, of_action, of_both;
};

// The values `field` must have one of; nullptr when the step does not say.
const std::vector<std::string>* ValuesOf(const std::vector<Requirement>& requirements, std::optional<FieldId> field) {
  if (!field) return nullptr;
  const std::vector<std::string>* smallest = nullptr;
  for (const Requirement& requirement : requirements) {
    if (requirement.field != *field) continue;
    if (smallest == nullptr || requirement.values.size() < smallest->size()) smallest = &requirement.values;
  }
  return smallest;
}

}  // namespace

RuleIndex::RuleIndex(const RuleSet& rules, const Wanted& wanted, const Lacking& lacking) {
  const std::optional<FieldId> provider_field = rules.fields.Find("event.provider");
  const std::optional<FieldId> action_field = rules.fields.Find("event.action");
  std::map<std::uint64_t, std::vector<Checked>> by_key;
  std::vector<Checked> residual;
  const auto add = [&](const Condition& condition, StepRef step) {
    if (wanted && !wanted(rules.rules[step.rule], condition)) return;
    all_.push_back(step);
    const auto blinds = [&](FieldId field) { return lacking(field) && !CanMatchWithout(condition, field); };
    if (lacking && std::ranges::any_of(condition.Fields(), blinds)) return;
    const std::vector<Requirement> requirements = NecessaryEqualities(condition);
    const auto* providers = ValuesOf(requirements, provider_field);
    const auto* actions = ValuesOf(requirements, action_field);
    const bool by_call = providers != nullptr && actions != nullptr;
    const Checked checked(step, Share(Precheck(condition, rules.fields, by_call)));
    if (by_call && providers->size() * actions->size() <= kMostPairs) {
      for (const std::string& provider : *providers) {
        for (const std::string& action : *actions) by_key[CallKeys(provider, action).of_both].push_back(checked);
      }
    } else if (actions != nullptr) {
      by_action_ = true;
      for (const std::string& action : *actions) by_key[CallKeys({}, action).of_action].push_back(checked);
    } else if (providers != nullptr) {
      by_provider_ = true;
      for (const std::string& provider : *providers) by_key[CallKeys(provider, {}).of_provider].push_back(checked);
    } else {
      residual.push_back(checked);
    }
  };
  for (std::uint32_t rule = 0; rule < rules.rules.size(); ++rule) {
    const Query& query = rules.rules[rule].query;
    for (std::uint32_t step = 0; step < query.steps.size(); ++step) add(query.steps[step].condition, {rule, step});
    if (query.until) add(query.until->condition, {rule, static_cast<std::uint32_t>(query.steps.size())});
  }

  residual_ = Grouped(residual);
  slots_.resize(std::bit_ceil(std::max<std::size_t>(by_key.size() * 4, 16)));
  for (const auto& [key, steps] : by_key) {
    std::size_t at = key & (slots_.size() - 1);
    while (slots_[at].key != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {key, Grouped(steps)};
  }
}

const Precheck* RuleIndex::Share(Precheck check) {
  if (check.empty()) return nullptr;
  const auto known = std::ranges::find(prechecks_, check);
  return known != prechecks_.end() ? &*known : &prechecks_.emplace_back(std::move(check));
}

std::vector<RuleIndex::Group> RuleIndex::Grouped(const std::vector<Checked>& steps) {
  std::vector<Group> groups;
  for (const auto& [step, check] : steps) {
    auto group = std::ranges::find(groups, check, &Group::check);
    if (group == groups.end()) group = groups.insert(groups.end(), {check, {}});
    // Two calls of one step may have one hash.
    if (group->steps.empty() || group->steps.back() != step) group->steps.push_back(step);
  }
  return groups;
}

template <typename Take>
void RuleIndex::EachGroup(std::string_view provider, std::string_view action, const Take& take) const {
  const auto look = [&](std::uint64_t key) {
    for (std::size_t at = key & (slots_.size() - 1); slots_[at].key != 0; at = (at + 1) & (slots_.size() - 1)) {
      if (slots_[at].key != key) continue;
      std::ranges::for_each(slots_[at].groups, take);
      return;
    }
  };
  const CallKeys keys(provider, action);
  look(keys.of_both);
  if (by_action_) look(keys.of_action);
  if (by_provider_) look(keys.of_provider);
  std::ranges::for_each(residual_, take);
}

void RuleIndex::Find(std::string_view provider, std::string_view action, std::vector<StepRef>& found) const {
  EachGroup(provider, action,
            [&](const Group& group) { found.insert(found.end(), group.steps.begin(), group.steps.end()); });
}

namespace {

// An Elastic document can hold its provider and action in several places, and a record can hold one that is no string:
// then the event itself must be asked, about every rule.
bool IsCertain(const Record& record) {
  return record.form == RecordForm::kCloudTrail && !record.provider.empty() && !record.action.empty();
}

}  // namespace

void RuleIndex::FindByCall(const Record& record, std::vector<StepRef>& found) const {
  if (!IsCertain(record)) return found.assign(all_.begin(), all_.end());
  found.clear();
  Find(record.provider, record.action, found);
}

void RuleIndex::FindFor(const Record& record, std::vector<StepRef>& found) const {
  if (!IsCertain(record)) return found.assign(all_.begin(), all_.end());
  found.clear();
  EachGroup(record.provider, record.action, [&](const Group& group) {
    if (group.check != nullptr && !group.check->MayMatch(record)) return;
    found.insert(found.end(), group.steps.begin(), group.steps.end());
  });
}

}  // namespace crosstrail
