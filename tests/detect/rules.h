// Rule sets and records for the tests of detect/.
#pragma once

#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "input/record.h"
#include "rule/rule.h"

namespace crosstrail {

/// Rules "r0", "r1", ... from EQL queries; max_signals 100 each.
inline RuleSet RulesOf(const std::vector<std::string>& queries) {
  RuleSet rules;
  for (const std::string& query : queries) {
    CompiledRule compiled;
    compiled.rule.id = "r" + std::to_string(rules.rules.size());
    compiled.rule.name = compiled.rule.id;
    auto plan = CompileEql(query, QueryOptions{}, rules.fields);
    if (!plan) {
      for (const Diagnostic& diagnostic : plan.error()) ADD_FAILURE() << Render(diagnostic, false);
      continue;
    }
    compiled.query = std::move(*plan);
    rules.rules.push_back(std::move(compiled));
  }
  return rules;
}

/// A record over text that it owns, with the routing fields the framer would have read.
class OwnedRecord {
 public:
  OwnedRecord(std::string json, std::string provider, std::string action, std::string event_id)
      : json_(std::move(json)),
        provider_(std::move(provider)),
        action_(std::move(action)),
        event_id_(std::move(event_id)) {
    json_.reserve(json_.size() + kJsonPadding);
    source_.path = "logs/a.json";
  }

  Record View() const {
    Record record;
    record.json = json_;
    record.provider = provider_;
    record.action = action_;
    record.event_id = event_id_;
    record.has_time = has_time;
    record.time = time;
    record.index = index;
    record.source = &source_;
    return record;
  }

  bool has_time = true;
  Instant time = 0;
  std::uint64_t index = 0;
  void set_path(std::string path) { source_.path = std::move(path); }

 private:
  std::string json_, provider_, action_, event_id_;
  SourceObject source_;
};

}  // namespace crosstrail
