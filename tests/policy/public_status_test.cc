#include "policy/public_status.h"

#include <gmock/gmock.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "tests/conformance.h"
#include "tests/policy/json_document.h"

namespace crosstrail::policy {
namespace {

using nlohmann::ordered_json;
using testing::HasSubstr;

// A statement that allows `principal` s3:GetObject under `condition`, both JSON.
Document Allowing(std::string_view principal, std::string_view condition = "{}") {
  return DocumentOfStatement(R"({"Effect": "Allow", "Principal": )" + std::string(principal) +
                             R"(, "Action": "s3:GetObject", "Resource": "*", "Condition": )" + std::string(condition) +
                             "}");
}

bool IsPublic(std::string_view principal, std::string_view condition = "{}") {
  return ClassifyPublic(Allowing(principal, condition)).is_public;
}

constexpr std::string_view kAnyone = R"("*")";

TEST(PublicStatus, Principals) {
  struct Case {
    std::string_view principal;
    bool is_public;
  };
  for (const Case& expected : {
           Case{R"("*")", true},
           Case{R"({"AWS": "*"})", true},
           Case{R"({"AWS": ["111111111111", "*"]})", true},
           Case{R"({"AWS": "111111111111"})", false},
           Case{R"({"AWS": ["arn:aws:iam::222222222222:root", "AIDACKCEVSQ6C2EXAMPLE"]})", false},
           Case{R"({"AWS": "arn:aws:iam::222222222222:role/*"})", true},
           Case{R"({"AWS": "arn:aws:iam::222222222222:user/${aws:username}"})", true},
           Case{R"({"AWS": []})", false},
           Case{"{}", false},
           Case{R"({"Service": "cloudtrail.amazonaws.com"})", false},
           Case{R"({"Service": "*"})", true},
           Case{R"({"CanonicalUser": "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be"})", false},
           Case{R"({"CanonicalUser": "*"})", true},
           Case{R"({"Federated": "graph.facebook.com"})", true},
           Case{R"({"Federated": "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"})",
                true},
           Case{R"({"Federated": "arn:aws:iam::111111111111:saml-provider/idp"})", false},
           Case{R"({"AWS": "111111111111", "Federated": "graph.facebook.com"})", true},
       }) {
    EXPECT_EQ(IsPublic(expected.principal), expected.is_public) << expected.principal;
  }
}

TEST(PublicStatus, NotPrincipalIsEveryoneElse) {
  const PublicStatus status = ClassifyPublic(DocumentOfStatement(
      R"({"Effect": "Allow", "NotPrincipal": {"AWS": "111111111111"}, "Action": "s3:*", "Resource": "*"})"));
  EXPECT_TRUE(status.is_public);
  EXPECT_THAT(status.statements[0].reason, HasSubstr("NotPrincipal"));
}

TEST(PublicStatus, AStatementWithoutPrincipalIsTakenForPublic) {
  EXPECT_TRUE(
      ClassifyPublic(DocumentOfStatement(R"({"Effect": "Allow", "Action": "s3:*", "Resource": "*"})")).is_public);
}

TEST(PublicStatus, KeysWithFixedValuesLimit) {
  for (const std::string_view condition : {
           R"({"StringEquals": {"aws:PrincipalOrgID": "o-1"}})",
           R"({"StringEquals": {"AWS:principalORGID": ["o-1", "o-2"]}})",
           R"({"StringLike": {"aws:PrincipalAccount": "111111111111"}})",
           R"({"StringEqualsIgnoreCase": {"aws:SourceVpc": "vpc-1"}})",
           R"({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/r"}})",
           R"({"ForAnyValue:StringEquals": {"aws:PrincipalOrgPaths": "o-1/r-1/ou-1/"}})",
           R"({"ArnEquals": {"aws:SourceArn": "arn:aws:sns:us-east-1:111111111111:t"}})",
           R"({"StringEquals": {"aws:SourceOwner": "111111111111"}})",
           R"({"StringEquals": {"aws:SourceAccount": "111111111111"}})",
           R"({"StringEquals": {"aws:SourceVpce": "vpce-1"}})",
           R"({"StringEquals": {"aws:SourceVpcArn": "arn:aws:ec2:us-east-1:111111111111:vpc/vpc-1"}})",
           R"({"StringEquals": {"aws:VpceAccount": "111111111111"}})",
           R"({"StringEquals": {"aws:VpceOrgID": "o-1"}})",
           R"({"StringEquals": {"s3:DataAccessPointAccount": "111111111111"}})",
           R"({"StringEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": "arn:aws:kms:us-east-1:1:key/1"}})",
           R"({"StringEquals": {"aws:PrincipalServiceName": "cloudtrail.amazonaws.com"}})",
           R"({"Bool": {"aws:PrincipalIsAWSService": "true"}})",
           R"({"Bool": {"aws:PrincipalIsAWSService": true}})",
           R"({"StringEquals": {"aws:userid": "AIDACKCEVSQ6C2EXAMPLE"}})",
           R"({"IpAddress": {"aws:SourceIp": "203.0.113.7"}})",
           // One limit is enough, whatever stands beside it.
           R"({"StringEquals": {"s3:prefix": "*", "aws:PrincipalOrgID": "o-1"}})",
       }) {
    EXPECT_FALSE(IsPublic(kAnyone, condition)) << condition;
  }
}

TEST(PublicStatus, WhatDoesNotLimit) {
  for (const std::string_view condition : {
           // Wildcards and variables, in any of the values.
           R"({"StringLike": {"aws:SourceVpc": "vpc-*"}})",
           R"({"StringLike": {"aws:SourceVpc": "vpc-?"}})",
           R"({"StringEquals": {"aws:SourceVpc": "vpc-*"}})",
           R"({"StringLike": {"aws:SourceVpc": ["vpc-1", "vpc-*"]}})",
           R"({"StringEquals": {"aws:PrincipalAccount": "${aws:ResourceAccount}"}})",
           R"({"ArnLike": {"aws:PrincipalArn": "arn:aws:iam::111111111111:role/*"}})",
           R"({"ForAnyValue:StringLike": {"aws:PrincipalOrgPaths": "o-1/*"}})",
           R"({"StringEquals": {"aws:SourceVpc": []}})",
           R"({"StringEquals": {"aws:SourceVpc": ""}})",
           // Operators that a request without the key satisfies, or with another value.
           R"({"StringNotEquals": {"aws:PrincipalOrgID": "o-1"}})",
           R"({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}})",
           R"({"ForAllValues:StringEquals": {"aws:PrincipalOrgPaths": "o-1/r-1/"}})",
           R"({"ForAnyValue:StringNotEquals": {"aws:PrincipalOrgPaths": "o-1/r-1/"}})",
           R"({"Null": {"aws:PrincipalOrgID": "false"}})",
           R"({"NotIpAddress": {"aws:SourceIp": "203.0.113.0/24"}})",
           R"({"IpAddressIfExists": {"aws:SourceIp": "203.0.113.0/24"}})",
           R"({"NoSuchOperator": {"aws:PrincipalOrgID": "o-1"}})",
           // Operators of another type.
           R"({"StringEquals": {"aws:SourceIp": "203.0.113.7"}})",
           R"({"NumericEquals": {"aws:SourceAccount": "111111111111"}})",
           R"({"StringEquals": {"aws:PrincipalIsAWSService": "true"}})",
           R"({"Bool": {"aws:PrincipalIsAWSService": "false"}})",
           R"({"Bool": {"aws:PrincipalIsAWSService": ["true", "false"]}})",
           // Sessions of a role.
           R"({"StringLike": {"aws:userid": "AROACKCEVSQ6C2EXAMPLE:*"}})",
           R"({"StringEquals": {"aws:userid": "AROACKCEVSQ6C2EXAMPLE:session"}})",
           // Keys that say nothing about the caller, or that the caller says.
           R"({"StringEquals": {"aws:ResourceAccount": "111111111111"}})",
           R"({"StringEquals": {"aws:PrincipalTag/team": "blue"}})",
           R"({"StringEquals": {"aws:username": "bob"}})",
           R"({"StringEquals": {"aws:PrincipalType": "User"}})",
           R"({"IpAddress": {"aws:VpcSourceIp": "10.0.0.1"}})",
           R"({"Bool": {"aws:SecureTransport": "true"}})",
           R"({"DateLessThan": {"aws:CurrentTime": "2020-01-01T00:00:00Z"}})",
           R"({"StringEquals": {"s3:AccessPointNetworkOrigin": "VPC"}})",
       }) {
    EXPECT_TRUE(IsPublic(kAnyone, condition)) << condition;
  }
}

TEST(PublicStatus, BlocksOfAddresses) {
  struct Case {
    std::string_view block;
    bool is_public;
  };
  for (const Case& expected :
       {Case{"0.0.0.0/0", true}, Case{"0.0.0.0/1", true}, Case{"11.0.0.0/7", true}, Case{"11.0.0.0/8", false},
        Case{"10.0.0.0/8", false}, Case{"172.16.0.0/12", false}, Case{"192.168.0.0/16", false},
        Case{"203.0.113.7", false}, Case{"::/0", true}, Case{"2001:db8::/31", true}, Case{"2001:db8::/32", false},
        Case{"2001:db8::1", false}, Case{"::ffff:0:0/96", true}, Case{"::ffff:203.0.113.0/120", false},
        Case{"::/32", true}, Case{"", true}, Case{"203.0.113.*", true}, Case{"203.0.113.0/33", true}}) {
    const std::string condition = R"({"IpAddress": {"aws:SourceIp": ")" + std::string(expected.block) + "\"}}";
    EXPECT_EQ(IsPublic(kAnyone, condition), expected.is_public) << expected.block;
  }
  EXPECT_TRUE(IsPublic(kAnyone, R"({"IpAddress": {"aws:SourceIp": ["203.0.113.0/24", "0.0.0.0/0"]}})"));
}

TEST(PublicStatus, AccessPoints) {
  struct Case {
    std::string_view arn;
    bool is_public;
  };
  for (const Case& expected :
       {Case{"arn:aws:s3:us-west-2:123456789012:accesspoint/*", false},
        Case{"arn:aws:s3:us-west-2:123456789012:accesspoint/prod-?", false},
        Case{"arn:aws:s3:us-west-2:123456789012:accesspoint/prod", false},
        Case{"arn:aws:s3:us-west-2:*:accesspoint/*", true},
        Case{"arn:aws:s3:us-west-2:12345678901?:accesspoint/prod", true},
        Case{"arn:aws:s3:*:123456789012:accesspoint/*", true}, Case{"arn:aws:s3:us-west-2::accesspoint/*", true},
        Case{"arn:aws:s3:us-west-2:123456789012:accesspoint/${aws:username}", true},
        Case{"arn:aws:s3:us-west-2:123456789012:*", true}, Case{"*", true}}) {
    const std::string condition = R"({"ArnLike": {"s3:DataAccessPointArn": ")" + std::string(expected.arn) + "\"}}";
    EXPECT_EQ(IsPublic(kAnyone, condition), expected.is_public) << expected.arn;
  }
}

TEST(PublicStatus, OnePublicStatementMakesThePolicyPublic) {
  const PublicStatus status = ClassifyPublic(DocumentFromJson(ordered_json::parse(R"({
    "Version": "2012-10-17",
    "Statement": [
      {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"},
      {"Effect": "Allow", "Principal": {"AWS": "222222222222"}, "Action": "s3:*", "Resource": "*"},
      {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "*"},
      {"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "s3:GetObject", "Resource": "*"}
    ]})")));
  EXPECT_TRUE(status.is_public);
  EXPECT_EQ(status.statement, 2U);
  std::vector<bool> each;
  for (const auto& statement : status.statements) each.push_back(statement.is_public);
  EXPECT_THAT(each, testing::ElementsAre(false, false, true, true));
}

TEST(PublicStatus, NothingAllowedIsNotPublic) {
  const PublicStatus status = ClassifyPublic({});
  EXPECT_FALSE(status.is_public);
  EXPECT_EQ(status.statement, std::nullopt);
}

TEST(PublicStatus, Reasons) {
  struct Case {
    std::string_view principal;
    std::string_view condition;
    std::string_view reason;
  };
  for (
      const Case& expected : {
          Case{R"("*")", "{}", R"("Principal": "*" is anyone)"},
          Case{R"({"AWS": "*"})", "{}", R"("AWS": "*" is anyone)"},
          Case{R"({"AWS": "111111111111"})", "{}", "its principals are fixed"},
          Case{R"({"Federated": "graph.facebook.com"})", "{}",
               R"("Federated": "graph.facebook.com" is not one fixed principal)"},
          Case{R"("*")", R"({"StringEquals": {"aws:SourceVpc": "vpc-1"}})", "aws:SourceVpc has fixed values"},
          Case{R"("*")", R"({"IpAddress": {"aws:SourceIp": "0.0.0.0/1"}, "StringLike": {"aws:Referer": "x"}})",
               R"("Principal": "*" is anyone, and aws:SourceIp "0.0.0.0/1" is no block of addresses, or broader than )"
               "/8 (IPv4) or /32 (IPv6); aws:Referer does not make a policy non-public"},
          Case{
              R"("*")", R"({"StringEqualsIfExists": {"aws:PrincipalOrgID": "o-1"}})",
              R"("Principal": "*" is anyone, and StringEqualsIfExists does not limit aws:PrincipalOrgID to fixed values)"},
      }) {
    EXPECT_EQ(ClassifyPublic(Allowing(expected.principal, expected.condition)).statements[0].reason, expected.reason);
  }
}

ordered_json Records(std::string_view file) {
  std::ifstream in(ConformanceFolder() / "policies" / file);
  return in ? ordered_json::parse(in) : ordered_json::array();
}

// Every verdict on "public" in the file, at `label` of a record's "expected": all of them agree.
void ExpectAgreement(std::string_view file, std::string_view label, std::size_t at_least) {
  const ordered_json records = Records(file);
  if (records.empty()) GTEST_SKIP() << "no " << file;
  std::size_t compared = 0;
  for (const auto& record : records) {
    const auto expected = record.at("expected").find(label);
    if (expected == record.at("expected").end() || !expected->is_boolean()) continue;
    const bool concrete = record.contains("policy_concrete") && record["policy_concrete"].is_object();
    const Document document = DocumentFromJson(record.at(concrete ? "policy_concrete" : "policy"));
    const PublicStatus status = ClassifyPublic(document);
    std::string why;
    for (const auto& statement : status.statements) why += statement.reason + "\n";
    EXPECT_EQ(status.is_public, expected->get<bool>()) << record.at("id") << "\n" << why;
    ++compared;
  }
  EXPECT_GE(compared, at_least) << file;
}

// expected.public_bpa; one case (k37) has no verdict.
TEST(PublicStatusConformance, DecisionTable) { ExpectAgreement("decision_table.json", "public_bpa", 65); }

TEST(PublicStatusConformance, ExamplesOfTheUserGuides) { ExpectAgreement("aws_docs.json", "public", 29); }

TEST(PublicStatusConformance, CephTestsOfS3) { ExpectAgreement("ceph_s3_tests.json", "public", 6); }

}  // namespace
}  // namespace crosstrail::policy
