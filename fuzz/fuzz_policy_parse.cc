// Any text as a policy: reading ends, and whatever it says points into the text.
#include <string>

#include "fuzz/require.h"
#include "policy/parse.h"

namespace crosstrail::policy {
namespace {

void CheckSpan(Span span, std::string_view text) {
  CROSSTRAIL_REQUIRE(span.begin < span.end && span.end <= text.size());
}

// A word stands where its span says: a string in its quotes, or a scalar as written.
void CheckWord(const Word& word, std::string_view text) {
  CheckSpan(word.span, text);
  const std::string_view there = text.substr(word.span.begin, word.span.end - word.span.begin);
  if (there.front() != '"') {
    // The rest is the place of something that could not be read.
    CROSSTRAIL_REQUIRE(word.text.empty() || there == word.text);
    return;
  }
  CROSSTRAIL_REQUIRE(there.size() >= 2 && there.back() == '"');
  const std::string_view inside = there.substr(1, there.size() - 2);
  if (inside.find('\\') == std::string_view::npos) CROSSTRAIL_REQUIRE(word.text.empty() || inside == word.text);
  CROSSTRAIL_REQUIRE(word.text.size() <= inside.size());
}

void CheckStatement(const Statement& statement, std::string_view text) {
  CheckSpan(statement.span, text);
  CROSSTRAIL_REQUIRE(text[statement.span.begin] == '{' && text[statement.span.end - 1] == '}');
  CROSSTRAIL_REQUIRE(!statement.has_principal || !statement.has_not_principal);
  CROSSTRAIL_REQUIRE(statement.has_resource || statement.resources.empty());
  if (!statement.sid.text.empty()) CheckWord(statement.sid, text);
  for (const PrincipalElement& principal : statement.principals) CheckWord(principal.value, text);
  for (const Word& action : statement.actions) CheckWord(action, text);
  for (const Word& resource : statement.resources) CheckWord(resource, text);
  for (const ConditionElement& condition : statement.conditions) {
    CheckWord(condition.operator_name, text);
    if (!condition.key.text.empty()) CheckWord(condition.key, text);
    for (const Word& value : condition.values) CheckWord(value, text);
  }
}

}  // namespace
}  // namespace crosstrail::policy

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const policy::ParsedDocument parsed = policy::ParseDocument(text, "policy.json");
  CROSSTRAIL_REQUIRE(!parsed.unreadable || HasErrors(parsed.diagnostics));
  CROSSTRAIL_REQUIRE(!parsed.unreadable || parsed.document.statements.empty());
  for (const policy::Statement& statement : parsed.document.statements) policy::CheckStatement(statement, text);
  for (const Diagnostic& diagnostic : parsed.diagnostics) {
    CROSSTRAIL_REQUIRE(diagnostic.column <= diagnostic.source_line.size() + 2);  // a line end and its '\r'
    CROSSTRAIL_REQUIRE(Render(diagnostic, false).ends_with('\n'));
  }
  return 0;
}
