#include "rule/written.h"

#include <utility>

#include "rule/json_document.h"

namespace crosstrail {

std::optional<TomlMember> WrittenMember(const Rule& rule, std::string_view text, std::string_view key) {
  const SourceText source{text, rule.file};
  const tl::expected<TomlValue, Diagnostic> document = rule.json ? ParseJson(source) : ParseToml(source);
  if (!document) return std::nullopt;
  const TomlMember* const table = rule.json ? nullptr : document->Find("rule");
  if (!rule.json && table == nullptr) return std::nullopt;
  const TomlMember* const member = (rule.json ? *document : table->value).Find(key);
  return member == nullptr ? std::nullopt : std::optional(*member);
}

std::optional<TomlValue> WrittenValue(const Rule& rule, std::string_view text, std::string_view key) {
  std::optional<TomlMember> member = WrittenMember(rule, text, key);
  return member ? std::optional(std::move(member->value)) : std::nullopt;
}

std::optional<TomlString> WrittenString(const Rule& rule, std::string_view text, std::string_view key) {
  const std::optional<TomlValue> value = WrittenValue(rule, text, key);
  if (!value || value->kind != TomlValue::Kind::kString) return std::nullopt;
  return DecodeString(rule, text, value->begin);
}

TomlString DecodeString(const Rule& rule, std::string_view text, std::size_t begin) {
  return rule.json ? DecodeJsonString(text, begin) : DecodeTomlString(text, begin);
}

}  // namespace crosstrail
