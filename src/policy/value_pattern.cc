#include "policy/value_pattern.h"

#include "base/text.h"
#include "base/utf8.h"

namespace crosstrail::policy {
namespace {

constexpr char32_t kInvalidByte = 0x110100;
constexpr std::size_t kArnParts = 6;

void Append(std::string_view text, bool wildcards, Glob& glob) {
  while (!text.empty()) {
    const CodePoint c = DecodeUtf8(text);
    char32_t value = c.valid ? c.value : kInvalidByte + static_cast<unsigned char>(text.front());
    if (wildcards && value == U'*') value = kAnyRun;
    if (wildcards && value == U'?') value = kAnyCharacter;
    glob += value;
    text.remove_prefix(c.length);
  }
}

// What stands between "${" and "}": a key, or a key, a comma and a default in single quotes.
VariableUse ParseVariable(std::string_view inside, std::size_t at) {
  VariableUse use;
  use.at = at;
  const std::size_t comma = inside.find(',');
  const std::string_view key = Trim(inside.substr(0, comma));
  use.key = FoldCase(key);
  if (comma == std::string_view::npos) return use;
  std::string_view fallback = Trim(inside.substr(comma + 1));
  if (fallback.size() >= 2 && fallback.front() == '\'' && fallback.back() == '\'') {
    fallback = fallback.substr(1, fallback.size() - 2);
  }
  use.fallback = std::string(fallback);
  return use;
}

}  // namespace

ValuePattern ParseValuePattern(std::string_view text, bool wildcards, bool variables) {
  ValuePattern pattern;
  while (!text.empty()) {
    const std::size_t open = variables ? text.find("${") : std::string_view::npos;
    const std::size_t close = open == std::string_view::npos ? open : text.find('}', open);
    if (close == std::string_view::npos) break;
    Append(text.substr(0, open), wildcards, pattern.glob);
    const std::string_view inside = text.substr(open + 2, close - open - 2);
    if (inside == "*" || inside == "?" || inside == "$") {
      pattern.glob += static_cast<char32_t>(inside.front());
    } else {
      pattern.variables.push_back(ParseVariable(inside, pattern.glob.size()));
    }
    text.remove_prefix(close + 1);
  }
  Append(text, wildcards, pattern.glob);
  return pattern;
}

std::optional<Glob> Substitute(const ValuePattern& pattern, const KeyLookup& lookup) {
  if (pattern.variables.empty()) return pattern.glob;
  Glob out;
  std::size_t from = 0;
  for (const VariableUse& use : pattern.variables) {
    out.append(pattern.glob, from, use.at - from);
    from = use.at;
    std::optional<std::string> value = lookup(use.key);
    if (!value) value = use.fallback;
    if (!value) return std::nullopt;
    out += ToCodePoints(*value);
  }
  out.append(pattern.glob, from);
  return out;
}

std::u32string ToCodePoints(std::string_view text) {
  std::u32string out;
  Append(text, false, out);
  return out;
}

std::string ToUtf8(std::u32string_view code_points) {
  std::string out;
  for (const char32_t c : code_points) {
    if (c >= kInvalidByte) {
      out += static_cast<char>(c - kInvalidByte);
    } else {
      AppendUtf8(c, out);
    }
  }
  return out;
}

bool HasWildcard(std::u32string_view glob) {
  return glob.find(kAnyRun) != glob.npos || glob.find(kAnyCharacter) != glob.npos;
}

bool GlobMatches(std::u32string_view glob, std::u32string_view text, bool ignore_case) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = glob.npos;  // behind the last star seen
  std::size_t star_text = 0;     // where that star's run ends so far
  while (t < text.size()) {
    if (g < glob.size() && glob[g] == kAnyRun) {
      star = ++g;
      star_text = t;
    } else if (g < glob.size() && (glob[g] == kAnyCharacter || glob[g] == text[t] ||
                                   (ignore_case && FoldCase(glob[g]) == FoldCase(text[t])))) {
      ++g;
      ++t;
    } else if (star != glob.npos) {
      g = star;
      t = ++star_text;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == kAnyRun) ++g;
  return g == glob.size();
}

std::optional<std::vector<std::u32string_view>> SplitArn(std::u32string_view arn) {
  std::vector<std::u32string_view> parts;
  while (parts.size() + 1 < kArnParts) {
    const std::size_t colon = arn.find(U':');
    if (colon == arn.npos) return std::nullopt;
    parts.push_back(arn.substr(0, colon));
    arn.remove_prefix(colon + 1);
  }
  parts.push_back(arn);
  return parts;
}

bool ArnGlobMatches(std::u32string_view glob, std::u32string_view text) {
  if (glob == kAnyArn) return true;
  const auto wanted = SplitArn(glob);
  const auto given = SplitArn(text);
  if (!wanted || !given) return false;
  for (std::size_t i = 0; i < wanted->size(); ++i) {
    if (!GlobMatches((*wanted)[i], (*given)[i], false)) return false;
  }
  return true;
}

}  // namespace crosstrail::policy
