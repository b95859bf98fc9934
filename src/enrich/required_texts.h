// What a text has to contain for a regular expression to match it: a cheap look that rules most expressions out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crosstrail {

/// Texts of which one at least has to be there, without capital ASCII letters.
using TextChoice = std::vector<std::string>;

/// Whatever `regex` (of RE2's syntax) matches, in either case, contains a text of each of these choices once its ASCII
/// letters are made small; what rules out more comes first. Empty: nothing can be said, or nothing is certain.
/// Understands what expressions for user agents are made of and says nothing of what it does not understand.
/// O(size of `regex`), no deeper than its groups nest.
std::vector<TextChoice> RequiredTexts(std::string_view regex);

}  // namespace crosstrail
