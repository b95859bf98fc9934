#include "rule/date_math.h"

#include <algorithm>

namespace crosstrail {
namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::size_t kMostDigits = 9;

// Takes a number and one of `units` off the front of `text`; false when they are not there.
bool TakeAmount(std::string_view& text, std::string_view units) {
  const std::size_t digits = std::min(text.find_first_not_of(kDigits), text.size());
  if (digits == 0 || digits > kMostDigits || digits == text.size()) return false;
  if (units.find(text[digits]) == std::string_view::npos) return false;
  text.remove_prefix(digits + 1);
  return true;
}

}  // namespace

bool IsDateMath(std::string_view text) {
  constexpr std::string_view kUnits = "yMwdhHms";
  if (!text.starts_with("now")) return false;
  text.remove_prefix(3);
  while (text.starts_with('-') || text.starts_with('+')) {
    text.remove_prefix(1);
    if (!TakeAmount(text, kUnits)) return false;
  }
  if (text.starts_with('/') && text.size() == 2) return kUnits.find(text[1]) != std::string_view::npos;
  return text.empty();
}

bool IsInterval(std::string_view text) {
  const bool positive = text.find_first_of("123456789") != std::string_view::npos;
  return positive && TakeAmount(text, "smhd") && text.empty();
}

}  // namespace crosstrail
