// The JSON reader on any text: structural index, members, strings, the strict tree. What the strict tree takes, the
// lenient walk must be able to walk, and a prefix of the text must give a prefix of the index.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "json/object.h"
#include "json/structural.h"
#include "json/tree.h"

namespace {

using namespace crosstrail;  // NOLINT: one small program

constexpr std::size_t kPadding = 64;

void Check(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static StructuralIndexer indexer;
  static JsonTree tree;
  std::string padded(reinterpret_cast<const char*>(data), size);
  padded.resize(size + kPadding, '\0');
  const std::string_view text(padded.data(), size);

  const bool strict = tree.Parse(text).has_value();

  const StructuralText whole = indexer.Index(text, true);
  Check(whole.size <= size);
  for (std::size_t i = 0; i < whole.positions.size(); ++i) {
    Check(whole.positions[i] < size && (i == 0 || whole.positions[i] > whole.positions[i - 1]));
  }
  if (!whole.positions.empty()) {
    std::size_t end = 0;
    const WalkResult walked = SkipValue(whole, end, kMaxJsonDepth);
    if (strict) Check(walked == WalkResult::kComplete && end == whole.positions.size());
    std::vector<Member> members;
    std::size_t at = 0;
    if (padded[whole.positions[0]] == '{' && ReadMembers(whole, at, kMaxJsonDepth, members) == WalkResult::kComplete) {
      for (const Member& member : members) {
        Check(member.value.data() >= padded.data() &&
              member.value.data() + member.value.size() <= padded.data() + size);
        (void)KeyEquals(member.key, "eventName");
        (void)DecodeString(member.value);
      }
    }
  }
  const StructuralText part = indexer.Index(text.substr(0, size / 2), false);
  Check(part.size <= size / 2);
  (void)DecodeString(text);
  return 0;
}
