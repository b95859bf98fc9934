// What is wrong with a query, before it has become a Diagnostic.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"

namespace crosstrail {

/// A mistake at bytes [offset, offset + length) of the query.
struct Mistake {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string message;
  std::string hint;
};

/// Where mistakes are collected.
using Mistakes = std::vector<Mistake>;

/// In order of their place, each once, at most 20. `text` is the query.
Diagnostics ToDiagnostics(std::string_view text, Mistakes mistakes);

}  // namespace crosstrail
