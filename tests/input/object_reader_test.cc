#include "input/object_reader.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "tests/input/reading.h"
#include "tests/input/temp_tree.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

struct Sink : RecordSink {
  std::vector<std::string> ids, paths, hashes;
  std::vector<std::uint64_t> indices;
  void OnRecord(const Record& record) override {
    ids.emplace_back(record.event_id);
    paths.push_back(record.source->path);
    hashes.push_back(record.source->sha256);
    indices.push_back(record.index);
  }
};

struct Outcome {
  Sink sink;
  InputReport report;
  std::string Problem() const { return report.problems.empty() ? "" : report.problems[0].message; }
};

Outcome ReadFile(const std::string& path, bool named = true, const ReadOptions& options = {}) {
  ObjectReader reader(options);
  Outcome outcome;
  reader.Read({path, named, 0}, outcome.sink);
  outcome.report = reader.TakeReport();
  return outcome;
}

TEST(ObjectReader, KeepsProvenance) {
  const TempTree tree;
  const std::string stored = Gzip(S3Object({PlainRecord("a"), "{\"x\":1}", PlainRecord("b")}));
  const std::string path = tree.Write("misnamed.json", stored);
  ReadOptions options;
  options.hash = true;
  const Outcome outcome = ReadFile(path, true, options);
  EXPECT_THAT(outcome.sink.ids, ElementsAre("a", "b"));
  EXPECT_THAT(outcome.sink.indices, ElementsAre(0, 2));
  EXPECT_THAT(outcome.sink.paths, testing::Each(path));
  EXPECT_THAT(outcome.sink.hashes, testing::Each(Sha256Hex(stored)));
  EXPECT_EQ(outcome.report.objects, 1U);
  EXPECT_EQ(outcome.report.records, 2U);
  EXPECT_EQ(outcome.report.bytes_stored, stored.size());
  ASSERT_EQ(outcome.report.problems.size(), 1U);
  EXPECT_EQ(outcome.report.problems[0].path, path);
  EXPECT_EQ(outcome.report.problems[0].record, 1U);
  EXPECT_THAT(ReadFile(path).sink.hashes, testing::Each(""));
}

TEST(ObjectReader, NoticesThatAnObjectChangedUnderItsHash) {
  const TempTree tree;
  const std::string path = tree.Write("a.json", PlainRecord("a") + std::string(std::size_t{2} << 20, ' '));
  struct Changing : RecordSink {
    std::string path;
    void OnRecord(const Record&) override { std::ofstream(path, std::ios::app) << PlainRecord("b"); }
  } sink;
  sink.path = path;
  ReadOptions options;
  options.hash = true;
  ObjectReader reader(options);
  reader.Read({path, true, 0}, sink);
  ASSERT_GE(reader.report().problems.size(), 1U);
  EXPECT_THAT(reader.report().problems[0].message, HasSubstr("changed while it was read"));
}

TEST(ObjectReader, NamesWhatCannotBeRead) {
  const TempTree tree;
  const std::string fifo = tree.Path("fifo");
  ASSERT_EQ(::mkfifo(fifo.c_str(), 0600), 0);
  const struct {
    std::string path;
    const char* message;
  } cases[] = {
      {tree.Path("missing"), "cannot open: No such file"},
      {fifo, "not a regular file"},
      {"/dev/null", "not a regular file"},
      {tree.root(), "is a directory"},
      {tree.Write("empty.json", ""), "is empty"},
      {tree.Write("empty.json.gz", Gzip("")), "is empty"},
      {tree.Write("blank.json", " \n"), "is empty"},
      {tree.Write("text.json", "hello"), "does not hold JSON"},
      {tree.Write("cut.json.gz", Gzip(PlainRecord("a")).substr(0, 15)), "cut off"},
  };
  for (const auto& c : cases) {
    const Outcome outcome = ReadFile(c.path);
    EXPECT_EQ(outcome.report.problem_count, 1U) << c.path;
    EXPECT_THAT(outcome.Problem(), HasSubstr(c.message));
    EXPECT_TRUE(outcome.sink.ids.empty());
  }
}

