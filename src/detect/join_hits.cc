#include "detect/join_hits.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "detect/join_keys.h"
#include "detect/sample_detector.h"
#include "detect/sequence_detector.h"

namespace crosstrail {
namespace {

StepHit HitOf(const LoggedHit& hit, std::uint64_t place) {
  return {std::make_shared<const HitEvent>(HitEvent{hit.time, {}, place}), hit.Steps()};
}

Result<bool> Failed(Error error) { return tl::unexpected<Error>(std::move(error)); }

}  // namespace

std::vector<StepKeys> StepsOf(const Query& query, std::span<const StepRef> hits, FieldSource& event) {
  std::vector<StepKeys> steps;
  for (const StepRef hit : hits) {
    std::vector<std::string> keys = KeyTuples(StepOf(query, hit.step).keys, event);
    if (!keys.empty()) steps.push_back({hit.step, std::move(keys)});
  }
  return steps;
}

JoinedResults::JoinedResults(const Query& query, std::unique_ptr<OrderedHits> hits, DetectorLimits limits)
    : query_(query), hits_(std::move(hits)), limits_(limits) {}

Status JoinedResults::Find() {
  if (!hits_) return {};
  Status status;
  if (query_.kind == Query::Kind::kSequence) status = FindSequences();
  if (query_.kind == Query::Kind::kSample) status = FindSamples();
  if (status) ApplyPipes(query_.kind == Query::Kind::kEvent ? hits_->size() : found_.size());
  return status;
}

Status JoinedResults::FindSequences() {
  SequenceDetector detector(query_, {}, limits_);
  std::vector<JoinedEvents> joined;
  LoggedHit hit;
  while (true) {
    const auto more = hits_->Next(hit);
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) break;
    if (!hit.has_time) {
      ++without_time_;
      continue;
    }
    detector.Add(HitOf(hit, hits_->place()), joined);
    if (Status put = PutAside(joined); !put) return put;
  }
  detector.Finish(joined);
  evicted_ = detector.evicted();
  forgotten_ = detector.forgotten();
  return PutAside(joined);
}

Status JoinedResults::FindSamples() {
  SampleDetector detector(query_, 1, limits_);
  LoggedHit hit;
  while (true) {
    const auto more = hits_->Next(hit);
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) break;
    detector.Add(HitOf(hit, hits_->place()));
  }
  std::vector<JoinedEvents> joined;
  detector.Finish(joined);
  evicted_ = detector.evicted();
  return PutAside(joined);
}

Status JoinedResults::PutAside(std::vector<JoinedEvents>& joined) {
  std::string key, places;
  for (const JoinedEvents& found : joined) {
    key.clear();
    AppendOrdered(found.ordinal, key);
    key += found.key;
    places.clear();
    for (const HitEventRef& event : found.events) {
      if (event) places.append(reinterpret_cast<const char*>(&event->place), sizeof event->place);
    }
    if (Status added = found_.Add({key, places}); !added) return added;
  }
  joined.clear();
  return {};
}

void JoinedResults::ApplyPipes(std::uint64_t count) {
  end_ = count;
  for (const Pipe& pipe : query_.pipes) {
    const std::uint64_t kept = std::min<std::uint64_t>(pipe.count, end_ - begin_);
    if (pipe.kind == Pipe::Kind::kHead) {
      end_ = begin_ + kept;
    } else {
      begin_ = end_ - kept;
    }
  }
}

Result<bool> JoinedResults::Next(JoinedHits& result) {
  if (begin_ == end_ || next_ == end_) return false;
  if (query_.kind == Query::Kind::kEvent) return NextEvents(result);
  RowSorter* const rows[] = {&found_};
  if (!reader_) reader_.emplace(rows);
  Row row;
  do {
    if (auto more = reader_->Next(row); !more || !*more) return more;
  } while (next_++ < begin_);
  result.key = row.key.substr(sizeof(std::uint64_t));
  result.events.clear();
  for (std::string_view places = row.rest; !places.empty();) {
    std::uint64_t place = 0;
    std::memcpy(&place, places.data(), sizeof place);
    places.remove_prefix(sizeof place);
    auto hit = hits_->At(place);
    if (!hit) return Failed(std::move(hit.error()));
    result.events.push_back(std::move(*hit));
  }
  return true;
}

// Of a query for single events each hit is a result.
Result<bool> JoinedResults::NextEvents(JoinedHits& result) {
  result.key.clear();
  result.events.resize(1);
  do {
    if (auto more = hits_->Next(result.events.front()); !more || !*more) return more;
  } while (next_++ < begin_);
  return true;
}

}  // namespace crosstrail
