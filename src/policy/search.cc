#include "policy/search.h"

#include <algorithm>

namespace crosstrail::policy {
namespace {

// In units of the budget, a move of an automaton being one.
constexpr std::size_t kSolveCost = 8;
constexpr std::size_t kLookCost = 1;  // whether a choice holds
constexpr std::size_t kConfirmCost = 32;

}  // namespace

// False when no literal of the choice can hold.
bool Search::Add(std::vector<Literal> choice) {
  for (const Literal& literal : choice) {
    if (literal.kind == Literal::Kind::kTrue) return true;
  }
  std::erase_if(choice, [](const Literal& literal) { return literal.kind == Literal::Kind::kFalse; });
  const bool possible = !choice.empty();
  choices_.push_back({.literals = std::move(choice)});
  return possible;
}

// Gives each variable that has no values yet some that meet its constraints.
Found Search::SolveVariables() {
  for (std::size_t i = values_.size(); i < space_.variables().size(); ++i) {
    VariableAnswer answer = Solve(space_.variables()[i], budget_);
    if (answer.found != Found::kYes) return answer.found;
    values_.push_back(std::move(answer.values));
    versions_.push_back(++last_version_);
  }
  return Found::kYes;
}

SearchAnswer Search::RunWith(std::vector<std::vector<Literal>> more, const std::function<bool(Request&)>& confirm) {
  if (impossible_) return {};
  if (budget_ == 0) return {.found = Found::kUndecided, .request = {}};
  if (!prepared_) {
    std::stable_sort(choices_.begin(), choices_.end(),
                     [](const Choice& a, const Choice& b) { return a.literals.size() < b.literals.size(); });
    for (Choice& choice : choices_) {
      const Literal& literal = choice.literals.front();
      if (choice.literals.size() > 1 || literal.kind != Literal::Kind::kVariable) continue;
      space_.variables()[literal.variable].constraints.push_back(literal.constraint);
      choice.taken = true;
    }
    prepared_ = true;
  }
  confirm_ = confirm;
  undecided_ = false;
  Found found = SolveVariables();
  if (found != Found::kYes) return {.found = found, .request = {}};
  first_ = choices_.size();
  const bool possible = std::all_of(more.begin(), more.end(), [&](auto& choice) { return Add(std::move(choice)); });
  found = possible ? Descend() : Found::kNo;
  choices_.erase(choices_.begin() + static_cast<std::ptrdiff_t>(first_), choices_.end());
  if (found == Found::kNo && undecided_) found = Found::kUndecided;
  return {.found = found, .request = std::move(request_)};
}

void Search::Spend(std::size_t cost) {
  undecided_ = undecided_ || budget_ < cost;
  budget_ -= std::min(budget_, cost);
}

// Adds a constraint and keeps values_ in step. False when the variable can no longer have a value; the constraint is
// there all the same, for the caller to take away.
bool Search::Push(std::size_t variable, const Constraint& constraint) {
  Variable& changed = space_.variables()[variable];
  changed.constraints.push_back(constraint);
  if (Meets(constraint, values_[variable])) return true;
  Spend(kSolveCost);
  if (budget_ == 0) return false;
  VariableAnswer answer = Solve(changed, budget_);
  undecided_ = undecided_ || answer.found == Found::kUndecided;
  if (answer.found != Found::kYes) return false;
  values_[variable] = std::move(answer.values);
  versions_[variable] = ++last_version_;
  return true;
}

// Whether one wants a match of patterns that the other wants no match of, whatever the variables in them.
bool Search::Contradicts(const Literal& a, const Literal& b) const {
  if (a.constraint.want == b.constraint.want) return false;
  const Literal& wanted = a.constraint.want ? a : b;
  const Literal& unwanted = a.constraint.want ? b : a;
  const LateTest& match = literals_.late(wanted.late);
  const LateTest& none = literals_.late(unwanted.late);
  const bool same_key = match.constant.empty() && none.constant.empty() && wanted.variable == unwanted.variable &&
                        match.affix.empty() && none.affix.empty();
  if (!same_key || match.op.comparison != none.op.comparison) return false;
  if (!wanted.constraint.all && !unwanted.constraint.all) return false;
  if (wanted.constraint.absent_ok && unwanted.constraint.absent_ok) return false;
  return std::all_of(match.templates.begin(), match.templates.end(), [&](const ValuePattern& pattern) {
    return std::find(none.templates.begin(), none.templates.end(), pattern) != none.templates.end();
  });
}

// Whether the values as they stand keep the choice.
bool Search::IsKept(Choice& choice) {
  if (choice.taken) return true;
  if (choice.version != 0 && choice.version == versions_[choice.literals[choice.holds].variable]) return true;
  Spend(kLookCost);
  for (std::size_t i = 0; i < choice.literals.size(); ++i) {
    const Literal& literal = choice.literals[i];
    if (literal.kind != Literal::Kind::kVariable || !Meets(literal.constraint, values_[literal.variable])) continue;
    choice.holds = i;
    choice.version = versions_[literal.variable];
    return true;
  }
  return false;
}

// First those that were added last.
Search::Choice* Search::NextBroken() {
  for (std::size_t i = 0; i < choices_.size(); ++i) {
    Choice& choice = choices_[(first_ + i) % choices_.size()];
    if (!IsKept(choice)) return &choice;
  }
  return nullptr;
}

Found Search::Descend() {
  if (Choice* const broken = NextBroken()) return Branch(*broken);
  if (Finish() == Found::kYes) return Found::kYes;
  if (late_.empty()) return Found::kNo;
  // Perhaps the tests that came late hold with other values, which one of the choices left may lead to.
  const auto open = std::find_if(choices_.begin(), choices_.end(), [](const Choice& choice) { return !choice.taken; });
  return open == choices_.end() ? Found::kNo : Branch(*open);
}

Found Search::Branch(Choice& choice) {
  choice.taken = true;
  Found found = Found::kNo;
  for (const Literal& literal : choice.literals) {
    found = Take(literal);
    undecided_ = undecided_ || budget_ == 0;
    if (found == Found::kYes || budget_ == 0) break;
  }
  choice.taken = false;
  return found;
}

Found Search::Take(const Literal& literal) {
  struct Before {
    std::size_t variable;
    std::vector<std::string> values;
    std::uint64_t version;
  };
  std::vector<Before> touched;
  const auto push = [&](std::size_t variable, const Constraint& constraint) {
    touched.push_back({.variable = variable, .values = values_[variable], .version = versions_[variable]});
    return Push(variable, constraint);
  };
  bool possible = true;
  if (literal.kind == Literal::Kind::kLate) {
    possible = std::none_of(late_.begin(), late_.end(), [&](const Literal& l) { return Contradicts(l, literal); });
    late_.push_back(literal);
    const LateTest& late = literals_.late(literal.late);
    if (literal.constraint.want && !literal.constraint.absent_ok) {
      constexpr Constraint kThere{.test = nullptr, .want = true, .all = false, .absent_ok = false};
      for (const std::size_t variable : late.needed) possible = possible && push(variable, kThere);
    }
    // What has to be so whatever the variables of the patterns are.
    Constraint necessary = literal.constraint;
    necessary.test = literal.constraint.want ? late.loose : late.sure;
    if (late.constant.empty()) {
      possible = possible && push(literal.variable, necessary);
    } else {
      possible = possible && Meets(necessary, late.constant);
    }
  } else {
    possible = push(literal.variable, literal.constraint);
  }
  const Found found = possible ? Descend() : Found::kNo;
  if (literal.kind == Literal::Kind::kLate) late_.pop_back();
  for (; !touched.empty(); touched.pop_back()) {
    Before& before = touched.back();
    space_.variables()[before.variable].constraints.pop_back();
    values_[before.variable] = std::move(before.values);
    versions_[before.variable] = before.version;
  }
  return found;
}

// Gives the tests with policy variables their values, now that the variables have some, and looks whether they hold or
// can be made to.
bool Search::SubstituteLate(std::vector<std::vector<std::string>>& values) {
  for (const Literal& literal : late_) {
    const LateTest& late = literals_.late(literal.late);
    const Request request = space_.Build(values);
    ValueTest test;
    for (const ValuePattern& pattern : late.templates) {
      const auto glob = Substitute(pattern, [&](std::string_view key) -> std::optional<std::string> {
        std::vector<std::string> found = KeyValues(request, key);
        if (found.size() != 1) return std::nullopt;
        return std::move(found.front());
      });
      if (glob) AppendPatternOf(late.op, *glob, test);
    }
    Constraint constraint = literal.constraint;
    constraint.test = space_.Keep(std::move(test));
    if (!late.constant.empty()) {
      if (!Meets(constraint, late.constant) && !ReadOff(literal, values)) return false;
      continue;
    }
    constraint.test = space_.Wrap(*constraint.test, late.affix);
    if (Meets(constraint, values[literal.variable])) continue;
    Variable variable = space_.variables()[literal.variable];
    variable.constraints.push_back(constraint);
    VariableAnswer answer = Solve(variable, budget_);
    if (answer.found == Found::kYes) {
      values[literal.variable] = std::move(answer.values);
    } else if (!ReadOff(literal, values)) {
      return false;
    }
  }
  return true;
}

// The other way round: the value of a pattern's variable read off the text that the pattern is to match.
bool Search::ReadOff(const Literal& literal, std::vector<std::vector<std::string>>& values) {
  const LateTest& late = literals_.late(literal.late);
  const bool constant = !late.constant.empty();
  const std::vector<std::string>& texts = constant ? late.constant : values[literal.variable];
  if (!literal.constraint.want || !late.affix.empty() || texts.size() != 1) return false;
  const std::u32string whole = ToCodePoints(texts.front());
  const std::u32string_view text = whole;
  const bool ignore_case = late.op.comparison == Comparison::kStringIgnoreCase;
  for (const ValuePattern& pattern : late.templates) {
    if (pattern.variables.size() != 1) continue;
    const VariableUse& use = pattern.variables.front();
    const Binding& other = space_.Bind(use.key);
    const bool free = other.kind == Binding::Kind::kVariable && other.affix.empty();
    if (!free || (!constant && other.variable == literal.variable)) continue;
    const std::u32string_view head = std::u32string_view(pattern.glob).substr(0, use.at);
    const std::u32string_view tail = std::u32string_view(pattern.glob).substr(use.at);
    for (std::size_t begin = 0; begin <= text.size(); ++begin) {
      if (!GlobMatches(head, text.substr(0, begin), ignore_case)) continue;
      for (std::size_t end = text.size() + 1; end-- > begin;) {
        if (!GlobMatches(tail, text.substr(end), ignore_case)) continue;
        std::vector<std::string> value = {ToUtf8(text.substr(begin, end - begin))};
        if (!Accepts(space_.variables()[other.variable], value)) continue;
        values[other.variable] = std::move(value);
        return true;
      }
    }
  }
  return false;
}

Found Search::Finish() {
  Spend(kConfirmCost);
  std::vector<std::vector<std::string>> values = values_;
  if (!SubstituteLate(values) || !space_.Reconcile(values)) {
    undecided_ = true;
    return Found::kNo;
  }
  request_ = space_.Build(values);
  if (confirm_(request_)) return Found::kYes;
  undecided_ = true;
  return Found::kNo;
}

}  // namespace crosstrail::policy
