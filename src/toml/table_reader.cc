#include "toml/table_reader.h"

#include <fmt/format.h>

#include <algorithm>

namespace crosstrail {
namespace {

using Form = KeySpec::Form;
using Kind = TomlValue::Kind;

std::string_view FormName(Form form) {
  switch (form) {
    case Form::kString:
      return "a string";
    case Form::kInteger:
      return "a whole number";
    case Form::kBoolean:
      return "true or false";
    case Form::kStrings:
      return "a list of strings";
    case Form::kTable:
      return "a table";
    case Form::kTables:
      return "a list of tables";
    case Form::kAny:
      return "a value";
  }
  return "a value";
}

// The part of `value` that does not have `form`: the value itself or the first such item of a list; nullptr if none.
const TomlValue* FindMisfit(const TomlValue& value, Form form) {
  const auto unless = [&](Kind kind) { return value.kind == kind ? nullptr : &value; };
  const auto first_item_unless = [&](Kind kind) -> const TomlValue* {
    if (value.kind != Kind::kArray) return &value;
    const auto item = std::find_if(value.items.begin(), value.items.end(),
                                   [&](const TomlValue& candidate) { return candidate.kind != kind; });
    return item == value.items.end() ? nullptr : &*item;
  };
  switch (form) {
    case Form::kString:
      return unless(Kind::kString);
    case Form::kInteger:
      return unless(Kind::kInteger);
    case Form::kBoolean:
      return unless(Kind::kBoolean);
    case Form::kStrings:
      return first_item_unless(Kind::kString);
    case Form::kTable:
      return unless(Kind::kTable);
    case Form::kTables:
      return first_item_unless(Kind::kTable);
    case Form::kAny:
      return nullptr;
  }
  return nullptr;
}

}  // namespace

TableReader::TableReader(const TomlValue& table, std::string_view what, std::span<const KeySpec> keys,
                         Problems& problems, Unknown unknown)
    : table_(table), what_(what), keys_(keys), problems_(problems) {
  ReportMissing();
  if (unknown == Unknown::kRejected) {
    ReportUnknown();
  } else {
    ReportMisspelt();
  }
}

const TomlValue* TableReader::Find(std::string_view key) const {
  const TomlMember* member = table_.Find(key);
  if (member == nullptr) return nullptr;
  const KeySpec& spec = Spec(key);
  const TomlValue* misfit = FindMisfit(member->value, spec.form);
  if (misfit == nullptr) return &member->value;
  ReportForm(spec, *member, *misfit);
  return nullptr;
}

bool TableReader::Has(std::string_view key) const {
  const TomlMember* member = table_.Find(key);
  return member != nullptr && FindMisfit(member->value, Spec(key).form) == nullptr;
}

void TableReader::Read(std::string_view key, std::string& out) const {
  if (const TomlValue* value = Find(key)) out = value->string;
}

void TableReader::Read(std::string_view key, bool& out) const {
  if (const TomlValue* value = Find(key)) out = value->boolean;
}

void TableReader::Read(std::string_view key, std::vector<std::string>& out) const {
  const TomlValue* value = Find(key);
  if (value == nullptr) return;
  out.clear();
  for (const TomlValue& item : value->items) out.push_back(item.string);
}

void TableReader::Read(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t& out) const {
  const TomlValue* value = Find(key);
  if (value == nullptr) return;
  if (value->integer >= least && value->integer <= most) {
    out = value->integer;
    return;
  }
  Reject(key, fmt::format("`{}` is {}, which is out of range", key, value->integer),
         fmt::format("it may be {} to {}, for example: {}", least, most, Spec(key).example));
}

void TableReader::Reject(std::string_view key, std::string message, std::string hint) const {
  const TomlMember* member = table_.Find(key);
  const std::size_t begin = member != nullptr ? member->value.begin : table_.begin;
  const std::size_t end = member != nullptr ? member->value.end : table_.end;
  problems_.Error(begin, end, std::move(message), std::move(hint));
}

const KeySpec& TableReader::Spec(std::string_view key) const {
  static constexpr KeySpec kUnlisted{"", Form::kAny, KeySpec::Need::kOptional, ""};
  const auto found = std::find_if(keys_.begin(), keys_.end(), [&](const KeySpec& spec) { return spec.name == key; });
  return found == keys_.end() ? kUnlisted : *found;
}

void TableReader::ReportMissing() const {
  for (const KeySpec& spec : keys_) {
    if (spec.need != KeySpec::Need::kMandatory || table_.Find(spec.name) != nullptr) continue;
    problems_.Error(table_.begin, table_.end, fmt::format("{} has no `{}`", what_, spec.name),
                    fmt::format("add it, for example: {}", spec.example));
  }
}

void TableReader::ReportMisspelt() const {
  constexpr std::size_t kMostUnknown = 100;  // looking for near names costs time; no honest table comes close
  std::vector<std::string_view> absent;
  for (const KeySpec& spec : keys_) {
    if (table_.Find(spec.name) == nullptr) absent.push_back(spec.name);
  }
  std::size_t unknown = 0;
  for (const TomlMember& member : table_.members) {
    if (!Spec(member.key).name.empty() || ++unknown > kMostUnknown) continue;
    const std::string_view near = NearestName(member.key, absent);
    if (near.empty()) continue;
    problems_.Warn(member.begin, member.end, fmt::format("unknown key `{}` is ignored", member.key),
                   fmt::format("did you mean `{}`?", near));
  }
}

void TableReader::ReportUnknown() const {
  std::vector<std::string_view> names;
  for (const KeySpec& spec : keys_) names.push_back(spec.name);
  for (const TomlMember& member : table_.members) {
    if (!Spec(member.key).name.empty()) continue;
    const std::string_view near = problems_.full() ? std::string_view() : NearestName(member.key, names);
    problems_.Error(member.begin, member.end, fmt::format("unknown key `{}` in {}", member.key, what_),
                    near.empty() ? fmt::format("it may have {}", fmt::join(names, ", "))
                                 : fmt::format("did you mean `{}`? For example: {}", near, Spec(near).example));
  }
}

void TableReader::ReportForm(const KeySpec& spec, const TomlMember& member, const TomlValue& culprit) const {
  const bool whole = &culprit == &member.value;
  std::string message =
      whole ? fmt::format("`{}` must be {}, not {}", spec.name, FormName(spec.form), TomlKindName(culprit.kind))
            : fmt::format("`{}` must be {}, but item {} is {}", spec.name, FormName(spec.form),
                          &culprit - member.value.items.data() + 1, TomlKindName(culprit.kind));
  problems_.Error(culprit.begin, culprit.end, std::move(message), fmt::format("for example: {}", spec.example));
}

}  // namespace crosstrail
