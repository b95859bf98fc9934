#include "indicator/stix_pattern.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "base/text.h"

namespace crosstrail {
namespace {

struct Property {
  std::string_view path;  // without quotes
  std::string_view field;
  bool is_address = false;
};

// ECS reference, "Threat fields"; of accounts it has none, so they are called as those of a user are.
constexpr auto kProperties = std::to_array<Property>({
    {"autonomous-system:number", "threat.indicator.as.number"},
    {"domain-name:value", "threat.indicator.url.domain"},
    {"email-addr:value", "threat.indicator.email.address"},
    {"file:hashes.MD5", "threat.indicator.file.hash.md5"},
    {"file:hashes.SHA-1", "threat.indicator.file.hash.sha1"},
    {"file:hashes.SHA-256", "threat.indicator.file.hash.sha256"},
    {"file:hashes.SHA-512", "threat.indicator.file.hash.sha512"},
    {"file:hashes.SHA1", "threat.indicator.file.hash.sha1"},
    {"file:hashes.SHA256", "threat.indicator.file.hash.sha256"},
    {"file:hashes.SHA512", "threat.indicator.file.hash.sha512"},
    {"file:name", "threat.indicator.file.name"},
    {"ipv4-addr:value", "threat.indicator.ip", true},
    {"ipv6-addr:value", "threat.indicator.ip", true},
    {"url:value", "threat.indicator.url.full"},
    {"user-account:account_login", "threat.indicator.user.name"},
    {"user-account:credential", "threat.indicator.user.credential"},
    {"user-account:display_name", "threat.indicator.user.full_name"},
    {"user-account:user_id", "threat.indicator.user.id"},
});

struct Token {
  enum class Kind { kEnd, kWord, kText, kSign } kind = Kind::kEnd;
  std::string text;
  std::size_t offset = 0;
};

bool IsOfWord(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-' || c == '+';
}

using Failure = tl::unexpected<std::string>;

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  tl::expected<StixPattern, std::string> Run() {
    Next();
    while (error_.empty()) {
      Observation();
      if (!error_.empty() || (now_.kind == Token::Kind::kEnd && open_ == 0)) break;
      if (!IsWord("OR")) Refuse();
      Next();
    }
    if (!error_.empty()) return Failure(std::move(error_));
    return std::move(pattern_);
  }

 private:
  void Fail(std::string message) {
    if (error_.empty()) error_ = fmt::format("{} (character {} of the pattern)", message, now_.offset + 1);
    now_ = {Token::Kind::kEnd, "", now_.offset};
  }

  // At something that is not an alternative, or no pattern at all.
  void Refuse() {
    constexpr std::array<std::string_view, 14> kMeant{"AND",        "FOLLOWEDBY", "WITHIN", "REPEATS", "START",
                                                      "STOP",       "NOT",        "LIKE",   "MATCHES", "EXISTS",
                                                      "ISSUPERSET", "TIMES",      "LAST",   "SECONDS"};
    if (now_.kind == Token::Kind::kEnd) return Fail("the pattern ends too early");
    const bool meant = std::ranges::find(kMeant, now_.text) != kMeant.end() || now_.text == "!=" || now_.text == "<" ||
                       now_.text == ">" || now_.text == "<=" || now_.text == ">=";
    if (meant && now_.kind != Token::Kind::kText) {
      return Fail(
          fmt::format("{} is not supported: only alternatives are (=, IN and ISSUBSET, joined with OR)", now_.text));
    }
    Fail(fmt::format("{} is not expected here", now_.kind == Token::Kind::kText ? "a text" : Printable(now_.text)));
  }

  bool IsWord(std::string_view word) const { return now_.kind == Token::Kind::kWord && now_.text == word; }
  bool IsSign(std::string_view sign) const { return now_.kind == Token::Kind::kSign && now_.text == sign; }

  void Expect(std::string_view sign) {
    if (!IsSign(sign)) return Refuse();
    Next();
  }

