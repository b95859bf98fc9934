#include "detect/exposure_teller.h"

#include "exposure/fields.h"

namespace crosstrail {

bool ExposureTeller::IsWorthTelling(const exposure::Outcome& outcome) const {
  return plan_.asks_for_uneventful() || observer_ || !exposure::IsUneventful(outcome);
}

Status ExposureTeller::Tell(const exposure::Outcome& outcome, const exposure::Origin& origin, const Record& record,
                            std::vector<StepRef>& hits, std::string& added) {
  Event& event = matcher_.event();
  if (Status opened = event.Open(record); !opened) return opened;
  Record with_fields = record;
  const auto add = [&](bool with_grants) {
    added = exposure::FieldsJson(outcome, with_grants);
    added.reserve(added.size() + kJsonPadding);
    with_fields.added = added;
    event.Add(added);
  };
  add(false);
  matcher_.MatchOpen(with_fields, hits);
  if (!hits.empty() || observer_) add(true);
  if (observer_) observer_({outcome, origin, with_fields, hits, matcher_});
  return {};
}

}  // namespace crosstrail
