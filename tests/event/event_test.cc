#include "event/event.h"

#include <gmock/gmock.h>

#include "base/ip.h"
#include "tests/event/reading.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const ReadAs kWithLimits{.options = {.elastic_limits = true}};

TEST(EventTest, ReadsPathsWithTheDropRule) {
  EXPECT_THAT(Read(R"({"errorCode": "AccessDenied"})", "aws.cloudtrail.error_code"), ElementsAre("AccessDenied"));
  for (const char* dropped : {"null", R"("")", R"("-")", R"("none")", "{}", "[]", R"([[null], {"a": "-"}])"}) {
    EXPECT_THAT(Read(std::string(R"({"errorCode": )") + dropped + "}", "aws.cloudtrail.error_code"), IsEmpty())
        << dropped;
  }
}

TEST(EventTest, CoercesToTheTypeOfTheField) {
  EXPECT_THAT(Read(R"({"managementEvent": true})", "aws.cloudtrail.management_event"), ElementsAre("true"));
  EXPECT_THAT(Read(R"({"readOnly": false})", "aws.cloudtrail.read_only"), ElementsAre("#false"));
  EXPECT_THAT(Read(R"({"readOnly": "true"})", "aws.cloudtrail.read_only"), ElementsAre("#true"));
  EXPECT_THAT(Read(R"({"readOnly": "yes"})", "aws.cloudtrail.read_only"), IsEmpty());
  EXPECT_THAT(Read(R"({"readOnly": 1})", "aws.cloudtrail.read_only"), IsEmpty());
  EXPECT_THAT(Read(R"({"eventVersion": 1.10})", "aws.cloudtrail.event_version"), ElementsAre("1.1"));
  EXPECT_THAT(Read(R"({"eventVersion": -0})", "aws.cloudtrail.event_version"), ElementsAre("0"));
  EXPECT_THAT(Read(R"({"errorCode": {"an": "object"}})", "aws.cloudtrail.error_code"), IsEmpty());
}

TEST(EventTest, ListsOnTheWayMakeSeveralValues) {
  EXPECT_THAT(Read(R"({"requestParameters": [{"groupName": "a"}, {"groupName": ["b", "c", null]}]})", "group.name"),
              ElementsAre("a", "b", "c"));
}

TEST(EventTest, TheLastOfDuplicateKeysCounts) {
  EXPECT_THAT(Read(R"({"eventName": "Get", "eventName": "Delete"})", "event.action"), ElementsAre("Delete"));
  EXPECT_THAT(Read(R"({"eventName": "Delete", "event\u004eame": "Get"})", "event.action"), ElementsAre("Get"));
  EXPECT_THAT(Read(R"({"eventName": "Delete", "eventName": null})", "event.action"), IsEmpty());
  EXPECT_THAT(
      Read(R"({"userIdentity": {"arn": "a"}, "userIdentity": {"type": "Root"}})", "aws.cloudtrail.user_identity.arn"),
      IsEmpty());
  EXPECT_THAT(Read(R"({"userIdentity": {"arn": "a", "arn": "b"}})", "aws.cloudtrail.user_identity.arn"),
              ElementsAre("b"));
  EXPECT_THAT(Read(R"({"requestParameters": {"x": 1, "y": 2, "x": 3}})", "aws.cloudtrail.flattened.request_parameters"),
              ElementsAre("2", "3"));
}

TEST(EventTest, ManyDuplicateKeysAreAsFewOnes) {
  std::string json = R"({"requestParameters": {)";
  for (int i = 0; i < 50000; ++i) json += "\"k" + std::to_string(i % 100) + "\": " + std::to_string(i) + ", ";
  json += R"("last": "x"}})";
  EXPECT_THAT(Read(json, "aws.cloudtrail.flattened.request_parameters.k7"), ElementsAre("49907"));
  EXPECT_EQ(Read(json, "aws.cloudtrail.flattened.request_parameters").size(), 101U);
}

TEST(EventTest, ManyEqualValuesAreReducedInOrder) {
  std::string json = R"({"requestParameters": {"userName": [)";
  for (int i = 0; i < 50000; ++i) json += "\"user" + std::to_string(i % 40) + "\", ";
  json += R"("last"]}})";
  const std::vector<std::string> users = Read(json, "related.user");
  ASSERT_EQ(users.size(), 41U);
  EXPECT_EQ(users.front(), "user0");
  EXPECT_EQ(users[39], "user39");
  EXPECT_EQ(users.back(), "last");
}

