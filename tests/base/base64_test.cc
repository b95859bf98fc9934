#include "base/base64.h"

#include <gtest/gtest.h>

#include <random>

namespace crosstrail {
namespace {

TEST(Base64, DecodesRfc4648AndNothingElse) {
  const struct {
    std::string_view text;
    std::optional<std::string> expected;
  } cases[] = {
      {"", ""},
      {"Zg==", "f"},
      {"Zm8=", "fo"},
      {"Zm9v", "foo"},
      {"Zm9vYg==", "foob"},
      {"Zm9v\r\nYmFy\n", "foobar"},
      {"++//", "\xfb\xef\xff"},
      {"Zg", std::nullopt},
      {"Zg=", std::nullopt},
      {"Z===", std::nullopt},
      {"=", std::nullopt},
      {"Zg===", std::nullopt},
      {"Zm9v=", std::nullopt},
      {"Zg==Zg==", std::nullopt},
      {"Zh==", std::nullopt},       // bits behind the end
      {"Zm9v-bar", std::nullopt},   // '-' is no end marker here
      {"Zm9v Zm9v", std::nullopt},  // only line ends are passed over
      {"Zm9\x80", std::nullopt},
  };
  for (const auto& c : cases) EXPECT_EQ(DecodeBase64(c.text), c.expected) << c.text;
}

TEST(Base64, EncodedBytesDecodeToThemselves) {
  std::mt19937 random(1);
  for (std::size_t size = 0; size < 200; ++size) {
    std::string bytes(size, '\0');
    for (char& c : bytes) c = static_cast<char>(random());
    const std::string text = EncodeBase64(bytes);
    EXPECT_EQ(text.size(), (size + 2) / 3 * 4);
    EXPECT_EQ(DecodeBase64(text), bytes);
  }
}

}  // namespace
}  // namespace crosstrail
