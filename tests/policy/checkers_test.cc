// Other checkers' verdicts beside ours. A verdict of theirs is an opinion: where we differ the table says why, and
// docs/policy.md ("Where other checkers differ") shows the request that proves it.
#include <gtest/gtest.h>

#include <algorithm>

#include "policies.h"

namespace crosstrail::policy {
namespace {

using nlohmann::ordered_json;

std::string IdOf(const ordered_json& record) { return record.at("id").get<std::string>(); }

Analysis AnalyseFor(const ordered_json& record, AnalysisOptions options) {
  const Analysis analysis = Analyse(ParsePolicy(record.at("policy")), options);
  EXPECT_TRUE(analysis.decided) << IdOf(record);
  return analysis;
}

Analysis AnalyseFor(const ordered_json& record) {
  const ordered_json& owner = record.at("owner_account");
  return AnalyseFor(record, OptionsFor(owner.is_string() ? owner.get<std::string>() : "111111111111"));
}

bool IsAnybodys(const Summary& summary) { return summary.accounts == std::vector<std::string>{"*"}; }

// What "internet accessible" means: identities of any account, or nobody in particular, from anywhere.
bool IsOpen(const Summary& summary) {
  return IsAnybodys(summary) &&
         std::find(summary.limited_by.begin(), summary.limited_by.end(), Limit::kNetwork) == summary.limited_by.end();
}

// Reasons, one a class of differences.
constexpr const char* kFiltered =
    "cfripper's configuration filters the finding out; the account is another's all the same";
constexpr const char* kForm =
    "no principal of AWS has such an ARN, and it is refused; read as an identity nobody knows";
constexpr const char* kPattern = "no ARN of an identity matches the pattern, were wildcards allowed in principals";
constexpr const char* kDenied = "a Deny takes away all that the account was allowed, and cfripper does not look at it";
constexpr const char* kNobody = "a statement without Principal, an identity's: read as for whoever asks";
constexpr const char* kElb = "an account of AWS's load balancers, which is another account though AWS's own";
constexpr const char* kCanonical = "a canonical user id names an account, and not the owner's as far as is known";
constexpr const char* kOtherRule = "cfripper leaves keys, and \"*\" in buckets, to other rules";
constexpr const char* kServices = "only requests of AWS services carry the key: none of an identity, see via_service";
constexpr const char* kVacuous = "ForAllValues and IfExists hold without the key, which no request but a service's has";
constexpr const char* kNoWildcard = "StringEquals knows no wildcards, and no path has a '*' in it";
constexpr const char* kNoSession =
    "the session of a role has a name of two characters or more, so no userid ends with ':'";
constexpr const char* kUnmet = "conditions that no request meets together: a service's source, an endpoint, an address";

TEST(Checkers, Cfripper) {
  const ordered_json records = PolicyRecords("cfripper.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  Agreement agreement({
      {kFiltered,
       {"cfripper/CrossAccountTrustRule/test_filter_works_as_expected/RootRoleOne",
        "cfripper/CrossAccountTrustRule/test_filter_works_as_expected_with_rules_config_file/RootRoleOne",
        "cfripper/CrossAccountTrustRule/test_filter_do_not_report_anything/RootRoleOne",
        "cfripper/CrossAccountTrustRule/test_filter_do_not_report_anything/RootRoleTwo",
        "cfripper/FullWildcardPrincipalRule/test_rule_supports_filter_config/PolicyA",
        "cfripper/GenericResourceFullWildcardPrincipalRule/test_rule_supports_filter_config/PolicyA",
        "cfripper/GenericResourcePartialWildcardPrincipalRule/test_rule_supports_filter_config/PolicyA",
        "cfripper/PartialWildcardPrincipalRule/test_rule_supports_filter_config/PolicyA",
        "cfripper/S3BucketPolicyPrincipalRule/test_rule_supports_filter_config/S3BucketPolicy",
        "cfripper/S3BucketPolicyPrincipalRule/test_rule_supports_filter_config/S3BucketPolicy2",
        "cfripper/SQSQueuePolicyPublicRule/test_rule_supports_filter_config/QueuePolicyPublic1",
        "cfripper/SQSQueuePolicyPublicRule/test_rule_supports_filter_config/QueuePolicyPublic2",
        "cfripper/SQSQueuePolicyPublicRule/test_rule_supports_filter_config/QueuePolicyPublic3",
        "cfripper/SQSQueuePolicyPublicRule/test_rule_supports_filter_config/QueuePolicyPublic4"}},
      {kCanonical,
       {"cfripper/CrossAccountTrustRule/test_canonical_id_is_not_blocked/GrantElastiCacheAccessBucketPolicy"}},
      {kPattern,
       {"cfripper/KMSKeyCrossAccountTrustRule/*:not-root*]/KMSKey",
        "cfripper/ElasticsearchDomainCrossAccountTrustRule/*:not-root*]/TestDomain",
        "cfripper/OpenSearchDomainCrossAccountTrustRule/*:not-root*]/TestDomain",
        "cfripper/GenericCrossAccountTrustRule/*:not-root*]/TestDomain",
        "cfripper/GenericCrossAccountTrustRule/*:not-root*]/TestDomain#2",
        "cfripper/GenericCrossAccountTrustRule/*:not-root*]/KMSKey"}},
      {kForm,
       {"cfripper/GenericResourcePartialWildcardPrincipalRule/test_no_failures_are_raised/PolicyA",
        "cfripper/PartialWildcardPrincipalRule/test_no_failures_are_raised/PolicyA"}},
      {kNobody,
       {"cfripper/FullWildcardPrincipalRule/test_no_failures_are_raised/PolicyA",
        "cfripper/GenericCrossAccountTrustRule/test_iam_role_to_jump_to_another_account/PolicyToManageRDSEverywhere",
        "cfripper/GenericResourceFullWildcardPrincipalRule/test_no_failures_are_raised/PolicyA",
        "cfripper/GenericResourceWildcardPrincipalRule/test_no_failures_are_raised/PolicyA",
        "cfripper/GenericWildcardPrincipalRule/test_no_failures_are_raised/PolicyA"}},
      {kDenied,
       {"cfripper/GenericCrossAccountTrustRule/test_s3_bucket_cross_account_and_normal_with_generic/"
        "S3BucketPolicyAccountAccess",
        "cfripper/GenericCrossAccountTrustRule/"
        "test_s3_bucket_cross_account_and_normal_with_org_aws_account_with_generic/S3BucketPolicyAccountAccess",
        "cfripper/S3CrossAccountTrustRule/test_s3_bucket_cross_account_and_normal/S3BucketPolicyAccountAccess",
        "cfripper/S3CrossAccountTrustRule/test_s3_bucket_cross_account_and_normal_with_org_aws_account/"
        "S3BucketPolicyAccountAccess"}},
      {kElb,
       {"cfripper/GenericCrossAccountTrustRule/test_s3_bucket_cross_account_from_aws_service_with_generic/"
        "S3BucketPolicyAccountAccess",
        "cfripper/GenericResourcePartialWildcardPrincipalRule/test_aws_elb_allow_template/"
        "BrokerLoadBalancerAccessLogBucketPolicy",
        "cfripper/PartialWildcardPrincipalRule/test_aws_elb_allow_template/BrokerLoadBalancerAccessLogBucketPolicy",
        "cfripper/S3CrossAccountTrustRule/test_s3_bucket_cross_account_from_aws_service/S3BucketPolicyAccountAccess"}},
      {kForm,
       {"cfripper/GenericResourceWildcardPrincipalRule/test_failures_are_raised/PolicyA",
        "cfripper/GenericWildcardPrincipalRule/test_failures_are_raised/PolicyA"}},
      {kOtherRule,
       {"cfripper/GenericResourceWildcardPrincipalRule/"
        "test_generic_wildcard_ignores_kms_keys_since_they_have_another_rule_for_them/KMSKey",
        "cfripper/GenericWildcardPrincipalRule/"
        "test_generic_wildcard_ignores_kms_keys_since_they_have_another_rule_for_them/KMSKey",
        "cfripper/S3BucketPolicyPrincipalRule/test_failures_are_raised/S3BucketPolicy2"}},
  });
  for (const ordered_json& record : records) {
    const ordered_json& expected = record.at("expected");
    const auto rule = expected.at("cfripper_rule").get<std::string>();
    const Summary summary = AnalyseFor(record).summary;
    if (expected.contains("cross_account")) {
      agreement.Compare(IdOf(record), expected["cross_account"].get<bool>(), summary.external_identity);
    } else if (expected.contains("wildcard_or_broad_principal")) {
      const bool whole_accounts = rule.find("Partial") != rule.npos || rule == "S3BucketPolicyPrincipalRule";
      agreement.Compare(IdOf(record), expected["wildcard_or_broad_principal"].get<bool>(),
                        whole_accounts ? summary.external_identity : IsAnybodys(summary));
    }
  }
  agreement.ExpectCompared(137);
}

TEST(Checkers, Policyuniverse) {
  const ordered_json records = PolicyRecords("policyuniverse.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  Agreement agreement({
      {kVacuous,
       {"policyuniverse/test_statement_internet_accessible#9", "policyuniverse/test_statement_internet_accessible#24"}},
      {kServices,
       {"policyuniverse/test_statement_internet_accessible#12", "policyuniverse/test_statement_internet_accessible#19",
        "policyuniverse/test_statement_internet_accessible#20",
        "policyuniverse/test_statement_internet_accessible#23"}},
      {kNoWildcard, {"policyuniverse/test_statement_internet_accessible#31"}},
      {kNoSession, {"policyuniverse/test_statement_internet_accessible#32"}},
  });
  for (const ordered_json& record : records) {
    const ordered_json& expected = record.at("expected");
    if (!expected.contains("internet_accessible")) continue;
    agreement.Compare(IdOf(record), expected["internet_accessible"].get<bool>(), IsOpen(AnalyseFor(record).summary));
  }
  agreement.ExpectCompared(40);
}

