#include "query/same.h"

#include <algorithm>

namespace crosstrail {
namespace {

bool AllSame(const std::vector<Expression>& a, const std::vector<Expression>& b) {
  return std::ranges::equal(a, b, [](const Expression& one, const Expression& other) { return AreSame(one, other); });
}

// Of two of one kind.
struct SameNode {
  const Expression& other;

  bool operator()(const ConstantCondition& node) const { return node.truth == Other<ConstantCondition>().truth; }
  bool operator()(const AllOf& node) const { return AllSame(node.children, Other<AllOf>().children); }
  bool operator()(const AnyOf& node) const { return AllSame(node.children, Other<AnyOf>().children); }
  bool operator()(const Negation& node) const { return AllSame(node.child, Other<Negation>().child); }
  bool operator()(const FieldExists& node) const { return node.field == Other<FieldExists>().field; }
  bool operator()(const FieldMatches& node) const {
    const auto& matches = Other<FieldMatches>();
    return node.field == matches.field && node.every == matches.every && AreSame(node.test, matches.test);
  }
  bool operator()(const TermMatches&) const { return false; }
  bool operator()(const EventPasses& node) const { return node.test == Other<EventPasses>().test; }

 private:
  template <typename T>
  const T& Other() const {
    return std::get<T>(other.node);
  }
};

struct SameTest {
  const ValueTest& other;

  bool operator()(const IsOneOf& test) const { return test == std::get<IsOneOf>(other); }
  bool operator()(const IsLike& test) const { return test == std::get<IsLike>(other); }
  bool operator()(const EqualsAny& test) const { return test == std::get<EqualsAny>(other); }
  bool operator()(const IsInSet& test) const { return test.set == std::get<IsInSet>(other).set; }
  template <typename T>
  bool operator()(const T&) const {
    return false;
  }
};

}  // namespace

bool AreSame(const Expression& a, const Expression& b) {
  return &a == &b || (a.node.index() == b.node.index() && std::visit(SameNode{b}, a.node));
}

bool AreSame(const ValueTest& a, const ValueTest& b) {
  return &a == &b || (a.index() == b.index() && std::visit(SameTest{b}, a));
}

}  // namespace crosstrail
