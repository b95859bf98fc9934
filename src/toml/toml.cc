#include "toml/toml.h"

namespace crosstrail::toml_assertion {

struct Violated {};
[[noreturn]] void Fail() { throw Violated{}; }

}  // namespace crosstrail::toml_assertion

// toml++ 3.3 takes for granted what text from outside can violate; each is made to answer in every build:
// - Parts of its grammar are guarded by assertions alone ("[[[" is one), which a release build turns into undefined
//   behaviour. They are thrown to ParseToml.
// - Its test for exotic white space ends in undefined behaviour for most other characters (an accented letter after a
//   backslash at the end of a line is one, and valid). They are no white space.
#undef NDEBUG
#define TOML_ASSERT(expression) ((expression) ? static_cast<void>(0) : ::crosstrail::toml_assertion::Fail())
// Parse errors as values, and no need for the shared library (which is built to throw, and without these answers).
#undef TOML_HEADER_ONLY
#undef TOML_SHARED_LIB
#define TOML_HEADER_ONLY 1
#define TOML_EXCEPTIONS 0
// clang-format off: the order matters.
#include <toml++/impl/forward_declarations.h>
#undef TOML_UNREACHABLE
#define TOML_UNREACHABLE return false
#include <toml++/impl/unicode.h>
#undef TOML_UNREACHABLE
#define TOML_UNREACHABLE ::crosstrail::toml_assertion::Fail()
#include <toml++/toml.h>
// clang-format on

#include <algorithm>
#include <optional>
#include <span>
#include <utility>

#include "base/utf8.h"
#include "toml/prose.h"
#include "toml/toml_nesting.h"

namespace crosstrail {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// Turns toml++'s positions (lines and columns of code points) into byte offsets, each in constant time whatever the
// length of its line.
class Offsets {
 public:
  explicit Offsets(std::string_view text) : text_(text) {
    std::ranges::all_of(text, IsAscii) ? FindLines() : FindCodePoints();
  }

  std::size_t Of(const toml::source_position& position) const {
    if (position.line == 0) return 0;
    if (position.line > lines_.size()) return text_.size();
    const Line& line = lines_[position.line - 1];
    const std::size_t column = std::max(position.column, 1U) - 1;
    return std::min(line.is_ascii ? line.offset + column : OfCodePoint(line.code_point + column),
                    EndOfLine(position.line));
  }

  std::size_t lines() const { return lines_.size(); }
  std::size_t OfLine(std::size_t line) const { return lines_[line - 1].offset; }  // from 1
  std::string_view text() const { return text_; }
  bool is_utf8() const { return is_utf8_; }

 private:
  static constexpr std::size_t kStride = 64;

  struct Line {
    std::size_t offset;      // where it begins
    std::size_t code_point;  // how many stand before it
    bool is_ascii = true;    // all of it
  };

  static bool IsAscii(char c) { return static_cast<unsigned char>(c) < 0x80; }

  void FindLines() {
    lines_.push_back({0, 0});
    for (std::size_t at = text_.find('\n'); at != text_.npos; at = text_.find('\n', at + 1)) {
      lines_.push_back({at + 1, at + 1});
    }
  }

  void FindCodePoints() {
    std::size_t code_point = 0;
    std::size_t offset = text_.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
    lines_.push_back({offset, 0});
    while (offset < text_.size()) {
      if (code_point % kStride == 0) every_stride_.push_back(offset);
      const char c = text_[offset];
      ++code_point;
      if (IsAscii(c)) {
        ++offset;
        if (c == '\n') lines_.push_back({offset, code_point});
        continue;
      }
      const CodePoint decoded = DecodeUtf8(text_.substr(offset));
      is_utf8_ = is_utf8_ && decoded.valid;
      offset += decoded.length;
      lines_.back().is_ascii = false;
    }
    every_stride_.push_back(text_.size());
  }

  std::size_t OfCodePoint(std::size_t code_point) const {
    std::size_t offset = every_stride_[std::min(code_point / kStride, every_stride_.size() - 1)];
    for (std::size_t i = code_point % kStride; i > 0 && offset < text_.size(); --i) {
      offset += DecodeUtf8(text_.substr(offset)).length;
    }
    return offset;
  }

  // Of the bytes of `line` without its newline.
  std::size_t EndOfLine(std::size_t line) const {
    return line == lines_.size() ? text_.size() : lines_[line].offset - 1;
  }

