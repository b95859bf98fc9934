#include "tests/policy/smt_oracle.h"

#include <z3++.h>

#include <algorithm>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

#include "base/ip_network.h"
#include "base/text.h"
#include "policy/action_catalogue.h"
#include "policy/scalars.h"

namespace crosstrail::policy {
namespace {

using Json = nlohmann::ordered_json;
using Expr = z3::expr;

constexpr unsigned kMilliseconds = 2'000;  // for one kind of asker
constexpr std::size_t kSeveral = 4;        // values of a key that may have several: as many as matter

enum class Kind { kAnonymous, kRoot, kUser, kRoleSession, kFederatedUser, kSamlProvider, kWebIdentity };
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

std::vector<std::string> Split(const std::string& text, char at) {
  std::vector<std::string> parts = {""};
  for (const char c : text) {
    if (c == at) {
      parts.emplace_back();
    } else {
      parts.back() += c;
    }
  }
  return parts;
}

// Addresses that the networks of the random policies can tell apart: ends of each, and the ones beside.
const std::vector<std::string>& Addresses() {
  static const std::vector<std::string> addresses = {
      "203.0.113.0", "203.0.113.77", "203.0.113.128", "203.0.113.200", "198.51.100.7", "198.51.100.8",
      "10.0.0.0",    "10.1.0.1",     "10.1.2.3",      "10.9.9.9",      "8.8.8.8",      "129.0.0.1",
      "2001:db8::1", "2001:dead::1", "0.0.0.0",       "223.255.255.1", "203.0.113.78"};
  return addresses;
}

struct Key {
  Expr present;
  std::vector<std::pair<Expr, Expr>> values;  // whether there is one, and which
};

class World {
 public:
  World(z3::context& c, Kind kind, const std::string& owner, const std::string& organization, double now,
        bool by_endpoint, bool by_access_point)
      : c_(c),
        kind_(kind),
        owner_(owner),
        organization_(organization),
        by_endpoint_(by_endpoint),
        by_access_point_(by_access_point),
        account_(c.string_const("account")),
        path_(c.string_const("path")),
        last_(c.string_const("last")),
        session_(c.string_const("session")),
        unique_id_(c.string_const("unique_id")),
        canonical_(c.string_const("canonical")),
        time_(c.real_const("time")) {
    // Of names as many as the patterns of the random policies can tell apart, so that the solver need not think of
    // more.
    AssumeOneOf(account_, {"222222222222", "333333333333", "444444444444", "222222222229", "255555555555",
                           "155555555555", "999999999999"});
    AssumeOneOf(last_, {"app", "admin", "ab", "222222222222", "111111111111", "stranger"});
    AssumeOneOf(path_, kind == Kind::kUser || kind == Kind::kRoleSession ? Names{"", "team/", "222222222222/", "x/"}
                                                                         : Names{""});
    AssumeOneOf(session_, {"s1", "app", "alice@example.com", "222222222222", "x"});
    AssumeOneOf(unique_id_, kind == Kind::kUser
                                ? Names{"AIDA2APP2APP2APP2APP2", "AIDA9NEW9NEW9NEW9NEW9", "AIDA0THER0THER0THER0T"}
                                : Names{"AROA2APP2APP2APP2APP2", "AROA3DEV3DEV3DEV3DEV3", "AROA9NEW9NEW9NEW9NEW9",
                                        "AROA0THER0THER0THER0T"});
    Assume(time_ >= c.real_val(std::to_string(static_cast<long long>(now)).c_str()));
  }

  const std::vector<Expr>& assumptions() const { return assumptions_; }
  bool IsIdentity() const {
    return kind_ == Kind::kRoot || kind_ == Kind::kUser || kind_ == Kind::kRoleSession || kind_ == Kind::kFederatedUser;
  }

  Expr Text(const std::string& text) const { return c_.string_val(text); }
  Expr Re(const std::string& text) const { return z3::to_re(Text(text)); }
  static Expr In(const Expr& value, const Expr& re) { return z3::in_re(value, re); }
  Expr Range(const char* from, const char* to) const { return z3::range(Text(from), Text(to)); }
  Expr AnyCharacter() const { return Range(" ", "~"); }
  Expr NoColon() const { return Range(" ", "9") + Range(";", "~"); }
  static Expr Times(Expr re, unsigned count) { return re.loop(count, count); }

