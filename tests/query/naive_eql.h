// EQL conditions evaluated straight from their syntax tree, by the definitions: what the compiled plan is compared
// with. Only what RandomQueries writes, and text alone.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "query/eql/syntax.h"

namespace crosstrail {

using NaiveEvent = std::map<std::string, std::vector<std::string>>;

class NaiveEql {
 public:
  explicit NaiveEql(const NaiveEvent& event) : event_(event) {}

  Truth Of(const eql::Node& node) const {
    switch (node.kind) {
      case eql::NodeKind::kLiteral:
        return std::holds_alternative<bool>(node.literal) ? ToTruth(std::get<bool>(node.literal)) : Truth::kNull;
      case eql::NodeKind::kNot: {
        const Truth inner = Of(node.children.front());
        return inner == Truth::kNull ? inner : ToTruth(inner == Truth::kFalse);
      }
      case eql::NodeKind::kAnd:
      case eql::NodeKind::kOr:
        return Logic(node);
      case eql::NodeKind::kComparison:
        return Comparison(node);
      case eql::NodeKind::kIn:
        return AnyValue(node, [](const std::string& value, const std::string& listed) { return value == listed; });
      case eql::NodeKind::kLike:
        return AnyValue(node, [&node](const std::string& value, const std::string& pattern) {
          return Like(Folded(value, node.ignore_case), Folded(pattern, node.ignore_case));
        });
      case eql::NodeKind::kCall:
        return StringContains(node);
      default:
        ADD_FAILURE() << "no such node is written";
        return Truth::kNull;
    }
  }

 private:
  // A settling operand wins over null, and null over the rest.
  Truth Logic(const eql::Node& node) const {
    const Truth settling = ToTruth(node.kind == eql::NodeKind::kOr);
    Truth result = ToTruth(node.kind == eql::NodeKind::kAnd);
    for (const eql::Node& child : node.children) {
      const Truth truth = Of(child);
      if (truth == settling) return settling;
      if (truth == Truth::kNull) result = truth;
    }
    return result;
  }

  // A comparison with null asks whether the field is missing; `!=` is `not ==`, for several values too.
  Truth Comparison(const eql::Node& node) const {
    const bool equal = node.comparison == Comparison::kEqual;
    const std::vector<std::string>& values = ValuesOf(node.children[0]);
    const Constant& literal = node.children[1].literal;
    if (std::holds_alternative<std::monostate>(literal)) return ToTruth(values.empty() == equal);
    const bool found = std::ranges::find(values, std::get<std::string>(literal)) != values.end();
    return ToTruth(found == equal);
  }

  Truth AnyValue(const eql::Node& node,
                 const std::function<bool(const std::string&, const std::string&)>& matches) const {
    for (const std::string& value : ValuesOf(node.children[0])) {
      for (std::size_t i = 1; i < node.children.size(); ++i) {
        if (matches(value, std::get<std::string>(node.children[i].literal))) return Truth::kTrue;
      }
    }
    return Truth::kFalse;
  }

  // A function of one field is tried on each of its values, and is false without one; one of two fields on every
  // combination of their values, and null without one of them.
  Truth StringContains(const eql::Node& node) const {
    const std::vector<std::string>& whole = ValuesOf(node.children[0]);
    const std::vector<std::string>& part = ValuesOf(node.children[1]);
    if (node.children[0].name == node.children[1].name) return ToTruth(!whole.empty());
    if (whole.empty() || part.empty()) return Truth::kNull;
    return ToTruth(std::ranges::any_of(whole, [&](const std::string& a) {
      return std::ranges::any_of(part, [&](const std::string& b) { return a.find(b) != std::string::npos; });
    }));
  }

  const std::vector<std::string>& ValuesOf(const eql::Node& field) const {
    static const std::vector<std::string> kNone;
    EXPECT_EQ(field.kind, eql::NodeKind::kField);
    const auto found = event_.find(field.name);
    return found == event_.end() ? kNone : found->second;
  }

  static std::string Folded(std::string text, bool fold) {
    if (fold) std::ranges::transform(text, text.begin(), [](unsigned char c) { return static_cast<char>(tolower(c)); });
    return text;
  }

  static bool Like(std::string_view text, std::string_view pattern) {
    if (pattern.empty()) return text.empty();
    if (pattern.front() == '*')
      return Like(text, pattern.substr(1)) || (!text.empty() && Like(text.substr(1), pattern));
    return !text.empty() && text.front() == pattern.front() && Like(text.substr(1), pattern.substr(1));
  }

  const NaiveEvent& event_;
};

}  // namespace crosstrail