TEST(EventTest, ManyResourcesAreReadOnceEach) {
  std::string json = R"({"resources": [)";
  for (int i = 0; i < 50000; ++i) json += R"({"ARN": "arn:)" + std::to_string(i % 40) + R"("}, )";
  json += R"({"ARN": "last"}]})";
  EXPECT_EQ(Read(json, "aws.cloudtrail.resources.arn").size(), 41U);
}

TEST(EventTest, NoNumberHidesARecord) {
  const std::string giant = R"({"eventName": "Delete", "x": [123456789012345678901234567890, 1e999, -1e-999, 0.1e+5]})";
  EXPECT_THAT(Read(giant, "event.action"), ElementsAre("Delete"));
  const std::string huge = R"({"eventName": "Delete", "requestParameters": {"n": 1)" + std::string(5000, '0') + "}}";
  EXPECT_THAT(Read(huge, "aws.cloudtrail.flattened.request_parameters.n"), ElementsAre("1" + std::string(5000, '0')));
}

TEST(EventTest, LoneSurrogatesBecomeTheReplacementCharacter) {
  EXPECT_THAT(Read(R"({"userAgent": "a\ud800b", "eventName": "x"})", "user_agent.original"), ElementsAre("a\xEF\xBF\xBD"
                                                                                                         "b"));
  EXPECT_THAT(Read(R"({"userAgent": "\udc00\ud83d\ude00"})", "user_agent.original"),
              ElementsAre("\xEF\xBF\xBD\xF0\x9F\x98\x80"));
  EXPECT_THAT(Read(R"({"userAgent": "\ud83d\ud83d\ude00"})", "user_agent.original"),
              ElementsAre("\xEF\xBF\xBD\xF0\x9F\x98\x80"));
}

TEST(EventTest, WhatIsNoJsonObjectIsMalformed) {
  for (const char* json : {"",
                           " ",
                           "[]",
                           "1",
                           "null",
                           R"("x")",
                           "{",
                           "{}}",
                           "{} {}",
                           R"({"a"})",
                           R"({"a": })",
                           R"({"a": 1,})",
                           R"({a: 1})",
                           R"({"a": 01})",
                           R"({"a": 1.})",
                           R"({"a": .5})",
                           R"({"a": 1e})",
                           R"({"a": +1})",
                           R"({"a": NaN})",
                           R"({"a": tru})",
                           R"({"a": "x)",
                           R"({"a": "\x"})",
                           R"({"a": "\u12"})",
                           "{\"a\": \"\xff\"}",
                           "{\"a\": \"\n\"}",
                           R"({"a": 1 "b": 2})",
                           R"({"a": [1 2]})",
                           R"({"a": [1}]})",
                           R"({"a": "x"y})",
                           R"({"a": 1"x"})",
                           R"({1: 2})"}) {
    EXPECT_THAT(Read(json, "event.kind"), ElementsAre("(malformed)")) << json;
  }
  const std::string deep = R"({"a": )" + std::string(100000, '[') + std::string(100000, ']') + "}";
  EXPECT_THAT(Read(deep, "event.kind"), ElementsAre("(malformed)"));
}

TEST(EventTest, IsReusedFromRecordToRecord) {
  FieldSet fields;
  const FieldId action = fields.Intern("event.action");
  const FieldId text = fields.Intern("aws.cloudtrail.request_parameters");
  Event event(fields, {});
  EXPECT_THAT(event.Get(action), IsEmpty());
  const PaddedText first(R"({"eventName": "A", "requestParameters": {"a": 1}})");
  ASSERT_TRUE(event.Open(RecordOf(first.view(), RecordForm::kCloudTrail)));
  const Values rendered = event.Get(text);
  EXPECT_THAT(Print(event.Get(action)), ElementsAre("A"));
  EXPECT_EQ(event.Get(text).data(), rendered.data());
  const PaddedText broken("{");
  EXPECT_FALSE(event.Open(RecordOf(broken.view(), RecordForm::kCloudTrail)));
  EXPECT_THAT(event.Get(action), IsEmpty());
  const PaddedText second(R"({"eventName": "B"})");
  ASSERT_TRUE(event.Open(RecordOf(second.view(), RecordForm::kCloudTrail)));
  EXPECT_THAT(Print(event.Get(action)), ElementsAre("B"));
  EXPECT_THAT(event.Get(text), IsEmpty());
}

