// Lucene's query strings in filters. Source: Elasticsearch reference, "Query string query".
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/text.h"
#include "query/lucene/parser.h"
#include "rule/dsl_fields.h"
#include "rule/dsl_input.h"

namespace crosstrail::dsl {
namespace {

using Form = KeySpec::Form;

constexpr auto kQueryStringKeys = std::to_array<KeySpec>({
    {"query", Form::kString, KeySpec::Need::kMandatory, R"(query = "user.name:dana")"},
    {"default_field", Form::kString, KeySpec::Need::kOptional, R"(default_field = "user.name")"},
    {"fields", Form::kStrings, KeySpec::Need::kOptional, R"(fields = ["user.name"])"},
    {"default_operator", Form::kString, KeySpec::Need::kOptional, R"(default_operator = "AND")"},
    {"lenient", Form::kBoolean, KeySpec::Need::kOptional, "lenient = true"},
    {"analyzer", Form::kString, KeySpec::Need::kOptional, R"(analyzer = "keyword")"},
    {"quote_analyzer", Form::kString, KeySpec::Need::kOptional, R"(quote_analyzer = "keyword")"},
    {"time_zone", Form::kString, KeySpec::Need::kOptional, R"(time_zone = "UTC")"},
    {"type", Form::kString, KeySpec::Need::kOptional, R"(type = "best_fields")"},
    // They change nothing where no field is analysed, or only how fast and with which score events are found.
    AnyForm("allow_leading_wildcard", "allow_leading_wildcard = true"),
    AnyForm("analyze_wildcard", "analyze_wildcard = true"),
    AnyForm("auto_generate_synonyms_phrase_query", "auto_generate_synonyms_phrase_query = true"),
    AnyForm("enable_position_increments", "enable_position_increments = true"),
    AnyForm("fuzziness", R"(fuzziness = "AUTO")"),
    AnyForm("fuzzy_max_expansions", "fuzzy_max_expansions = 50"),
    AnyForm("fuzzy_prefix_length", "fuzzy_prefix_length = 0"),
    AnyForm("fuzzy_rewrite", R"(fuzzy_rewrite = "constant_score")"),
    AnyForm("fuzzy_transpositions", "fuzzy_transpositions = true"),
    AnyForm("max_determinized_states", "max_determinized_states = 10000"),
    AnyForm("phrase_slop", "phrase_slop = 0"),
    AnyForm("rewrite", R"(rewrite = "constant_score")"),
    AnyForm("tie_breaker", "tie_breaker = 0.7"),
    kBoost,
    kName,
});

// An option of which only some values leave the query what it is.
struct Fixed {
  std::string_view name;
  std::span<const std::string_view> values;
  std::string_view hint;
};

constexpr auto kKeyword = std::to_array<std::string_view>({"keyword"});
constexpr auto kTypes = std::to_array<std::string_view>({"best_fields", "most_fields", "phrase"});

constexpr auto kFixed = std::to_array<Fixed>({
    {"analyzer", kKeyword, "the fields of CloudTrail hold keywords: leave it out"},
    {"quote_analyzer", kKeyword, "the fields of CloudTrail hold keywords: leave it out"},
    {"time_zone", kUtc, "leave it out, and write dates with their offset"},
    {"type", kTypes, "leave it out, or write best_fields"},
});

// The name in "user.name^2".
std::string WithoutBoost(const std::string& field) { return field.substr(0, field.find('^')); }

// The options of the parser; nullopt where some are not supported.
std::optional<lucene::Options> ReadOptions(const TableReader& reader) {
  bool good = true;
  const auto reject = [&](std::string_view key, std::string_view value, std::string_view hint) {
    reader.Reject(key, fmt::format("\"{}\" is not supported as `{}` of a query_string query", Printable(value), key),
                  std::string(hint));
    good = false;
  };
  for (const Fixed& fixed : kFixed) {
    std::string value;
    reader.Read(fixed.name, value);
    if (reader.Has(fixed.name) && std::ranges::find(fixed.values, value) == fixed.values.end()) {
      reject(fixed.name, value, fixed.hint);
    }
  }
  lucene::Options options;
  std::string joined = "or", field;
  reader.Read("default_operator", joined);
  if (!EqualsIgnoringAsciiCase(joined, "and") && !EqualsIgnoringAsciiCase(joined, "or")) {
    reject("default_operator", joined, "it may be AND, OR");
  }
  options.all_required = EqualsIgnoringAsciiCase(joined, "and");
  reader.Read("lenient", options.is_lenient);
  reader.Read("fields", options.fields);
  reader.Read("default_field", field);
  if (options.fields.empty() && !field.empty()) options.fields.push_back(field);
  std::ranges::transform(options.fields, options.fields.begin(), WithoutBoost);
  return good ? std::optional(std::move(options)) : std::nullopt;
}

}  // namespace

Expression QueryString(const TomlMember& query, Scope& scope) {
  if (!HoldsTable(query, scope)) return Always(Truth::kFalse);
  const TableReader reader(query.value, "this query_string query", kQueryStringKeys, scope.problems,
                           TableReader::Unknown::kRejected);
  std::optional<lucene::Options> options = ReadOptions(reader);
  const TomlValue* const text = reader.Find("query");
  if (text == nullptr || !options) return Always(Truth::kFalse);
  options->tests = &scope.tests;
  // Only Kibana's query bar takes nothing for everything.
  if (text->string.find_first_not_of(" \t\r\n") == std::string::npos) return Always(Truth::kFalse);
  auto expression = lucene::Parse(text->string, scope.fields, *options);
  if (expression) return std::move(*expression);
  FailWithin(*text, std::move(expression.error()), scope);
  return Always(Truth::kFalse);
}

}  // namespace crosstrail::dsl
