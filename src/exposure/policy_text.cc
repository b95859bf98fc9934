#include "exposure/policy_text.h"

#include <string_view>

#include "json/write.h"

namespace crosstrail::exposure {
namespace {

constexpr std::string_view kHidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// "%7B" as "{"; what is no escape stays.
std::string WithoutPercents(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escape =
        text[i] == '%' && i + 2 < text.size() && HexValue(text[i + 1]) >= 0 && HexValue(text[i + 2]) >= 0;
    if (escape) {
      out += static_cast<char>(HexValue(text[i + 1]) * 16 + HexValue(text[i + 2]));
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
  } else if (text == kHidden) {
    policy.visibility = Visibility::kHidden;
  } else if (text[first] == '%') {
    policy.json = WithoutPercents(text);
  } else {
    policy.json = text;
  }
  return policy;
}

}  // namespace crosstrail::exposure
