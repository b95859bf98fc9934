#include "cli/rules_sarif.h"

#include <fmt/format.h>

#include <algorithm>

#include "alert/json_text.h"
#include "base/utf8.h"
#include "cli/rules_subcommands.h"

namespace crosstrail::cli {
namespace {

// A path as a URI reference (RFC 3986): relative ones stay relative.
std::string Uri(std::string_view path) {
  constexpr std::string_view kPlain = "-._~!$&'()*+,;=@/";
  std::string uri = path.starts_with('/') ? "file://" : "";
  for (const char c : path) {
    const bool plain = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (plain || kPlain.find(c) != kPlain.npos) {
      uri += c;
    } else {
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return uri;
}

OrderedJson Region(const Diagnostic& diagnostic) {
  OrderedJson region = {{"startLine", diagnostic.line}};
  if (diagnostic.column == 0) return region;
  const std::string_view line = diagnostic.source_line;
  const std::size_t begin = diagnostic.column - 1 - std::min(diagnostic.source_offset, diagnostic.column - 1);
  region["startColumn"] = diagnostic.source_points + CountCodePoints(line.substr(0, begin)) + 1;
  region["endColumn"] = diagnostic.source_points + CountCodePoints(line.substr(0, begin + diagnostic.length)) + 1;
  return region;
}

std::string RuleId(DiagnosticLevel level) { return fmt::format("rules/{}", LevelName(level)); }

OrderedJson ResultOf(const Diagnostic& diagnostic) {
  const std::string hint = diagnostic.hint.empty() ? "" : " (" + diagnostic.hint + ")";
  OrderedJson result = {{"ruleId", RuleId(diagnostic.level)},
                        {"level", LevelName(diagnostic.level)},
                        {"message", {{"text", diagnostic.message + hint}}}};
  if (diagnostic.file.empty()) return result;
  OrderedJson location = {{"artifactLocation", {{"uri", Uri(diagnostic.file)}}}};
  if (diagnostic.line != 0) location["region"] = Region(diagnostic);
  result["locations"] = OrderedJson::array({{{"physicalLocation", std::move(location)}}});
  return result;
}

}  // namespace

std::string Sarif(const Diagnostics& diagnostics) {
  OrderedJson results = OrderedJson::array();
  for (const Diagnostic& diagnostic : diagnostics) results.push_back(ResultOf(diagnostic));
  OrderedJson rules = OrderedJson::array();
  for (const auto& [level, text] : {std::pair(DiagnosticLevel::kError, "A rule, a test or an exception is not used"),
                                    std::pair(DiagnosticLevel::kWarning, "A rule does not do what it seems to"),
                                    std::pair(DiagnosticLevel::kNote, "A rule could do better")}) {
    rules.push_back({{"id", RuleId(level)},
                     {"shortDescription", {{"text", text}}},
                     {"defaultConfiguration", {{"level", LevelName(level)}}}});
  }
  const OrderedJson driver = {{"name", "crosstrail"}, {"version", CROSSTRAIL_VERSION}, {"rules", std::move(rules)}};
  const OrderedJson out = {
      {"$schema", "https://json.schemastore.org/sarif-2.1.0.json"},
      {"version", "2.1.0"},
      {"runs",
       OrderedJson::array(
           {{{"tool", {{"driver", driver}}}, {"columnKind", "unicodeCodePoints"}, {"results", std::move(results)}}})}};
  return DumpLine(out) + '\n';
}

}  // namespace crosstrail::cli