  Expr Glob(const std::string& glob, bool ignore_case, bool within_part) const {
    const Expr any = within_part ? NoColon() : AnyCharacter();
    Expr re = Re("");
    for (const char letter : glob) {
      Expr next = any;
      if (letter == '*') {
        next = z3::star(any);
      } else if (letter != '?') {
        const std::string text(1, letter);
        next = Re(text);
        const std::string folded = FoldCase(text);
        std::string upper = text;
        if (letter >= 'a' && letter <= 'z') upper[0] = static_cast<char>(letter - 'a' + 'A');
        if (ignore_case) next = Re(folded) + Re(upper);
      }
      re = z3::concat(re, next);
    }
    return re;
  }

  // As the Arn operators compare: the first five parts one by one.
  Expr MatchesArn(const Expr& value, const std::string& pattern) const {
    constexpr std::size_t kParts = 6;
    std::vector<std::string> parts = Split(pattern, ':');
    if (parts.size() < kParts) return c_.bool_val(false);
    std::string rest = parts[kParts - 1];
    for (std::size_t i = kParts; i < parts.size(); ++i) rest += ":" + parts[i];
    Expr re = Re("");
    for (std::size_t i = 0; i + 1 < kParts; ++i) re = z3::concat(re, z3::concat(Glob(parts[i], false, true), Re(":")));
    return In(value, z3::concat(re, Glob(rest, false, false)));
  }

  Expr Arn() const {
    const char* const service = kind_ == Kind::kFederatedUser ? "arn:aws:sts::" : "arn:aws:iam::";
    const Expr head = z3::concat(Text(service), account_);
    switch (kind_) {
      case Kind::kRoot:
        return z3::concat(head, Text(":root"));
      case Kind::kUser:
        return z3::concat(z3::concat(head, Text(":user/")), z3::concat(path_, last_));
      case Kind::kFederatedUser:
        return z3::concat(z3::concat(head, Text(":federated-user/")), last_);
      default:
        return z3::concat(z3::concat(head, Text(":role/")), z3::concat(path_, last_));
    }
  }

  // Whether the asker is the one that a principal element names. As an exception (NotPrincipal) an account stands for
  // its root user alone.
  Expr IsNamed(const std::string& type, const std::string& name, bool exception) const {
    if (name == "*") return c_.bool_val(true);
    if (type == "CanonicalUser") return c_.bool_val(IsIdentity()) && canonical_ == Text(name);
    if (type != "AWS") return c_.bool_val(false);
    const std::vector<std::string> parts = Split(name, ':');
    if (parts.size() == 1) {
      if (name.starts_with("A")) {
        const bool fits = kind_ == (name.starts_with("AIDA") ? Kind::kUser : Kind::kRoleSession);
        return c_.bool_val(fits) && unique_id_ == Text(name);
      }
      return OfAccount(name, exception);
    }
    const std::string& account = parts[4];
    const std::string& rest = parts[5];
    const std::size_t slash = rest.find('/');
    const std::string what = rest.substr(0, slash);
    const std::string full = slash == std::string::npos ? "" : rest.substr(slash + 1);
    if (rest == "root") return OfAccount(account, exception);
    const Expr same = account_ == Text(account);
    const auto is = [&](Kind kind) { return c_.bool_val(kind_ == kind) && same; };
    if (full == "*") return c_.bool_val(IsIdentity()) && In(Arn(), Glob(name, false, false));
    if (what == "user") return is(Kind::kUser) && z3::concat(path_, last_) == Text(full);
    if (what == "role") return is(Kind::kRoleSession) && z3::concat(path_, last_) == Text(full);
    if (what == "federated-user") return is(Kind::kFederatedUser) && last_ == Text(full);
    const std::vector<std::string> session = Split(full, '/');
    return is(Kind::kRoleSession) && last_ == Text(session[0]) && session_ == Text(session[1]);
  }

  Key& Of(const std::string& name) {
    const std::string key = FoldCase(name);
    const auto known = keys_.find(key);
    return known == keys_.end() ? keys_.emplace(key, Make(key)).first->second : known->second;
  }

