#include "policy/elements.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "json/structural.h"

namespace crosstrail::policy {
namespace {

std::string_view KindName(JsonKind kind) {
  switch (kind) {
    case JsonKind::kNull:
      return "null";
    case JsonKind::kBool:
      return "a boolean";
    case JsonKind::kInteger:
    case JsonKind::kFloat:
      return "a number";
    case JsonKind::kString:
      return "a string";
    case JsonKind::kArray:
      return "a list";
    case JsonKind::kObject:
      return "an object";
  }
  return "a value";
}

}  // namespace

std::string Quoted(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  if (text.size() <= kLongest) return fmt::format("'{}'", text);
  std::size_t cut = kLongest;
  while (cut > 0 && !StartsCodePoint(text[cut])) --cut;
  return fmt::format("'{}...'", text.substr(0, cut));
}

Span ElementReader::ValueSpan(const JsonNode& node) const {
  const JsonPlace place = tree_.PlaceOf(node);
  return {place.begin, place.end};
}

Span ElementReader::OpeningSpan(const JsonNode& container) const {
  const JsonPlace place = tree_.PlaceOf(container);
  return {place.begin, place.begin + 1};
}

Span ElementReader::KeySpan(const JsonNode& member) const {
  // Backwards over the colon to the closing quote, and from there to the opening one: a quote inside the key has an odd
  // number of backslashes before it.
  std::size_t end = tree_.PlaceOf(member).begin;
  while (end > 0 && text_[end - 1] != '"') --end;
  if (end < 2) return ValueSpan(member);
  std::size_t begin = end - 1;
  while (begin > 0) {
    --begin;
    if (text_[begin] != '"') continue;
    std::size_t backslashes = 0;
    while (backslashes < begin && text_[begin - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) break;
  }
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

std::vector<const JsonNode*> ElementReader::CountingMembers(const JsonNode& object) {
  std::vector<const JsonNode*> members;
  const JsonNode* const end = &object + object.span;
  for (const JsonNode* member = &object + 1; member != end; member += member->span) {
    if (!member->superseded) {
      members.push_back(member);
      continue;
    }
    Error(KeySpan(*member), fmt::format("{} appears more than once in this object", Quoted(member->key)),
          "only the last one is read: merge them");
  }
  return members;
}

Members ElementReader::ReadMembers(const JsonNode& object, std::span<const std::string_view> names,
                                   std::string_view place) {
  Members members;
  members.found.resize(names.size());
  std::vector<const JsonNode*> strangers;
  for (const JsonNode* member : CountingMembers(object)) {
    const auto name = std::ranges::find(names, member->key);
    if (name == names.end()) {
      strangers.push_back(member);
    } else {
      members.found[static_cast<std::size_t>(name - names.begin())] = member;
    }
  }
  for (const JsonNode* member : strangers) {
    const auto name =
        std::ranges::find_if(names, [&](std::string_view n) { return EqualsIgnoringAsciiCase(n, member->key); });
    if (name == names.end()) {
      ReportStranger(*member, names, place);
      members.unknown = true;
      continue;
    }
    const JsonNode*& found = members.found[static_cast<std::size_t>(name - names.begin())];
    const bool taken = found != nullptr && found->key == *name;
    Error(KeySpan(*member), fmt::format("{} must be written '{}'", Quoted(member->key), *name),
          taken ? fmt::format("it is not read: '{}' is there too", *name) : "it is read as if it were");
    if (taken) {
      members.unknown = true;
    } else {
      found = member;
    }
  }
  return members;
}

void ElementReader::ReportStranger(const JsonNode& member, std::span<const std::string_view> names,
                                   std::string_view place) {
  Error(KeySpan(member), fmt::format("{} is no element of {}", Quoted(member.key), place),
        Suggest(member.key, names, "remove it: AWS refuses a policy with unknown elements"));
}

Words ElementReader::ReadWords(const JsonNode& value, std::string_view name, bool scalars) {
  Words words;
  if (value.kind != JsonKind::kArray) {
    words.complete = AppendScalar(value, name, scalars, words.words);
    return words;
  }
  for (const JsonNode& item : JsonChildren(value)) {
    if (!AppendScalar(item, name, scalars, words.words)) words.complete = false;
  }
  return words;
}

bool ElementReader::AppendScalar(const JsonNode& value, std::string_view name, bool scalars, std::vector<Word>& words) {
  if (value.IsContainer() || value.kind == JsonKind::kNull) {
    Error(ValueSpan(value), fmt::format("{} takes a string, not {}", name, KindName(value.kind)),
          "it is skipped: write a string or a list of strings");
    return false;
  }
  if (value.kind != JsonKind::kString && !scalars) {
    Error(ValueSpan(value), fmt::format("{} takes a string, not {}", name, KindName(value.kind)),
          fmt::format("write it in quotes: \"{}\"", value.text));
  }
  words.push_back({std::string(value.text), ValueSpan(value)});
  return true;
}

Word ElementReader::ReadWord(const JsonNode& value, std::string_view name) {
  std::vector<Word> words;
  if (AppendScalar(value, name, false, words)) return std::move(words.front());
  return {std::string(), ValueSpan(value)};
}

void ElementReader::Error(Span at, std::string message, std::string hint) {
  problems_.Error(at.begin, at.end, std::move(message), std::move(hint));
}

void ElementReader::Warn(Span at, std::string message, std::string hint) {
  problems_.Warn(at.begin, at.end, std::move(message), std::move(hint));
}

// Not when nothing more would be shown: it is the one thing here that is not linear.
std::string_view ElementReader::Nearest(std::string_view word, std::span<const std::string_view> names) const {
  return problems_.full() ? std::string_view() : NearestName(word, {names.begin(), names.end()});
}

std::string ElementReader::Suggest(std::string_view word, std::span<const std::string_view> names,
                                   std::string otherwise) const {
  const std::string_view near = Nearest(word, names);
  return near.empty() ? std::move(otherwise) : fmt::format("did you mean '{}'?", near);
}

}  // namespace crosstrail::policy
