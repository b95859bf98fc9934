// The order of Elasticsearch's `version` field type: semantic versioning. Pure.
#pragma once

#include <compare>
#include <string_view>

namespace crosstrail {

/// 1.2.4-SNAPSHOT < 1.2.4 < 1.11.3; numeric parts compare as numbers of any length; build metadata ("+...") decides
/// last, as text. Text that is no version compares as text and sorts after every version.
std::strong_ordering CompareVersions(std::string_view a, std::string_view b);

}  // namespace crosstrail
