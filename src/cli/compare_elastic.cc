#include "cli/compare_elastic.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "cli/units.h"
#include "policy/describe.h"
#include "policy/repair.h"
#include "query/explain.h"

namespace crosstrail::cli {
namespace {

std::optional<std::uint32_t> NumberOf(const RuleSet& rules, std::string_view id) {
  const auto found = std::ranges::find(rules.rules, id, [](const CompiledRule& rule) { return rule.rule.id; });
  if (found == rules.rules.end()) return std::nullopt;
  return static_cast<std::uint32_t>(found - rules.rules.begin());
}

// Who gained something and is not trusted.
std::string Gained(const policy::Analysis& added) {
  std::set<std::string> parties;
  for (const policy::Grant& grant : added.grants) {
    if (policy::IsExposure(grant)) parties.insert(policy::DescribeWho(grant.who));
  }
  return fmt::format("{}", fmt::join(parties, ", "));
}

}  // namespace

Result<ElasticComparison> ElasticComparison::Make(const RuleSet& rules) {
  const auto exact = NumberOf(rules, kExactRule);
  const auto compatible = NumberOf(rules, kCompatibleRule);
  if (!exact || !compatible) {
    return Fail(ErrorCode::kNotFound,
                fmt::format("--compare-elastic compares the rules {} and {}; the rules that came along have them",
                            kExactRule, kCompatibleRule));
  }
  return ElasticComparison(rules, *exact, *compatible);
}

void ElasticComparison::Add(const TrackedCall& call) {
  if (call.origin.action != "PutBucketPolicy") return;
  Event& event = call.matcher.event();
  if (!event.Open(call.record)) return;
  ++events_;
  const bool exact = std::ranges::any_of(call.hits, [&](const StepRef& hit) { return hit.rule == exact_; });
  const bool compatible = ConditionOf(*rules_, {compatible_, 0}).Matches(event);
  if (exact == compatible) {
    ++(exact ? both_ : neither_);
    return;
  }
  ++(exact ? only_exact_ : only_compatible_);
  const exposure::Effect& effect = call.outcome.effects.front();
  differences_ += fmt::format(
      "{}  {}  {}\n  exact       {}\n  compatible  {}\n  record      {}#{}\n",
      call.origin.time ? FormatInstant(*call.origin.time) : "(time unknown)", Printable(effect.resource),
      Printable(call.origin.event_id), Printable(WhyExact(call, exact)), Printable(WhyCompatible(event, compatible)),
      call.record.source == nullptr ? "" : Printable(call.record.source->path), call.record.index);
}

std::string ElasticComparison::WhyExact(const TrackedCall& call, bool alerts) const {
  const exposure::Effect& effect = call.outcome.effects.front();
  const std::string gained = Gained(effect.added);
  if (alerts) return fmt::format("alerts: {} gained access", gained);
  std::set<std::string> others;
  for (const StepRef hit : call.hits) others.insert(rules_->rules[hit.rule].rule.name);
  const std::string instead =
      others.empty() ? std::string() : fmt::format("; another rule alerts: {}", fmt::join(others, ", "));
  if (call.outcome.attempt) return "silent: the call was refused" + instead;
  if (!effect.after) return "silent: the policy is not in the log" + instead;
  if (!gained.empty()) return fmt::format("silent: {} gained access{}", gained, instead);
  if (effect.is->others.grants.empty()) return "silent: nobody but the owner can use the bucket" + instead;
  if (effect.added.grants.empty()) return "silent: nobody can do what he could not do before" + instead;
  return fmt::format("silent: open to {}, who are trusted{}", policy::DescribeVerdict(effect.added.verdict), instead);
}

std::string ElasticComparison::WhyCompatible(Event& event, bool alerts) const {
  // The tests that stand side by side under the first "all of".
  std::vector<std::string> failed;
  bool in_failed = false;
  for (const ExplainedNode& node : Explain(ConditionOf(*rules_, {compatible_, 0}), rules_->fields, &event)) {
    if (node.depth == 1) in_failed = node.truth != Truth::kTrue;
    if (node.depth == 1 && in_failed) failed.push_back(node.text);
    if (node.depth == 2 && in_failed && failed.back() == "not") failed.back() += " " + node.text;
  }
  if (alerts) return "alerts: the text has an Allow and an account, and nowhere the owner's account";
  return fmt::format("silent, for want of: {}", fmt::join(failed, "; "));
}

std::string ElasticComparison::Text() const {
  return differences_ + fmt::format(
                            "{}: {} alike ({} alerts, {} silent), {} by the exact rule alone, {} by the "
                            "compatible rule alone\n",
                            Count(events_, "bucket policy set", "bucket policies set"), both_ + neither_, both_,
                            neither_, only_exact_, only_compatible_);
}

}  // namespace crosstrail::cli