 private:
  using Names = std::vector<const char*>;

  void Assume(const Expr& fact) { assumptions_.push_back(fact); }
  void AssumeOneOf(const Expr& value, const Names& names) {
    Expr any = c_.bool_val(false);
    for (const char* name : names) any = any || value == Text(name);
    Assume(any);
  }

  Expr OfAccount(const std::string& account, bool exception) const {
    const bool whole = !exception && (IsIdentity() || kind_ == Kind::kSamlProvider);
    return c_.bool_val(whole || kind_ == Kind::kRoot) && account_ == Text(account);
  }

  Key Absent() const { return {.present = c_.bool_val(false), .values = {}}; }
  Key Always(const Expr& value) const { return {.present = c_.bool_val(true), .values = {{c_.bool_val(true), value}}}; }
  Key If(const Expr& present, const Expr& value) const {
    return {.present = present, .values = {{c_.bool_val(true), value}}};
  }
  Expr Fresh(const std::string& key) {
    const Expr value = c_.string_const(key.c_str());
    Assume(In(value, z3::star(AnyCharacter())));
    return value;
  }
  Expr Maybe(const std::string& key) { return c_.bool_const((key + "?").c_str()); }
  Key Optional(const std::string& key) { return If(Maybe(key), Fresh(key)); }
  Key OptionalNumber(const std::string& key) { return If(Maybe(key), c_.real_const(key.c_str())); }
  Expr TrueOrFalse(const std::string& key) {
    const Expr value = Fresh(key);
    Assume(value == Text("true") || value == Text("false"));
    return value;
  }
  Expr Address(const std::string& key) {
    const Expr index = c_.int_const(key.c_str());
    Assume(index >= 0 && index < static_cast<int>(Addresses().size()));
    return index;
  }

  // An organization's id and a path in it, as one choice for both keys.
  Key OrganizationKey(const std::string& group, bool id_only, const Expr& present, const std::string& fixed = {}) {
    const Expr id = fixed.empty() ? c_.string_const((group + " id").c_str()) : Text(fixed);
    const Expr rest = c_.string_const((group + " path").c_str());
    if (fixed.empty()) AssumeOneOf(id, {"o-ownerorg01", "o-partner00", "o-partner01", "o-px", "o-zz"});
    AssumeOneOf(rest, {"/r-ab12/", "/r-ab12/ou-ab12-11111111/", "/r-ab12/ou-x/", "/r-zz/", "/r-own1/",
                       "/r-own1/ou-own1-1/", "/r-own1/ou-own1-1/x/", "/r-zz/ou-y/"});
    return If(present, id_only ? id : z3::concat(id, rest));
  }

  Key MakePrincipal(const std::string& key) {
    const bool anonymous = kind_ == Kind::kAnonymous;
    if (key == "aws:principalarn") return IsIdentity() ? Always(Arn()) : Absent();
    if (key == "aws:principalaccount") {
      if (anonymous) return Always(Text("anonymous"));
      return kind_ == Kind::kWebIdentity ? Absent() : Always(account_);
    }
    if (key == "aws:userid") {
      if (anonymous) return Always(Text("anonymous"));
      if (kind_ == Kind::kRoot) return Always(account_);
      if (kind_ == Kind::kUser) return Always(unique_id_);
      const Expr colon = Text(":");
      if (kind_ == Kind::kRoleSession) return Always(z3::concat(unique_id_, z3::concat(colon, session_)));
      if (kind_ == Kind::kFederatedUser) return Always(z3::concat(account_, z3::concat(colon, last_)));
      return Absent();
    }
    if (key == "aws:username") return kind_ == Kind::kUser ? Always(last_) : Absent();
    if (key == "aws:principaltype") {
      constexpr const char* kTypes[] = {"Anonymous",     "Account",     "User",       "AssumedRole",
                                        "FederatedUser", "AssumedRole", "AssumedRole"};
      return Always(Text(kTypes[static_cast<int>(kind_)]));
    }
    if (key == "aws:principalisawsservice") return anonymous ? Absent() : Always(Text("false"));
    if (key.starts_with("aws:principalservicename")) return Absent();
    if (key == "aws:principalorgid" || key == "aws:principalorgpaths") {
      if (!IsIdentity() && kind_ != Kind::kSamlProvider) return Absent();
      return OrganizationKey("principal", key == "aws:principalorgid", Maybe("principal organization"));
    }
    if (key.starts_with("aws:principaltag/")) {
      return anonymous || kind_ == Kind::kRoot ? Absent() : Optional(key);
    }
    if (anonymous) return Absent();
    if (key == "aws:multifactorauthpresent") return If(Maybe(key), TrueOrFalse(key));
    return OptionalNumber(key);  // aws:MultiFactorAuthAge, aws:TokenIssueTime
  }

