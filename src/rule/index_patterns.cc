#include "rule/index_patterns.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "base/text.h"

namespace crosstrail {
namespace {

struct Family {
  std::string_view example;  // an index that events may stand in
  std::string_view prefix;   // every index of the family begins so, whatever namespace or version follows
};

constexpr std::array<Family, 2> kFamilies{
    {{"logs-aws.cloudtrail-default", "logs-aws.cloudtrail-"}, {"filebeat-8.0.0", "filebeat-"}}};

struct Pattern {
  std::string_view glob;
  bool excludes = false;
};

// The indices that hold the events of a data stream are called this and its name; their patterns are about it.
constexpr std::string_view kBackingIndex = ".ds-";

Pattern Split(std::string_view text) {
  Pattern pattern;
  const auto take_minus = [&] {
    if (!text.starts_with('-')) return;
    pattern.excludes = true;
    text.remove_prefix(1);
  };
  take_minus();
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) text.remove_prefix(colon + 1);
  take_minus();
  if (text.starts_with(kBackingIndex)) text.remove_prefix(kBackingIndex.size());
  pattern.glob = text;
  return pattern;
}

}  // namespace

bool CoversCloudTrail(const std::vector<std::string>& patterns) {
  if (patterns.empty()) return true;
  return std::any_of(kFamilies.begin(), kFamilies.end(), [&](const Family& family) {
    bool reached = false;
    for (const std::string& text : patterns) {
      const Pattern pattern = Split(text);
      const bool matches = WildcardMatch(pattern.glob, family.example);
      if (pattern.excludes && matches) return false;
      if (!pattern.excludes && (matches || pattern.glob.starts_with(family.prefix))) reached = true;
    }
    return reached;
  });
}

}  // namespace crosstrail
