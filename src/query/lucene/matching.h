// What the values of a query string mean for the fields they are asked of.
#pragma once

#include <string>
#include <string_view>

#include "event/field_set.h"
#include "query/expression.h"
#include "query/lucene/lexer.h"
#include "query/mistake.h"
#include "query/term_query.h"

namespace crosstrail::lucene {

/// The field, or the fields, that a value is asked of.
struct Names {
  Pattern pattern;  // '*' alone is a wildcard
  bool are_all = false;
};

Names AllFields();
Names NamesOf(std::string_view name);

/// Builds conditions; what makes no sense for a field becomes a mistake, unless several fields are asked, of which it
/// is then left out.
class Matching {
 public:
  Matching(FieldSet& fields, Mistakes& mistakes) : fields_(fields), mistakes_(mistakes) {}

  /// Words: a value, or with '<' or '>' in front the end of a range. `joined`: they were several.
  Expression Term(const Names& names, const Token& token, bool joined);
  Expression Phrase(const Names& names, const Token& token);
  /// '*' alone, too, which is any value.
  Expression Wildcards(const Names& names, const Token& token);
  Expression Regex(const Names& names, const Token& token);
  Expression Range(const Names& names, const Token& token);

 private:
  Expression Value(const Names& names, const Token& token, bool joined);
  Expression HasValue(std::string_view name);
  Expression Compared(const Names& names, const Token& token);
  Expression Within(const Names& names, const Token& token, const Bound& low, const Bound& high);
  std::vector<std::string> Expand(const Names& names, const Token& token);
  Expression Fail(std::size_t offset, std::size_t length, std::string message, std::string hint);

  FieldSet& fields_;
  Mistakes& mistakes_;
  std::size_t tests_ = 0;  // that values asked of several fields became
};

}  // namespace crosstrail::lucene
