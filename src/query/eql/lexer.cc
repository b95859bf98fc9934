#include "query/eql/lexer.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"

namespace crosstrail::eql {
namespace {

constexpr std::string_view kRawQuote = "\"\"\"";
constexpr std::array<std::string_view, 5> kTwoCharacterOperators = {"==", "!=", "<=", ">=", "&&"};
constexpr std::string_view kOneCharacterOperators = "<>:+-*/%()[],.|?!=";

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool StartsIdentifier(char c) { return IsLetter(c) || c == '_' || c == '@'; }
bool ContinuesIdentifier(char c) { return IsLetter(c) || IsDigit(c) || c == '_'; }

class Lexer {
 public:
  explicit Lexer(std::string_view query) : query_(query) {}

  tl::expected<std::vector<Token>, Mistake> Run() {
    while (SkipBlanks()) {
      if (!Next()) break;
    }
    if (mistake_) return tl::unexpected<Mistake>(std::move(*mistake_));
    Add(TokenKind::kEnd, query_.size(), query_.size());
    return std::move(tokens_);
  }

 private:
  std::string_view Rest() const { return query_.substr(position_); }

  bool Fail(std::size_t offset, std::size_t length, std::string message, std::string hint) {
    if (!mistake_) mistake_ = Mistake{offset, std::max<std::size_t>(length, 1), std::move(message), std::move(hint)};
    return false;
  }

  Token& Add(TokenKind kind, std::size_t begin, std::size_t end) {
    position_ = end;
    return tokens_.emplace_back(Token{kind, begin, end - begin, query_.substr(begin, end - begin), {}});
  }

  // Blanks and comments. Whether there is anything after them.
  bool SkipBlanks() {
    while (position_ < query_.size()) {
      if (Rest().starts_with("//")) {
        position_ = std::min(query_.find('\n', position_), query_.size());
      } else if (Rest().starts_with("/*")) {
        const std::size_t end = query_.find("*/", position_ + 2);
        if (end == std::string_view::npos) {
          return Fail(position_, 2, "this comment is not closed", "end it with */");
        }
        position_ = end + 2;
      } else if (std::string_view(" \t\r\n").find(query_[position_]) != std::string_view::npos) {
        ++position_;
      } else {
        return true;
      }
    }
    return false;
  }

  bool Next() {
    const char c = query_[position_];
    if (StartsIdentifier(c)) return Identifier();
    if (IsDigit(c) || (c == '.' && Rest().size() > 1 && IsDigit(Rest()[1]) && !AfterName())) return Number();
    if (Rest().starts_with(kRawQuote)) return RawString();
    if (c == '"') return String();
    if (c == '`') return QuotedIdentifier();
    return Operator();
  }

  // Whether the last token ends right here and may be the front of a dotted name.
  bool AfterName() const {
    if (tokens_.empty()) return false;
    const Token& last = tokens_.back();
    return (last.kind == TokenKind::kIdentifier || last.kind == TokenKind::kQuotedIdentifier) &&
           last.offset + last.length == position_;
  }

  bool Identifier() {
    std::size_t end = position_ + 1;
    while (end < query_.size() && ContinuesIdentifier(query_[end])) ++end;
    if (end < query_.size() && query_[end] == '~') ++end;
    Add(TokenKind::kIdentifier, position_, end);
    return true;
  }

  bool QuotedIdentifier() {
    const std::size_t begin = position_;
    std::string value;
    for (std::size_t i = begin + 1; i < query_.size() && query_[i] != '\n'; ++i) {
      if (query_[i] != '`') {
        value += query_[i];
      } else if (i + 1 < query_.size() && query_[i + 1] == '`') {
        value += query_[++i];
      } else if (value.empty()) {
        return Fail(begin, 2, "this field name is empty", "write the name between the backticks");
      } else {
        Add(TokenKind::kQuotedIdentifier, begin, i + 1).value = std::move(value);
        return true;
      }
    }
    return Fail(begin, 1, "this quoted field name is not closed", "end it with a backtick on the same line");
  }

  std::size_t SkipDigits(std::size_t at) const {
    while (at < query_.size() && IsDigit(query_[at])) ++at;
    return at;
  }

  bool Number() {
    const std::size_t begin = position_;
    std::size_t end = SkipDigits(begin);
    bool decimal = false;
    if (end < query_.size() && query_[end] == '.') {
      decimal = true;
      end = SkipDigits(end + 1);
    }
    if (end < query_.size() && (query_[end] == 'e' || query_[end] == 'E')) {
      std::size_t exponent = end + 1;
      if (exponent < query_.size() && (query_[exponent] == '+' || query_[exponent] == '-')) ++exponent;
      const std::size_t after = SkipDigits(exponent);
      decimal |= after > exponent;
      if (after > exponent) end = after;
    }
    if (end < query_.size() && StartsIdentifier(query_[end])) {
      while (end < query_.size() && ContinuesIdentifier(query_[end])) ++end;
      Add(TokenKind::kDuration, begin, end);
      return true;
    }
    Add(decimal ? TokenKind::kDecimal : TokenKind::kInteger, begin, end);
    return true;
  }

