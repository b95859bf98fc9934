#include "input/decompress.h"

#include <gmock/gmock.h>

#include <random>

#include "tests/input/reading.h"

namespace crosstrail {
namespace {

using testing::HasSubstr;

struct Decompressed {
  std::string bytes;
  std::string error;  // empty: none
  ErrorCode code = ErrorCode::kInvalidArgument;
  Compression compression = Compression::kNone;
};

Decompressed Drain(Decompressor& decompressor, ByteSource& source, std::size_t step) {
  decompressor.Open(source);
  Decompressed result;
  std::vector<char> buffer(step);
  while (true) {
    const auto got = decompressor.Read(buffer);
    if (!got) {
      result.error = got.error().message;
      result.code = got.error().code;
      EXPECT_EQ(decompressor.Read(buffer).value_or(1), 0U) << "an error comes once";
      break;
    }
    if (*got == 0) break;
    result.bytes.append(buffer.data(), *got);
  }
  result.compression = decompressor.compression();
  return result;
}

Decompressed Decompress(std::string_view stored, const InputLimits& limits = {}, std::size_t step = 4096) {
  Decompressor decompressor(limits);
  MemorySource source(stored);
  return Drain(decompressor, source, step);
}

std::string SomeText(std::size_t size) {
  std::mt19937 random(9);
  std::string text;
  while (text.size() < size) text += "record " + std::to_string(random() % 1000) + "\n";
  text.resize(size);
  return text;
}

TEST(Decompressor, KnowsCompressionByItsMagicBytes) {
  const std::string text = SomeText(100'000);
  const struct {
    std::string stored;
    Compression compression;
  } cases[] = {
      {text, Compression::kNone},
      {Gzip(text), Compression::kGzip},
      {Zstd(text), Compression::kZstd},
      {Gzip(text.substr(0, 10)) + Gzip("") + Gzip(text.substr(10)), Compression::kGzip},
      {Zstd(text.substr(0, 10)) + Zstd("") + Zstd(text.substr(10)), Compression::kZstd},
      {Gzip(text) + std::string(600'000, '\0'), Compression::kGzip},
      {std::string("\x50\x2a\x4d\x18\x03\0\0\0abc", 11) + Zstd(text), Compression::kZstd},  // a skippable frame
  };
  for (const auto& c : cases) {
    for (const std::size_t step : {std::size_t{1}, std::size_t{3}, std::size_t{4096}, std::size_t{1} << 20}) {
      const Decompressed whole = Decompress(c.stored, {}, step);
      EXPECT_EQ(whole.error, "");
      EXPECT_EQ(whole.bytes == text, true);
      EXPECT_EQ(whole.compression, c.compression);
    }
    for (const std::size_t step : {std::size_t{1}, std::size_t{7}}) {
      SlowSource slow(c.stored, step);
      Decompressor decompressor(InputLimits{});
      EXPECT_EQ(Drain(decompressor, slow, 1000).bytes == text, true) << "source in steps of " << step;
    }
  }
}

TEST(Decompressor, PassesShortInputThrough) {
  for (const std::string& text : {std::string(), std::string("\x1f"), std::string("{}"), std::string("\x28\xb5")}) {
    EXPECT_EQ(Decompress(text).bytes, text);
    EXPECT_EQ(Decompress(text).error, "");
  }
}

TEST(Decompressor, GivesWhatComesBeforeACutAndSaysSo) {
  const std::string text = SomeText(3000);
  for (const std::string& stored : {Gzip(text), Zstd(text), Gzip(text.substr(0, 1000)) + Gzip(text.substr(1000))}) {
    for (std::size_t cut = 4; cut < stored.size(); ++cut) {
      const Decompressed part = Decompress(std::string_view(stored).substr(0, cut));
      ASSERT_TRUE(text.starts_with(part.bytes)) << cut;
      if (part.error.empty()) {
        ASSERT_EQ(part.bytes, text.substr(0, 1000)) << "only between members is a cut no damage";
      } else {
        ASSERT_THAT(part.error, HasSubstr("cut off"));
        ASSERT_EQ(part.code, ErrorCode::kMalformed);
      }
    }
  }
}

TEST(Decompressor, NeverTakesFlippedBitsForTheTruth) {
  const std::string text = SomeText(2000);
  const std::string stored = Gzip(text);
  for (std::size_t at = 0; at < stored.size(); ++at) {
    for (const int bit : {0, 3, 7}) {
      std::string flipped = stored;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      const Decompressed result = Decompress(flipped);
      if (at == stored.size() - 9 && result.bytes == text) continue;  // bits behind the end of the last block
      if (at < 2) continue;                                           // no gzip any more
      if (at >= 3 && at < 10) continue;  // flags may add header fields; time, extra flags and system mean nothing
      EXPECT_NE(result.error, "") << "byte " << at << " bit " << bit;
    }
  }
}

TEST(Decompressor, TellsAWrongChecksumFromDamage) {
  std::string stored = Gzip("some text");
  stored[stored.size() - 8] = static_cast<char>(stored[stored.size() - 8] ^ 1);
  const Decompressed result = Decompress(stored);
  EXPECT_EQ(result.bytes, "some text");
  EXPECT_THAT(result.error, HasSubstr("checksum"));
}

TEST(Decompressor, ReportsWhatFollowsTheLastMember) {
  const Decompressed gzip = Decompress(Gzip("text") + "garbage");
  EXPECT_EQ(gzip.bytes, "text");
  EXPECT_THAT(gzip.error, HasSubstr("behind the gzip data"));
  const Decompressed zstd = Decompress(Zstd("text") + "garbage");
  EXPECT_EQ(zstd.bytes, "text");
  EXPECT_THAT(zstd.error, HasSubstr("zstd data is damaged"));
}

TEST(Decompressor, StopsAtTheSizeToTheByte) {
  const std::string text = SomeText(10'000);
  for (const std::string& stored : {text, Gzip(text), Zstd(text)}) {
    InputLimits limits;
    limits.object_bytes = text.size();
    EXPECT_EQ(Decompress(stored, limits).error, "");
    limits.object_bytes = text.size() - 1;
    for (const std::size_t step : {std::size_t{1}, std::size_t{9999}, std::size_t{100'000}}) {
      const Decompressed cut = Decompress(stored, limits, step);
      EXPECT_EQ(cut.bytes.size(), text.size() - 1);
      EXPECT_EQ(cut.code, ErrorCode::kLimit);
      EXPECT_THAT(cut.error, HasSubstr("--max-object-size"));
    }
  }
}

TEST(Decompressor, StopsBombsAndLetsSmallOnesBe) {
  const std::string zeros(std::size_t{64} << 20, '\0');
  for (const std::string& stored : {Gzip(zeros), Zstd(zeros)}) {
    ASSERT_LT(stored.size(), zeros.size() / 200);
    const Decompressed bomb = Decompress(stored, {}, 1 << 20);
    EXPECT_EQ(bomb.code, ErrorCode::kLimit);
    EXPECT_THAT(bomb.error, HasSubstr("--max-ratio"));
    EXPECT_LT(bomb.bytes.size(), zeros.size());
    InputLimits limits;
    limits.ratio = 1'000'000;
    EXPECT_EQ(Decompress(stored, limits, 1 << 20).bytes.size(), zeros.size());
    limits.ratio = 0;  // makes no sense, and no crash
    EXPECT_NE(Decompress(stored, limits, 1 << 20).error, "");
  }
  EXPECT_EQ(Decompress(Gzip(zeros.substr(0, kRatioFloor))).error, "");
}

TEST(Decompressor, IsAsNewAfterEveryObject) {
  Decompressor decompressor(InputLimits{});
  const std::string gzip = Gzip("one");
  const std::string zstd = Zstd("two");
  const std::string_view objects[] = {gzip,    std::string_view(gzip).substr(0, 12), zstd,
                                      "three", std::string_view(zstd).substr(0, 6),  "\x1f\x8b\x08\x1c\x01",
                                      ""};
  for (const std::string_view first : objects) {
    for (const std::string_view second : objects) {
      MemorySource one(first);
      Drain(decompressor, one, 64);
      MemorySource two(second);
      const Decompressed again = Drain(decompressor, two, 64);
      const Decompressed fresh = Decompress(second);
      EXPECT_EQ(again.bytes, fresh.bytes);
      EXPECT_EQ(again.error, fresh.error);
    }
  }
}

class BrokenDisk : public ByteSource {
 public:
  explicit BrokenDisk(std::string bytes) : bytes_(std::move(bytes)) {}
  Result<std::size_t> Read(std::span<char> buffer) override {
    if (done_) return Fail(ErrorCode::kIo, "cannot read: Input/output error");
    done_ = true;
    std::copy(bytes_.begin(), bytes_.end(), buffer.begin());
    return bytes_.size();
  }

 private:
  std::string bytes_;
  bool done_ = false;
};

TEST(Decompressor, HandsOutWhatADiskGaveBeforeItFailed) {
  for (const std::string& stored : {std::string("plain text"), Gzip("plain text")}) {
    BrokenDisk disk(stored);
    Decompressor decompressor(InputLimits{});
    const Decompressed result = Drain(decompressor, disk, 64);
    EXPECT_EQ(result.bytes, "plain text");
    EXPECT_EQ(result.code, ErrorCode::kIo);
  }
}

}  // namespace
}  // namespace crosstrail
