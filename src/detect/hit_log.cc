#include "detect/hit_log.h"

#include <algorithm>
#include <cstring>
#include <tuple>

#include "detect/event_hits.h"

namespace crosstrail {
namespace {

constexpr std::size_t kChunk = std::size_t{1} << 20U;

// Names are written one behind the other: a length in four bytes, then the text; a step by its number in front of its
// keys, a length of kStep.
constexpr std::uint32_t kStep = 0xFFFFFFFF;

void AppendNumber(std::uint32_t number, std::string& out) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::uint32_t TakeNumber(std::string_view& names) {
  std::uint32_t number = 0;
  std::memcpy(&number, names.data(), sizeof number);
  names.remove_prefix(sizeof number);
  return number;
}

void AppendText(std::string_view text, std::string& out) {
  AppendNumber(static_cast<std::uint32_t>(text.size()), out);
  out += text;
}

}  // namespace

std::string_view LoggedHit::event_id() const {
  std::string_view rest = names;
  const std::uint32_t size = TakeNumber(rest);
  return rest.substr(0, size);
}

std::vector<StepKeys> LoggedHit::Steps() const {
  std::string_view rest = names;
  rest.remove_prefix(TakeNumber(rest));
  std::vector<StepKeys> steps;
  while (!rest.empty()) {
    const std::uint32_t size = TakeNumber(rest);
    if (size == kStep) {
      steps.push_back({TakeNumber(rest), {}});
    } else {
      steps.back().keys.emplace_back(rest.substr(0, size));
      rest.remove_prefix(size);
    }
  }
  return steps;
}

const SourceObject& LoggedHit::Source() const { return log->sources_[source]; }

Status HitLog::Add(std::uint32_t rule, const Record& record, const std::vector<StepKeys>& steps) {
  if (!spilled_) {
    const auto spilled = spill_.Append(record.json);
    if (!spilled) return tl::unexpected<Error>(spilled.error());
    spilled_ = *spilled;
  }
  scratch_.clear();
  AppendText(EventIdOf(record), scratch_);
  for (const StepKeys& step : steps) {
    AppendNumber(kStep, scratch_);
    AppendNumber(step.step, scratch_);
    for (const std::string& key : step.keys) AppendText(key, scratch_);
  }
  LoggedHit& hit = hits_.emplace_back();
  hit.log = this;
  hit.time = record.time;
  hit.has_time = record.has_time;
  hit.names = Keep(scratch_);
  hit.spilled = *spilled_;
  hit.length = static_cast<std::uint32_t>(record.json.size());
  hit.index = record.index;
  hit.source = SourceNumber(record.source);
  hit.rule = rule;
  hit.form = record.form;
  return {};
}

std::string_view HitLog::Keep(std::string_view text) {
  if (chunks_.empty() || chunks_.back().capacity() - chunks_.back().size() < text.size()) {
    chunks_.emplace_back().reserve(std::max(kChunk, text.size()));
  }
  std::string& chunk = chunks_.back();
  const std::size_t at = chunk.size();
  chunk += text;  // within the capacity, so what lies before stays where it is
  return std::string_view(chunk).substr(at);
}

std::uint32_t HitLog::SourceNumber(const SourceObject* source) {
  static const SourceObject kNowhere;
  const SourceObject& from = source != nullptr ? *source : kNowhere;
  if (sources_.empty() || sources_.back().path != from.path) sources_.push_back(from);
  return static_cast<std::uint32_t>(sources_.size() - 1);
}

Result<KeptRecord> HitLog::Load(const LoggedHit& hit) {
  KeptRecord kept;
  kept.json.reserve(hit.length + kJsonPadding);
  if (Status read = spill_.Read(hit.spilled, hit.length, kept.json); !read) {
    return tl::unexpected<Error>(std::move(read.error()));
  }
  kept.form = hit.form;
  kept.time = hit.time;
  kept.has_time = hit.has_time;
  kept.event_id = hit.event_id();
  const SourceObject& source = hit.Source();
  kept.provenance = {source.path, hit.index, source.sha256};
  return kept;
}

std::vector<LoggedHit> InOrder(std::span<HitLog* const> logs) {
  std::vector<LoggedHit> hits;
  std::size_t count = 0;
  for (const HitLog* log : logs) count += log->hits().size();
  hits.reserve(count);
  for (const HitLog* log : logs) hits.insert(hits.end(), log->hits().begin(), log->hits().end());
  std::sort(hits.begin(), hits.end(), [](const LoggedHit& a, const LoggedHit& b) {
    const auto when = [](const LoggedHit& hit) {
      return std::make_tuple(hit.rule, !hit.has_time, hit.has_time ? hit.time : 0);
    };
    if (when(a) != when(b)) return when(a) < when(b);
    if (const int order = a.event_id().compare(b.event_id()); order != 0) return order < 0;
    return std::tie(a.Source().path, a.index) < std::tie(b.Source().path, b.index);
  });
  const auto same = [](const LoggedHit& a, const LoggedHit& b) {
    return a.rule == b.rule && a.time == b.time && a.has_time == b.has_time && a.event_id() == b.event_id();
  };
  hits.erase(std::unique(hits.begin(), hits.end(), same), hits.end());
  return hits;
}

}  // namespace crosstrail
