#include "query/text_function.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>

#include "base/text.h"
#include "base/utf8.h"

namespace crosstrail {
namespace {

std::optional<std::string_view> TextAt(const Call& call, std::size_t index) {
  const auto* text = std::get_if<std::string_view>(&call.arguments[index]);
  return text == nullptr ? std::nullopt : std::optional(*text);
}

bool Omitted(const Call& call, std::size_t index) {
  return index >= call.arguments.size() || IsNull(call.arguments[index]);
}

// The byte where UTF-16 unit `unit` of `text` begins; text.size() past its end. Inside a surrogate pair: the pair's
// start.
std::size_t ByteOfUnit(std::string_view text, std::size_t unit) {
  std::size_t byte = 0;
  std::size_t units = 0;
  while (byte < text.size()) {
    const CodePoint c = DecodeUtf8(text.substr(byte));
    units += c.value >= 0x10000 ? 2 : 1;
    if (units > unit) return byte;
    byte += c.length;
  }
  return text.size();
}

// A text made ready for searching, with the way back to bytes of the original.
class Searchable {
 public:
  Searchable(std::string_view text, bool ignore_case) : original_(text), text_(text) {
    if (!ignore_case) return;
    // Folding may change the length of a character, so that each byte of the folded text must know where it came from.
    for (std::size_t byte = 0; byte < text.size();) {
      const std::size_t length = DecodeUtf8(text.substr(byte)).length;
      folded_ += FoldCase(text.substr(byte, length));
      origin_.resize(folded_.size(), byte);
      byte += length;
    }
    origin_.push_back(text.size());
    text_ = folded_;
  }
  Searchable(const Searchable&) = delete;
  Searchable& operator=(const Searchable&) = delete;

  std::string_view text() const { return text_; }
  std::size_t ToOriginal(std::size_t byte) const { return origin_.empty() ? byte : origin_[byte]; }
  std::size_t FromOriginal(std::size_t byte) const {
    if (origin_.empty()) return byte;
    return static_cast<std::size_t>(std::lower_bound(origin_.begin(), origin_.end(), byte) - origin_.begin());
  }
  std::string_view original() const { return original_; }

 private:
  std::string_view original_;
  std::string_view text_;
  std::string folded_;
  std::vector<std::size_t> origin_;
};

std::string Prepared(std::string_view text, bool ignore_case) {
  return ignore_case ? FoldCase(text) : std::string(text);
}

// The two texts of a boolean function, both folded where asked, given to `relation`.
template <typename Relation>
Scalar Relate(const Call& call, Relation relation) {
  const auto source = TextAt(call, 0);
  const auto part = TextAt(call, 1);
  if (!source || !part) return {};
  if (!call.ignore_case) return relation(*source, *part);
  return relation(std::string_view(FoldCase(*source)), std::string_view(FoldCase(*part)));
}

std::string_view TrimBlanks(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n\f\v");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n\f\v") - first + 1);
}

bool StartsWithHexMark(std::string_view digits) {
  return digits.size() > 2 && digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X');
}

Scalar ParseInBase(std::string_view digits, bool negative, int base) {
  std::uint64_t magnitude = 0;
  const char* end = digits.data() + digits.size();
  const auto parsed = std::from_chars(digits.data(), end, magnitude, base);
  if (parsed.ec != std::errc() || parsed.ptr != end) return {};
  const std::uint64_t limit = std::numeric_limits<std::int64_t>::max();
  if (magnitude > limit + (negative ? 1U : 0U)) return {};
  return static_cast<std::int64_t>(negative ? 0U - magnitude : magnitude);
}

}  // namespace

Scalar Between(const Call& call) {
  const auto source = TextAt(call, 0);
  const auto left = TextAt(call, 1);
  const auto right = TextAt(call, 2);
  if (!source || !left || !right) return {};
  const bool greedy = call.arguments.size() > 3 && ToTruth(call.arguments[3]) == Truth::kTrue;
  const Searchable searchable(*source, call.ignore_case);
  const std::string opening = Prepared(*left, call.ignore_case);
  const std::string closing = Prepared(*right, call.ignore_case);
  std::size_t begin = searchable.text().find(opening);
  if (begin == std::string_view::npos) return {};
  begin += opening.size();
  const std::size_t end = greedy ? searchable.text().rfind(closing) : searchable.text().find(closing, begin);
  if (end == std::string_view::npos || end < begin) return {};
  const std::size_t first = searchable.ToOriginal(begin);
  return source->substr(first, searchable.ToOriginal(end) - first);
}

