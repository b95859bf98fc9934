#include "policy/literal.h"

#include <algorithm>
#include <string>

namespace crosstrail::policy {
namespace {

using Kind = Principal::Kind;

Literal OfVariable(std::size_t variable, Constraint constraint) {
  Literal literal;
  literal.kind = Literal::Kind::kVariable;
  literal.variable = variable;
  literal.constraint = constraint;
  return literal;
}

// Some value matches, or none does.
constexpr Constraint OneOf(bool wanted) {
  return {.test = nullptr, .want = wanted, .all = !wanted, .absent_ok = !wanted};
}

// "${key}" and nothing else.
bool IsLoneVariable(const std::vector<ValuePattern>& templates) {
  return templates.size() == 1 && templates[0].glob.empty() && templates[0].variables.size() == 1 &&
         !templates[0].variables[0].fallback;
}

// '*' in the place of each variable. Of the Arn operators by the whole text: a variable's value may hold colons.
Glob Loosen(const ValuePattern& pattern) {
  Glob glob = pattern.glob;
  std::size_t inserted = 0;
  for (const VariableUse& use : pattern.variables) glob.insert(use.at + inserted++, 1, kAnyRun);
  return glob;
}

bool SameAffix(const Affix& a, const Affix& b) {
  return a.prefixes.size() == b.prefixes.size() && a.suffix.size() == b.suffix.size();
}

}  // namespace

Literal Literals::Constant(bool value) {
  Literal literal;
  literal.kind = value ? Literal::Kind::kTrue : Literal::Kind::kFalse;
  return literal;
}

Literal Literals::Not(Literal literal) {
  if (literal.kind == Literal::Kind::kTrue) return Constant(false);
  if (literal.kind == Literal::Kind::kFalse) return Constant(true);
  literal.constraint = policy::Not(literal.constraint);
  return literal;
}

Literal Literals::OfTest(const Binding& binding, const ValueTest& test, Constraint constraint) {
  if (binding.kind == Binding::Kind::kAbsent) return Constant(constraint.absent_ok);
  if (binding.kind == Binding::Kind::kConstant) {
    constraint.test = &test;
    return Constant(Meets(constraint, binding.values));
  }
  constraint.test = space_.Wrap(test, binding.affix);
  return OfVariable(binding.variable, constraint);
}

Literal Literals::OfKey(std::string_view key, const ValueTest& test, const Constraint& constraint) {
  return OfTest(space_.Bind(key), test, constraint);
}

Literal Literals::OfSession(const PrincipalName& name) {
  const Subject& subject = space_.subject();
  const bool same_role = subject.kind == Kind::kRoleSession && subject.account == name.account && subject.name &&
                         subject.name->substr(subject.name->rfind('/') + 1) == name.name;
  if (!same_role) return Constant(false);
  if (subject.session) return Constant(*subject.session == name.session);
  ValueTest test;
  AppendAnything(test.patterns.emplace_back());
  AppendText(test.patterns.back(), ":" + name.session);
  return OfTest(space_.Bind("aws:userid"), *space_.Keep(std::move(test)), {});
}

Literal Literals::OfPattern(const PrincipalName& name) {
  if (!IsIamIdentity(space_.subject().kind)) return Constant(false);
  ValueTest test;
  if (auto pattern = PatternOfArnGlob(ParseValuePattern(name.text, true, false).glob)) {
    test.patterns.push_back(std::move(*pattern));
  }
  return OfTest(space_.Bind("aws:principalarn"), *space_.Keep(std::move(test)), {});
}

// A stranger has no name that a policy could list, so only named subjects and patterns leave anything to decide.
Literal Literals::OfName(const PrincipalName& name, bool whole_account) {
  const Subject& subject = space_.subject();
  const bool same_account = subject.account && *subject.account == name.account;
  const auto named = [&](Kind kind) {
    return Constant(subject.kind == kind && same_account && !subject.any_path && subject.name == name.name);
  };
  const auto provided = [&](Kind kind) { return Constant(subject.kind == kind && subject.provider == name.text); };
  switch (name.kind) {
    case NameKind::kAnyone:
      return Constant(true);
    case NameKind::kAccount:
      if (!same_account) return Constant(false);
      return Constant(subject.kind == Kind::kRoot ||
                      (whole_account && (IsIamIdentity(subject.kind) || subject.kind == Kind::kSamlProvider)));
    case NameKind::kUser:
      return named(Kind::kUser);
    case NameKind::kRole:
      return named(Kind::kRoleSession);
    case NameKind::kFederatedUser:
      return named(Kind::kFederatedUser);
    case NameKind::kRoleSession:
      return OfSession(name);
    case NameKind::kUniqueId:
      return Constant(name.text == subject.unique_id);
    case NameKind::kCanonicalUser:
      return Constant(name.text == subject.canonical_id);
    case NameKind::kService:
      return provided(Kind::kService);
    case NameKind::kSamlProvider:
      return provided(Kind::kSamlProvider);
    case NameKind::kWebIdentity:
      return provided(Kind::kWebIdentity);
    case NameKind::kOriginAccessIdentity:
      return provided(Kind::kOriginAccessIdentity);
    case NameKind::kPattern:
      return OfPattern(name);
  }
  return Constant(false);
}

Literal Literals::OfPrincipal(const CompiledStatement& statement) {
  const Statement& source = *statement.source;
  if (!source.has_principal && !source.has_not_principal) return Constant(true);
  Literal listed = Constant(false);
  ValueTest merged;
  for (const PrincipalName& name : statement.principals) {
    const Literal literal = OfName(name, !source.has_not_principal);
    if (literal.kind == Literal::Kind::kFalse) continue;
    listed = literal;
    if (literal.kind == Literal::Kind::kTrue) break;
    // All that is left open is a test of one variable: the ARN of a stranger, or the session of a named role.
    const std::vector<TextPattern>& patterns = literal.constraint.test->patterns;
    merged.patterns.insert(merged.patterns.end(), patterns.begin(), patterns.end());
  }
  if (listed.kind == Literal::Kind::kVariable) listed.constraint.test = space_.Keep(std::move(merged));
  return source.has_not_principal ? Not(listed) : listed;
}

bool Literals::SubstituteConstants(const std::vector<ValuePattern>& templates, const ConditionOperator& op,
                                   ValueTest& test) {
  for (const ValuePattern& pattern : templates) {
    bool open = false;
    const auto glob = Substitute(pattern, [&](std::string_view key) -> std::optional<std::string> {
      const Binding& binding = space_.Bind(key);
      open = open || binding.kind == Binding::Kind::kVariable;
      if (binding.kind != Binding::Kind::kConstant) return std::nullopt;
      return binding.values.front();
    });
    if (open) return false;
    if (glob) AppendPatternOf(op, *glob, test);
  }
  return true;
}

Literal Literals::OfTemplates(const Binding& binding, const std::vector<ValuePattern>& templates,
                              const ConditionOperator& op, Constraint constraint) {
  if (binding.kind == Binding::Kind::kAbsent) return Constant(constraint.absent_ok);
  ValueTest test;
  if (SubstituteConstants(templates, op, test)) return OfTest(binding, *space_.Keep(std::move(test)), constraint);
  if (IsLoneVariable(templates)) {
    const Binding& other = space_.Bind(templates[0].variables[0].key);
    const bool constant = binding.kind == Binding::Kind::kConstant;
    const bool itself = !constant && other.variable == binding.variable && SameAffix(other.affix, binding.affix);
    if (itself && op.comparison != Comparison::kArn) {
      // A key against itself: equal whenever it is there. (Not so as an ARN, which it may not be.)
      return OfVariable(
          binding.variable,
          {.test = nullptr, .want = constraint.want, .all = constraint.all, .absent_ok = constraint.absent_ok});
    }
    if (constant && op.comparison != Comparison::kArn) {
      // The other way round: the variable's key against the constant. Without a value it matches nothing.
      AppendPatternOf({.comparison = Comparison::kString}, ToCodePoints(binding.values.front()), test);
      return OfTest(other, *space_.Keep(std::move(test)),
                    {.test = nullptr, .want = constraint.want, .all = false, .absent_ok = !constraint.want});
    }
  }
  LateTest late;
  late.templates = templates;
  late.op = op;
  late.affix = binding.affix;
  late.constant = binding.values;
  bool all_need = true;
  for (const ValuePattern& pattern : templates) {
    bool needs = false;
    for (const VariableUse& use : pattern.variables) {
      const Binding& other = space_.Bind(use.key);
      if (use.fallback || other.kind != Binding::Kind::kVariable) continue;
      needs = true;
      late.needed.push_back(other.variable);
    }
    all_need = all_need && needs;
  }
  if (!all_need) late.needed.clear();
  ValueTest loose;
  const bool ignore_case = op.comparison == Comparison::kStringIgnoreCase;
  for (const ValuePattern& pattern : templates) loose.patterns.push_back(PatternOfGlob(Loosen(pattern), ignore_case));
  late.loose = space_.Wrap(*space_.Keep(std::move(loose)), binding.affix);
  ValueTest sure;
  for (const ValuePattern& pattern : templates) {
    if (pattern.variables.empty()) AppendPatternOf(op, pattern.glob, sure);
  }
  late.sure = space_.Wrap(*space_.Keep(std::move(sure)), binding.affix);
  Literal literal = OfVariable(binding.variable, constraint);
  literal.kind = Literal::Kind::kLate;
  literal.late = late_.size();
  late_.push_back(std::move(late));
  return literal;
}

Literal Literals::OfResources(const CompiledValues& resources, bool wanted) {
  Binding binding;
  binding.kind = Binding::Kind::kVariable;
  binding.variable = space_.ResourceVariable();
  return OfValues(binding, resources, {.comparison = Comparison::kStringLike}, OneOf(wanted));
}

Literal Literals::OfOpenAction(const ValueTest& actions, bool wanted) {
  Constraint constraint = OneOf(wanted);
  constraint.test = &actions;
  return OfVariable(space_.ActionVariable(), constraint);
}

Literal Literals::OfValues(const Binding& binding, const CompiledValues& values, const ConditionOperator& op,
                           const Constraint& constraint) {
  if (values.has_variables) return OfTemplates(binding, values.templates, op, constraint);
  return OfTest(binding, values.test, constraint);
}

Literal Literals::OfCondition(const CompiledCondition& condition, Effect effect) {
  if (!condition.element->op) return Constant(effect == Effect::kAllow);
  const ConditionOperator& op = *condition.element->op;
  const Binding& binding = space_.Bind(condition.key);
  if (op.comparison == Comparison::kNull) {
    if (binding.kind == Binding::Kind::kAbsent) return Constant(condition.null_when_absent);
    if (binding.kind == Binding::Kind::kConstant) return Constant(condition.null_when_present);
    return OfVariable(
        binding.variable,
        {.test = nullptr, .want = condition.null_when_present, .all = false, .absent_ok = condition.null_when_absent});
  }
  const Constraint constraint = {
      .test = nullptr, .want = !op.negated, .all = NeedsAllValues(op), .absent_ok = ResultWhenAbsent(op)};
  return OfValues(binding, condition.values, op, constraint);
}

}  // namespace crosstrail::policy
