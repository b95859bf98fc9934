#include "detect/hit_log.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"
#include "detect/hit_row.h"

namespace crosstrail {
namespace {

// Steps are written one behind the other: its number behind kStep, then its keys, each behind its length.
constexpr std::uint32_t kStep = 0xFFFFFFFF;

void AppendNumber(std::uint32_t number, std::string& out) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

std::uint32_t TakeNumber(std::string_view& text) {
  std::uint32_t number = 0;
  std::memcpy(&number, text.data(), sizeof number);
  text.remove_prefix(sizeof number);
  return number;
}

}  // namespace

std::vector<StepKeys> LoggedHit::Steps() const {
  std::vector<StepKeys> found;
  for (std::string_view rest = steps; !rest.empty();) {
    const std::uint32_t size = TakeNumber(rest);
    if (size == kStep) {
      found.push_back({TakeNumber(rest), {}});
    } else {
      found.back().keys.emplace_back(rest.substr(0, size));
      rest.remove_prefix(size);
    }
  }
  return found;
}

const SourceObject& LoggedHit::Source() const { return log->source(source); }

std::size_t HitBuffer(unsigned threads) {
  constexpr std::size_t kAll = std::size_t{64} << 20U;
  constexpr std::size_t kLeast = std::size_t{2} << 20U;
  return std::clamp(kAll / std::max(1U, threads), kLeast, RowSorter::kDefaultBuffer);
}

Status HitLog::Add(std::uint32_t rule, const Record& record, const std::vector<StepKeys>& steps) {
  if (!spilled_) {
    const auto spilled = spill_.Append(record.json);
    if (!spilled) return tl::unexpected<Error>(spilled.error());
    spilled_ = *spilled;
    if (const auto added = spill_.Append(record.added); !added) return tl::unexpected<Error>(added.error());
  }
  const std::string id = EventIdOf(record);
  key_.clear();
  AppendOrdered(rule, key_);
  AppendOrdered(Hash64(id), key_);
  key_ += id;
  HitRow row;
  row.time = record.time;
  row.has_time = record.has_time ? 1 : 0;
  row.spilled = *spilled_;
  row.length = static_cast<std::uint32_t>(record.json.size());
  row.added = record.added.size();
  row.index = record.index;
  row.source = SourceNumber(record.source);
  row.form = static_cast<std::uint16_t>(record.form);
  rest_.assign(reinterpret_cast<const char*>(&row), sizeof row);
  for (const StepKeys& step : steps) {
    AppendNumber(kStep, rest_);
    AppendNumber(step.step, rest_);
    for (const std::string& key : step.keys) {
      AppendNumber(static_cast<std::uint32_t>(key.size()), rest_);
      rest_ += key;
    }
  }
  return rows_.Add({key_, rest_});
}

std::uint32_t HitLog::SourceNumber(const SourceObject* source) {
  static const SourceObject kNowhere;
  const SourceObject& from = source != nullptr ? *source : kNowhere;
  if (sources_.empty() || sources_.back().path != from.path) sources_.push_back(from);
  return static_cast<std::uint32_t>(sources_.size() - 1);
}

Result<std::string> HitLog::LoadAdded(const LoggedHit& hit) {
  std::string added;
  if (Status read = spill_.Read(hit.spilled + hit.length, hit.added, added); !read) {
    return tl::unexpected<Error>(std::move(read.error()));
  }
  return added;
}

Result<KeptRecord> HitLog::Load(const LoggedHit& hit) {
  KeptRecord kept;
  kept.json.reserve(hit.length + kJsonPadding);
  if (Status read = spill_.Read(hit.spilled, hit.length, kept.json); !read) {
    return tl::unexpected<Error>(std::move(read.error()));
  }
  if (hit.added != 0) {
    kept.added.reserve(hit.added + kJsonPadding);
    if (Status read = spill_.Read(hit.spilled + hit.length, hit.added, kept.added); !read) {
      return tl::unexpected<Error>(std::move(read.error()));
    }
  }
  kept.form = hit.form;
  kept.time = hit.time;
  kept.has_time = hit.has_time;
  kept.event_id = hit.event_id;
  const SourceObject& source = hit.Source();
  kept.provenance = {source.path, hit.index, source.sha256};
  return kept;
}

}  // namespace crosstrail
