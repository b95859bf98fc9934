#include "policy/text_search.h"

#include <algorithm>
#include <string>

#include "base/text.h"
#include "policy/text_automaton.h"
#include "policy/value_pattern.h"

namespace crosstrail::policy {
namespace {

bool IsLower(char32_t c) { return c >= U'a' && c <= U'z'; }
bool IsUpper(char32_t c) { return c >= U'A' && c <= U'Z'; }
bool IsDigit(char32_t c) { return c >= U'0' && c <= U'9'; }

constexpr std::u32string_view kNameSigns = U"+=,.@_-";

TextPattern PatternOf(std::u32string_view glob, bool ignore_case, char32_t any) {
  TextPattern pattern;
  pattern.reserve(glob.size());
  for (const char32_t c : glob) {
    if (c == kAnyRun) {
      if (pattern.empty() || !pattern.back().repeat) pattern.push_back({.what = any, .repeat = true});
    } else if (c == kAnyCharacter) {
      pattern.push_back({.what = any});
    } else {
      pattern.push_back({.what = c, .ignore_case = ignore_case});
    }
  }
  return pattern;
}

bool Accepts(std::span<const TextRequirement> requirements, std::u32string_view text) {
  return std::all_of(requirements.begin(), requirements.end(), [&](const TextRequirement& requirement) {
    const bool matched = std::any_of(requirement.patterns.begin(), requirement.patterns.end(),
                                     [&](const TextPattern& pattern) { return PatternMatches(pattern, text); });
    return matched == requirement.want;
  });
}

// Whether every pattern of some wanted requirement is among those that must not match.
bool WantsOnlyTheUnwanted(std::span<const TextRequirement> requirements) {
  const auto is_unwanted = [&](const TextPattern& pattern) {
    return std::any_of(requirements.begin(), requirements.end(), [&](const TextRequirement& other) {
      return !other.want && std::find(other.patterns.begin(), other.patterns.end(), pattern) != other.patterns.end();
    });
  };
  return std::any_of(requirements.begin(), requirements.end(), [&](const TextRequirement& wanted) {
    return wanted.want && std::all_of(wanted.patterns.begin(), wanted.patterns.end(), is_unwanted);
  });
}

constexpr std::size_t kStepsPerUnit = 32;  // of patterns looked at, for a unit of the budget

// The text of `pattern` whose runs are `fill` (as far as its characters fit the class) and whose classes are the first
// character of `letters` that fits.
std::u32string Sample(const TextPattern& pattern, std::u32string_view fill, std::u32string_view letters) {
  std::u32string text;
  for (const Step& step : pattern) {
    if (step.repeat) {
      for (const char32_t c : fill) {
        if (Takes(step, c)) text += c;
      }
    } else if (IsCharacter(step.what)) {
      text += step.what;
    } else {
      const auto fit = std::find_if(letters.begin(), letters.end(), [&](char32_t c) { return Takes(step, c); });
      text += fit == letters.end() ? U'x' : *fit;
    }
  }
  return text;
}

}  // namespace

bool Takes(const Step& step, char32_t c) {
  switch (step.what) {
    case kAnyCharacter:
      return true;
    case kNoColon:
      return c != U':';
    case kNoColonOrSlash:
      return c != U':' && c != U'/';
    case kDigit:
      return IsDigit(c);
    case kNameCharacter:
      return IsLower(c) || IsUpper(c) || IsDigit(c) || kNameSigns.find(c) != kNameSigns.npos;
    case kNameCharacterOrSlash:
      return IsLower(c) || IsUpper(c) || IsDigit(c) || c == U'/' || kNameSigns.find(c) != kNameSigns.npos;
    case kUpperOrDigit:
      return IsUpper(c) || IsDigit(c);
    case kLowerOrDigit:
      return IsLower(c) || IsDigit(c);
    case kPathCharacter:
      return IsLower(c) || IsDigit(c) || c == U'-' || c == U'/';
    default:
      return step.what == c || (step.ignore_case && FoldCase(step.what) == FoldCase(c));
  }
}

bool IsCharacter(char32_t what) { return what < kAnyRun; }

TextPattern PatternOfGlob(std::u32string_view glob, bool ignore_case) {
  return PatternOf(glob, ignore_case, kAnyCharacter);
}

std::optional<TextPattern> PatternOfArnGlob(std::u32string_view glob) {
  if (glob == kAnyArn) return PatternOfGlob(glob, false);
  const auto parts = SplitArn(glob);
  if (!parts) return std::nullopt;
  TextPattern pattern;
  for (std::size_t i = 0; i + 1 < parts->size(); ++i) {
    AppendPattern(pattern, PatternOf((*parts)[i], false, kNoColon));
    pattern.push_back({.what = U':'});
  }
  AppendPattern(pattern, PatternOfGlob(parts->back(), false));
  return pattern;
}

TextPattern PatternOfText(std::string_view text) {
  TextPattern pattern;
  AppendText(pattern, text);
  return pattern;
}

void AppendClass(TextPattern& pattern, CharacterClass what, std::size_t count) {
  pattern.insert(pattern.end(), count, Step{.what = what});
}

void AppendRun(TextPattern& pattern, char32_t what) {
  pattern.push_back({.what = what});
  pattern.push_back({.what = what, .repeat = true});
}

void AppendArnParts(TextPattern& pattern, std::size_t count) {
  for (std::size_t part = 0; part < count; ++part) {
    pattern.push_back({.what = kNoColon, .repeat = true});
    pattern.push_back({.what = U':'});
  }
}

void AppendText(TextPattern& pattern, std::string_view text) {
  for (const char32_t c : ToCodePoints(text)) pattern.push_back({.what = c});
}

void AppendPattern(TextPattern& pattern, const TextPattern& tail) {
  pattern.insert(pattern.end(), tail.begin(), tail.end());
}

void AppendAnything(TextPattern& pattern) { pattern.push_back({.what = kAnyCharacter, .repeat = true}); }

bool PatternMatches(const TextPattern& pattern, std::u32string_view text) {
  // Leading plain characters first: most patterns are nothing else, and most texts fail here.
  std::size_t plain = 0;
  while (plain < pattern.size() && !pattern[plain].repeat) {
    if (plain >= text.size() || !Takes(pattern[plain], text[plain])) return false;
    ++plain;
  }
  if (plain == pattern.size()) return text.size() == plain;
  if (plain + 1 == pattern.size()) {
    return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(plain), text.end(),
                       [&](char32_t c) { return Takes(pattern.back(), c); });
  }
  // The places where the rest of the pattern may begin, ascending: a few at a time.
  std::vector<std::size_t> now, next;
  const auto enter = [&](std::vector<std::size_t>& places, std::size_t i) {
    if (places.empty() || places.back() < i) places.push_back(i);
    for (; i < pattern.size() && pattern[i].repeat; ++i) {
      if (places.back() <= i) places.push_back(i + 1);
    }
  };
  enter(now, plain);
  for (const char32_t c : text.substr(plain)) {
    next.clear();
    for (const std::size_t i : now) {
      if (i < pattern.size() && Takes(pattern[i], c)) enter(next, pattern[i].repeat ? i : i + 1);
    }
    now.swap(next);
    if (now.empty()) return false;
  }
  return now.back() == pattern.size();
}

