// Source of the lexical rules: Kibana's documentation, "Kibana Query Language", and how Kibana reads what it leaves
// open (docs/kql.md).
#include "query/kql/lexer.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"

namespace crosstrail::kql {
namespace {

constexpr std::string_view kSpecial = "\\():<>\"*{}";

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

class Lexer {
 public:
  explicit Lexer(std::string_view query) : query_(query) {}

  tl::expected<std::vector<Token>, Mistake> Run() {
    while (true) {
      while (at_ < query_.size() && IsBlank(query_[at_])) ++at_;
      Token token;
      token.offset = at_;
      if (at_ == query_.size()) {
        tokens_.push_back(std::move(token));
        return std::move(tokens_);
      }
      Read(token);
      if (mistake_) return tl::unexpected<Mistake>(std::move(*mistake_));
      token.length = std::max<std::size_t>(end_ - token.offset, 1);
      tokens_.push_back(std::move(token));
    }
  }

 private:
  void Read(Token& token) {
    switch (query_[at_]) {
      case '(':
        return Take(TokenKind::kOpen, 1, token);
      case ')':
        return Take(TokenKind::kClose, 1, token);
      case '{':
        return Take(TokenKind::kBegin, 1, token);
      case '}':
        return Take(TokenKind::kFinish, 1, token);
      case ':':
        return Take(TokenKind::kColon, 1, token);
      case '<':
        return IsNext('=') ? Take(TokenKind::kLessOrEqual, 2, token) : Take(TokenKind::kLess, 1, token);
      case '>':
        return IsNext('=') ? Take(TokenKind::kGreaterOrEqual, 2, token) : Take(TokenKind::kGreater, 1, token);
      case '"':
        return ReadQuoted(token);
      default:
        break;
    }
    const bool is_after_operand = IsAfterOperand();
    const auto [kind, length] = is_after_operand ? WordAt(at_) : KeywordAt(at_);
    if (length != 0 && (is_after_operand || kind == TokenKind::kNot)) return Take(kind, length, token);
    ReadLiteral(token);
  }

  // Whether a condition or a value has ended. Else `and` and `or` are text: the blank that they need before them
  // belongs to what stands there.
  bool IsAfterOperand() const {
    if (tokens_.empty()) return false;
    const TokenKind last = tokens_.back().kind;
    return last == TokenKind::kLiteral || last == TokenKind::kQuoted || last == TokenKind::kClose ||
           last == TokenKind::kFinish;
  }

  bool IsNext(char c) const { return at_ + 1 < query_.size() && query_[at_ + 1] == c; }

  void Take(TokenKind kind, std::size_t length, Token& token) {
    token.kind = kind;
    at_ += length;
    end_ = at_;
  }

  // The keyword that begins at `at`, and its length; 0 where there is none. It has a blank behind it, or a parenthesis,
  // which Kibana refuses.
  std::pair<TokenKind, std::size_t> KeywordAt(std::size_t at) const {
    const auto word = WordAt(at);
    const std::size_t end = at + word.second;
    if (end < query_.size() && (IsBlank(query_[end]) || query_[end] == '(')) return word;
    return {TokenKind::kEnd, 0};
  }

  // The same, but whatever ends the word.
  std::pair<TokenKind, std::size_t> WordAt(std::size_t at) const {
    static constexpr std::array<std::pair<std::string_view, TokenKind>, 3> kKeywords{
        {{"and", TokenKind::kAnd}, {"or", TokenKind::kOr}, {"not", TokenKind::kNot}}};
    for (const auto& [word, kind] : kKeywords) {
      const std::size_t end = at + word.size();
      if (end > query_.size() || FoldCase(query_.substr(at, word.size())) != word) continue;
      if (end == query_.size() || IsBlank(query_[end]) || query_[end] == '(' || query_[end] == ')' ||
          query_[end] == '}') {
        return {kind, word.size()};
      }
    }
    return {TokenKind::kEnd, 0};
  }

  void Fail(std::size_t offset, std::size_t length, std::string message, std::string hint) {
    mistake_ = Mistake{offset, length, std::move(message), std::move(hint)};
  }

