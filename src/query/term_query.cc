#include "query/term_query.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/date_math.h"
#include "base/text.h"
#include "event/catalogue.h"
#include "query/now_field.h"

namespace crosstrail {
namespace {

Expression Ordered(FieldId field, Comparison comparison, Constant constant, FieldType type) {
  return {FieldMatches{field, IsOrdered{comparison, std::move(constant), FlavorOf(type)}}};
}

// A value as numbers and booleans are compared.
std::optional<Constant> TypedConstant(FieldType type, std::string_view text, std::optional<Misfit>& misfit) {
  if (type == FieldType::kBoolean) {
    if (text == "true" || text == "false") return Constant(text == "true");
    misfit = {fmt::format("\"{}\" is not a boolean", Printable(text)), "write true or false"};
    return std::nullopt;
  }
  const Scalar number = ParseNumber(text);
  if (!IsNull(number)) return Own(number);
  misfit = {fmt::format("\"{}\" is not a number", Printable(text)), "the field holds numbers: write one"};
  return std::nullopt;
}

bool IsTyped(FieldType type) {
  return type == FieldType::kLong || type == FieldType::kDouble || type == FieldType::kBoolean;
}

bool IsIndexed(const CatalogueField& row) { return !row.IsOwn() && row.name != "event.original"; }

}  // namespace

void AppendLiteral(char c, Pattern& pattern) {
  pattern.text += c;
  if (c == '*' || c == '?' || c == '\\') pattern.pattern += '\\';
  pattern.pattern += c;
}

Pattern LiteralPattern(std::string_view text) {
  Pattern pattern;
  for (const char c : text) AppendLiteral(c, pattern);
  return pattern;
}

bool IsTextType(FieldType type) {
  return type == FieldType::kKeyword || type == FieldType::kText || type == FieldType::kFlattened ||
         type == FieldType::kVersion;
}

Expression MatchesTerm(FieldId field, FieldType type, const Pattern& value, std::optional<Misfit>& misfit) {
  if (value.has_wildcards) {
    IsLike like;
    like.patterns.push_back(Wildcard::FromLucene(value.pattern, /*ignore_case=*/false));
    return {FieldMatches{field, std::move(like)}};
  }
  if (type == FieldType::kIp) {
    if (const std::optional<IpNetwork> network = ParseIpNetwork(value.text)) {
      return {FieldMatches{field, InNetworks{{*network}}}};
    }
    misfit = {fmt::format("\"{}\" is not an IP address", Printable(value.text)),
              "write 192.0.2.1, 2001:db8::1 or a block, \"192.0.2.0/24\""};
    return Always(Truth::kFalse);
  }
  if (type == FieldType::kDate) {
    const std::optional<DateSpan> span = ParseDateSpan(value.text, misfit);
    if (!span) return Always(Truth::kFalse);
    // Of one value: no date of CloudTrail's has several.
    std::vector<Expression> both;
    both.push_back(Ordered(field, Comparison::kGreaterOrEqual, InstantValue{span->first}, type));
    both.push_back(Ordered(field, Comparison::kLess, InstantValue{span->end}, type));
    return All(std::move(both));
  }
  if (IsTyped(type)) {
    std::optional<Constant> constant = TypedConstant(type, value.text, misfit);
    if (!constant) return Always(Truth::kFalse);
    return {FieldMatches{field, EqualsAny{{std::move(*constant)}, FlavorOf(type)}}};
  }
  return {FieldMatches{field, OneOf({value.text}, /*ignore_case=*/false)}};
}

Expression IsInOrder(FieldId field, FieldType type, Comparison comparison, std::string_view value,
                     std::optional<Misfit>& misfit) {
  if (type == FieldType::kDate) {
    const std::optional<DateSpan> span = ParseDateSpan(value, misfit);
    if (!span) return Always(Truth::kFalse);
    switch (comparison) {
      case Comparison::kGreater:
        return Ordered(field, Comparison::kGreaterOrEqual, InstantValue{span->end}, type);
      case Comparison::kLessOrEqual:
        return Ordered(field, Comparison::kLess, InstantValue{span->end}, type);
      default:
        return Ordered(field, comparison, InstantValue{span->first}, type);
    }
  }
  if (type == FieldType::kIp) {
    if (!ParseIpAddress(value)) {
      misfit = {fmt::format("\"{}\" is not an IP address", Printable(value)), "write 192.0.2.1 or 2001:db8::1"};
      return Always(Truth::kFalse);
    }
  } else if (IsTyped(type)) {
    std::optional<Constant> constant = TypedConstant(type, value, misfit);
    if (!constant) return Always(Truth::kFalse);
    return Ordered(field, comparison, std::move(*constant), type);
  }
  return Ordered(field, comparison, std::string(value), type);
}

Expression IsInOrder(FieldId field, FieldSet& fields, Comparison comparison, std::string_view value,
                     std::optional<Misfit>& misfit) {
  const FieldType type = fields.Type(field);
  if (type != FieldType::kDate || !fields.allows_now() || !IsDateMath(value)) {
    return IsInOrder(field, type, comparison, value, misfit);
  }
  const bool up = comparison == Comparison::kGreater || comparison == Comparison::kLessOrEqual;
  CompareTerm order{comparison, Flavor::kDate, {}};
  order.operands.push_back({SlotTerm{0}});
  order.operands.push_back({SlotTerm{1}});
  return {TermMatches{{field, fields.Intern(NowFieldName(value, up))}, {std::move(order)}, false}};
}

Expression IsWithin(FieldId field, FieldSet& fields, std::optional<RangeEnd> low, std::optional<RangeEnd> high,
                    std::optional<Misfit>& misfit) {
  std::vector<Expression> ends;
  if (low) {
    const Comparison comparison = low->is_included ? Comparison::kGreaterOrEqual : Comparison::kGreater;
    ends.push_back(IsInOrder(field, fields, comparison, low->text, misfit));
  }
  if (high && !misfit) {
    const Comparison comparison = high->is_included ? Comparison::kLessOrEqual : Comparison::kLess;
    ends.push_back(IsInOrder(field, fields, comparison, high->text, misfit));
  }
  if (misfit) return Always(Truth::kFalse);
  if (ends.empty()) return {FieldExists{field}};
  if (ends.size() == 1) return std::move(ends.front());
  const auto is_test = [](const Expression& end) { return std::holds_alternative<FieldMatches>(end.node); };
  if (!std::ranges::all_of(ends, is_test)) return All(std::move(ends));  // from now on: no date has several values
  // A junction of the two could be satisfied by two values.
  LogicTerm both{LogicTerm::Kind::kAnd, {}};
  for (Expression& end : ends) {
    TestTerm test{std::move(std::get<FieldMatches>(end.node).test), {}};
    test.operand.push_back({SlotTerm{0}});
    both.operands.push_back({std::move(test)});
  }
  return {TermMatches{{field}, {std::move(both)}, false}};
}

Expression Exists(std::string_view name, FieldSet& fields) {
  std::vector<Expression> any;
  if (FindCatalogueField(name) == nullptr) {
    for (const CatalogueField& row : Catalogue()) {
      if (row.name.size() > name.size() && row.name.starts_with(name) && row.name[name.size()] == '.') {
        any.push_back({FieldExists{fields.Intern(row.name)}});
      }
    }
  }
  if (any.empty()) return {FieldExists{fields.Intern(name)}};
  return Any(std::move(any));
}

std::vector<std::string> FieldsLike(const Pattern& name, const FieldSet& fields) {
  const Wildcard wildcard = Wildcard::FromLucene(name.pattern, /*ignore_case=*/false);
  std::vector<std::string> names;
  for (const CatalogueField& row : Catalogue()) {
    if (IsIndexed(row) && wildcard.Matches(row.name)) names.emplace_back(row.name);
  }
  for (const FieldId field : fields.mapped()) {
    if (FindCatalogueField(fields.Name(field)) == nullptr && wildcard.Matches(fields.Name(field))) {
      names.push_back(fields.Name(field));
    }
  }
  return names;
}

}  // namespace crosstrail
