// Finding a text that matches some patterns and not others: the string theory of the analyser.
//
// Patterns are sequences of steps, a step being a character or a class of characters, taken once or any number of times
// (so globs, the parts of an ARN, "twelve digits"). FindText is exact: it answers kNo only when no text whatever meets
// all requirements. Usually a literal or a pattern's shortest text settles it in well under a microsecond; the rest is
// a walk over automata (policy/text_automaton.h), bounded by the caller's budget. Pure functions.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace crosstrail::policy {

/// What a step takes: a code point, kAnyCharacter of policy/value_pattern.h, or one of these classes.
enum CharacterClass : char32_t {
  kNoColon = 0x110200,    // any character but ':', a part of an ARN
  kDigit,                 // 0-9
  kNameCharacter,         // what names of users, roles and sessions are made of: letters, digits, + = , . @ _ -
  kNameCharacterOrSlash,  // of a name with a path
  kUpperOrDigit,          // of an id such as AROA...
  kLowerOrDigit,          // of an organization's id
  kPathCharacter,         // of an organization's path: lower case letters, digits, '-' and '/'
  kNoColonOrSlash,        // of a bucket's name
};

struct Step {
  char32_t what = 0;
  bool repeat = false;       // none, one or many of them
  bool ignore_case = false;  // of a code point

  bool operator==(const Step&) const = default;
};

using TextPattern = std::vector<Step>;

/// Whether a step may take the character `c`.
bool Takes(const Step& step, char32_t c);
/// Whether what a step takes is a character, and no class.
bool IsCharacter(char32_t what);

TextPattern PatternOfGlob(std::u32string_view glob, bool ignore_case);

/// As the Arn operators compare; nullopt when `glob` has fewer than six parts, is not kAnyArn and so matches nothing.
std::optional<TextPattern> PatternOfArnGlob(std::u32string_view glob);

TextPattern PatternOfText(std::string_view text);

/// `count` characters of a class.
void AppendClass(TextPattern& pattern, CharacterClass what, std::size_t count);
/// At least one of `what`, see Step.
void AppendRun(TextPattern& pattern, char32_t what);
/// `count` parts of an ARN, whatever they are, each with the colon behind it.
void AppendArnParts(TextPattern& pattern, std::size_t count);
void AppendText(TextPattern& pattern, std::string_view text);
void AppendPattern(TextPattern& pattern, const TextPattern& tail);
/// Any text, the empty one too.
void AppendAnything(TextPattern& pattern);

/// Whether all of `text` matches. O(pattern * text).
bool PatternMatches(const TextPattern& pattern, std::u32string_view text);

/// The text of a pattern that has exactly one.
std::optional<std::u32string> OnlyText(const TextPattern& pattern);

struct TextRequirement {
  std::span<const TextPattern> patterns;
  bool want = true;  // one of the patterns matches; false: none does
};

enum class Found : std::uint8_t { kYes, kNo, kUndecided };

struct TextAnswer {
  Found found = Found::kNo;
  std::u32string text;
};

/// `budget` bounds the work; it is counted down, and kUndecided is the answer when it runs out.
TextAnswer FindText(std::span<const TextRequirement> requirements, std::size_t& budget);

}  // namespace crosstrail::policy