  Key MakeNetwork(const std::string& key) {
    if (key == "aws:sourceip") return by_endpoint_ ? Absent() : Always(Address(key));
    if (!by_endpoint_) return Absent();
    if (key == "aws:vpcsourceip") return Always(Address(key));
    if (key == "aws:vpceorgid" || key == "aws:vpceorgpaths") {
      return OrganizationKey("endpoint", key == "aws:vpceorgid", Maybe("endpoint organization"));
    }
    return Always(Fresh(key));
  }

  Key MakeAccessPoint(const std::string& key) {
    if (!by_access_point_) return Absent();
    if (key == "s3:accesspointnetworkorigin") return Always(Fresh(key));
    const Expr account = Fresh("access point account");
    if (key == "s3:dataaccesspointaccount") {
      Assume(In(account, z3::plus(NoColon())));
      return Always(account);
    }
    const Expr head = Fresh("access point head");
    const Expr tail = Fresh("access point name");
    const Expr part = z3::concat(z3::star(NoColon()), Re(":"));
    Assume(In(account, z3::plus(NoColon())));
    Assume(In(head, z3::concat(Re("arn:"), Times(part, 3))));
    Assume(In(tail, z3::plus(AnyCharacter())));
    return Always(z3::concat(z3::concat(head, account), z3::concat(Text(":accesspoint/"), tail)));
  }

  Key Make(const std::string& key) {
    if (key.starts_with("aws:principal") || key == "aws:userid" || key == "aws:username" ||
        key.starts_with("aws:multifactor") || key == "aws:tokenissuetime") {
      return MakePrincipal(key);
    }
    if (key == "aws:sourceip" || key.starts_with("aws:sourcevpc") || key.starts_with("aws:vpc"))
      return MakeNetwork(key);
    if (key.starts_with("aws:source")) return Absent();  // a service's
    if (key.starts_with("s3:dataaccesspoint") || key == "s3:accesspointnetworkorigin") return MakeAccessPoint(key);
    if (key == "aws:currenttime" || key == "aws:epochtime") return Always(time_);
    if (key == "aws:securetransport") return Always(TrueOrFalse(key));
    if (key == "aws:requestedregion" || key == "aws:useragent") return Always(Fresh(key));
    if (key == "aws:resourceaccount" || key == "s3:resourceaccount") return Always(Text(owner_));
    if (key == "aws:resourceorgid") return Always(Text(organization_));
    if (key == "aws:resourceorgpaths") {
      return OrganizationKey("resource", false, c_.bool_val(true), organization_);
    }
    if (key == "s3:max-keys" || key == "s3:tlsversion") return OptionalNumber(key);
    if (key == "s3:x-amz-server-side-encryption-aws-kms-key-id" && kind_ == Kind::kAnonymous) return Absent();
    if (key != "s3:requestobjecttagkeys" && key != "example:thing") return Optional(key);
    Key several{.present = Maybe(key), .values = {{c_.bool_val(true), Fresh(key)}}};
    for (std::size_t i = 1; i < kSeveral; ++i) {
      const std::string name = key + std::to_string(i);
      several.values.emplace_back(Maybe(name), Fresh(name));
    }
    return several;
  }

  z3::context& c_;
  Kind kind_;
  const std::string& owner_;
  const std::string& organization_;
  bool by_endpoint_;
  bool by_access_point_;
  Expr account_, path_, last_, session_, unique_id_, canonical_, time_;
  std::vector<Expr> assumptions_;
  std::map<std::string, Key> keys_;
};

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
        params.set("timeout", kMilliseconds);
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
