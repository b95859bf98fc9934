// Random query strings, compared with a naive reading of the trees they were written from.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "query/query.h"
#include "tests/query/fake_event.h"

namespace crosstrail {
namespace {

using Texts = std::map<std::string, std::vector<std::string>>;

const std::vector<std::string> kFields{"event.action", "user.name", "related.user"};
const std::vector<std::string> kWords{"a", "b", "ab", "ba", "aab", "b a"};

bool Like(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') return Like(pattern.substr(1), text) || (!text.empty() && Like(pattern, text.substr(1)));
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) && Like(pattern.substr(1), text.substr(1));
}

// Clauses with what stands before them, or a value; its own writing and its own meaning.
struct Naive {
  enum class Kind { kClauses, kLike, kExact, kJoined, kExists, kRange, kRegex } kind = Kind::kExact;
  enum class Before { kNothing, kAnd, kOr } before = Before::kNothing;
  enum class Sign { kNone, kPlus, kNot } sign = Sign::kNone;
  std::string field;  // empty: all of them, or those around it
  std::string value, high;
  bool low_included = true, high_included = true;
  std::vector<Naive> clauses;

  bool HoldsOf(const std::string& text) const {
    switch (kind) {
      case Kind::kLike:
      case Kind::kRegex:
        return Like(value, text);
      case Kind::kExact:
      case Kind::kJoined:
        return text == value;
      case Kind::kExists:
        return true;
      default:
        return (low_included ? text >= value : text > value) && (high_included ? text <= high : text < high);
    }
  }

  bool Holds(const Texts& event, const std::string& around = "") const {
    const std::string& asked = field.empty() ? around : field;
    if (kind != Kind::kClauses) {
      if (kind == Kind::kExists && asked.empty()) return true;
      return std::ranges::any_of(event, [&](const auto& held) {
        return (asked.empty() || held.first == asked) &&
               std::ranges::any_of(held.second, [&](const std::string& text) { return HoldsOf(text); });
      });
    }
    bool required_hold = true, any_required = false, any_optional = false, optional_holds = false;
    for (std::size_t i = 0; i < clauses.size(); ++i) {
      const Naive& clause = clauses[i];
      const bool holds = clause.Holds(event, asked);
      const bool and_around =
          clause.before == Before::kAnd || (i + 1 < clauses.size() && clauses[i + 1].before == Before::kAnd);
      if (clause.sign == Sign::kNot) {
        required_hold &= !holds;
      } else if (clause.sign == Sign::kPlus || and_around) {
        any_required = true;
        required_hold &= holds;
      } else {
        any_optional = true;
        optional_holds |= holds;
      }
    }
    return required_hold && (any_required || !any_optional || optional_holds);
  }

  static std::string Escaped(const std::string& text) {
    std::string escaped;
    for (const char c : text) escaped += c == ' ' ? "\\ " : std::string(1, c);
    return escaped;
  }