  bool RawString() {
    const std::size_t begin = position_;
    const std::size_t body = begin + kRawQuote.size();
    std::size_t end = query_.find(kRawQuote, body);
    if (end == std::string_view::npos || query_.substr(body, end - body).find('\n') != std::string_view::npos) {
      return Fail(begin, 3, "this raw string is not closed on its line", "end it with three quotes");
    }
    // Up to two quotes may stand before the closing three.
    for (int extra = 0; extra < 2 && query_.substr(end + kRawQuote.size()).starts_with('"'); ++extra) ++end;
    Add(TokenKind::kString, begin, end + kRawQuote.size()).value = query_.substr(body, end - body);
    return true;
  }

  bool String() {
    const std::size_t begin = position_;
    std::string value;
    for (std::size_t i = begin + 1; i < query_.size() && query_[i] != '\n';) {
      if (query_[i] == '"') {
        Add(TokenKind::kString, begin, i + 1).value = std::move(value);
        return true;
      }
      if (query_[i] != '\\') {
        value += query_[i++];
        continue;
      }
      const std::size_t length = Escape(i, value);
      if (length == 0) return false;
      i += length;
    }
    return Fail(begin, 1, "this string is not closed on its line", "end it with a double quote");
  }

  // Appends what the escape at `at` stands for. Its length in bytes; 0 after a mistake.
  std::size_t Escape(std::size_t at, std::string& value) {
    constexpr std::string_view kEscapes = "nrtbf\\\"'";
    constexpr std::string_view kMeanings = "\n\r\t\b\f\\\"'";
    if (at + 1 >= query_.size() || query_[at + 1] == '\n') {
      Fail(at, 1, "this string is not closed on its line", "end it with a double quote");
      return 0;
    }
    const char escape = query_[at + 1];
    if (const std::size_t known = kEscapes.find(escape); known != std::string_view::npos) {
      value += kMeanings[known];
      return 2;
    }
    if (escape == 'u') return UnicodeEscape(at, value);
    const std::size_t length = 1 + DecodeUtf8(query_.substr(at + 1)).length;
    Fail(at, length, fmt::format("unknown escape '{}'", Printable(query_.substr(at, length))),
         "known are \\n \\r \\t \\b \\f \\\\ \\\" \\u{...}; write \\\\ for a backslash, or use a \"\"\"raw "
         "string\"\"\"");
    return 0;
  }

  // \u{2 to 8 hexadecimal digits}
  std::size_t UnicodeEscape(std::size_t at, std::string& value) {
    const std::size_t open = at + 2;
    const std::size_t close = query_.substr(0, std::min(query_.size(), open + 10)).find('}', open);
    const bool braces = open < query_.size() && query_[open] == '{' && close != std::string_view::npos;
    const std::string_view digits = braces ? query_.substr(open + 1, close - open - 1) : std::string_view();
    std::uint32_t code_point = 0;
    const auto parsed = std::from_chars(digits.data(), digits.data() + digits.size(), code_point, 16);
    const bool well_formed = digits.size() >= 2 && digits.size() <= 8 && parsed.ec == std::errc() &&
                             parsed.ptr == digits.data() + digits.size();
    const bool surrogate = code_point >= 0xD800 && code_point <= 0xDFFF;
    if (!well_formed || code_point > 0x10FFFF || surrogate) {
      Fail(at, braces ? close + 1 - at : 2, "this escape is no character",
           "write \\u{...} with 2 to 8 hexadecimal digits of a Unicode code point");
      return 0;
    }
    AppendUtf8(code_point, value);
    return close + 1 - at;
  }

  bool Operator() {
    for (const std::string_view spelling : kTwoCharacterOperators) {
      if (!Rest().starts_with(spelling)) continue;
      if (spelling == "&&") return Fail(position_, 2, "'&&' is not an operator of EQL", "write `and`");
      Add(TokenKind::kOperator, position_, position_ + 2);
      return true;
    }
    const char c = query_[position_];
    if (Rest().starts_with("||")) return Fail(position_, 2, "'||' is not an operator of EQL", "write `or`");
    if (Rest().starts_with("?\"") || Rest().starts_with("?'")) {
      return Fail(position_, 2, "raw strings with ? are no longer part of EQL", "write \"\"\"...\"\"\"");
    }
    if (c == '\'') return Fail(position_, 1, "single quotes do not make a string", "use double quotes: \"...\"");
    if (kOneCharacterOperators.find(c) != std::string_view::npos) {
      Add(TokenKind::kOperator, position_, position_ + 1);
      return true;
    }
    const std::size_t length = DecodeUtf8(Rest()).length;
    return Fail(position_, length, fmt::format("unexpected character '{}'", Printable(Rest().substr(0, length))),
                "put text between double quotes, and unusual field names between backticks");
  }

  std::string_view query_;
  std::size_t position_ = 0;
  std::vector<Token> tokens_;
  std::optional<Mistake> mistake_;
};

}  // namespace

tl::expected<std::vector<Token>, Mistake> Tokenize(std::string_view query) { return Lexer(query).Run(); }

}  // namespace crosstrail::eql
