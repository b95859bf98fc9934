// The structural index of a piece of JSON text: the position of every bracket, colon and comma outside strings and of
// the first byte of every scalar. simdjson's first stage makes it at several gigabytes a second; framing and routing
// then walk positions instead of bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace crosstrail {

/// White space between tokens (RFC 8259).
constexpr bool IsJsonSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

struct StructuralText {
  const char* data = nullptr;                // kJsonPadding readable bytes follow the text
  std::span<const std::uint32_t> positions;  // ascending
  std::size_t size = 0;                      // bytes covered; may be less than asked for, see Index
  bool tainted = false;                      // invalid UTF-8, or control characters inside strings
};

/// One a thread; not thread-safe. Holds 4 bytes a byte of the largest text seen (touched only as far as used).
class StructuralIndexer {
 public:
  StructuralIndexer();
  ~StructuralIndexer();
  StructuralIndexer(const StructuralIndexer&) = delete;
  StructuralIndexer& operator=(const StructuralIndexer&) = delete;

  /// Indexes `text`, which starts outside any string; kJsonPadding readable bytes follow it; under 4 GiB. When
  /// `complete` is false the text is the beginning of something longer and may stop anywhere, inside a string too: the
  /// index then covers a prefix of it. The result is valid until the next call. Never fails: text that is not JSON gets
  /// the index that a lenient reading gives, and is marked tainted.
  StructuralText Index(std::string_view text, bool complete);

 private:
  class Stage1;
  bool RunStage1(std::string_view text, std::span<const std::uint32_t>& positions);

  std::unique_ptr<Stage1> stage1_;
  std::vector<std::uint32_t> lenient_;
};

}  // namespace crosstrail
