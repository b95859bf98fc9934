// Any text as a list of Kibana's filters, in JSON or in the TOML of a rule: what compiles can be asked, and what is
// wrong has a place in the text.
#include <string>

#include "fuzz/require.h"
#include "rule/filters.h"
#include "rule/json_document.h"
#include "rule/load.h"

namespace crosstrail {
namespace {

class Nothing : public FieldSource {
 public:
  Values Get(FieldId /*field*/) override { return {}; }
};

class SomeValues : public FieldSource {
 public:
  Values Get(FieldId /*field*/) override { return kValues; }

 private:
  static inline const Value kValues[] = {std::string_view("dana"),
                                         std::string_view("10.0.0.1"),
                                         std::int64_t{-7},
                                         1.5,
                                         true,
                                         InstantValue{1'688'991'761'000'000'000}};
};

void CheckRendered(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) CROSSTRAIL_REQUIRE(Render(diagnostic, false).ends_with('\n'));
}

void CheckCondition(const Condition& condition, const FieldSet& fields) {
  Nothing nothing;
  SomeValues some;
  condition.Matches(some);
  // What must be there for a match is not there.
  if (!NecessaryEqualities(condition).empty()) CROSSTRAIL_REQUIRE(!condition.Matches(nothing));
  for (const FieldId field : condition.Fields()) CROSSTRAIL_REQUIRE(field < fields.size());
}

void TryJson(const std::string& text) {
  const std::string name = "fuzz.json";
  const auto filters = ParseJson({text, name});
  if (!filters) return;
  Problems problems({text, name});
  FieldSet fields;
  dsl::Scope scope{.fields = fields, .problems = problems, .is_json = true};
  const Condition condition(std::make_unique<Expression>(CompileFilters(*filters, scope)));
  CROSSTRAIL_REQUIRE(scope.depth == 0);
  const bool failed = problems.has_errors();
  const Diagnostics diagnostics = problems.Take();
  CROSSTRAIL_REQUIRE(failed == HasErrors(diagnostics));
  CheckRendered(diagnostics);
  if (!failed) CheckCondition(condition, fields);
}

void TryToml(const std::string& text) {
  Diagnostics warnings;
  auto rule = ParseRule(text, "fuzz.toml", warnings);
  if (!rule) return;
  rule->enabled = true;
  FieldSet fields;
  const CompileOutcome outcome = CompileRule(std::move(*rule), text, fields);
  CheckRendered(outcome.diagnostics);
  if (!outcome.rule) return;
  for (const Step& step : outcome.rule->query.steps) CheckCondition(step.condition, fields);
}

}  // namespace
}  // namespace crosstrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;
  const std::string text(reinterpret_cast<const char*>(data), size);
  TryJson(text);
  TryToml(text);
  // The filters alone, in a rule around them.
  TryToml(
      "[rule]\nrule_id = \"r\"\nname = \"n\"\ndescription = \"d\"\ntype = \"query\"\nseverity = \"low\"\nrisk_score = "
      "1\n"
      "language = \"kuery\"\nquery = \"event.action: *\"\n" +
      text);
  return 0;
}
