#include "indicator/threat_match.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "indicator/indicator_fields.h"

namespace crosstrail {
namespace {

// One group, as a leaf of a condition.
class GroupTest : public EventTest {
 public:
  GroupTest(std::shared_ptr<const ThreatMatch> match, std::size_t group) : match_(std::move(match)), group_(group) {}

  bool Passes(FieldSource& event) const override { return match_->Passes(group_, event); }

  bool MayPass(std::string_view record) const override { return match_->MayPass(group_, record); }

  std::vector<FieldId> Fields() const override {
    std::vector<FieldId> fields;
    for (const MappedPair& pair : Pairs()) fields.push_back(pair.field);
    fields.push_back(match_->time());
    return fields;
  }

  std::string Describe(const FieldSet& fields) const override {
    std::string text;
    for (const MappedPair& pair : Pairs()) {
      text += fmt::format("{}{} {} {}", text.empty() ? "" : " and ", fields.Name(pair.field),
                          pair.negate ? "is not" : "is", pair.key.field);
    }
    const IndicatorIndex* const index = match_->index();
    return text + (index == nullptr ? " of an indicator (none were given)"
                                    : fmt::format(" of one of {} indicators", index->set().size()));
  }

 private:
  const MappingGroup& Pairs() const { return match_->groups()[group_]; }

