#include "event/field_reader.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "event/coerce.h"
#include "event/drop_rule.h"
#include "event/find_nodes.h"
#include "event/java_map.h"
#include "event/resources.h"

namespace crosstrail {
namespace {

// The integration makes the flattened copy only of areas whose text is shorter (the longest term Lucene takes).
constexpr std::size_t kFlattenedLimit = 32766;

// Up to this many values are compared with each other, more are sorted.
constexpr std::size_t kFewValues = 16;

}  // namespace

bool FieldReader::IsThere(const JsonNode& value) const {
  return record_.drops_empties ? !IsDropped(value) : value.kind != JsonKind::kNull;
}

const std::vector<const JsonNode*>& FieldReader::Find(RecordPath path) const {
  record_.scratch->clear();
  record_.members.Find(path, *record_.scratch);
  return *record_.scratch;
}

bool FieldReader::Has(RecordPath path) const {
  const JsonNode* const one = record_.members.FindOne(path);
  if (one == nullptr || one->kind != JsonKind::kArray) return one != nullptr && IsThere(*one);
  return std::ranges::any_of(Find(path), [this](const JsonNode* value) { return IsThere(*value); });
}

std::string_view FieldReader::Text(RecordPath path) const {
  const JsonNode* const one = record_.members.FindOne(path);
  if (one == nullptr) return {};
  if (one->kind == JsonKind::kString) return IsThere(*one) ? one->text : std::string_view();
  for (const JsonNode* value : Find(path)) {
    if (IsThere(*value) && !value->IsContainer()) return KeywordOf(*value, *record_.texts);
  }
  return {};
}

void FieldReader::EmitScalar(const JsonNode& value) {
  if (IsThere(value)) Coerce(value, type_, *record_.texts, values_);
}

void FieldReader::EmitAllBelow(const JsonNode& value) {
  if (!value.IsContainer()) return EmitScalar(value);
  for (const JsonNode& child : JsonChildren(value)) EmitAllBelow(child);
}

void FieldReader::EmitAt(RecordPath path) {
  const JsonNode* const one = record_.members.FindOne(path);
  if (one == nullptr) return;
  if (!one->IsContainer()) return EmitScalar(*one);
  Find(path);
  EmitFound();
}

void FieldReader::EmitFrom(const JsonNode& document, std::string_view name) {
  record_.scratch->clear();
  FindNodes(document, name, *record_.scratch);
  EmitFound();
}

void FieldReader::EmitFound() {
  for (const JsonNode* value : *record_.scratch) {
    // A flattened field holds whatever is below it; any other has no value where the document has an object.
    if (type_ == FieldType::kFlattened && sub_path_.empty()) {
      EmitAllBelow(*value);
    } else {
      EmitScalar(*value);
    }
  }
}

void FieldReader::EmitLeaves(RecordPath area) {
  if (IsLeftOut(area)) return;
  if (sub_path_.empty()) return EmitAt(area);
  const std::vector<const JsonNode*> roots = Find(area);
  record_.scratch->clear();
  for (const JsonNode* root : roots) FindNodes(*root, sub_path_, *record_.scratch);
  for (const JsonNode* value : *record_.scratch) EmitScalar(*value);
}

// Whether the limits are on and `area` is over them.
bool FieldReader::IsLeftOut(RecordPath area) {
  // Java's text of a number takes at most four times the room of JSON's, so most areas need no measuring.
  if (!record_.drops_empties || record_.record->json.size() * 4 < kFlattenedLimit) return false;
  std::string& text = NewText();
  for (const JsonNode* value : Find(area)) AppendJavaMap(*value, text);
  if (Utf16Length(text) < kFlattenedLimit) return false;
  record_.over_limits = true;
  return record_.elastic_limits;
}

const Entities& FieldReader::AllEntities() {
  if (!record_.entities) record_.entities = FindEntities(record_.members, *record_.texts);
  return *record_.entities;
}

void FieldReader::EmitOfResources(std::string_view member) {
  for (const JsonNode* resource : UniqueResources(record_.members)) {
    record_.scratch->clear();
    FindNodes(*resource, member, *record_.scratch);
    for (const JsonNode* value : *record_.scratch) EmitScalar(*value);
  }
  KeepDistinct();
}

void FieldReader::EmitMapText(RecordPath area) {
  const JsonNode* const value = record_.members.Top(area);
  if (value == nullptr) return;
  std::string& text = NewText();
  AppendJavaMap(*value, text);
  Emit(text);
}

void FieldReader::Emit(std::string_view text) {
  if (!text.empty()) values_.emplace_back(text);
}

void FieldReader::KeepDistinct() {
  if (values_.size() <= kFewValues) {
    auto kept = values_.begin();
    for (auto next = values_.begin(); next != values_.end(); ++next) {
      if (std::find(values_.begin(), kept, *next) == kept) *kept++ = *next;
    }
    values_.erase(kept, values_.end());
    return;
  }
  std::vector<std::uint32_t> order(values_.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
  const auto less = [this](std::uint32_t a, std::uint32_t b) {
    return values_[a] != values_[b] ? values_[a] < values_[b] : a < b;
  };
  std::ranges::sort(order, less);
  const auto repeats = std::ranges::unique(order, [this](auto a, auto b) { return values_[a] == values_[b]; });
  order.erase(repeats.begin(), repeats.end());
  std::ranges::sort(order);
  for (std::size_t i = 0; i < order.size(); ++i) values_[i] = values_[order[i]];
  values_.erase(values_.begin() + static_cast<std::ptrdiff_t>(order.size()), values_.end());
}

}  // namespace crosstrail
