// Elasticsearch's queries on one field, as Kibana makes them of KQL, Lucene's syntax and filters: what a text that a
// person wrote means for a field of each mapping type.
//
// Sources: Elasticsearch reference, "Term-level queries", "Keyword type family", "IP field type", "Date field type",
// "Range query: missing date components". No field of CloudTrail's is analysed text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "query/date_span.h"
#include "query/expression.h"

namespace crosstrail {

/// A text with wildcards: where `pattern` (a Lucene wildcard pattern) has any, it is not to be taken literally.
struct Pattern {
  std::string text;     // literally
  std::string pattern;  // '*' and '?' stand for others unless a backslash precedes them
  bool has_wildcards = false;
};

/// Appends `c` to both, so that it stands for itself.
void AppendLiteral(char c, Pattern& pattern);
/// The text, standing for itself.
Pattern LiteralPattern(std::string_view text);

/// Whether values of the type are texts, to which patterns apply.
bool IsTextType(FieldType type);

/// One value of the field is `value`: exactly on keywords; an address or in a block on IP fields; within what is said
/// on dates ("2023-07-10" is the whole day). `misfit` is set where the type cannot have such a value; the expression
/// then never matches.
Expression MatchesTerm(FieldId field, FieldType type, const Pattern& value, std::optional<Misfit>& misfit);

/// One value of the field is before or after `value`. Dates without all parts are rounded as Elasticsearch rounds them.
Expression IsInOrder(FieldId field, FieldType type, Comparison comparison, std::string_view value,
                     std::optional<Misfit>& misfit);

/// The same of a field of `fields`. Where they allow it a date may be said from now on ("now-30d/d", rounded as
/// Elasticsearch rounds it), which is read from the field of that name (query/now_field.h).
Expression IsInOrder(FieldId field, FieldSet& fields, Comparison comparison, std::string_view value,
                     std::optional<Misfit>& misfit);

/// One end of a range.
struct RangeEnd {
  std::string_view text;
  bool is_included = true;
};

/// One value of the field, the same for both ends, is in the range; without ends: there is a value.
Expression IsWithin(FieldId field, FieldSet& fields, std::optional<RangeEnd> low, std::optional<RangeEnd> high,
                    std::optional<Misfit>& misfit);

/// There is a value of `name`, or of a field below it where it is the name of an object.
Expression Exists(std::string_view name, FieldSet& fields);

/// The fields of the catalogue whose names match, without Crosstrail's own and those that Elastic does not index, and
/// those that `fields` maps itself.
std::vector<std::string> FieldsLike(const Pattern& name, const FieldSet& fields);

/// For one of these fields holds what `leaf` makes of it and its type; a field whose type cannot have what is asked
/// for, so that `leaf` sets its last argument, is left out.
template <typename Leaf>
Expression AnyOfFields(const std::vector<std::string>& names, FieldSet& fields, Leaf leaf) {
  std::vector<Expression> any;
  for (const std::string& name : names) {
    std::optional<Misfit> misfit;
    const FieldId field = fields.Intern(name);
    Expression one = leaf(field, fields.Type(field), misfit);
    if (!misfit) any.push_back(std::move(one));
  }
  return Any(std::move(any));
}

}  // namespace crosstrail
