// What the two output streams are connected to.
#pragma once

namespace crosstrail::cli {

bool IsTerminal(int fd);

/// Whether to color what goes to `fd`: a terminal, NO_COLOR not set (no-color.org), TERM not "dumb".
bool WantsColor(int fd, bool no_color);

/// Columns of the terminal at `fd`; 100 when there is none.
int TerminalWidth(int fd);

}  // namespace crosstrail::cli
