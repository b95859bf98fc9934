#include "detect/hit_log.h"

#include <algorithm>

#include "base/hash.h"
#include "detect/packed.h"

namespace crosstrail {
namespace {

// Steps are written one behind the other: its number behind kStep, then its keys, each behind its length.
constexpr std::uint32_t kStep = 0xFFFFFFFF;

}  // namespace

void LoggedHit::Steps(std::vector<StepKeys>& found) const {
  std::size_t used = 0;
  for (std::string_view rest = steps; !rest.empty();) {
    rest.remove_prefix(sizeof kStep);
    StepKeys& step = Reused(found, used);
    step.step = TakePacked<std::uint32_t>(rest);
    std::size_t keys = 0;
    while (!rest.empty()) {
      std::string_view after = rest;
      const std::uint32_t size = TakePacked<std::uint32_t>(after);
      if (size == kStep) break;
      Reused(step.keys, keys) = after.substr(0, size);
      rest = after.substr(size);
    }
    step.keys.resize(keys);
  }
  found.resize(used);
}

const SourceObject& LoggedHit::Source() const { return log->source(source); }

std::size_t HitBuffer(unsigned threads) {
  constexpr std::size_t kAll = std::size_t{64} << 20U;
  constexpr std::size_t kLeast = std::size_t{2} << 20U;
  return std::clamp(kAll / std::max(1U, threads), kLeast, RowSorter::kDefaultBuffer);
}

Status HitLog::Add(std::uint32_t rule, const Record& record, const std::vector<StepKeys>& steps) {
  if (!has_record_) {
    if (Status kept = KeepRecord(record); !kept) return kept;
  }
  return AddRow(rule, record_id_, record_id_hash_, record_, steps);
}

Status HitLog::KeepRecord(const Record& record) {
  const auto spilled = spill_.Append(record.json);
  if (!spilled) return tl::unexpected<Error>(spilled.error());
  if (const auto added = spill_.Append(record.added); !added) return tl::unexpected<Error>(added.error());
  record_.time = record_.until = record.time;
  record_.has_time = record.has_time ? 1 : 0;
  record_.spilled = *spilled;
  record_.length = static_cast<std::uint32_t>(record.json.size());
  record_.added = record.added.size();
  record_.index = record.index;
  record_.source = SourceNumber(record.source);
  record_.form = static_cast<std::uint16_t>(record.form);
  record_id_ = EventIdOf(record);
  record_id_hash_ = Hash64(record_id_);
  has_record_ = true;
  return {};
}

Status HitLog::AddRun(std::uint32_t rule, std::string_view term, const TermRun& run) {
  std::string id;
  AppendPacked(run.first, id);
  AppendPacked(run.last, id);
  id += term;
  HitRow row;
  row.time = run.first;
  row.until = run.last;
  row.has_time = 1;
  return AddRow(rule, id, Hash64(id), row, {{0, {std::string(term)}}});
}

Status HitLog::AddRow(std::uint32_t rule, std::string_view id, std::uint64_t id_hash, const HitRow& row,
                      const std::vector<StepKeys>& steps) {
  key_.clear();
  AppendOrdered(rule, key_);
  AppendOrdered(id_hash, key_);
  key_ += id;
  rest_.assign(reinterpret_cast<const char*>(&row), sizeof row);
  for (const StepKeys& step : steps) {
    AppendPacked(kStep, rest_);
    AppendPacked(step.step, rest_);
    for (const std::string& key : step.keys) {
      AppendPacked(static_cast<std::uint32_t>(key.size()), rest_);
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

// What cannot be written is missed by whoever loads it.
void HitLog::EndWriting() { static_cast<void>(spill_.Flush()); }

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
