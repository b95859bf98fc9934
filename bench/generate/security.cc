// STS, KMS, IAM, Secrets Manager, sign-in and the services that watch.
#include "generate/call.h"

namespace crosstrail::generate {
namespace {

constexpr std::string_view kIamHost = "iam.amazonaws.com";
constexpr std::string_view kIamVersion = "2010-05-08";
constexpr std::string_view kRole = R"([{"accountId":"$A","type":"AWS::IAM::Role","ARN":"arn:aws:iam::$A:role/$r"}])";
constexpr std::string_view kKey = R"([{"accountId":"$A","type":"AWS::KMS::Key","ARN":"arn:aws:kms:$R:$A:key/$k"}])";
constexpr std::string_view kSecret =
    R"([{"accountId":"$A","type":"AWS::SecretsManager::Secret","ARN":"arn:aws:secretsmanager:$R:$A:secret:$C"}])";
constexpr std::string_view kCredentials =
    R"({"credentials":{"accessKeyId":"$y","sessionToken":"$z","expiration":"$e"},)"
    R"("assumedRoleUser":{"assumedRoleId":"$i:$w","arn":"arn:aws:sts::$A:assumed-role/$r/$w"}})";
constexpr std::string_view kConsoleBrowser =
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/125.0.0.0 Safari/537.36";
constexpr std::string_view kSignInHost = "us-east-1.signin.aws.amazon.com";
constexpr std::string_view kSignInPage =
    R"({"LoginTo":"https://console.aws.amazon.com/console/home?hashArgs=%23&isauthcode=true&state=hashArgs_$h",)"
    R"("MobileVersion":"No","MFAUsed":"Yes","MFAIdentifier":"arn:aws:iam::$A:mfa/phone"})";

// A service takes a role of the account, the most frequent call of most trails.
constexpr Call AssumedBy(std::string_view service, std::uint32_t weight) {
  return {.source = "sts",
          .name = "AssumeRole",
          .weight = weight,
          .actors = kService,
          .flags = kShared | kNeverDenied,
          .request = R"({"roleArn":"arn:aws:iam::$A:role/$r","roleSessionName":"$w","durationSeconds":3600})",
          .response = kCredentials,
          .resources = kRole,
          .host = "-",
          .invoked_by = service};
}

// KMS on behalf of another service, which names what it is for in the encryption context.
constexpr Call KeyUse(std::string_view name, std::string_view service, std::uint32_t weight, std::string_view request) {
  return {.source = "kms",
          .name = name,
          .weight = weight,
          .actors = kWorkload | kUser | kHuman,
          .request = request,
          .resources = kKey,
          .host = "-",
          .invoked_by = service};
}

constexpr Call ReadIam(std::string_view name, std::uint32_t weight, std::string_view request,
                       std::string_view error_code = "", std::string_view error_message = "",
                       std::uint32_t error_permille = 0) {
  return {.source = "iam",
          .name = name,
          .weight = weight,
          .actors = kWatchers,
          .flags = kGlobal,
          .request = request,
          .host = kIamHost,
          .error_code = error_code,
          .error_message = error_message,
          .error_permille = error_permille};
}

constexpr Call ChangeIam(std::string_view name, std::uint32_t weight, std::string_view request,
                         std::string_view response = "null") {
  return {.source = "iam",
          .name = name,
          .weight = weight,
          .actors = kOperators,
          .read_only = false,
          .flags = kGlobal,
          .request = request,
          .response = response,
          .host = kIamHost,
          .api_version = kIamVersion};
}

constexpr Call kSecurityCalls[] = {
    AssumedBy("lambda.amazonaws.com", 3800),
    AssumedBy("ec2.amazonaws.com", 2800),
    AssumedBy("ecs-tasks.amazonaws.com", 1800),
    AssumedBy("config.amazonaws.com", 900),
    AssumedBy("events.amazonaws.com", 500),
    {.source = "sts",
     .name = "AssumeRole",
     .weight = 2400,
     .actors = kWorkload | kUser,
     .flags = kShared,
     .request = R"({"roleArn":"arn:aws:iam::$A:role/$r","roleSessionName":"$w","durationSeconds":3600,)"
                R"("externalId":"$h"})",
     .response = kCredentials,
     .resources = kRole,
     .host = "sts.$R.amazonaws.com"},
    {.source = "sts",
     .name = "GetCallerIdentity",
     .weight = 1100,
     .actors = kWorkload | kUser | kHuman,
     .flags = kNeverDenied},
    {.source = "sts",
     .name = "GetSessionToken",
     .weight = 30,
     .actors = kUser,
     .request = R"({"durationSeconds":43200,"serialNumber":"arn:aws:iam::$A:mfa/$u"})",
     .response = R"({"credentials":{"accessKeyId":"$y","sessionToken":"$z","expiration":"$e"}})"},
    KeyUse("Decrypt", "ssm.amazonaws.com", 2100,
           R"({"encryptionContext":{"PARAMETER_ARN":"arn:aws:ssm:$R:$A:parameter$P"},)"
           R"("encryptionAlgorithm":"SYMMETRIC_DEFAULT"})"),
    KeyUse("Decrypt", "secretsmanager.amazonaws.com", 2300,
           R"({"encryptionContext":{"SecretARN":"arn:aws:secretsmanager:$R:$A:secret:$C","SecretVersionId":"$U"},)"
           R"("encryptionAlgorithm":"SYMMETRIC_DEFAULT"})"),
    KeyUse("Decrypt", "s3.amazonaws.com", 2400,
           R"({"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::$B"},"encryptionAlgorithm":"SYMMETRIC_DEFAULT"})"),
    KeyUse("Decrypt", "dynamodb.amazonaws.com", 700,
           R"({"encryptionContext":{"aws:dynamodb:tableName":"$T","aws:dynamodb:subscriberId":"$A"},)"
           R"("encryptionAlgorithm":"SYMMETRIC_DEFAULT"})"),
    {.source = "kms",
     .name = "Decrypt",
     .weight = 900,
     .actors = kWorkload,
     .request = R"({"encryptionContext":{"aws:lambda:FunctionArn":"arn:aws:lambda:$R:$A:function:$F"},)"
                R"("keyId":"arn:aws:kms:$R:$A:key/$k","encryptionAlgorithm":"SYMMETRIC_DEFAULT"})",
     .resources = kKey},
    KeyUse("GenerateDataKey", "s3.amazonaws.com", 1900,
           R"({"encryptionContext":{"aws:s3:arn":"arn:aws:s3:::$B"},"keyId":"arn:aws:kms:$R:$A:key/$k",)"
           R"("keySpec":"AES_256"})"),
    KeyUse("GenerateDataKey", "sqs.amazonaws.com", 420,
           R"({"encryptionContext":{"aws:sqs:arn":"arn:aws:sqs:$R:$A:$Q"},"keyId":"arn:aws:kms:$R:$A:key/$k",)"
           R"("keySpec":"AES_256"})"),
    KeyUse("CreateGrant", "ec2.amazonaws.com", 90,
           R"({"granteePrincipal":"ec2.$R.amazonaws.com","operations":["Decrypt","GenerateDataKeyWithoutPlaintext"],)"
           R"("constraints":{"encryptionContextSubset":{"aws:ebs:id":"$v"}},"keyId":"arn:aws:kms:$R:$A:key/$k"})"),
    {.source = "kms",
     .name = "DescribeKey",
     .weight = 700,
     .actors = kWatchers,
     .request = R"({"keyId":"arn:aws:kms:$R:$A:key/$k"})",
     .resources = kKey},
    {.source = "kms", .name = "ListAliases", .weight = 240, .actors = kWatchers, .request = R"({"limit":100})"},
    {.source = "kms",
     .name = "GetKeyRotationStatus",
     .weight = 160,
     .actors = kHuman | kServiceRole,
     .request = R"({"keyId":"$k"})",
     .resources = kKey},
    {.source = "kms",
     .name = "RotateKey",
     .weight = 3,
     .actors = kService,
     .flags = kServiceEvent | kNeverDenied,
     .request = R"({"keyId":"$k","rotationType":"AUTOMATIC","keyOrigin":"AWS_KMS"})",
     .resources = kKey,
     .host = "-",
     .invoked_by = "kms.amazonaws.com"},
    ReadIam("GetRole", 520, R"({"roleName":"$r"})", "NoSuchEntityException",
            "The role with name $r-old cannot be found.", 20),
    ReadIam("ListRoles", 260, R"({"maxItems":100})"),
    ReadIam("ListUsers", 150, R"({"maxItems":100})"),
    ReadIam("GetUser", 260, R"({"userName":"$u"})"),
    ReadIam("ListAttachedRolePolicies", 420, R"({"roleName":"$r"})"),
    ReadIam("ListRolePolicies", 360, R"({"roleName":"$r"})"),
    ReadIam("GetRolePolicy", 180, R"({"roleName":"$r","policyName":"inline-$h"})"),
    ReadIam("GetPolicyVersion", 240, R"({"policyArn":"arn:aws:iam::$A:policy/$r","versionId":"v$d"})"),
    ReadIam("ListAccessKeys", 140, R"({"userName":"$u"})"),
    ReadIam("GetLoginProfile", 60, R"({"userName":"$u"})", "NoSuchEntityException",
            "Login Profile for User $u cannot be found.", 900),
    ReadIam("GetAccountSummary", 60, "null"),
    ReadIam("GenerateServiceLastAccessedDetails", 60, R"({"arn":"arn:aws:iam::$A:role/$r"})"),
    ChangeIam("CreateRole", 10,
              R"({"path":"/","roleName":"$r-$h","description":"application role","assumeRolePolicyDocument":)"
              R"("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":{\"Service\":)"
              R"(\"lambda.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}]}"})",
              R"({"role":{"path":"/","roleName":"$r-$h","roleId":"$i","arn":"arn:aws:iam::$A:role/$r-$h",)"
              R"("createDate":"$t","assumeRolePolicyDocument":"%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22)"
              R"(%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A%7B%22Service%22%3A%22lambda.amazonaws.com)"
              R"(%22%7D%2C%22Action%22%3A%22sts%3AAssumeRole%22%7D%5D%7D"}})"),
    ChangeIam("AttachRolePolicy", 14,
              R"({"roleName":"$r","policyArn":"arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"})"),
    ChangeIam("PutRolePolicy", 12,
              R"({"roleName":"$r","policyName":"inline-$h","policyDocument":"{\n  \"Version\": \"2012-10-17\",\n)"
              R"(  \"Statement\": [\n    {\n      \"Effect\": \"Allow\",\n      \"Action\": [\"s3:GetObject\"],\n)"
              R"(      \"Resource\": [\"arn:aws:s3:::$B/*\"]\n    }\n  ]\n}"})"),
    ChangeIam("TagRole", 10, R"({"roleName":"$r","tags":[{"key":"owner","value":"platform"}]})"),
    {.source = "secretsmanager",
     .name = "GetSecretValue",
     .weight = 1500,
     .actors = kWorkload,
     .request = R"({"secretId":"arn:aws:secretsmanager:$R:$A:secret:$C"})",
     .resources = kSecret},
    {.source = "secretsmanager",
     .name = "DescribeSecret",
     .weight = 360,
     .actors = kWatchers,
     .request = R"({"secretId":"arn:aws:secretsmanager:$R:$A:secret:$C"})",
     .resources = kSecret},
    {.source = "secretsmanager",
     .name = "ListSecrets",
     .weight = 140,
     .actors = kWatchers,
     .request = R"({"maxResults":100})"},
    {.source = "secretsmanager",
     .name = "RotationSucceeded",
     .weight = 8,
     .actors = kService,
     .read_only = false,
     .flags = kServiceEvent | kNeverDenied,
     .request = R"({"SecretARN":"arn:aws:secretsmanager:$R:$A:secret:$C"})",
     .resources = kSecret,
     .host = "-",
     .invoked_by = "secretsmanager.amazonaws.com"},
    {.source = "signin",
     .name = "ConsoleLogin",
     .weight = 26,
     .actors = kUser | kRoot,
     .read_only = false,
     .flags = kSignIn | kGlobal | kNeverDenied,
     .response = R"({"ConsoleLogin":"Success"})",
     .additional = kSignInPage,
     .host = kSignInHost,
     .user_agent = kConsoleBrowser},
    {.source = "signin",
     .name = "ConsoleLogin",
     .weight = 4,
     .actors = kUser,
     .read_only = false,
     .flags = kSignIn | kGlobal | kNeverDenied,
     .response = R"({"ConsoleLogin":"Failure"})",
     .additional = kSignInPage,
     .host = kSignInHost,
     .user_agent = kConsoleBrowser,
     .error_message = "Failed authentication",
     .error_permille = 1000},
    {.source = "cloudtrail",
     .name = "LookupEvents",
     .weight = 360,
     .actors = kHuman | kUser,
     .request = R"({"maxResults":50,"startTime":"$m","endTime":"$t","lookupAttributes":[)"
                R"({"attributeKey":"ReadOnly","attributeValue":"false"}]})"},
    {.source = "cloudtrail",
     .name = "DescribeTrails",
     .weight = 360,
     .actors = kWatchers,
     .request = R"({"trailNameList":[],"includeShadowTrails":true})"},
    {.source = "cloudtrail",
     .name = "GetTrailStatus",
     .weight = 300,
     .actors = kWatchers,
     .request = R"({"name":"arn:aws:cloudtrail:$R:$A:trail/organization"})"},
    {.source = "guardduty", .name = "ListDetectors", .weight = 180, .actors = kHuman | kUser},
    {.source = "guardduty",
     .name = "GetFindings",
     .weight = 120,
     .actors = kHuman | kUser,
     .request = R"({"detectorId":"$w$w","findingIds":["$h$w"],"sortCriteria":{"attributeName":"severity",)"
                R"("orderBy":"DESC"}})"},
    {.source = "securityhub",
     .name = "BatchImportFindings",
     .weight = 160,
     .actors = kServiceRole,
     .read_only = false,
     .response = R"({"FailedCount":0,"FailedFindings":[],"SuccessCount":$d})"},
    {.source = "config",
     .name = "PutEvaluations",
     .weight = 420,
     .actors = kWorkload,
     .read_only = false,
     .request = R"({"evaluations":[{"complianceResourceType":"AWS::S3::Bucket","complianceResourceId":"$B",)"
                R"("complianceType":"COMPLIANT","orderingTimestamp":"$t"}],"testMode":false,"resultToken":"$x"})",
     .response = R"({"failedEvaluations":[]})"},
    {.source = "config",
     .name = "BatchGetResourceConfig",
     .weight = 260,
     .actors = kWorkload | kServiceRole,
     .request = R"({"resourceKeys":[{"resourceType":"AWS::S3::Bucket","resourceId":"$B"}]})"},
    {.source = "access-analyzer",
     .name = "ListFindings",
     .weight = 90,
     .actors = kHuman | kUser,
     .request = R"({"analyzerArn":"arn:aws:access-analyzer:$R:$A:analyzer/organization","maxResults":100})"},
    {.source = "organizations",
     .name = "ListAccounts",
     .weight = 120,
     .actors = kHuman | kWorkload,
     .flags = kGlobal,
     .request = R"({"maxResults":20})",
     .host = "organizations.us-east-1.amazonaws.com"},
};

}  // namespace

std::span<const Call> SecurityCalls() { return kSecurityCalls; }

}  // namespace crosstrail::generate
