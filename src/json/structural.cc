#include "json/structural.h"

#include <simdjson.h>

#include <algorithm>
#include <new>

namespace crosstrail {
namespace {

// How far back from the end of an incomplete text a place is looked for that is surely outside strings.
constexpr std::size_t kCutSearch = std::size_t{64} * 1024;
constexpr std::size_t kDepth = 64;  // of simdjson's own stack, which stage 1 does not use

// The position of the last '{' that is followed by a quote: inside a JSON string that quote would be escaped, so the
// brace is structural unless a string happens to end in '{' (then the parity check of stage 1 notices). 0 when there is
// none.
std::size_t FindCut(std::string_view text) {
  const std::size_t floor = text.size() > kCutSearch ? text.size() - kCutSearch : 0;
  for (std::size_t i = text.size(); i > floor; --i) {
    if (text[i - 1] != '{') continue;
    std::size_t next = i;
    while (next < text.size() && IsJsonSpace(text[next])) ++next;
    if (next < text.size() && text[next] == '"') return i - 1;
  }
  return 0;
}

// A byte-by-byte index that takes anything. A raw line end closes an open string: JSON has none inside strings, so a
// lost quote costs one line of newline-delimited records, not all that follow.
class LenientScanner {
 public:
  explicit LenientScanner(std::vector<std::uint32_t>& positions) : positions_(positions) {}

  // Bytes covered: all of them, or up to the string that is still open at the end of an incomplete text.
  std::size_t Scan(std::string_view text, bool complete) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (in_string_) {
        i = InString(text, i);
      } else {
        Outside(text[i], i);
      }
    }
    if (in_string_ && !complete) {
      positions_.pop_back();
      return string_begin_;
    }
    return text.size();
  }

 private:
  std::size_t InString(std::string_view text, std::size_t i) {
    if (text[i] == '\\' && i + 1 < text.size() && text[i + 1] != '\n') return i + 1;
    if (text[i] == '"' || text[i] == '\n') in_string_ = false;
    return i;
  }

  void Outside(char c, std::size_t i) {
    const auto position = static_cast<std::uint32_t>(i);
    switch (c) {
      case '"':
        in_string_ = true;
        string_begin_ = i;
        [[fallthrough]];
      case '{':
      case '}':
      case '[':
      case ']':
      case ':':
      case ',':
        positions_.push_back(position);
        in_scalar_ = false;
        return;
      default:
        if (IsJsonSpace(c)) {
          in_scalar_ = false;
        } else if (!in_scalar_) {
          in_scalar_ = true;
          positions_.push_back(position);
        }
    }
  }

  std::vector<std::uint32_t>& positions_;
  std::size_t string_begin_ = 0;
  bool in_string_ = false;
  bool in_scalar_ = false;
};

}  // namespace

// simdjson keeps its stage-1 interface in an internal namespace, but reaches it through the public
// implementation::create_dom_parser_implementation. It is the same call its own parsers make.
class StructuralIndexer::Stage1 {
 public:
  bool Run(std::string_view text) {
    if (!parser_ || parser_->capacity() < text.size()) {
      const std::size_t capacity = std::max<std::size_t>(text.size(), std::size_t{1} << 16);
      if (simdjson::get_active_implementation()->create_dom_parser_implementation(capacity, kDepth, parser_) !=
          simdjson::SUCCESS) {
        throw std::bad_alloc();
      }
    }
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    return parser_->stage1(bytes, text.size(), simdjson::stage1_mode::regular) == simdjson::SUCCESS;
  }

  std::span<const std::uint32_t> positions() const {
    return {parser_->structural_indexes.get(), parser_->n_structural_indexes};
  }

 private:
  std::unique_ptr<simdjson::internal::dom_parser_implementation> parser_;
};

StructuralIndexer::StructuralIndexer() : stage1_(std::make_unique<Stage1>()) {}
StructuralIndexer::~StructuralIndexer() = default;

bool StructuralIndexer::RunStage1(std::string_view text, std::span<const std::uint32_t>& positions) {
  if (text.empty() || !stage1_->Run(text)) return false;
  positions = stage1_->positions();
  return true;
}

StructuralText StructuralIndexer::Index(std::string_view text, bool complete) {
  StructuralText result{.data = text.data(), .positions = {}, .size = 0, .tainted = false};
  const std::string_view certain = complete ? text : text.substr(0, FindCut(text));
  if (RunStage1(certain, result.positions)) {
    result.size = certain.size();
    return result;
  }
  lenient_.clear();
  result.size = LenientScanner(lenient_).Scan(text, complete);
  result.positions = lenient_;
  result.tainted = std::any_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(result.size),
                               [](char c) { return !IsJsonSpace(c); });
  return result;
}

}  // namespace crosstrail