Scalar Concat(const Call& call) {
  std::string joined;
  std::string scratch;
  for (const Scalar& argument : call.arguments) {
    const auto text = ToText(argument, scratch);
    if (!text) return {};
    joined += *text;
  }
  return call.scratch.Keep(std::move(joined));
}

Scalar EndsWith(const Call& call) {
  return Relate(call, [](std::string_view source, std::string_view part) { return source.ends_with(part); });
}

Scalar StartsWith(const Call& call) {
  return Relate(call, [](std::string_view source, std::string_view part) { return source.starts_with(part); });
}

Scalar StringContains(const Call& call) {
  return Relate(call, [](std::string_view source, std::string_view part) {
    return !part.empty() && source.find(part) != std::string_view::npos;
  });
}

Scalar IndexOf(const Call& call) {
  const auto source = TextAt(call, 0);
  const auto part = TextAt(call, 1);
  if (!source || !part) return {};
  std::int64_t start = 0;
  if (!Omitted(call, 2)) {
    const auto* given = std::get_if<std::int64_t>(&call.arguments[2]);
    if (given == nullptr) return {};
    start = std::max<std::int64_t>(*given, 0);
  }
  const Searchable searchable(*source, call.ignore_case);
  const std::size_t from = searchable.FromOriginal(ByteOfUnit(*source, static_cast<std::size_t>(start)));
  const std::size_t found = searchable.text().find(Prepared(*part, call.ignore_case), from);
  if (found == std::string_view::npos) return {};
  return static_cast<std::int64_t>(Utf16Length(source->substr(0, searchable.ToOriginal(found))));
}

Scalar Length(const Call& call) {
  const auto text = TextAt(call, 0);
  return text ? Scalar(static_cast<std::int64_t>(Utf16Length(*text))) : Scalar();
}

Scalar ToNumber(const Call& call) {
  const auto text = TextAt(call, 0);
  if (!text) return {};
  std::string_view digits = TrimBlanks(*text);
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty() || digits.front() == '+' || digits.front() == '-') return {};
  std::int64_t base = StartsWithHexMark(digits) ? 16 : 10;
  if (!Omitted(call, 1)) {
    const auto* given = std::get_if<std::int64_t>(&call.arguments[1]);
    if (given == nullptr || *given < 2 || *given > 36) return {};
    base = *given;
  }
  if (base == 16 && StartsWithHexMark(digits)) digits.remove_prefix(2);
  if (base != 10) return ParseInBase(digits, negative, static_cast<int>(base));
  const Scalar integer = ParseInBase(digits, negative, 10);
  if (!IsNull(integer)) return integer;
  const Scalar number = ParseNumber(digits);
  const auto* real = std::get_if<double>(&number);
  if (real == nullptr) return number;
  return negative ? -*real : *real;
}

Scalar ToString(const Call& call) {
  std::string scratch;
  const auto text = ToText(call.arguments[0], scratch);
  return text ? Scalar(call.scratch.Keep(std::string(*text))) : Scalar();
}

Scalar Substring(const Call& call) {
  const auto source = TextAt(call, 0);
  if (!source) return {};
  const auto length = static_cast<std::int64_t>(Utf16Length(*source));
  std::int64_t bounds[2] = {0, length};
  for (std::size_t i = 0; i < 2; ++i) {
    if (Omitted(call, i + 1)) continue;
    const auto* given = std::get_if<std::int64_t>(&call.arguments[i + 1]);
    if (given == nullptr) return {};
    bounds[i] = std::clamp<std::int64_t>(*given < 0 ? *given + length : *given, 0, length);
  }
  if (bounds[0] >= bounds[1]) return std::string_view();
  const std::size_t begin = ByteOfUnit(*source, static_cast<std::size_t>(bounds[0]));
  return source->substr(begin, ByteOfUnit(*source, static_cast<std::size_t>(bounds[1])) - begin);
}

}  // namespace crosstrail
