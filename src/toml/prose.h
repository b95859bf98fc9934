// Long texts in TOML documents, kept from the parser.
//
// Rule files are mostly guides: strings over many lines, without escapes. Reading those takes toml++ most of its time,
// so it gets the document without them, line for line, and they are put back afterwards.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace crosstrail {

struct TomlProse {
  std::size_t begin;       // of the opening quotes in the text
  std::string_view value;  // a part of the text
};

struct WithoutProse {
  std::string text;              // as many lines, each either as it was or empty
  std::vector<TomlProse> taken;  // ascending
};

/// Takes the insides of long multi-line strings out of `text`, which must be valid UTF-8. Only of those that say what
/// they mean: without escapes, carriage returns and characters that TOML does not allow.
WithoutProse TakeProse(std::string_view text);

}  // namespace crosstrail
