#include "tests/policy/smt_oracle.h"

#include <algorithm>
#include <map>
#include <sstream>
#include <vector>

#include "base/ip_network.h"
#include "base/text.h"
#include "policy/action_catalogue.h"
#include "policy/scalars.h"
#include "tests/policy/smt_world.h"

namespace crosstrail::policy {
namespace {

using namespace smt;
using Json = nlohmann::ordered_json;

constexpr unsigned kEffort = 8'000'000;  // for one kind of asker, in Z3's units: the same on every machine

// The likeliest to be let in first.
constexpr Kind kKinds[] = {Kind::kRoleSession,   Kind::kAnonymous,    Kind::kUser,       Kind::kRoot,
                           Kind::kFederatedUser, Kind::kSamlProvider, Kind::kWebIdentity};

Json AsList(const Json& value) { return value.is_array() ? value : Json::array({value}); }

std::vector<std::string> Texts(const Json& value) {
  std::vector<std::string> out;
  for (const Json& one : AsList(value)) out.push_back(one.is_string() ? one.get<std::string>() : one.dump());
  return out;
}

bool Matches(std::string_view glob, std::string_view text) {
  if (glob.empty()) return text.empty();
  if (glob.front() == '*') return Matches(glob.substr(1), text) || (!text.empty() && Matches(glob, text.substr(1)));
  return !text.empty() && (glob.front() == '?' || glob.front() == text.front()) &&
         Matches(glob.substr(1), text.substr(1));
}

// One policy put to the solver.
class Query {
 public:
  Query(z3::context& c, World& world, const Json& policy)
      : c_(c), world_(world), resource_(c.string_const("resource")) {
    for (const Json& statement : AsList(policy.at("Statement"))) statements_.push_back(statement);
    ChooseAction();
  }

  Expr Allowed() {
    Expr allow = c_.bool_val(false);
    Expr deny = c_.bool_val(false);
    for (std::size_t i = 0; i < statements_.size(); ++i) {
      Expr& side = statements_[i].at("Effect") == "Allow" ? allow : deny;
      side = side || Matches(i);
    }
    return allow && !deny && action_shape_ && World::In(resource_, z3::star(world_.AnyCharacter()));
  }

 private:
  // Actions that no statement tells from another are one.
  void ChooseAction() {
    std::map<std::pair<std::vector<bool>, int>, bool> classes;
    for (const ActionRow& row : S3Actions()) {
      if (!row.bucket_policy_applicable && !Overlap(row.resources, ResourceKinds::kAccessPoint)) continue;
      std::vector<bool> listed;
      for (const Json& statement : statements_) listed.push_back(IsAbout(statement, std::string(row.name)));
      const bool bucket = Overlap(row.resources, ResourceKinds::kBucket);
      const bool object = Overlap(row.resources, ResourceKinds::kObject);
      const bool s3 = row.name.starts_with("s3:");
      classes[{listed, !s3 || bucket == object ? 0 : bucket ? 1 : 2}] = true;
    }
    const Expr slash_free = world_.Range(" ", ".") + world_.Range("0", "9") + world_.Range(";", "~");
    const Expr head = z3::concat(world_.Re("arn:"), z3::concat(z3::star(world_.NoColon()), world_.Re(":s3:::")));
    const Expr bucket = z3::concat(head, z3::plus(slash_free));
    const Expr object = z3::concat(bucket, z3::concat(world_.Re("/"), z3::plus(world_.AnyCharacter())));
    const Expr action = c_.int_const("action");
    int number = 0;
    about_.assign(statements_.size(), c_.bool_val(false));
    action_shape_ = c_.bool_val(false);
    for (const auto& [what, unused] : classes) {
      const Expr chosen = action == number++;
      for (std::size_t i = 0; i < statements_.size(); ++i) {
        if (what.first[i]) about_[i] = about_[i] || chosen;
      }
      const Expr shape = what.second == 0   ? c_.bool_val(true)
                         : what.second == 1 ? World::In(resource_, bucket)
                                            : World::In(resource_, object);
      action_shape_ = action_shape_ || (chosen && shape);
    }
  }

  static bool IsAbout(const Json& statement, const std::string& name) {
    const bool except = statement.contains("NotAction");
    bool listed = false;
    for (const std::string& pattern : Texts(statement.at(except ? "NotAction" : "Action"))) {
      listed = listed || policy::Matches(FoldCase(pattern), FoldCase(name));
    }
    // What is not listed is meant of S3 alone.
    const bool other_service = except && statement.at("Effect") == "Allow" && !name.starts_with("s3:");
    return listed != except && !other_service;
  }

  Expr Matches(std::size_t i) {
    const Json& statement = statements_[i];
    const bool except_principal = statement.contains("NotPrincipal");
    Expr principal = c_.bool_val(false);
    const Json& named = statement.at(except_principal ? "NotPrincipal" : "Principal");
    if (named.is_string()) principal = c_.bool_val(true);
    if (named.is_object()) {
      for (const auto& [type, names] : named.items()) {
        for (const std::string& name : Texts(names))
          principal = principal || world_.IsNamed(type, name, except_principal);
      }
    }
    const bool except_resource = statement.contains("NotResource");
    Expr resource = c_.bool_val(false);
    for (const std::string& pattern : Texts(statement.at(except_resource ? "NotResource" : "Resource"))) {
      resource = resource || World::In(resource_, world_.Glob(pattern, false, false));
    }
    Expr all = about_[i] && (except_principal ? !principal : principal) && (except_resource ? !resource : resource);
    if (!statement.contains("Condition")) return all;
    for (const auto& [op, keys] : statement.at("Condition").items()) {
      for (const auto& [key, values] : keys.items()) all = all && Condition(op, key, Texts(values));
    }
    return all;
  }

