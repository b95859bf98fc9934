// Against public data: Elastic's own pairs of record and document, and every record of the log collections.
#include <gmock/gmock.h>

#include <algorithm>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>

#include "input/object_reader.h"
#include "tests/conformance.h"
#include "tests/event/reading.h"

namespace crosstrail {
namespace {

using nlohmann::ordered_json;

// Every scalar at the dotted path `path` of a document that is nested throughout.
void Collect(const ordered_json& value, std::string_view path, std::vector<ordered_json>& out) {
  if (value.is_array()) {
    for (const auto& item : value) Collect(item, path, out);
  } else if (path.empty() && value.is_object()) {
    for (const auto& item : value) Collect(item, path, out);  // only flattened areas are asked for as a whole
  } else if (path.empty()) {
    out.push_back(value);
  } else if (value.is_object()) {
    const std::size_t dot = path.find('.');
    const auto member = value.find(std::string(path.substr(0, dot)));
    if (member != value.end()) {
      Collect(*member, dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1), out);
    }
  }
}

std::vector<std::string> Expected(const ordered_json& document, const CatalogueField& field) {
  std::vector<ordered_json> scalars;
  Collect(document, field.name, scalars);
  std::vector<std::string> printed;
  for (const auto& scalar : scalars) {
    const std::string text = scalar.is_string() ? scalar.get<std::string>() : scalar.dump();
    switch (field.type) {
      case FieldType::kBoolean:
        printed.push_back("#" + text);
        break;
      case FieldType::kLong:
      case FieldType::kDouble:
        printed.push_back("#" + text);
        break;
      case FieldType::kDate:
        printed.push_back("@" + FormatInstant(ParseInstant(text).value_or(0)));
        break;
      default:
        printed.push_back(text);
    }
  }
  std::ranges::sort(printed);
  return printed;
}

struct Pair {
  const char* name;
  /// Fields whose value is known to differ, and why.
  std::map<std::string, const char*> differences;
};

void PrintTo(const Pair& pair, std::ostream* out) { *out << pair.name; }

// What the expected documents lack or have from elsewhere: the shipper's and Elasticsearch's own fields, the times of
// the run that made the documents, what needs a database, and Crosstrail's own.
bool IsNotOfThePipeline(std::string_view name) {
  static const std::set<std::string_view> kNames = {"data_stream.dataset", "data_stream.namespace", "data_stream.type",
                                                    "event.created",       "event.dataset",         "event.ingested",
                                                    "event.module",        "event.original",        "tags"};
  return kNames.contains(name) || NeedOf(name) != FieldNeed::kNothing || name.starts_with("crosstrail.");
}

class PairTest : public testing::TestWithParam<Pair> {};

TEST_P(PairTest, EveryCatalogueFieldIsAsElasticHasIt) {
  const std::filesystem::path raw_path = ConformanceFolder() / "ecs" / (std::string(GetParam().name) + ".log");
  if (!std::filesystem::exists(raw_path)) GTEST_SKIP() << "conformance suite ecs/" << GetParam().name << " is not here";
  std::string raw = ReadFile(raw_path);
  raw.erase(raw.find_last_not_of('\n') + 1);
  const ordered_json document = ordered_json::parse(ReadFile(raw_path.string() + "-expected.json"))["expected"][0];
  for (const CatalogueField& field : Catalogue()) {
    const std::string name(field.name);
    const std::vector<std::string> expected = Expected(document, field);
    std::vector<std::string> from_document = ReadElastic(document.dump(), name);
    std::ranges::sort(from_document);
    EXPECT_EQ(from_document, expected) << name << " of the document";
    std::vector<std::string> from_record = Read(raw, name);
    std::ranges::sort(from_record);
    if (IsNotOfThePipeline(name)) continue;
    if (GetParam().differences.contains(name)) {
      EXPECT_NE(from_record, expected) << name << " no longer differs";
    } else {
      EXPECT_EQ(from_record, expected) << name << " of the record";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Ecs, PairTest,
                         testing::Values(Pair{"test-assume-role-aws-service-json", {}},
                                         Pair{"test-open-control-channel-instance-arn-json", {}},
                                         Pair{"test-put-bucket-replication-json",
                                              {{"cloud.provider", "the document is of an older version"},
                                               {"cloud.service.name", "the document is of an older version"},
                                               {"related.ip", "the document is of an older version"},
                                               {"related.user", "older versions cut user.name at its @"},
                                               {"service.target.entity.id", "the document is of an older version"},
                                               {"user.entity.id", "the document is of an older version"},
                                               {"user.name", "older versions cut user.name at its @"}}}));

// Opens every record and reads the whole catalogue; remembers what does not open.
class ReadsEverything : public RecordSink {
 public:
  ReadsEverything() {
    for (const CatalogueField& field : Catalogue()) ids_.push_back(fields_.Intern(field.name));
    action_ = fields_.Intern("event.action");
    event_ = std::make_unique<Event>(fields_, EventOptions{});
  }

  void OnRecord(const Record& record) override {
    ++records;
    if (const Status status = event_->Open(record); !status) {
      problems.push_back(status.error().message);
      return;
    }
    for (const FieldId id : ids_) values += event_->Get(id).size();
    if (!record.action.empty() && Print(event_->Get(action_)) != std::vector<std::string>{std::string(record.action)}) {
      problems.push_back("event.action differs from the framer's: " + std::string(record.action));
    }
  }

  std::size_t records = 0;
  std::size_t values = 0;
  std::vector<std::string> problems;

 private:
  FieldSet fields_;
  std::vector<FieldId> ids_;
  FieldId action_ = 0;
  std::unique_ptr<Event> event_;
};

TEST(LogsTest, EveryRecordOpensAndEveryFieldCanBeRead) {
  const std::filesystem::path logs = ConformanceFolder() / "logs";
  if (!std::filesystem::exists(logs)) GTEST_SKIP() << "conformance suite logs is not here";
  ReadsEverything sink;
  const ReadOptions options;
  ObjectReader reader(options);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(logs)) {
    if (entry.path().extension() != ".json") continue;
    reader.Read({entry.path().string(), true, entry.file_size()}, sink);
  }
  EXPECT_THAT(sink.problems, testing::IsEmpty());
  EXPECT_GT(sink.records, 3200U);
  EXPECT_GT(sink.values, sink.records * 20);
}

}  // namespace
}  // namespace crosstrail
