// Which values of a token's claims name somebody.
#include "policy/provider_subjects.h"

#include <gtest/gtest.h>

#include <string>

namespace crosstrail::policy {
namespace {

struct Case {
  const char* host;
  const char* claim;
  const char* value;
  bool names;
};

constexpr const char* kGitHub = "token.actions.githubusercontent.com";
constexpr const char* kCluster = "oidc.eks.us-east-1.amazonaws.com/id/ABC";

TEST(NamesSubject, WhereTheNameIsComplete) {
  for (const Case& one : {
           Case{kGitHub, "sub", "repo:acme/app:ref:refs/heads/main", true},
           Case{kGitHub, "sub", "repo:acme/*", true},
           Case{kGitHub, "sub", "repo:acme/app:*", true},
           Case{kGitHub, "sub", "repo:acme@123/app@4:*", true},
           Case{kGitHub, "sub", "repository_owner:acme:*", true},
           Case{kGitHub, "sub", "repository_owner_id:123", true},
           Case{kGitHub, "sub", "repository_owner:acme*", false},
           Case{kGitHub, "sub", "repo:acme*", false},
           Case{kGitHub, "sub", "repo:ac?e/app:*", false},
           Case{kGitHub, "sub", "repo:*/app:*", false},
           Case{kGitHub, "sub", "repo:/app:*", false},
           Case{kGitHub, "sub", "repo:${aws:username}/*", false},
           Case{kGitHub, "sub", "repo:*", false},
           Case{kGitHub, "sub", "*", false},
           Case{kGitHub, "sub", "", false},
           Case{kGitHub, "sub", "environment:prod", false},
           Case{kGitHub, "sub", "environment:prod:repo:acme/app", false},
           Case{kGitHub, "aud", "sts.amazonaws.com", false},
           Case{kGitHub, "ref", "refs/heads/main", false},
           Case{kGitHub, "repository", "acme/*", true},
           Case{kGitHub, "repository", "acme", false},
           Case{kGitHub, "repository_owner_id", "123", true},
           Case{kGitHub, "repository_owner_id", "12*", false},
           Case{"gitlab.com", "sub", "project_path:acme/app:ref_type:branch:ref:main", true},
           Case{"gitlab.com", "sub", "project_path:*", false},
           Case{"app.terraform.io", "sub", "organization:acme:project:*", true},
           Case{"app.terraform.io", "sub", "organization:*:project:x", false},
           Case{"accounts.google.com", "sub", "1234567890", true},
           Case{"accounts.google.com", "sub", "12*", false},
           Case{"accounts.google.com", "aud", "app.example", false},
           Case{"cognito-identity.amazonaws.com", "aud", "us-east-1:abcd", true},
           Case{kCluster, "sub", "system:serviceaccount:jobs:*", true},
           Case{kCluster, "sub", "system:serviceaccount:jobs:runner", true},
           Case{kCluster, "sub", "system:*", false},
           Case{kCluster, "sub", "*", false},
       }) {
    EXPECT_EQ(NamesSubject(one.host, one.claim, one.value, true), one.names) << one.claim << " " << one.value;
  }
  EXPECT_TRUE(NamesSubject("accounts.google.com", "sub", "12*", false)) << "no wildcard, but what is asked for";
}

TEST(ProviderHost, IsWhatItsKeysBeginWith) {
  EXPECT_EQ(ProviderHost("arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com"), kGitHub);
  EXPECT_EQ(ProviderHost(std::string("arn:aws:iam::111111111111:oidc-provider/") + kCluster), kCluster);
  EXPECT_EQ(ProviderHost("accounts.google.com"), "accounts.google.com");
}

}  // namespace
}  // namespace crosstrail::policy
