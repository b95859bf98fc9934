// Elasticsearch's own EQL suites, as far as they need one event at a time. Deviations are listed by name; the list is
// empty.
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "query/eql/parser.h"
#include "query/eql/term_builder.h"
#include "query/query.h"
#include "suite.h"

namespace crosstrail {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> kDeviations = {};

constexpr std::string_view kResources = "eql/x-pack/plugin/eql/qa/common/src/main/resources";

struct EventSuite {
  std::string file;
  std::string data;
  std::string id_field;
  std::size_t cases;  // event queries that must be found
};

std::string Trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::vector<std::int64_t> ApplyPipes(const std::vector<Pipe>& pipes, std::vector<std::int64_t> ids) {
  for (const Pipe& pipe : pipes) {
    const auto count = static_cast<std::ptrdiff_t>(std::min<std::uint64_t>(pipe.count, ids.size()));
    if (pipe.kind == Pipe::Kind::kHead) {
      ids.erase(ids.begin() + count, ids.end());
    } else {
      ids.erase(ids.begin(), ids.end() - count);
    }
  }
  return ids;
}

class EventQueries : public ::testing::TestWithParam<EventSuite> {};

TEST_P(EventQueries, GiveTheExpectedEvents) {
  const auto folder = suite::Folder();
  if (!folder) GTEST_SKIP() << "EQL suite " << GetParam().file << ": conformance data is not at hand";
  FieldSet fields;
  const std::map<std::string, FieldType> types = {{"@timestamp", FieldType::kDate}, {"source_address", FieldType::kIp},
                                                  {"file_name", FieldType::kText},  {"timestamp", FieldType::kDate},
                                                  {"version", FieldType::kVersion}, {"date_tags", FieldType::kDate}};
  const auto events = suite::ReadEvents(*folder / "eql/derived" / GetParam().data, types,
                                        {{"optional_field_default_null", "NULL"}}, fields);
  ASSERT_FALSE(events.empty());
  const FieldId id_field = fields.Intern(GetParam().id_field);
  const QueryOptions options{"event_type"};
  std::size_t cases = 0;
  for (const suite::Table& table : suite::ReadTables(suite::ReadFile(*folder / kResources / GetParam().file))) {
    if (table.header != "queries" || !table.keys.contains("query")) continue;
    const std::string query = Trimmed(table.keys.at("query"));
    if (query.starts_with("sequence") || query.starts_with("sample")) continue;
    const std::string name = table.keys.at("name");
    ++cases;
    const auto compiled = CompileEql(query, options, fields);
    if (!compiled) {
      ADD_FAILURE() << name << "\n" << Render(compiled.error().front(), false);
      continue;
    }
    std::vector<std::int64_t> ids;
    for (const auto& event : events) {
      if (compiled->steps.front().condition.Matches(*event)) {
        ids.push_back(std::get<std::int64_t>(event->Get(id_field).front()));
      }
    }
    ids = ApplyPipes(compiled->pipes, std::move(ids));
    EXPECT_EQ(ids == suite::ParseIds(table.keys.at("expected_event_ids")), !kDeviations.contains(name))
        << name << ": " << query << "\n got " << ::testing::PrintToString(ids) << "\n expected "
        << table.keys.at("expected_event_ids");
  }
  EXPECT_EQ(cases, GetParam().cases);
}

INSTANTIATE_TEST_SUITE_P(
    Elasticsearch, EventQueries,
    ::testing::Values(EventSuite{"test_queries.toml", "endgame-140.jsonl", "serial_event_id", 94},
                      EventSuite{"additional_test_queries.toml", "endgame-140.jsonl", "serial_event_id", 55},
                      EventSuite{"test_queries_date.toml", "endgame-140.jsonl", "serial_event_id", 4},
                      EventSuite{"test_queries_date_nanos.toml", "endgame-140-nanos.jsonl", "serial_event_id", 3},
                      EventSuite{"test_extra.toml", "extra.jsonl", "sequence", 6}),
    [](const auto& test) {
      std::string name = test.param.file.substr(0, test.param.file.find('.'));
      return name;
    });

// The value of an expression without fields, printed as the suite writes it: "null" for null.
tl::expected<std::string, std::string> Folded(const std::string& expression) {
  const auto node = eql::ParseExpression(expression);
  if (!node) return tl::unexpected<std::string>(node.error().message);
  FieldSet fields;
  Mistakes mistakes;
  const auto constant = eql::TermBuilder(fields, mistakes).Fold(*node);
  if (!mistakes.empty()) return tl::unexpected<std::string>(mistakes.front().message);
  if (!constant) return tl::unexpected<std::string>("not constant");
  std::string scratch;
  const auto text = ToText(ViewOf(constant->value), scratch);
  return text ? std::string(*text) : "null";
}

TEST(StringFunctionSuite, FoldsAsElasticsearchDoes) {
  const auto folder = suite::Folder();
  if (!folder) GTEST_SKIP() << "EQL suite of string functions: conformance data is not at hand";
  const std::string text =
      suite::ReadFile(*folder / "eql/x-pack/plugin/eql/src/test/resources/test_string_functions.toml");
  std::size_t folds = 0;
  std::size_t failures = 0;
  for (const suite::Table& table : suite::ReadTables(text)) {
    if (!table.keys.contains("expression")) continue;
    const std::string expression = table.keys.at("expression");
    const auto value = Folded(expression);
    if (table.header.ends_with("verifier.failures")) {
      ++failures;
      EXPECT_FALSE(value) << expression << " must be refused";
      continue;
    }
    ++folds;
    std::string expected = table.keys.contains("expected") ? table.keys.at("expected") : "null";
    if (expected.starts_with('+')) expected.erase(0, 1);
    EXPECT_EQ(value, expected) << expression;
  }
  EXPECT_EQ(folds, 85U);
  EXPECT_EQ(failures, 7U);
}

TEST(ElasticRules, EveryQueryCompiles) {
  const auto folder = suite::Folder();
  if (!folder) GTEST_SKIP() << "Elastic's AWS rules: conformance data is not at hand";
  std::size_t compiled = 0;
  for (const auto& entry : fs::directory_iterator(*folder / "rules")) {
    if (entry.path().extension() != ".toml") continue;
    for (const suite::Table& table : suite::ReadTables(suite::ReadFile(entry.path()))) {
      if (!table.keys.contains("language") || table.keys.at("language") != "eql") continue;
      const std::string query = Trimmed(table.keys.at("query"));
      FieldSet fields;
      const auto result = CompileEql(query, {}, fields);
      EXPECT_TRUE(result) << entry.path() << "\n" << Render(result.error().front(), false);
      ++compiled;
    }
  }
  EXPECT_GE(compiled, 8U);
}

// The recorded verdicts of Elastic's external-share rule, among them a record without recipientAccountId that must not
// match (docs/eql.md, "not").
TEST(ElasticRules, ExternalShareGivesTheRecordedVerdicts) {
  const auto folder = suite::Folder();
  if (!folder) GTEST_SKIP() << "PutBucketPolicy verdicts: conformance data is not at hand";
  const auto tables = suite::ReadTables(
      suite::ReadFile(*folder / "rules/exfiltration_s3_bucket_policy_added_for_external_account_access.toml"));
  const auto rule =
      std::find_if(tables.begin(), tables.end(), [](const auto& table) { return table.header == "rule"; });
  ASSERT_NE(rule, tables.end());
  FieldSet fields;
  const auto query = CompileEql(rule->keys.at("query"), {.event_category_field = "event.type"}, fields);
  ASSERT_TRUE(query) << Render(query.error().front(), false);
  std::ifstream lines(*folder / "putbucketpolicy/putbucketpolicy.ndjson");
  std::size_t verdicts = 0;
  for (std::string line; std::getline(lines, line);) {
    const auto row = nlohmann::json::parse(line);
    const auto& verdict = row.at("flagship_rule_match");
    if (verdict.is_null()) continue;
    const auto& record = row.at("record").contains("detail") ? row.at("record").at("detail") : row.at("record");
    FakeEvent event(fields);
    event.Set("event.type", "info").Set("data_stream.dataset", "aws.cloudtrail");
    event.Set("event.provider", record.value("eventSource", "")).Set("event.action", record.value("eventName", ""));
    event.Set("event.outcome", record.contains("errorCode") ? "failure" : "success");
    if (row.at("request_parameters_integration").is_string()) {
      event.Set("aws.cloudtrail.request_parameters", row["request_parameters_integration"].get<std::string>());
    }
    if (record.contains("recipientAccountId")) {
      event.Set("aws.cloudtrail.recipient_account_id", record["recipientAccountId"].get<std::string>());
    }
    ++verdicts;
    EXPECT_EQ(query->steps.front().condition.Matches(event), verdict.is_boolean() && verdict.get<bool>())
        << row.at("source") << " " << verdict;
  }
  EXPECT_EQ(verdicts, 20U);
}

}  // namespace
}  // namespace crosstrail
