// Every rule of the catalogue, as a table: part of a record, a field, its values.
#include <gmock/gmock.h>

#include "tests/event/reading.h"

namespace crosstrail {
namespace {

constexpr const char* kAssumed = R"({"userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/r/s",
    "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::1:role/r"}}}})";
constexpr const char* kAttach = R"({"eventSource": "iam.amazonaws.com", "eventName": "AttachRolePolicy",
    "userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/r/s"},
    "requestParameters": {"roleName": "r", "policyArn": "arn:aws:iam::aws:policy/AdministratorAccess"}})";
constexpr const char* kCommand = R"({"eventSource": "ssm.amazonaws.com", "eventName": "SendCommand",
    "requestParameters": {"instanceIds": ["i-2", "i-1", "i-2"]}, "sourceIPAddress": "vpn.example.org",
    "tlsDetails": {"clientProvidedHostHeader": "proxy.example.net"}})";

struct Case {
  const char* field;
  const char* json;
  std::vector<std::string> expected;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.field << " of " << c.json; }

class RulesTest : public testing::TestWithParam<Case> {};

TEST_P(RulesTest, GivesTheValues) {
  const Case& c = GetParam();
  EXPECT_EQ(Read(c.json, c.field), c.expected);
}

INSTANTIATE_TEST_SUITE_P(
    Event, RulesTest,
    testing::ValuesIn(std::vector<Case>{
        {"@timestamp", R"({"eventTime": "2023-07-10T12:22:41Z"})", {"@2023-07-10T12:22:41Z"}},
        {"@timestamp", R"({"digestEndTime": "2023-07-10T13:00:00Z"})", {"@2023-07-10T13:00:00Z"}},
        {"@timestamp", R"({"@timestamp": "2020-09-14T00:44:23.000Z", "@version": "1"})", {"@2020-09-14T00:44:23Z"}},
        {"@timestamp",
         R"({"eventTime": "2023-07-10T12:22:41Z", "@timestamp": "2020-01-01T00:00:00Z"})",
         {"@2023-07-10T12:22:41Z"}},
        {"@timestamp", R"({"eventTime": "yesterday"})", {}},
        {"event.kind", "{}", {"event"}},
        {"event.module", "{}", {"aws"}},
        {"event.dataset", "{}", {"aws.cloudtrail"}},
        {"data_stream.dataset", "{}", {"aws.cloudtrail"}},
        {"data_stream.type", "{}", {"logs"}},
        {"data_stream.namespace", "{}", {"default"}},
        {"cloud.provider", "{}", {"aws"}},
        {"event.category", R"({"eventName": "CreateUser"})", {"iam"}},
        {"event.category", R"({"eventName": "PutBucketPolicy"})", {}},
        {"event.category", R"({"eventName": "createuser"})", {}},
        {"event.category", "{}", {}},
        {"event.type", R"({"eventName": "CreateUser"})", {"user", "creation"}},
        {"event.type", R"({"eventName": "OpenDataChannel"})", {"start"}},
        {"event.type", R"({"eventName": "PutBucketPolicy"})", {"info"}},
        {"event.type", "{}", {"info"}},
        {"event.outcome", R"({"eventName": "GetUser"})", {"success"}},
        {"event.outcome", R"({"errorCode": "AccessDenied"})", {"failure"}},
        {"event.outcome", R"({"errorMessage": "no"})", {"failure"}},
        {"event.outcome", R"({"errorCode": "", "errorMessage": null})", {"success"}},
        {"event.outcome", R"({"errorCode": "-"})", {"success"}},
        {"event.outcome",
         R"({"eventName": "ConsoleLogin", "responseElements": {"ConsoleLogin": "Failure"}})",
         {"failure"}},
        {"event.outcome",
         R"({"eventName": "ConsoleLogin", "errorMessage": "x", "responseElements": {"ConsoleLogin": "Success"}})",
         {"success"}},
        {"event.outcome", R"({"eventName": "ConsoleLogin", "errorMessage": "x"})", {"failure"}},
        {"event.outcome", R"({"eventName": "Login", "responseElements": {"ConsoleLogin": "Failure"}})", {"success"}},
    }));