TEST(Checkers, SecurityMonkey) {
  const ordered_json records = PolicyRecords("security_monkey.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  Agreement agreement({
      {kUnmet,
       {"security_monkey/test_inspect_entity/policy02", "security_monkey/test_inspect_entity/policy03",
        "security_monkey/test_inspect_entity/policy04"}},
  });
  for (const ordered_json& record : records) {
    const ordered_json& expected = record.at("expected");
    const Summary summary = AnalyseFor(record).summary;
    if (expected.contains("cross_account")) {
      agreement.Compare(IdOf(record), expected["cross_account"].get<bool>(), summary.external_identity);
    } else {
      const bool open = expected.at("check") == "internet_accessible";
      agreement.Compare(IdOf(record), expected.at("finding").get<bool>(),
                        open ? IsOpen(summary) : summary.external_identity);
    }
  }
  agreement.ExpectCompared(8);
}

TEST(Checkers, Cloudsplaining) {
  const ordered_json records = PolicyRecords("cloudsplaining.json");
  if (records.empty()) GTEST_SKIP() << "no conformance data";
  Agreement agreement({});
  for (const ordered_json& record : records) {
    agreement.Compare(IdOf(record), record.at("expected").at("public").get<bool>(), IsOpen(AnalyseFor(record).summary));
  }
  agreement.ExpectCompared(5);
}

}  // namespace
}  // namespace crosstrail::policy
