#include "policy/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <unordered_set>
#include <utility>

#include "base/text.h"
#include "policy/elements.h"
#include "policy/forms.h"

namespace crosstrail::policy {
namespace {

bool HasVariable(std::string_view text) { return text.find("${") != std::string_view::npos; }

// Whether `text` has a '*' outside of "${*}".
bool HasPlainStar(std::string_view text) {
  for (std::size_t at = text.find('*'); at != std::string_view::npos; at = text.find('*', at + 1)) {
    const bool escaped = at >= 2 && text.substr(at - 2, 4) == "${*}";
    if (!escaped) return true;
  }
  return false;
}

class Checker {
 public:
  Checker(const Document& document, Problems& problems) : document_(document), problems_(problems) {}

  void Check() {
    for (const Statement& statement : document_.statements) {
      CheckSid(statement.sid);
      for (const PrincipalElement& principal : statement.principals) {
        Report(principal.value.span, FaultOfPrincipal(principal.type, principal.value.text));
      }
      for (const Word& action : statement.actions) Report(action.span, FaultOfAction(action.text));
      for (const Word& resource : statement.resources) CheckResource(resource);
      CheckConditions(statement);
    }
  }

 private:
  void Report(Span at, std::optional<Fault> fault) {
    if (fault) problems_.Error(at.begin, at.end, std::move(fault->message), std::move(fault->hint));
  }
  void Warn(Span at, std::string message, std::string hint) {
    problems_.Warn(at.begin, at.end, std::move(message), std::move(hint));
  }

  void CheckSid(const Word& sid) {
    if (sid.text.empty()) return;
    if (!sids_.insert(sid.text).second) {
      Report(sid.span,
             Fault{fmt::format("the Sid {} is used twice", Quoted(sid.text)), "every Sid of a policy is different"});
    }
    const auto fits = [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
    if (!std::ranges::all_of(sid.text, fits)) {
      Warn(sid.span, fmt::format("the Sid {} has more than letters and digits", Quoted(sid.text)),
           "IAM refuses it in its own policies; S3 and some other services do not");
    }
  }

  void CheckResource(const Word& resource) {
    std::optional<Fault> fault = FaultOfResource(resource.text, document_.variables);
    if (fault) return Report(resource.span, std::move(fault));
    if (const std::string complete = CompleteArn(resource.text); complete != resource.text) {
      Warn(resource.span, fmt::format("{} has fewer than the six parts of an ARN", Quoted(resource.text)),
           fmt::format("AWS takes it for {}", Quoted(complete)));
    }
    CheckVariables(resource);
  }

  void CheckVariables(const Word& word) {
    if (!HasVariable(word.text)) return;
    if (document_.variables) return Report(word.span, FaultOfVariables(word.text));
    Warn(word.span, fmt::format("{}: no variable, but these very characters", Quoted(word.text)),
         "policy variables need \"Version\": \"2012-10-17\"");
  }

  void CheckConditions(const Statement& statement) {
    std::unordered_set<std::string> seen;
    for (const ConditionElement& condition : statement.conditions) {
      if (condition.key.text.empty() && condition.values.empty() && !condition.op) continue;  // reported when read
      Report(condition.key.span, FaultOfConditionKey(condition.key.text));
      if (!seen.insert(FoldCase(condition.operator_name.text) + '\0' + FoldCase(condition.key.text)).second) {
        Report(condition.key.span,
               Fault{fmt::format("{} is tested twice by the same operator, but for case", Quoted(condition.key.text)),
                     "merge their values; as it is, both tests must hold"});
      }
      if (condition.op) CheckValues(condition, *condition.op);
    }
  }

  void CheckValues(const ConditionElement& condition, const ConditionOperator& op) {
    const Comparison comparison = op.comparison;
    if (condition.values.empty()) {
      Warn(condition.key.span, fmt::format("{} is compared with no value", Quoted(condition.key.text)),
           "add one, or remove the condition");
    }
    if (comparison == Comparison::kBool && condition.values.size() > 1) {
      Warn(condition.key.span, fmt::format("{} is compared with more than one boolean", Quoted(condition.key.text)),
           "true and false together are always satisfied");
    }
    for (const Word& value : condition.values) {
      if (std::optional<Fault> fault = FaultOfConditionValue(op, value.text)) {
        Report(value.span, std::move(fault));
        continue;
      }
      if (TakesVariables(comparison)) CheckVariables(value);
      if (comparison == Comparison::kArn) CheckArn(value);
      const bool exact = comparison == Comparison::kString || comparison == Comparison::kStringIgnoreCase;
      if (exact && HasPlainStar(value.text)) {
        Warn(value.span,
             fmt::format("{}: '*' is no wildcard to {}", Quoted(value.text), Quoted(condition.operator_name.text)),
             "StringLike and StringNotLike know wildcards");
      }
    }
  }

  // The parts of an ARN are compared one by one, so a pattern has to have them all; a lone '*' stands for any.
  void CheckArn(const Word& value) {
    if (value.text == "*" || HasVariable(value.text)) return;
    if (!value.text.starts_with("arn:")) {
      Warn(value.span, fmt::format("{} is no ARN, so it matches none", Quoted(value.text)),
           "arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE, with '*' in any of them");
    } else if (CompleteArn(value.text) != value.text) {
      Warn(value.span, fmt::format("{} has fewer than the six parts of an ARN", Quoted(value.text)),
           "write them all, with '*' for any: AWS does not say what a shorter one matches");
    }
  }

  const Document& document_;
  Problems& problems_;
  std::unordered_set<std::string_view> sids_;
};

}  // namespace

void CheckDocument(const Document& document, Problems& problems) { Checker(document, problems).Check(); }

}  // namespace crosstrail::policy