INSTANTIATE_TEST_SUITE_P(
    Entities, RulesTest,
    testing::ValuesIn(std::vector<Case>{
        {"actor.entity.id", R"({"userIdentity": {"arn": "arn:aws:iam::1:user/a"}})", {"arn:aws:iam::1:user/a"}},
        {"actor.entity.id", R"({"userIdentity": {"onBehalfOf": {"userId": "u"}}})", {"u"}},
        {"actor.entity.id", "{}", {}},
        {"user.entity.id",
         R"({"userIdentity": {"type": "IAMUser", "arn": "arn:aws:iam::1:user/a"}})",
         {"arn:aws:iam::1:user/a"}},
        {"user.entity.id", kAssumed, {"arn:aws:iam::1:role/r"}},
        {"actor.entity.id", kAssumed, {"arn:aws:sts::1:assumed-role/r/s"}},
        {"service.entity.id", kAssumed, {}},
        {"service.entity.id",
         R"({"userIdentity": {"type": "AssumedRole", "arn": "arn:aws:sts::1:assumed-role/AWSServiceRoleForX/s"}})",
         {"arn:aws:sts::1:assumed-role/AWSServiceRoleForX/s"}},
        {"service.entity.id",
         R"({"eventSource": "sts.amazonaws.com", "eventName": "AssumeRole",
             "userIdentity": {"type": "AWSService", "invokedBy": "ec2.amazonaws.com"}})",
         {"ec2.amazonaws.com"}},
        {"host.entity.id",
         R"({"userIdentity": {"arn": "arn:aws:ec2:r:1:instance/i-1"}})",
         {"arn:aws:ec2:r:1:instance/i-1"}},
        {"entity.id", R"({"userIdentity": {"type": "IdentityCenterUser", "onBehalfOf": {"userId": "u"}}})", {"u"}},
        {"entity.target.id", kAttach, {"r"}},
        {"target.entity.id", kAttach, {"r"}},
        {"related.entity",
         kAttach,
         {"arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:sts::1:assumed-role/r/s", "r"}},
        {"user.target.entity.id",
         R"({"eventSource": "iam.amazonaws.com", "eventName": "CreateAccessKey",
             "requestParameters": {"userName": "u"},
             "responseElements": {"accessKey": {"accessKeyId": "AKIAIOSFODNN7EXAMPLE"}}})",
         {"AKIAIOSFODNN7EXAMPLE"}},
        {"service.target.entity.id",
         R"({"eventSource": "s3.amazonaws.com", "eventName": "GetObject",
             "resources": [{"ARN": "arn:aws:s3:::b/k"}, {"ARN": "arn:aws:s3:::b"}]})",
         {"arn:aws:s3:::b", "arn:aws:s3:::b/k"}},
        {"host.target.entity.id", kCommand, {"i-1", "i-2"}},
        {"host.target.id", kCommand, {"i-1", "i-2"}},
        {"related.hosts", kCommand, {"i-1", "i-2", "proxy.example.net", "vpn.example.org"}},
        {"entity.target.id",
         R"({"eventSource": "ssm.amazonaws.com", "eventName": "SendCommand", "recipientAccountId": "1",
             "requestParameters": {"targets": [{"key": "k", "values": ["*"]}]}})",
         {"1"}},
        {"service.target.entity.id",
         R"({"eventSource": "ec2.amazonaws.com", "eventName": "AuthorizeSecurityGroupIngress",
             "requestParameters": {"groupId": "sg-1"},
             "responseElements": {"securityGroupRuleSet": {"items": [{"securityGroupRuleId": "sgr-1"}]}}})",
         {"sg-1", "sgr-1"}},
        {"entity.target.id",
         R"({"eventSource": "ec2.amazonaws.com", "eventName": "DeleteNetworkAclEntry",
             "requestParameters": {"networkAclId": "acl-1", "ruleNumber": 100}})",
         {"100"}},
        {"entity.target.id",
         R"({"eventSource": "lambda.amazonaws.com", "eventName": "AddPermission20150331v2",
             "requestParameters": {"functionName": "f"}})",
         {"f"}},
        {"target.entity.id", R"({"eventSource": "iam.example.com", "eventName": "GetPolicy"})", {}},
    }));