std::optional<std::u32string> OnlyText(const TextPattern& pattern) {
  std::u32string text;
  for (const Step& step : pattern) {
    if (step.repeat || step.ignore_case || !IsCharacter(step.what)) return std::nullopt;
    text += step.what;
  }
  return text;
}

TextAnswer FindText(std::span<const TextRequirement> requirements, std::size_t& budget) {
  if (WantsOnlyTheUnwanted(requirements)) return {};
  const TextRequirement* smallest = nullptr;  // of the wanted ones, preferring texts
  bool smallest_is_texts = false;
  for (const TextRequirement& requirement : requirements) {
    if (!requirement.want) continue;
    const bool texts = std::all_of(requirement.patterns.begin(), requirement.patterns.end(),
                                   [](const TextPattern& pattern) { return OnlyText(pattern).has_value(); });
    const bool better = smallest == nullptr || (texts && !smallest_is_texts) ||
                        (texts == smallest_is_texts && requirement.patterns.size() < smallest->patterns.size());
    if (!better) continue;
    smallest = &requirement;
    smallest_is_texts = texts;
  }
  TextPattern anything;
  AppendAnything(anything);
  const std::span<const TextPattern> patterns = smallest == nullptr ? std::span(&anything, 1) : smallest->patterns;
  constexpr std::u32string_view kFills[] = {U"x", U"", U"9", U"X", U"outsider"};
  constexpr std::u32string_view kLetters[] = {U"9xX", U"8zZ"};
  std::size_t steps = 0;
  for (const TextRequirement& requirement : requirements) {
    for (const TextPattern& pattern : requirement.patterns) steps += pattern.size();
  }
  const std::size_t cost = 1 + steps / kStepsPerUnit;
  for (const TextPattern& pattern : patterns) {
    for (const std::u32string_view letters : kLetters) {
      for (const std::u32string_view fill : kFills) {
        if (budget < cost) {
          budget = 0;
          return {.found = Found::kUndecided, .text = {}};
        }
        budget -= cost;
        std::u32string text = Sample(pattern, fill, letters);
        if (Accepts(requirements, text)) return {.found = Found::kYes, .text = std::move(text)};
        if (smallest_is_texts) break;
      }
      if (smallest_is_texts) break;
    }
  }
  if (smallest_is_texts) return {.found = Found::kNo, .text = {}};
  return WalkAutomata(requirements, budget);
}

}  // namespace crosstrail::policy
