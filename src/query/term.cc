#include "query/term.h"

namespace crosstrail {
namespace {

struct Evaluation {
  std::span<const Scalar> slots;
  TextScratch& scratch;

  Scalar operator()(const Constant& constant) const { return ViewOf(constant); }

  Scalar operator()(const SlotTerm& term) const { return slots[term.slot]; }

  Scalar operator()(const CallTerm& call) const {
    std::vector<Scalar> arguments;
    arguments.reserve(call.arguments.size());
    for (const Term& argument : call.arguments) arguments.push_back(Evaluate(argument, slots, scratch));
    return call.function->evaluate({arguments, call.ignore_case, scratch});
  }

  Scalar operator()(const TestTerm& term) const {
    return ToScalar(Test(term.test, Evaluate(term.operand.front(), slots, scratch)));
  }

  Scalar operator()(const CompareTerm& term) const {
    const Scalar left = Evaluate(term.operands[0], slots, scratch);
    const auto order = Compare(left, Evaluate(term.operands[1], slots, scratch), term.flavor);
    return order ? Scalar(Satisfies(term.comparison, *order)) : Scalar();
  }

  Scalar operator()(const LogicTerm& term) const {
    switch (term.kind) {
      case LogicTerm::Kind::kIsNull:
        return IsNull(Evaluate(term.operands.front(), slots, scratch));
      case LogicTerm::Kind::kNot:
        return ToScalar(Not(ToTruth(Evaluate(term.operands.front(), slots, scratch))));
      case LogicTerm::Kind::kAnd:
        return Junction(term.operands, Truth::kFalse);
      case LogicTerm::Kind::kOr:
        return Junction(term.operands, Truth::kTrue);
    }
    return {};
  }

  // And, with kFalse deciding; or, with kTrue deciding. Null unless decided.
  Scalar Junction(const std::vector<Term>& operands, Truth deciding) const {
    Truth result = Not(deciding);
    for (const Term& operand : operands) {
      const Truth truth = ToTruth(Evaluate(operand, slots, scratch));
      if (truth == deciding) return ToScalar(deciding);
      if (truth == Truth::kNull) result = Truth::kNull;
    }
    return ToScalar(result);
  }
};

}  // namespace

Scalar Evaluate(const Term& term, std::span<const Scalar> slots, TextScratch& scratch) {
  return std::visit(Evaluation{slots, scratch}, term.node);
}

const Constant* AsConstant(const Term& term) { return std::get_if<Constant>(&term.node); }

}  // namespace crosstrail