  std::string Write(std::mt19937& random) const {
    std::string text = before == Before::kAnd  ? (random() % 2 == 0 ? "AND " : "&& ")
                       : before == Before::kOr ? (random() % 2 == 0 ? "OR " : "|| ")
                                               : "";
    if (sign == Sign::kPlus) text += '+';
    if (sign == Sign::kNot) text += random() % 3 == 0 ? "-" : random() % 2 == 0 ? "!" : "NOT ";
    if (!field.empty()) text += field + ":";
    switch (kind) {
      case Kind::kClauses: {
        text += "(";
        for (const Naive& clause : clauses) text += clause.Write(random) + " ";
        return text + ")";
      }
      case Kind::kLike:
        return text + Escaped(value);
      case Kind::kRegex: {
        text += "/";
        for (const char c : value) text += c == '*' ? std::string(".*") : c == '?' ? "." : std::string(1, c);
        return text + "/";
      }
      case Kind::kExact:
        // Without a field a bare word would be joined with its neighbours.
        return text + (field.empty() || random() % 2 == 0 ? "\"" + value + "\"" : Escaped(value));
      case Kind::kJoined:
        return text + value;
      case Kind::kExists:
        return text + "*";
      case Kind::kRange:
        return text + (low_included ? "[" : "{") + value + " TO " + high + (high_included ? "]" : "}");
    }
    return text;
  }
};

Naive RandomValue(std::mt19937& random) {
  Naive value;
  value.value = kWords[random() % kWords.size()];
  switch (random() % 8) {
    case 0:
      value.kind = Naive::Kind::kLike;
      value.value.insert(random() % (value.value.size() + 1), random() % 2 == 0 ? "*" : "?");
      break;
    case 1:
      value.kind = Naive::Kind::kExists;
      break;
    case 2:
      value.kind = Naive::Kind::kRange;
      value.value = kWords[random() % 5];
      value.high = kWords[random() % 5];
      value.low_included = random() % 2 == 0;
      value.high_included = random() % 2 == 0;
      break;
    case 3:
      value.kind = Naive::Kind::kRegex;
      value.value.insert(random() % (value.value.size() + 1), random() % 2 == 0 ? "*" : "?");
      break;
    default:
      break;
  }
  return value;
}

Naive RandomClauses(std::mt19937& random, int depth, bool within_field) {
  Naive query;
  query.kind = Naive::Kind::kClauses;
  const std::size_t count = 1 + random() % 4;
  for (std::size_t i = 0; i < count; ++i) {
    const bool nested = depth > 0 && random() % 3 == 0;
    const bool named = random() % (within_field ? 6 : 4) != 0;
    Naive clause = nested ? RandomClauses(random, depth - 1, within_field || named) : RandomValue(random);
    if (named) clause.field = kFields[random() % kFields.size()];
    if (clause.kind == Naive::Kind::kRegex && clause.field.empty()) clause.field = kFields[0];
    if (i > 0) clause.before = static_cast<Naive::Before>(random() % 3);
    if (random() % 3 == 0) clause.sign = random() % 3 == 0 ? Naive::Sign::kPlus : Naive::Sign::kNot;
    // Words are joined where nothing stands before them and no operator behind.
    if (clause.before == Naive::Before::kNothing && i > 0 && random() % 6 == 0) {
      clause = {};
      clause.kind = Naive::Kind::kJoined;
      clause.value = "b a";
    }
    if (i > 0 && query.clauses.back().kind == Naive::Kind::kJoined) clause.before = Naive::Before::kNothing;
    if (i > 0 && query.clauses.back().kind == Naive::Kind::kJoined && clause.kind == Naive::Kind::kJoined) continue;
    query.clauses.push_back(std::move(clause));
  }
  return query;
}

TEST(LuceneDifferential, RandomQueriesMeanWhatTheyAreWrittenFor) {
  std::mt19937 random(19);
  std::size_t matched = 0, asked = 0;
  for (int round = 0; round < 3'000; ++round) {
    const Naive query = RandomClauses(random, 3, false);
    const std::string text = query.Write(random);
    FieldSet fields;
    const auto compiled = CompileLucene(text, fields);
    ASSERT_TRUE(compiled.has_value()) << text << "\n" << Render(compiled.error().front(), false);
    for (int i = 0; i < 10; ++i) {
      Texts texts;
      FakeEvent event(fields);
      for (const std::string& field : kFields) {
        const auto count = random() % 3;
        for (std::size_t j = 0; j < count; ++j) texts[field].push_back(kWords[random() % kWords.size()]);
        if (count != 0) event.Set(field, std::vector<Value>(texts[field].begin(), texts[field].end()));
      }
      const bool expected = query.Holds(texts);
      ASSERT_EQ(compiled->steps.front().condition.Matches(event), expected) << text << "\n"
                                                                            << testing::PrintToString(texts);
      matched += expected ? 1 : 0;
      ++asked;
    }
  }
  EXPECT_GT(matched, asked / 10);
  EXPECT_LT(matched, asked * 9 / 10);
}

}  // namespace
}  // namespace crosstrail
