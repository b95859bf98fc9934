// Random JSON documents for property tests.
#pragma once

#include <random>
#include <string>

namespace crosstrail {

inline std::string RandomString(std::mt19937& random) {
  static constexpr const char* kPieces[] = {"a",  "key",     "{",   "}",        "[\\\"",  "\\\\", "\\\"",          ":",
                                            ", ", "\\u00e9", "\\n", "\xC3\xA9", "{ \\\"", "]",    "\\ud83d\\ude00"};
  std::string text = "\"";
  for (auto i = random() % 5; i > 0; --i) text += kPieces[random() % std::size(kPieces)];
  return text + '"';
}

inline std::string RandomJson(std::mt19937& random, int depth) {
  static constexpr const char* kSpaces[] = {"", "", "", " ", "\n", "\t ", "\r\n"};
  const auto space = [&] { return kSpaces[random() % std::size(kSpaces)]; };
  const auto kind = random() % (depth > 0 ? 8 : 5);
  switch (kind) {
    case 0:
      return "null";
    case 1:
      return random() % 2 == 0 ? "true" : "-12.5e3";
    case 2:
    case 3:
      return RandomString(random);
    case 4:
      return std::to_string(random());
    default:
      break;
  }
  const bool object = kind != 5;
  std::string text = object ? "{" : "[";
  for (auto i = random() % 5; i > 0; --i) {
    text += space();
    if (object) text += RandomString(random) + space() + ":" + space();
    text += RandomJson(random, depth - 1) + space() + (i > 1 ? "," : "");
  }
  return text + (object ? "}" : "]");
}

}  // namespace crosstrail
