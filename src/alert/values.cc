#include "alert/values.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/utf8.h"

namespace crosstrail {

std::string ValueText(const OwnedValue& value) {
  struct Printer {
    std::string operator()(bool held) const { return held ? "true" : "false"; }
    std::string operator()(std::int64_t held) const { return std::to_string(held); }
    std::string operator()(double held) const { return fmt::format("{}", held); }
    std::string operator()(const std::string& held) const { return held; }
    std::string operator()(InstantValue held) const { return FormatInstant(held.at); }
  };
  return std::visit(Printer{}, value);
}

const AlertField* FindField(std::span<const AlertField> fields, std::string_view name) {
  const auto at =
      std::lower_bound(fields.begin(), fields.end(), name,
                       [](const AlertField& field, std::string_view wanted) { return field.name < wanted; });
  return at != fields.end() && at->name == name ? &*at : nullptr;
}

std::vector<std::string> FieldTexts(const AlertEvent& event, std::string_view name) {
  std::vector<std::string> texts;
  if (const AlertField* field = FindField(*event.fields, name)) {
    for (const OwnedValue& value : field->values) texts.push_back(ValueText(value));
  }
  return texts;
}

std::string FirstText(const AlertEvent& event, std::span<const std::string_view> names, std::string_view separator) {
  for (const std::string_view name : names) {
    const std::vector<std::string> texts = FieldTexts(event, name);
    if (!texts.empty()) return fmt::format("{}", fmt::join(texts, separator));
  }
  return {};
}

const std::string& NameOf(const Alert& alert) { return alert.name.empty() ? alert.rule->name : alert.name; }

const AlertEvent& LastEvent(const Alert& alert) {
  static const AlertEvent kNone;  // so that an alert that breaks its promise still has something to show
  return alert.events.empty() ? kNone : alert.events.back();
}

std::vector<std::string> TechniqueIds(const Rule& rule) {
  std::vector<std::string> ids;
  const auto add = [&ids](const Technique& technique) {
    if (std::find(ids.begin(), ids.end(), technique.id) == ids.end()) ids.push_back(technique.id);
  };
  for (const Threat& threat : rule.threat) {
    for (const Technique& technique : threat.techniques) {
      if (technique.subtechniques.empty()) add(technique);
      for (const Technique& sub : technique.subtechniques) add(sub);
    }
  }
  return ids;
}

std::string Shorten(std::string_view text, std::size_t limit) {
  std::size_t kept = 0;  // bytes of the first limit - 1 code points
  std::size_t at = 0;
  for (std::size_t count = 0; at < text.size(); ++count) {
    if (count == limit) return std::string(text.substr(0, kept)) + "…";
    at += DecodeUtf8(text.substr(at)).length;
    if (count + 1 < limit) kept = at;
  }
  return std::string(text);
}

}  // namespace crosstrail
