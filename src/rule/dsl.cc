#include "rule/dsl.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "rule/dsl_fields.h"
#include "rule/dsl_input.h"
#include "rule/minimum_should_match.h"

namespace crosstrail::dsl {
namespace {

using Kind = TomlValue::Kind;
using Clauses = std::vector<const TomlValue*>;

// One query or a list of them.
Clauses ClausesOf(const TableReader& reader, std::string_view key, Scope& scope) {
  const TomlValue* const value = reader.Find(key);
  if (value == nullptr) return {};
  if (value->kind == Kind::kTable) return {value};
  Clauses clauses;
  for (const TomlValue& item : value->items) clauses.push_back(&item);
  if (value->kind != Kind::kArray) {
    Fail(*value, scope, fmt::format("`{}` must be a query or a list of them, not {}", key, TomlKindName(value->kind)),
         R"(for example: must = [{ term = { "user.name" = "dana" } }])");
  }
  return clauses;
}

std::vector<Expression> CompileAll(std::span<const TomlValue* const> clauses, Scope& scope) {
  std::vector<Expression> compiled;
  compiled.reserve(clauses.size());
  for (const TomlValue* const clause : clauses) compiled.push_back(Compile(*clause, scope));
  return compiled;
}

bool IsSpent(const Scope& scope) { return scope.queries > Scope::kMostQueries; }

// At least so many of the clauses, as any of the ways that can be. Costs as many queries as there are in all of these.
Expression AtLeast(std::span<const TomlValue* const> clauses, std::size_t least, Scope& scope) {
  if (least == 0) return Always(Truth::kTrue);
  if (least > clauses.size() || IsSpent(scope)) return Always(Truth::kFalse);
  if (least == 1) return crosstrail::Any(CompileAll(clauses, scope));
  if (least == clauses.size()) return All(CompileAll(clauses, scope));
  std::vector<Expression> with_first;
  with_first.push_back(Compile(*clauses.front(), scope));
  with_first.push_back(AtLeast(clauses.subspan(1), least - 1, scope));
  std::vector<Expression> either;
  either.push_back(All(std::move(with_first)));
  either.push_back(AtLeast(clauses.subspan(1), least, scope));
  return crosstrail::Any(std::move(either));
}

// How many of `clauses` optional clauses have to hold: as many as the query says, else one where nothing else is
// required. nullopt: it says nothing that makes sense.
std::optional<std::size_t> LeastOf(const TableReader& reader, std::size_t clauses, bool any_required, Scope& scope) {
  const std::size_t usual = any_required || clauses == 0 ? 0 : 1;
  const TomlValue* const option = reader.Find("minimum_should_match");
  if (option == nullptr) return usual;
  const std::optional<std::string> text = TextOf(*option, scope);
  if (!text) return std::nullopt;
  const auto least = MinimumShouldMatch(*text, static_cast<std::int64_t>(clauses));
  if (least) return std::max(static_cast<std::size_t>(*least), usual);
  Fail(*option, scope, fmt::format("\"{}\" is no number of clauses", Printable(*text)),
       R"(write a number, 1, or a share of them, "75%")");
  return std::nullopt;
}

// The optional clauses of a bool query.
Expression Should(const TableReader& reader, const Clauses& clauses, bool any_required, Scope& scope) {
  constexpr std::size_t kMostCombined = 32;
  const std::optional<std::size_t> least = LeastOf(reader, clauses.size(), any_required, scope);
  if (!least) return Always(Truth::kFalse);
  if (*least == 1 || *least == clauses.size()) return AtLeast(clauses, *least, scope);
  // Clauses that change nothing have to be right all the same, and of those to be combined it is said once what is not.
  CompileAll(clauses, scope);
  if (*least > clauses.size() || scope.problems.has_errors()) return Always(Truth::kFalse);
  if (*least > 0 && clauses.size() > kMostCombined) {
    reader.Reject("minimum_should_match",
                  fmt::format("{} of {} clauses are too many ways to combine them", *least, clauses.size()),
                  fmt::format("up to {} clauses can be combined", kMostCombined));
    return Always(Truth::kFalse);
  }
  return AtLeast(clauses, *least, scope);
}

constexpr auto kBoolKeys = std::to_array<KeySpec>({
    AnyForm("must", R"(must = [{ exists = { field = "user.name" } }])"),
    AnyForm("filter", R"(filter = [{ exists = { field = "user.name" } }])"),
    AnyForm("should", R"(should = [{ term = { "user.name" = "dana" } }])"),
    AnyForm("must_not", R"(must_not = [{ term = { "user.name" = "dana" } }])"),
    AnyForm("minimum_should_match", "minimum_should_match = 1"),
    {"adjust_pure_negative", KeySpec::Form::kBoolean, KeySpec::Need::kOptional, "adjust_pure_negative = true"},
    kBoost,
    kName,
});

Expression Bool(const TomlMember& query, Scope& scope) {
  if (!HoldsTable(query, scope)) return Always(Truth::kFalse);
  const TableReader reader(query.value, "this bool query", kBoolKeys, scope.problems, TableReader::Unknown::kRejected);
  Clauses required = ClausesOf(reader, "must", scope);
  const Clauses filters = ClausesOf(reader, "filter", scope);
  required.insert(required.end(), filters.begin(), filters.end());
  const Clauses excluded = ClausesOf(reader, "must_not", scope);
  const Clauses optional = ClausesOf(reader, "should", scope);
  // Without any clause it is about everything, whatever else it says.
  if (required.empty() && excluded.empty() && optional.empty()) return Always(Truth::kTrue);
  const TomlValue* const adjust = reader.Find("adjust_pure_negative");
  if (adjust != nullptr && !adjust->boolean && required.empty() && optional.empty()) {
    return Fail(*adjust, scope, "without adjust_pure_negative, a query that only excludes finds nothing",
                "leave it out to find everything else");
  }
  std::vector<Expression> all = CompileAll(required, scope);
  for (const TomlValue* const clause : excluded) all.push_back(Negate(Compile(*clause, scope)));
  all.push_back(Should(reader, optional, !required.empty(), scope));
  return All(std::move(all));
}

Expression ConstantScore(const TomlMember& query, Scope& scope) {
  static constexpr auto kKeys = std::to_array<KeySpec>(
      {{"filter", KeySpec::Form::kTable, KeySpec::Need::kMandatory, R"(filter = { term = { "user.name" = "dana" } })"},
       kBoost,
       kName});
  if (!HoldsTable(query, scope)) return Always(Truth::kFalse);
  const TableReader reader(query.value, "this constant_score query", kKeys, scope.problems,
                           TableReader::Unknown::kRejected);
  const TomlValue* const filter = reader.Find("filter");
  return filter == nullptr ? Always(Truth::kFalse) : Compile(*filter, scope);
}

Expression DisMax(const TomlMember& query, Scope& scope) {
  static constexpr auto kKeys = std::to_array<KeySpec>({{"queries", KeySpec::Form::kTables, KeySpec::Need::kMandatory,
                                                         R"(queries = [{ term = { "user.name" = "dana" } }])"},
                                                        AnyForm("tie_breaker", "tie_breaker = 0.7"),
                                                        kBoost,
                                                        kName});
  if (!HoldsTable(query, scope)) return Always(Truth::kFalse);
  const TableReader reader(query.value, "this dis_max query", kKeys, scope.problems, TableReader::Unknown::kRejected);
  return crosstrail::Any(CompileAll(ClausesOf(reader, "queries", scope), scope));
}

template <Truth truth>
Expression AlwaysSo(const TomlMember& query, Scope& scope) {
  static constexpr auto kKeys = std::to_array<KeySpec>({kBoost, kName});
  if (!HoldsTable(query, scope)) return Always(Truth::kFalse);
  const std::string what = fmt::format("this {} query", query.key);
  const TableReader reader(query.value, what, kKeys, scope.problems, TableReader::Unknown::kRejected);
  return Always(truth);
}

struct Query {
  std::string_view name;
  Expression (*compile)(const TomlMember& query, Scope& scope);
};

constexpr auto kQueries = std::to_array<Query>({
    {"bool", Bool},
    {"constant_score", ConstantScore},
    {"dis_max", DisMax},
    {"exists", Exists},
    {"match", Match},
    {"match_all", AlwaysSo<Truth::kTrue>},
    {"match_none", AlwaysSo<Truth::kFalse>},
    {"match_phrase", MatchPhrase},
    {"prefix", Prefix},
    {"query_string", QueryString},
    {"range", Range},
    {"regexp", Regexp},
    {"term", Term},
    {"terms", Terms},
    {"wildcard", Wildcard},
});

// Queries of Elasticsearch's that are refused, and what to do instead.
struct Refused {
  std::string_view name, hint;
};

constexpr std::string_view kScripts = "scripts need Elasticsearch: say it in the rule's query";
constexpr std::string_view kDocuments = "it asks for documents of an index, and logs are none";
constexpr std::string_view kNested = "CloudTrail has no nested fields: ask the field itself";
constexpr std::string_view kPlaces = "ask source.geo.country_iso_code and the like with term";
constexpr std::string_view kWords = "the fields of CloudTrail hold keywords, not words: use term, prefix or wildcard";
constexpr std::string_view kScores = "it is about scores: write the query in it alone";
constexpr std::string_view kSimilar = "it asks for what is similar in an index: use wildcard or regexp";
constexpr std::string_view kOld = "Elasticsearch removed it: use a bool query";

constexpr auto kRefused = std::to_array<Refused>({
    {"and", kOld},
    {"boosting", kScores},
    {"combined_fields", kWords},
    {"common", kWords},
    {"distance_feature", kScores},
    {"filtered", kOld},
    {"function_score", kScores},
    {"fuzzy", kSimilar},
    {"geo_bounding_box", kPlaces},
    {"geo_distance", kPlaces},
    {"geo_polygon", kPlaces},
    {"geo_shape", kPlaces},
    {"has_child", kNested},
    {"has_parent", kNested},
    {"ids", "events have no _id before they are indexed: use term on event.id"},
    {"intervals", kWords},
    {"knn", kSimilar},
    {"match_bool_prefix", kWords},
    {"match_phrase_prefix", kWords},
    {"missing", "Elasticsearch removed it: use must_not with exists in a bool query"},
    {"more_like_this", kSimilar},
    {"multi_match", "write a bool query with one match for each field under should"},
    {"nested", kNested},
    {"not", kOld},
    {"or", kOld},
    {"parent_id", kNested},
    {"percolate", kDocuments},
    {"pinned", kScores},
    {"rank_feature", kScores},
    {"script", kScripts},
    {"script_score", kScripts},
    {"semantic", kSimilar},
    {"shape", kPlaces},
    {"simple_query_string", "use query_string"},
    {"span_near", kWords},
    {"span_term", kWords},
    {"sparse_vector", kSimilar},
    {"terms_set", "write a bool query with minimum_should_match"},
    {"text_expansion", kSimilar},
    {"type", kDocuments},
    {"wrapper", "write the query itself, not its Base64 form"},
});

Expression Refuse(const TomlMember& query, Scope& scope) {
  const auto refused = std::ranges::find(kRefused, query.key, &Refused::name);
  if (refused != kRefused.end()) {
    scope.problems.Error(query.begin, query.end, fmt::format("the query `{}` is not supported", query.key),
                         std::string(refused->hint));
    return Always(Truth::kFalse);
  }
  std::vector<std::string_view> names;
  names.reserve(kQueries.size());
  for (const Query& one : kQueries) names.push_back(one.name);
  const std::string_view near = scope.problems.full() ? std::string_view() : NearestName(query.key, names);
  scope.problems.Error(
      query.begin, query.end, fmt::format("there is no query `{}`", Printable(query.key)),
      near.empty() ? fmt::format("it may be {}", fmt::join(names, ", ")) : fmt::format("did you mean `{}`?", near));
  return Always(Truth::kFalse);
}

}  // namespace

Expression Compile(const TomlValue& query, Scope& scope) {
  if (query.kind != Kind::kTable) {
    return Fail(query, scope, fmt::format("a query is a table, not {}", TomlKindName(query.kind)),
                R"(for example: { term = { "user.name" = "dana" } })");
  }
  if (query.members.empty()) {
    return Fail(query, scope, "this query is empty", R"(for example: { term = { "user.name" = "dana" } })");
  }
  if (query.members.size() > 1) {
    const TomlMember& second = query.members[1];
    scope.problems.Error(second.begin, second.end,
                         fmt::format("this query is `{}` already, it cannot be `{}`, too",
                                     Printable(query.members[0].key), Printable(second.key)),
                         "put the two into a bool query");
    return Always(Truth::kFalse);
  }
  return Compile(query.members[0], scope);
}

Expression Compile(const TomlMember& query, Scope& scope) {
  if (++scope.queries > Scope::kMostQueries) {
    if (scope.queries == Scope::kMostQueries + 1) {
      scope.problems.Error(
          query.begin, query.end, fmt::format("these are more than {} queries", Scope::kMostQueries),
          "several values of a field are one terms query; minimum_should_match counts every way there is");
    }
    return Always(Truth::kFalse);
  }
  if (scope.depth == Scope::kDeepest) {
    scope.problems.Error(query.begin, query.end, "this is nested too deeply", "split the filter");
    return Always(Truth::kFalse);
  }
  const auto known = std::ranges::find(kQueries, query.key, &Query::name);
  if (known == kQueries.end()) return Refuse(query, scope);
  ++scope.depth;
  Expression expression = known->compile(query, scope);
  --scope.depth;
  return expression;
}

}  // namespace crosstrail::dsl
