// The pieces a policy is made of, as JSON: members under the names IAM knows, strings and lists of strings.
//
// What is not as it should be is reported and read as far as it can be. Internal to the reading of policies.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source_text.h"
#include "json/tree.h"
#include "policy/document.h"

namespace crosstrail::policy {

/// `text` in quotes for a message, cut where it is long.
std::string Quoted(std::string_view text);

/// The strings of one element.
struct Words {
  std::vector<Word> words;
  bool complete = true;  // nothing had to be skipped
};

/// The members of one object, in the order of the names asked for; nullptr for one that is not there.
struct Members {
  std::vector<const JsonNode*> found;
  bool unknown = false;  // the object has others
};

class ElementReader {
 public:
  /// Reads nodes of `tree`, which has been or will be parsed from `text` with places. All must outlive the reader.
  ElementReader(std::string_view text, const JsonTree& tree, Problems& problems)
      : text_(text), tree_(tree), problems_(problems) {}

  Span ValueSpan(const JsonNode& node) const;

  /// The opening bracket: for saying that something is missing.
  Span OpeningSpan(const JsonNode& container) const;

  /// Of the key of a member, quotes included.
  Span KeySpan(const JsonNode& member) const;

  /// The members called `names`. One in another case is reported, and taken unless the right one is there; others are
  /// reported with a hint, as not belonging to `place` ("a statement"). Of equal keys the last counts.
  Members ReadMembers(const JsonNode& object, std::span<const std::string_view> names, std::string_view place);

  /// The members of `object` that count; the superseded ones are reported.
  std::vector<const JsonNode*> CountingMembers(const JsonNode& object);

  /// The string or strings of `value`, which is what `name` says. Numbers and booleans are as good as strings if
  /// `scalars`; else they are reported, and read as written. Anything else is reported and skipped.
  Words ReadWords(const JsonNode& value, std::string_view name, bool scalars);

  /// The one string of `value`; with an empty text where there is none.
  Word ReadWord(const JsonNode& value, std::string_view name);

  void Error(Span at, std::string message, std::string hint);
  void Warn(Span at, std::string message, std::string hint);

  /// The one of `names` that `word` is likely meant to be, or empty.
  std::string_view Nearest(std::string_view word, std::span<const std::string_view> names) const;

  /// "did you mean 'X'?" or `otherwise`.
  std::string Suggest(std::string_view word, std::span<const std::string_view> names, std::string otherwise) const;

 private:
  void ReportStranger(const JsonNode& member, std::span<const std::string_view> names, std::string_view place);
  bool AppendScalar(const JsonNode& value, std::string_view name, bool scalars, std::vector<Word>& words);

  std::string_view text_;
  const JsonTree& tree_;
  Problems& problems_;
};

}  // namespace crosstrail::policy
