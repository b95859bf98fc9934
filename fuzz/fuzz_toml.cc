// Any text as a rule file, and its query compiled.
#include <string>

#include "fuzz/require.h"
#include "rule/load.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Diagnostics warnings;
  auto rule = ParseRule(text, "fuzz.toml", warnings);
  for (const Diagnostic& warning : warnings) Render(warning, true);
  if (!rule) {
    CROSSTRAIL_REQUIRE(HasErrors(rule.error()));
    for (const Diagnostic& diagnostic : rule.error()) CROSSTRAIL_REQUIRE(Render(diagnostic, false).ends_with('\n'));
    return 0;
  }
  FieldSet fields;
  const CompileOutcome outcome = CompileRule(std::move(*rule), text, fields);
  for (const Diagnostic& diagnostic : outcome.diagnostics) Render(diagnostic, false);
  CROSSTRAIL_REQUIRE(outcome.rule || !outcome.skip_reason.empty() || HasErrors(outcome.diagnostics));
  return 0;
}
