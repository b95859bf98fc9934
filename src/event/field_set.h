// The fields a rule set reads, numbered densely, and the interface through which a query reads them from an event.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "event/catalogue.h"
#include "event/value.h"

namespace crosstrail {

using FieldId = std::uint32_t;

/// Grows while rules are compiled; immutable, and so safe to share between threads, afterwards.
class FieldSet {
 public:
  /// The id of `name`, which is given the next number when it is new. Names are ECS names, case-sensitive.
  FieldId Intern(std::string_view name);
  std::optional<FieldId> Find(std::string_view name) const;

  const std::string& Name(FieldId field) const { return fields_[field].name; }
  /// The catalogue row of the field; nullptr for a field that CloudTrail never fills (it is always missing on a raw
  /// record and read by name from an Elastic document).
  const CatalogueField* Definition(FieldId field) const { return fields_[field].definition; }
  /// The mapping type that comparisons follow; keyword for fields outside the catalogue unless SetType said otherwise.
  FieldType Type(FieldId field) const { return fields_[field].type; }
  /// For tests and for inputs with a mapping of their own.
  void SetType(FieldId field, FieldType type) { fields_[field].type = type; }

  /// Names `name` as a field of a mapping of its own, beside the catalogue: a name with wildcards stands for it, too.
  FieldId Map(std::string_view name, FieldType type);
  std::span<const FieldId> mapped() const { return mapped_; }

  /// Lets conditions be about now, which is then a field, too (query/now_field.h).
  void AllowNow() { allows_now_ = true; }
  bool allows_now() const { return allows_now_; }
  std::size_t size() const { return fields_.size(); }

 private:
  struct Entry {
    std::string name;
    const CatalogueField* definition = nullptr;
    FieldType type = FieldType::kKeyword;
  };
  std::vector<Entry> fields_;
  std::unordered_map<std::string, FieldId> by_name_;
  std::vector<FieldId> mapped_;
  bool allows_now_ = false;
};

/// What a query evaluates against. Implemented by Event and by the fakes of tests.
class FieldSource {
 public:
  virtual ~FieldSource() = default;
  /// The values of `field`, valid until the source is moved to another event. Cost: the first call for a field resolves
  /// it; later calls are a table look-up.
  virtual Values Get(FieldId field) = 0;
};

}  // namespace crosstrail
