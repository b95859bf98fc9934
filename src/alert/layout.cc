#include "alert/layout.h"

#include "base/utf8.h"

namespace crosstrail {
namespace {

/// Bytes of the first `count` code points of `text`, or all of it.
std::size_t PrefixLength(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at += DecodeUtf8(text.substr(at)).length;
  return at;
}

}  // namespace

std::vector<std::string> Wrapped(std::string_view text, std::size_t width) {
  std::vector<std::string> lines(1);
  std::size_t used = 0;  // columns of the last line
  for (bool first = true;; first = false) {
    const std::size_t space = text.find(' ');
    std::string_view word = text.substr(0, space);
    std::size_t length = CountCodePoints(word);
    if (!first && used + 1 + length <= width) {
      lines.back() += ' ';
      ++used;
    } else if (!first) {
      lines.emplace_back();
      used = 0;
    }
    if (length > 2 * width) {
      for (; length > width; length -= width) {
        const std::size_t cut = PrefixLength(word, width);
        lines.back() += word.substr(0, cut);
        lines.emplace_back();
        word.remove_prefix(cut);
      }
    }
    lines.back() += word;
    used += length;
    if (space == std::string_view::npos) return lines;
    text.remove_prefix(space + 1);
  }
}

}  // namespace crosstrail
