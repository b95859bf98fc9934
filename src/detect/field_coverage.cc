#include "detect/field_coverage.h"

#include <algorithm>
#include <memory>
#include <set>

#include "detect/match_plan.h"
#include "detect/rule_index.h"
#include "detect/sharing_call.h"

namespace crosstrail {
namespace {

class CoverageWorker : public ReadWorker {
 public:
  CoverageWorker(const CoverageOptions& options, const RuleSet& rules, const RuleIndex& index,
                 const std::vector<std::vector<FieldId>>& fields)
      : index_(index),
        fields_(fields),
        event_(rules.fields, options.event),
        is_there_(rules.fields.size()),
        events_with_(rules.fields.size()),
        of_rule_(rules.rules.size()) {
    std::set<FieldId> asked;
    for (std::size_t i = 0; i < fields.size(); ++i) {
      of_rule_[i].with.resize(fields[i].size());
      asked.insert(fields[i].begin(), fields[i].end());
    }
    asked_.assign(asked.begin(), asked.end());
    for (FieldId field = 0; field < rules.fields.size(); ++field) {
      of_exposures_.push_back(IsOfExposures(field, rules.fields));
    }
  }

  void OnRecord(const Record& record) override {
    if (const Status opened = event_.Open(record); !opened) return NoteProblem(record, opened.error().message);
    tally_.Add(record);
    for (const FieldId field : asked_) {
      is_there_[field] = of_exposures_[field] ? IsSharingCall() : !event_.Get(field).empty();
      if (is_there_[field]) ++events_with_[field];
    }
    index_.FindByCall(record, candidates_);
    looked_at_.clear();
    for (const StepRef step : candidates_) looked_at_.insert(step.rule);
    for (const std::uint32_t rule : looked_at_) {
      ++of_rule_[rule].events;
      for (std::size_t i = 0; i < fields_[rule].size(); ++i) {
        if (is_there_[fields_[rule][i]]) ++of_rule_[rule].with[i];
      }
    }
  }

  void AddTo(Coverage& coverage, std::vector<std::uint64_t>& events_with,
             std::vector<std::vector<std::uint64_t>>& with) {
    coverage.tally.Merge(std::move(tally_));
    for (std::size_t field = 0; field < events_with.size(); ++field) events_with[field] += events_with_[field];
    for (std::size_t rule = 0; rule < of_rule_.size(); ++rule) {
      coverage.rules[rule].events += of_rule_[rule].events;
      for (std::size_t i = 0; i < with[rule].size(); ++i) with[rule][i] += of_rule_[rule].with[i];
    }
  }

 private:
  struct PerRule {
    std::uint64_t events = 0;
    std::vector<std::uint64_t> with;  // by field of the rule
  };

  // Fields of exposures come with any sharing call, once all calls before it are known.
  bool IsSharingCall() {
    const Result<SharingCall> call = ReadSharingCall(event_);
    return call && !call->changes.empty();
  }

  const RuleIndex& index_;
  const std::vector<std::vector<FieldId>>& fields_;
  Event event_;
  std::vector<bool> of_exposures_;
  RecordTally tally_;
  std::vector<FieldId> asked_;
  std::vector<bool> is_there_;
  std::vector<std::uint64_t> events_with_;
  std::vector<PerRule> of_rule_;
  std::vector<StepRef> candidates_;
  std::set<std::uint32_t> looked_at_;
};

}  // namespace

Coverage MeasureCoverage(const CoverageOptions& options, const RuleSet& rules, ReadProgress& progress) {
  std::vector<std::vector<FieldId>> fields;
  fields.reserve(rules.rules.size());
  for (const CompiledRule& rule : rules.rules) fields.push_back(FieldsRead(rule));
  Coverage coverage;
  coverage.rules.resize(rules.rules.size());
  std::vector<std::uint64_t> events_with(rules.fields.size());
  std::vector<std::vector<std::uint64_t>> with;
  with.reserve(fields.size());
  for (const auto& read : fields) with.emplace_back(read.size());

  if (!options.paths.empty()) {
    const RuleIndex index(rules);
    const auto make = [&] { return std::make_unique<CoverageWorker>(options, rules, index, fields); };
    const auto workers = ReadWith(options.paths, options.read, options.threads, make, progress, coverage.input);
    for (const auto& worker : workers) worker->AddTo(coverage, events_with, with);
    coverage.events = coverage.tally.records();
  }

  std::vector<std::uint64_t> readers(rules.fields.size());
  for (std::size_t rule = 0; rule < fields.size(); ++rule) {
    RuleCoverage& covered = coverage.rules[rule];
    covered.fields = fields[rule];
    for (std::size_t i = 0; i < fields[rule].size(); ++i) {
      const FieldId field = fields[rule][i];
      ++readers[field];
      if (covered.events == 0 || with[rule][i] != 0) continue;
      covered.missing.push_back(field);
      if (IsBlindWithout(rules.rules[rule], field)) covered.blinding.push_back(field);
    }
  }
  for (FieldId field = 0; field < rules.fields.size(); ++field) {
    if (readers[field] != 0) coverage.fields.push_back({field, readers[field], events_with[field]});
  }
  std::ranges::sort(coverage.fields, {}, [&](const FieldUse& use) { return rules.fields.Name(use.field); });
  return coverage;
}

}  // namespace crosstrail