INSTANTIATE_TEST_SUITE_P(
    ConsoleLogin, RulesTest,
    testing::ValuesIn(std::vector<Case>{
        {"aws.cloudtrail.console_login.additional_eventdata.mfa_used",
         R"({"eventName": "ConsoleLogin", "additionalEventData": {"MFAUsed": "No"}})",
         {"#false"}},
        {"aws.cloudtrail.console_login.additional_eventdata.mfa_used",
         R"({"eventName": "ConsoleLogin", "additionalEventData": {"MFAUsed": "Yes"}})",
         {"#true"}},
        {"aws.cloudtrail.console_login.additional_eventdata.mfa_used", R"({"eventName": "ConsoleLogin"})", {}},
        {"aws.cloudtrail.console_login.additional_eventdata.mfa_used",
         R"({"eventName": "GetUser", "additionalEventData": {"MFAUsed": "Yes"}})",
         {}},
        {"aws.cloudtrail.console_login.additional_eventdata.mobile_version",
         R"({"eventName": "ConsoleLogin", "additionalEventData": {"MobileVersion": "No"}})",
         {"#false"}},
        {"aws.cloudtrail.console_login.additional_eventdata.login_to",
         R"({"eventName": "ConsoleLogin", "additionalEventData": {"LoginTo": "https://x/"}})",
         {"https://x/"}},
        {"aws.cloudtrail.console_login.additional_eventdata.login_to",
         R"({"eventName": "GetUser", "additionalEventData": {"LoginTo": "https://x/"}})",
         {}},
    }));

constexpr const char* kUser =
    R"({"userIdentity": {"type": "IAMUser", "principalId": "AIDA1", "userName": "bo@example.com"}})";
constexpr const char* kRole = R"({"userIdentity": {"type": "AssumedRole", "principalId": "AROA1:bo@example.com",
    "arn": "arn:aws:sts::111122223333:assumed-role/Admin/bo@example.com", "onBehalfOf": {"userId": "u-1"},
    "sessionContext": {"sessionIssuer": {"userName": "Admin", "arn": "arn:aws:iam::111122223333:role/Admin"}}},
    "requestParameters": {"userName": "eve", "newUserName": "mallory"},
    "responseElements": {"user": {"userId": "AIDA2"}}})";
constexpr const char* kService = R"({"userIdentity": {"type": "AWSService", "invokedBy": "ec2.amazonaws.com",
    "principalId": "p", "userName": "n"}})";
constexpr const char* kServiceRole = R"({"userIdentity": {"type": "AssumedRole", "principalId": "AROA2:s",
    "arn": "arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForConfig/s",
    "sessionContext": {"sessionIssuer": {"userName": "AWSServiceRoleForConfig",
      "arn": "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig"}}}})";
constexpr const char* kInvokedServiceRole = R"({"userIdentity": {"type": "AssumedRole", "invokedBy": "x.amazonaws.com",
    "sessionContext": {"sessionIssuer": {"arn": "arn:aws:iam::1:role/aws-service-role/y.amazonaws.com/Role"}}}})";

