#include "rule/written.h"

#include "rule/json_document.h"

namespace crosstrail {

std::optional<TomlString> WrittenString(const Rule& rule, std::string_view text, std::string_view key) {
  const SourceText source{text, rule.file};
  const tl::expected<TomlValue, Diagnostic> document = rule.json ? ParseJson(source) : ParseToml(source);
  if (!document) return std::nullopt;
  const TomlMember* const table = rule.json ? nullptr : document->Find("rule");
  if (!rule.json && table == nullptr) return std::nullopt;
  const TomlMember* const member = (rule.json ? *document : table->value).Find(key);
  if (member == nullptr || member->value.kind != TomlValue::Kind::kString) return std::nullopt;
  const std::size_t begin = member->value.begin;
  return rule.json ? DecodeJsonString(text, begin) : DecodeTomlString(text, begin);
}

}  // namespace crosstrail