  void ReadQuoted(Token& token) {
    token.kind = TokenKind::kQuoted;
    for (++at_; at_ < query_.size(); ++at_) {
      const char c = query_[at_];
      if (c == '"') {
        end_ = ++at_;
        return;
      }
      if (c == '\\' && (IsNext('"') || IsNext('\\'))) {
        AppendLiteral(query_[++at_], token.value);
      } else if (c != '\\' || !TakeEscape(token.value)) {
        AppendLiteral(c, token.value);  // a backslash that escapes nothing is like any other character
      }
    }
    Fail(token.offset, 1, "this quote is never closed", "close it with another \"; inside the text write \\\"");
  }

  void ReadLiteral(Token& token) {
    token.kind = TokenKind::kLiteral;
    std::string blanks;  // seen, and part of the text only if more follows
    for (; at_ < query_.size(); ++at_) {
      const char c = query_[at_];
      if (IsBlank(c)) {
        blanks += c;
        if (KeywordAt(at_ + 1).second != 0) break;
        continue;
      }
      if (KeywordAt(at_).first == TokenKind::kNot) break;  // within a word, too
      if (c == '\\') {
        Flush(blanks, token.value);
        if (!TakeEscapeOfLiteral(token.value)) return;
      } else if (c == '*') {
        Flush(blanks, token.value);
        token.value.text += c;
        token.value.pattern += c;
        token.value.has_wildcards = true;
      } else if (kSpecial.find(c) != std::string_view::npos) {
        break;
      } else {
        Flush(blanks, token.value);
        AppendLiteral(c, token.value);
      }
      end_ = at_ + 1;
    }
  }

  static void Flush(std::string& blanks, Pattern& value) {
    for (const char c : blanks) AppendLiteral(c, value);
    blanks.clear();
  }

  // "\t", "\r", "\n" and "\uXXXX" at the backslash; leaves `at_` at the last character of the escape.
  bool TakeEscape(Pattern& value) {
    if (at_ + 1 >= query_.size()) return false;
    switch (query_[at_ + 1]) {
      case 't':
        AppendLiteral('\t', value);
        break;
      case 'r':
        AppendLiteral('\r', value);
        break;
      case 'n':
        AppendLiteral('\n', value);
        break;
      case 'u':
        return TakeCodePoint(value);
      default:
        return false;
    }
    ++at_;
    return true;
  }

  bool TakeCodePoint(Pattern& value) {
    if (at_ + 6 > query_.size()) return false;
    std::uint32_t code = 0;
    for (std::size_t i = at_ + 2; i < at_ + 6; ++i) {
      const char c = query_[i];
      const int digit = c >= '0' && c <= '9'                     ? c - '0'
                        : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10
                                                                 : -1;
      if (digit < 0) return false;
      code = code << 4U | static_cast<std::uint32_t>(digit);
    }
    std::string encoded;
    AppendUtf8(static_cast<char32_t>(code), encoded);
    for (const char c : encoded) AppendLiteral(c, value);
    at_ += 5;
    return true;
  }

  bool TakeEscapeOfLiteral(Pattern& value) {
    if (at_ + 1 < query_.size() && kSpecial.find(query_[at_ + 1]) != std::string_view::npos) {
      AppendLiteral(query_[++at_], value);
      return true;
    }
    if (const auto [kind, length] = WordAt(at_ + 1); length != 0) {
      for (const char c : query_.substr(at_ + 1, length)) AppendLiteral(c, value);
      at_ += length;
      return true;
    }
    if (TakeEscape(value)) return true;
    Fail(at_, 1, "a backslash without quotes around it has to escape something",
         "write \\\\ for the character itself, or put the text in quotes");
    return false;
  }

  const std::string_view query_;
  std::size_t at_ = 0;
  std::size_t end_ = 0;  // of the token at hand
  std::vector<Token> tokens_;
  std::optional<Mistake> mistake_;
};

}  // namespace

tl::expected<std::vector<Token>, Mistake> Tokenize(std::string_view query) { return Lexer(query).Run(); }

}  // namespace crosstrail::kql