INSTANTIATE_TEST_SUITE_P(
    Identity, RulesTest,
    testing::ValuesIn(std::vector<Case>{
        {"user.name", kUser, {"bo@example.com"}},
        {"user.email", kUser, {"bo@example.com"}},
        {"user.id", kUser, {"AIDA1"}},
        {"service.name", kUser, {}},
        {"related.user", kUser, {"AIDA1", "bo@example.com"}},
        {"user.name", kRole, {"Admin"}},
        {"user.email", kRole, {"bo@example.com"}},
        {"user.email", R"({"userIdentity": {"type": "IAMUser", "userName": "@nobody"}})", {}},
        {"user.id", kRole, {"AROA1:bo@example.com"}},
        {"related.user",
         kRole,
         {"bo@example.com", "bo", "eve", "mallory", "AIDA2", "AROA1:bo@example.com", "Admin", "u-1"}},
        {"user.target.name", kRole, {"eve"}},
        {"user.changes.name", kRole, {"mallory"}},
        {"user.target.id", kRole, {"AIDA2"}},
        {"user.name", kService, {}},
        {"user.id", kService, {}},
        {"service.name", kService, {"ec2.amazonaws.com"}},
        {"related.user", kService, {}},
        {"user.name", kServiceRole, {}},
        {"user.id", kServiceRole, {}},
        {"service.name", kServiceRole, {"config.amazonaws.com"}},
        {"service.name", kInvokedServiceRole, {"x.amazonaws.com"}},
        {"service.name", R"({"userIdentity": {"type": "IAMUser", "invokedBy": "x.amazonaws.com"}})", {}},
        {"service.name", R"({"userIdentity": {"type": "AWSService"}})", {}},
        {"user.name",
         R"({"userIdentity": {"type": "FederatedUser", "sessionContext": {"sessionIssuer": {"userName": "u"}}}})",
         {"u"}},
        {"user.name",
         R"({"userIdentity": {"type": "IAMUser", "userName": "a",
             "sessionContext": {"sessionIssuer": {"userName": "b"}}}})",
         {"a"}},
        {"user.name", R"({"userIdentity": {"type": "AssumedRole", "userName": "a"}})", {"a"}},
        {"related.user",
         R"({"userIdentity": {"type": "FederatedUser", "arn": "arn:aws-us-gov:sts::1:federated-user/fe"}})",
         {"fe"}},
        {"related.user", R"({"userIdentity": {"type": "Role", "arn": "arn:aws:sts::1:assumed-role/r/s"}})", {}},
        {"related.user", R"({"userIdentity": {"arn": "arn:aws:iam::1:user/iam"}})", {}},
    }));

INSTANTIATE_TEST_SUITE_P(
    Origin, RulesTest,
    testing::ValuesIn(std::vector<Case>{
        {"cloud.account.id", R"({"userIdentity": {"accountId": "1"}, "recipientAccountId": "2"})", {"1"}},
        {"cloud.account.id", R"({"userIdentity": {"accountId": ""}, "recipientAccountId": "2"})", {"2"}},
        {"cloud.account.id", R"({"awsAccountId": "3"})", {"3"}},
        {"cloud.service.name", R"({"eventSource": "s3.amazonaws.com"})", {"s3"}},
        {"cloud.service.name", R"({"eventSource": "s3.amazonaws.com.cn"})", {"s3"}},
        {"cloud.service.name", R"({"eventSource": "s3"})", {}},
        {"source.ip", R"({"sourceIPAddress": "203.0.113.7"})", {"203.0.113.7"}},
        {"source.ip", R"({"sourceIPAddress": "2001:DB8:0:0::1"})", {"2001:db8::1"}},
        {"source.ip", R"({"sourceIPAddress": "::ffff:203.0.113.7"})", {"203.0.113.7"}},
        {"source.ip", R"({"sourceIPAddress": "AWS Internal"})", {}},
        {"source.ip", R"({"sourceIPAddress": "203.0.113.7\u0000"})", {}},
        {"source.ip", R"({"sourceIPAddress": "203.0.113.007"})", {}},
        {"source.address", R"({"sourceIPAddress": "AWS Internal"})", {"AWS Internal"}},
        {"related.ip",
         R"({"sourceIPAddress": "203.0.113.7", "serviceEventDetails": {"sourceIpAddress": "203.0.113.8"}})",
         {"203.0.113.7", "203.0.113.8"}},
        {"related.ip",
         R"({"sourceIPAddress": "203.0.113.7", "serviceEventDetails": {"sourceIpAddress": "203.0.113.7"}})",
         {"203.0.113.7"}},
        {"tls.version", R"({"tlsDetails": {"tlsVersion": "TLSv1.3"}})", {"1.3"}},
        {"tls.version_protocol", R"({"tlsDetails": {"tlsVersion": "TLSv1.3"}})", {"tls"}},
        {"tls.version", R"({"tlsDetails": {"tlsVersion": "QUIC"}})", {"QUIC"}},
        {"tls.version_protocol", R"({"tlsDetails": {"tlsVersion": "QUIC"}})", {}},
        {"tls.version", R"({"tlsDetails": {"tlsVersion": "-"}})", {}},
        {"aws.cloudtrail.resources.arn",
         R"({"resources": [{"ARN": "a"}, {"ARN": "b"}, {"ARN": "a"}, {"ARN": ""}]})",
         {"a", "b"}},
        {"aws.cloudtrail.resources.account_id", R"({"resources": [{"accountId": "1"}, {"accountId": "1"}]})", {"1"}},
        {"aws.cloudtrail.resources.type", R"({"resources": {"type": "AWS::S3::Bucket"}})", {"AWS::S3::Bucket"}},
        {"aws.cloudtrail.resources.arn", R"({"resources": null})", {}},
    }));

