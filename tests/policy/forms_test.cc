// How principals, actions, resources, condition values and variables have to be written.
#include "policy/forms.h"

#include <gmock/gmock.h>

namespace crosstrail::policy {
namespace {

std::string Message(const std::optional<Fault>& fault) { return fault ? fault->message : ""; }

struct PrincipalCase {
  PrincipalType type;
  std::string value;
  std::string message;  // empty: nothing is wrong
};

constexpr PrincipalType kAws = PrincipalType::kAws;

TEST(Forms, Principals) {
  const std::string canonical(64, 'a');
  const std::vector<PrincipalCase> cases = {
      {PrincipalType::kAnyone, "*", ""},
      {kAws, "*", ""},
      {kAws, "111111111111", ""},
      {kAws, "arn:aws:iam::111111111111:root", ""},
      {kAws, "arn:aws-us-gov:iam::111111111111:user/a/path/name", ""},
      {kAws, "arn:aws:iam::111111111111:role/aws-service-role/x.amazonaws.com/Y", ""},
      {kAws, "arn:aws:sts::111111111111:assumed-role/role/session@example.com", ""},
      {kAws, "arn:aws:sts::111111111111:federated-user/bob", ""},
      {kAws, "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1", ""},
      {kAws, "AROADBQP57FF2AEXAMPLE", ""},
      {kAws, "", "'' is no principal"},
      {kAws, "11111111111", "'11111111111' is no account id"},
      {kAws, "1111-1111-1111", "'1111-1111-1111' is no principal"},
      {kAws, "bob", "'bob' is no principal"},
      {kAws, canonical, "'" + canonical + "' is no principal"},
      {kAws, "s3.amazonaws.com", "'s3.amazonaws.com' is no principal"},
      {kAws, "arn:aws:iam::*:root", "'arn:aws:iam::*:root': a principal takes no wildcard"},
      {kAws, "arn:aws:iam::11111111111:root", "'11111111111' is no account id"},
      {kAws, "arn:aws:iam::111111111111", "'arn:aws:iam::111111111111' is no complete ARN"},
      {kAws, "arn:amazon:iam::111111111111:root", "'amazon' is no partition of AWS"},
      {kAws, "arn:aws:s3:::bucket", "'' is no account id"},
      {kAws, "arn:aws:lambda::111111111111:function:x", "'arn:aws:lambda::111111111111:function:x' is no principal"},
      {kAws, "arn:aws:iam::111111111111:group/g", "'arn:aws:iam::111111111111:group/g' is no principal"},
      {kAws, "arn:aws:iam::111111111111:user/", "'arn:aws:iam::111111111111:user/' is no principal"},
      {kAws, "arn:aws:iam:us-east-1:111111111111:root", "'arn:aws:iam:us-east-1:111111111111:root' is no principal"},
      {kAws, "arn:aws:sts::111111111111:assumed-role/x", "'arn:aws:sts::111111111111:assumed-role/x' is no principal"},
      {kAws, "${aws:username}", "'${aws:username}': a principal takes no policy variable"},
      {PrincipalType::kService, "delivery.logs.amazonaws.com", ""},
      {PrincipalType::kService, "s3", "'s3' is no service principal"},
      {PrincipalType::kService, "*.amazonaws.com", "'*.amazonaws.com' is no service principal"},
      {PrincipalType::kFederated, "cognito-identity.amazonaws.com", ""},
      {PrincipalType::kFederated, "arn:aws:iam::111111111111:saml-provider/x", ""},
      {PrincipalType::kFederated, "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com", ""},
      {PrincipalType::kFederated, "*", "'*' is no identity provider"},
      {PrincipalType::kFederated, "arn:aws:iam::1:saml-provider/x",
       "'arn:aws:iam::1:saml-provider/x' is no identity provider"},
      {PrincipalType::kCanonicalUser, canonical, ""},
      {PrincipalType::kCanonicalUser, std::string(96, '0'), ""},
      {PrincipalType::kCanonicalUser, "*", "'*' is no canonical user id"},
  };
  for (const PrincipalCase& c : cases) EXPECT_EQ(Message(FaultOfPrincipal(c.type, c.value)), c.message) << c.value;
}

struct Case {
  std::string value;
  std::string message;
};

TEST(Forms, Actions) {
  const std::vector<Case> cases = {
      {"*", ""},
      {"*:*", ""},
      {"s3:*", ""},
      {"S3:get?bject*", ""},
      {"execute-api:Invoke", ""},
      {"", "'' does not name its service"},
      {"**", "'**' does not name its service"},
      {"GetObject", "'GetObject' does not name its service"},
      {":Get", "':Get' does not name its service"},
      {"s3:", "'s3:' is no action"},
      {"s3:Get Object", "'s3:Get Object' is no action"},
      {"s3 :GetObject", "'s3 :GetObject' is no action"},
      {"s3:Get:Object", "'s3:Get:Object': an action has one colon"},
      {"s*:GetObject", "'s*:GetObject': the service of an action takes no wildcard"},
      {"s3:${aws:username}", "'s3:${aws:username}': an action takes no policy variable"},
  };
  for (const Case& c : cases) EXPECT_EQ(Message(FaultOfAction(c.value)), c.message) << c.value;
}

TEST(Forms, Resources) {
  const std::vector<Case> cases = {
      {"*", ""},
      {"arn:aws:s3:::bucket/*", ""},
      {"arn:*:s3:::bucket", ""},
      {"arn:aws:s3:us-east-1:111111111111:accesspoint/x", ""},
      {"arn:aws:sqs:*:1111*:queue", ""},
      {"arn:aws:iam::aws:policy/ReadOnlyAccess", ""},
      {"arn:aws:s3:::home/${aws:username}", ""},
      {"arn:aws:sqs", ""},  // incomplete, but AWS takes it
      {"bucket/*", "'bucket/*' is no ARN"},
      {"", "'' is no ARN"},
      {"**", "'**' is no ARN"},
      {"arn:aws:s3:::", "'arn:aws:s3:::' names no resource"},
      {"arn:aws:*:::x", "'*' is no service of an ARN"},
      {"arn:aws:S3:::x", "'S3' is no service of an ARN"},
      {"arn::s3:::x", "'' is no partition of AWS"},
      {"arn:aws:sqs:us-east-1:1234567890:q", "'1234567890' is no account id"},
      {"arn:aws:ec2:us-west-1:vol/*", "'vol/*' is no account id"},
      {"arn:aws:s3:${aws:RequestedRegion}::x",
       "'arn:aws:s3:${aws:RequestedRegion}::x': a variable before the fifth colon of an ARN"},
  };
  for (const Case& c : cases) EXPECT_EQ(Message(FaultOfResource(c.value, true)), c.message) << c.value;
  EXPECT_EQ(CompleteArn("arn:aws:sqs"), "arn:aws:sqs:*:*:*");
  EXPECT_EQ(CompleteArn("arn:aws:ec2:*"), "arn:aws:ec2:*:*:*");
  EXPECT_EQ(CompleteArn("arn:aws:s3:::b:c"), "arn:aws:s3:::b:c");
  EXPECT_EQ(CompleteArn("*"), "*");
}

TEST(Forms, ConditionValues) {
  struct ValueCase {
    std::string_view op;
    std::string value;
    bool fits;
  };
  const std::vector<ValueCase> cases = {
      {"IpAddress", "0.0.0.0/0", true},
      {"IpAddress", "203.0.113.7", true},
      {"NotIpAddress", "2001:db8::/32", true},
      {"IpAddress", "10.0.0.0/33", false},
      {"IpAddress", "*", false},
      {"IpAddressIfExists", "${aws:SourceIp}", false},
      {"DateGreaterThan", "2020-02-30T00:00:00Z", false},
      {"DateEquals", "2020-02-29", true},
      {"DateEquals", "9999-12-31T23:59:59Z", true},
      {"DateEquals", "tomorrow", false},
      {"DateEquals", "-1", true},
      {"DateEquals", "20", true},
      {"DateEquals", "", false},
      {"NumericEquals", "-1.5", true},
      {"NumericEquals", "1e3", true},
      {"NumericEquals", "1.", false},
      {"NumericEquals", "ten", false},
      {"NumericEquals", "", false},
      {"NumericEquals", ".5", true},
      {"Bool", "TRUE", true},
      {"Bool", "yes", false},
      {"Null", "false", true},
      {"Null", "1", false},
      {"BinaryEquals", "QmluYXJ5", true},
      {"BinaryEquals", "?", false},
      {"StringEquals", "", true},
      {"ArnLike", "anything", true},
  };
  for (const ValueCase& c : cases) {
    const auto op = FindConditionOperator(c.op);
    ASSERT_TRUE(op);
    EXPECT_EQ(!FaultOfConditionValue(*op, c.value), c.fits) << c.op << ' ' << c.value;
  }
}

TEST(Forms, Variables) {
  const std::vector<Case> cases = {
      {"no variable: $ { } $x", ""},
      {"${aws:username}/${*}${?}${$}/${aws:PrincipalTag/team name, 'none'}",
       "'${aws:PrincipalTag/team name, 'none'}': a variable has no spaces in its name"},
      {"${aws:PrincipalTag/team, 'any one'} ${aws:userid}", ""},
      {"x${aws:username", "the variable '${aws:username' does not end"},
      {"${}", "a variable without a name"},
      {"${, 'x'}", "a variable without a name"},
      {"${a${b}}", "'${a${b}': variables do not nest"},
      {"${aws:userid, none}", "'${aws:userid, none}': a default value stands in single quotes"},
      {"${aws:userid, '}", "'${aws:userid, '}': a default value stands in single quotes"},
  };
  for (const Case& c : cases) EXPECT_EQ(Message(FaultOfVariables(c.value)), c.message) << c.value;
}

}  // namespace
}  // namespace crosstrail::policy
