#include "cli/units.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "base/utf8.h"

namespace crosstrail::cli {

std::string Grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) {
    at -= 3;
    text.insert(at, ",");
  }
  return text;
}

std::string Count(std::uint64_t number, std::string_view one, std::string_view many) {
  return Grouped(number) + " " + std::string(number == 1 ? one : many);
}

std::string Bytes(std::uint64_t bytes) {
  static constexpr std::array<std::string_view, 6> kUnits{"kB", "MB", "GB", "TB", "PB", "EB"};
  if (bytes < 1000) return fmt::format("{} B", bytes);
  auto scaled = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (scaled /= 1000; scaled >= 999.95 && unit + 1 < kUnits.size(); ++unit) scaled /= 1000;
  return fmt::format("{:.1f} {}", scaled, kUnits[unit]);
}

std::string ShortDuration(double seconds) {
  const auto whole = static_cast<std::uint64_t>(std::llround(std::clamp(seconds, 0.0, 1e9)));
  if (whole < 60) return fmt::format("{}s", whole);
  if (whole < 3600) return fmt::format("{}m {:02}s", whole / 60, whole % 60);
  return fmt::format("{}h {:02}m", whole / 3600, whole / 60 % 60);
}

std::string Fit(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  for (std::size_t count = 0; count < columns && end < text.size(); ++count) end += DecodeUtf8(text.substr(end)).length;
  return std::string(text.substr(0, end));
}

std::string Sparkline(std::span<const std::uint64_t> values) {
  static constexpr std::array<std::string_view, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  const std::uint64_t largest = values.empty() ? 0 : *std::max_element(values.begin(), values.end());
  std::string line;
  for (const std::uint64_t value : values) {
    if (value == 0) {
      line += ' ';
      continue;
    }
    const double share = static_cast<double>(value) / static_cast<double>(largest);
    line += kBlocks[std::min<std::size_t>(7, static_cast<std::size_t>(share * 8))];
  }
  return line;
}

}  // namespace crosstrail::cli