constexpr const char* kAreas = R"({
    "requestParameters": {"a": {"b": [1, 2.50, "x", "", null]}, "c.d": true, "e": [{"f": "g"}, {"f": ["h", "-"]}]},
    "responseElements": {"ok": "none"}, "additionalEventData": {"n": 12345678901234567890123},
    "serviceEventDetails": {"s": "t"}, "insightDetails": {"state": "Start", "deep": {"er": "x"}}})";

INSTANTIATE_TEST_SUITE_P(
    Areas, RulesTest,
    testing::ValuesIn(std::vector<Case>{
        {"aws.cloudtrail.request_parameters", kAreas, {"{a={b=[1, 2.5, x]}, e=[{f=g}, {f=[h]}], c.d=true}"}},
        {"aws.cloudtrail.response_elements", kAreas, {}},
        {"aws.cloudtrail.additional_eventdata", kAreas, {"{n=12345678901234567890123}"}},
        {"aws.cloudtrail.service_event_details", kAreas, {"{s=t}"}},
        {"aws.cloudtrail.request_parameters", R"({"requestParameters": "plain"})", {"plain"}},
        {"aws.cloudtrail.request_parameters", R"({"requestParameters": ["a", {}]})", {"[a]"}},
        {"aws.cloudtrail.request_parameters", R"({"requestParameters": {"policy": "", "x": {"y": []}}})", {}},
        {"aws.cloudtrail.flattened.request_parameters", kAreas, {"1", "2.5", "x", "true", "g", "h"}},
        {"aws.cloudtrail.flattened.request_parameters.a.b", kAreas, {"1", "2.5", "x"}},
        {"aws.cloudtrail.flattened.request_parameters.c.d", kAreas, {"true"}},
        {"aws.cloudtrail.flattened.request_parameters.e.f", kAreas, {"g", "h"}},
        {"aws.cloudtrail.flattened.request_parameters.a", kAreas, {}},
        {"aws.cloudtrail.flattened.request_parameters.b", kAreas, {}},
        {"aws.cloudtrail.flattened.response_elements.ok", kAreas, {}},
        {"aws.cloudtrail.flattened.additional_eventdata.n", kAreas, {"12345678901234567890123"}},
        {"aws.cloudtrail.flattened.service_event_details.s", kAreas, {"t"}},
        {"aws.cloudtrail.flattened.insight_details", kAreas, {"Start", "x"}},
        {"aws.cloudtrail.flattened.insight_details.deep.er", kAreas, {"x"}},
    }));

}  // namespace
}  // namespace crosstrail
