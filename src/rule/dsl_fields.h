// The queries of Elasticsearch's DSL that ask values of fields.
#pragma once

#include "rule/dsl.h"

namespace crosstrail::dsl {

// Each compiles the query in `query`, whose key is its name.
Expression Exists(const TomlMember& query, Scope& scope);
Expression Match(const TomlMember& query, Scope& scope);
Expression MatchPhrase(const TomlMember& query, Scope& scope);
Expression Prefix(const TomlMember& query, Scope& scope);
Expression QueryString(const TomlMember& query, Scope& scope);
Expression Range(const TomlMember& query, Scope& scope);
Expression Regexp(const TomlMember& query, Scope& scope);
Expression Term(const TomlMember& query, Scope& scope);
Expression Terms(const TomlMember& query, Scope& scope);
Expression Wildcard(const TomlMember& query, Scope& scope);

}  // namespace crosstrail::dsl
