// Random queries of Elasticsearch's DSL, compared with a naive reading of what they were written from.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "tests/query/fake_event.h"
#include "tests/rule/dsl_query.h"

namespace crosstrail {
namespace {

using Texts = std::map<std::string, std::vector<std::string>>;
using Numbers = std::vector<int>;

struct Naive;

struct Observed {
  Texts texts;
  Numbers numbers;  // of source.as.number
};

const std::vector<std::string> kFields{"event.action", "user.name", "related.user"};
const std::vector<std::string> kWords{"a", "b", "ab", "B", "a*", "b a"};

std::string Lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return text;
}

bool Like(std::string_view pattern, std::string_view text) {
  if (pattern.empty()) return text.empty();
  if (pattern[0] == '*') return Like(pattern.substr(1), text) || (!text.empty() && Like(pattern, text.substr(1)));
  return !text.empty() && (pattern[0] == '?' || pattern[0] == text[0]) && Like(pattern.substr(1), text.substr(1));
}

struct Naive {
  enum class Kind { kTerm, kTerms, kMatch, kPrefix, kWildcard, kRange, kNumbers, kExists, kAll, kNone, kBool };
  Kind kind = Kind::kTerm;
  std::string field, value, high;
  std::vector<std::string> values;
  int low_number = 0, high_number = 0;
  bool ignore_case = false, low_included = true, high_included = true, with_options = false;
  std::vector<Naive> must, filter, should, must_not;
  int least = -1;  // none said

  bool HoldsOf(const std::string& held) const {
    const std::string text = ignore_case ? Lower(held) : held;
    const std::string asked = ignore_case ? Lower(value) : value;
    switch (kind) {
      case Kind::kTerms:
        return std::ranges::find(values, text) != values.end();
      case Kind::kPrefix:
        return text.starts_with(asked);
      case Kind::kWildcard:
        return Like(asked, text);
      case Kind::kRange:
        return (low_included ? text >= value : text > value) && (high_included ? text <= high : text < high);
      case Kind::kExists:
        return true;
      default:
        return text == asked;
    }
  }

  bool Holds(const Observed& event) const {
    if (kind == Kind::kAll || kind == Kind::kNone) return kind == Kind::kAll;
    if (kind == Kind::kNumbers) {
      return std::ranges::any_of(event.numbers, [&](int number) {
        return (low_included ? number >= low_number : number > low_number) &&
               (high_included ? number <= high_number : number < high_number);
      });
    }
    if (kind != Kind::kBool) {
      const auto held = event.texts.find(field);
      return held != event.texts.end() &&
             std::ranges::any_of(held->second, [&](const std::string& text) { return HoldsOf(text); });
    }
    const auto holds = [&](const Naive& one) { return one.Holds(event); };
    if (!std::ranges::all_of(must, holds) || !std::ranges::all_of(filter, holds)) return false;
    if (std::ranges::any_of(must_not, holds)) return false;
    const bool any_required = !must.empty() || !filter.empty();
    if (!any_required && should.empty() && must_not.empty()) return true;
    long needed = any_required || should.empty() ? 0 : 1;
    needed = std::max<long>(needed, least);
    return std::ranges::count_if(should, holds) >= needed;
  }

  static std::string Quoted(const std::string& text) { return "\"" + text + "\""; }

  std::string List(const std::string& key, const std::vector<Naive>& queries) const {
    if (queries.empty() && !with_options) return "";
    if (queries.size() == 1 && with_options) return Quoted(key) + ":" + queries[0].Write() + ",";
    std::string text = Quoted(key) + ":[";
    for (const Naive& query : queries) text += (text.ends_with('[') ? "" : ",") + query.Write();
    return text + "],";
  }

  std::string OneField(const std::string& name, const std::string& key) const {
    if (!with_options && !ignore_case) return "{" + Quoted(name) + ":{" + Quoted(field) + ":" + Quoted(value) + "}}";
    return "{" + Quoted(name) + ":{" + Quoted(field) + ":{" + Quoted(key) + ":" + Quoted(value) +
           (ignore_case ? ",\"case_insensitive\":true" : "") + ",\"boost\":1.5}}}";
  }

  std::string Ends(const std::string& low, const std::string& high_end) const {
    if (with_options) {
      return "{\"from\":" + low + ",\"to\":" + high_end + ",\"include_lower\":" + (low_included ? "true" : "false") +
             ",\"include_upper\":" + (high_included ? "true" : "false") + "}";
    }
    return std::string("{\"") + (low_included ? "gte" : "gt") + "\":" + low + ",\"" + (high_included ? "lte" : "lt") +
           "\":" + high_end + "}";
  }