TEST(EventTest, FieldsOutsideTheCatalogueAreMissingOnRawRecords) {
  EXPECT_THAT(Read(R"({"tags": ["a"], "eventName": "x"})", "tags"), IsEmpty());
  EXPECT_THAT(Read(R"({"eventName": "x"})", "eventName"), IsEmpty());
}

TEST(ElasticDocumentTest, NamesMayBeNestedDottedOrMixed) {
  for (const char* json :
       {R"({"event": {"action": "A"}})", R"({"event.action": "A"})", R"({"event": [{"action": ["A"]}]})"}) {
    EXPECT_THAT(ReadElastic(json, "event.action"), ElementsAre("A")) << json;
  }
  EXPECT_THAT(ReadElastic(R"({"aws.cloudtrail": {"user_identity.arn": "x"}})", "aws.cloudtrail.user_identity.arn"),
              ElementsAre("x"));
  EXPECT_THAT(ReadElastic(R"({"a": {"b": 1}, "a.b": 2})", "a.b"), ElementsAre("1", "2"));
  EXPECT_THAT(ReadElastic(R"({"eventx": {"action": "A"}, "event": "x"})", "event.action"), IsEmpty());
}

TEST(ElasticDocumentTest, KeepsWhatTheDropRuleWouldTake) {
  EXPECT_THAT(ReadElastic(R"({"event": {"action": "-"}})", "event.action"), ElementsAre("-"));
  EXPECT_THAT(ReadElastic(R"({"event": {"action": ""}})", "event.action"), ElementsAre(""));
  EXPECT_THAT(ReadElastic(R"({"event": {"action": null}})", "event.action"), IsEmpty());
  EXPECT_THAT(ReadElastic(R"({"event": {"action": [null]}})", "event.action"), IsEmpty());
}

TEST(ElasticDocumentTest, NothingIsComputed) {
  EXPECT_THAT(ReadElastic(R"({"eventName": "CreateUser"})", "event.type"), IsEmpty());
  EXPECT_THAT(ReadElastic("{}", "data_stream.dataset"), IsEmpty());
}

TEST(ElasticDocumentTest, TypesFollowTheMapping) {
  EXPECT_THAT(ReadElastic(R"({"source": {"as": {"number": 209}}})", "source.as.number"), ElementsAre("#209"));
  EXPECT_THAT(ReadElastic(R"({"source": {"as": {"number": "209"}}})", "source.as.number"), ElementsAre("#209"));
  EXPECT_THAT(ReadElastic(R"({"source": {"as": {"number": 209.9}}})", "source.as.number"), ElementsAre("#209"));
  EXPECT_THAT(ReadElastic(R"({"source": {"as": {"number": 1e30}}})", "source.as.number"), IsEmpty());
  EXPECT_THAT(ReadElastic(R"({"source.geo.location": {"lat": 47.25}})", "source.geo.location.lat"),
              ElementsAre("#47.25"));
  EXPECT_THAT(ReadElastic(R"({"event": {"ingested": 1688991761000}})", "event.ingested"),
              ElementsAre("@2023-07-10T12:22:41Z"));
  EXPECT_THAT(ReadElastic(R"({"source": {"ip": "AWS Internal"}})", "source.ip"), IsEmpty());
  EXPECT_THAT(ReadElastic(R"({"something": {"else": 1.50}})", "something.else"), ElementsAre("1.5"));
}

TEST(ElasticDocumentTest, FlattenedAreasAreReadLeafByLeaf) {
  const char* json =
      R"({"aws": {"cloudtrail": {"flattened": {"request_parameters": {"a": {"b": [1, true]}, "c": "x"}}}}})";
  EXPECT_THAT(ReadElastic(json, "aws.cloudtrail.flattened.request_parameters.a.b"), ElementsAre("1", "true"));
  EXPECT_THAT(ReadElastic(json, "aws.cloudtrail.flattened.request_parameters"), ElementsAre("1", "true", "x"));
  EXPECT_THAT(ReadElastic(json, "aws.cloudtrail.flattened.request_parameters.a"), IsEmpty());
}

