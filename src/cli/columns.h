// Rows of text in columns.
#pragma once

#include <string>
#include <vector>

namespace crosstrail::cli {

/// Columns are as wide as what is in them, two spaces apart; the last is not padded. A code point counts as one column.
class Columns {
 public:
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  /// Lines, each ending in '\n'.
  std::string Text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace crosstrail::cli
