#include "tests/policy/summary.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace crosstrail::policy {
namespace {

std::string List(const std::vector<Word>& words) {
  std::vector<std::string_view> texts;
  for (const Word& word : words) texts.push_back(word.text);
  return fmt::format("[{}]", fmt::join(texts, ","));
}

std::string_view Name(PrincipalType type) { return type == PrincipalType::kAnyone ? "Anyone" : KeyOf(type); }

}  // namespace

std::string Summary(const Statement& statement) {
  std::string out = fmt::format("#{} {}", statement.index, statement.effect == Effect::kAllow ? "Allow" : "Deny");
  if (!statement.sid.text.empty()) out += fmt::format(" '{}'", statement.sid.text);
  if (statement.has_principal || statement.has_not_principal) {
    std::vector<std::string> principals;
    for (const PrincipalElement& p : statement.principals) {
      principals.push_back(fmt::format("{}:{}", Name(p.type), p.value.text));
    }
    out += fmt::format(" {}P{{{}}}", statement.has_not_principal ? "!" : "", fmt::join(principals, ","));
  }
  out += fmt::format(" {}A{}", statement.not_action ? "!" : "", List(statement.actions));
  if (statement.has_resource)
    out += fmt::format(" {}R{}", statement.not_resource ? "!" : "", List(statement.resources));
  for (const ConditionElement& c : statement.conditions) {
    out += fmt::format(" C{{{}{} {}={}}}", c.op ? "" : "?", c.operator_name.text, c.key.text, List(c.values));
  }
  return out;
}

std::string Summary(const Document& document) {
  std::string out = document.variables ? "2012" : "2008";
  if (!document.id.empty()) out += fmt::format(" '{}'", document.id);
  for (const Statement& statement : document.statements) out += " | " + Summary(statement);
  return out;
}

std::string Summary(std::string_view text) {
  const ParsedDocument parsed = ParseDocument(text, "policy.json");
  return parsed.unreadable ? "unreadable" : Summary(parsed.document);
}

std::vector<std::string> Complaints(const Diagnostics& diagnostics) {
  std::vector<std::string> complaints;
  for (const Diagnostic& d : diagnostics) {
    const std::string_view level = d.level == DiagnosticLevel::kError     ? "error"
                                   : d.level == DiagnosticLevel::kWarning ? "warning"
                                                                          : "note";
    complaints.push_back(fmt::format("{} {}:{} {}", level, d.line, d.column, d.message));
  }
  return complaints;
}

}  // namespace crosstrail::policy
