#include "detect/sequence_detector.h"

#include <algorithm>
#include <stdexcept>
#include <unordered_map>
#include <utility>

#include "detect/missing_events.h"
#include "detect/saved_state.h"

namespace crosstrail {
namespace {

constexpr int kSequenceVersion = 3;
constexpr std::size_t kFirstSequenceSweep = 4096;

// The beginning of a sequence: the events of its first stages.
struct Partial {
  std::vector<HitEventRef> events;
  std::uint64_t begun = 0;  // the ordinal of the first event
  MissingState missing;

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
        missing_(query, limits.leading),
        next_sweep_(std::min(kFirstSequenceSweep, limits.waiting)) {
    for (std::uint32_t i = 0; i < query.steps.size(); ++i) {
      if (!query.steps[i].missing) stages_.insert(stages_.end(), query.steps[i].runs, i);
    }
    pending_.resize(stages_.size());
  }

  void Add(const StepHit& hit, std::vector<JoinedEvents>& found) {
    const Instant time = hit.event->time;
    AdvanceTo(time, found);
    ++ordinal_;
    // One event may be both what must be there and what must not; it does not come before, between or after itself.
    ForEachMissing(hit, MissingEvents::Where::kTrailing,
                   [&](const MissingEvents::Kind&, const std::string& key) { missing_.AddTrailing(key, time); });
    for (std::size_t stage = stages_.size(); stage-- > 0;) {
      const StepKeys* const keys = KeysOf(hit, stages_[stage]);
      if (keys == nullptr) continue;
      for (const std::string& key : keys->keys) Advance(stage, key, hit.event, found);
    }
    ForEachMissing(hit, MissingEvents::Where::kMiddle, [&](const MissingEvents::Kind& kind, const std::string& key) {
      Spoil(pending_[kind.before - 1], key, hit.event);
    });
    ForEachMissing(hit, MissingEvents::Where::kLeading,
                   [&](const MissingEvents::Kind&, const std::string& key) { missing_.AddLeading(key, time); });
    if (const StepKeys* const keys = KeysOf(hit, until_)) {
      for (const std::string& key : keys->keys) Drop(key);
    }
    if (waiting() > next_sweep_) Sweep(time);
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
  std::uint64_t forgotten() const { return missing_.forgotten(); }

  std::string Save(const SavedEvents::Save& save_event) const {
    SavedEvents events(save_event);
    nlohmann::json stages = nlohmann::json::array();
    for (const Stage& stage : pending_) {
      nlohmann::json& saved = stages.emplace_back(nlohmann::json::array());
      for (const auto& [key, partial] : stage) {
        nlohmann::json numbers = nlohmann::json::array();
        for (const HitEventRef& event : partial.events) numbers.push_back(events.Add(event));
        nlohmann::json& entry =
            saved.emplace_back(nlohmann::json{{"key", key}, {"events", std::move(numbers)}, {"begun", partial.begun}});
        if (partial.missing.spoilt) entry["spoilt"] = true;
        if (partial.missing.leading) entry["leading"] = *partial.missing.leading;
      }
    }
    nlohmann::json missing = missing_.Save(events);
    return nlohmann::json{{"version", kSequenceVersion}, {"rule", identity_},           {"ordinal", ordinal_},
                          {"evicted", evicted_},         {"stages", std::move(stages)}, {"missing", std::move(missing)},
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
        for (const nlohmann::json& number : saved.at("events")) partial.events.push_back(events.at(number));
        if (partial.events.size() != i + 1) throw std::out_of_range("stage");
        partial.begun = saved.at("begun").get<std::uint64_t>();
        partial.missing.spoilt = saved.contains("spoilt");
        if (saved.contains("leading")) partial.missing.leading = saved.at("leading").get<Instant>();
        pending_[i].insert_or_assign(saved.at("key").get<std::string>(), std::move(partial));
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

  template <typename Take>
  void ForEachMissing(const StepHit& hit, MissingEvents::Where where, Take take) {
    for (const MissingEvents::Kind& kind : missing_.kinds()) {
      if (kind.where != where) continue;
      const StepKeys* const keys = KeysOf(hit, kind.step);
      if (keys == nullptr) continue;
      for (const std::string& key : keys->keys) take(kind, key);
    }
  }

  // What must not come between two events came while the first of them waits. The beginning goes on to be the newest of
  // its stage, as any other; only what it ends in is no sequence.
  static void Spoil(Stage& stage, const std::string& key, const HitEventRef& event) {
    const auto waiting = stage.find(key);
    if (waiting != stage.end() && waiting->second.events.back() != event) waiting->second.missing.spoilt = true;
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
    } else {
      partial.begun = ordinal_;
      partial.missing.leading = missing_.Leading(key);
    }
    partial.events.push_back(event);
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
    candidate.begun = partial.begun;
    candidate.missing = partial.missing;
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
    std::size_t count = missing_.candidates();
    for (const Stage& stage : pending_) count += stage.size();
    return count;
  }

  // Forgets what can no longer become a sequence, then, at the limit, gives up what is over nine tenths of it: so the
  // next sweep is a tenth of the limit away, whatever comes.
  void Sweep(Instant now) {
    if (maxspan_) {
      for (Stage& stage : pending_) {
        std::erase_if(stage, [&](const auto& entry) { return Elapsed(entry.second.first(), now) > *maxspan_; });
      }
    }
    const std::size_t most = limits_.waiting - limits_.waiting / 10;
    if (next_sweep_ >= limits_.waiting && waiting() > most) Evict(waiting() - most);
    next_sweep_ = std::min(std::max(kFirstSequenceSweep, 2 * waiting()), limits_.waiting);
  }

  // Gives up the `excess` that began first.
  void Evict(std::size_t excess) {
    struct Begun {
      std::uint64_t ordinal = 0;
      const std::string* key = nullptr;
      Stage* stage = nullptr;  // nullptr: it waits for what must not follow
      MissingEvents::Waiting::iterator candidate;
    };
    std::vector<Begun> all;
    all.reserve(waiting());
    for (Stage& stage : pending_) {
      for (const auto& [key, partial] : stage) all.push_back({partial.begun, &key, &stage, {}});
    }
    for (auto at = missing_.waiting().begin(); at != missing_.waiting().end(); ++at) {
      all.push_back({at->second.begun, &at->second.joined.key, nullptr, at});
    }
    const auto end = all.begin() + static_cast<std::ptrdiff_t>(excess);
    std::nth_element(all.begin(), end, all.end(), [](const Begun& a, const Begun& b) {
      return a.ordinal != b.ordinal ? a.ordinal < b.ordinal : *a.key < *b.key;
    });
    for (auto oldest = all.begin(); oldest != end; ++oldest) {
      if (oldest->stage != nullptr) {
        oldest->stage->erase(oldest->stage->find(*oldest->key));
      } else {
        missing_.GiveUp(oldest->candidate);
      }
    }
    evicted_ += excess;
  }

  const std::string identity_;
  const DetectorLimits limits_;
  const std::optional<Duration> maxspan_;
  const std::uint32_t until_;
  std::vector<std::uint32_t> stages_;  // the steps of the positive events, runs written out
  std::vector<Stage> pending_;         // by stage that was reached
  MissingEvents missing_;
  std::uint64_t ordinal_ = 0;
  std::uint64_t evicted_ = 0;
  std::size_t next_sweep_;  // at so much that waits
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
std::uint64_t SequenceDetector::forgotten() const { return impl_->forgotten(); }
std::string SequenceDetector::Save(const SaveEvent& save_event) const { return impl_->Save(save_event); }

Status SequenceDetector::Restore(std::string_view text, const LoadEvent& load_event) {
  const std::string identity = impl_->identity();
  const auto start_afresh = [&] { impl_ = std::make_unique<Impl>(query_, identity, limits_); };
  start_afresh();
  const Result<nlohmann::json> state = ParseState(text, kSequenceVersion, identity);
  if (!state) return tl::unexpected<Error>(state.error());
  try {
    impl_->Load(*state, load_event);
  } catch (const std::exception& problem) {
    start_afresh();
    return DamagedState(problem);
  }
  return {};
}

}  // namespace crosstrail
