#include "enrich/required_texts.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace crosstrail {
namespace {

using Choices = std::vector<TextChoice>;

constexpr std::size_t kMostTexts = 256;
constexpr std::size_t kMostChoices = 4;
constexpr int kDeepest = 50;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsLetterOrDigit(char c) { return (c >= '0' && c <= '9') || IsLetter(c); }

char Small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

// The higher, the more it rules out: texts of at least kLong, then fewer of them, then longer ones.
auto RankOf(const TextChoice& texts) {
  constexpr std::size_t kLong = 3;
  const std::size_t shortest = std::ranges::min(texts, {}, [](const std::string& text) { return text.size(); }).size();
  return std::tuple(std::min(shortest, kLong), kMostTexts - texts.size(), shortest);
}

// Adds to `choices`, which are in order of rank; the last ones are left out where they are too many.
void Insert(TextChoice choice, Choices& choices) {
  const auto place = std::ranges::find_if(choices, [&](const auto& other) { return RankOf(choice) > RankOf(other); });
  choices.insert(place, std::move(choice));
  if (choices.size() > kMostChoices) choices.pop_back();
}

// Reads an expression from left to right. An alternative is certain to have the texts of all of its parts; of
// alternatives any may match, so it takes the best texts of each.
class Reader {
 public:
  explicit Reader(std::string_view regex) : rest_(regex) {}

  // nullopt: it is not understood.
  std::optional<Choices> Run() {
    std::optional<Choices> choices = Alternatives(0);
    if (!rest_.empty()) return std::nullopt;  // a parenthesis too many
    return choices;
  }

 private:
  enum class Times { kOnce, kMaybeNever, kRepeated };

  std::optional<Choices> Alternatives(int depth) {
    if (depth > kDeepest) return std::nullopt;
    std::optional<Choices> first = Alternative(depth);
    if (!first || rest_.empty() || rest_.front() != '|') return first;
    TextChoice all;
    bool certain = true;
    const auto add = [&](Choices& one) {
      certain = certain && !one.empty();
      if (certain) std::ranges::move(one.front(), std::back_inserter(all));
    };
    add(*first);
    while (!rest_.empty() && rest_.front() == '|') {
      rest_.remove_prefix(1);
      std::optional<Choices> one = Alternative(depth);
      if (!one) return std::nullopt;
      add(*one);
    }
    if (!certain || all.size() > kMostTexts) return Choices();
    return Choices{std::move(all)};
  }

  std::optional<Choices> Alternative(int depth) {
    Choices choices;
    std::string run;  // of literal characters, one behind the other
    const auto end_run = [&] {
      if (!run.empty()) Insert({std::exchange(run, {})}, choices);
    };
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      const char c = Take();
      if (c == '(') {
        end_run();
        if (!BeginGroup()) return std::nullopt;
        std::optional<Choices> inner = Alternatives(depth + 1);
        if (!inner || rest_.empty() || Take() != ')') return std::nullopt;
        const std::optional<Times> times = TakeTimes();
        if (!times) return std::nullopt;
        if (*times == Times::kMaybeNever) continue;
        for (TextChoice& choice : *inner) Insert(std::move(choice), choices);
        continue;
      }
      const std::optional<bool> is_literal = IsLiteral(c);
      if (!is_literal) return std::nullopt;
      const char literal = c == '\\' || c == '[' ? taken_ : c;
      const std::optional<Times> times = TakeTimes();
      if (!times) return std::nullopt;
      if (*is_literal && *times != Times::kMaybeNever) run += Small(literal);
      if (!*is_literal || *times != Times::kOnce) end_run();
    }
    end_run();
    return choices;
  }

  char Take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool BeginGroup() {
    if (!rest_.starts_with('?')) return true;
    for (const std::string_view prefix : {"?:", "?i:"}) {
      if (!rest_.starts_with(prefix)) continue;
      rest_.remove_prefix(prefix.size());
      return true;
    }
    return false;
  }

  // Whether `c`, which was taken, stands for itself; with a backslash or bracket, `taken_` is what does. Takes the
  // whole of a class.
  std::optional<bool> IsLiteral(char c) {
    switch (c) {
      case '.':
      case '^':
      case '$':
        return false;
      case '\\':
        if (rest_.empty()) return std::nullopt;
        taken_ = Take();
        if (!IsLetterOrDigit(taken_)) return static_cast<unsigned char>(taken_) < 0x80;
        if (std::string_view("dDsSwWbB").find(taken_) == std::string_view::npos) return std::nullopt;
        return false;
      case '[':
        if (rest_.size() >= 3 && rest_[2] == ']' && IsLetter(rest_[0]) && IsLetter(rest_[1]) &&
            Small(rest_[0]) == Small(rest_[1])) {  // a letter in either case
          taken_ = rest_[0];
          rest_.remove_prefix(3);
          return true;
        }
        if (!TakeClass()) return std::nullopt;
        return false;
      case '*':
      case '+':
      case '?':
        return std::nullopt;  // nothing to repeat
      default:
        return static_cast<unsigned char>(c) < 0x80;  // other letters are not made small
    }
  }

  // The rest of a class of characters.
  bool TakeClass() {
    if (rest_.starts_with('^')) rest_.remove_prefix(1);
    bool first = true;
    while (!rest_.empty()) {
      const char c = Take();
      if (c == ']' && !first) return true;
      if (c == '[') {
        if (rest_.starts_with(':')) return false;  // a named class
      }
      if (c == '\\') {
        if (rest_.empty()) return false;
        Take();
      }
      first = false;
    }
    return false;
  }

  // How often what precedes may occur.
  std::optional<Times> TakeTimes() {
    if (rest_.empty()) return Times::kOnce;
    Times times = Times::kOnce;
    if (rest_.front() == '+') times = Times::kRepeated;
    if (rest_.front() == '*' || rest_.front() == '?') times = Times::kMaybeNever;
    if (rest_.front() == '{') {
      const std::size_t end = rest_.find('}');
      if (end == std::string_view::npos) return std::nullopt;
      times = Times::kMaybeNever;  // it may be {0,2}
      rest_.remove_prefix(end);
    }
    if (times == Times::kOnce) return times;
    rest_.remove_prefix(1);
    if (rest_.starts_with('?')) rest_.remove_prefix(1);  // as few as possible
    if (!rest_.empty() && std::string_view("*+?{").find(rest_.front()) != std::string_view::npos) return std::nullopt;
    return times;
  }

  std::string_view rest_;
  char taken_ = 0;
};

}  // namespace

std::vector<TextChoice> RequiredTexts(std::string_view regex) { return Reader(regex).Run().value_or(Choices()); }

}  // namespace crosstrail
