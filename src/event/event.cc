#include "event/event.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"
#include "event/field_reader.h"
#include "json/tree.h"

namespace crosstrail {
namespace {

// ignore_above of the mappings that come with the integration, in UTF-16 units: longer keywords are not indexed.
constexpr std::size_t kIgnoreAbove = 1024;
constexpr std::size_t kIgnoreAboveOfAreas = 8191;

// Fields that are not in the record, but added to it.
constexpr std::string_view kAddedFields = "crosstrail.exposure.";

std::size_t IgnoreAbove(std::string_view field) {
  const bool area = field == "aws.cloudtrail.request_parameters" || field == "aws.cloudtrail.response_elements";
  return area ? kIgnoreAboveOfAreas : kIgnoreAbove;
}

bool IsLong(const Value& value, std::size_t bytes) {
  const auto* text = std::get_if<std::string_view>(&value);
  return text != nullptr && text->size() > bytes;
}

bool IsIgnored(const Value& value, std::size_t limit) {
  return IsLong(value, limit) && Utf16Length(std::get<std::string_view>(value)) > limit;
}

}  // namespace

class Event::Impl {
 public:
  Impl(const FieldSet& fields, EventOptions options)
      : fields_(fields), limits_(options.elastic_limits), enrichment_(std::move(options.enrichment)) {
    open_.record = &record_;
    open_.texts = &texts_;
    open_.scratch = &scratch_;
    open_.enrichment = &enrichment_;
  }

  Status Open(const Record& record) {
    record_ = record;
    ++epoch_;
    texts_.Reset();
    open_.root = nullptr;
    open_.drops_empties = record.form == RecordForm::kCloudTrail;
    open_.elastic_limits = limits_;
    open_.entities.reset();
    open_.over_limits = false;
    added_is_read_ = false;
    if (Status status = tree_.Parse(record.json); !status) return status;
    if (tree_.root()->kind != JsonKind::kObject) {
      return Fail(ErrorCode::kMalformed, "a record must be a JSON object; this is another JSON value");
    }
    open_.root = tree_.root();
    if (open_.drops_empties) open_.members.Index(*open_.root);
    return {};
  }

  Values Get(FieldId field) {
    if (field >= slots_.size()) slots_.resize(fields_.size());  // values stay where they are
    Slot& slot = slots_[field];
    if (slot.epoch != epoch_) {
      slot.epoch = epoch_;
      slot.values.clear();
      if (open_.root != nullptr) Resolve(field, slot.values);
    }
    return slot.values;
  }

  void Add(std::string_view added) {
    record_.added = added;
    added_is_read_ = false;
    ++epoch_;
  }

  void ApplyElasticLimits(bool apply) {
    open_.elastic_limits = apply;
    ++epoch_;
  }

  bool over_limits() const { return open_.over_limits; }
  const JsonNode* root() const { return open_.root; }
  const RecordMembers& members() const { return open_.members; }
  const Record& record() const { return record_; }

 private:
  // The values of one field, good while `epoch` is the event's: nothing has to be cleared from record to record.
  struct Slot {
    std::uint64_t epoch = 0;
    std::vector<Value> values;
  };

  void Resolve(FieldId field, std::vector<Value>& values) {
    const CatalogueField* definition = fields_.Definition(field);
    const std::string_view name = fields_.Name(field);
    const FieldType type = fields_.Type(field);
    std::string_view sub_path;
    if (definition != nullptr && name.size() > definition->name.size())
      sub_path = name.substr(definition->name.size() + 1);
    FieldReader reader(open_, type, sub_path, values);
    if (definition != nullptr && definition->name.starts_with(kAddedFields)) {
      const bool drops_empties = std::exchange(open_.drops_empties, false);  // the rule is about records
      if (const JsonNode* const added = Added()) reader.EmitFrom(*added, name);
      open_.drops_empties = drops_empties;
    } else if (record_.form == RecordForm::kElastic && (definition == nullptr || !definition->IsOwn())) {
      reader.EmitNamed(name);
      // Objects in a list repeat what they share.
      if (definition != nullptr && definition->multi_valued && definition->type != FieldType::kFlattened) {
        reader.KeepDistinct();
      }
    } else if (definition != nullptr && definition->rule != nullptr) {
      definition->rule(reader);
    } else if (definition != nullptr && definition->type == FieldType::kFlattened) {
      reader.EmitLeaves(definition->path);
    } else if (definition != nullptr) {
      reader.EmitAt(definition->path);
    }
    const auto is_long = [](const Value& value) { return IsLong(value, kIgnoreAbove); };
    if (type == FieldType::kKeyword && std::ranges::any_of(values, is_long)) Limit(name, values);
  }

  // What was added to the record; nullptr where nothing was.
  const JsonNode* Added() {
    if (record_.added.empty()) return nullptr;
    if (!std::exchange(added_is_read_, true) && !added_.Parse(record_.added)) return nullptr;
    return added_.root();
  }

  [[gnu::cold]] void Limit(std::string_view name, std::vector<Value>& values) {
    const std::size_t limit = IgnoreAbove(name);
    if (std::ranges::none_of(values, [limit](const Value& value) { return IsIgnored(value, limit); })) return;
    open_.over_limits = true;
    if (!open_.elastic_limits) return;
    std::erase_if(values, [limit](const Value& value) { return IsIgnored(value, limit); });
  }

  const FieldSet& fields_;
  const bool limits_;
  CachedEnrichment enrichment_;
  Record record_;
  JsonTree tree_;
  JsonTree added_;
  bool added_is_read_ = false;
  OpenRecord open_;
  TextPool texts_;
  std::vector<const JsonNode*> scratch_;
  std::vector<Slot> slots_;
  std::uint64_t epoch_ = 0;
};

Event::Event(const FieldSet& fields, EventOptions options)
    : impl_(std::make_unique<Impl>(fields, std::move(options))) {}
Event::~Event() = default;
Status Event::Open(const Record& record) { return impl_->Open(record); }
Values Event::Get(FieldId field) { return impl_->Get(field); }
void Event::ApplyElasticLimits(bool apply) { impl_->ApplyElasticLimits(apply); }
void Event::Add(std::string_view added) { impl_->Add(added); }
bool Event::over_limits() const { return impl_->over_limits(); }
const JsonNode* Event::root() const { return impl_->root(); }
const RecordMembers& Event::members() const { return impl_->members(); }
const Record& Event::record() const { return impl_->record(); }

}  // namespace crosstrail
