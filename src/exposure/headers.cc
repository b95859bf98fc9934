#include "exposure/headers.h"

#include "base/text.h"

namespace crosstrail::exposure {

bool BeginsHeader(std::string_view name, std::string_view head) {
  return EqualsIgnoringAsciiCase(name.substr(0, head.size()), head);
}

std::string HeaderText(const JsonNode& value) {
  if (value.kind != JsonKind::kArray) return std::string(StringOf(&value));
  std::string text;
  for (const JsonNode& one : JsonChildren(value)) {
    if (!text.empty()) text += ',';
    text += StringOf(&one);
  }
  return text;
}

std::string FindHeader(const JsonNode& parameters, std::string_view name) {
  if (parameters.kind != JsonKind::kObject) return {};
  for (const JsonNode& child : JsonChildren(parameters)) {
    if (EqualsIgnoringAsciiCase(child.key, name)) return HeaderText(child);
  }
  return {};
}

}  // namespace crosstrail::exposure
