#include <gtest/gtest.h>

#include <filesystem>

#include "config/config.h"
#include "tests/rule/rule_text.h"

namespace crosstrail::config {
namespace {

namespace fs = std::filesystem;

class FindConfigTest : public testing::Test {
 protected:
  // Relative to the root of the test; "" when nothing in it was found.
  std::string Find(const fs::path& directory) const {
    const fs::path root = fs::canonical(directory_.path());
    const std::optional<fs::path> found = FindConfig(root / directory);
    if (!found || !found->string().starts_with(root.string() + "/")) return "";
    return found->lexically_relative(root).string();
  }

  TemporaryDirectory directory_;
};

TEST_F(FindConfigTest, TheNearestUpward) {
  fs::create_directories(directory_.path() + "/a/b/c");
  fs::create_directories(directory_.path() + "/other");
  EXPECT_EQ(Find("a/b/c"), "");
  directory_.Write("other/crosstrail.toml", "");
  EXPECT_EQ(Find("a/b/c"), "") << "never sideways";
  directory_.Write("crosstrail.toml", "");
  EXPECT_EQ(Find("a/b/c"), "crosstrail.toml");
  directory_.Write("a/b/crosstrail.toml", "");
  EXPECT_EQ(Find("a/b/c"), "a/b/crosstrail.toml");
  EXPECT_EQ(Find("a/b"), "a/b/crosstrail.toml");
  EXPECT_EQ(Find("a"), "crosstrail.toml");
  EXPECT_EQ(Find("a/b/c/"), "a/b/crosstrail.toml");
  EXPECT_EQ(Find("a/b/../../other/."), "other/crosstrail.toml");
  EXPECT_EQ(Find("a/b/not-there"), "a/b/crosstrail.toml");
}

TEST_F(FindConfigTest, FoldersOfThatNameAreNone) {
  directory_.Write("crosstrail.toml", "");
  fs::create_directories(directory_.path() + "/a/crosstrail.toml");
  EXPECT_EQ(Find("a"), "crosstrail.toml");
}

TEST_F(FindConfigTest, FollowsLinks) {
  directory_.Write("real/crosstrail.toml", "");
  fs::create_directories(directory_.path() + "/real/inside");
  fs::create_directories(directory_.path() + "/links");
  fs::create_directory_symlink("../real/inside", directory_.path() + "/links/inside");
  EXPECT_EQ(Find("links/inside"), "real/crosstrail.toml");
  fs::create_symlink("nowhere", directory_.path() + "/links/crosstrail.toml");
  EXPECT_EQ(Find("links"), "links/crosstrail.toml") << "reading it has to fail, not pass over it";
}

TEST(FindConfig, EndsAtTheRoot) {
  const std::optional<fs::path> found = FindConfig("/");
  EXPECT_EQ(found.value_or("/crosstrail.toml"), "/crosstrail.toml");
}

}  // namespace
}  // namespace crosstrail::config
