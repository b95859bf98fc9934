#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>
#include <sstream>

#include "alert/json_text.h"
#include "event/catalogue.h"
#include "tests/alert/fixtures.h"

namespace crosstrail {
namespace {

std::vector<OrderedJson> Documents(const Alert& alert) {
  std::vector<OrderedJson> documents;
  std::istringstream lines(WriteAll("ecs", {alert}));
  for (std::string line; std::getline(lines, line);) documents.push_back(OrderedJson::parse(line));
  return documents;
}

/// The document that stands for the whole alert.
OrderedJson Document(const Alert& alert) { return Documents(alert).back(); }

TEST(EcsTest, IsKibanasAlert) {
  const OrderedJson document = Document(SharingAlert());
  EXPECT_EQ(document["@timestamp"], "2023-07-10T12:31:04.000Z");
  EXPECT_EQ(document["event"]["kind"], "signal");
  EXPECT_EQ(document["event"]["action"], "PutBucketPolicy");
  EXPECT_EQ(document["kibana.alert.original_event.kind"], "event");
  EXPECT_EQ(document["kibana.alert.original_event.category"], OrderedJson::array({"configuration"}));
  EXPECT_EQ(document["kibana.alert.original_time"], "2023-07-10T12:31:04.000Z");
  EXPECT_EQ(document["kibana.alert.uuid"], SharingAlert().id);
  EXPECT_EQ(document["kibana.alert.rule.rule_type_id"], "siem.eqlRule");
  EXPECT_EQ(document["kibana.alert.rule.category"], "Event Correlation Rule");
  EXPECT_EQ(document["kibana.alert.workflow_status"], "open");
  EXPECT_EQ(document["kibana.alert.ancestors"][0]["id"], "0f2c7c1e-58a1-4a0e-9d4f-7f2f0c7a1b10");
  EXPECT_EQ(
      document["kibana.alert.reason"],
      "PutBucketPolicy on s3.amazonaws.com by arn:aws:iam::111122223333:user/ops/bob from 198.51.100.7 in account "
      "111122223333, region eu-west-1 raised a high alert: Bucket policy opened to another account");
  EXPECT_EQ(document["crosstrail"]["source"][0]["index"], 17);
}

TEST(EcsTest, RuleUuidFollowsFromTheRuleId) {
  const auto uuid = Document(SharingAlert())["kibana.alert.rule.uuid"].get<std::string>();
  EXPECT_TRUE(std::regex_match(uuid, std::regex("[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}")))
      << uuid;
  EXPECT_EQ(Document(TwoEventAlert())["kibana.alert.rule.uuid"], uuid);
  EXPECT_NE(Document(BareAlert())["kibana.alert.rule.uuid"], uuid);
}

TEST(EcsTest, SeveralEventsAreBuildingBlocksAndAGroup) {
  const Alert alert = TwoEventAlert();
  const std::vector<OrderedJson> documents = Documents(alert);
  ASSERT_EQ(documents.size(), 3U);
  const OrderedJson& group = documents.back();
  for (std::size_t i = 0; i < 2; ++i) {
    const OrderedJson& block = documents[i];
    EXPECT_EQ(block["kibana.alert.building_block_type"], "default");
    EXPECT_EQ(block["kibana.alert.group.index"], i);
    EXPECT_EQ(block["kibana.alert.group.id"], alert.id);
    EXPECT_EQ(block["kibana.alert.depth"], 1);
    EXPECT_EQ(block["event"]["outcome"], i == 0 ? "failure" : "success");
    EXPECT_EQ(block["kibana.alert.ancestors"].size(), 1U);
    EXPECT_EQ(block["kibana.alert.ancestors"][0]["id"], i == 0 ? "first" : "second");
    // The group descends from its blocks as well as from the events.
    EXPECT_EQ(group["kibana.alert.ancestors"][i]["type"], "event");
    EXPECT_EQ(group["kibana.alert.ancestors"][2 + i]["id"], block["kibana.alert.uuid"]);
  }
  EXPECT_EQ(group["kibana.alert.uuid"], alert.id);
  EXPECT_EQ(group["kibana.alert.group.id"], alert.id);
  EXPECT_EQ(group["kibana.alert.depth"], 2);
  EXPECT_FALSE(group.contains("kibana.alert.building_block_type"));
  EXPECT_EQ(group["event"]["action"], "ConsoleLogin");  // which all events share
  EXPECT_FALSE(group["event"].contains("outcome"));     // which they do not
  EXPECT_FALSE(group.contains("aws"));                  // which only one has
  EXPECT_EQ(Documents(SharingAlert()).size(), 1U);
}

TEST(EcsTest, TimeIsAbsentWhenUnknown) {
  const OrderedJson document = Document(BareAlert());
  EXPECT_FALSE(document.contains("@timestamp"));
  EXPECT_FALSE(document.contains("kibana.alert.original_time"));
  EXPECT_EQ(document["kibana.alert.reason"], "An event raised a critical alert: " + BareRule().name);
}

TEST(EcsTest, NoFieldIsValueAndObject) {
  const std::vector<std::vector<std::string>> kNames = {
      {"a", "a.b", "a.b.c"}, {"a.b", "a.b.c", "a.c"}, {"event", "event.action"},    {"event.kind.more"},
      {"crosstrail"},        {"crosstrail.source"},   {"", ".", "a..b", ".a", "a."}};
  for (const std::vector<std::string>& names : kNames) {
    Alert alert = SharingAlert();
    AlertFields fields;
    for (const std::string& name : names) fields.push_back({name, {std::string("x")}});
    alert.events.front().fields = std::make_shared<AlertFields>(fields);
    const OrderedJson document = Document(alert);
    EXPECT_EQ(document["event"]["kind"], "signal");
    for (const std::string& name : names) EXPECT_FALSE(name.find('.') != name.npos && document.contains(name)) << name;
  }
}

TEST(EcsTest, FieldsWithoutAPlaceAreNamed) {
  Alert alert = SharingAlert();
  alert.events.front().fields =
      std::make_shared<AlertFields>(AlertFields{{"a", {std::string("x")}}, {"a.b", {std::string("y")}}});
  const OrderedJson document = Document(alert);
  EXPECT_EQ(document["a"], "x");
  EXPECT_EQ(document["crosstrail"]["unplaced_fields"], OrderedJson::array({"a.b"}));
}

TEST(EcsTest, TheCatalogueHasNoSuchNames) {
  for (const CatalogueField& field : Catalogue()) {
    if (field.type == FieldType::kFlattened) continue;
    for (const CatalogueField& other : Catalogue()) {
      EXPECT_FALSE(other.name.starts_with(std::string(field.name) + ".")) << field.name << ", " << other.name;
    }
  }
}

TEST(EcsTest, RuleTypes) {
  const std::pair<std::string, std::string> kCases[] = {{"eql", "siem.eqlRule"},
                                                        {"query", "siem.queryRule"},
                                                        {"threshold", "siem.thresholdRule"},
                                                        {"new_terms", "siem.newTermsRule"},
                                                        {"esql", "siem.esqlRule"},
                                                        {"something new", "siem.queryRule"}};
  for (const auto& [type, id] : kCases) {
    Rule rule = SharingRule();
    rule.type = type;
    Alert alert = SharingAlert();
    alert.rule = &rule;
    EXPECT_EQ(Document(alert)["kibana.alert.rule.rule_type_id"], id);
    EXPECT_EQ(Document(alert)["kibana.alert.rule.type"], type);
  }
}

}  // namespace
}  // namespace crosstrail