  std::string_view text_;
  bool is_utf8_ = true;
  std::vector<Line> lines_;
  std::vector<std::size_t> every_stride_;  // the offset of every kStride-th code point, and the end; not of ASCII
};

// A decimal number as other languages write it, too.
std::string PlainNumber(std::string_view written) {
  std::string plain(written.substr(written.starts_with('+') ? 1 : 0));
  std::erase(plain, '_');
  return plain;
}

// Recursion is bounded: CheckTomlNesting has passed.
TomlValue Convert(const toml::node& node, const Offsets& offsets, std::span<const TomlProse> prose) {
  TomlValue value;
  value.begin = offsets.Of(node.source().begin);
  value.end = offsets.Of(node.source().end);
  if (const auto* string = node.as_string()) {
    value.kind = TomlValue::Kind::kString;
    const auto taken = std::ranges::lower_bound(prose, value.begin, {}, &TomlProse::begin);
    value.string = taken != prose.end() && taken->begin == value.begin ? taken->value : string->get();
  } else if (const auto* integer = node.as_integer()) {
    value.kind = TomlValue::Kind::kInteger;
    value.integer = integer->get();
  } else if (node.is_floating_point()) {
    value.kind = TomlValue::Kind::kFloat;
    value.string = PlainNumber(offsets.text().substr(value.begin, value.end - value.begin));
  } else if (const auto* boolean = node.as_boolean()) {
    value.kind = TomlValue::Kind::kBoolean;
    value.boolean = boolean->get();
  } else if (const auto* array = node.as_array()) {
    value.kind = TomlValue::Kind::kArray;
    value.items.reserve(array->size());
    for (const toml::node& item : *array) value.items.push_back(Convert(item, offsets, prose));
  } else if (const auto* table = node.as_table()) {
    value.kind = TomlValue::Kind::kTable;
    value.members.reserve(table->size());
    for (const auto& [key, member] : *table) {
      value.members.push_back({std::string(key.str()), offsets.Of(key.source().begin), offsets.Of(key.source().end),
                               Convert(member, offsets, prose)});
    }
    std::sort(value.members.begin(), value.members.end(),
              [](const TomlMember& a, const TomlMember& b) { return a.begin < b.begin; });
  } else {
    value.kind = TomlValue::Kind::kTime;
    value.string = offsets.text().substr(value.begin, value.end - value.begin);
  }
  return value;
}

// nullopt where an assertion of toml++ does not hold, which is an error in the text without a place.
std::optional<toml::parse_result> TryParse(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml_assertion::Violated&) {
    return std::nullopt;
  }
}

// The first line with which `text`, which TryParse cannot take, becomes so. The parser reads forward only: once a
// beginning of the text has failed, every longer one fails as well.
std::size_t FindViolation(std::string_view text, const Offsets& offsets) {
  std::size_t good = 0;
  std::size_t bad = offsets.lines();
  while (good + 1 < bad) {
    const std::size_t middle = good + (bad - good) / 2;
    (TryParse(text.substr(0, offsets.OfLine(middle + 1))) ? good : bad) = middle;
  }
  return offsets.OfLine(bad);
}

Diagnostic NotToml(const SourceText& source, std::size_t begin, std::size_t end, std::string message,
                   std::string hint) {
  return DiagnosticAt(source, begin, end, DiagnosticLevel::kError, std::move(message), std::move(hint));
}

// toml++ words its errors as "Error while parsing X: what is wrong"; only the latter helps.
std::string Reword(std::string_view description) {
  if (description.starts_with("Error while parsing ")) {
    const std::size_t colon = description.find(": ");
    if (colon != std::string_view::npos) {
      const std::string_view what = description.substr(20, colon - 20);
      return "not valid TOML, in this " + std::string(what) + ": " + std::string(description.substr(colon + 2));
    }
  }
  if (description.find("utf-8") != std::string_view::npos) return "not valid TOML: the text is not valid UTF-8 here";
  return "not valid TOML: " + std::string(description);
}

std::string HintFor(std::string_view description) {
  const auto mentions = [&](std::string_view word) { return description.find(word) != std::string_view::npos; };
  if (mentions("utf-8")) return "save the file as UTF-8";
  if (mentions("redefine")) return "a key may be set once in a table; remove or rename one of the two";
  if (mentions("control characters")) {
    return "a string over several lines stands between ''' and '''; other control characters are not allowed";
  }
  if (mentions("end-of-file")) return "a quote or bracket is opened but never closed; close it";
  if (mentions("escape")) return "write a literal backslash twice, or use a literal string between ''' and '''";
  return "see https://toml.io for the syntax; text values stand in quotes, lists in [ ]";
}

}  // namespace

const TomlMember* TomlValue::Find(std::string_view key) const {
  const auto found =
      std::find_if(members.begin(), members.end(), [&](const TomlMember& member) { return member.key == key; });
  return found == members.end() ? nullptr : &*found;
}

std::string_view TomlKindName(TomlValue::Kind kind) {
  switch (kind) {
    case TomlValue::Kind::kString:
      return "a string";
    case TomlValue::Kind::kInteger:
      return "a whole number";
    case TomlValue::Kind::kFloat:
      return "a decimal number";
    case TomlValue::Kind::kBoolean:
      return "true or false";
    case TomlValue::Kind::kTime:
      return "a date or time";
    case TomlValue::Kind::kArray:
      return "a list";
    case TomlValue::Kind::kTable:
      return "a table";
  }
  return "a value";
}

tl::expected<TomlValue, Diagnostic> ParseToml(const SourceText& source) {
  if (const std::optional<std::size_t> offset = FindExcessiveNesting(source.text)) {
    return tl::unexpected(NotToml(source, *offset, *offset + 1, "nested too deeply here",
                                  "no rule needs this; brackets may nest 32 deep and keys have 16 parts"));
  }
  const Offsets offsets(source.text);
  WithoutProse without;
  if (offsets.is_utf8()) without = TakeProse(source.text);
  std::optional<toml::parse_result> result = TryParse(without.taken.empty() ? source.text : without.text);
  if (!without.taken.empty() && (!result || !*result)) {
    result = TryParse(source.text);  // what is wrong is said of the text as it is
    without.taken.clear();
  }
  if (!result) {
    return tl::unexpected(NotToml(source, FindViolation(source.text, offsets), source.text.size(),
                                  "not valid TOML: this line is neither a [table], a key = value nor a comment",
                                  HintFor("")));
  }
  if (!*result) {
    const toml::parse_error& error = result->error();
    const std::size_t begin = offsets.Of(error.source().begin);
    const std::size_t end = std::max(offsets.Of(error.source().end), begin);
    return tl::unexpected(NotToml(source, begin, end, Reword(error.description()), HintFor(error.description())));
  }
  TomlValue root = Convert(result->table(), offsets, without.taken);
  root.end = root.begin;  // the document has no header to point at
  return root;
}

}  // namespace crosstrail
