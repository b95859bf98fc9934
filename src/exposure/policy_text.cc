#include "exposure/policy_text.h"

#include <string_view>

#include "base/text.h"
#include "json/write.h"

namespace crosstrail::exposure {
namespace {

// "%7B" as "{"; what is no escape stays.
std::string WithoutPercents(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 && HexDigit(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

}  // namespace

bool IsOmitted(const JsonNode& node) {
  const JsonNode* const omitted = FindMember(node, "omitted");
  return omitted != nullptr && omitted->text == "true";
}

PolicyText ReadPolicyText(const JsonNode* node) {
  PolicyText policy;
  if (node == nullptr || node->kind == JsonKind::kNull || IsOmitted(*node)) return policy;
  policy.visibility = Visibility::kText;
  if (node->kind != JsonKind::kString) {
    AppendJson(*node, policy.json);
    return policy;
  }
  const std::string_view text = node->text;
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == text.npos) {
    policy.visibility = Visibility::kNone;
  } else if (text == kHiddenText) {
    policy.visibility = Visibility::kHidden;
  } else if (text[first] == '%') {
    policy.json = WithoutPercents(text);
  } else {
    policy.json = text;
  }
  return policy;
}

}  // namespace crosstrail::exposure
