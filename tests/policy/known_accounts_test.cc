#include "policy/known_accounts.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

namespace crosstrail::policy {
namespace {

TEST(KnownAccounts, NamesVendorsAndServices) {
  struct Case {
    std::string_view account;
    std::string_view name;
    bool aws_service;
  };
  for (const Case& expected :
       {Case{"464622532012", "Datadog", false}, Case{"127311923021", "Elastic Load Balancing access logs", true},
        Case{"086441151436", "AWS CloudTrail", true}, Case{"193672423079", "Amazon Redshift audit logs", true},
        Case{"c4c1ede66af53448b93c283ce9448c4ba468c9432aa01d700d3878632f77d2d0", "AWS log delivery", true},
        Case{"C4C1EDE66AF53448B93C283CE9448C4BA468C9432AA01D700D3878632F77D2D0", "AWS log delivery", true}}) {
    const KnownAccount* const known = FindKnownAccount(expected.account);
    ASSERT_NE(known, nullptr) << expected.account;
    EXPECT_EQ(known->name, expected.name);
    EXPECT_EQ(known->aws_service, expected.aws_service);
  }
}

TEST(KnownAccounts, KnowsNoOthers) {
  for (const std::string_view account :
       {"", "111111111111", "46462253201", "4646225320122", "arn:aws:iam::464622532012:root"}) {
    EXPECT_EQ(FindKnownAccount(account), nullptr) << account;
  }
}

TEST(KnownAccounts, RowsAreWellFormed) {
  for (const KnownAccount& known : KnownAccounts()) {
    EXPECT_EQ(FindKnownAccount(known.account), &known);
    EXPECT_TRUE(known.account.size() == 12 || known.account.size() == 64) << known.account;
    const std::string_view digits = known.account.size() == 12 ? "0123456789" : "0123456789abcdef";
    EXPECT_EQ(known.account.find_first_not_of(digits), std::string_view::npos) << known.account;
    EXPECT_FALSE(known.name.empty()) << known.account;
  }
}

}  // namespace
}  // namespace crosstrail::policy
