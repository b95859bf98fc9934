#include "detect/sequence_detector.h"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "detect/missing_events.h"

namespace crosstrail {
namespace {

constexpr int kStateVersion = 1;
constexpr std::size_t kFirstSweep = 4096;

// The beginning of a sequence: the events of its first stages.
struct Partial {
  std::vector<HitEventRef> events;
  std::vector<std::uint64_t> ordinals;

  Instant first() const { return events.front()->time; }
};

}  // namespace

class SequenceDetector::Impl {
 public:
  Impl(const Query& query, std::string identity, DetectorLimits limits)
      : identity_(std::move(identity)),
        limits_(limits),
        maxspan_(query.maxspan),
        until_(static_cast<std::uint32_t>(query.steps.size())),
        missing_(query) {
    for (std::uint32_t i = 0; i < query.steps.size(); ++i) {
      if (query.steps[i].missing) {
        negated_.push_back(i);
      } else {
        stages_.insert(stages_.end(), query.steps[i].runs, i);
      }
    }
    pending_.resize(stages_.size());
  }

  void Add(const StepHit& hit, std::vector<JoinedEvents>& found) {
    AdvanceTo(hit.event->time, found);
    ++ordinal_;
    for (const std::uint32_t step : negated_) {
      const StepKeys* const keys = KeysOf(hit, step);
      if (keys == nullptr) continue;
      for (const std::string& key : keys->keys) missing_.Add(step, key, hit.event->time, ordinal_);
    }
    for (std::size_t stage = stages_.size(); stage-- > 0;) {
      const StepKeys* const keys = KeysOf(hit, stages_[stage]);
      if (keys == nullptr) continue;
      for (const std::string& key : keys->keys) Advance(stage, key, hit.event, found);
    }
    if (const StepKeys* const keys = KeysOf(hit, until_)) {
      for (const std::string& key : keys->keys) Drop(key);
    }
    if (waiting() > next_sweep_) Sweep(hit.event->time);
  }

  void AdvanceTo(Instant watermark, std::vector<JoinedEvents>& found) {
    if (!missing_.waits()) return;
    std::vector<Candidate> released;
    missing_.Release(watermark, released);
    for (Candidate& candidate : released) Emit(std::move(candidate), found);
  }

  void Finish(std::vector<JoinedEvents>& found) {
    AdvanceTo(kMaxInstant, found);
    for (Stage& stage : pending_) stage.clear();
  }

  std::uint64_t evicted() const { return evicted_; }

  std::string Save(const SavedEvents::Save& save_event) const {
    SavedEvents events(save_event);
    nlohmann::json stages = nlohmann::json::array();
    for (const Stage& stage : pending_) {
      nlohmann::json& saved = stages.emplace_back(nlohmann::json::array());
      for (const auto& [key, partial] : stage) {
        nlohmann::json numbers = nlohmann::json::array();
        for (const HitEventRef& event : partial.events) numbers.push_back(events.Add(event));
        saved.push_back({key, std::move(numbers), partial.ordinals});
      }
    }
    nlohmann::json missing = missing_.Save(events);
    return nlohmann::json{{"version", kStateVersion}, {"query", identity_},          {"ordinal", ordinal_},
                          {"evicted", evicted_},      {"stages", std::move(stages)}, {"missing", std::move(missing)},
                          {"events", events.Take()}}
        .dump();
  }

  // Throws what nlohmann::json throws, or std::out_of_range, on anything that Save has not made.
  void Load(const nlohmann::json& state, const LoadedEvents::Load& load_event) {
    const LoadedEvents events(state.at("events"), load_event);
    ordinal_ = state.at("ordinal").get<std::uint64_t>();
    evicted_ = state.at("evicted").get<std::uint64_t>();
    for (std::size_t i = 0; i < pending_.size(); ++i) {
      for (const nlohmann::json& saved : state.at("stages").at(i)) {
        Partial partial;
        for (const nlohmann::json& number : saved.at(1)) partial.events.push_back(events.at(number));
        partial.ordinals = saved.at(2).get<std::vector<std::uint64_t>>();
        if (partial.events.size() != i + 1 || partial.ordinals.size() != i + 1) throw std::out_of_range("stage");
        pending_[i].insert_or_assign(saved.at(0).get<std::string>(), std::move(partial));
      }
    }
    missing_.Load(state.at("missing"), events);
  }

  const std::string& identity() const { return identity_; }

 private:
  using Stage = std::unordered_map<std::string, Partial>;

  static const StepKeys* KeysOf(const StepHit& hit, std::uint32_t step) {
    for (const StepKeys& keys : hit.steps) {
      if (keys.step == step) return &keys;
    }
    return nullptr;
  }

  // One event, one stage, one key.
  void Advance(std::size_t stage, const std::string& key, const HitEventRef& event, std::vector<JoinedEvents>& found) {
    Partial partial;
    if (stage > 0) {
      const auto before = pending_[stage - 1].find(key);
      if (before == pending_[stage - 1].end()) return;
      partial = std::move(before->second);
      pending_[stage - 1].erase(before);
      if (maxspan_ && Elapsed(partial.first(), event->time) > *maxspan_) return;
    }
    partial.events.push_back(event);
    partial.ordinals.push_back(ordinal_);
    if (stage + 1 < stages_.size()) {
      pending_[stage].insert_or_assign(key, std::move(partial));
    } else {
      Complete(std::move(partial), key, found);
    }
  }

