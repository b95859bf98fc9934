// What can be told of a step before an event is parsed: from its routing fields, and from texts that have to stand in
// the record as it is written.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "event/field_set.h"
#include "input/record.h"
#include "query/query.h"
#include "query/value_test.h"

namespace crosstrail {

/// Immutable and safe to share between threads. Sound: false is only said where the step cannot match.
class Precheck {
 public:
  /// Views the condition, which must outlive it. `by_call`: provider and action are settled by other means.
  Precheck(const Condition& condition, const FieldSet& fields, bool by_call);

  /// Whether there is anything to check.
  bool empty() const { return of_action_.empty() && of_provider_.empty() && needs_.empty() && tests_ == nullptr; }

  /// `record` is a raw one with its routing fields. Cost: a search of a part of the record for each text needed, some
  /// tens of nanoseconds.
  bool MayMatch(const Record& record) const;

  /// Whether the two say the same of every record, as far as that is easy to tell.
  bool operator==(const Precheck& other) const;

 private:
  enum class Part : std::uint8_t { kRecord, kRequestParameters, kUserIdentity };
  struct Text {
    std::string text;
    std::size_t rarest = 0;  // the place of its least frequent character
    bool operator==(const Text&) const = default;
  };
  struct Need {
    Part part = Part::kRecord;
    std::vector<Text> texts;  // one of them has to be there
    bool operator==(const Need&) const = default;
  };

  std::vector<const ValueTest*> of_action_, of_provider_;
  std::vector<Need> needs_;
  const Expression* tests_ = nullptr;  // what has EventTests in it
};

}  // namespace crosstrail
