#include "query/eql/test_builder.h"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "base/time.h"
#include "query/lucene_regex.h"

namespace crosstrail::eql {
namespace {

void Complain(const PlacedConstant& at, std::string message, std::string hint, Mistakes& mistakes) {
  mistakes.push_back({at.offset, at.length, std::move(message), std::move(hint)});
}

// A date's constant as an instant: text is ISO 8601, a number epoch milliseconds.
Constant ToDate(const PlacedConstant& constant, Mistakes& mistakes) {
  const auto* text = std::get_if<std::string>(&constant.value);
  if (text == nullptr) return constant.value;
  if (const std::optional<Instant> instant = ParseInstant(*text)) return InstantValue{*instant};
  Complain(constant, fmt::format("\"{}\" is not a date", Printable(*text)),
           "write ISO 8601, \"2023-07-10T12:22:41Z\", or a number of milliseconds since 1970", mistakes);
  return {};
}

std::optional<IpNetwork> ToNetwork(const PlacedConstant& constant, Mistakes& mistakes) {
  const auto* text = std::get_if<std::string>(&constant.value);
  std::optional<IpNetwork> network;
  if (text != nullptr) network = ParseIpNetwork(*text);
  if (!network) {
    Complain(constant, "this is not an IP address", "write \"192.0.2.1\", \"2001:db8::1\" or a block, \"192.0.2.0/24\"",
             mistakes);
  }
  return network;
}

bool IsText(const Constant& constant) { return std::holds_alternative<std::string>(constant); }

ValueTest TextEquality(const std::vector<PlacedConstant>& constants, bool ignore_case) {
  std::vector<std::string> texts;
  std::string scratch;
  texts.reserve(constants.size());
  for (const PlacedConstant& constant : constants)
    texts.emplace_back(ToText(ViewOf(constant.value), scratch).value_or(""));
  return OneOf(std::move(texts), ignore_case);
}

// Where byte `offset` of the literal's text stands in the query, as exactly as escapes let us know.
Mistake Place(const Node& literal, RegexError error) {
  const std::size_t text_length = std::get<std::string>(literal.literal).size();
  for (const std::size_t quote : {std::size_t{1}, std::size_t{3}}) {
    if (error.offset > 0 && error.offset < text_length && literal.length == text_length + 2 * quote) {
      return {literal.offset + quote + error.offset, 1, std::move(error.message), std::move(error.hint)};
    }
  }
  return {literal.offset, literal.length, std::move(error.message), std::move(error.hint)};
}

}  // namespace

ValueTest BuildEquality(const std::vector<PlacedConstant>& constants, FieldType type, bool ignore_case,
                        Mistakes& mistakes) {
  if (type == FieldType::kIp) {
    InNetworks test;
    for (const PlacedConstant& constant : constants) {
      if (auto network = ToNetwork(constant, mistakes)) test.networks.push_back(*network);
    }
    return test;
  }
  const bool typed = type == FieldType::kLong || type == FieldType::kDouble || type == FieldType::kBoolean ||
                     type == FieldType::kDate || type == FieldType::kVersion;
  const bool all_text = std::all_of(constants.begin(), constants.end(),
                                    [](const PlacedConstant& constant) { return IsText(constant.value); });
  if (ignore_case || (all_text && !typed)) return TextEquality(constants, ignore_case);
  EqualsAny test{{}, FlavorOf(type)};
  for (const PlacedConstant& constant : constants) {
    test.constants.push_back(type == FieldType::kDate ? ToDate(constant, mistakes) : constant.value);
  }
  return test;
}

ValueTest BuildOrder(Comparison comparison, const PlacedConstant& constant, FieldType type, Mistakes& mistakes) {
  if (type == FieldType::kIp) ToNetwork(constant, mistakes);
  return IsOrdered{comparison, type == FieldType::kDate ? ToDate(constant, mistakes) : constant.value, FlavorOf(type)};
}

std::optional<ValueTest> BuildLike(const Node& node) {
  std::vector<std::string> texts;
  std::vector<Wildcard> patterns;
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    const auto* pattern = std::get_if<std::string>(&node.children[i].literal);
    if (pattern == nullptr) continue;
    texts.push_back(*pattern);
    patterns.push_back(Wildcard::FromLike(*pattern, node.ignore_case));
  }
  if (texts.empty()) return std::nullopt;
  const bool plain = std::all_of(texts.begin(), texts.end(),
                                 [](const std::string& text) { return text.find_first_of("*?") == std::string::npos; });
  if (plain) return OneOf(std::move(texts), node.ignore_case);
  return IsLike{std::move(patterns)};
}

std::optional<ValueTest> BuildRegex(const Node& node, bool on_field, Mistakes& mistakes) {
  std::string joined;
  for (std::size_t i = 1; i < node.children.size(); ++i) {
    const Node& literal = node.children[i];
    const auto* pattern = std::get_if<std::string>(&literal.literal);
    if (pattern == nullptr) continue;
    tl::expected<std::string, RegexError> source = *pattern;
    if (on_field) source = TranslateLuceneRegex(*pattern);
    // Each alone first, so that a mistake is shown where it is.
    const auto compiled = source.and_then([&](const std::string& text) { return CompileRegex(text, false, on_field); });
    if (!compiled) {
      mistakes.push_back(Place(literal, compiled.error()));
      continue;
    }
    joined += (joined.empty() ? "(?:" : "|(?:") + *source + ")";
  }
  if (joined.empty()) return std::nullopt;
  auto regex = CompileRegex(joined, node.ignore_case, on_field);
  if (!regex) {
    mistakes.push_back({node.offset, node.length, std::move(regex.error().message), std::move(regex.error().hint)});
    return std::nullopt;
  }
  return IsMatch(std::move(*regex));
}

}  // namespace crosstrail::eql
