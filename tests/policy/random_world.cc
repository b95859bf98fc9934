#include "tests/policy/random_world.h"

#include "base/text.h"

namespace crosstrail::policy {
namespace {

using enum ValueKind;

const std::vector<std::string_view> kAccountValues = {
    "222222222222", "333333333333", "111111111111", "444444444444", "22222222222?", "2*", "*"};
const std::vector<std::string_view> kOrganizationValues = {"o-ownerorg01", "o-partner00", "o-partner01", "o-p*", "o-*"};
const std::vector<std::string_view> kPathValues = {"o-partner00/*",
                                                   "o-partner00/r-ab12/*",
                                                   "o-partner00/r-ab12/ou-ab12-11111111/",
                                                   "o-ownerorg01/*",
                                                   "o-*/r-ab12/*",
                                                   "o-partner01/r-*",
                                                   "o-partner00/r-ab12/ou-*",
                                                   "o-ownerorg01/r-own1/ou-own1-1/*"};
const std::vector<std::string_view> kServiceValues = {"cloudtrail.amazonaws.com", "logging.s3.amazonaws.com",
                                                      "*.amazonaws.com", "cloudtrail.*"};

std::vector<KeyPool> MakeKeyPools() {
  return {
      {"aws:PrincipalArn",
       kArn,
       8,
       {"arn:aws:iam::222222222222:role/app", "arn:aws:iam::222222222222:role/*", "arn:aws:iam::222222222222:root",
        "arn:aws:iam::*:role/app", "arn:aws:iam::222222222222:user/team/app", "arn:aws:iam::111111111111:*",
        "arn:aws:iam::333333333333:role/team/*", "arn:aws:sts::222222222222:assumed-role/app/s1", "*222222222222*",
        "arn:aws:*::*:*/app", "arn:aws:sts::333333333333:federated-user/app", "arn:aws:iam::*:root",
        "arn:aws:iam::333333333333:user/?*"}},
      {"aws:PrincipalAccount", kText, 6,
       [] {
         auto values = kAccountValues;
         values.push_back("anonymous");
         return values;
       }()},
      {"aws:userid",
       kText,
       5,
       {"AROA2APP2APP2APP2APP2:*", "AROA2APP2APP2APP2APP2:s1", "AROA3DEV3DEV3DEV3DEV3:*", "AIDA2APP2APP2APP2APP2",
        "222222222222", "222222222222:app", "*:s1", "AROA*", "A?DA*", "anonymous", "*"}},
      {"aws:username", kText, 2, {"app", "admin", "a*", "222222222222"}},
      {"aws:PrincipalOrgID", kText, 6, kOrganizationValues},
      {"aws:PrincipalOrgPaths", kText, 5, kPathValues},
      {"aws:PrincipalTag/team", kText, 3, {"red", "blue", "r*", "222222222222"}},
      {"aws:PrincipalTag/Role", kText, 1, {"app", "admin"}},
      {"aws:PrincipalType", kText, 3, {"User", "AssumedRole", "Account", "Anonymous", "FederatedUser", "A*"}},
      {"aws:PrincipalIsAWSService", kBool, 4, {"true", "false"}},
      {"aws:PrincipalServiceName", kText, 2, kServiceValues},
      {"aws:PrincipalServiceNamesList", kText, 1, kServiceValues},
      {"aws:MultiFactorAuthPresent", kBool, 2, {"true", "false"}},
      {"aws:MultiFactorAuthAge", kNumber, 1, {"3600", "0", "86400"}},
      {"aws:TokenIssueTime", kDate, 1, {"2026-06-01T00:00:00Z", "2025-01-01T00:00:00Z"}},
      {"aws:SourceArn",
       kArn,
       6,
       {"arn:aws:s3:::src", "arn:aws:s3:::*", "arn:aws:cloudtrail:us-east-1:222222222222:trail/t",
        "arn:aws:cloudtrail:*:111111111111:trail/*", "arn:aws:*:*:222222222222:*", "arn:aws:s3:::logs-222222222222",
        "arn:aws:sns:us-east-1:333333333333:topic", "*"}},
      {"aws:SourceAccount", kText, 5, kAccountValues},
      {"aws:SourceOrgID", kText, 3, kOrganizationValues},
      {"aws:SourceOrgPaths", kText, 2, kPathValues},
      {"aws:SourceIp",
       kAddress,
       6,
       {"203.0.113.0/24", "203.0.113.128/25", "203.0.113.77", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8",
        "2001:db8::/32", "::/0", "198.51.100.7/32"}},
      {"aws:SourceVpce", kText, 4, {"vpce-1a2b3c4d", "vpce-5e6f7a8b", "vpce-*"}},
      {"aws:SourceVpc", kText, 3, {"vpc-11112222", "vpc-33334444", "vpc-*"}},
      {"aws:SourceVpcArn", kText, 1, {"arn:aws:ec2:us-east-1:222222222222:vpc/vpc-11112222", "arn:aws:ec2:*:*:vpc/*"}},
      {"aws:VpcSourceIp", kAddress, 2, {"10.0.0.0/8", "10.1.0.0/16", "10.1.2.3"}},
      {"aws:VpceAccount", kText, 2, kAccountValues},
      {"aws:VpceOrgID", kText, 2, kOrganizationValues},
      {"aws:VpceOrgPaths", kText, 1, kPathValues},
      {"aws:CurrentTime", kDate, 3, {"2027-01-01T00:00:00Z", "2026-06-01T00:00:00Z", "2025-01-01T00:00:00Z", "2030"}},
      {"aws:EpochTime", kDate, 1, {"1798761600", "1735689600", "2027-01-01T00:00:00Z"}},
      {"aws:SecureTransport", kBool, 3, {"true", "false"}},
      {"aws:RequestedRegion", kText, 1, {"us-east-1", "eu-*", "eu-west-1"}},
      {"aws:UserAgent", kText, 1, {"curl*", "agent"}},
      {"aws:Referer", kText, 1, {"https://example.com/*", "https://*/222222222222"}},
      {"aws:ResourceAccount", kText, 2, {"111111111111", "222222222222", "1*"}},
      {"s3:ResourceAccount", kText, 2, {"111111111111", "222222222222"}},
      {"aws:ResourceOrgID", kText, 2, kOrganizationValues},
      {"aws:ResourceOrgPaths", kText, 1, kPathValues},
      {"s3:DataAccessPointAccount", kText, 3, kAccountValues},
      {"s3:DataAccessPointArn",
       kArn,
       2,
       {"arn:aws:s3:us-east-1:111111111111:accesspoint/*", "arn:aws:s3:*:222222222222:accesspoint/ap",
        "arn:aws:s3:*:*:accesspoint/*"}},
      {"s3:AccessPointNetworkOrigin", kText, 1, {"Internet", "VPC"}},
      {"s3:prefix", kText, 2, {"", "home/", "home/*", "222222222222/*"}},
      {"s3:max-keys", kNumber, 2, {"10", "100", "0"}},
      {"s3:x-amz-acl", kText, 2, {"bucket-owner-full-control", "public-read", "public-*"}},
      {"s3:x-amz-server-side-encryption-aws-kms-key-id",
       kArn,
       2,
       {"arn:aws:kms:us-east-1:222222222222:key/k1", "arn:aws:kms:*:111111111111:key/*"}},
      {"s3:RequestObjectTagKeys", kText, 2, {"team", "cost", "t*"}},
      {"s3:ExistingObjectTag/public", kText, 2, {"yes", "no", "y*"}},
      {"s3:TlsVersion", kNumber, 1, {"1.2", "1.3"}},
      {"example:Thing", kText, 1, {"a", "b", "a*"}},
  };
}

World MakeWorld() {
  World world;
  world.accounts = {"222222222222", "333333333333", "444444444444", "222222222223", "987654321098", "666666666666"};
  world.names = {"app", "admin", "team/app", "222222222222", "stranger", "111111111111"};
  world.sessions = {"s1", "app", "alice@example.com", "222222222222"};
  world.role_ids = {"AROA2APP2APP2APP2APP2", "AROA3DEV3DEV3DEV3DEV3", "AROA9NEW9NEW9NEW9NEW9"};
  world.user_ids = {"AIDA2APP2APP2APP2APP2", "AIDA9NEW9NEW9NEW9NEW9"};
  world.canonical_ids = {"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be",
                         "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"};
  world.services = {"cloudtrail.amazonaws.com", "logging.s3.amazonaws.com", "cloudfront.amazonaws.com",
                    "s3.amazonaws.com"};
  world.organization_paths = {"o-partner00/r-ab12/ou-ab12-11111111/", "o-partner00/r-ab12/", "o-partner00/r-zz99/",
                              "o-partner01/r-ab12/ou-ab12-22222222/", "o-partner01/r-cd34/", "o-strange01/r-ab12/",
                              "o-strange01/r-st01/ou-st01-1/"};
  world.own_paths = {"o-ownerorg01/r-own1/", "o-ownerorg01/r-own1/ou-own1-1/ou-own1-2/", "o-ownerorg01/r-ab12/"};
  world.actions = {"s3:*",
                   "*",
                   "s3:Get*",
                   "s3:GetObject",
                   "s3:PutObject",
                   "s3:ListBucket",
                   "s3:List*",
                   "s3:?etObject",
                   "s3:getobject",
                   "s3:*Object*",
                   "s3:Put*Acl",
                   "s3:Delete*",
                   "S3:GetBucket*",
                   "s3:*Policy",
                   "s3:*Tagging",
                   "s3:PutObject*",
                   "s3:GetObjectVersion?*",
                   "s3:G*"};
  world.resources = {"arn:aws:s3:::b",
                     "arn:aws:s3:::b/*",
                     "arn:aws:s3:::b/public/*",
                     "arn:aws:s3:::b*",
                     "*",
                     "arn:aws:s3:::b/*.txt",
                     "arn:aws:s3:::b/222222222222/*",
                     "arn:*:s3:::b/?*",
                     "arn:aws:s3:::*/home/app/*",
                     "arn:aws:s3:::b/public/a.txt"};
  world.variable_resources = {"arn:aws:s3:::b/${aws:username}/*", "arn:aws:s3:::b/${aws:PrincipalTag/team, 'red'}/*",
                              "arn:aws:s3:::b/home/${aws:PrincipalAccount}/*", "arn:aws:s3:::b/${*}/*",
                              "arn:aws:s3:::b/${aws:userid}"};
  world.variable_values = {"${aws:PrincipalAccount}",
                           "${aws:username}",
                           "${aws:PrincipalTag/team}",
                           "${aws:ResourceAccount}",
                           "${aws:ResourceOrgID}",
                           "${aws:userid}",
                           "${aws:SourceAccount}",
                           "${aws:username, 'app'}",
                           "${aws:PrincipalTag/team, '*'}",
                           "*${aws:PrincipalAccount}*",
                           "${*}",
                           "${aws:PrincipalTag/team}?",
                           "${aws:PrincipalOrgID}",
                           "${aws:PrincipalOrgID}/*",
                           "${s3:prefix}",
                           "${example:Thing}"};
  world.object_keys = {"public/a.txt",
                       "public/x",
                       "222222222222/x",
                       "home/app/x",
                       "app/x",
                       "x",
                       "red/y",
                       "*/z",
                       "home/222222222222/x",
                       "AIDA2APP2APP2APP2APP2",
                       "a.txt"};
  return world;
}

}  // namespace

std::span<const KeyPool> KeyPools() {
  static const std::vector<KeyPool> pools = MakeKeyPools();
  return pools;
}

const KeyPool* FindKeyPool(std::string_view key) {
  for (const KeyPool& pool : KeyPools()) {
    if (EqualsIgnoringAsciiCase(pool.key, key)) return &pool;
  }
  return nullptr;
}

const World& TheWorld() {
  static const World world = MakeWorld();
  return world;
}

}  // namespace crosstrail::policy
