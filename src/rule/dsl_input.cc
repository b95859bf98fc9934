#include "rule/dsl_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "event/catalogue.h"
#include "event/java_number.h"
#include "rule/json_document.h"

namespace crosstrail::dsl {
namespace {

using Kind = TomlValue::Kind;

// What a decimal number is in Java; nullopt: JSON has no such number.
std::optional<std::string> Decimal(std::string_view text) {
  if (text.find_first_not_of("+-.eE0123456789") != std::string_view::npos) return std::nullopt;
  const bool whole = text.find_first_of(".eE") == std::string_view::npos;
  return whole ? std::string(JavaInteger(text)) : JavaFloat(text);
}

bool IsKnown(std::span<const KeySpec> options, std::string_view key) {
  return std::ranges::any_of(options, [&](const KeySpec& one) { return one.name == key; });
}

// The dots of a field's name make tables of it where it is not in quotes: that name, or nothing.
std::string DottedName(const TomlMember& field, std::span<const KeySpec> options) {
  std::string name = field.key;
  const TomlValue* value = &field.value;
  while (value->kind == Kind::kTable && value->members.size() == 1 && !IsKnown(options, value->members[0].key)) {
    name += "." + value->members[0].key;
    value = &value->members[0].value;
  }
  return FindCatalogueField(name) != nullptr && name != field.key ? name : "";
}

}  // namespace

Expression Fail(const TomlValue& at, Scope& scope, std::string message, std::string hint) {
  scope.problems.Error(at.begin, at.end, std::move(message), std::move(hint));
  return Always(Truth::kFalse);
}

Expression Fail(const TomlValue& at, Scope& scope, Misfit misfit) {
  return Fail(at, scope, std::move(misfit.message), std::move(misfit.hint));
}

bool HoldsTable(const TomlMember& query, Scope& scope) {
  if (query.value.kind == Kind::kTable) return true;
  Fail(query.value, scope,
       fmt::format("`{}` must be a table, not {}", Printable(query.key), TomlKindName(query.value.kind)),
       "see docs/elastic-rules.md for the queries of filters");
  return false;
}

std::optional<std::string> TextOf(const TomlValue& value, Scope& scope) {
  switch (value.kind) {
    case Kind::kString:
      return value.string;
    case Kind::kInteger:
      return std::to_string(value.integer);
    case Kind::kBoolean:
      return value.boolean ? "true" : "false";
    case Kind::kTime: {
      std::string time = value.string;
      std::ranges::replace(time, ' ', 'T');
      return time;
    }
    case Kind::kFloat: {
      std::optional<std::string> decimal = Decimal(value.string);
      if (!decimal) Fail(value, scope, "Elasticsearch has no such number", "write one with digits");
      return decimal;
    }
    default:
      Fail(value, scope, fmt::format("a text, a number or a boolean is needed here, not {}", TomlKindName(value.kind)),
           "several values are asked for with a terms query");
      return std::nullopt;
  }
}

void FailWithin(const TomlValue& value, Mistakes mistakes, Scope& scope) {
  constexpr std::size_t kMost = 20;
  const std::string_view text = scope.problems.source().text;
  const TomlString written = scope.is_json ? DecodeJsonString(text, value.begin) : DecodeTomlString(text, value.begin);
  const std::size_t last = written.offsets.size() - 1;
  std::ranges::stable_sort(mistakes, {}, &Mistake::offset);
  if (mistakes.size() > kMost) mistakes.resize(kMost);
  for (Mistake& mistake : mistakes) {
    const std::size_t begin = written.offsets[std::min(mistake.offset, last)];
    const std::size_t end = written.offsets[std::min(mistake.offset + std::max<std::size_t>(mistake.length, 1), last)];
    scope.problems.Error(begin, end, std::move(mistake.message), std::move(mistake.hint));
  }
}

FieldQuery::FieldQuery(const TomlMember& query, std::span<const KeySpec> options, Scope& scope)
    : scope_(scope), what_(fmt::format("this {} query", query.key)) {
  if (!HoldsTable(query, scope)) return;
  for (const TomlMember& member : query.value.members) {
    if (member.key == kBoost.name || member.key == kName.name) continue;
    if (member_ == nullptr) {
      member_ = &member;
      continue;
    }
    scope.problems.Error(member.begin, member.end,
                         fmt::format("{} is about the field `{}` already", what_, Printable(member_->key)),
                         "a query asks one field; put several into a bool query");
    member_ = nullptr;
    return;
  }
  if (member_ == nullptr) {
    scope.problems.Error(query.begin, query.end, fmt::format("{} names no field", what_),
                         fmt::format(R"(for example: {} = {{ "user.name" = "dana" }})", query.key));
    return;
  }
  field_ = scope.fields.Intern(member_->key);
  const TomlValue& value = member_->value;
  if (value.kind != Kind::kTable) return;
  if (const std::string name = DottedName(*member_, options); !name.empty()) {
    scope.problems.Error(member_->begin, member_->end,
                         fmt::format("{} cannot have tables below `{}`", what_, Printable(member_->key)),
                         fmt::format(R"(write the name of the field in quotes: "{}")", Printable(name)));
    member_ = nullptr;
    return;
  }
  if (!options.empty()) options_.emplace(value, what_, options, scope.problems, TableReader::Unknown::kRejected);
}

const TomlValue* FieldQuery::Value(std::initializer_list<std::string_view> names) const {
  if (!options_) return &member_->value;
  for (const std::string_view name : names) {
    if (const TomlMember* const member = member_->value.Find(name)) return &member->value;
  }
  scope_.problems.Error(member_->begin, member_->end, fmt::format("{} has no `{}`", what_, *names.begin()),
                        "say what the field has to be");
  return nullptr;
}

std::optional<std::string> FieldQuery::Text(std::initializer_list<std::string_view> names) const {
  const TomlValue* const value = Value(names);
  return value == nullptr ? std::nullopt : TextOf(*value, scope_);
}

const TomlValue* FieldQuery::Option(std::string_view name) const { return options_ ? options_->Find(name) : nullptr; }

bool FieldQuery::Flag(std::string_view name) const {
  const TomlValue* const value = Option(name);
  return value != nullptr && value->boolean;
}

void FieldQuery::Reject(std::string_view option, std::string message, std::string hint) const {
  options_->Reject(option, std::move(message), std::move(hint));
}

bool FieldQuery::HoldsText() const {
  if (IsTextType(type())) return true;
  scope_.problems.Error(
      member_->begin, member_->end,
      fmt::format("`{}` has the type {}, which has no patterns", Printable(member_->key), FieldTypeName(type())),
      type() == FieldType::kIp ? "ask for a block of addresses with term: \"192.0.2.0/24\"" : "ask with term or range");
  return false;
}

}  // namespace crosstrail::dsl
