// Source of the lexical rules: Lucene's classic query parser, QueryParser.jj, and QueryParserBase for escapes.
#include "query/lucene/lexer.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"

namespace crosstrail::lucene {
namespace {

constexpr std::string_view kIdeographicSpace = "\xE3\x80\x80";  // U+3000, a blank like any other
constexpr std::string_view kNoTermStart = "+-!():^[]\"{}~*?\\/";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsSurrogate(char32_t unit, char32_t first) { return unit >= first && unit < first + 0x400; }

class Lexer {
 public:
  explicit Lexer(std::string_view query) : query_(query) {}

  tl::expected<std::vector<Token>, Mistake> Run() {
    while (true) {
      while (const std::size_t blank = BlankAt(at_)) at_ += blank;
      Token token;
      token.offset = at_;
      if (at_ < query_.size()) Read(token);
      if (mistake_) return tl::unexpected<Mistake>(std::move(*mistake_));
      token.length = std::max<std::size_t>(at_ - token.offset, 1);
      const bool at_end = token.kind == TokenKind::kEnd;
      tokens_.push_back(std::move(token));
      if (at_end) return std::move(tokens_);
    }
  }

 private:
  // Bytes of the blank at `at`; 0 where there is none.
  std::size_t BlankAt(std::size_t at) const {
    if (at >= query_.size()) return 0;
    const char c = query_[at];
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') return 1;
    return query_.substr(at).starts_with(kIdeographicSpace) ? kIdeographicSpace.size() : 0;
  }

  bool IsTermChar(std::size_t at) const {
    const char c = query_[at];
    return BlankAt(at) == 0 && (c == '-' || c == '+' || kNoTermStart.find(c) == std::string_view::npos);
  }

  void Fail(std::size_t offset, std::size_t length, std::string message, std::string hint) {
    if (!mistake_) mistake_ = Mistake{offset, length, std::move(message), std::move(hint)};
  }

  void Take(TokenKind kind, Token& token) {
    token.kind = kind;
    ++at_;
  }

  void Read(Token& token) {
    switch (query_[at_]) {
      case '(':
        return Take(TokenKind::kOpen, token);
      case ')':
        return Take(TokenKind::kClose, token);
      case ':':
        return Take(TokenKind::kColon, token);
      case '+':
        return ReadSign(TokenKind::kPlus, token);
      case '-':
        return ReadSign(TokenKind::kMinus, token);
      case '!':
        return ReadSign(TokenKind::kNot, token);
      case '"':
        return ReadQuoted(token);
      case '/':
        return ReadRegex(token);
      case '[':
      case '{':
        return ReadRange(token);
      case ']':
      case '}':
        return Fail(at_, 1, "this ends a range that was not begun", "write [a TO b], or escape it with a backslash");
      case '^':
        return ReadBoost(token);
      case '~':
        token.kind = TokenKind::kFuzzy;
        ++at_;
        SkipWord();
        return;
      default:
        return ReadWord(token);
    }
  }

  // A sign that has a blank behind it is a word to be looked for.
  void ReadSign(TokenKind kind, Token& token) {
    if (BlankAt(at_ + 1) != 0) {
      AppendLiteral(query_[at_], token.value);
      kind = TokenKind::kLone;
    }
    Take(kind, token);
  }

  // Goes over characters of a word, '*' and '?' among them; says whether there were any of these and where the first.
  std::size_t SkipWord() {
    std::size_t wildcard = std::string_view::npos;
    while (at_ < query_.size() && !mistake_) {
      const char c = query_[at_];
      if (c == '\\') {
        if (at_ + 1 == query_.size()) {
          Fail(at_, 1, "a lone backslash ends the query", "write \\\\ for the character itself");
          break;
        }
        at_ += 1 + DecodeUtf8(query_.substr(at_ + 1)).length;
      } else if (c == '*' || c == '?') {
        wildcard = std::min(wildcard, at_++);
      } else if (IsTermChar(at_)) {
        ++at_;
      } else {
        break;
      }
    }
    return wildcard;
  }

  void ReadWord(Token& token) {
    const std::size_t wildcard = SkipWord();
    if (mistake_) return;
    const std::string_view word = query_.substr(token.offset, at_ - token.offset);
    token.kind = TokenKind::kTerm;
    if (word == "AND" || word == "&&") {
      token.kind = TokenKind::kAnd;
    } else if (word == "OR" || word == "||") {
      token.kind = TokenKind::kOr;
    } else if (word == "NOT") {
      token.kind = TokenKind::kNot;
    } else if (word == "*") {
      token.kind = TokenKind::kStar;
    } else if (wildcard == std::string_view::npos) {
      token.value = LiteralPattern(Unescaped(token.offset, word));
    } else if (wildcard == at_ - 1 && query_[wildcard] == '*') {
      // A prefix is unescaped as a word is; any other pattern is handed on with its escapes.
      token.kind = TokenKind::kWildcard;
      token.value = LiteralPattern(Unescaped(token.offset, word.substr(0, word.size() - 1)));
      token.value.text += '*';
      token.value.pattern += '*';
      token.value.has_wildcards = true;
    } else {
      token.kind = TokenKind::kWildcard;
      token.value = {std::string(word), std::string(word), true};
    }
  }

  void ReadQuoted(Token& token) {
    token.kind = TokenKind::kQuoted;
    const std::size_t end = ClosingQuote(at_);
    if (end == std::string_view::npos) {
      return Fail(at_, 1, "this quote is never closed", "close it with another \"; inside the text write \\\"");
    }
    token.value = LiteralPattern(Unescaped(at_ + 1, query_.substr(at_ + 1, end - at_ - 1)));
    at_ = end + 1;
  }

