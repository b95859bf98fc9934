// The whole document against Elastic's own, against lazy reading, and case by case.
#include "event/document.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "event/catalogue.h"
#include "input/object_reader.h"
#include "tests/conformance.h"
#include "tests/event/reading.h"

namespace crosstrail {
namespace {

using nlohmann::ordered_json;

std::string Document(std::string_view json, const DocumentOptions& options = {}) {
  const PaddedText text(json);
  DocumentWriter writer(options);
  std::string document;
  const Status status = writer.Append(RecordOf(text.view(), RecordForm::kCloudTrail), document);
  EXPECT_EQ(status.has_value(), !document.empty());
  return status ? document : "(malformed)";
}

ordered_json Parsed(std::string_view json, const DocumentOptions& options = {}) {
  return ordered_json::parse(Document(json, options));
}

DocumentOptions WithUserAgents() {
  static const auto parser = UserAgentParser::Load(kDefaultUserAgentExpressions);
  EXPECT_TRUE(parser.has_value()) << (parser ? "" : parser.error().message);
  DocumentOptions options;
  if (parser) options.event.enrichment.user_agents = *parser;
  return options;
}

TEST(DocumentTest, NestsOneFieldInAnother) {
  const ordered_json document = Parsed(
      R"({"eventName": "GetUser", "userIdentity": {"type": "IAMUser", "userName": "dana"}, "readOnly": true,
          "sourceIPAddress": "192.0.2.7", "eventTime": "2025-06-13T12:00:00Z"})");
  EXPECT_EQ(document["event"]["action"], "GetUser");
  EXPECT_EQ(document["event"]["type"], ordered_json::array({"user", "info"}));
  EXPECT_EQ(document["user"]["name"], "dana");
  EXPECT_EQ(document["aws"]["cloudtrail"]["user_identity"]["type"], "IAMUser");
  EXPECT_EQ(document["aws"]["cloudtrail"]["read_only"], true);
  EXPECT_EQ(document["@timestamp"], "2025-06-13T12:00:00.000Z");
  EXPECT_EQ(document["related"]["ip"], ordered_json::array({"192.0.2.7"}));
  EXPECT_FALSE(document["event"].contains("original"));
}

TEST(DocumentTest, DottedNames) {
  DocumentOptions options;
  options.dotted = true;
  const ordered_json document = Parsed(
      R"({"eventName": "PutBucketPolicy", "requestParameters": {"bucketName": "b", "tags": ["x", "y"]}})", options);
  EXPECT_EQ(document["event.action"], "PutBucketPolicy");
  EXPECT_EQ(document["aws.cloudtrail.flattened.request_parameters"],
            (ordered_json{{"bucketName", "b"}, {"tags", {"x", "y"}}}));
  EXPECT_EQ(document["aws.cloudtrail.request_parameters"], "{bucketName=b, tags=[x, y]}");
  EXPECT_FALSE(document.contains("event"));
}

TEST(DocumentTest, AreasKeepTheirShapeWithoutWhatIsDropped) {
  const ordered_json document = Parsed(
      R"({"requestParameters": {"a": 1.50, "b": [null, {"c": ""}, {"d": "-", "e": 12345678901234567890123}], "f": {}}})");
  EXPECT_THAT(document["aws"]["cloudtrail"]["flattened"]["request_parameters"].dump(),
              testing::StartsWith(R"({"a":1.5,"b":[{"e":1.234)"));
  EXPECT_FALSE(Parsed(R"({"requestParameters": {"a": null}})")["aws"].contains("cloudtrail"));
}

TEST(DocumentTest, NumbersKeepTheirDigits) {
  EXPECT_THAT(Document(R"({"requestParameters": {"e": 12345678901234567890123, "f": 1.50}})"),
              testing::HasSubstr(R"({"e":12345678901234567890123,"f":1.50})"));
}

TEST(DocumentTest, ResourcesAreObjectsEachOnce) {
  const ordered_json document = Parsed(
      R"({"resources": [{"ARN": "arn:aws:s3:::b", "accountId": "1", "type": "T"},
                        {"ARN": "arn:aws:s3:::b", "accountId": "1", "type": "T", "extra": true},
                        {"ARNPrefix": "arn:aws:s3:::b/", "type": "O"}, {"type": null}]})");
  const ordered_json resources = document["aws"]["cloudtrail"]["resources"];
  ASSERT_EQ(resources.size(), 2U);
  EXPECT_THAT(std::vector<std::string>({resources[0].dump(), resources[1].dump()}),
              testing::UnorderedElementsAre(R"({"arn":"arn:aws:s3:::b","account_id":"1","type":"T","extra":true})",
                                            R"({"ARNPrefix":"arn:aws:s3:::b/","type":"O"})"));
}

