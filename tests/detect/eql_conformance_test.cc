// Elasticsearch's own suites of sequences, missing events and samples. Deviations are listed by name; the list is
// empty.
#include <gmock/gmock.h>

#include <map>
#include <nlohmann/json.hpp>
#include <numeric>
#include <set>
#include <sstream>

#include "suite.h"
#include "tests/detect/stream.h"

namespace crosstrail {
namespace {

namespace fs = std::filesystem;

const std::set<std::string> kDeviations = {};

constexpr std::string_view kResources = "eql/x-pack/plugin/eql/qa/common/src/main/resources";

std::string Trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

struct Suite {
  std::string file;
  std::vector<std::string> data;
  std::string id_field;
  std::string kind;   // "sequence" or "sample"
  std::size_t cases;  // that must be found
};

void PrintTo(const Suite& suite, std::ostream* out) { *out << suite.file; }

// "[[1, 2], [3, 4]]" and "[1, 2]" as alternatives.
std::vector<std::vector<std::int64_t>> Alternatives(const std::string& text) {
  std::vector<std::vector<std::int64_t>> alternatives;
  std::size_t begin = text.find('[');
  if (text.find('[', begin + 1) == std::string::npos) return {suite::ParseIds(text)};
  while ((begin = text.find('[', begin + 1)) != std::string::npos) {
    alternatives.push_back(suite::ParseIds(text.substr(begin, text.find(']', begin) - begin)));
  }
  return alternatives;
}

// The texts of an array, and "null" where it stands bare.
std::vector<std::string> Texts(const std::string& array) {
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < array.size();) {
    if (array[i] == '"') {
      const std::size_t end = array.find('"', i + 1);
      texts.push_back(array.substr(i + 1, end - i - 1));
      i = end + 1;
    } else if (array.compare(i, 4, "null") == 0) {
      texts.emplace_back("null");
      i += 4;
    } else {
      ++i;
    }
  }
  return texts;
}

// Keys as the suite writes them: instants with milliseconds, or as a count of them.
bool SameKey(const std::string& expected, const std::string& got) {
  if (expected == got) return true;
  const auto instant = ParseInstant(got);
  return instant && (FormatInstantMillis(*instant) == expected || std::to_string(*instant / 1'000'000) == expected);
}

class EqlSuite : public testing::TestWithParam<Suite> {};

TEST_P(EqlSuite, GivesTheExpectedResults) {
  const Suite& suite = GetParam();
  const auto folder = suite::Folder();
  if (!folder) GTEST_SKIP() << "EQL suite " << suite.file << ": conformance data is not at hand";
  FieldSet fields;
  const std::map<std::string, FieldType> types = {
      {"@timestamp", FieldType::kDate}, {"source_address", FieldType::kIp},
      {"file_name", FieldType::kText},  {"timestamp", FieldType::kDate},
      {"version", FieldType::kVersion}, {"date_tags", FieldType::kDate},
      {"ip", FieldType::kIp},           {"host_ip", FieldType::kIp},
      {"date", FieldType::kDate},       {"@timestamp_pretty", FieldType::kDate}};
  std::vector<StreamEvent> events;
  for (const std::string& data : suite.data) {
    for (auto& event :
         suite::ReadEvents(*folder / "eql/derived" / data, types, {{"optional_field_default_null", "NULL"}}, fields)) {
      StreamEvent read;
      read.event = std::move(event);
      const Values id = read.event->Get(fields.Intern(suite.id_field));
      read.id = std::get<std::int64_t>(id.front());
      const Values time = read.event->Get(fields.Intern("@timestamp"));
      if (!time.empty()) read.time = std::get<InstantValue>(time.front()).at;
      events.push_back(std::move(read));
    }
  }
  ASSERT_FALSE(events.empty());
  std::stable_sort(events.begin(), events.end(),
                   [](const StreamEvent& a, const StreamEvent& b) { return a.time < b.time; });

  std::size_t cases = 0;
  for (const suite::Table& table : suite::ReadTables(suite::ReadFile(*folder / kResources / suite.file))) {
    if (table.header != "queries" || !table.keys.contains("query")) continue;
    const std::string text = Trimmed(table.keys.at("query"));
    if (!text.starts_with(suite.kind)) continue;
    ++cases;
    const std::string& name = table.keys.at("name");
    const auto query = CompileEql(text, {.event_category_field = "event_type"}, fields);
    if (!query) {
      ADD_FAILURE() << name << "\n" << Render(query.error().front(), false);
      continue;
    }
    std::size_t most = 1;
    if (table.keys.contains("max_samples_per_key")) most = std::stoul(table.keys.at("max_samples_per_key"));
    std::vector<Result1> results =
        suite.kind == "sample" ? RunSample(*query, events, most) : RunSequence(*query, events);
    if (table.keys.contains("size"))
      results.resize(std::min<std::size_t>(results.size(), std::stoul(table.keys.at("size"))));
    std::vector<std::int64_t> ids;
    std::vector<std::string> keys;
    for (const Result1& result : results) {
      ids.insert(ids.end(), result.ids.begin(), result.ids.end());
      for (const auto& key : result.keys) keys.push_back(key.value_or("null"));
    }
    const auto alternatives = Alternatives(table.keys.at("expected_event_ids"));
    const bool same = std::find(alternatives.begin(), alternatives.end(), ids) != alternatives.end();
    EXPECT_EQ(same, !kDeviations.contains(name)) << name << ": " << text << "\n got " << testing::PrintToString(ids)
                                                 << "\n expected " << table.keys.at("expected_event_ids");
    if (!table.keys.contains("join_keys")) continue;
    const std::vector<std::string> expected = Texts(table.keys.at("join_keys"));
    EXPECT_TRUE(std::equal(keys.begin(), keys.end(), expected.begin(), expected.end(),
                           [](const auto& got, const auto& wanted) { return SameKey(wanted, got); }))
        << name << ": keys " << testing::PrintToString(keys) << ", expected " << table.keys.at("join_keys");
  }
  EXPECT_EQ(cases, suite.cases);
}

INSTANTIATE_TEST_SUITE_P(
    Elasticsearch, EqlSuite,
    testing::Values(Suite{"test_queries.toml", {"endgame-140.jsonl"}, "serial_event_id", "sequence", 39},
                    Suite{"additional_test_queries.toml", {"endgame-140.jsonl"}, "serial_event_id", "sequence", 6},
                    Suite{"test_extra.toml", {"extra.jsonl"}, "sequence", "sequence", 34},
                    Suite{"test_missing_events.toml", {"missing-events.jsonl"}, "sequence", "sequence", 26},
                    Suite{"test_sample.toml", {"sample1.jsonl", "sample2.jsonl", "sample3.jsonl"}, "id", "sample", 25},
                    Suite{"test_sample_multi.toml", {"sample-multi.jsonl"}, "id", "sample", 9}),
    [](const auto& test) { return test.param.file.substr(0, test.param.file.find('.')); });

// Timelines: a line a stage, "u|W6" an event at 6 with the key u; then the sequences.
TEST(SeriesSpec, GivesTheExpectedSequences) {
  const auto folder = suite::Folder();
  if (!folder) GTEST_SKIP() << "EQL suite sequences.series-spec: conformance data is not at hand";
  std::istringstream in(suite::ReadFile(*folder / "eql/x-pack/plugin/eql/src/test/resources/sequences.series-spec"));
  const auto words = [](const std::string& line) {
    std::istringstream text(line);
    return std::vector<std::string>{std::istream_iterator<std::string>(text), {}};
  };
  std::size_t cases = 0;
  std::string name;
  std::vector<std::vector<std::string>> stages, expected;
  int part = 0;
  for (std::string line; std::getline(in, line);) {
    line = Trimmed(line);
    if (line.empty() || line.starts_with("//")) continue;
    if (line != ";") {
      if (part == 0) {
        name = line;
        part = 1;
      } else {
        (part == 1 ? stages : expected).push_back(words(line));
      }
      continue;
    }
    if (++part < 3) continue;
    // A whole case.
    std::string query = "sequence by ?key";
    FieldSet fields;
    std::map<int, StreamEvent> events;
    for (std::size_t stage = 0; stage < stages.size(); ++stage) {
      query += " [any where stage == " + std::to_string(stage) + "]";
      for (const std::string& word : stages[stage]) {
        const std::size_t bar = word.find('|');
        const std::string id = bar == std::string::npos ? word : word.substr(bar + 1);
        StreamEvent event{std::stoi(id.substr(1)), std::stoi(id.substr(1)), std::make_shared<FakeEvent>(fields)};
        event.event->Set("stage", static_cast<int>(stage));
        if (bar != std::string::npos) event.event->Set("key", word.substr(0, bar));
        // In one case two stages have an event each at one place; they keep the order of the stages.
        events[static_cast<int>(event.id) * 10 + static_cast<int>(stage)] = event;
      }
    }
    const auto compiled = CompileEql(query, {}, fields);
    ASSERT_TRUE(compiled) << query;
    std::vector<StreamEvent> in_order;
    for (const auto& [place, event] : events) in_order.push_back(event);
    std::vector<std::vector<std::int64_t>> got, wanted;
    for (const Result1& result : RunSequence(*compiled, in_order)) got.push_back(result.ids);
    for (const auto& sequence : expected) {
      std::vector<std::int64_t>& ids = wanted.emplace_back();
      for (const std::string& word : sequence) {
        const std::size_t bar = word.find('|');
        ids.push_back(std::stoi(word.substr(bar == std::string::npos ? 1 : bar + 2)));
      }
    }
    EXPECT_EQ(got, wanted) << name;
    ++cases;
    stages.clear();
    expected.clear();
    part = 0;
  }
  EXPECT_EQ(cases, 25U);
}

}  // namespace
}  // namespace crosstrail