  std::size_t ClosingQuote(std::size_t begin) const {
    for (std::size_t at = begin + 1; at < query_.size(); ++at) {
      if (query_[at] == '\\') {
        ++at;
      } else if (query_[at] == '"') {
        return at;
      }
    }
    return std::string_view::npos;
  }

  // Up to the next '/' without a backslash before it; where there is none, up to the last one with.
  void ReadRegex(Token& token) {
    token.kind = TokenKind::kRegex;
    std::size_t end = std::string_view::npos;
    for (std::size_t at = at_ + 1; at < query_.size(); ++at) {
      if (query_[at] != '/') continue;
      end = at;
      if (query_[at - 1] != '\\') break;
    }
    if (end == std::string_view::npos) {
      return Fail(at_, 1, "this '/' begins a regular expression that does not end",
                  "end it with another /; for a '/' in a word write \\/ or put the word in quotes");
    }
    token.value.text = query_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
  }

  void ReadBoost(Token& token) {
    token.kind = TokenKind::kBoost;
    const auto digits = [this](std::size_t at) {
      while (at < query_.size() && IsDigit(query_[at])) ++at;
      return at;
    };
    std::size_t end = digits(at_ + 1);
    if (end == at_ + 1) {
      return Fail(at_, 1, "'^' takes a number", "write for example ^2, or \\^ for the character itself");
    }
    if (end < query_.size() && query_[end] == '.' && digits(end + 1) > end + 1) end = digits(end + 1);
    at_ = end;
  }

  void ReadRange(Token& token) {
    token.kind = TokenKind::kRange;
    const std::size_t begin = at_;
    token.low.is_included = query_[at_++] == '[';
    ReadBound(token.low);
    Bound to;
    ReadBound(to);
    ReadBound(token.high);
    while (const std::size_t blank = BlankAt(at_)) at_ += blank;
    const bool ends = at_ < query_.size() && (query_[at_] == ']' || query_[at_] == '}');
    if (token.low.length == 0 || token.high.length == 0 || !ends || query_.substr(to.offset, to.length) != "TO") {
      return Fail(begin, 1, "this is no range", "write [a TO b], {a TO b} without the ends, or [a TO *]");
    }
    token.high.is_included = query_[at_++] == ']';
  }

  // A bound, or what stands in its place; of no length where the range ends.
  void ReadBound(Bound& bound) {
    while (const std::size_t blank = BlankAt(at_)) at_ += blank;
    bound.offset = at_;
    if (at_ < query_.size() && query_[at_] == '"') {
      const std::size_t end = ClosingQuote(at_);
      if (end == std::string_view::npos) return Fail(at_, 1, "this quote is never closed", "close it with another \"");
      bound.text = Unescaped(at_ + 1, query_.substr(at_ + 1, end - at_ - 1));
      at_ = end + 1;
    } else {
      while (at_ < query_.size() && query_[at_] != ']' && query_[at_] != '}' && BlankAt(at_) == 0) ++at_;
      bound.text = Unescaped(bound.offset, query_.substr(bound.offset, at_ - bound.offset));
    }
    bound.is_open = bound.text == "*";
    bound.length = at_ - bound.offset;
  }

  // `written`, which stands at `offset`, without its backslashes.
  std::string Unescaped(std::size_t offset, std::string_view written) {
    std::string text;
    for (std::size_t i = 0; i < written.size(); ++i) {
      const bool escaped = written[i] == '\\';
      if (escaped && ++i == written.size()) {
        Fail(offset + i - 1, 1, "a lone backslash escapes nothing", "write \\\\ for the character itself");
      } else if (escaped && written[i] == 'u') {
        const std::optional<char32_t> unit = Utf16Unit(written, i - 1);
        if (!unit) {
          Fail(offset + i - 1, 2, "\\u takes four hexadecimal digits", "write \\u0041, or \\\\u for the text itself");
          return {};
        }
        i += 4;
        AppendUnit(written, *unit, i, text);
      } else {
        text += written[i];
      }
    }
    return text;
  }

  static std::optional<char32_t> Utf16Unit(std::string_view text, std::size_t at) {
    if (at + 6 > text.size() || text[at] != '\\' || text[at + 1] != 'u') return std::nullopt;
    char32_t unit = 0;
    for (std::size_t i = at + 2; i < at + 6; ++i) {
      const int digit = HexDigit(text[i]);
      if (digit < 0) return std::nullopt;
      unit = unit << 4U | static_cast<char32_t>(digit);
    }
    return unit;
  }

  // `unit` ends at `i`, and may be the first half of a character whose second half follows.
  static void AppendUnit(std::string_view written, char32_t unit, std::size_t& i, std::string& text) {
    if (IsSurrogate(unit, 0xD800)) {
      const std::optional<char32_t> low = Utf16Unit(written, i + 1);
      if (low && IsSurrogate(*low, 0xDC00)) {
        i += 6;
        return AppendUtf8(0x10000 + ((unit - 0xD800) << 10U) + (*low - 0xDC00), text);
      }
    }
    const bool alone = IsSurrogate(unit, 0xD800) || IsSurrogate(unit, 0xDC00);
    AppendUtf8(alone ? U'\uFFFD' : unit, text);
  }

  const std::string_view query_;
  std::size_t at_ = 0;
  std::vector<Token> tokens_;
  std::optional<Mistake> mistake_;
};

}  // namespace

tl::expected<std::vector<Token>, Mistake> Tokenize(std::string_view query) { return Lexer(query).Run(); }

}  // namespace crosstrail::lucene
