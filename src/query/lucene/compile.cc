// Lucene query strings as queries about single events.
#include <memory>
#include <utility>

#include "query/lucene/parser.h"
#include "query/query.h"

namespace crosstrail {

tl::expected<Query, Diagnostics> CompileLucene(std::string_view text, FieldSet& fields) {
  const bool is_blank = text.find_first_not_of(" \t\r\n") == std::string_view::npos;
  auto expression = is_blank ? Always(Truth::kTrue) : lucene::Parse(text, fields);
  if (!expression) return tl::unexpected<Diagnostics>(ToDiagnostics(text, std::move(expression.error())));
  Query query;
  query.steps.push_back(Step{Condition(std::make_unique<Expression>(std::move(*expression))), {}, 1, false});
  return query;
}

}  // namespace crosstrail
