#include <gtest/gtest.h>

#include <set>

#include "alert/alert.h"

namespace crosstrail {
namespace {

std::string Id(const std::string& rule_id, int version, const std::string& key,
               const std::vector<std::string>& events) {
  Rule rule;
  rule.id = rule_id;
  rule.version = version;
  std::vector<KeptRecord> records;
  for (const std::string& event : events) records.emplace_back().event_id = event;
  return AlertId(rule, key, records);
}

// Computed by hand: sha256 of "13:7f3c1f7e-rule,1:3,0:,7:event-1,". These may never change: stores and downstream
// systems know alerts by them.
TEST(AlertIdTest, IsFixedForever) {
  EXPECT_EQ(Id("7f3c1f7e-rule", 3, "", {"event-1"}),
            "f138bb81678d4c599d37bec888e40ca7e817d75b97b4c7f4f9b9bdc0618800a6");
  EXPECT_EQ(Id("7f3c1f7e-rule", 3, std::string("alice\0us-east-1", 15), {"event-1", "event-2"}),
            "ebcbc39688621c19d1aefef8c36cfab6f6c5f4b1b9ca9bffd1c20af527eb1a41");
}

TEST(AlertIdTest, EveryPartCounts) {
  const std::set<std::string> ids = {
      Id("r", 1, "", {"a"}),     Id("s", 1, "", {"a"}),      Id("r", 2, "", {"a"}),      Id("r", 1, "k", {"a"}),
      Id("r", 1, "", {"b"}),     Id("r", 1, "", {"a", "b"}), Id("r", 1, "", {"b", "a"}), Id("r", 1, "", {}),
      Id("r", 1, "a", {}),       Id("r", 1, "", {"ab"}),     Id("r", 1, "", {"a", ""}),  Id("r", 1, "", {"1:a,"}),
      Id("r1:1,", 1, "", {"a"}), Id("r", 11, "", {"a"}),
  };
  EXPECT_EQ(ids.size(), 14U);
}

}  // namespace
}  // namespace crosstrail
