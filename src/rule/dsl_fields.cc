// Source of what each asks: Elasticsearch reference, "Term-level queries", "Match query", "Match phrase query"; no
// field of CloudTrail's is analysed, so a text is one term.
#include "rule/dsl_fields.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <array>
#include <utility>
#include <vector>

#include "base/text.h"
#include "query/lucene_regex.h"
#include "rule/dsl_input.h"

namespace crosstrail::dsl {
namespace {

using Kind = TomlValue::Kind;
using Form = KeySpec::Form;

constexpr KeySpec kIgnoreCase{"case_insensitive", Form::kBoolean, KeySpec::Need::kOptional, "case_insensitive = true"};
constexpr KeySpec kLenient{"lenient", Form::kBoolean, KeySpec::Need::kOptional, "lenient = true"};
constexpr KeySpec kValue = AnyForm("value", R"(value = "dana")");
constexpr KeySpec kRewrite = AnyForm("rewrite", R"(rewrite = "constant_score")");

// A test of the field by a pattern.
Expression IsLikeOne(FieldId field, crosstrail::Wildcard pattern) {
  IsLike like;
  like.patterns.push_back(std::move(pattern));
  return {FieldMatches{field, std::move(like)}};
}

// One value of the field is that of the query, alone or in the option `name`. `lenient`: a value that the type cannot
// have is never there, instead of wrong.
Expression IsTerm(const FieldQuery& query, std::string_view name, bool lenient, Scope& scope) {
  const std::optional<std::string> text = query.Text({name});
  if (!text) return Always(Truth::kFalse);
  std::optional<Misfit> misfit;
  Expression term = MatchesTerm(query.field(), query.type(), LiteralPattern(*text), misfit);
  if (misfit && !lenient) return Fail(*query.Value({name}), scope, std::move(*misfit));
  return term;
}

// An option that changes how texts are cut into words.
bool HasOwnAnalyzer(const FieldQuery& query) {
  const TomlValue* const analyzer = query.Option("analyzer");
  if (analyzer == nullptr || analyzer->string == "keyword") return false;
  query.Reject("analyzer", fmt::format("the analyzer \"{}\" is not supported", Printable(analyzer->string)),
               "the fields of CloudTrail hold keywords: leave it out");
  return true;
}

constexpr KeySpec kAnalyzer{"analyzer", Form::kString, KeySpec::Need::kOptional, R"(analyzer = "keyword")"};
constexpr KeySpec kQuery = AnyForm("query", R"(query = "dana")");
constexpr KeySpec kZeroTerms = AnyForm("zero_terms_query", R"(zero_terms_query = "none")");

// Joins `next` into `all` where both ask one field for one of several numbers or networks.
bool Absorb(std::vector<Expression>& all, Expression& next) {
  if (all.empty()) return false;
  auto* const last = std::get_if<FieldMatches>(&all.back().node);
  auto* const added = std::get_if<FieldMatches>(&next.node);
  if (last == nullptr || added == nullptr) return false;
  if (auto* const networks = std::get_if<InNetworks>(&last->test)) {
    const auto& more = std::get<InNetworks>(added->test).networks;
    networks->networks.insert(networks->networks.end(), more.begin(), more.end());
    return true;
  }
  auto* const constants = std::get_if<EqualsAny>(&last->test);
  if (constants == nullptr) return false;
  for (Constant& one : std::get<EqualsAny>(added->test).constants) {
    constants->constants.push_back(std::move(one));
  }
  return true;
}

}  // namespace

Expression Term(const TomlMember& query, Scope& scope) {
  static constexpr auto kOptions = std::to_array<KeySpec>({kValue, kIgnoreCase, kBoost, kName});
  const FieldQuery field(query, kOptions, scope);
  if (!field.good()) return Always(Truth::kFalse);
  if (!field.Flag("case_insensitive")) return IsTerm(field, "value", /*lenient=*/false, scope);
  std::optional<std::string> text = field.Text({"value"});
  if (!text || !field.HoldsText()) return Always(Truth::kFalse);
  return {FieldMatches{field.field(), OneOf({std::move(*text)}, /*ignore_case=*/true)}};
}

Expression Terms(const TomlMember& query, Scope& scope) {
  constexpr std::size_t kMostTerms = 65'536;  // index.max_terms_count
  const FieldQuery field(query, {}, scope);
  if (!field.good()) return Always(Truth::kFalse);
  const TomlValue& list = field.place();
  if (list.kind == Kind::kTable) {
    return Fail(list, scope, "values from a document of another index (terms lookup) are not supported",
                "write the values into the filter");
  }
  if (list.kind != Kind::kArray) {
    return Fail(list, scope, fmt::format("a terms query needs a list of values, not {}", TomlKindName(list.kind)),
                R"(for example: terms = { "user.name" = ["dana", "erin"] })");
  }
  if (list.items.size() > kMostTerms) {
    return Fail(list, scope, fmt::format("{} values are too many for a terms query", list.items.size()),
                fmt::format("Elasticsearch takes {}; split them", kMostTerms));
  }
  std::vector<Expression> any;
  for (const TomlValue& item : list.items) {
    const std::optional<std::string> text = TextOf(item, scope);
    if (!text) continue;
    std::optional<Misfit> misfit;
    Expression term = MatchesTerm(field.field(), field.type(), LiteralPattern(*text), misfit);
    if (misfit) {
      Fail(item, scope, std::move(*misfit));
    } else if (!Absorb(any, term)) {
      any.push_back(std::move(term));
    }
  }
  return crosstrail::Any(std::move(any));
}

Expression Match(const TomlMember& query, Scope& scope) {
  static constexpr auto kOptions = std::to_array<KeySpec>({
      kQuery,
      kLenient,
      kAnalyzer,
      kZeroTerms,
      {"type", Form::kString, KeySpec::Need::kOptional, R"(type = "phrase")"},
      AnyForm("fuzziness", "fuzziness = 0"),
      // Of one term they say nothing.
      AnyForm("operator", R"(operator = "and")"),
      AnyForm("minimum_should_match", "minimum_should_match = 1"),
      AnyForm("slop", "slop = 0"),
      AnyForm("auto_generate_synonyms_phrase_query", "auto_generate_synonyms_phrase_query = true"),
      // Of nothing but fuzzy terms.
      AnyForm("fuzzy_rewrite", R"(fuzzy_rewrite = "constant_score")"),
      AnyForm("fuzzy_transpositions", "fuzzy_transpositions = true"),
      AnyForm("max_expansions", "max_expansions = 50"),
      AnyForm("prefix_length", "prefix_length = 0"),
      AnyForm("cutoff_frequency", "cutoff_frequency = 0.01"),
      kBoost,
      kName,
  });
  const FieldQuery field(query, kOptions, scope);
  if (!field.good() || HasOwnAnalyzer(field)) return Always(Truth::kFalse);
  if (const TomlValue* const type = field.Option("type");
      type != nullptr && type->string != "phrase" && type->string != "boolean") {
    field.Reject("type", fmt::format("a match query of type \"{}\" is not supported", Printable(type->string)),
                 "it may be phrase; what begins with a text is asked with prefix");
    return Always(Truth::kFalse);
  }
  if (const TomlValue* const fuzziness = field.Option("fuzziness")) {
    if (TextOf(*fuzziness, scope) != "0") {
      field.Reject("fuzziness", "fuzzy terms are not supported",
                   "Elasticsearch takes the most similar terms of an index, and there is none: use wildcard or regexp");
      return Always(Truth::kFalse);
    }
  }
  return IsTerm(field, "query", field.Flag("lenient"), scope);
}

Expression MatchPhrase(const TomlMember& query, Scope& scope) {
  static constexpr auto kOptions =
      std::to_array<KeySpec>({kQuery, kAnalyzer, kZeroTerms, AnyForm("slop", "slop = 0"), kBoost, kName});
  const FieldQuery field(query, kOptions, scope);
  if (!field.good() || HasOwnAnalyzer(field)) return Always(Truth::kFalse);
  return IsTerm(field, "query", /*lenient=*/false, scope);
}

Expression Prefix(const TomlMember& query, Scope& scope) {
  static constexpr auto kOptions = std::to_array<KeySpec>({kValue, kIgnoreCase, kRewrite, kBoost, kName});
  const FieldQuery field(query, kOptions, scope);
  if (!field.good()) return Always(Truth::kFalse);
  const std::optional<std::string> text = field.Text({"value"});
  if (!text || !field.HoldsText()) return Always(Truth::kFalse);
  return IsLikeOne(field.field(), crosstrail::Wildcard::Prefix(*text, field.Flag("case_insensitive")));
}

Expression Wildcard(const TomlMember& query, Scope& scope) {
  static constexpr auto kOptions =
      std::to_array<KeySpec>({kValue, AnyForm("wildcard", R"(wildcard = "d*")"), kIgnoreCase, kRewrite, kBoost, kName});
  const FieldQuery field(query, kOptions, scope);
  if (!field.good()) return Always(Truth::kFalse);
  const std::optional<std::string> text = field.Text({"value", "wildcard"});
  if (!text || !field.HoldsText()) return Always(Truth::kFalse);
  return IsLikeOne(field.field(), crosstrail::Wildcard::FromLucene(*text, field.Flag("case_insensitive")));
}

Expression Regexp(const TomlMember& query, Scope& scope) {
  static constexpr auto kOptions = std::to_array<KeySpec>({
      kValue,
      {"flags", Form::kString, KeySpec::Need::kOptional, R"(flags = "ALL")"},
      AnyForm("max_determinized_states", "max_determinized_states = 10000"),
      kIgnoreCase,
      kRewrite,
      kBoost,
      kName,
  });
  const FieldQuery field(query, kOptions, scope);
  if (!field.good() || !field.HoldsText()) return Always(Truth::kFalse);
  if (const TomlValue* const flags = field.Option("flags"); flags != nullptr && flags->string != "ALL") {
    field.Reject("flags", fmt::format("the flags \"{}\" are not supported", Printable(flags->string)),
                 R"(leave them out, and write a backslash before each @ # & < > ~ and " that stands for itself)");
    return Always(Truth::kFalse);
  }
  const TomlValue* const value = field.Value({"value"});
  if (value == nullptr) return Always(Truth::kFalse);
  if (value->kind != Kind::kString) {
    return Fail(*value, scope, fmt::format("a regular expression is a string, not {}", TomlKindName(value->kind)),
                R"(for example: regexp = { "user.name" = "d.*" })");
  }
  const auto fail = [&](RegexError error) {
    FailWithin(*value, {{error.offset, 1, std::move(error.message), std::move(error.hint)}}, scope);
    return Always(Truth::kFalse);
  };
  auto source = TranslateLuceneRegex(value->string);
  if (!source) return fail(std::move(source.error()));
  auto regex = CompileRegex(*source, field.Flag("case_insensitive"), /*dot_matches_newline=*/true);
  if (!regex) return fail(std::move(regex.error()));
  return {FieldMatches{field.field(), IsMatch(std::move(*regex))}};
}

Expression Exists(const TomlMember& query, Scope& scope) {
  static constexpr auto kOptions = std::to_array<KeySpec>(
      {{"field", Form::kString, KeySpec::Need::kMandatory, R"(field = "user.name")"}, kBoost, kName});
  if (!HoldsTable(query, scope)) return Always(Truth::kFalse);
  const TableReader reader(query.value, "this exists query", kOptions, scope.problems, TableReader::Unknown::kRejected);
  const TomlValue* const name = reader.Find("field");
  if (name == nullptr) return Always(Truth::kFalse);
  if (name->string.find('*') == std::string::npos) return crosstrail::Exists(name->string, scope.fields);
  Pattern pattern;
  for (const char c : name->string) {
    if (c != '*') AppendLiteral(c, pattern);
    if (c == '*') pattern.pattern += c;
  }
  std::vector<Expression> any;
  for (const std::string& field : FieldsLike(pattern, scope.fields))
    any.push_back({FieldExists{scope.fields.Intern(field)}});
  return crosstrail::Any(std::move(any));
}

}  // namespace crosstrail::dsl
