#include "event/convert.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/event/reading.h"
#include "tests/input/temp_tree.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Converted {
  std::vector<std::string> lines;
  ConvertResult result;
};

Converted ConvertAll(const TempTree& tree, ConvertTo to, unsigned threads = 1, DocumentOptions document = {}) {
  ConvertOptions options;
  options.paths = {tree.root()};
  options.to = to;
  options.threads = threads;
  options.document = std::move(document);
  ReadProgress progress;
  std::string out;
  Converted converted;
  converted.result = Convert(options, progress, [&out](std::string_view bytes) -> Status {
    out += bytes;
    return {};
  });
  std::istringstream in(out);
  for (std::string line; std::getline(in, line);) converted.lines.push_back(line);
  EXPECT_EQ(converted.result.written, converted.lines.size());
  return converted;
}

std::string RecordJson(int number) {
  return R"({"eventName":"GetUser","eventSource":"iam.amazonaws.com","eventTime":"2025-06-13T12:00:00Z","eventID":"e)" +
         std::to_string(number) + "\"}";
}

TEST(ConvertTest, WritesTheSameWhateverTheNumberOfThreads) {
  const TempTree tree;
  std::vector<std::string> expected;
  for (int file = 0; file < 60; ++file) {
    std::string text;
    for (int i = 0; i < file % 7 * 30; ++i) {
      expected.push_back(RecordJson(file * 1000 + i));
      text += expected.back() + "\n";
    }
    tree.Write("f" + std::to_string(100 + file) + ".json", text.empty() ? "[]" : text);
  }
  for (const unsigned threads : {1U, 2U, 8U}) {
    const Converted converted = ConvertAll(tree, ConvertTo::kRecords, threads);
    EXPECT_EQ(converted.lines, expected) << threads << " threads";
    EXPECT_EQ(converted.result.tally.records(), expected.size());
  }
}

TEST(ConvertTest, TakesRecordsOutOfAnyEnvelopeAsTheyAre) {
  const TempTree tree;
  tree.Write("a.json", "{\"Records\": [\n {\"eventName\": \"x\", \"n\": 1.50,\n \"eventSource\": \"a \\u00e9 b\"} ]}");
  tree.Write("b.json", R"({"version":"0","detail-type":"AWS API Call via CloudTrail","source":"aws.iam",
                           "detail": )" +
                           RecordJson(2) + "}");
  EXPECT_THAT(ConvertAll(tree, ConvertTo::kRecords).lines,
              ElementsAre(R"({"eventName":"x","n":1.50,"eventSource":"a \u00e9 b"})", RecordJson(2)));
}

TEST(ConvertTest, GivesBackTheRecordOfADocumentThatHasIt) {
  const TempTree raw;
  raw.Write("a.json", RecordJson(1));
  DocumentOptions original;
  original.original = true;
  const Converted documents = ConvertAll(raw, ConvertTo::kEcs, 1, original);
  ASSERT_EQ(documents.lines.size(), 1U);
  const TempTree tree;
  tree.Write("a.json", documents.lines[0]);
  EXPECT_THAT(ConvertAll(tree, ConvertTo::kRecords).lines, ElementsAre(RecordJson(1)));

  tree.Write("a.json", ConvertAll(raw, ConvertTo::kEcs).lines.at(0));
  const Converted without = ConvertAll(tree, ConvertTo::kRecords);
  EXPECT_TRUE(without.lines.empty());
  ASSERT_EQ(without.result.input.problem_count, 1U);
  EXPECT_THAT(without.result.input.problems[0].message, HasSubstr("without event.original"));
}

TEST(ConvertTest, ABrokenRecordCostsOnlyItself) {
  const TempTree tree;
  tree.Write("a.json", RecordJson(1) + "\n" + R"({"eventName":"x","eventID":"e2","requestParameters":{"a":01}})" +
                           "\n" + RecordJson(3) + "\n");
  for (const ConvertTo to : {ConvertTo::kEcs, ConvertTo::kRecords}) {
    const Converted converted = ConvertAll(tree, to);
    EXPECT_EQ(converted.lines.size(), 2U);
    EXPECT_EQ(converted.result.input.problem_count, 1U);
  }
}

TEST(ConvertTest, StopsWhenNothingCanBeWritten) {
  const TempTree tree;
  for (int file = 0; file < 20; ++file) tree.Write(std::to_string(file) + ".json", RecordJson(file));
  ConvertOptions options;
  options.paths = {tree.root()};
  options.threads = 4;
  ReadProgress progress;
  const ConvertResult result =
      Convert(options, progress, [](std::string_view) -> Status { return Fail(ErrorCode::kIo, "no room"); });
  ASSERT_FALSE(result.status);
  EXPECT_EQ(result.status.error().message, "no room");
}

}  // namespace
}  // namespace crosstrail
