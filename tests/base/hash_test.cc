#include "base/hash.h"

#include <gtest/gtest.h>

namespace crosstrail {
namespace {

TEST(Sha256, AgreesWithFips180) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Sha256, DoesNotDependOnHowTheBytesCome) {
  const std::string bytes(1000, 'x');
  Sha256 hash;
  for (std::size_t at = 0; at < bytes.size();) {
    const std::size_t count = std::min<std::size_t>(at % 7 + 1, bytes.size() - at);
    hash.Update({bytes.data() + at, count});
    at += count;
  }
  Sha256 moved = std::move(hash);
  EXPECT_EQ(moved.Finish(), Sha256Hex(bytes));
}

TEST(Hash64, IsTheSameOnEveryMachine) {
  EXPECT_EQ(Hash64(""), 0x2D06800538D394C2ULL);  // the published value of XXH3
  EXPECT_NE(Hash64("a"), Hash64("b"));
  EXPECT_NE(Hash64("a", 1), Hash64("a", 2));
}

}  // namespace
}  // namespace crosstrail
