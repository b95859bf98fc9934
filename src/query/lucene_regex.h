// Lucene's regular expressions, translated to RE2.
//
// They match whole texts. Besides the usual operators they have `@` any text, `#` no text at all, `<n-m>` a decimal
// number in a range, "..." a literal text; `^` and `$` are ordinary characters, `.` matches a newline, and there are no
// lazy operators (`.*?` is an optional `.*`). Source: Lucene, org.apache.lucene.util.automaton.RegExp, all flags on.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include <re2/re2.h>

namespace crosstrail {

struct RegexError {
  std::size_t offset = 0;  // byte in the pattern
  std::string message;
  std::string hint;
};

/// The RE2 source of a Lucene pattern. `~` (complement) and `&` (intersection) are refused: no linear-time engine at
/// hand has them. Linear in the pattern; patterns past 32 KiB or 100 parentheses deep are refused.
tl::expected<std::string, RegexError> TranslateLuceneRegex(std::string_view pattern);

/// Compiles RE2 source; match it with RE2::FullMatch. `.` matches a newline if `dot_matches_newline`. The program is
/// bounded to a few megabytes.
tl::expected<std::unique_ptr<const re2::RE2>, RegexError> CompileRegex(std::string_view source, bool ignore_case,
                                                                       bool dot_matches_newline);

}  // namespace crosstrail
