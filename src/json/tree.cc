#include "json/tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"
#include "json/escape.h"
#include "json/object.h"

namespace crosstrail {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes the digits at the start of `text`; how many there were.
std::size_t TakeDigits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && IsDigit(text[count])) ++count;
  text.remove_prefix(count);
  return count;
}

bool Take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

// RFC 8259, section 6. False when `text` as a whole is no number.
bool ReadNumber(std::string_view text, JsonKind& kind) {
  Take(text, '-');
  const bool leading_zero = !text.empty() && text.front() == '0';
  const std::size_t whole = TakeDigits(text);
  if (whole == 0 || (leading_zero && whole > 1)) return false;
  kind = JsonKind::kInteger;
  if (Take(text, '.')) {
    kind = JsonKind::kFloat;
    if (TakeDigits(text) == 0) return false;
  }
  if (Take(text, 'e') || Take(text, 'E')) {
    kind = JsonKind::kFloat;
    if (!Take(text, '+')) Take(text, '-');
    if (TakeDigits(text) == 0) return false;
  }
  return text.empty();
}

bool ReadLiteral(std::string_view text, JsonKind& kind) {
  kind = text == "null" ? JsonKind::kNull : JsonKind::kBool;
  return text == "null" || text == "true" || text == "false";
}

// 0 to 63; cheap, and different for most pairs of keys in one object.
std::size_t Fingerprint(std::string_view key) {
  if (key.empty()) return 0;
  const std::size_t first = static_cast<unsigned char>(key.front());
  const std::size_t last = static_cast<unsigned char>(key.back());
  return (key.size() * 7 + first * 3 + last) & 63U;
}

// Up to this many members are compared with each other, more are sorted: nobody can make that cost a square.
constexpr std::size_t kSmallObject = 32;

// Where text that the index calls tainted goes wrong: bytes that are no UTF-8, a control character inside a string, or
// the beginning of a string that does not end.
std::size_t FindTaint(std::string_view text) {
  bool in_string = false;
  bool escaped = false;
  std::size_t string_begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = DecodeUtf8(text.substr(i));
    if (!point.valid || (in_string && point.value < 0x20)) return i;
    if (point.value == '"' && !escaped) {
      in_string = !in_string;
      string_begin = i;
    }
    escaped = in_string && !escaped && point.value == '\\';
    i += point.length;
  }
  return in_string ? string_begin : text.size();
}

}  // namespace

static_assert(kMaxJsonDepth == 64, "the message below says so");

class JsonTree::Builder {
 public:
  Builder(JsonTree& tree, const StructuralText& text, bool with_places)
      : tree_(tree),
        text_(text),
        with_places_(with_places),
        has_backslash_(std::string_view(text.data, text.size).find('\\') != std::string_view::npos) {}

  // The one value of the text; false with problem_ set.
  bool Build() {
    if (!Value({}, kMaxJsonDepth)) return false;
    return at_ == text_.positions.size() || Complain("something follows the end of the value");
  }

  JsonFailure Failure() const { return {Offset(), problem_}; }

 private:
  std::size_t Offset() const { return at_ < text_.positions.size() ? text_.positions[at_] : text_.size; }

  bool Complain(const char* problem) {
    problem_ = problem;
    return false;
  }

  // '\0' behind the last structural.
  char Peek() const { return at_ < text_.positions.size() ? text_.data[text_.positions[at_]] : '\0'; }

  bool Accept(char c) {
    if (Peek() != c) return false;
    ++at_;
    return true;
  }

  // The scalar at the current structural, as written.
  std::string_view Scalar() const {
    const std::size_t begin = text_.positions[at_];
    std::size_t end = at_ + 1 < text_.positions.size() ? text_.positions[at_ + 1] : text_.size;
    while (end > begin && IsJsonSpace(text_.data[end - 1])) --end;
    return {text_.data + begin, end - begin};
  }

  bool String(std::string_view& out) {
    std::string_view raw = Scalar();
    if (raw.size() < 2 || raw.back() != '"') return Complain("a string does not end");
    raw = raw.substr(1, raw.size() - 2);
    out = raw;
    if (has_backslash_ && raw.find('\\') != std::string_view::npos) {
      const std::size_t begin = tree_.unescaped_.size();
      if (!AppendUnescaped(raw, LoneSurrogate::kReplace, tree_.unescaped_)) return Complain("a bad escape in a string");
      out = std::string_view(tree_.unescaped_).substr(begin);
    }
    ++at_;
    return true;
  }

  // Of the value at the current structural; where a container ends is not known yet.
  void AddPlace();