  std::string Write() const {
    switch (kind) {
      case Kind::kTerm:
        return OneField("term", "value");
      case Kind::kMatch:
        return OneField(low_included ? "match_phrase" : "match", "query");
      case Kind::kPrefix:
        return OneField("prefix", "value");
      case Kind::kWildcard:
        return OneField("wildcard", low_included ? "value" : "wildcard");
      case Kind::kTerms: {
        std::string list;
        for (const std::string& one : values) list += (list.empty() ? "" : ",") + Quoted(one);
        return R"({"terms":{")" + field + "\":[" + list + "]}}";
      }
      case Kind::kRange:
        return R"({"range":{")" + field + "\":" + Ends(Quoted(value), Quoted(high)) + "}}";
      case Kind::kNumbers:
        return R"({"range":{"source.as.number":)" + Ends(std::to_string(low_number), std::to_string(high_number)) +
               "}}";
      case Kind::kExists:
        return R"({"exists":{"field":")" + field + "\"}}";
      case Kind::kAll:
        return R"({"match_all":{}})";
      case Kind::kNone:
        return R"({"match_none":{}})";
      case Kind::kBool:
        break;
    }
    std::string text =
        List("must", must) + List("filter", filter) + List("must_not", must_not) + List("should", should);
    if (least >= 0) text += "\"minimum_should_match\":" + std::to_string(least) + ",";
    if (!text.empty()) text.pop_back();
    return R"({"bool":{)" + text + "}}";
  }
};

Naive RandomQuery(std::mt19937& random, int depth) {
  Naive query;
  query.with_options = random() % 3 == 0;
  query.low_included = random() % 2 == 0;
  query.high_included = random() % 2 == 0;
  query.field = kFields[random() % kFields.size()];
  query.value = kWords[random() % kWords.size()];
  if (depth > 0 && random() % 3 != 0) {
    query.kind = Naive::Kind::kBool;
    for (std::vector<Naive>* const list : {&query.must, &query.filter, &query.should, &query.must_not}) {
      const auto count = random() % 3 == 0 ? random() % 3 : 0;
      for (std::size_t i = 0; i < count; ++i) list->push_back(RandomQuery(random, depth - 1));
    }
    if (random() % 2 == 0) {
      for (auto i = random() % 4; i > 0; --i) query.should.push_back(RandomQuery(random, depth - 1));
    }
    if (random() % 3 == 0) query.least = static_cast<int>(random() % 4);
    return query;
  }
  query.kind = static_cast<Naive::Kind>(random() % 10);
  switch (query.kind) {
    case Naive::Kind::kTerm:
    case Naive::Kind::kPrefix:
      query.ignore_case = random() % 3 == 0;
      break;
    case Naive::Kind::kWildcard:
      query.ignore_case = random() % 3 == 0;
      query.value.insert(random() % (query.value.size() + 1), random() % 2 == 0 ? "*" : "?");
      break;
    case Naive::Kind::kTerms:
      for (auto i = random() % 4; i > 0; --i) query.values.push_back(kWords[random() % kWords.size()]);
      break;
    case Naive::Kind::kRange:
      query.high = kWords[random() % kWords.size()];
      break;
    case Naive::Kind::kNumbers:
      query.low_number = static_cast<int>(random() % 4);
      query.high_number = static_cast<int>(random() % 4);
      break;
    default:
      break;
  }
  return query;
}

Observed RandomEvent(std::mt19937& random, FakeEvent& event) {
  Observed observed;
  for (const std::string& field : kFields) {
    std::vector<std::string>& texts = observed.texts[field];
    for (auto i = random() % 3; i > 0; --i) texts.push_back(kWords[random() % kWords.size()]);
    event.Set(field, std::vector<Value>(texts.begin(), texts.end()));
  }
  std::vector<Value> numbers;
  for (auto i = random() % 3; i > 0; --i) {
    observed.numbers.push_back(static_cast<int>(random() % 4));
    numbers.emplace_back(std::int64_t{observed.numbers.back()});
  }
  event.Set("source.as.number", numbers);
  return observed;
}

TEST(DslDifferential, RandomQueriesMeanWhatTheyAreWrittenFor) {
  std::mt19937 random(23);
  std::size_t matched = 0, asked = 0;
  for (int round = 0; round < 4'000; ++round) {
    const Naive query = RandomQuery(random, 3);
    const std::string text = query.Write();
    const CompiledDsl compiled = CompileDsl(text);
    ASSERT_EQ(compiled.problems, "") << text;
    for (int i = 0; i < 8; ++i) {
      FakeEvent event(compiled.fields);
      const Observed observed = RandomEvent(random, event);
      const bool expected = query.Holds(observed);
      ASSERT_EQ(compiled.condition.Matches(event), expected)
          << text << "\n"
          << testing::PrintToString(observed.texts) << testing::PrintToString(observed.numbers);
      matched += expected ? 1 : 0;
      ++asked;
    }
  }
  EXPECT_GT(matched, asked / 5);
  EXPECT_LT(matched, asked * 4 / 5);
}

}  // namespace
}  // namespace crosstrail