  Expr Condition(std::string op, const std::string& name, const std::vector<std::string>& values) {
    Key& key = world_.Of(name);
    if (op == "Null") return values.front() == "true" ? !key.present : key.present;
    const bool for_all = op.starts_with("ForAllValues:");
    const bool for_any = op.starts_with("ForAnyValue:");
    if (for_all || for_any) op = op.substr(op.find(':') + 1);
    const bool if_exists = op.ends_with("IfExists");
    if (if_exists) op = op.substr(0, op.size() - std::string_view("IfExists").size());
    const std::size_t no = op.find("Not");
    const bool negated = no != std::string::npos;
    if (negated) op.erase(no, std::string_view("Not").size());
    const bool absent = if_exists || for_all || (negated && !for_any);
    const bool each = for_all || (negated && !for_any);
    Expr holds = c_.bool_val(each);
    for (const auto& [there, value] : key.values) {
      Expr one = c_.bool_val(false);
      for (const std::string& wanted : values) one = one || Test(op, value, wanted);
      if (negated) one = !one;
      holds = each ? holds && (!there || one) : holds || (there && one);
    }
    return (key.present && holds) || (!key.present && c_.bool_val(absent));
  }

  Expr Test(const std::string& op, const Expr& value, const std::string& wanted) {
    if (op == "StringEquals") return value == world_.Text(wanted);
    if (op == "StringEqualsIgnoreCase") {
      // Here '*' and '?' are characters.
      Expr re = world_.Re("");
      for (const char c : wanted) {
        const std::string one(1, c);
        re = z3::concat(re, c == '*' || c == '?' ? world_.Re(one) : world_.Glob(one, true, false));
      }
      return World::In(value, re);
    }
    if (op == "StringLike") return World::In(value, world_.Glob(wanted, false, false));
    if (op.starts_with("Arn")) return world_.MatchesArn(value, wanted);
    if (op == "Bool") return value == world_.Text(FoldCase(wanted));
    if (op == "IpAddress") {
      Expr any = c_.bool_val(false);
      const auto network = ParseIpNetwork(wanted);
      for (std::size_t i = 0; network && i < Addresses().size(); ++i) {
        if (Contains(*network, ParseIpNetwork(Addresses()[i])->address)) any = any || value == static_cast<int>(i);
      }
      return any;
    }
    const bool date = op.starts_with("Date");
    const auto number = date ? ParseDate(wanted) : ParseNumber(wanted);
    if (!number) return c_.bool_val(false);
    std::ostringstream digits;
    digits << std::fixed << *number;
    const Expr bound = c_.real_val(digits.str().c_str());
    const std::string relation = op.substr(date ? 4 : 7);
    if (relation == "Equals") return value == bound;
    if (relation == "LessThan") return value < bound;
    if (relation == "LessThanEquals") return value <= bound;
    return relation == "GreaterThan" ? value > bound : value >= bound;
  }

  z3::context& c_;
  World& world_;
  Expr resource_;
  std::vector<Json> statements_;
  std::vector<Expr> about_;  // whether the action is one of the statement's
  Expr action_shape_{c_};
};

}  // namespace

SmtOpinion AskSolver(const Json& policy, const std::string& owner, const std::string& organization, double now) {
  SmtOpinion opinion;
  const std::string text = FoldCase(policy.dump());
  const auto speaks_of = [&](std::initializer_list<const char*> keys) {
    return std::any_of(keys.begin(), keys.end(), [&](const char* key) { return text.find(key) != text.npos; });
  };
  const bool network = speaks_of({"aws:sourceip", "aws:sourcevpc", "aws:vpc"});
  const bool access_point = speaks_of({"s3:dataaccesspoint", "s3:accesspoint"});
  for (const Kind kind : kKinds) {
    for (const bool by_endpoint : {false, true}) {
      for (const bool by_access_point : {false, true}) {
        if ((by_endpoint && !network) || (by_access_point && !access_point)) continue;
        z3::context c;
        World world(c, kind, owner, organization, now, by_endpoint, by_access_point);
        Query query(c, world, policy);
        z3::solver solver(c);
        z3::params params(c);
        params.set("rlimit", kEffort);
        solver.set(params);
        solver.add(query.Allowed());
        for (const Expr& fact : world.assumptions()) solver.add(fact);
        const z3::check_result result = solver.check();
        if (result == z3::sat) {
          std::ostringstream model;
          model << "kind " << static_cast<int>(kind) << "\n" << solver.get_model();
          return {.answer = SmtAnswer::kYes, .model = model.str()};
        }
        if (result == z3::unknown) opinion.answer = SmtAnswer::kUnknown;
      }
    }
  }
  return opinion;
}

}  // namespace crosstrail::policy
