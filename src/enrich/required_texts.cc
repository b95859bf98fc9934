#include "enrich/required_texts.h"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

namespace crosstrail {
namespace {

using Texts = std::vector<std::string>;

constexpr std::size_t kMostTexts = 256;
constexpr int kDeepest = 50;

bool IsLetterOrDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

char Small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::size_t ShortestOf(const Texts& texts) {
  return std::ranges::min(texts, {}, [](const std::string& text) { return text.size(); }).size();
}

// Keeps what rules out more: texts of at least kLong, then fewer of them, then longer ones.
void Prefer(Texts other, Texts& best) {
  constexpr std::size_t kLong = 3;
  if (other.empty()) return;
  const auto rank = [kLong](const Texts& texts) {
    const std::size_t shortest = ShortestOf(texts);
    return std::tuple(std::min(shortest, kLong), kMostTexts - texts.size(), shortest);
  };
  if (best.empty() || rank(other) > rank(best)) best = std::move(other);
}

// Reads an expression from left to right. An alternative is certain to have the texts of any of its parts, so the best
// of them count; of alternatives any may match, so it takes the texts of all.
class Reader {
 public:
  explicit Reader(std::string_view regex) : rest_(regex) {}

  // nullopt: it is not understood.
  std::optional<Texts> Run() {
    std::optional<Texts> texts = Alternatives(0);
    if (!rest_.empty()) return std::nullopt;  // a parenthesis too many
    return texts;
  }

 private:
  enum class Times { kOnce, kMaybeNever, kRepeated };

  std::optional<Texts> Alternatives(int depth) {
    if (depth > kDeepest) return std::nullopt;
    Texts all;
    bool certain = true;
    while (true) {
      std::optional<Texts> one = Alternative(depth);
      if (!one) return std::nullopt;
      certain = certain && !one->empty();
      std::ranges::move(*one, std::back_inserter(all));
      if (rest_.empty() || rest_.front() != '|') break;
      rest_.remove_prefix(1);
    }
    if (!certain || all.size() > kMostTexts) all.clear();
    return all;
  }

  std::optional<Texts> Alternative(int depth) {
    Texts best;
    std::string run;  // of literal characters, one behind the other
    const auto end_run = [&] {
      if (!run.empty()) Prefer({std::exchange(run, {})}, best);
    };
    while (!rest_.empty() && rest_.front() != '|' && rest_.front() != ')') {
      const char c = Take();
      if (c == '(') {
        end_run();
        if (!BeginGroup()) return std::nullopt;
        std::optional<Texts> inner = Alternatives(depth + 1);
        if (!inner || rest_.empty() || Take() != ')') return std::nullopt;
        const std::optional<Times> times = TakeTimes();
        if (!times) return std::nullopt;
        if (*times != Times::kMaybeNever) Prefer(std::move(*inner), best);
        continue;
      }
      const std::optional<bool> is_literal = IsLiteral(c);
      if (!is_literal) return std::nullopt;
      const char literal = c == '\\' ? taken_ : c;
      const std::optional<Times> times = TakeTimes();
      if (!times) return std::nullopt;
      if (*is_literal && *times != Times::kMaybeNever) run += Small(literal);
      if (!*is_literal || *times != Times::kOnce) end_run();
    }
    end_run();
    return best;
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

  // Whether `c`, which was taken, stands for itself; with a backslash, `taken_` is what does. Takes the whole of a
  // class.
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

std::vector<std::string> RequiredTexts(std::string_view regex) {
  return Reader(regex).Run().value_or(std::vector<std::string>());
}

}  // namespace crosstrail
