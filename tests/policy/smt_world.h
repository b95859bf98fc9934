// What requests there are, for the solver: the keys of each kind of asker and how they depend on each other.
#pragma once

#include <z3++.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/text.h"

namespace crosstrail::policy::smt {

using Expr = z3::expr;

inline constexpr std::size_t kSeveral = 4;  // values of a key that may have several: as many as matter

enum class Kind { kAnonymous, kRoot, kUser, kRoleSession, kFederatedUser, kSamlProvider, kWebIdentity };
inline std::vector<std::string> Split(const std::string& text, char at) {
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
inline const std::vector<std::string>& Addresses() {
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

// Facts about one kind of asker that comes one way; what they say of names is complete for the vocabulary of the random
// policies only.
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

}  // namespace crosstrail::policy::smt
