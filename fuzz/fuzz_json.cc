// The structural index and what walks it, against a parser by the book.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "fuzz/require.h"
#include "json/object.h"
#include "json/structural.h"
#include "json/tree.h"
#include "json/utf8_check.h"

namespace crosstrail {
namespace {

constexpr std::size_t kPadding = 64;

// Nesting as a parser without limit would see it, or more.
bool IsDeep(std::string_view text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return c == '[' || c == '{'; }) >= kMaxJsonDepth;
}

void CheckIndex(const StructuralText& text, std::size_t length) {
  CROSSTRAIL_REQUIRE(text.size <= length);
  for (std::size_t i = 0; i < text.positions.size(); ++i) {
    CROSSTRAIL_REQUIRE(text.positions[i] < text.size);
    CROSSTRAIL_REQUIRE(i == 0 || text.positions[i - 1] < text.positions[i]);
  }
}

void CheckMembers(const StructuralText& text, std::string_view bytes, const nlohmann::json* parsed) {
  if (text.positions.empty() || bytes[text.positions[0]] != '{') return;
  std::vector<Member> members;
  std::size_t at = 0;
  const WalkResult result = ReadMembers(text, at, kMaxJsonDepth, members);
  if (parsed != nullptr) CROSSTRAIL_REQUIRE(result == WalkResult::kComplete);
  if (result != WalkResult::kComplete) return;
  CROSSTRAIL_REQUIRE(at <= text.positions.size());
  for (const Member& member : members) {
    CROSSTRAIL_REQUIRE(!member.value.empty() && member.value.data() >= bytes.data());
    CROSSTRAIL_REQUIRE(member.value.data() + member.value.size() <= bytes.data() + bytes.size());
    const auto key = DecodeString("\"" + std::string(member.key) + "\"");
    const auto value = DecodeString(member.value);
    if (parsed == nullptr) continue;
    CROSSTRAIL_REQUIRE(key && parsed->contains(*key) && KeyEquals(member.key, *key));
    const auto element = nlohmann::json::parse(member.value);
    CROSSTRAIL_REQUIRE(element.is_string() == value.has_value());
    if (value) CROSSTRAIL_REQUIRE(element.get<std::string>() == *value);
  }
  if (parsed == nullptr) return;
  for (auto member = members.rbegin(); member != members.rend(); ++member) {  // the last of equal keys counts
    const std::string key = *DecodeString("\"" + std::string(member->key) + "\"");
    bool later = false;
    for (auto other = members.rbegin(); other != member; ++other) later = later || KeyEquals(other->key, key);
    if (!later) CROSSTRAIL_REQUIRE(nlohmann::json::parse(member->value) == (*parsed)[key]);
  }
}

}  // namespace
}  // namespace crosstrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;
  const std::string padded = std::string(reinterpret_cast<const char*>(data), size) + std::string(kPadding, '\0');
  const std::string_view text(padded.data(), size);
  // The other parser takes a NUL for the end.
  const bool has_nul = text.find('\0') != std::string_view::npos;
  const auto parsed = nlohmann::json::parse(has_nul ? std::string_view("-") : text, nullptr, false);

  StructuralIndexer indexer;
  CheckIndex(indexer.Index(text, false), size);
  const StructuralText whole = indexer.Index(text, true);
  CheckIndex(whole, size);
  CROSSTRAIL_REQUIRE(whole.size == size);
  if (!parsed.is_discarded()) CROSSTRAIL_REQUIRE(!whole.tainted);
  if (!whole.tainted) CROSSTRAIL_REQUIRE(IsValidUtf8(text));
  CheckMembers(whole, text, parsed.is_discarded() || IsDeep(text) ? nullptr : &parsed);

  JsonTree tree;
  const bool ours = tree.Parse(text).has_value();
  // The other parser refuses numbers beyond a double and a lone escaped surrogate, and takes a byte order mark.
  if (!parsed.is_discarded() && !text.starts_with("\xEF\xBB\xBF")) CROSSTRAIL_REQUIRE(ours || IsDeep(text));
  const bool excused =
      text.find_first_of("eE") != std::string_view::npos || text.find("\\u") != std::string_view::npos || size > 300;
  if (ours && !excused && !has_nul) CROSSTRAIL_REQUIRE(!parsed.is_discarded());
  return 0;
}
