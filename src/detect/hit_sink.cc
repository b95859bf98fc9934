#include "detect/hit_sink.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/hash.h"
#include "rule/grouping.h"

namespace crosstrail {
namespace {

std::optional<Instant> TimeOf(const Record& record) {
  return record.has_time ? std::optional(record.time) : std::nullopt;
}

}  // namespace

HitSink::HitSink(const HitSinkOptions& options, const RuleSet& rules)
    : rules_(rules),
      join_(options.join),
      hits_(rules, options.max_signals),
      log_(HitBuffer(options.threads)),
      terms_([this](std::uint32_t rule, std::string_view term, const TermRun& run) {
        return log_.AddRun(rule, term, run);
      }) {}

Status HitSink::Take(const Record& record, const std::vector<StepRef>& steps, Event& event) {
  Status status;
  log_.NextRecord();
  tuples_.Next();
  for (auto begin = steps.begin(); begin != steps.end();) {
    const auto end = std::find_if(begin, steps.end(), [&](const StepRef& step) { return step.rule != begin->rule; });
    const CompiledRule& rule = rules_.rules[begin->rule];
    if (const CompiledException* const hiding = HidingException(rule, event, TimeOf(record))) {
      excepted_[hiding].Add(Hash64(EventIdOf(record)));
    } else if (!NeedsJoin(rule)) {
      hits_.Add(begin->rule, record);
    } else if (Status logged = Log(record, {begin, end}, event); !logged) {
      status = std::move(logged);
    }
    begin = end;
  }
  return status;
}

Status HitSink::MergeInto(EventHits& hits, ExceptedEvents& excepted) {
  hits.Merge(std::move(hits_));
  return MergeJoinedInto(excepted);
}

Status HitSink::MergeJoinedInto(ExceptedEvents& excepted) {
  for (auto& [exception, counter] : excepted_) excepted[exception].Merge(std::move(counter));
  return terms_.Finish();
}

// The steps of one rule that the record satisfies.
Status HitSink::Log(const Record& record, std::span<const StepRef> hits, Event& event) {
  const std::uint32_t number = hits.front().rule;
  const CompiledRule& rule = rules_.rules[number];
  const bool is_thinned = record.has_time && IsThinned(rule.rule, join_);
  std::vector<std::string> news;
  if (is_thinned) {
    for (const std::string& term : tuples_.Of(rule.terms, event)) {
      const Result<bool> may_be_news = terms_.Add(number, rule.rule.new_terms->history, term, record.time);
      if (!may_be_news) return tl::unexpected<Error>(may_be_news.error());
      if (*may_be_news) news.push_back(term);
    }
    if (news.empty()) return {};
  }
  StepsOf(rule, hits, event, tuples_, steps_);
  if (steps_.empty()) return {};
  if (is_thinned) steps_.front().keys = std::move(news);
  return log_.Add(number, record, steps_);
}

}  // namespace crosstrail
