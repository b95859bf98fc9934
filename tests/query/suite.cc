#include "suite.h"

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/time.h"
#include "tests/conformance.h"

namespace crosstrail::suite {
namespace {

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// The TOML escapes of a basic string.
std::string Unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out += text[i];
  }
  return out;
}

// Reads the value that begins at `position`, and moves past it.
std::string ReadValue(const std::string& text, std::size_t& position) {
  for (const std::string_view quote : {"'''", "\"\"\"", "'", "\""}) {
    if (text.compare(position, quote.size(), quote) != 0) continue;
    const std::size_t begin = position + quote.size();
    std::size_t end = text.find(quote, begin);
    while (quote[0] == '"' && end != std::string::npos && text[end - 1] == '\\') end = text.find(quote, end + 1);
    position = end + quote.size();
    const std::string_view body = std::string_view(text).substr(begin, end - begin);
    return quote[0] == '"' ? Unescape(body) : std::string(body);
  }
  std::size_t end = position;
  if (text[position] == '[') {  // arrays may hold arrays
    int depth = 0;
    do {
      depth += text[end] == '[' ? 1 : text[end] == ']' ? -1 : 0;
    } while (++end < text.size() && depth > 0);
  } else {
    end = std::min(text.find('\n', position), text.size());
  }
  std::string value(Trim(std::string_view(text).substr(position, end - position)));
  position = end;
  return value;
}

// A date as any of the suites' mappings has it: ISO 8601, day-month-year, or milliseconds since the epoch.
std::optional<Instant> DateOf(std::string_view text) {
  if (!text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos) {
    return std::stoll(std::string(text)) * (kSecond / 1000);
  }
  if (text.size() == 10 && text[2] == '-' && text[5] == '-') {
    return ParseInstant(std::string(text.substr(6)) + "-" + std::string(text.substr(3, 2)) + "-" +
                        std::string(text.substr(0, 2)));
  }
  return ParseInstant(text);
}

std::vector<Value> ToValues(const nlohmann::json& json, FieldType type, const std::string* null_text) {
  std::vector<Value> values;
  if (json.is_array()) {
    for (const auto& item : json) {
      for (const Value& value : ToValues(item, type, null_text)) values.push_back(value);
    }
  } else if (json.is_string()) {
    const std::string_view text = json.get_ref<const std::string&>();
    const auto instant = type == FieldType::kDate ? DateOf(text) : std::nullopt;
    values.push_back(instant ? Value(InstantValue{*instant}) : Value(text));
  } else if (json.is_number_integer()) {
    values.push_back(json.get<std::int64_t>());
  } else if (json.is_number()) {
    values.push_back(json.get<double>());
  } else if (json.is_boolean()) {
    values.push_back(json.get<bool>());
  } else if (json.is_null() && null_text != nullptr) {
    values.push_back(std::string_view(*null_text));
  }
  return values;
}

FieldType Guess(const nlohmann::json& json) {
  const nlohmann::json& one = json.is_array() && !json.empty() ? json.front() : json;
  if (one.is_number_integer()) return FieldType::kLong;
  if (one.is_number()) return FieldType::kDouble;
  return one.is_boolean() ? FieldType::kBoolean : FieldType::kKeyword;
}

}  // namespace

std::optional<std::filesystem::path> Folder() {
  std::filesystem::path folder = ConformanceFolder();
  if (!std::filesystem::is_directory(folder)) return std::nullopt;
  return folder;
}

std::string ReadFile(const std::filesystem::path& path) {
  const std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<Table> ReadTables(const std::string& text) {
  std::vector<Table> tables;
  std::size_t position = 0;
  while (position < text.size()) {
    const char c = text[position];
    const std::size_t line_end = std::min(text.find('\n', position), text.size());
    const std::string_view line = Trim(std::string_view(text).substr(position, line_end - position));
    const std::size_t equals = text.find('=', position);
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      ++position;
    } else if (c == '[') {
      const std::size_t first = line.find_first_not_of('[');
      tables.push_back({std::string(line.substr(first, line.find(']') - first)), {}});
      position = line_end;
    } else if (c == '#' || equals == std::string::npos || equals > line_end) {
      position = line_end;
    } else {
      const std::string key(Trim(std::string_view(text).substr(position, equals - position)));
      position = text.find_first_not_of(" \t", equals + 1);
      std::string value = ReadValue(text, position);
      if (!tables.empty()) tables.back().keys[key] = std::move(value);
    }
  }
  return tables;
}

std::vector<std::int64_t> ParseIds(const std::string& array) {
  std::vector<std::int64_t> ids;
  std::size_t position = 0;
  while ((position = array.find_first_of("-0123456789", position)) != std::string::npos) {
    std::size_t length = 0;
    ids.push_back(std::stoll(array.substr(position), &length));
    position += length;
  }
  return ids;
}

std::vector<std::unique_ptr<FakeEvent>> ReadEvents(const std::filesystem::path& path,
                                                   const std::map<std::string, FieldType>& types,
                                                   const std::map<std::string, std::string>& null_texts,
                                                   FieldSet& fields) {
  std::vector<std::unique_ptr<FakeEvent>> events;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    const nlohmann::json record = nlohmann::json::parse(line);
    auto event = std::make_unique<FakeEvent>(fields);
    for (const auto& [name, json] : record.items()) {
      const auto type = types.find(name);
      const FieldId field = fields.Intern(name);
      if (type != types.end()) {
        fields.SetType(field, type->second);
      } else if (Guess(json) != FieldType::kKeyword) {
        fields.SetType(field, Guess(json));
      }
      const auto null_text = null_texts.find(name);
      auto values = ToValues(json, fields.Type(field), null_text == null_texts.end() ? nullptr : &null_text->second);
      if (!values.empty()) event->Set(name, std::move(values));
    }
    events.push_back(std::move(event));
  }
  return events;
}

}  // namespace crosstrail::suite
