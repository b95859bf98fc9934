#include "query/version_order.h"

#include <algorithm>

namespace crosstrail {
namespace {

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

struct Version {
  bool valid = false;
  std::string_view core;  // "1.2.3"
  std::string_view pre;   // "rc.1"
  bool is_pre = false;
  std::string_view build;
};

// The part before the next '.', which is taken off `text`.
std::string_view NextPart(std::string_view& text) {
  const std::size_t dot = text.find('.');
  const std::string_view part = text.substr(0, dot);
  text = dot == std::string_view::npos ? std::string_view() : text.substr(dot + 1);
  return part;
}

Version Split(std::string_view text) {
  Version version;
  const std::size_t plus = text.find('+');
  if (plus != std::string_view::npos) version.build = text.substr(plus + 1);
  text = text.substr(0, plus);
  const std::size_t dash = text.find('-');
  version.is_pre = dash != std::string_view::npos;
  if (version.is_pre) version.pre = text.substr(dash + 1);
  version.core = text.substr(0, dash);
  version.valid = !version.core.empty() && version.core.back() != '.';
  for (std::string_view rest = version.core; !rest.empty();) version.valid &= IsDigits(NextPart(rest));
  return version;
}

std::strong_ordering CompareNumbers(std::string_view a, std::string_view b) {
  const auto significant = [](std::string_view digits) {
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
  };
  a = significant(a);
  b = significant(b);
  if (a.size() != b.size()) return a.size() <=> b.size();
  return a.compare(b) <=> 0;
}

std::strong_ordering ComparePart(std::string_view a, std::string_view b) {
  const bool a_number = IsDigits(a);
  const bool b_number = IsDigits(b);
  if (a_number && b_number) return CompareNumbers(a, b);
  if (a_number != b_number) return a_number ? std::strong_ordering::less : std::strong_ordering::greater;
  return a.compare(b) <=> 0;
}

std::strong_ordering CompareParts(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const std::strong_ordering order = ComparePart(NextPart(a), NextPart(b));
    if (std::is_neq(order)) return order;
  }
  return !a.empty() <=> !b.empty();
}

}  // namespace

std::strong_ordering CompareVersions(std::string_view a, std::string_view b) {
  const Version left = Split(a);
  const Version right = Split(b);
  if (left.valid != right.valid) return left.valid ? std::strong_ordering::less : std::strong_ordering::greater;
  if (!left.valid) return a.compare(b) <=> 0;
  if (const auto order = CompareParts(left.core, right.core); std::is_neq(order)) return order;
  if (left.is_pre != right.is_pre) return left.is_pre ? std::strong_ordering::less : std::strong_ordering::greater;
  if (const auto order = CompareParts(left.pre, right.pre); std::is_neq(order)) return order;
  return left.build.compare(right.build) <=> 0;
}

}  // namespace crosstrail