TEST(ElasticLimitsTest, LongKeywordsAreAbsent) {
  const auto agent = [](const std::string& text) { return R"({"userAgent": ")" + text + "\"}"; };
  EXPECT_EQ(Read(agent(std::string(1024, 'x')), "user_agent.original", kWithLimits).size(), 1U);
  EXPECT_THAT(Read(agent(std::string(1025, 'x')), "user_agent.original", kWithLimits), IsEmpty());
  EXPECT_EQ(Read(agent(std::string(1025, 'x')), "user_agent.original").size(), 1U);
  std::string accents;  // 1024 units in 2048 bytes
  for (int i = 0; i < 1024; ++i) accents += "\xC3\xA9";
  EXPECT_EQ(Read(agent(accents), "user_agent.original", kWithLimits).size(), 1U);
}

TEST(ElasticLimitsTest, AreasHaveLimitsOfTheirOwn) {
  const auto request = [](std::size_t length) {
    return R"({"requestParameters": {"k": ")" + std::string(length, 'x') + "\"}}";  // prints 4 characters more
  };
  const char* text = "aws.cloudtrail.request_parameters";
  const char* leaf = "aws.cloudtrail.flattened.request_parameters.k";
  EXPECT_EQ(Read(request(8187), text, kWithLimits).size(), 1U);
  EXPECT_THAT(Read(request(8188), text, kWithLimits), IsEmpty());
  EXPECT_EQ(Read(request(8188), text).size(), 1U);
  EXPECT_EQ(Read(request(32761), leaf, kWithLimits).size(), 1U);
  EXPECT_THAT(Read(request(32762), leaf, kWithLimits), IsEmpty());
  EXPECT_EQ(Read(request(32762), leaf).size(), 1U);
}

TEST(CatalogueTest, RowsAreFoundByName) {
  for (const CatalogueField& field : Catalogue()) {
    EXPECT_EQ(FindCatalogueField(field.name), &field);
    EXPECT_EQ(field.path.empty(), field.rule != nullptr) << field.name;
    EXPECT_FALSE(field.description.empty()) << field.name;
  }
  EXPECT_EQ(FindCatalogueField("event.actio"), nullptr);
  EXPECT_EQ(FindCatalogueField("event.action.x"), nullptr);
  const CatalogueField* leaf = FindCatalogueField("aws.cloudtrail.flattened.request_parameters.a.b");
  ASSERT_NE(leaf, nullptr);
  EXPECT_EQ(leaf->name, "aws.cloudtrail.flattened.request_parameters");
  EXPECT_EQ(FindCatalogueField("aws.cloudtrail.flattened.nothing.a"), nullptr);
  EXPECT_EQ(FindCatalogueField("aws.cloudtrail.flattened.digest.s3_bucket")->type, FieldType::kKeyword);
  EXPECT_EQ(FindCatalogueField("aws.cloudtrail.flattened.digest.log_files.s3Object")->path.text(), "logFiles");
  EXPECT_EQ(FindCatalogueField("aws.cloudtrail.flattened.digest.s3_bucket.a"), nullptr);
}

TEST(CatalogueTest, ExamplesAreOfTheirType) {
  for (const CatalogueField& field : Catalogue()) {
    EXPECT_FALSE(field.example.empty()) << field.name;
    EXPECT_FALSE(FieldTypeName(field.type).empty()) << field.name;
    if (field.type == FieldType::kDate) {
      EXPECT_TRUE(ParseInstant(field.example)) << field.name;
    } else if (field.type == FieldType::kIp) {
      EXPECT_TRUE(IsIpAddress(field.example)) << field.name;
    } else if (field.type == FieldType::kBoolean) {
      EXPECT_TRUE(field.example == "true" || field.example == "false") << field.name;
    } else if (field.type == FieldType::kLong) {
      EXPECT_EQ(field.example.find_first_not_of("0123456789"), std::string_view::npos) << field.name;
    }
  }
}

TEST(CatalogueTest, WhatAFieldNeeds) {
  EXPECT_EQ(NeedOf("source.as.organization.name"), FieldNeed::kSystems);
  EXPECT_EQ(NeedOf("source.geo.country_name"), FieldNeed::kPlaces);
  EXPECT_EQ(NeedOf("user_agent.name"), FieldNeed::kUserAgents);
  EXPECT_EQ(NeedOf("user_agent.original"), FieldNeed::kNothing);
  EXPECT_EQ(NeedOf("source.ip"), FieldNeed::kNothing);
}

}  // namespace
}  // namespace crosstrail
