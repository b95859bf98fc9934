#include "detect/hit_stream.h"

#include <algorithm>

namespace crosstrail {

void HitStream::Add(StepHit hit, std::vector<JoinedEvents>& found) {
  const Instant time = hit.event->time;
  if (time < watermark_) {
    ++late_;
    return;
  }
  std::pair place(time, hit.event->event_id);
  waiting_.emplace(std::move(place), std::move(hit));
  if (time > kMinInstant + lateness_) AdvanceTo(time - lateness_, found);
}

void HitStream::AdvanceTo(Instant watermark, std::vector<JoinedEvents>& found) {
  if (watermark <= watermark_) return;
  watermark_ = watermark;
  while (!waiting_.empty() && waiting_.begin()->first.first < watermark_) {
    detector_.Add(waiting_.begin()->second, found);
    waiting_.erase(waiting_.begin());
  }
  detector_.AdvanceTo(watermark_, found);
}

void HitStream::Finish(std::vector<JoinedEvents>& found) {
  AdvanceTo(kMaxInstant, found);
  detector_.Finish(found);
}

}  // namespace crosstrail
