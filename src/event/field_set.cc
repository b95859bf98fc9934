#include "event/field_set.h"

namespace crosstrail {

FieldId FieldSet::Intern(std::string_view name) {
  const auto next = static_cast<FieldId>(fields_.size());
  const auto [entry, is_new] = by_name_.try_emplace(std::string(name), next);
  if (is_new) {
    const CatalogueField* definition = FindCatalogueField(name);
    const FieldType type = definition != nullptr ? definition->type : FieldType::kKeyword;
    fields_.push_back({std::string(name), definition, type});
  }
  return entry->second;
}

FieldId FieldSet::Map(std::string_view name, FieldType type) {
  const FieldId field = Intern(name);
  SetType(field, type);
  mapped_.push_back(field);
  return field;
}

std::optional<FieldId> FieldSet::Find(std::string_view name) const {
  const auto entry = by_name_.find(std::string(name));
  if (entry == by_name_.end()) return std::nullopt;
  return entry->second;
}

}  // namespace crosstrail
