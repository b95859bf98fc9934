#include "base/base64.h"

#include <array>
#include <cstdint>

namespace crosstrail {
namespace {

constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::uint8_t kNoDigit = 64;

constexpr std::array<std::uint8_t, 256> kDigits = [] {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  for (std::size_t i = 0; i < kAlphabet.size(); ++i) {
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  }
  return digits;
}();

}  // namespace

std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() / 4 * 3 + 3);
  std::uint32_t group = 0;  // the digits of the current group of four, six bits each
  int digits = 0;
  int padding = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    const std::uint8_t digit = kDigits[static_cast<unsigned char>(c)];
    if (c == '=' ? digits + padding < 2 || digits + padding == 4 : digit == kNoDigit || padding != 0) {
      return std::nullopt;
    }
    if (c == '=') {
      ++padding;
    } else {
      group = group << 6 | digit;
      ++digits;
    }
    if (digits != 4) continue;
    bytes += static_cast<char>(group >> 16 & 0xFF);
    bytes += static_cast<char>(group >> 8 & 0xFF);
    bytes += static_cast<char>(group & 0xFF);
    group = 0;
    digits = 0;
  }
  if (digits == 0 && padding == 0) return bytes;
  // Bits that the padding cuts off must be zero, so that every value has one spelling.
  if (digits == 2 && padding == 2 && (group & 0xF) == 0) {
    bytes += static_cast<char>(group >> 4 & 0xFF);
    return bytes;
  }
  if (digits == 3 && padding == 1 && (group & 0x3) == 0) {
    bytes += static_cast<char>(group >> 10 & 0xFF);
    bytes += static_cast<char>(group >> 2 & 0xFF);
    return bytes;
  }
  return std::nullopt;
}

std::string EncodeBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (; !bytes.empty(); bytes.remove_prefix(bytes.size() < 3 ? bytes.size() : 3)) {
    const auto byte = [&](std::size_t i) {
      return i < bytes.size() ? std::uint32_t{static_cast<unsigned char>(bytes[i])} : 0U;
    };
    const std::uint32_t group = byte(0) << 16 | byte(1) << 8 | byte(2);
    text += kAlphabet[group >> 18];
    text += kAlphabet[group >> 12 & 63];
    text += bytes.size() > 1 ? kAlphabet[group >> 6 & 63] : '=';
    text += bytes.size() > 2 ? kAlphabet[group & 63] : '=';
  }
  return text;
}

}  // namespace crosstrail
