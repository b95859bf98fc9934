// Cuts an EQL query into tokens.
#pragma once

#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "query/eql/token.h"
#include "query/mistake.h"

namespace crosstrail::eql {

/// The tokens of `query`, the last one of kind kEnd; or the first thing that is none. Linear. Token::text points into
/// `query`.
tl::expected<std::vector<Token>, Mistake> Tokenize(std::string_view query);

}  // namespace crosstrail::eql
