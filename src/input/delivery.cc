#include "input/delivery.h"

#include <fmt/format.h>

namespace crosstrail {

void Delivery::Deliver(Record& record, std::string_view time_text) {
  if (record.json.size() > limits_.record_bytes) {
    Broken(fmt::format("is {} bytes long, more than the limit of {}; raise --max-record-size to read it",
                       record.json.size(), limits_.record_bytes));
    return;
  }
  const auto time = times_.Parse(time_text);
  record.has_time = time.has_value();
  record.time = time.value_or(0);
  record.index = next_index_++;
  record.source = &source_;
  handler_.OnRecord(record);
}

void Delivery::Skip(SkipReason reason) {
  ++next_index_;
  handler_.OnSkip(reason);
}

void Delivery::Broken(std::string message) { handler_.OnProblem(next_index_++, std::move(message)); }

}  // namespace crosstrail
