#include <algorithm>

#include "base/utf8.h"
#include "toml/toml.h"

namespace crosstrail {
namespace {

class Decoder {
 public:
  Decoder(std::string_view text, std::size_t begin) : text_(text), at_(begin) {
    quote_ = text_[at_];
    multiline_ = text_.substr(at_, 3) == std::string(3, quote_);
    at_ += multiline_ ? 3 : 1;
  }

  TomlString Run() {
    if (multiline_) SkipLineEnd();  // a line end right after the opening quotes does not count
    while (at_ < text_.size() && !AtClosingQuote()) Step();
    result_.offsets.push_back(std::min(at_, text_.size()));
    return std::move(result_);
  }

 private:
  // Of a run of quotes in a multi-line string the last three close it.
  bool AtClosingQuote() const {
    if (!multiline_) return text_[at_] == quote_;
    std::size_t run = 0;
    while (at_ + run < text_.size() && text_[at_ + run] == quote_) ++run;
    return run == 3 || run > 5;
  }

  bool SkipLineEnd() {
    if (text_.substr(at_, 2) == "\r\n") {
      at_ += 2;
      return true;
    }
    if (text_.substr(at_, 1) == "\n") {
      ++at_;
      return true;
    }
    return false;
  }

  void Step() {
    const std::size_t from = at_;
    if (text_[at_] == '\\' && quote_ == '"') {
      Escape();
    } else if (multiline_ && SkipLineEnd()) {
      Append("\n", from);  // as toml++ has it, whatever the file's line ends are
    } else {
      ++at_;
      Append(text_.substr(from, 1), from);
    }
  }

  void Escape() {
    const std::size_t from = at_++;
    const char kind = at_ < text_.size() ? text_[at_] : '\0';
    switch (kind) {
      case 'b':
        return Simple("\b", from);
      case 't':
        return Simple("\t", from);
      case 'n':
        return Simple("\n", from);
      case 'f':
        return Simple("\f", from);
      case 'r':
        return Simple("\r", from);
      case '"':
        return Simple("\"", from);
      case '\\':
        return Simple("\\", from);
      case 'u':
        return CodePointEscape(4, from);
      case 'U':
        return CodePointEscape(8, from);
      default:
        return SkipBlank();  // a backslash at the end of a line joins it with what follows
    }
  }

  void Simple(std::string_view value, std::size_t from) {
    ++at_;
    Append(value, from);
  }

  void CodePointEscape(std::size_t digits, std::size_t from) {
    ++at_;
    char32_t code_point = 0;
    for (std::size_t i = 0; i < digits && at_ < text_.size(); ++i, ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      const auto digit = static_cast<char32_t>(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
      code_point = code_point * 16 + (digit & 0xF);
    }
    std::string utf8;
    AppendUtf8(code_point, utf8);
    Append(utf8, from);
  }

  void SkipBlank() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }

  // Every byte of one escape comes from the place where the escape begins.
  void Append(std::string_view value, std::size_t from) {
    result_.value += value;
    result_.offsets.insert(result_.offsets.end(), value.size(), from);
  }

  std::string_view text_;
  std::size_t at_;
  char quote_ = '"';
  bool multiline_ = false;
  TomlString result_;
};

}  // namespace

TomlString DecodeTomlString(std::string_view text, std::size_t begin) { return Decoder(text, begin).Run(); }

}  // namespace crosstrail
