#include "event/catalogue.h"

#include <algorithm>
#include <array>

namespace crosstrail {
namespace {

constexpr std::string_view kFlattenedPrefix = "aws.cloudtrail.flattened.";

const CatalogueField* FindRow(std::string_view name) {
  const std::span<const CatalogueField> rows = Catalogue();
  const auto row = std::ranges::lower_bound(rows, name, {}, &CatalogueField::name);
  return row != rows.end() && row->name == name ? &*row : nullptr;
}

}  // namespace

const CatalogueField* FindCatalogueField(std::string_view name) {
  if (const CatalogueField* row = FindRow(name)) return row;
  if (!name.starts_with(kFlattenedPrefix)) return nullptr;
  // The longest name that is an area: "flattened.digest.log_files" is one, "flattened.digest" is none.
  for (std::size_t dot = name.rfind('.'); dot > kFlattenedPrefix.size(); dot = name.rfind('.', dot - 1)) {
    const CatalogueField* row = FindRow(name.substr(0, dot));
    if (row != nullptr && row->type == FieldType::kFlattened) return row;
  }
  return nullptr;
}

std::string_view FieldTypeName(FieldType type) {
  static constexpr std::array<std::string_view, 9> kNames{"keyword", "text", "long",      "double", "boolean",
                                                          "date",    "ip",   "flattened", "version"};
  return kNames[static_cast<std::size_t>(type)];
}

FieldNeed NeedOf(std::string_view field) {
  if (field.starts_with("source.geo.")) return FieldNeed::kPlaces;
  if (field.starts_with("source.as.")) return FieldNeed::kSystems;
  if (field.starts_with("user_agent.") && field != "user_agent.original") return FieldNeed::kUserAgents;
  return FieldNeed::kNothing;
}

bool IsMet(FieldNeed need, const Enrichment& enrichment) {
  switch (need) {
    case FieldNeed::kPlaces:
      return enrichment.places != nullptr;
    case FieldNeed::kSystems:
      return enrichment.systems != nullptr;
    case FieldNeed::kUserAgents:
      return enrichment.user_agents != nullptr;
    case FieldNeed::kNothing:
      break;
  }
  return true;
}

}  // namespace crosstrail
