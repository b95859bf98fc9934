#include "generate/text.h"

#include <array>
#include <charconv>
#include <chrono>
#include <string_view>

namespace crosstrail::generate {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::string_view kBase64 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view kBase32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
constexpr std::string_view kBase36 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::int64_t kSecondsADay = 86'400;

void AppendTwo(std::string& out, std::uint32_t number) {
  out.push_back(static_cast<char>('0' + number / 10));
  out.push_back(static_cast<char>('0' + number % 10));
}

std::chrono::year_month_day Day(std::int64_t seconds) {
  const auto since_epoch = std::chrono::sys_seconds(std::chrono::seconds(seconds));
  return {std::chrono::floor<std::chrono::days>(since_epoch)};
}

std::uint32_t SecondOfDay(std::int64_t seconds) {
  return static_cast<std::uint32_t>(((seconds % kSecondsADay) + kSecondsADay) % kSecondsADay);
}

}  // namespace

void AppendHex(std::string& out, std::uint64_t bits, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    out.push_back(kHexDigits[bits & 15U]);
    bits >>= 4U;
  }
}

void AppendUuid(std::string& out, Random& random) {
  const std::uint64_t high = random.Next();
  const std::uint64_t low = random.Next();
  AppendHex(out, high, 8);
  out.push_back('-');
  AppendHex(out, high >> 32U, 4);
  out.append("-4");
  AppendHex(out, high >> 48U, 3);
  out.push_back('-');
  out.push_back(kHexDigits[8 + (high >> 62U)]);
  AppendHex(out, low, 3);
  out.push_back('-');
  AppendHex(out, low >> 12U, 12);
}

void AppendBase64(std::string& out, Random& random, std::size_t count) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 10 == 0) {
      bits = random.Next();
    }
    out.push_back(kBase64[bits & 63U]);
    bits >>= 6U;
  }
}

void AppendBase32(std::string& out, std::uint64_t hash, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) {
    if (i == 12) {
      hash = Mix(hash);
    }
    out.push_back(kBase32[(hash >> (5 * (i % 12))) & 31U]);
  }
}

void AppendBase36(std::string& out, Random& random, std::size_t count) {
  std::uint64_t bits = 0;
  for (std::size_t i = 0; i < count; ++i) {
    if (i % 12 == 0) {
      bits = random.Next();
    }
    out.push_back(kBase36[bits % 36]);
    bits /= 36;
  }
}

void AppendNumber(std::string& out, std::uint64_t number) {
  std::array<char, 20> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out.append(digits.data(), end);
}

void AppendDate(std::string& out, std::int64_t seconds, char separator) {
  const std::chrono::year_month_day day = Day(seconds);
  AppendNumber(out, static_cast<std::uint64_t>(static_cast<int>(day.year())));
  if (separator != '\0') out.push_back(separator);
  AppendTwo(out, static_cast<unsigned>(day.month()));
  if (separator != '\0') out.push_back(separator);
  AppendTwo(out, static_cast<unsigned>(day.day()));
}

void AppendTime(std::string& out, std::int64_t seconds) {
  AppendDate(out, seconds, '-');
  const std::uint32_t second = SecondOfDay(seconds);
  out.push_back('T');
  AppendTwo(out, second / 3600);
  out.push_back(':');
  AppendTwo(out, second / 60 % 60);
  out.push_back(':');
  AppendTwo(out, second % 60);
  out.push_back('Z');
}

void AppendMinute(std::string& out, std::int64_t seconds) {
  AppendDate(out, seconds, '\0');
  const std::uint32_t second = SecondOfDay(seconds);
  out.push_back('T');
  AppendTwo(out, second / 3600);
  AppendTwo(out, second / 60 % 60);
  out.push_back('Z');
}

void AppendExpiration(std::string& out, std::int64_t seconds) {
  static constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const std::chrono::year_month_day day = Day(seconds);
  const std::uint32_t second = SecondOfDay(seconds);
  const std::uint32_t hour = second / 3600;
  out.append(kMonths[static_cast<unsigned>(day.month()) - 1]);
  out.push_back(' ');
  AppendNumber(out, static_cast<unsigned>(day.day()));
  out.append(", ");
  AppendNumber(out, static_cast<std::uint64_t>(static_cast<int>(day.year())));
  out.append(", ");
  AppendNumber(out, hour % 12 == 0 ? 12 : hour % 12);
  out.push_back(':');
  AppendTwo(out, second / 60 % 60);
  out.push_back(':');
  AppendTwo(out, second % 60);
  out.append(hour < 12 ? " AM" : " PM");
}

}  // namespace crosstrail::generate
