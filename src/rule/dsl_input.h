// Reads the parts of a query in Elasticsearch's DSL.
#pragma once

#include <array>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "query/mistake.h"
#include "query/term_query.h"
#include "rule/dsl.h"
#include "toml/table_reader.h"

namespace crosstrail::dsl {

/// Any query may have them: they are about scores and names in answers.
inline constexpr KeySpec kBoost{"boost", KeySpec::Form::kAny, KeySpec::Need::kOptional, "boost = 1.0"};
inline constexpr KeySpec kName{"_name", KeySpec::Form::kAny, KeySpec::Need::kOptional, R"(_name = "a")"};

/// The time zones of queries that dates are understood in.
inline constexpr auto kUtc = std::to_array<std::string_view>({"UTC", "Z", "+00:00"});

/// A key whose form the query looks at itself, or that does not matter here.
constexpr KeySpec AnyForm(std::string_view name, std::string_view example) {
  return {name, KeySpec::Form::kAny, KeySpec::Need::kOptional, example};
}

/// An error at `at`; a condition that never holds.
Expression Fail(const TomlValue& at, Scope& scope, std::string message, std::string hint);
/// The same of what makes no sense for the field.
Expression Fail(const TomlValue& at, Scope& scope, Misfit misfit);

/// Whether the member holds a table; an error where not.
bool HoldsTable(const TomlMember& query, Scope& scope);

/// A string, a number, a boolean or a time as the text that Elasticsearch makes of it; an error for others.
std::optional<std::string> TextOf(const TomlValue& value, Scope& scope);

/// The mistakes in what the string `value` stands for as errors, at most 20. At least one.
void FailWithin(const TomlValue& value, Mistakes mistakes, Scope& scope);

/// A query about one field: {field: value}, or {field: {value and options}}.
class FieldQuery {
 public:
  /// `options`: what may stand beside the value, its own key included; none: the value may be a table itself.
  FieldQuery(const TomlMember& query, std::span<const KeySpec> options, Scope& scope);

  /// Whether a field was read; if not, there were errors.
  bool good() const { return member_ != nullptr; }
  FieldId field() const { return field_; }
  FieldType type() const { return scope_.fields.Type(field_); }
  /// Where the field's value or options stand.
  const TomlValue& place() const { return member_->value; }
  bool has_options() const { return options_.has_value(); }

  /// What is asked of the field: the value alone, or the option with the first of these names; an error where there is
  /// none.
  const TomlValue* Value(std::initializer_list<std::string_view> names) const;
  /// The same as a text.
  std::optional<std::string> Text(std::initializer_list<std::string_view> names) const;

  /// An option; nullptr where it is absent or has the wrong form.
  const TomlValue* Option(std::string_view name) const;
  bool Flag(std::string_view name) const;
  void Reject(std::string_view option, std::string message, std::string hint) const;

  /// Whether the field holds texts, as patterns need it; an error where not.
  bool HoldsText() const;

 private:
  Scope& scope_;
  const std::string what_;
  const TomlMember* member_ = nullptr;
  FieldId field_ = 0;
  std::optional<TableReader> options_;
};

}  // namespace crosstrail::dsl
