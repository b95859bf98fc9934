// What the values of a query string mean for the fields they are asked of.
#pragma once

#include <string>
#include <string_view>
#include <vector>

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
  std::vector<Names> several;  // these instead, where there are any
};

Names AllFields();
Names NamesOf(std::string_view name);
Names NamesOf(const std::vector<std::string>& names);

/// Builds conditions; what makes no sense for a field becomes a mistake, unless several fields are asked, of which it
/// is then left out.
class Matching {
 public:
  /// `lenient`: what makes no sense for a field never holds, instead.
  /// `tests`: that values asked of several fields have become; too many are a mistake.
  Matching(FieldSet& fields, bool lenient, std::size_t& tests, Mistakes& mistakes)
      : fields_(fields), lenient_(lenient), tests_(tests), mistakes_(mistakes) {}

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

  // What `ask` makes of each of several names.
  template <typename Ask>
  Expression OfAny(const Names& names, const Token& token, const Ask& ask);
  bool Count(std::size_t tests, const Token& token);
  Expression FailMisfit(std::size_t offset, std::size_t length, std::string message, std::string hint);

  FieldSet& fields_;
  const bool lenient_;
  std::size_t& tests_;
  Mistakes& mistakes_;
};

}  // namespace crosstrail::lucene
