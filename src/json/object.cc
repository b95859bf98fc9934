#include "json/object.h"

#include <array>

#include "json/escape.h"

namespace crosstrail {
namespace {

bool IsScalarStart(char c) {
  static constexpr std::array<bool, 256> kOperator = [] {
    std::array<bool, 256> table{};
    for (const char op : {'{', '}', '[', ']', ':', ','}) table[static_cast<unsigned char>(op)] = true;
    return table;
  }();
  return !kOperator[static_cast<unsigned char>(c)];
}

// Walks one container by the grammar of JSON, a member or an element at a time: what a lost quote turns the text behind
// it into does not pass for one value of this record and the next.
class ContainerWalk {
 public:
  ContainerWalk(const StructuralText& text, int max_depth)
      : data_(text.data), positions_(text.positions.data()), count_(text.positions.size()), max_depth_(max_depth) {}

  // From the bracket at positions[at] to behind the one that closes it.
  WalkResult Run(std::size_t& at) {
    std::size_t i = at;
    WalkResult result = Open(i);
    while (result == WalkResult::kComplete && depth_ != 0) {
      result = (objects_ & 1U) != 0 ? Members(i) : Elements(i);
    }
    if (result == WalkResult::kComplete) at = i;
    return result;
  }

 private:
  char At(std::size_t i) const { return data_[positions_[i]]; }

  // Steps into the container at i, and out of it again when it is empty.
  WalkResult Open(std::size_t& i) {
    const bool object = At(i) == '{';
    if (depth_ == max_depth_) return WalkResult::kTooDeep;
    if (++i == count_) return WalkResult::kIncomplete;
    ++depth_;
    objects_ = objects_ << 1 | (object ? 1U : 0U);
    return At(i) == (object ? '}' : ']') ? Close(i) : WalkResult::kComplete;
  }

  // Steps over a closing bracket of the right kind and the comma behind it, and out of all containers that end here.
  WalkResult Close(std::size_t& i) {
    while (true) {
      ++i;
      objects_ >>= 1;
      if (--depth_ == 0) return WalkResult::kComplete;
      if (i == count_) return WalkResult::kIncomplete;
      const char next = At(i);
      if (next == ',') {
        ++i;
        return WalkResult::kComplete;
      }
      if (next != ((objects_ & 1U) != 0 ? '}' : ']')) return WalkResult::kMalformed;
    }
  }

  WalkResult Members(std::size_t& i) {
    for (; i + 3 < count_; i += 4) {
      if (At(i) != '"' || At(i + 1) != ':') return WalkResult::kMalformed;
      const char value = At(i + 2);
      if (!IsScalarStart(value)) {
        if (value != '{' && value != '[') return WalkResult::kMalformed;
        i += 2;
        return Open(i);
      }
      const char end = At(i + 3);
      if (end == ',') continue;
      if (end != '}') return WalkResult::kMalformed;
      i += 3;
      return Close(i);
    }
    return WalkResult::kIncomplete;
  }

  WalkResult Elements(std::size_t& i) {
    for (; i + 1 < count_; i += 2) {
      const char value = At(i);
      if (!IsScalarStart(value)) {
        if (value != '{' && value != '[') return WalkResult::kMalformed;
        return Open(i);
      }
      const char end = At(i + 1);
      if (end == ',') continue;
      if (end != ']') return WalkResult::kMalformed;
      ++i;
      return Close(i);
    }
    return WalkResult::kIncomplete;
  }

  const char* const data_;
  const std::uint32_t* const positions_;
  const std::size_t count_;
  const int max_depth_;
  int depth_ = 0;
  std::uint64_t objects_ = 0;  // a bit a level: 1 an object, 0 an array
};

std::string_view TrimRight(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

WalkResult SkipValue(const StructuralText& text, std::size_t& at, int max_depth) {
  if (at >= text.positions.size()) return WalkResult::kIncomplete;
  const char first = text.data[text.positions[at]];
  if (first == '{' || first == '[') return ContainerWalk(text, max_depth).Run(at);
  if (!IsScalarStart(first)) return WalkResult::kMalformed;
  ++at;
  return WalkResult::kComplete;
}

WalkResult ReadMembers(const StructuralText& text, std::size_t& at, int max_depth, std::vector<Member>& members) {
  members.clear();
  const auto& positions = text.positions;
  const auto is = [&](std::size_t i, char c) { return text.data[positions[i]] == c; };
  std::size_t i = at + 1;
  if (i < positions.size() && is(i, '}')) {
    at = i + 1;
    return WalkResult::kComplete;
  }
  while (true) {
    if (i + 2 >= positions.size()) return WalkResult::kIncomplete;
    if (!is(i, '"') || !is(i + 1, ':')) return WalkResult::kMalformed;
    Member member;
    const std::string_view key =
        TrimRight({text.data + positions[i] + 1, std::size_t{positions[i + 1]} - positions[i] - 1});
    if (key.empty() || key.back() != '"') return WalkResult::kMalformed;
    member.key = key.substr(0, key.size() - 1);
    member.at = i + 2;
    std::size_t end = member.at;
    const WalkResult result = SkipValue(text, end, max_depth - 1);
    if (result != WalkResult::kComplete) return result;
    if (end >= positions.size()) return WalkResult::kIncomplete;
    const std::size_t begin = positions[member.at];
    member.value = TrimRight({text.data + begin, positions[end] - begin});
    members.push_back(member);
    if (is(end, '}')) {
      at = end + 1;
      return WalkResult::kComplete;
    }
    if (!is(end, ',')) return WalkResult::kMalformed;
    i = end + 1;
  }
}

bool KeyEquals(std::string_view raw_key, std::string_view name) {
  if (raw_key == name) return true;
  if (raw_key.size() <= name.size() || raw_key.find('\\') == std::string_view::npos) return false;
  std::string key;
  return AppendUnescaped(raw_key, LoneSurrogate::kReject, key) && key == name;
}

std::optional<std::string> DecodeString(std::string_view raw) {
  if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') return std::nullopt;
  std::string text;
  text.reserve(raw.size() + 64);
  if (!AppendUnescaped(raw.substr(1, raw.size() - 2), LoneSurrogate::kReject, text)) return std::nullopt;
  return text;
}

}  // namespace crosstrail
