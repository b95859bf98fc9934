// What a text has to contain for a regular expression to match it: a cheap look that rules most expressions out.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crosstrail {

/// Texts without capital ASCII letters. Whatever `regex` (of RE2's syntax) matches, in either case, contains at least
/// one of them once its ASCII letters are made small. Empty: nothing can be said, or nothing is certain. Understands
/// what expressions for user agents are made of and says nothing of what it does not understand. O(size of `regex`),
/// no deeper than its groups nest.
std::vector<std::string> RequiredTexts(std::string_view regex);

}  // namespace crosstrail
