#include "query/lucene_regex.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/utf8.h"
#include "query/decimal_interval.h"

namespace crosstrail {
namespace {

constexpr std::size_t kLongestPattern = std::size_t{32} * 1024;
constexpr int kDeepestNesting = 100;
constexpr int kMostStackedOperators = 16;
constexpr int kMostRepeats = 1000;  // RE2's bound
constexpr std::int64_t kMaxMemory = 8 << 20;
constexpr std::string_view kShorthandClasses = "dDsSwW";
constexpr std::string_view kNoText = "[^\\x00-\\x{10FFFF}]";

// A recursive descent over Lucene's grammar that writes RE2 source as it goes. The first error wins.
class Translator {
 public:
  explicit Translator(std::string_view pattern) : pattern_(pattern) {}

  tl::expected<std::string, RegexError> Translate() {
    if (pattern_.size() > kLongestPattern) {
      Fail(0, "this regular expression is too long", "keep it under 32 KiB");
    }
    std::string source = pattern_.empty() ? std::string() : Union();
    if (!error_ && position_ < pattern_.size()) {
      Fail(position_, "unbalanced ')' in the regular expression", "write \\) for a parenthesis in the text");
    }
    if (error_) return tl::unexpected<RegexError>(*error_);
    return source;
  }

 private:
  bool More() const { return !error_ && position_ < pattern_.size(); }
  bool Sees(char c) const { return More() && pattern_[position_] == c; }
  bool Takes(char c) {
    if (!Sees(c)) return false;
    ++position_;
    return true;
  }

  void Fail(std::size_t offset, std::string message, std::string hint) {
    if (!error_) error_ = RegexError{offset, std::move(message), std::move(hint)};
  }

  std::string Union() {
    std::string source = Concatenation();
    while (Takes('|')) source += "|" + Concatenation();
    return source;
  }

  std::string Concatenation() {
    std::string source = Repetition();
    while (More() && !Sees('|') && !Sees(')')) source += Repetition();
    return source;
  }

  std::string Repetition() {
    std::string source = Atom();
    for (int operators = 0; More(); ++operators) {
      if (operators > kMostStackedOperators) Fail(position_, "too many operators on one character", "simplify them");
      if (Takes('?')) {
        source = Group(source) + "?";
      } else if (Takes('*')) {
        source = Group(source) + "*";
      } else if (Takes('+')) {
        source = Group(source) + "+";
      } else if (Sees('{')) {
        source = Group(source) + Counts();
      } else {
        break;
      }
    }
    return source;
  }

  static std::string Group(const std::string& source) { return "(?:" + source + ")"; }

  // "{n}", "{n,}" or "{n,m}".
  std::string Counts() {
    const std::size_t begin = position_++;
    const std::optional<int> least = Number();
    std::optional<int> most = least;
    bool open = false;
    if (Takes(',')) {
      most = Number();
      open = !most;
    }
    if (!least || !Takes('}') || (most && *most < *least)) {
      Fail(begin, "a repeat count is {n}, {n,} or {n,m}", "write \\{ for a brace in the text");
      return {};
    }
    if (std::max(*least, most.value_or(0)) > kMostRepeats) {
      Fail(begin, fmt::format("repeat counts past {} are not supported", kMostRepeats), "use + or * and length()");
      return {};
    }
    return fmt::format("{{{},{}}}", *least, open ? std::string() : std::to_string(most.value_or(*least)));
  }

  std::optional<int> Number() {
    int number = 0;
    const char* begin = pattern_.data() + position_;
    const char* end = pattern_.data() + pattern_.size();
    const auto parsed = std::from_chars(begin, end, number);
    if (parsed.ptr == begin || number < 0) return std::nullopt;
    position_ += static_cast<std::size_t>(parsed.ptr - begin);
    return parsed.ec == std::errc() ? number : kMostRepeats + 1;
  }

  std::string Atom() {
    if (!More()) {
      Fail(position_, "the regular expression ends too early", "an operator or '(' lacks what it applies to");
      return {};
    }
    const std::size_t begin = position_;
    switch (pattern_[position_]) {
      case '~':
        ++position_;
        Fail(begin, "the complement operator '~' is not supported", "write \\~ for a tilde, or use `not ... regex`");
        return {};
      case '&':
        ++position_;
        Fail(begin, "the intersection operator '&' is not supported", "write \\& for an ampersand, or join with `and`");
        return {};
      case '[':
        return CharacterClass();
      case '.':
        ++position_;
        return "(?s:.)";
      case '@':
        ++position_;
        return "(?s:.*)";
      case '#':
        ++position_;
        return std::string(kNoText);
      case '"':
        return Quoted();
      case '(':
        return Parenthesis();
      case '<':
        return Interval();
      case '\\':
        return Escape();
      default:
        return Literal();
    }
  }

