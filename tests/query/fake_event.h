// An event made of names and values, for tests of queries.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "event/field_set.h"

namespace crosstrail {

class FakeEvent : public FieldSource {
 public:
  explicit FakeEvent(const FieldSet& fields) : fields_(fields) {}

  FakeEvent& Set(std::string_view name, std::vector<Value> values) {
    std::vector<Value>& held = values_[std::string(name)];
    held.clear();
    for (Value& value : values) {
      if (auto* text = std::get_if<std::string_view>(&value)) *text = texts_.emplace_back(*text);
      held.push_back(value);
    }
    return *this;
  }
  FakeEvent& Set(std::string_view name, std::string_view text) { return Set(name, {Value(text)}); }
  FakeEvent& Set(std::string_view name, const char* text) { return Set(name, std::string_view(text)); }
  FakeEvent& Set(std::string_view name, int number) { return Set(name, {Value(std::int64_t{number})}); }
  FakeEvent& Set(std::string_view name, double number) { return Set(name, {Value(number)}); }
  FakeEvent& Set(std::string_view name, bool boolean) { return Set(name, {Value(boolean)}); }

  Values Get(FieldId field) override {
    const auto found = values_.find(fields_.Name(field));
    return found == values_.end() ? Values() : Values(found->second);
  }

 private:
  const FieldSet& fields_;
  std::map<std::string, std::vector<Value>> values_;
  std::deque<std::string> texts_;
};

}  // namespace crosstrail
