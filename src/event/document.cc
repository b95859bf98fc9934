#include "event/document.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <utility>

#include "event/catalogue.h"
#include "event/drop_rule.h"
#include "event/find_nodes.h"
#include "event/json_value.h"
#include "event/resources.h"
#include "json/write.h"

namespace crosstrail {
namespace {

constexpr std::string_view kResources = "aws.cloudtrail.resources";

// A value of the record as it was written, without what the drop rule removes.
void AppendNode(const JsonNode& node, std::string& out) {
  if (node.kind == JsonKind::kString) return AppendJsonString(node.text, out);
  if (!node.IsContainer()) {
    out += node.text;
    return;
  }
  const bool object = node.kind == JsonKind::kObject;
  out += object ? '{' : '[';
  const char* separator = "";
  for (const JsonNode& child : JsonChildren(node)) {
    if (IsDropped(child)) continue;
    out += separator;
    separator = ",";
    if (object) {
      AppendJsonString(child.key, out);
      out += ':';
    }
    AppendNode(child, out);
  }
  out += object ? '}' : ']';
}

void AppendResource(const JsonNode& resource, std::string& out) {
  out += '{';
  const char* separator = "";
  for (const JsonNode& member : JsonChildren(resource)) {
    if (IsDropped(member)) continue;
    out += separator;
    separator = ",";
    AppendJsonString(member.key == "ARN" ? "arn" : member.key == "accountId" ? "account_id" : member.key, out);
    out += ':';
    AppendNode(member, out);
  }
  out += '}';
}

}  // namespace

struct DocumentWriter::Row {
  const CatalogueField* field;
  FieldId id;
  // Of the objects around the value, then its own. Objects have the same number exactly if they are the same.
  struct Key {
    std::string_view text;
    std::size_t object;
  };
  std::vector<Key> keys;
};

DocumentWriter::DocumentWriter(const DocumentOptions& options) : dotted_(options.dotted) {
  std::map<std::string_view, std::size_t> objects;
  const auto add = [&](std::string_view name, const CatalogueField* field) {
    Row row{field, field != nullptr ? fields_.Intern(name) : FieldId{0}, {}};
    std::size_t begin = 0;
    for (std::size_t dot = 0; !dotted_ && (dot = name.find('.', begin)) != std::string_view::npos; begin = dot + 1) {
      const std::size_t number = objects.emplace(name.substr(0, dot), objects.size()).first->second;
      row.keys.push_back({name.substr(begin, dot - begin), number});
    }
    row.keys.push_back({name.substr(begin), 0});
    rows_.push_back(std::move(row));
  };
  bool resources = false;
  for (const CatalogueField& field : Catalogue()) {
    if (field.name == "event.original" && !options.original) continue;
    if (!field.name.starts_with(kResources)) {
      add(field.name, &field);
    } else if (!resources) {  // one list of objects for resources.arn, .account_id and .type
      resources = true;
      add(kResources, nullptr);
    }
  }
  event_ = std::make_unique<Event>(fields_, options.event);
}

DocumentWriter::~DocumentWriter() = default;

Status DocumentWriter::Append(const Record& record, std::string& out) {
  if (Status opened = event_->Open(record); !opened) return opened;
  if (record.form == RecordForm::kElastic) {
    AppendCompactJson(record.json, out);
    return {};
  }
  out += '{';
  open_.clear();
  first_ = true;
  for (const Row& row : rows_) AppendRow(row, out);
  CloseTo(0, out);
  out += '}';
  return {};
}

void DocumentWriter::AppendRow(const Row& row, std::string& out) {
  if (row.field == nullptr) {
    const std::vector<const JsonNode*> resources = UniqueResources(event_->members());
    if (resources.empty()) return;
    OpenKey(row, out);
    const char* separator = "[";
    for (const JsonNode* resource : resources) {
      out += separator;
      separator = ",";
      AppendResource(*resource, out);
    }
    out += ']';
    return;
  }
  const Values values = event_->Get(row.id);
  if (values.empty()) return;
  OpenKey(row, out);
  if (row.field->type == FieldType::kFlattened) return AppendArea(row.field->path, out);
  AppendJsonValues(values, row.field->multi_valued, out);
}

// Of several members of one name (dotted keys can make them) the area is a list.
void DocumentWriter::AppendArea(RecordPath path, std::string& out) {
  areas_.clear();
  FindNodes(*event_->root(), path.text(), areas_);
  std::erase_if(areas_, [](const JsonNode* area) { return IsDropped(*area); });
  if (areas_.size() != 1) out += '[';
  const char* separator = "";
  for (const JsonNode* area : areas_) {
    out += separator;
    separator = ",";
    AppendNode(*area, out);
  }
  if (areas_.size() != 1) out += ']';
}

// Writes the key of `row`, after closing the objects it is not in and opening those it is in. Rows are sorted by name,
// so an object that was closed does not come again.
void DocumentWriter::OpenKey(const Row& row, std::string& out) {
  const std::size_t depth = row.keys.size() - 1;
  std::size_t shared = 0;
  while (shared < std::min(depth, open_.size()) && open_[shared] == row.keys[shared].object) {
    ++shared;
  }
  CloseTo(shared, out);
  for (std::size_t i = shared; i <= depth; ++i) {
    if (!first_) out += ',';
    out += '"';
    out += row.keys[i].text;  // catalogue names need no escaping
    out += "\":";
    first_ = i < depth;
    if (i == depth) break;
    out += '{';
    open_.push_back(row.keys[i].object);
  }
}

void DocumentWriter::CloseTo(std::size_t depth, std::string& out) {
  for (; open_.size() > depth; open_.pop_back()) {
    out += '}';
    first_ = false;
  }
}

}  // namespace crosstrail