TEST(DocumentTest, TheOriginalOnRequest) {
  DocumentOptions options;
  options.original = true;
  const std::string record = R"({"eventName": "GetUser",  "x": "\u00e9"})";
  EXPECT_EQ(Parsed(record, options)["event"]["original"], record);
}

TEST(DocumentTest, TextIsSafeToShow) {
  const std::string document = Document("{\"userAgent\": \"\\u001b[31m<script>\\u202e\x7f\\u2028\"}");
  EXPECT_THAT(document, testing::HasSubstr(R"("\u001b[31m\u003cscript>\u202e\u007f\u2028")"));
}

TEST(DocumentTest, WhatIsNotJsonLeavesNothing) {
  EXPECT_EQ(Document(R"({"eventName": "GetUser)"), "(malformed)");
  EXPECT_EQ(Document("[]"), "(malformed)");
}

TEST(DocumentTest, ADocumentStaysAsItIs) {
  const PaddedText text(R"({ "event": {"action": "x"}, "unknown": [ 1.0 ] })");
  DocumentWriter writer({});
  std::string document;
  ASSERT_TRUE(writer.Append(RecordOf(text.view(), RecordForm::kElastic), document));
  EXPECT_EQ(document, R"({"event":{"action":"x"},"unknown":[1.0]})");
}

// Elastic's own documents.

struct Pair {
  const char* name;
  /// Members of either document that differ, by JSON pointer, and why.
  std::vector<std::pair<const char*, const char*>> differences;
  bool sorted_lists = true;
};

void PrintTo(const Pair& pair, std::ostream* out) { *out << pair.name; }

class DocumentPairTest : public testing::TestWithParam<Pair> {};

// (what, why) of every pair.
const std::vector<std::pair<const char*, const char*>> kEverywhere = {
    {"/event/created", "the time of the test run there, the event's own here"},
    {"/event/ingested", "set by Elasticsearch, after the pipeline"},
    {"/event/dataset", "set by the shipper"},
    {"/event/module", "set by the shipper"},
    {"/data_stream", "set by the shipper"},
    {"/tags", "set by the shipper"},
    {"/source/geo", "needs a database of places"},
    {"/source/as", "needs a database of autonomous systems"},
    {"/crosstrail", "Crosstrail's own"},
};

void Remove(ordered_json& document, const std::string& pointer) {
  const std::size_t slash = pointer.rfind('/');
  const ordered_json::json_pointer parent(pointer.substr(0, slash));
  if (document.contains(parent)) document[parent].erase(pointer.substr(slash + 1));
}

// Lists of an older version have another order; ECS gives the order of related.* and *.entity.id no meaning.
void SortLists(ordered_json& value) {
  if (value.is_array()) {
    std::sort(value.begin(), value.end(), [](const auto& a, const auto& b) { return a.dump() < b.dump(); });
  }
  if (value.is_structured()) {
    for (ordered_json& child : value) SortLists(child);
  }
}

TEST_P(DocumentPairTest, IsElasticsDocument) {
  const std::filesystem::path raw_path = ConformanceFolder() / "ecs" / (std::string(GetParam().name) + ".log");
  if (!std::filesystem::exists(raw_path)) GTEST_SKIP() << "conformance suite ecs/" << GetParam().name << " is not here";
  std::string raw = ReadFile(raw_path);
  raw.erase(raw.find_last_not_of('\n') + 1);
  ordered_json expected = ordered_json::parse(ReadFile(raw_path.string() + "-expected.json"))["expected"][0];
  DocumentOptions options = WithUserAgents();
  options.original = true;
  ordered_json document = Parsed(raw, options);
  for (const auto* list : {&kEverywhere, &GetParam().differences}) {
    for (const auto& [pointer, why] : *list) {
      Remove(expected, pointer);
      Remove(document, pointer);
    }
  }
  if (!GetParam().sorted_lists) {
    SortLists(expected);
    SortLists(document);
  }
  EXPECT_EQ(nlohmann::json(document), nlohmann::json(expected))
      << nlohmann::json::diff(nlohmann::json(expected), nlohmann::json(document)).dump(1);
}

INSTANTIATE_TEST_SUITE_P(Ecs, DocumentPairTest,
                         testing::Values(Pair{"test-assume-role-aws-service-json", {}},
                                         Pair{"test-open-control-channel-instance-arn-json", {}},
                                         Pair{"test-put-bucket-replication-json",
                                              {{"/cloud/provider", "older versions lack it"},
                                               {"/cloud/service", "older versions lack it"},
                                               {"/related/ip", "older versions lack it"},
                                               {"/related/user", "older versions cut user.name at its @"},
                                               {"/user/name", "older versions cut it at its @"},
                                               {"/user/domain", "older versions put there what follows the @"},
                                               {"/user/entity", "older versions lack it"},
                                               {"/service", "older versions lack service.target"}},
                                              false}));

// Lazy and whole can never differ: every field of every record, both ways.

class ReadsBothWays : public RecordSink {
 public:
  ReadsBothWays() : writer_(Options()) {
    for (const CatalogueField& field : Catalogue()) fields_.Intern(field.name);
    fields_.Intern("aws.cloudtrail.flattened.request_parameters.bucketPolicy.Statement.Effect");
    fields_.Intern("aws.cloudtrail.flattened.request_parameters.instancesSet.items.instanceId");
    event_ = std::make_unique<Event>(fields_, Options().event);
    converted_ = std::make_unique<Event>(fields_, Options().event);
  }

  void OnRecord(const Record& record) override {
    ++records;
    std::string document;
    if (!event_->Open(record) || !writer_.Append(record, document)) {
      differences.insert("a record does not open");
      return;
    }
    const PaddedText text(document);
    Record whole = record;
    whole.json = text.view();
    whole.form = RecordForm::kElastic;
    if (!converted_->Open(whole)) {
      differences.insert("a document does not open: " + document);
      return;
    }
    for (FieldId id = 0; id < fields_.size(); ++id) {
      const std::vector<std::string> lazily = Print(event_->Get(id));
      if (lazily != Print(converted_->Get(id))) differences.insert(fields_.Name(id));
      values += lazily.size();
    }
  }

  std::size_t records = 0;
  std::size_t values = 0;
  std::set<std::string> differences;

 private:
  static const DocumentOptions& Options() {
    static const DocumentOptions options = [] {
      DocumentOptions made = WithUserAgents();
      made.original = true;
      return made;
    }();
    return options;
  }

  FieldSet fields_;
  DocumentWriter writer_;
  std::unique_ptr<Event> event_, converted_;
};

TEST(DocumentLogsTest, EveryFieldIsTheSameLazilyAndInTheDocument) {
  const std::filesystem::path logs = ConformanceFolder() / "logs";
  if (!std::filesystem::exists(logs)) GTEST_SKIP() << "conformance suite logs is not here";
  ReadsBothWays sink;
  const ReadOptions options;
  ObjectReader reader(options);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(logs)) {
    if (entry.path().extension() != ".json") continue;
    reader.Read({entry.path().string(), true, entry.file_size()}, sink);
  }
  EXPECT_THAT(sink.differences, testing::IsEmpty());
  EXPECT_GT(sink.records, 3200U);
  EXPECT_GT(sink.values, sink.records * 40);
}

TEST(DocumentLogsTest, TheExamplesToo) {
  ReadsBothWays sink;
  const ReadOptions options;
  ObjectReader reader(options);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(CROSSTRAIL_SOURCE_DIR "/examples/logs")) {
    if (entry.is_regular_file()) reader.Read({entry.path().string(), true, entry.file_size()}, sink);
  }
  EXPECT_THAT(sink.differences, testing::IsEmpty());
  EXPECT_GT(sink.records, 1000U);
}

}  // namespace
}  // namespace crosstrail