  const std::shared_ptr<const ThreatMatch> match_;
  const std::size_t group_;
};

// What stands behind `member`, a name in quotes, from `at` on in a JSON text: the place behind it, and the text that it
// is, or nullopt where it is none. Without backslashes, so that a text ends with the next quote.
struct Found {
  std::size_t end = std::string_view::npos;  // npos: there is no more such member
  std::optional<std::string_view> text;
};

Found FindMemberText(std::string_view record, std::string_view member, std::size_t at) {
  const void* const place = memmem(record.data() + at, record.size() - at, member.data(), member.size());
  if (place == nullptr) return {};
  constexpr std::string_view kBlank = " \t\r\n";
  Found found{static_cast<std::size_t>(static_cast<const char*>(place) - record.data()) + member.size(), std::nullopt};
  const std::size_t colon = record.find_first_not_of(kBlank, found.end);
  if (colon == std::string_view::npos || record[colon] != ':') return found;
  const std::size_t open = record.find_first_not_of(kBlank, colon + 1);
  if (open == std::string_view::npos || record[open] != '"') return found;
  const std::size_t close = record.find('"', open + 1);
  if (close != std::string_view::npos) found.text = record.substr(open + 1, close - open - 1);
  return found;
}

std::string TextOf(const Value& value) {
  std::string scratch;
  return std::string(ToText(ToScalar(value), scratch).value_or(""));
}

}  // namespace

ThreatMatch::ThreatMatch(std::vector<MappingGroup> groups, FieldId time, Indicators indicators)
    : groups_(std::move(groups)), time_(time), indicators_(std::move(indicators)) {}

std::vector<IndicatorKey> ThreatMatch::Keys() const {
  std::vector<IndicatorKey> keys;
  for (const MappingGroup& group : groups_) {
    for (const MappedPair& pair : group) keys.push_back(pair.key);
  }
  return keys;
}

void ThreatMatch::Bind(std::shared_ptr<const IndicatorIndex> index) {
  index_ = std::move(index);
  bound_.clear();
  if (!index_) return;
  for (const MappingGroup& group : groups_) {
    std::vector<BoundPair>& bound = bound_.emplace_back();
    for (const MappedPair& pair : group) bound.push_back({&pair, index_->TableOf(pair.key)});
  }
}

// Every indicator of the group is among the candidates of each of its pairs: those of the pair that has fewest.
std::vector<ThreatMatch::Run> ThreatMatch::Candidates(std::size_t group, FieldSource& event) const {
  std::vector<Run> best, runs;
  std::size_t fewest = std::numeric_limits<std::size_t>::max();
  for (const BoundPair& bound : bound_[group]) {
    if (bound.pair->negate) continue;
    runs.clear();
    for (const Value& value : event.Get(bound.pair->field)) index_->Find(bound.table, value, runs);
    std::size_t count = 0;
    for (const Run& run : runs) count += run.size();
    if (count == 0) return {};
    if (count < fewest) {
      fewest = count;
      best.swap(runs);
    }
  }
  return best;
}

bool ThreatMatch::Agrees(const BoundPair& bound, std::uint32_t indicator, FieldSource& event) const {
  const Values values = event.Get(bound.pair->field);
  const auto has = [&](const Value& value) { return index_->Has(indicator, bound.table, value); };
  if (!bound.pair->negate) return std::ranges::any_of(values, has);
  // Kibana asks no more than that there is a value where the indicator has none.
  if (!index_->HasAny(indicator, bound.table)) return !values.empty();
  return std::ranges::none_of(values, has);
}

bool ThreatMatch::IsMatch(std::size_t group, std::uint32_t indicator, FieldSource& event,
                          std::optional<Instant> now) const {
  const IndicatorSet& set = index_->set();
  if (const std::optional<Instant> until = set.ValidUntil(indicator); until && now && *until <= *now) return false;
  const auto agrees = [&](const BoundPair& bound) { return Agrees(bound, indicator, event); };
  if (!std::ranges::all_of(bound_[group], agrees)) return false;
  IndicatorFields fields(set, indicator, indicators_.fields, now);
  return indicators_.query.Matches(fields);
}

std::optional<Instant> ThreatMatch::TimeOf(FieldSource& event) const {
  const Values values = event.Get(time_);
  const auto* const time = values.empty() ? nullptr : std::get_if<InstantValue>(&values.front());
  return time == nullptr ? std::nullopt : std::optional(time->at);
}

bool ThreatMatch::Passes(std::size_t group, FieldSource& event) const {
  if (!index_) return false;
  const std::vector<Run> runs = Candidates(group, event);
  if (runs.empty()) return false;
  const std::optional<Instant> now = TimeOf(event);
  return std::ranges::any_of(runs, [&](const Run& run) {
    return std::ranges::any_of(
        run, [&](const IndicatorIndex::Posting& posting) { return IsMatch(group, posting.indicator, event, now); });
  });
}

// A member of this name may be somewhere else in the record, too: each of them is looked at.
bool ThreatMatch::MayAgree(const BoundPair& bound, std::string_view record) const {
  if (bound.pair->negate || bound.pair->member.empty()) return true;
  std::vector<Run> runs;
  for (Found found = FindMemberText(record, bound.pair->member, 0); found.end != std::string_view::npos;
       found = FindMemberText(record, bound.pair->member, found.end)) {
    if (!found.text) return true;
    index_->Find(bound.table, Value(*found.text), runs);
    if (!runs.empty()) return true;
  }
  return false;
}

bool ThreatMatch::MayPass(std::size_t group, std::string_view record) const {
  if (!index_) return false;
  return std::ranges::all_of(bound_[group], [&](const BoundPair& bound) { return MayAgree(bound, record); });
}

std::vector<MatchedIndicator> ThreatMatch::Find(FieldSource& event, std::size_t most) const {
  std::vector<MatchedIndicator> found;
  if (!index_) return found;
  const std::optional<Instant> now = TimeOf(event);
  std::vector<std::pair<std::uint32_t, const BoundPair*>> matches;
  for (std::size_t group = 0; group < groups_.size(); ++group) {
    std::vector<std::uint32_t> candidates;
    for (const Run& run : Candidates(group, event)) {
      for (const IndicatorIndex::Posting& posting : run) candidates.push_back(posting.indicator);
    }
    std::ranges::sort(candidates);
    const auto repeats = std::ranges::unique(candidates);
    candidates.erase(repeats.begin(), repeats.end());
    std::size_t taken = 0;
    for (const std::uint32_t indicator : candidates) {
      if (taken == most) break;
      if (!IsMatch(group, indicator, event, now)) continue;
      ++taken;
      for (const BoundPair& bound : bound_[group]) {
        if (!bound.pair->negate) matches.emplace_back(indicator, &bound);
      }
    }
  }
  std::ranges::stable_sort(matches, {}, &std::pair<std::uint32_t, const BoundPair*>::first);
  for (const auto& [indicator, bound] : matches) {
    if (found.size() == most) break;
    const auto same = [&, indicator = indicator, bound = bound](const MatchedIndicator& other) {
      return other.indicator == indicator && other.pair->field == bound->pair->field &&
             other.pair->key == bound->pair->key;
    };
    if (std::ranges::any_of(found, same)) continue;
    for (const Value& value : event.Get(bound->pair->field)) {
      if (!index_->Has(indicator, bound->table, value)) continue;
      found.push_back({indicator, bound->pair, TextOf(value)});
      break;
    }
  }
  return found;
}

Expression HasIndicator(const std::shared_ptr<const ThreatMatch>& match) {
  std::vector<Expression> any;
  for (std::size_t group = 0; group < match->groups().size(); ++group) {
    std::vector<Expression> all;
    for (const MappedPair& pair : match->groups()[group]) {
      if (!pair.negate) all.push_back({FieldExists{pair.field}});
    }
    all.push_back({EventPasses{std::make_shared<GroupTest>(match, group)}});
    any.push_back(All(std::move(all)));
  }
  return Any(std::move(any));
}

}  // namespace crosstrail
