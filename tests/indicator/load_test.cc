#include "indicator/load.h"

#include <gmock/gmock.h>

#include "indicator/json_list.h"
#include "tests/indicator/lists.h"
#include "tests/input/reading.h"
#include "tests/input/temp_tree.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kCsv = "ip,id\n192.0.2.1,c\n";
const std::string kNdjson = "{\"_id\":\"n\",\"threat.indicator.ip\":\"192.0.2.2\"}\n";
const std::string kStix =
    "{\n\"type\":\"bundle\",\"objects\":[{\"type\":\"indicator\",\"id\":\"s--1\",\"pattern\":\"[ipv4-addr:value='192.0."
    "2.3']\"}]}";

std::vector<std::string> Ids(const LoadedIndicators& loaded) {
  std::vector<std::string> ids;
  for (std::uint32_t i = 0; i < loaded.set->size(); ++i) ids.emplace_back(loaded.set->IdOf(i));
  return ids;
}

TEST(LoadIndicators, SeesTheFormOfAListFromItsBeginning) {
  const TempTree tree;
  const std::vector<std::string> paths{tree.Write("a", kStix), tree.Write("b", kCsv), tree.Write("c", kNdjson)};
  const LoadedIndicators loaded = LoadIndicators(paths);
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_THAT(Ids(loaded), ElementsAre("s--1", "c", "n"));
  ASSERT_THAT(loaded.lists, SizeIs(3));
  for (std::uint32_t i = 0; i < 3; ++i) {
    EXPECT_EQ(loaded.lists[i].path, paths[i]);
    EXPECT_EQ(loaded.lists[i].indicators, 1U);
    EXPECT_EQ(loaded.set->ListOf(i), paths[i]);
  }
}

TEST(LoadIndicators, ReadsCompressedFiles) {
  const TempTree tree;
  const LoadedIndicators loaded =
      LoadIndicators({tree.Write("a.json.gz", Gzip(kStix)), tree.Write("b.csv.gz", Gzip(kCsv)),
                      tree.Write("c.ndjson.gz", Gzip(kNdjson))});
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_THAT(Ids(loaded), ElementsAre("s--1", "c", "n"));
}

TEST(LoadIndicators, ReadsTheFilesOfAFolderInTheOrderOfTheirNames) {
  const TempTree tree;
  tree.Write("lists/b.csv", kCsv);
  tree.Write("lists/a.ndjson", kNdjson);
  tree.Write("lists/.hidden", "nonsense");
  tree.Write("lists/below/c.csv", kCsv);
  const LoadedIndicators loaded = LoadIndicators({tree.Path("lists")});
  EXPECT_EQ(RenderAll(loaded.diagnostics), "");
  EXPECT_THAT(Ids(loaded), ElementsAre("n", "c"));
}

TEST(LoadIndicators, AFileThatCannotBeReadCostsNoOther) {
  const TempTree tree;
  tree.Write("empty/.hidden", "");
  const std::string broken = tree.Write("broken.gz", Gzip(kNdjson + kNdjson).substr(0, 30));
  const LoadedIndicators loaded = LoadIndicators({tree.Path("absent"), tree.Path("empty"), broken, "/dev/null",
                                                  tree.Write("b.csv", kCsv), tree.Write("blank", "")});
  EXPECT_THAT(Ids(loaded), ElementsAre("c"));
  const std::string said = RenderAll(loaded.diagnostics);
  EXPECT_THAT(said, HasSubstr(tree.Path("absent") + ": error: cannot open: No such file or directory\n"));
  EXPECT_THAT(said, HasSubstr(tree.Path("empty") + ": error: holds no lists of indicators\n"));
  EXPECT_THAT(said, HasSubstr(broken + ": error: cannot be read to its end: "));
  EXPECT_THAT(said, HasSubstr("/dev/null: error: is not a regular file"));
  EXPECT_THAT(said, HasSubstr(tree.Path("blank") + ": error: is empty\n"));
}

TEST(LoadIndicators, LinesMayBeLongerThanWhatIsReadAtOnce) {
  std::string csv = "ip,description\n";
  std::string ndjson;
  for (int i = 0; i < 3; ++i) {
    const std::string text(900'000, static_cast<char>('a' + i));
    csv += "192.0.2.1," + text + "\n";
    ndjson += R"({"threat.indicator.ip":"192.0.2.1","x":")" + text + "\"}\n";
  }
  for (const std::string& list : {csv, ndjson}) {
    const LoadedIndicators loaded = ReadIndicators({list}, "l");
    EXPECT_THAT(loaded.diagnostics, IsEmpty());
    EXPECT_EQ(loaded.set->size(), 3U);
  }
}

TEST(LoadIndicators, ManyLinesComeOutAsTheyWentIn) {
  std::string list;
  for (int i = 0; i < 30'000; ++i)
    list += R"({"_id":")" + std::to_string(i) + R"(","threat.indicator.ip":"192.0.2.1"})" + "\n";
  const LoadedIndicators loaded = ReadIndicators({list}, "l");
  ASSERT_EQ(loaded.set->size(), 30'000U);
  for (std::uint32_t i = 0; i < loaded.set->size(); ++i) ASSERT_EQ(loaded.set->IdOf(i), std::to_string(i));
}

TEST(LoadIndicators, ADocumentMayBeOfAnyLengthUpToItsBound) {
  const std::string longest(JsonListReader::kLongestDocument, 'x');
  const LoadedIndicators loaded = ReadIndicators({"{\"a\":\"" + longest + "\"}\n{\"a\":\"b\"}\n"}, "l");
  EXPECT_EQ(loaded.set->size(), 1U);
  ASSERT_THAT(loaded.diagnostics, SizeIs(1));
  EXPECT_EQ(loaded.diagnostics.front().message, "an indicator of more than 16 MiB is left out");
}

}  // namespace
}  // namespace crosstrail
