#include "input/walker.h"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <thread>

#include "tests/input/temp_tree.h"

namespace crosstrail {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct Walked {
  std::vector<std::string> files;     // below the root
  std::vector<std::string> problems;  // "path: message"
  std::uint64_t pruned = 0;
  bool all_named = true;
};

Walked Walk(const TempTree& tree, std::vector<std::string> below, const Selection& selection = {}) {
  for (std::string& path : below) path = path.empty() ? tree.root() : tree.Path(path);
  Walker walker(below, selection);
  Walked walked;
  const auto shorten = [&](const std::string& path) { return path.substr(tree.root().size() + 1); };
  while (const auto file = walker.Next()) {
    walked.files.push_back(shorten(file->path));
    walked.all_named = walked.all_named && file->named;
  }
  const InputReport report = walker.TakeReport();
  for (const Problem& problem : report.problems)
    walked.problems.push_back(shorten(problem.path) + ": " + problem.message);
  walked.pruned = report.SkippedFor(SkipReason::kPrunedObject);
  return walked;
}

TEST(Walker, GoesThroughDirectoriesInOrder) {
  const TempTree tree;
  for (const char* name : {"b/2.json", "b/1.json", "a.json", "c/d/e.json", "b.json", ".hidden"}) tree.Write(name, "x");
  const Walked walked = Walk(tree, {""});
  EXPECT_THAT(walked.files, ElementsAre(".hidden", "a.json", "b/1.json", "b/2.json", "b.json", "c/d/e.json"));
  EXPECT_THAT(walked.problems, IsEmpty());
  EXPECT_FALSE(walked.all_named);
}

TEST(Walker, TakesEachArgumentOnceAndSorted) {
  const TempTree tree;
  tree.Write("a.json", "x");
  tree.Write("b.json", "x");
  const Walked walked = Walk(tree, {"b.json", "a.json", "b.json"});
  EXPECT_THAT(walked.files, ElementsAre("a.json", "b.json"));
  EXPECT_TRUE(walked.all_named);
}

TEST(Walker, KeepsStandardInput) {
  Walker walker({"-"}, {});
  EXPECT_EQ(walker.Next()->path, "-");
  EXPECT_FALSE(walker.Next());
}

TEST(Walker, ExpandsGlobs) {
  const TempTree tree;
  for (const char* name : {"x/1.json", "x/2.json", "x/3.log", "y/1.json", "odd[1].json"}) tree.Write(name, "x");
  EXPECT_THAT(Walk(tree, {"x/*.json"}).files, ElementsAre("x/1.json", "x/2.json"));
  EXPECT_THAT(Walk(tree, {"*/1.json"}).files, ElementsAre("x/1.json", "y/1.json"));
  EXPECT_THAT(Walk(tree, {"[xy]"}).files, ElementsAre("x/1.json", "x/2.json", "x/3.log", "y/1.json"));
  EXPECT_THAT(Walk(tree, {"x/?.log"}).files, ElementsAre("x/3.log"));
  EXPECT_THAT(Walk(tree, {"odd[1].json"}).files, ElementsAre("odd[1].json")) << "a name that exists is no pattern";
  EXPECT_THAT(Walk(tree, {"*.zst"}).problems, ElementsAre(HasSubstr("matches no file")));
}

TEST(Walker, NamesWhatIsNotThere) {
  const TempTree tree;
  fs::create_symlink("nowhere", tree.Path("dangling"));
  EXPECT_THAT(Walk(tree, {"missing.json"}).problems, ElementsAre(HasSubstr("missing.json: cannot open")));
  EXPECT_THAT(Walk(tree, {""}).problems, ElementsAre(HasSubstr("dangling: cannot open")));
}

TEST(Walker, DoesNotGoInCircles) {
  const TempTree tree;
  tree.Write("a/b/1.json", "x");
  fs::create_symlink("..", tree.Path("a/b/up"));
  fs::create_symlink("self", tree.Path("a/self"));
  const Walked walked = Walk(tree, {""});
  EXPECT_THAT(walked.files, ElementsAre("a/b/1.json"));
  EXPECT_THAT(walked.problems, ElementsAre(HasSubstr("a/b/up: is a link back"),
                                           HasSubstr("a/self: cannot open: symbolic links lead in a circle")));
}

TEST(Walker, LinksUponLinksDoNotMultiplyFiles) {
  const TempTree tree;
  tree.Write("d30/1.json", "x");
  for (int i = 29; i >= 0; --i) {
    fs::create_directory(tree.Path("d" + std::to_string(i)));
    for (const char* name : {"a", "b"}) {
      fs::create_directory_symlink("../d" + std::to_string(i + 1), tree.Path("d" + std::to_string(i) + "/" + name));
    }
  }
  const Walked walked = Walk(tree, {"d0"});
  EXPECT_EQ(walked.files.size(), 1U);
  EXPECT_THAT(walked.problems, IsEmpty());
}

TEST(Walker, ReadsAndReportsNamesThatAreNotText) {
  const TempTree tree;
  tree.Write("bad\xff.json", "x");
  tree.Write("b\xfe/new\nline.json", "x");
  const Walked walked = Walk(tree, {""});
  EXPECT_THAT(walked.files, ElementsAre("bad\xff.json", "b\xfe/new\nline.json"));
  EXPECT_THAT(walked.problems, ElementsAre(HasSubstr("bad\xff.json: has a name that is not UTF-8"),
                                           HasSubstr("b\xfe: has a name that is not UTF-8")));
}

TEST(Walker, GoesAsDeepAsPathsCan) {
  const TempTree tree;
  const fs::path before = fs::current_path();
  fs::current_path(tree.root());
  for (int i = 0; i < 3000; ++i) {  // deeper than a path may be long
    if (::mkdir("d", 0755) != 0 || ::chdir("d") != 0) break;
  }
  fs::current_path(before);
  const Walked walked = Walk(tree, {""});
  EXPECT_THAT(walked.files, IsEmpty());
  ASSERT_EQ(walked.problems.size(), 1U);
  EXPECT_THAT(walked.problems[0], HasSubstr("File name too long"));
}

// As somebody without rights, in a process of their own when the test runs as root.
TEST(Walker, NamesDirectoriesWithoutPermission) {
  const TempTree tree;
  tree.Write("closed/1.json", "x");
  tree.Write("open/1.json", "x");
  fs::permissions(tree.root(), fs::perms::all);
  fs::permissions(tree.Path("closed"), fs::perms::none);
  const auto check = [&] {
    const Walked walked = Walk(tree, {""});
    const Walked glob = Walk(tree, {"closed/*.json"});
    return walked.files == std::vector<std::string>{"open/1.json"} && walked.problems.size() == 1 &&
           walked.problems[0].starts_with("closed: cannot list: ") && glob.files.empty() && glob.problems.size() == 1 &&
           glob.problems[0].find("cannot be expanded") != std::string::npos;
  };
  if (::geteuid() != 0) {
    EXPECT_TRUE(check());
  } else {
    const pid_t child = ::fork();
    if (child == 0) ::_exit(::seteuid(65534) == 0 && check() ? 0 : 1);
    int status = 1;
    ::waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  fs::permissions(tree.Path("closed"), fs::perms::all);
}

TEST(Walker, PrunesByKey) {
  const TempTree tree;
  const std::string base = "AWSLogs/111122223333/CloudTrail/us-east-1/2023/07/";
  for (const char* day : {"01", "10", "20"}) tree.Write(base + day + "/x.json.gz", "x");
  tree.Write("AWSLogs/444455556666/CloudTrail/us-east-1/2023/07/10/x.json.gz", "x");
  tree.Write("other.json", "x");
  Selection selection;
  selection.from = *ParseInstant("2023-07-10");
  selection.to = *ParseInstant("2023-07-11");
  selection.accounts = {"111122223333"};
  EXPECT_THAT(Walk(tree, {""}, selection).files, ElementsAre(base + "10/x.json.gz", "other.json"));
  const Walked named = Walk(tree, {base + "01/x.json.gz"}, selection);
  EXPECT_THAT(named.files, IsEmpty());
  EXPECT_EQ(named.pruned, 1U);
}

TEST(Walker, GivesEachFileToOneThread) {
  const TempTree tree;
  for (int i = 0; i < 200; ++i) tree.Write("d" + std::to_string(i % 7) + "/" + std::to_string(i), "x");
  const Selection selection;
  Walker walker({tree.root()}, selection);
  std::vector<std::vector<std::string>> found(4);
  {
    std::vector<std::jthread> threads;
    for (auto& mine : found) {
      threads.emplace_back([&] {
        while (const auto file = walker.Next()) mine.push_back(file->path);
      });
    }
  }
  std::set<std::string> all;
  std::size_t count = 0;
  for (const auto& mine : found) {
    all.insert(mine.begin(), mine.end());
    count += mine.size();
  }
  EXPECT_EQ(count, 200U);
  EXPECT_EQ(all.size(), 200U);
}

TEST(HasLogName, GoesByTheEnding) {
  for (const char* name : {"x.json", "x.json.gz", "x.ndjson", "x.jsonl", "x.log", "x.zst", "x.gzip"}) {
    EXPECT_TRUE(HasLogName(name)) << name;
  }
  for (const char* name : {"LICENSE", "README.md", "x.json.bak", "json", ""}) EXPECT_FALSE(HasLogName(name)) << name;
}

}  // namespace
}  // namespace crosstrail
