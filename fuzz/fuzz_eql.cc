// Any text as an EQL query: compiled, and evaluated on an event without fields and on one where every field holds
// values. A refusal has a reason and a place.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "query/query.h"

namespace {

using namespace crosstrail;  // NOLINT: one small program

class Empty : public FieldSource {
 public:
  Values Get(FieldId) override { return {}; }
};

class Full : public FieldSource {
 public:
  Values Get(FieldId field) override { return Values(kValues).subspan(field % 4, 1 + field % 3); }

 private:
  static constexpr std::array<Value, 7> kValues{Value{std::string_view("PutBucketPolicy")},
                                                Value{std::string_view("")},
                                                Value{std::int64_t{-1}},
                                                Value{true},
                                                Value{1.5},
                                                Value{std::string_view("192.0.2.1")},
                                                Value{InstantValue{0}}};
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  FieldSet fields;
  const auto query = CompileEql(text, QueryOptions{}, fields);
  if (!query) {
    if (!HasErrors(query.error())) std::abort();
    for (const Diagnostic& diagnostic : query.error()) (void)Render(diagnostic, false);
    return 0;
  }
  Empty empty;
  Full full;
  for (const Step& step : query->steps) {
    (void)step.condition.Matches(empty);
    (void)step.condition.Matches(full);
    (void)step.condition.Fields();
    (void)NecessaryEqualities(step.condition);
  }
  return 0;
}
