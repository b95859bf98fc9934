// What Evaluate answers, element by element: tables of a piece of policy, a piece of request and the answer.
#include "policy/evaluate.h"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include "policies.h"

namespace crosstrail::policy {
namespace {

constexpr const char* kUniqueRole = "AROADBQP57FF2AEXAMPLE";
constexpr const char* kCanonical = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";
constexpr const char* kIdentity = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1EXAMPLE";

Principal Asker(std::string_view text) {
  const auto principal = ParsePrincipal(text);
  EXPECT_TRUE(principal.has_value()) << text;
  return principal.value_or(Principal{});
}

// A statement with `members` besides Effect; whatever it does not say holds for all.
Document Policy(std::string_view members, std::string_view version = "2012-10-17") {
  const auto add = [&](std::string_view element, std::string_view text) {
    return members.find(element) == members.npos ? std::string(text) : std::string();
  };
  return ParsePolicy(fmt::format(R"({{"Version": "{}", "Statement": {{"Effect": "Allow", {}{}{}{}}}}})", version,
                                 add("Action\"", R"("Action": "*", )"), add("Principal\"", R"("Principal": "*", )"),
                                 add("Resource\"", R"("Resource": "*", )"), members));
}

bool Allows(const Document& document, const Request& request) {
  return Evaluate(document, request).decision == Decision::kAllow;
}

Request RequestOf(Principal principal) {
  Request request;
  request.principal = std::move(principal);
  request.action = "s3:GetObject";
  request.resource = "arn:aws:s3:::b/k";
  return request;
}

struct PrincipalCase {
  std::string element;
  Principal asker;
  bool matches;
};

Principal With(std::string_view text, std::string unique_id, std::string canonical_id = {}) {
  Principal principal = Asker(text);
  principal.unique_id = std::move(unique_id);
  principal.canonical_id = std::move(canonical_id);
  return principal;
}

TEST(Evaluate, Principals) {
  const std::string role = "arn:aws:iam::222222222222:role/team/app";
  const std::string session = "arn:aws:sts::222222222222:assumed-role/app/s1";
  Principal in_session = Asker(role);
  in_session.session = "s1";
  Principal facebook;
  facebook.kind = Principal::Kind::kWebIdentity;
  facebook.provider = "graph.facebook.com";
  const std::vector<PrincipalCase> cases = {
      {R"("*")", Asker("*"), true},
      {R"({"AWS": "*"})", Asker("*"), true},
      {R"({"AWS": "*"})", Asker("222222222222"), true},
      {R"({"AWS": ["111111111111", "*"]})", Asker("*"), true},
      {R"({"AWS": []})", Asker("222222222222"), false},
      // An account is all its identities, however it is written.
      {R"({"AWS": "222222222222"})", Asker("222222222222"), true},
      {R"({"AWS": "arn:aws:iam::222222222222:root"})", Asker(role), true},
      {R"({"AWS": "222222222222"})", Asker("arn:aws:sts::222222222222:federated-user/bob"), true},
      {R"({"AWS": "222222222222"})", Asker("arn:aws:iam::222222222222:saml-provider/idp"), true},
      {R"({"AWS": "222222222222"})", Asker("arn:aws:iam::222222222223:root"), false},
      {R"({"AWS": "222222222222"})", Asker("*"), false},
      {R"({"AWS": "222222222222"})", Asker("s3.amazonaws.com"), false},
      // A user by its whole ARN, path and case included.
      {R"({"AWS": "arn:aws:iam::222222222222:user/ops/ann"})", Asker("arn:aws:iam::222222222222:user/ops/ann"), true},
      {R"({"AWS": "arn:aws:iam::222222222222:user/ann"})", Asker("arn:aws:iam::222222222222:user/ops/ann"), false},
      {R"({"AWS": "arn:aws:iam::222222222222:user/ops/Ann"})", Asker("arn:aws:iam::222222222222:user/ops/ann"), false},
      {R"({"AWS": "arn:aws:iam::222222222222:user/ops/ann"})", Asker("222222222222"), false},
      // A role is all its sessions, a session one of them; without the path.
      {R"({"AWS": "arn:aws:iam::222222222222:role/team/app"})", in_session, true},
      {R"({"AWS": "arn:aws:iam::222222222222:role/app"})", in_session, false},
      {fmt::format(R"({{"AWS": "{}"}})", session), in_session, true},
      {fmt::format(R"({{"AWS": "{}"}})", session), Asker(role), false},
      {R"({"AWS": "arn:aws:sts::222222222222:federated-user/bob"})",
       Asker("arn:aws:sts::222222222222:federated-user/bob"), true},
      {R"({"AWS": "arn:aws:sts::222222222222:federated-user/bob"})", Asker("arn:aws:iam::222222222222:user/bob"),
       false},
      // Ids that do not show the account.
      {fmt::format(R"({{"AWS": "{}"}})", kUniqueRole), With(role, kUniqueRole), true},
      {fmt::format(R"({{"AWS": "{}"}})", kUniqueRole), Asker(role), false},
      {fmt::format(R"({{"CanonicalUser": "{}"}})", kCanonical), With(role, "", kCanonical), true},
      {fmt::format(R"({{"CanonicalUser": "{}"}})", kCanonical), Asker(role), false},
      // Services, identity providers, distributions: exactly as named.
      {R"({"Service": "logging.s3.amazonaws.com"})", Asker("logging.s3.amazonaws.com"), true},
      {R"({"Service": "logging.s3.amazonaws.com"})", Asker("s3.amazonaws.com"), false},
      {R"({"Service": ["sns.amazonaws.com", "sqs.amazonaws.com"]})", Asker("sqs.amazonaws.com"), true},
      {R"({"Service": "sns.amazonaws.com", "AWS": "222222222222"})", Asker(role), true},
      {R"({"Federated": "arn:aws:iam::222222222222:saml-provider/idp"})",
       Asker("arn:aws:iam::222222222222:saml-provider/idp"), true},
      {R"({"Federated": "arn:aws:iam::222222222222:oidc-provider/idp.example"})",
       Asker("arn:aws:iam::222222222222:oidc-provider/idp.example"), true},
      {R"({"Federated": "graph.facebook.com"})", facebook, true},
      {R"({"Federated": "graph.facebook.com"})", Asker("222222222222"), false},
      {fmt::format(R"({{"AWS": "{}"}})", kIdentity), Asker(kIdentity), true},
      {R"({"AWS": "*"})", Asker(kIdentity), true},
      // Refused by AWS, read as the pattern it seems to be.
      {R"({"AWS": "arn:aws:iam::222222222222:role/*"})", Asker(role), true},
      {R"({"AWS": "arn:aws:iam::*:role/team/app"})", Asker(role), true},
      {R"({"AWS": "arn:aws:iam::222222222222:user/*"})", Asker(role), false},
  };
  for (const PrincipalCase& c : cases) {
    EXPECT_EQ(Allows(Policy("\"Principal\": " + c.element), RequestOf(c.asker)), c.matches)
        << c.element << " " << CallerArn(c.asker);
  }
}

// Everybody but those listed; an account in the list is its root user, so that a Deny for all but a role has to list
// account and role, as the IAM guide says.
TEST(Evaluate, NotPrincipal) {
  const std::string role = "arn:aws:iam::222222222222:role/app";
  const std::vector<PrincipalCase> cases = {
      {R"("*")", Asker("*"), false},
      {R"({"AWS": "222222222222"})", Asker("*"), true},
      {R"({"AWS": "222222222222"})", Asker("333333333333"), true},
      {R"({"AWS": "222222222222"})", Asker("222222222222"), false},
      {R"({"AWS": "222222222222"})", Asker(role), true},
      {R"({"AWS": ["222222222222", "arn:aws:iam::222222222222:role/app"]})", Asker(role), false},
      {R"({"Service": "s3.amazonaws.com"})", Asker("s3.amazonaws.com"), false},
      {R"({"AWS": []})", Asker(role), true},
  };
  for (const PrincipalCase& c : cases) {
    EXPECT_EQ(Allows(Policy("\"NotPrincipal\": " + c.element), RequestOf(c.asker)), c.matches)
        << c.element << " " << CallerArn(c.asker);
  }
}

TEST(Evaluate, WithoutPrincipalItIsForWhoeverAsks) {
  const Document document = ParsePolicy(std::string(R"({"Statement": {"Effect": "Allow", "Action": "*"}})"));
  EXPECT_TRUE(Allows(document, RequestOf(Asker("*"))));
  EXPECT_TRUE(Allows(document, RequestOf(Asker("222222222222"))));
}

struct TextCase {
  std::string members;
  std::string asked;
  bool matches;
};

TEST(Evaluate, Actions) {
  const std::vector<TextCase> cases = {
      {R"("Action": "s3:GetObject")", "s3:GetObject", true},
      {R"("Action": "S3:getobject")", "s3:GetObject", true},
      {R"("Action": "s3:GetObject")", "s3:GetObjectAcl", false},
      {R"("Action": "s3:Get*")", "s3:GetObjectAcl", true},
      {R"("Action": "s3:*Object")", "s3:PutObject", true},
      {R"("Action": "s3:?etObject")", "s3:GetObject", true},
      {R"("Action": "s3:GetObject?")", "s3:GetObject", false},
      {R"("Action": "*")", "sqs:SendMessage", true},
      {R"("Action": "s3:*")", "s3express:CreateSession", false},
      {R"("Action": ["sqs:*", "s3:List*"])", "s3:ListBucket", true},
      {R"("Action": "s3:${aws:username}")", "s3:ann", false},
      {R"("NotAction": "s3:Put*")", "s3:GetObject", true},
      {R"("NotAction": "s3:put*")", "s3:PutObject", false},
      {R"("NotAction": ["s3:Put*", "s3:Get*"])", "s3:GetObject", false},
  };
  for (const TextCase& c : cases) {
    Request request = RequestOf(Asker("222222222222"));
    request.action = c.asked;
    EXPECT_EQ(Allows(Policy(c.members), request), c.matches) << c.members << " " << c.asked;
  }
}

TEST(Evaluate, Resources) {
  const std::vector<TextCase> cases = {
      {R"("Resource": "*")", "arn:aws:s3:::b/k", true},
      {R"("Resource": "arn:aws:s3:::b/k")", "arn:aws:s3:::b/k", true},
      {R"("Resource": "arn:aws:s3:::B/k")", "arn:aws:s3:::b/k", false},
      {R"("Resource": "arn:aws:s3:::b/*")", "arn:aws:s3:::b/d/e:f", true},
      {R"("Resource": "arn:aws:s3:::b/*")", "arn:aws:s3:::b", false},
      {R"("Resource": "arn:aws:s3:::b*")", "arn:aws:s3:::b-other/k", true},
      {R"("Resource": "arn:aws:s3:::b/?")", "arn:aws:s3:::b//", true},
      {R"("Resource": "arn:aws:s3:::*/secret")", "arn:aws:s3:::b/x/secret", true},
      {R"("Resource": "arn:aws:sqs:*:111111111111:q")", "arn:aws:sqs:eu-west-1:111111111111:q", true},
      // A wildcard goes over colons here, unlike in the Arn operators; and parts that are missing at the end are '*'.
      {R"("Resource": "arn:aws:sns:*:*:t")", "arn:aws:sns:eu-west-1:111111111111:x:t", true},
      {R"("Resource": "arn:aws:sqs:*:q")", "arn:aws:sqs:eu-west-1:111111111111:q", false},
      {R"("Resource": "arn:aws:sqs")", "arn:aws:sqs:eu-west-1:111111111111:q", true},
      {R"("Resource": ["arn:aws:s3:::a/*", "arn:aws:s3:::b/*"])", "arn:aws:s3:::b/k", true},
      {R"("NotResource": "arn:aws:s3:::b/private/*")", "arn:aws:s3:::b/k", true},
      {R"("NotResource": ["arn:aws:s3:::a", "arn:aws:s3:::b/private/*"])", "arn:aws:s3:::b/private/k", false},
      // Variables: the value stands for itself; without one nothing matches, and so NotResource matches all.
      {R"("Resource": "arn:aws:s3:::b/${aws:username}/*")", "arn:aws:s3:::b/ann/k", true},
      {R"("Resource": "arn:aws:s3:::b/${AWS:UserName}/*")", "arn:aws:s3:::b/ann/k", true},
      {R"("Resource": "arn:aws:s3:::b/${aws:username}/*")", "arn:aws:s3:::b/bob/k", false},
      {R"("Resource": "arn:aws:s3:::b/${aws:PrincipalTag/star}")", "arn:aws:s3:::b/*", true},
      {R"("Resource": "arn:aws:s3:::b/${aws:PrincipalTag/star}")", "arn:aws:s3:::b/k", false},
      {R"("Resource": "arn:aws:s3:::b/${aws:PrincipalTag/none}")", "arn:aws:s3:::b/", false},
      {R"("NotResource": "arn:aws:s3:::b/${aws:PrincipalTag/none}")", "arn:aws:s3:::b/", true},
      {R"("Resource": "arn:aws:s3:::b/${aws:PrincipalTag/two}")", "arn:aws:s3:::b/1", false},
      {R"("Resource": "arn:aws:s3:::b/${aws:PrincipalTag/none, 'dflt'}")", "arn:aws:s3:::b/dflt", true},
      {R"("Resource": "arn:aws:s3:::b/${aws:username, 'dflt'}")", "arn:aws:s3:::b/dflt", false},
      {R"("Resource": "arn:aws:s3:::b/${*}${?}${$}")", "arn:aws:s3:::b/*?$", true},
      {R"("Resource": "arn:aws:s3:::b/${*}")", "arn:aws:s3:::b/k", false},
  };
  for (const TextCase& c : cases) {
    Request request = RequestOf(Asker("arn:aws:iam::222222222222:user/ops/ann"));
    request.resource = c.asked;
    request.context = {{"aws:PrincipalTag/star", {"*"}}, {"aws:PrincipalTag/two", {"1", "2"}}};
    EXPECT_EQ(Allows(Policy(c.members), request), c.matches) << c.members << " " << c.asked;
  }
}

TEST(Evaluate, VariablesNeedTheNewVersion) {
  Request request = RequestOf(Asker("arn:aws:iam::222222222222:user/ann"));
  const std::string members = R"("Resource": "arn:aws:s3:::b/${aws:username}")";
  request.resource = "arn:aws:s3:::b/ann";
  EXPECT_FALSE(Allows(Policy(members, "2008-10-17"), request));
  request.resource = "arn:aws:s3:::b/${aws:username}";
  EXPECT_TRUE(Allows(Policy(members, "2008-10-17"), request));
}

using Values = std::vector<std::string>;

struct ConditionCase {
  std::string op;
  std::string policy;  // JSON
  Values asked;        // of the key; none: it is absent
  bool holds;
};

void ExpectConditions(const std::vector<ConditionCase>& cases) {
  for (const ConditionCase& c : cases) {
    Request request = RequestOf(Asker("arn:aws:iam::222222222222:user/ann"));
    if (!c.asked.empty()) request.context["test:Key"] = c.asked;
    const std::string condition = fmt::format(R"("Condition": {{"{}": {{"TEST:key": {}}}}})", c.op, c.policy);
    EXPECT_EQ(Allows(Policy(condition), request), c.holds) << condition << " " << testing::PrintToString(c.asked);
  }
}

TEST(Evaluate, Strings) {
  ExpectConditions({
      {"StringEquals", R"("a")", {"a"}, true},
      {"StringEquals", R"("a")", {"A"}, false},
      {"StringEquals", R"(["b", "a"])", {"a"}, true},
      {"StringEquals", R"("a*")", {"ab"}, false},
      {"StringEquals", R"("a*")", {"a*"}, true},
      {"StringEquals", R"([])", {"a"}, false},
      {"StringEquals", R"("${aws:username}")", {"ann"}, true},
      {"StringEquals", R"("${aws:PrincipalTag/none}")", {"ann"}, false},
      {"StringEquals", R"("${aws:PrincipalTag/none, 'ann'}")", {"ann"}, true},
      {"StringNotEquals", R"("a")", {"b"}, true},
      {"StringNotEquals", R"(["a", "b"])", {"b"}, false},
      {"StringNotEquals", R"("${aws:PrincipalTag/none}")", {"ann"}, true},
      {"StringEqualsIgnoreCase", R"("Stra\u00dfe")", {"sTRA\u00dfE"}, true},
      {"StringEqualsIgnoreCase", R"("a")", {"b"}, false},
      {"StringNotEqualsIgnoreCase", R"("a")", {"A"}, false},
      {"StringLike", R"("a*c?e")", {"abbcde"}, true},
      {"StringLike", R"("a*")", {"A"}, false},
      {"StringLike", R"("*")", {""}, true},
      {"StringLike", R"("?")", {"\u00e9"}, true},
      {"StringLike", R"("${*}a")", {"xa"}, false},
      {"StringLike", R"("${aws:username}/*")", {"ann/x/y"}, true},
      {"StringNotLike", R"(["a*", "b*"])", {"bc"}, false},
      {"StringNotLike", R"(["a*", "b*"])", {"c"}, true},
  });
}

TEST(Evaluate, Arns) {
  constexpr const char* kTopic = "arn:aws:sns:eu-west-1:111111111111:a:b";
  for (const std::string op : {"ArnEquals", "ArnLike"}) {
    ExpectConditions({
        {op, R"("arn:aws:sns:eu-west-1:111111111111:a:b")", {kTopic}, true},
        {op, R"("arn:aws:sns:*:111111111111:*")", {kTopic}, true},
        {op, R"("arn:aws:sns:*:??????????11:a*")", {kTopic}, true},
        // Part by part: no wildcard goes over a colon, but in the last part.
        {op, R"("arn:aws:sns:*:a:b")", {kTopic}, false},
        {op, R"("arn:aws:sns:*")", {kTopic}, false},
        {op, R"("arn:aws:SNS:*:*:*")", {kTopic}, false},
        {op, R"("*")", {kTopic}, true},
        {op, R"("arn:aws:sns:*:*:*")", {"no arn"}, false},
        {op, R"("arn:aws:iam::*:user/${aws:username}")", {"arn:aws:iam::1:user/ann"}, true},
    });
  }
  ExpectConditions({
      {"ArnNotEquals", R"("arn:aws:sns:*:*:*")", {kTopic}, false},
      {"ArnNotLike", R"("arn:aws:sqs:*:*:*")", {kTopic}, true},
  });
}

TEST(Evaluate, NumbersAndDates) {
  ExpectConditions({
      {"NumericEquals", R"("10")", {"10.0"}, true},
      {"NumericEquals", "10", {"1e1"}, true},
      {"NumericNotEquals", R"(["10", "11"])", {"11"}, false},
      {"NumericLessThan", R"("10")", {"10"}, false},
      {"NumericLessThanEquals", R"("10")", {"10"}, true},
      {"NumericGreaterThan", R"("-1")", {"0"}, true},
      {"NumericGreaterThanEquals", R"("0.5")", {"0.25"}, false},
      {"NumericLessThan", R"("10")", {"few"}, false},
      {"NumericNotEquals", R"("10")", {"few"}, true},
      {"DateEquals", R"("2030-01-01T00:00:00Z")", {"2030-01-01"}, true},
      {"DateEquals", R"("1893456000")", {"2030-01-01T01:00:00+01:00"}, true},
      {"DateEquals", R"("1893456000000")", {"1893456000"}, true},
      {"DateNotEquals", R"("2030")", {"2030-01-01T00:00:01Z"}, true},
      {"DateLessThan", R"("2030-01-01T00:00Z")", {"2029-12-31T23:59:59Z"}, true},
      {"DateLessThanEquals", R"("2030-01-01")", {"2030-01-01T00:00:00Z"}, true},
      {"DateGreaterThan", R"("2030-01-01")", {"2030-01-01T00:00:00Z"}, false},
      {"DateGreaterThanEquals", R"("2030-01-01")", {"2030-01-01T00:00:00.001Z"}, true},
  });
}

TEST(Evaluate, BooleansBytesAndAddresses) {
  ExpectConditions({
      {"Bool", R"("true")", {"TRUE"}, true},
      {"Bool", "true", {"true"}, true},
      {"Bool", R"("true")", {"false"}, false},
      {"Bool", R"("false")", {"no"}, false},
      {"BinaryEquals", R"("AQID")", {"\x01\x02\x03"}, true},
      {"BinaryEquals", R"("AQID")", {"AQID"}, true},
      {"BinaryEquals", R"("AQID")", {"AQIE"}, false},
      {"IpAddress", R"("203.0.113.0/24")", {"203.0.113.255"}, true},
      {"IpAddress", R"("203.0.113.7")", {"203.0.113.7"}, true},
      {"IpAddress", R"("203.0.113.7")", {"203.0.113.8"}, false},
      {"IpAddress", R"(["10.0.0.0/8", "2001:db8::/32"])", {"2001:db8::1"}, true},
      {"IpAddress", R"("0.0.0.0/0")", {"2001:db8::1"}, false},
      {"NotIpAddress", R"("203.0.113.0/24")", {"203.0.113.1"}, false},
      {"NotIpAddress", R"(["10.0.0.0/8", "203.0.113.0/24"])", {"198.51.100.1"}, true},
  });
}

TEST(Evaluate, AbsentKeys) {
  ExpectConditions({
      {"StringEquals", R"("a")", {}, false},
      {"StringNotEquals", R"("a")", {}, true},
      {"StringLike", R"("*")", {}, false},
      {"StringNotLike", R"("*")", {}, true},
      {"ArnNotLike", R"("*")", {}, true},
      {"NumericLessThan", R"("1")", {}, false},
      {"NumericNotEquals", R"("1")", {}, true},
      {"DateNotEquals", R"("2030")", {}, true},
      {"Bool", R"("false")", {}, false},
      {"IpAddress", R"("0.0.0.0/0")", {}, false},
      {"NotIpAddress", R"("0.0.0.0/0")", {}, true},
      {"StringEqualsIfExists", R"("a")", {}, true},
      {"StringEqualsIfExists", R"("a")", {"b"}, false},
      {"StringNotEqualsIfExists", R"("a")", {}, true},
      {"BoolIfExists", R"("true")", {}, true},
      {"IpAddressIfExists", R"("10.0.0.0/8")", {"203.0.113.7"}, false},
      {"Null", R"("true")", {}, true},
      {"Null", R"("true")", {"a"}, false},
      {"Null", R"("false")", {"a"}, true},
      {"Null", "false", {}, false},
      {"Null", R"(["true", "false"])", {"a"}, true},
  });
}

TEST(Evaluate, SeveralValues) {
  const std::string two = R"(["a", "b"])";
  ExpectConditions({
      {"ForAllValues:StringEquals", two, {"a", "b"}, true},
      {"ForAllValues:StringEquals", two, {"a", "c"}, false},
      {"ForAllValues:StringEquals", two, {}, true},
      {"ForAllValues:StringNotEquals", two, {"c", "d"}, true},
      {"ForAllValues:StringNotEquals", two, {"c", "a"}, false},
      {"ForAllValues:StringLike", R"("x*")", {"x1", "x2"}, true},
      {"ForAnyValue:StringEquals", two, {"c", "b"}, true},
      {"ForAnyValue:StringEquals", two, {"c", "d"}, false},
      {"ForAnyValue:StringEquals", two, {}, false},
      {"ForAnyValue:StringNotEquals", two, {"a", "c"}, true},
      {"ForAnyValue:StringNotEquals", two, {"a", "b"}, false},
      {"ForAnyValue:StringNotEquals", two, {}, false},
      {"ForAnyValue:StringEqualsIfExists", two, {}, true},
      {"forallvalues:stringequals", two, {"a"}, true},
      // No quantifier where there should be one: one value is enough, of a negated operator every one has to differ.
      {"StringEquals", two, {"c", "b"}, true},
      {"StringNotEquals", two, {"c", "b"}, false},
  });
}

// Operators, and keys of one operator, are ANDed.
TEST(Evaluate, AllConditionsMustHold) {
  const Document document =
      Policy(R"("Condition": {"StringEquals": {"t:a": "1", "t:b": "1"}, "Null": {"t:c": "true"}})");
  Request request = RequestOf(Asker("*"));
  request.context = {{"t:a", {"1"}}, {"t:b", {"1"}}};
  EXPECT_TRUE(Allows(document, request));
  request.context["t:c"] = {"x"};
  EXPECT_FALSE(Allows(document, request));
  request.context = {{"t:a", {"1"}}};
  EXPECT_FALSE(Allows(document, request));
}

TEST(Evaluate, UnknownOperatorsAllowMore) {
  const std::string text = R"({"Statement": [
      {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringMatches": {"a:b": "c"}}},
      {"Effect": "Deny", "Principal": "*", "Action": "*", "Resource": "*", "Condition": {"StringMatches": {"a:b": "c"}}}]})";
  EXPECT_TRUE(Allows(ParsePolicy(text), RequestOf(Asker("*"))));
}

TEST(Evaluate, ADenyWinsAndTheDecidingStatementIsNamed) {
  const Document document = ParsePolicy(std::string(R"({"Statement": [
      {"Effect": "Allow", "Principal": {"AWS": "333333333333"}, "Action": "*", "Resource": "*"},
      {"Effect": "Allow", "Principal": "*", "Action": "*", "Resource": "*"},
      {"Effect": "Allow", "Principal": "*", "Action": "s3:*", "Resource": "*"},
      {"Effect": "Deny", "Principal": {"AWS": "222222222222"}, "Action": "s3:Get*", "Resource": "*"}]})"));
  const Evaluation allowed = Evaluate(document, RequestOf(Asker("*")));
  EXPECT_EQ(allowed.decision, Decision::kAllow);
  EXPECT_EQ(allowed.statement, 1U);
  const Evaluation denied = Evaluate(document, RequestOf(Asker("222222222222")));
  EXPECT_EQ(denied.decision, Decision::kExplicitDeny);
  EXPECT_EQ(denied.statement, 3U);
  const Evaluation neither = Evaluate(ParsePolicy(std::string(R"({"Statement": []})")), RequestOf(Asker("*")));
  EXPECT_EQ(neither.decision, Decision::kImplicitDeny);
  EXPECT_EQ(neither.statement, std::nullopt);
}

// What a request says of itself without being told to.
TEST(Evaluate, KeysThatFollowFromThePrincipal) {
  struct Case {
    Principal asker;
    std::string_view key;
    Values values;
  };
  const Principal user = With("arn:aws:iam::222222222222:user/ops/ann", "AIDADBQP57FF2AEXAMPLE");
  const Principal session = With("arn:aws:iam::222222222222:role/team/app", kUniqueRole);
  const std::vector<Case> cases = {
      {Asker("*"), "aws:PrincipalArn", {}},
      {Asker("*"), "aws:PrincipalAccount", {"anonymous"}},
      {Asker("*"), "aws:userid", {"anonymous"}},
      {Asker("*"), "aws:PrincipalType", {"Anonymous"}},
      {Asker("*"), "aws:PrincipalIsAWSService", {}},
      {user, "aws:principalarn", {"arn:aws:iam::222222222222:user/ops/ann"}},
      {user, "aws:PrincipalAccount", {"222222222222"}},
      {user, "aws:username", {"ann"}},
      {user, "aws:userid", {"AIDADBQP57FF2AEXAMPLE"}},
      {user, "aws:PrincipalType", {"User"}},
      {user, "aws:PrincipalIsAWSService", {"false"}},
      {session, "aws:PrincipalArn", {"arn:aws:iam::222222222222:role/team/app"}},
      {session, "aws:userid", {"AROADBQP57FF2AEXAMPLE:session"}},
      {session, "aws:username", {}},
      {session, "aws:PrincipalType", {"AssumedRole"}},
      {Asker("222222222222"), "aws:PrincipalArn", {"arn:aws:iam::222222222222:root"}},
      {Asker("222222222222"), "aws:userid", {"222222222222"}},
      {Asker("arn:aws:sts::222222222222:federated-user/bob"), "aws:userid", {"222222222222:bob"}},
      {Asker("s3.amazonaws.com"), "aws:PrincipalArn", {}},
      {Asker("s3.amazonaws.com"), "aws:PrincipalIsAWSService", {"true"}},
      {Asker("s3.amazonaws.com"), "aws:PrincipalServiceName", {"s3.amazonaws.com"}},
      {user, "aws:PrincipalServiceName", {}},
      {user, "aws:SourceIp", {}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(KeyValues(RequestOf(c.asker), c.key), c.values) << c.key << " " << CallerArn(c.asker);
  }
  EXPECT_EQ(CallerArn(session), "arn:aws:sts::222222222222:assumed-role/app/session");
}

}  // namespace
}  // namespace crosstrail::policy
