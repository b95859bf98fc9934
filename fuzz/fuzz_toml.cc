// Any text as a rule file: parsing, checking and compiling, and as a file of rule tests. A refusal has a reason.
#include <cstdint>
#include <cstdlib>
#include <string>

#include "rule/load.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;  // NOLINT: one small program
  const std::string text(reinterpret_cast<const char*>(data), size);
  Diagnostics warnings;
  auto rule = ParseRule(text, "fuzz.toml", warnings);
  if (!rule) {
    if (!HasErrors(rule.error())) std::abort();
    for (const Diagnostic& diagnostic : rule.error()) (void)Render(diagnostic, false);
    return 0;
  }
  FieldSet fields;
  const CompileOutcome outcome = CompileRule(std::move(*rule), text, fields);
  if (!outcome.rule && outcome.skip_reason.empty() && !HasErrors(outcome.diagnostics)) std::abort();
  for (const Diagnostic& diagnostic : outcome.diagnostics) (void)Render(diagnostic, false);
  return 0;
}