  void Complete(Partial partial, const std::string& key, std::vector<JoinedEvents>& found) {
    Candidate candidate;
    candidate.first = partial.first();
    candidate.last = partial.events.back()->time;
    candidate.joined = {key, std::move(partial.events), ordinal_};
    candidate.ordinals = std::move(partial.ordinals);
    if (missing_.none()) {
      found.push_back(std::move(candidate.joined));
    } else if (missing_.Judge(candidate)) {
      if (missing_.waits()) {
        missing_.Wait(std::move(candidate));
      } else {
        Emit(std::move(candidate), found);
      }
    }
  }

  void Emit(Candidate candidate, std::vector<JoinedEvents>& found) {
    candidate.joined.events = missing_.WithPlaceholders(candidate.joined.events);
    found.push_back(std::move(candidate.joined));
  }

  void Drop(const std::string& key) {
    for (Stage& stage : pending_) stage.erase(key);
  }

  std::size_t waiting() const {
    std::size_t count = missing_.size();
    for (const Stage& stage : pending_) count += stage.size();
    return count;
  }

  // Forgets what can no longer become a sequence, then what is over the limit.
  void Sweep(Instant now) {
    missing_.Prune(now);
    if (maxspan_) {
      for (Stage& stage : pending_) {
        std::erase_if(stage, [&](const auto& entry) { return Elapsed(entry.second.first(), now) > *maxspan_; });
      }
    }
    while (waiting() > limits_.waiting && Evict()) {
    }
    next_sweep_ = std::min(std::max(kFirstSweep, 2 * waiting()), limits_.waiting);
  }

  // Gives up a tenth of the beginnings, the oldest; false when there is nothing to give up.
  bool Evict() {
    std::vector<Instant> firsts;
    for (const Stage& stage : pending_) {
      for (const auto& [key, partial] : stage) firsts.push_back(partial.first());
    }
    if (firsts.empty()) {
      if (missing_.candidates() == 0) return false;
      missing_.DropOldest();
      ++evicted_;
      return true;
    }
    const auto cut = firsts.begin() + static_cast<std::ptrdiff_t>(firsts.size() / 10);
    std::nth_element(firsts.begin(), cut, firsts.end());
    for (Stage& stage : pending_) {
      evicted_ += std::erase_if(stage, [&](const auto& entry) { return entry.second.first() <= *cut; });
    }
    return true;
  }

  const std::string identity_;
  const DetectorLimits limits_;
  const std::optional<Duration> maxspan_;
  const std::uint32_t until_;
  std::vector<std::uint32_t> stages_;   // the steps of the positive events, runs written out
  std::vector<std::uint32_t> negated_;  // the steps of the missing ones
  std::vector<Stage> pending_;          // by stage that was reached
  MissingEvents missing_;
  std::uint64_t ordinal_ = 0;
  std::uint64_t evicted_ = 0;
  std::size_t next_sweep_ = kFirstSweep;
};

SequenceDetector::SequenceDetector(const Query& query, std::string identity, DetectorLimits limits)
    : query_(query), limits_(limits), impl_(std::make_unique<Impl>(query, std::move(identity), limits)) {}
SequenceDetector::~SequenceDetector() = default;

void SequenceDetector::Add(const StepHit& hit, std::vector<JoinedEvents>& found) { impl_->Add(hit, found); }
void SequenceDetector::AdvanceTo(Instant watermark, std::vector<JoinedEvents>& found) {
  impl_->AdvanceTo(watermark, found);
}
void SequenceDetector::Finish(std::vector<JoinedEvents>& found) { impl_->Finish(found); }
std::uint64_t SequenceDetector::evicted() const { return impl_->evicted(); }
std::string SequenceDetector::Save(const SaveEvent& save_event) const { return impl_->Save(save_event); }

Status SequenceDetector::Restore(std::string_view text, const LoadEvent& load_event) {
  const std::string identity = impl_->identity();
  const auto start_afresh = [&] { impl_ = std::make_unique<Impl>(query_, identity, limits_); };
  start_afresh();
  const nlohmann::json state = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!state.is_object() || !state.contains("version") || !state.contains("query")) {
    return Fail(ErrorCode::kMalformed, "this is not the state of a sequence");
  }
  if (state["version"] != kStateVersion || state["query"] != identity) {
    return Fail(ErrorCode::kUnsupported,
                "this state was saved by another version, or for another form of the rule; the sequences it waits for "
                "are lost");
  }
  try {
    impl_->Load(state, load_event);
  } catch (const std::exception& problem) {
    start_afresh();
    return Fail(ErrorCode::kMalformed, fmt::format("this state is damaged: {}", problem.what()));
  }
  return {};
}

}  // namespace crosstrail
