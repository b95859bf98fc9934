#include "query/now_field.h"

#include "base/date_math.h"

namespace crosstrail {
namespace {

constexpr std::string_view kUp = " to the end";

}  // namespace

std::string NowFieldName(std::string_view date_math, bool up) {
  return std::string(date_math) + std::string(up ? kUp : "");
}

std::optional<Instant> NowFieldValue(std::string_view name, Instant now) {
  const bool up = name.ends_with(kUp);
  if (up) name.remove_suffix(kUp.size());
  return ResolveDateMath(name, now, up);
}

}  // namespace crosstrail
