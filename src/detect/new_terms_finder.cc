#include "detect/new_terms_finder.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "detect/packed.h"

namespace crosstrail {
namespace {

// A row's key is the term behind its length, the time, whether it is a run, and the ordinal: an event that begins a run
// comes before it.
constexpr std::size_t kBeforeTerm = sizeof(std::uint32_t);
constexpr std::size_t kBehindTerm = sizeof(std::uint64_t) + 1 + sizeof(std::uint64_t);

}  // namespace

Status NewTermsFinder::Add(const StepHit& hit) { return AddRow(hit, false, hit.event->time); }
Status NewTermsFinder::AddRun(const StepHit& hit, Instant last) { return AddRow(hit, true, last); }

Status NewTermsFinder::AddRow(const StepHit& hit, bool is_run, Instant last) {
  ++ordinal_;
  std::string key, rest;
  for (const StepKeys& step : hit.steps) {
    if (step.step != 0) continue;
    for (const std::string& term : step.keys) {
      key.clear();
      AppendOrdered(static_cast<std::uint32_t>(term.size()), key);
      key += term;
      AppendOrdered(static_cast<std::uint64_t>(hit.event->time) ^ (std::uint64_t{1} << 63U), key);
      key += is_run ? '\1' : '\0';
      AppendOrdered(ordinal_, key);
      rest.clear();
      AppendPacked(hit.event->time, rest);
      AppendPacked(last, rest);
      AppendPacked(hit.event->place, rest);
      AppendPacked(ordinal_, rest);
      rest += is_run || hit.history ? '\1' : '\0';  // no news
      if (Status added = rows_.Add({key, rest}); !added) return added;
    }
  }
  return {};
}

Status NewTermsFinder::Finish(const std::function<Status(JoinedEvents)>& take) {
  RowSorter* const rows[] = {&rows_};
  RowReader reader(rows);
  std::string term;
  std::optional<Instant> seen;  // when it was, last
  Row row;
  while (true) {
    const auto more = reader.Next(row);
    if (!more) return tl::unexpected<Error>(more.error());
    if (!*more) return {};
    const std::string_view of = row.key.substr(kBeforeTerm, row.key.size() - kBeforeTerm - kBehindTerm);
    if (of != term || !seen) {
      term = of;
      seen.reset();
    }
    std::string_view rest = row.rest;
    const auto time = TakePacked<Instant>(rest);
    const auto last = TakePacked<Instant>(rest);
    const auto place = TakePacked<std::uint64_t>(rest);
    const auto ordinal = TakePacked<std::uint64_t>(rest);
    const bool is_new = !seen || *seen < Earlier(time, history_);
    seen = std::max(seen.value_or(last), last);
    if (!is_new || rest.front() != '\0') continue;
    if (time < complete_from_) {
      ++incomplete_;
      continue;
    }
    JoinedEvents found{.key = term,
                       .events = {std::make_shared<const HitEvent>(HitEvent{time, {}, place})},
                       .ordinal = ordinal,
                       .count = {}};
    if (Status taken = take(std::move(found)); !taken) return taken;
  }
}

}  // namespace crosstrail
