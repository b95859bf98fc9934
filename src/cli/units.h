// Numbers for people.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace crosstrail::cli {

std::string Grouped(std::uint64_t number);                                             // "1,234,567"
std::string Count(std::uint64_t number, std::string_view one, std::string_view many);  // "1 file", "1,234 files"
std::string Bytes(std::uint64_t bytes);                       // "512 B", "1.2 MB" (powers of 1000)
std::string ShortDuration(double seconds);                    // "12s", "3m 05s", "2h 07m"
std::string Fit(std::string_view text, std::size_t columns);  // cut to that many code points

/// One block character a value, "▁" to "█", scaled to the largest; a space for 0, so that anything at all shows.
std::string Sparkline(std::span<const std::uint64_t> values);

}  // namespace crosstrail::cli
