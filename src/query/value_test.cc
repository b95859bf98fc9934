#include "query/value_test.h"

#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"

namespace crosstrail {
namespace {

Truth TestOne(const IsOneOf& test, std::string_view text) {
  if (test.ignore_case) {
    return ToTruth(std::binary_search(test.texts.begin(), test.texts.end(), FoldCase(text)));
  }
  return ToTruth(std::binary_search(test.texts.begin(), test.texts.end(), text));
}

Truth TestOne(const IsLike& test, std::string_view text) {
  return ToTruth(std::any_of(test.patterns.begin(), test.patterns.end(),
                             [text](const Wildcard& pattern) { return pattern.Matches(text); }));
}

Truth TestOne(const IsMatch& test, std::string_view text) { return ToTruth(RE2::FullMatch(text, *test.regex)); }

Truth TestOne(const InNetworks& test, std::string_view text) {
  const std::optional<IpAddress> address = ParseIpAddress(text);
  if (!address) return Truth::kFalse;
  return ToTruth(std::any_of(test.networks.begin(), test.networks.end(),
                             [&](const IpNetwork& network) { return Contains(network, *address); }));
}

Truth TestOne(const IsInSet& test, std::string_view text) { return ToTruth(test.set->Contains(text)); }

Truth TestOne(const EqualsAny& test, const Scalar& value) {
  bool comparable = false;
  for (const Constant& constant : test.constants) {
    const auto order = Compare(value, ViewOf(constant), test.flavor);
    if (!order) continue;
    comparable = true;
    if (std::is_eq(*order)) return Truth::kTrue;
  }
  return comparable ? Truth::kFalse : Truth::kNull;
}

Truth TestOne(const IsOrdered& test, const Scalar& value) {
  const auto order = Compare(value, ViewOf(test.constant), test.flavor);
  return order ? ToTruth(Satisfies(test.comparison, *order)) : Truth::kNull;
}

}  // namespace

IsMatch::IsMatch(std::unique_ptr<const re2::RE2> compiled) : regex(std::move(compiled)) {}
IsMatch::IsMatch(IsMatch&&) noexcept = default;
IsMatch& IsMatch::operator=(IsMatch&&) noexcept = default;
IsMatch::~IsMatch() = default;

Truth Test(const ValueTest& test, const Scalar& value) {
  if (IsNull(value)) return Truth::kNull;
  return std::visit(
      [&value](const auto& kind) -> Truth {
        if constexpr (requires { TestOne(kind, value); }) {
          return TestOne(kind, value);
        } else {
          std::string scratch;
          return TestOne(kind, *ToText(value, scratch));
        }
      },
      test);
}

bool Satisfies(Comparison comparison, std::partial_ordering order) {
  switch (comparison) {
    case Comparison::kEqual:
      return std::is_eq(order);
    case Comparison::kNotEqual:
      return std::is_neq(order);
    case Comparison::kLess:
      return std::is_lt(order);
    case Comparison::kLessOrEqual:
      return std::is_lteq(order);
    case Comparison::kGreater:
      return std::is_gt(order);
    case Comparison::kGreaterOrEqual:
      return std::is_gteq(order);
  }
  return false;
}

Comparison Mirror(Comparison comparison) {
  switch (comparison) {
    case Comparison::kLess:
      return Comparison::kGreater;
    case Comparison::kLessOrEqual:
      return Comparison::kGreaterOrEqual;
    case Comparison::kGreater:
      return Comparison::kLess;
    case Comparison::kGreaterOrEqual:
      return Comparison::kLessOrEqual;
    default:
      return comparison;
  }
}

IsOneOf OneOf(std::vector<std::string> texts, bool ignore_case) {
  if (ignore_case) {
    for (std::string& text : texts) text = FoldCase(text);
  }
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return {std::move(texts), ignore_case};
}

}  // namespace crosstrail
