#include "input/s3_key.h"

#include <algorithm>
#include <chrono>

namespace crosstrail {
namespace {

// Takes the next component of `path`; empty at its end.
std::string_view TakeComponent(std::string_view& path) {
  const std::size_t slash = path.find('/');
  const std::string_view component = path.substr(0, slash);
  path.remove_prefix(slash == std::string_view::npos ? path.size() : slash + 1);
  return component;
}

bool IsDigits(std::string_view text, std::size_t count) {
  return text.size() == count && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// "us-east-1", "ap-southeast-2", "us-gov-west-1".
bool IsRegion(std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(),
                                 [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; });
  return plain && std::count(text.begin(), text.end(), '-') >= 2 && text.back() >= '0' && text.back() <= '9';
}

int Number(std::string_view digits) {
  int value = 0;
  for (const char c : digits) value = value * 10 + (c - '0');
  return value;
}

Instant ToInstant(std::chrono::year_month_day date) {
  return std::int64_t{std::chrono::sys_days{date}.time_since_epoch().count()} * kDay;
}

// The date components at the start of `path`, as far as they are there, into `key`.
void ParseDate(std::string_view path, S3Key& key) {
  using std::chrono::day;
  using std::chrono::month;
  using std::chrono::months;
  using std::chrono::year;
  const std::string_view year_text = TakeComponent(path);
  if (!IsDigits(year_text, 4) || Number(year_text) < 1970 || Number(year_text) > 2200) return;
  const year y{Number(year_text)};
  const std::string_view month_text = TakeComponent(path);
  if (!IsDigits(month_text, 2)) {
    key.first = ToInstant(y / month{1} / day{1});
    key.last = ToInstant((y + std::chrono::years{1}) / month{1} / day{1});
    return;
  }
  const month m{static_cast<unsigned>(Number(month_text))};
  if (!m.ok()) return;
  const std::string_view day_text = TakeComponent(path);
  if (!IsDigits(day_text, 2)) {
    key.first = ToInstant(y / m / day{1});
    const auto next = y / m + months{1};
    key.last = ToInstant(next / day{1});
    return;
  }
  const auto date = y / m / day{static_cast<unsigned>(Number(day_text))};
  if (!date.ok()) return;
  key.first = ToInstant(date);
  key.last = *key.first + kDay;
}

}  // namespace

std::optional<S3Key> ParseS3Key(std::string_view path) {
  constexpr std::string_view kRoot = "AWSLogs/";
  std::size_t root = path.rfind(kRoot);
  while (root != std::string_view::npos && root != 0 && path[root - 1] != '/') {
    root = path.rfind(kRoot, root - 1);
  }
  if (root == std::string_view::npos) return std::nullopt;
  path.remove_prefix(root + kRoot.size());
  S3Key key;
  std::string_view component = TakeComponent(path);
  if (component.starts_with("o-")) {
    key.organization = component;
    component = TakeComponent(path);
  }
  if (!IsDigits(component, 12)) return std::nullopt;
  key.account = component;
  key.kind = TakeComponent(path);
  if (!key.kind.starts_with("CloudTrail")) return key;
  const std::string_view region = TakeComponent(path);
  if (!IsRegion(region)) return key;  // a file right below, for one: it may hold anything
  key.region = region;
  ParseDate(path, key);
  return key;
}

}  // namespace crosstrail