  bool Value(std::string_view key, int depth_left) {
    JsonNode& node = tree_.nodes_.emplace_back();
    node.key = key;
    if (with_places_) [[unlikely]]
      AddPlace();
    switch (Peek()) {
      case '{':
      case '[':
        if (depth_left == 0) return Complain("nested too deep, in more than 64 levels");
        return Container(tree_.nodes_.size() - 1, depth_left - 1);
      case '"':
        node.kind = JsonKind::kString;
        return String(node.text);
      case '\0':
        return Complain("the text ends too early");
      default:
        node.text = Scalar();
        if (!ReadNumber(node.text, node.kind) && !ReadLiteral(node.text, node.kind)) {
          return Complain("a value was expected here");
        }
        ++at_;
        return true;
    }
  }

  bool Container(std::size_t self, int depth_left) {
    const bool object = Peek() == '{';
    const char close = object ? '}' : ']';
    tree_.nodes_[self].kind = object ? JsonKind::kObject : JsonKind::kArray;
    ++at_;
    std::size_t children = 0;
    if (!Accept(close)) {
      do {
        std::string_view key;
        if (object && !Key(key)) return false;
        if (!Value(key, depth_left)) return false;
        ++children;
      } while (Accept(','));
      if (!Accept(close)) return Complain("a comma or the closing bracket was expected here");
    }
    if (with_places_) [[unlikely]]
      tree_.places_[self].end = text_.positions[at_ - 1] + 1;
    tree_.nodes_[self].span = static_cast<std::uint32_t>(tree_.nodes_.size() - self);
    if (object) MarkSuperseded(self, children);
    return true;
  }

  bool Key(std::string_view& key) {
    if (Peek() != '"') return Complain("a key in quotes was expected here");
    if (!String(key)) return false;
    return Accept(':') || Complain("a colon was expected here");
  }

  void MarkSuperseded(std::size_t object, std::size_t children) {
    if (children <= kSmallObject) {
      MarkFewSuperseded(object);
    } else {
      MarkManySuperseded(object);
    }
  }

  // A 64-bit set of key fingerprints rules out nearly every comparison.
  void MarkFewSuperseded(std::size_t object) {
    JsonNode* const begin = &tree_.nodes_[object] + 1;
    JsonNode* const end = &tree_.nodes_[object] + tree_.nodes_[object].span;
    std::uint64_t seen = 0;
    for (JsonNode* member = begin; member != end; member += member->span) {
      const std::uint64_t bit = std::uint64_t{1} << Fingerprint(member->key);
      if ((seen & bit) != 0) {
        for (JsonNode* before = begin; before != member; before += before->span) {
          if (before->key == member->key) before->superseded = true;
        }
      }
      seen |= bit;
    }
  }

  void MarkManySuperseded(std::size_t object) {
    std::vector<JsonNode>& nodes = tree_.nodes_;
    std::vector<std::uint32_t>& members = tree_.by_key_;
    members.clear();
    for (std::size_t i = object + 1; i < object + nodes[object].span; i += nodes[i].span) {
      members.push_back(static_cast<std::uint32_t>(i));
    }
    std::ranges::sort(members, [&](std::uint32_t a, std::uint32_t b) {
      const int order = nodes[a].key.compare(nodes[b].key);
      return order != 0 ? order < 0 : a < b;
    });
    for (std::size_t i = 1; i < members.size(); ++i) {
      if (nodes[members[i - 1]].key == nodes[members[i]].key) nodes[members[i - 1]].superseded = true;
    }
  }

  JsonTree& tree_;
  const StructuralText& text_;
  const bool with_places_;
  const bool has_backslash_;  // most texts have none, and asking once is cheaper than for each string
  std::size_t at_ = 0;
  const char* problem_ = "";
};

void JsonTree::Builder::AddPlace() {
  JsonPlace& place = tree_.places_.emplace_back();
  if (at_ >= text_.positions.size()) return;
  place.begin = text_.positions[at_];
  place.end = place.begin + static_cast<std::uint32_t>(Scalar().size());
}

Status JsonTree::Parse(std::string_view text, bool with_places) {
  nodes_.clear();
  places_.clear();
  unescaped_.clear();
  const StructuralText index = indexer_.Index(text, /*complete=*/true);
  if (index.tainted) {
    failure_ = {FindTaint(text), "not UTF-8, a control character in a string or an open string"};
    return Fail(ErrorCode::kMalformed, fmt::format("invalid JSON: {}", failure_.reason));
  }
  // Reserved in full, so that neither nodes nor views into the unescaped texts move: every value has a structural of
  // its own, and a text never grows when its escapes are resolved.
  nodes_.reserve(index.positions.size() + 1);
  unescaped_.reserve(text.size());
  Builder builder(*this, index, with_places);
  if (!builder.Build()) {
    nodes_.clear();
    failure_ = builder.Failure();
    return Fail(ErrorCode::kMalformed, fmt::format("invalid JSON at byte {}: {}", failure_.offset, failure_.reason));
  }
  return {};
}

const JsonNode* FindMember(const JsonNode& object, std::string_view key) {
  if (object.kind != JsonKind::kObject) return nullptr;
  for (const JsonNode& child : JsonChildren(object)) {
    if (child.key == key) return &child;
  }
  return nullptr;
}

}  // namespace crosstrail
