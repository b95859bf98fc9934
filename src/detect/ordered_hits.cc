#include "detect/ordered_hits.h"

#include <cstring>
#include <utility>

#include "detect/hit_row.h"

namespace crosstrail {
namespace {

HitRow HitRowOf(std::string_view rest) {
  HitRow row;
  std::memcpy(&row, rest.data(), sizeof row);
  return row;
}

std::vector<RowSorter*> SortersOf(const std::vector<HitLog*>& logs) {
  std::vector<RowSorter*> sorters;
  sorters.reserve(logs.size());
  for (HitLog* const log : logs) sorters.push_back(&log->rows());
  return sorters;
}

std::uint32_t RuleOf(std::string_view key) {
  std::uint32_t rule = 0;
  for (std::size_t i = 0; i < kRuleSize; ++i) rule = rule << 8U | static_cast<unsigned char>(key[i]);
  return rule;
}

}  // namespace

Status OrderedHits::Add(std::string_view event_id, const HitRow& row, std::string_view steps) {
  key_.assign(1, row.has_time != 0 ? '\0' : '\1');
  const std::uint64_t from_least = static_cast<std::uint64_t>(row.time) ^ (std::uint64_t{1} << 63U);
  AppendOrdered(row.has_time != 0 ? from_least : std::uint64_t{0}, key_);
  key_ += event_id;
  rest_.assign(reinterpret_cast<const char*>(&row), sizeof row);
  rest_ += steps;
  return rows_.Add({key_, rest_});
}

void OrderedHits::Fill(const Row& row, LoggedHit& hit) const {
  const HitRow from = HitRowOf(row.rest);
  hit.log = logs_[from.log];
  hit.event_id = row.key.substr(kBeforeIdInOrder);
  hit.steps = row.rest.substr(sizeof from);
  hit.time = from.time;
  hit.until = from.until;
  hit.has_time = from.has_time != 0;
  hit.form = static_cast<RecordForm>(from.form);
  hit.spilled = from.spilled;
  hit.index = from.index;
  hit.length = from.length;
  hit.added = from.added;
  hit.source = from.source;
}

Result<bool> OrderedHits::Next(LoggedHit& hit) {
  RowSorter* const rows[] = {&rows_};
  if (!reader_) reader_.emplace(rows);
  Row row;
  auto more = reader_->Next(row);
  if (more && *more) Fill(row, hit);
  return more;
}

Result<LoggedHit> OrderedHits::At(std::uint64_t place) {
  const auto row = rows_.Read(place, scratch_);
  if (!row) return tl::unexpected<Error>(row.error());
  LoggedHit hit;
  Fill(*row, hit);
  return hit;
}

HitsByRule::HitsByRule(std::vector<HitLog*> logs)
    : logs_(std::move(logs)), sorters_(SortersOf(logs_)), reader_(sorters_) {}

Status HitsByRule::Advance() {
  auto more = reader_.Next(row_);
  if (!more) return tl::unexpected<Error>(std::move(more.error()));
  more_ = *more;
  return {};
}

CopyOrder HitsByRule::OrderOf(const HitRow& row) const {
  const bool has_time = row.has_time != 0;
  return {logs_[row.log]->is_history(), !has_time, has_time ? row.time : 0, logs_[row.log]->source(row.source).path,
          row.index};
}

Result<std::unique_ptr<OrderedHits>> HitsByRule::Next() {
  if (!std::exchange(started_, true)) {
    if (Status advanced = Advance(); !advanced) return tl::unexpected<Error>(std::move(advanced.error()));
  }
  if (!more_) return nullptr;
  auto hits = std::make_unique<OrderedHits>(RuleOf(row_.key), logs_);
  std::string key, steps;
  while (more_ && RuleOf(row_.key) == hits->rule()) {
    // The copies of one event, one behind the other.
    key = row_.key;
    HitRow least;
    for (bool first = true; more_ && row_.key == key; first = false) {
      HitRow row = HitRowOf(row_.rest);
      row.log = static_cast<std::uint32_t>(reader_.sorter());
      if (first || OrderOf(row) < OrderOf(least)) {
        least = row;
        steps = row_.rest.substr(sizeof row);
      }
      if (Status advanced = Advance(); !advanced) return tl::unexpected<Error>(std::move(advanced.error()));
    }
    const std::string_view event_id = std::string_view(key).substr(kBeforeId);
    if (Status added = hits->Add(event_id, least, steps); !added) {
      return tl::unexpected<Error>(std::move(added.error()));
    }
  }
  return hits;
}

}  // namespace crosstrail
