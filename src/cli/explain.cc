#include "cli/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "cli/units.h"
#include "query/explain.h"

namespace crosstrail::cli {
namespace {

constexpr std::size_t kLongestValue = 100;

std::string Names(const std::vector<FieldId>& ids, const FieldSet& fields) {
  std::vector<std::string> names;
  names.reserve(ids.size());
  for (const FieldId id : ids) names.push_back(Printable(fields.Name(id)));
  return fmt::format("{}", fmt::join(names, ", "));
}

std::string IndexKey(const Condition& condition, const FieldSet& fields) {
  std::string key;
  for (const Requirement& requirement : NecessaryEqualities(condition)) {
    const std::string& name = fields.Name(requirement.field);
    if (name != "event.provider" && name != "event.action") continue;
    key += fmt::format("{}{} in ({})", key.empty() ? "" : ", ", name,
                       Printable(fmt::format("{}", fmt::join(requirement.values, ", "))));
  }
  return key.empty() ? "none: every event is looked at" : key;
}

std::string Heading(const Query& query, std::size_t i) {
  if (query.kind == Query::Kind::kEvent) return "event";
  if (i == query.steps.size()) return "until";
  const Step& step = query.steps[i];
  return fmt::format("step {}{}{}", i + 1, step.missing ? ", must be missing" : "",
                     step.runs > 1 ? fmt::format(", {} runs", step.runs) : "");
}

std::string StepText(const Query& query, std::size_t i, const Step& step, const FieldSet& fields) {
  std::string text = Heading(query, i) + "\n";
  text += "  index   " + IndexKey(step.condition, fields) + "\n";
  if (!step.keys.empty()) {
    std::vector<std::string> keys;
    keys.reserve(step.keys.size());
    for (const JoinKey& key : step.keys) keys.push_back((key.optional ? "?" : "") + Printable(fields.Name(key.field)));
    text += fmt::format("  by      {}\n", fmt::join(keys, ", "));
  }
  text += "  fields  " + Names(step.condition.Fields(), fields) + "\n";
  for (const ExplainedNode& node : Explain(step.condition, fields, nullptr)) {
    text += "  " + std::string(2 * node.depth, ' ') + Printable(node.text) + "\n";
  }
  return text;
}

std::string Duration(crosstrail::Duration length) {
  return length % kSecond == 0 ? fmt::format("{}s", length / kSecond) : fmt::format("{}ms", length / 1'000'000);
}

std::string_view Mark(Truth truth) { return truth == Truth::kTrue ? "yes " : truth == Truth::kFalse ? "no  " : "null"; }

}  // namespace

std::string DescribePlan(const Query& query, const FieldSet& fields) {
  std::string text;
  if (query.kind == Query::Kind::kSequence) {
    text = "sequence" + (query.maxspan ? ", within " + Duration(*query.maxspan) : std::string()) + "\n";
  } else if (query.kind == Query::Kind::kSample) {
    text = "sample\n";
  }
  for (std::size_t i = 0; i < query.steps.size(); ++i) text += StepText(query, i, query.steps[i], fields);
  if (query.until) text += StepText(query, query.steps.size(), *query.until, fields);
  for (const Pipe& pipe : query.pipes) {
    text += fmt::format("then the {} {}\n", pipe.kind == Pipe::Kind::kHead ? "first" : "last", pipe.count);
  }
  return text;
}

std::string DescribeVerdict(const Condition& condition, const FieldSet& fields, FieldSource& event) {
  std::string text;
  for (const ExplainedNode& node : Explain(condition, fields, &event)) {
    text += fmt::format("{}  {}{}\n", Mark(node.truth), std::string(2 * node.depth, ' '), Printable(node.text));
    for (const FieldId field : node.fields) {
      std::vector<std::string> shown;
      for (const Value& value : event.Get(field)) shown.push_back(ShownValue(value, kLongestValue));
      text += fmt::format("      {}{} = {}\n", std::string(2 * node.depth, ' '), Printable(fields.Name(field)),
                          shown.empty() ? "(missing)" : fmt::format("{}", fmt::join(shown, ", ")));
    }
  }
  return text;
}

}  // namespace crosstrail::cli