TEST(ObjectReader, PassesOverFilesOfOtherKindsInDirectories) {
  const TempTree tree;
  for (const char* name : {"LICENSE", "README.md"}) {
    const Outcome outcome = ReadFile(tree.Write(name, "Some text\n{\"eventVersion\""), false);
    EXPECT_EQ(outcome.report.problem_count, 0U);
    EXPECT_EQ(outcome.report.objects, 0U);
    EXPECT_EQ(outcome.report.SkippedFor(SkipReason::kNotLogs), 1U);
  }
  EXPECT_EQ(ReadFile(tree.Write("x.log", "text"), false).report.problem_count, 1U);
  EXPECT_THAT(ReadFile(tree.Write("noname", PlainRecord("a")), false).sink.ids, ElementsAre("a"));
}

TEST(ObjectReader, SelectsAndCounts) {
  const TempTree tree;
  std::string other = PlainRecord("other");
  other.replace(other.find("us-east-1"), 9, "eu-west-1");
  std::string late = PlainRecord("late");
  late.replace(late.find("2023-07"), 7, "2024-07");
  const std::string path = tree.Write("a.json", S3Object({PlainRecord("a"), other, late}));
  ReadOptions options;
  options.selection.regions = {"us-east-1"};
  options.selection.to = *ParseInstant("2024-01-01");
  const Outcome outcome = ReadFile(path, true, options);
  EXPECT_THAT(outcome.sink.ids, ElementsAre("a"));
  EXPECT_EQ(outcome.report.records, 1U);
  EXPECT_EQ(outcome.report.SkippedFor(SkipReason::kOtherRegion), 1U);
  EXPECT_EQ(outcome.report.SkippedFor(SkipReason::kOutsideTime), 1U);
}

TEST(ObjectReader, IsReusedFromFileToFile) {
  const TempTree tree;
  const ReadOptions options;
  ObjectReader reader(options);
  Sink sink;
  const std::string files[] = {tree.Write("cut", S3Object({PlainRecord("a"), PlainRecord("b")}).substr(0, 500)),
                               tree.Write("zst", Zstd(PlainRecord("c"))), tree.Write("bad", "x"),
                               tree.Write("gz", Gzip(PlainRecord("d"))), tree.Write("plain", PlainRecord("e"))};
  for (const std::string& file : files) reader.Read({file, true, 0}, sink);
  EXPECT_THAT(sink.ids, ElementsAre("a", "c", "d", "e"));
  EXPECT_EQ(reader.report().objects, 5U);
}

TEST(InputReport, KeepsTheSameProblemsWhateverTheOrder) {
  InputReport forward, backward, other;
  for (int i = 0; i < 5000; ++i) {
    const std::string path = std::to_string(10'000 + i);
    forward.AddProblem({path, std::nullopt, "m"});
    (i % 2 == 0 ? backward : other).AddProblem({std::to_string(10'000 + 4999 - i), std::nullopt, "m"});
  }
  forward.Finish();
  backward.Merge(std::move(other));
  EXPECT_EQ(forward.problem_count, 5000U);
  EXPECT_EQ(backward.problem_count, 4998U + 2U);
  ASSERT_EQ(forward.problems.size(), InputReport::kProblemsKept);
  ASSERT_EQ(backward.problems.size(), InputReport::kProblemsKept);
  for (std::size_t i = 0; i < forward.problems.size(); ++i) {
    EXPECT_EQ(forward.problems[i].path, backward.problems[i].path);
  }
}

TEST(InputReport, NamesEveryReason) {
  for (std::size_t i = 0; i < kSkipReasons; ++i) EXPECT_NE(SkipReasonName(static_cast<SkipReason>(i)), "");
}

}  // namespace
}  // namespace crosstrail
