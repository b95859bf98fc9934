#include <algorithm>
#include <array>

#include "query/query.h"

namespace crosstrail {
namespace {

constexpr std::array<QueryLanguage, 3> kLanguages{{{"eql", "eql"}, {"kql", "kuery"}, {"lucene", "lucene"}}};

}  // namespace

std::span<const QueryLanguage> QueryLanguages() { return kLanguages; }

bool IsQueryLanguage(std::string_view name) {
  return std::ranges::any_of(kLanguages,
                             [&](const QueryLanguage& one) { return one.name == name || one.in_rule == name; });
}

tl::expected<Query, Diagnostics> CompileQuery(std::string_view language, std::string_view text,
                                              const QueryOptions& options, FieldSet& fields) {
  if (language == "kql" || language == "kuery") return CompileKql(text, fields);
  if (language == "lucene") return CompileLucene(text, fields);
  return CompileEql(text, options, fields);
}

}  // namespace crosstrail
