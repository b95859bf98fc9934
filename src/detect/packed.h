// Numbers in texts that do not outlive the process: as they lie in memory, one behind the other.
#pragma once

#include <cstring>
#include <string>
#include <string_view>

namespace crosstrail {

template <typename Number>
void AppendPacked(Number number, std::string& out) {
  out.append(reinterpret_cast<const char*>(&number), sizeof number);
}

/// Off the front of `text`, which must have it.
template <typename Number>
Number TakePacked(std::string_view& text) {
  Number number = 0;
  std::memcpy(&number, text.data(), sizeof number);
  text.remove_prefix(sizeof number);
  return number;
}

}  // namespace crosstrail