  std::string Parenthesis() {
    const std::size_t begin = position_++;
    if (Takes(')')) return "(?:)";
    if (++depth_ > kDeepestNesting) Fail(begin, "parentheses nest too deeply", "simplify the regular expression");
    if (error_) return {};
    std::string source = Group(Union());
    --depth_;
    if (!Takes(')')) Fail(begin, "this '(' of the regular expression is not closed", "write \\( for a parenthesis");
    return source;
  }

  std::string Quoted() {
    const std::size_t end = pattern_.find('"', position_ + 1);
    if (end == std::string_view::npos) {
      Fail(position_, "this '\"' of the regular expression is not closed", "write \\\" for a quote in the text");
      return {};
    }
    std::string source = Group(RE2::QuoteMeta(pattern_.substr(position_ + 1, end - position_ - 1)));
    position_ = end + 1;
    return source;
  }

  std::string Interval() {
    const std::size_t begin = position_;
    const std::size_t end = pattern_.find('>', begin);
    const std::string_view body =
        end == std::string_view::npos ? std::string_view() : pattern_.substr(begin + 1, end - begin - 1);
    const std::size_t dash = body.find('-');
    std::optional<std::string> source;
    if (dash != std::string_view::npos) source = DecimalInterval(body.substr(0, dash), body.substr(dash + 1));
    if (!source) {
      Fail(begin, "'<' begins a range of numbers, <n-m>", "write \\< for a '<' in the text");
      return {};
    }
    position_ = end + 1;
    return Group(*source);
  }

  std::string Escape() {
    if (position_ + 1 < pattern_.size() && kShorthandClasses.find(pattern_[position_ + 1]) != std::string_view::npos) {
      position_ += 2;
      return std::string(pattern_.substr(position_ - 2, 2));
    }
    return Literal();
  }

  // One character, escaped or not, as the pattern has it; empty on error.
  std::string_view Character() {
    if (Takes('\\') && !More()) {
      Fail(position_ - 1, "a lone '\\' ends the regular expression", "write \\\\ for a backslash in the text");
    }
    if (!More()) return {};
    const std::string_view rest = pattern_.substr(position_);
    const std::string_view character = rest.substr(0, DecodeUtf8(rest).length);
    position_ += character.size();
    return character;
  }

  std::string Literal() { return RE2::QuoteMeta(Character()); }

  std::string CharacterClass() {
    const std::size_t begin = position_++;
    std::string source = Takes('^') ? "[^" : "[";
    bool empty = true;
    while (More() && (empty || !Sees(']'))) {
      empty = false;
      ClassItem(source);
    }
    if (!Takes(']')) Fail(begin, "this '[' of the regular expression is not closed", "write \\[ for a bracket");
    return source + "]";
  }

  // One character, range or shorthand of a class.
  void ClassItem(std::string& source) {
    const std::size_t begin = position_;
    if (Sees('\\') && position_ + 1 < pattern_.size() &&
        kShorthandClasses.find(pattern_[position_ + 1]) != std::string_view::npos) {
      source += Escape();
      return;
    }
    const std::string_view first = Character();
    if (first.empty()) return;
    source += RE2::QuoteMeta(first);
    if (!Sees('-')) return;
    if (position_ + 1 < pattern_.size() && pattern_[position_ + 1] == ']') {
      ++position_;
      source += "\\-";
      return;
    }
    ++position_;
    const std::string_view last = Character();
    if (last.empty()) return;
    if (DecodeUtf8(last).value < DecodeUtf8(first).value) {
      Fail(begin, "a range of characters runs backwards", "swap its ends, or write \\- for a hyphen");
    }
    source += "-" + RE2::QuoteMeta(last);
  }

  std::string_view pattern_;
  std::size_t position_ = 0;
  int depth_ = 0;
  std::optional<RegexError> error_;
};

}  // namespace

tl::expected<std::string, RegexError> TranslateLuceneRegex(std::string_view pattern) {
  return Translator(pattern).Translate();
}

tl::expected<std::unique_ptr<const re2::RE2>, RegexError> CompileRegex(std::string_view source, bool ignore_case,
                                                                       bool dot_matches_newline) {
  RE2::Options options;
  options.set_log_errors(false);
  options.set_case_sensitive(!ignore_case);
  options.set_dot_nl(dot_matches_newline);
  options.set_never_capture(true);
  options.set_max_mem(kMaxMemory);
  auto regex = std::make_unique<const RE2>(re2::StringPiece(source.data(), source.size()), options);
  if (!regex->ok()) {
    return tl::unexpected<RegexError>(
        RegexError{0, "this regular expression is not valid: " + regex->error(), "correct or simplify it"});
  }
  return regex;
}

}  // namespace crosstrail
