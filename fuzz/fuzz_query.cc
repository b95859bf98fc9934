// Any text as a query in CROSSTRAIL_FUZZ_LANGUAGE, evaluated on an event without fields and on one where every field
// has a value.
#include <string>

#include "fuzz/require.h"
#include "query/query.h"

namespace crosstrail {
namespace {

class Nothing : public FieldSource {
 public:
  Values Get(FieldId) override { return {}; }
};

class SomeValues : public FieldSource {
 public:
  explicit SomeValues(const FieldSet& fields) : fields_(fields) {}
  Values Get(FieldId field) override {
    CROSSTRAIL_REQUIRE(field < fields_.size());
    return kValues;
  }

 private:
  static inline const Value kValues[] = {std::string_view("Some text, [1] 10.0.0.1"), std::int64_t{-7}, 1.5, true};
  const FieldSet& fields_;
};

}  // namespace
}  // namespace crosstrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  FieldSet fields;
  const auto query = CompileQuery(CROSSTRAIL_FUZZ_LANGUAGE, text, {}, fields);
  if (!query) {
    CROSSTRAIL_REQUIRE(HasErrors(query.error()));
    for (const Diagnostic& diagnostic : query.error()) CROSSTRAIL_REQUIRE(Render(diagnostic, false).ends_with('\n'));
    return 0;
  }
  CROSSTRAIL_REQUIRE(!query->steps.empty());
  Nothing nothing;
  SomeValues values(fields);
  for (const Step& step : query->steps) {
    step.condition.Matches(nothing);
    step.condition.Matches(values);
    for (const FieldId field : step.condition.Fields()) CROSSTRAIL_REQUIRE(field < fields.size());
    // What must be there for a match is not there.
    if (!NecessaryEqualities(step.condition).empty()) CROSSTRAIL_REQUIRE(!step.condition.Matches(nothing));
  }
  return 0;
}
