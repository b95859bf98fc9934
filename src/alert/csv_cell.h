// A cell of a CSV file that a spreadsheet may open.
#pragma once

#include <string>
#include <string_view>

namespace crosstrail {

/// `text` as one cell (RFC 4180), control characters made visible, and defused where a spreadsheet would run it as a
/// formula.
std::string CsvCell(std::string_view text);

}  // namespace crosstrail
