// Cuts an EQL query into tokens.
#pragma once

#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "base/diagnostic.h"
#include "query/eql/token.h"

namespace crosstrail::eql {

/// A mistake at bytes [offset, offset + length) of the query, before it has become a Diagnostic.
struct Mistake {
  std::size_t offset = 0;
  std::size_t length = 1;
  std::string message;
  std::string hint;
};

/// The tokens of `query`, the last one of kind kEnd; or the first thing that is none. Linear. Token::text points into
/// `query`.
tl::expected<std::vector<Token>, Mistake> Tokenize(std::string_view query);

}  // namespace crosstrail::eql
