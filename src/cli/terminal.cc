#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace crosstrail::cli {

bool IsTerminal(int fd) { return ::isatty(fd) == 1; }

bool WantsColor(int fd, bool no_color) {
  if (no_color || !IsTerminal(fd)) return false;
  const char* const setting = std::getenv("NO_COLOR");
  if (setting != nullptr && *setting != '\0') return false;
  const char* const term = std::getenv("TERM");
  return term == nullptr || std::string_view(term) != "dumb";
}

int TerminalWidth(int fd) {
  constexpr int kUsual = 100;
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsual;
  return size.ws_col;
}

}  // namespace crosstrail::cli
