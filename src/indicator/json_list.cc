#include "indicator/json_list.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/source_text.h"
#include "base/text.h"
#include "indicator/json_documents.h"
#include "indicator/stix_pattern.h"

namespace crosstrail {
namespace {

// Appends every scalar at or below `node` under its dotted name. As deep as the tree, which its parser bounds.
void Flatten(const JsonNode& node, std::string& name, IndicatorDraft& draft) {
  if (node.kind == JsonKind::kNull) return;
  if (node.kind == JsonKind::kArray) {
    for (const JsonNode& item : JsonChildren(node)) Flatten(item, name, draft);
    return;
  }
  if (node.kind == JsonKind::kObject) {
    const std::size_t length = name.size();
    for (const JsonNode& member : JsonChildren(node)) {
      if (length != 0) name += '.';
      name += member.key;
      Flatten(member, name, draft);
      name.resize(length);
    }
    return;
  }
  // The text that the indicator was made of, once more.
  if (name == "event.original") return;
  const auto kind = node.kind == JsonKind::kString ? IndicatorValue::Kind::kText
                    : node.kind == JsonKind::kBool ? IndicatorValue::Kind::kBoolean
                                                   : IndicatorValue::Kind::kNumber;
  draft.Add(name, node.text, kind);
}

std::string_view TextOf(const JsonNode& object, std::string_view key) { return StringOf(FindMember(object, key)); }

bool IsTrue(const JsonNode* node) { return node != nullptr && node->kind == JsonKind::kBool && node->text == "true"; }

// STIX 2.1, appendix A, the scale "None / Low / Med / High", in ECS's words.
std::string_view ConfidenceOf(const JsonNode* node) {
  int confidence = -1;
  if (node != nullptr && node->kind == JsonKind::kInteger) {
    std::from_chars(node->text.data(), node->text.data() + node->text.size(), confidence);
  }
  if (confidence < 0 || confidence > 100) return {};
  constexpr int kLow = 1, kMedium = 30, kHigh = 70;
  return confidence >= kHigh ? "High" : confidence >= kMedium ? "Medium" : confidence >= kLow ? "Low" : "None";
}

}  // namespace

void JsonListReader::Read(const ListPiece& piece) {
  const auto failure =
      SplitDocuments(piece.text, [&](std::size_t begin, std::size_t end) { Document(piece, begin, end); });
  if (!failure) return;
  builder_.Error(piece, failure->offset, failure->offset + 1, fmt::format("this is no JSON: {}", failure->reason),
                 "what follows it on its line, or in a text that is not written line by line, is left out");
}

void JsonListReader::Document(const ListPiece& piece, std::size_t begin, std::size_t end) {
  if (end - begin > kLongestDocument) {
    return builder_.Error(piece, begin, begin + 1, "an indicator of more than 16 MiB is left out", "");
  }
  if (!tree_.ParseWithPlaces(piece.text.substr(begin, end - begin))) {
    const JsonFailure& failure = tree_.failure();
    return builder_.Error(piece, begin + failure.offset, begin + failure.offset + 1,
                          fmt::format("this is no JSON: {}", failure.reason),
                          "this indicator is left out; correct it, or fetch the list again");
  }
  const JsonNode& root = *tree_.root();
  if (root.kind != JsonKind::kObject) {
    return builder_.Error(piece, begin, end, "an indicator is an object",
                          R"(write {"threat.indicator.ip": "192.0.2.1"}, or see docs/indicators.md)");
  }
  const bool has_stix_id = TextOf(root, "id").find("--") != std::string_view::npos;
  const bool has_pattern = FindMember(root, "pattern") != nullptr;
  if (!TextOf(root, "type").empty() && (has_stix_id || has_pattern)) return Stix(root, piece, begin, end);
  Elastic(root, piece, begin, end);
}

// A document of Elastic's shape, alone or as a search gives it.
void JsonListReader::Elastic(const JsonNode& root, const ListPiece& piece, std::size_t begin, std::size_t end) {
  IndicatorDraft draft;
  draft.id = TextOf(root, "_id");
  const JsonNode* const source = FindMember(root, "_source");
  const bool is_hit = source != nullptr && source->kind == JsonKind::kObject;
  std::string name;
  Flatten(is_hit ? *source : root, name, draft);
  if (!is_hit && !draft.id.empty()) {
    std::erase_if(draft.fields, [](const IndicatorDraft::Field& field) { return field.name == "_id"; });
  }
  builder_.Add(std::move(draft), piece, begin, end);
}

void JsonListReader::Stix(const JsonNode& object, const ListPiece& piece, std::size_t begin, std::size_t end) {
  const std::string_view type = TextOf(object, "type");
  if (type == "indicator") return StixIndicator(object, piece, begin, end);
  if (type != "bundle") ++passed_over_[std::string(type)];
}

void JsonListReader::StixIndicator(const JsonNode& object, const ListPiece& piece, std::size_t begin, std::size_t end) {
  const auto place = [&](const JsonNode* node) {
    if (node == nullptr) return std::pair(begin, end);
    const JsonPlace at = tree_.PlaceOf(*node);
    return std::pair(begin + at.begin, begin + at.end);
  };
  const std::string_view id = TextOf(object, "id");
  const auto warn = [&](const JsonNode* node, std::string message, std::string hint) {
    const auto [from, to] = place(node);
    builder_.Warn(piece, from, to, fmt::format("{}: {}", Printable(id), message), std::move(hint));
  };
  if (IsTrue(FindMember(object, "revoked"))) return builder_.AddRevoked();
  const JsonNode* const kind = FindMember(object, "pattern_type");
  if (kind != nullptr && StringOf(kind) != "stix") {
    return warn(kind, fmt::format("a pattern of type {} cannot be used", Printable(StringOf(kind))),
                "only patterns of type stix can");
  }
  const JsonNode* const pattern = FindMember(object, "pattern");
  if (StringOf(pattern).empty()) return warn(pattern, "it has no pattern", "this indicator is left out");
  const auto read = ReadStixPattern(StringOf(pattern));
  if (!read) return warn(pattern, read.error(), "this indicator is left out");
  for (const std::string& path : read->left_out) {
    warn(pattern, fmt::format("nothing is looked for in {}", path), "see docs/indicators.md for what is");
  }

  IndicatorDraft common;
  common.id = id;
  const auto add = [&](std::string_view field, std::string_view text) {
    if (!text.empty()) common.Add(field, text);
  };
  add("threat.indicator.name", TextOf(object, "name"));
  add("threat.indicator.description", TextOf(object, "description"));
  add("threat.indicator.confidence", ConfidenceOf(FindMember(object, "confidence")));
  add("threat.indicator.first_seen", TextOf(object, "valid_from"));
  add("threat.indicator.modified_at", TextOf(object, "modified"));
  for (const std::string_view key : {"labels", "indicator_types"}) {
    const JsonNode* const list = FindMember(object, key);
    if (list == nullptr || list->kind != JsonKind::kArray) continue;
    for (const JsonNode& label : JsonChildren(*list)) add("tags", StringOf(&label));
  }
  if (const JsonNode* const until = FindMember(object, "valid_until")) {
    common.valid_until = ParseInstant(StringOf(until));
    if (!common.valid_until) {
      warn(until, "valid_until is no point in time", "the indicator is used without an end");
    }
  }
  for (const StixValue& value : read->values) {
    IndicatorDraft draft = common;
    draft.Add("threat.indicator.type", value.type);
    draft.Add(value.field, value.value);
    const auto [from, to] = place(pattern);
    builder_.Add(std::move(draft), piece, from, to);
  }
}

void JsonListReader::Finish() {
  if (passed_over_.empty()) return;
  std::uint64_t count = 0;
  std::string types;
  for (const auto& [type, number] : passed_over_) {
    count += number;
    types += fmt::format("{}{} × {}", types.empty() ? "" : ", ", number, Printable(type));
  }
  builder_.NoteFile(fmt::format("{} objects that are no indicators were passed over: {}", count, types));
}

}  // namespace crosstrail
