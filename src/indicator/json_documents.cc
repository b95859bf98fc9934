#include "indicator/json_documents.h"

#include <algorithm>

#include "json/structural.h"

namespace crosstrail {
namespace {

class Splitter {
 public:
  Splitter(std::string_view text, const std::function<void(std::size_t, std::size_t)>& use) : text_(text), use_(use) {}

  std::optional<SplitFailure> Run() {
    while (!failure_ && SkipBlank()) {
      if (text_[at_] == '[') {
        Items();
      } else if (text_[at_] == '{') {
        Object();
      } else {
        const std::size_t begin = at_;
        SkipValue();
        if (!failure_) use_(begin, at_);
      }
    }
    return failure_;
  }

 private:
  void Fail(std::string_view reason) {
    if (!failure_) failure_ = SplitFailure{at_, reason};
  }

  // Whether there is more than blanks.
  bool SkipBlank() {
    while (at_ < text_.size() && IsJsonSpace(text_[at_])) ++at_;
    return at_ < text_.size();
  }

  void SkipString() {
    const std::size_t begin = at_;
    for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    if (at_ < text_.size()) {
      ++at_;
      return;
    }
    at_ = begin;
    Fail("a text is never closed");
  }

  // At a value: moves behind it.
  void SkipValue() {
    const std::size_t begin = at_;
    if (text_[at_] == '"') return SkipString();
    std::size_t depth = 0;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '{' || c == '[') {
        ++depth;
      } else if (c == '}' || c == ']') {
        if (depth == 0) break;
        if (--depth == 0) {
          ++at_;
          return;
        }
      } else if (c == '"') {
        SkipString();
        if (failure_) return;
        --at_;  // its closing quote
      } else if (depth == 0 && (c == ',' || IsJsonSpace(c))) {
        break;
      }
    }
    if (depth > 0) {
      at_ = begin;
      Fail("a bracket is never closed");
    } else if (at_ == begin) {
      Fail("a value is expected here");
    }
  }

  // At '[': each of its items is a document.
  void Items() {
    const std::size_t open = at_++;
    while (SkipBlank()) {
      if (text_[at_] == ']') {
        ++at_;
        return;
      }
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      const std::size_t begin = at_;
      SkipValue();
      if (failure_) return;
      use_(begin, at_);
    }
    at_ = open;
    Fail("a bracket is never closed");
  }

  // At '{': the items of its member `objects`, else itself.
  void Object() {
    const std::size_t open = at_++;
    bool is_bundle = false;
    while (SkipBlank() && text_[at_] != '}') {
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      if (text_[at_] != '"') return Fail("the name of a member is expected here");
      const std::size_t key = at_;
      SkipString();
      if (failure_) return;
      const std::string_view name = text_.substr(key, at_ - key);
      if (!SkipBlank() || text_[at_] != ':') return Fail("a colon is expected here");
      ++at_;
      if (!SkipBlank()) break;
      if (name == "\"objects\"" && text_[at_] == '[') {
        is_bundle = true;
        Items();
      } else {
        SkipValue();
      }
      if (failure_) return;
    }
    if (at_ >= text_.size()) {
      at_ = open;
      return Fail("a bracket is never closed");
    }
    ++at_;
    if (!is_bundle) use_(open, at_);
  }

  const std::string_view text_;
  const std::function<void(std::size_t, std::size_t)>& use_;
  std::size_t at_ = 0;
  std::optional<SplitFailure> failure_;
};

}  // namespace

std::optional<SplitFailure> SplitDocuments(std::string_view text,
                                           const std::function<void(std::size_t, std::size_t)>& use) {
  return Splitter(text, use).Run();
}

}  // namespace crosstrail
