#include "json/object.h"

#include <array>

#include "json/escape.h"

namespace crosstrail {
namespace {

// Two scalars side by side: what a lost quote turns the text behind it into. Unnoticed, it would make one value of this
// record and the next.
bool IsScalarStart(char c) {
  static constexpr std::array<bool, 256> kOperator = [] {
    std::array<bool, 256> table{};
    for (const char op : {'{', '}', '[', ']', ':', ','}) table[static_cast<unsigned char>(op)] = true;
    return table;
  }();
  return !kOperator[static_cast<unsigned char>(c)];
}

// '{', '}', '[' and ']' have both bits of 0x50 set; of the other characters a structural can point at only 't' and some
// garbage do.
bool MayBeBracket(char c) { return (c & 0x50) == 0x50; }

std::string_view TrimRight(std::string_view text) {
  const std::size_t last = text.find_last_not_of(" \t\r\n");
  return text.substr(0, last == std::string_view::npos ? 0 : last + 1);
}

}  // namespace

WalkResult SkipValue(const StructuralText& text, std::size_t& at, int max_depth) {
  const std::uint32_t* const positions = text.positions.data();
  const std::size_t count = text.positions.size();
  const char* const data = text.data;
  if (at >= count) return WalkResult::kIncomplete;
  const char first = data[positions[at]];
  if (first != '{' && first != '[') {
    if (MayBeBracket(first) && (first == '}' || first == ']')) return WalkResult::kMalformed;
    if (first == ':' || first == ',') return WalkResult::kMalformed;
    ++at;
    return WalkResult::kComplete;
  }
  std::uint64_t kinds = 0;  // a bit a level: 1 an object
  int depth = 0;
  bool after_scalar = false;
  bool adjacent = false;
  for (std::size_t i = at; i < count; ++i) {
    const char c = data[positions[i]];
    const bool scalar = IsScalarStart(c);
    adjacent |= scalar && after_scalar;
    after_scalar = scalar;
    if (!MayBeBracket(c)) continue;
    if (c == '{' || c == '[') {
      if (++depth > max_depth) return WalkResult::kTooDeep;
      kinds = kinds << 1 | (c == '{' ? 1U : 0U);
    } else if (c == '}' || c == ']') {
      if ((kinds & 1U) != (c == '}' ? 1U : 0U)) return WalkResult::kMalformed;
      kinds >>= 1;
      if (adjacent) return WalkResult::kMalformed;
      if (--depth == 0) {
        at = i + 1;
        return WalkResult::kComplete;
      }
    }
  }
  return adjacent ? WalkResult::kMalformed : WalkResult::kIncomplete;
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