  void Next() {
    if (!error_.empty()) return;
    constexpr std::string_view kBlank = " \t\r\n";
    at_ = std::min(text_.find_first_not_of(kBlank, at_), text_.size());
    now_ = {Token::Kind::kEnd, "", at_};
    if (at_ == text_.size()) return;
    const char c = text_[at_];
    if (c == '\'') return Text();
    const std::size_t begin = at_;
    if (IsOfWord(c)) {
      while (at_ < text_.size() && IsOfWord(text_[at_])) ++at_;
      now_.kind = Token::Kind::kWord;
    } else {
      const std::string_view two = text_.substr(at_, 2);
      at_ += two == "!=" || two == "<=" || two == ">=" ? 2 : 1;
      now_.kind = Token::Kind::kSign;
    }
    now_.text = text_.substr(begin, at_ - begin);
  }

  // 'it''s written with backslashes': \' and \\.
  void Text() {
    now_.kind = Token::Kind::kText;
    for (++at_; at_ < text_.size() && text_[at_] != '\''; ++at_) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      now_.text += text_[at_];
    }
    if (at_ == text_.size()) return Fail("a text is never closed");
    ++at_;
  }

  // '[' alternatives ']'. Parentheses change nothing between alternatives, so they are only counted.
  void Observation() {
    for (; IsSign("("); ++open_) Next();
    Expect("[");
    Alternatives();
    Expect("]");
    for (; open_ > 0 && IsSign(")"); --open_) Next();
  }

  void Alternatives() {
    std::size_t open = 0;
    while (error_.empty()) {
      for (; IsSign("("); ++open) Next();
      Comparison();
      for (; open > 0 && IsSign(")"); --open) Next();
      if (!IsWord("OR")) break;
      Next();
    }
    if (open > 0 && error_.empty()) Refuse();
  }

  // type:part.part.'part'
  std::string Path() {
    std::string path;
    if (now_.kind != Token::Kind::kWord) Refuse();
    path = now_.text;
    Next();
    if (!IsSign(":")) Refuse();
    path += ':';
    do {
      Next();
      if (now_.kind != Token::Kind::kWord && now_.kind != Token::Kind::kText) Refuse();
      if (path.back() != ':') path += '.';
      path += now_.text;
      Next();
      for (; IsSign("["); Next()) {  // of lists
        while (error_.empty() && !IsSign("]") && now_.kind != Token::Kind::kEnd) Next();
        path += "[]";
      }
    } while (IsSign("."));
    return path;
  }

  void Comparison() {
    if (IsWord("NOT") || IsWord("EXISTS")) return Refuse();
    const std::string path = Path();
    if (!error_.empty()) return;
    const auto* const property = std::ranges::find(kProperties, path, &Property::path);
    const bool is_known = property != kProperties.end();
    const auto take = [&] {
      if (now_.kind != Token::Kind::kText && now_.kind != Token::Kind::kWord) return Refuse();
      if (is_known) pattern_.values.push_back({property->field, path.substr(0, path.find(':')), now_.text});
      Next();
    };
    if (IsSign("=") || (IsWord("ISSUBSET") && (!is_known || property->is_address))) {
      Next();
      take();
    } else if (IsWord("IN")) {
      Next();
      Expect("(");
      take();
      while (error_.empty() && IsSign(",")) {
        Next();
        take();
      }
      Expect(")");
    } else {
      return Refuse();
    }
    if (!is_known && error_.empty()) pattern_.left_out.push_back(Printable(path));
  }

  const std::string_view text_;
  std::size_t at_ = 0;
  std::size_t open_ = 0;  // parentheses around observations
  Token now_;
  StixPattern pattern_;
  std::string error_;
};

}  // namespace

tl::expected<StixPattern, std::string> ReadStixPattern(std::string_view text) { return Parser(text).Run(); }

}  // namespace crosstrail
