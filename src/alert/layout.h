// Laying out text for a terminal of 100 columns. Pure functions; a code point counts as one column.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crosstrail {

/// `text` in lines of at most `width`, broken at spaces. A word longer than a line stands alone and sticks out, so that
/// ARNs and paths can be copied whole; one longer than two lines is cut at `width`. At least one line.
std::vector<std::string> Wrapped(std::string_view text, std::size_t width);

}  // namespace crosstrail
