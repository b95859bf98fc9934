#include "cli/columns.h"

#include <algorithm>

#include "base/utf8.h"

namespace crosstrail::cli {

std::string Columns::Text() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], CountCodePoints(row[i]));
  }
  std::string text;
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (i + 1 < row.size()) text.append(widths[i] - CountCodePoints(row[i]) + 2, ' ');
    }
    text += '\n';
  }
  return text;
}

}  // namespace crosstrail::cli
