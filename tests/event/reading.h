// Reading fields of a record given as text, printed so that a table can hold what is expected.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "event/event.h"

namespace crosstrail {

/// A text keeps its form; what is no text is marked: #true, #42, #1.5, @2023-07-10T12:22:41Z.
inline std::string Print(const Value& value) {
  struct Printer {
    std::string operator()(bool held) const { return held ? "#true" : "#false"; }
    std::string operator()(std::int64_t held) const { return "#" + std::to_string(held); }
    std::string operator()(double held) const {
      std::array<char, 32> digits{};
      const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), held).ptr;
      return "#" + std::string(digits.data(), end);
    }
    std::string operator()(std::string_view held) const { return std::string(held); }
    std::string operator()(InstantValue held) const { return "@" + FormatInstant(held.at); }
  };
  return std::visit(Printer{}, value);
}

inline std::vector<std::string> Print(Values values) {
  std::vector<std::string> printed;
  for (const Value& value : values) printed.push_back(Print(value));
  return printed;
}

/// `json` with the room behind it that every reader needs.
class PaddedText {
 public:
  explicit PaddedText(std::string_view json) : size_(json.size()), text_(json) { text_.append(kJsonPadding, ' '); }
  std::string_view view() const { return std::string_view(text_).substr(0, size_); }

 private:
  std::size_t size_;
  std::string text_;
};

inline Record RecordOf(std::string_view json, RecordForm form) {
  Record record;
  record.json = json;
  record.form = form;
  return record;
}

struct ReadAs {
  RecordForm form = RecordForm::kCloudTrail;
  EventOptions options = {};
};

/// The values of `field`, printed; {"(malformed)"} when the record does not open.
inline std::vector<std::string> Read(std::string_view json, std::string_view field, ReadAs as = {}) {
  const PaddedText text(json);
  FieldSet fields;
  const FieldId id = fields.Intern(field);
  Event event(fields, as.options);
  if (!event.Open(RecordOf(text.view(), as.form))) {
    EXPECT_TRUE(event.Get(id).empty());
    return {"(malformed)"};
  }
  return Print(event.Get(id));
}

inline std::vector<std::string> ReadElastic(std::string_view json, std::string_view field) {
  return Read(json, field, {.form = RecordForm::kElastic});
}

inline std::string ReadFile(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace crosstrail
