// The fields of an indicator, as a query about indicators (threat_query) sees them.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "event/field_set.h"
#include "indicator/indicator_set.h"

namespace crosstrail {

/// The fields to compile such a query against: those that ECS has for indicators with their types, and now.
FieldSet IndicatorFieldSet();

/// One indicator. Lives as long as the set; not thread-safe. An indicator without "@timestamp" is as new as can be: it
/// is of `now`, which is when the event happened that it is compared with.
class IndicatorFields : public FieldSource {
 public:
  /// `fields` is what IndicatorFieldSet gave, and has since grown. Without `now` it is what "@timestamp" says.
  IndicatorFields(const IndicatorSet& set, std::uint32_t indicator, const FieldSet& fields, std::optional<Instant> now);

  Values Get(FieldId field) override;

 private:
  void Read(FieldId field, std::vector<Value>& values) const;

  const IndicatorSet& set_;
  const std::uint32_t indicator_;
  const FieldSet& fields_;
  std::optional<Instant> now_;
  struct Known {
    FieldId field = 0;
    std::vector<Value> values;
  };
  std::deque<Known> known_;  // those that were asked for
};

}  // namespace crosstrail
