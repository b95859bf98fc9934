// ACLs in the terms of policies.
#include "exposure/acl.h"

#include <gtest/gtest.h>

#include "policy/action_catalogue.h"

namespace crosstrail::exposure {
namespace {

TEST(Acl, CannedOnesByName) {
  const auto permissions = [](std::string_view name) {
    std::vector<AclPermission> list;
    for (const AclGrant& grant : CannedAcl(name).grants) list.push_back(grant.permission);
    return list;
  };
  using enum AclPermission;
  EXPECT_TRUE(permissions("private").empty());
  EXPECT_EQ(permissions("public-read-write"), (std::vector{kRead, kWrite}));
  EXPECT_EQ(CannedAcl("authenticated-read").grants.at(0).grantee, Grantee::kAuthenticatedUsers);
  EXPECT_EQ(CannedAcl("log-delivery-write").grants.at(0).grantee, Grantee::kLogDelivery);
  EXPECT_TRUE(CannedAcl("bucket-owner-full-control").readable);
  EXPECT_FALSE(CannedAcl("something-new").readable);
}

TEST(Acl, PermissionsAreActionsThatThereAre) {
  for (int permission = 0; permission <= static_cast<int>(AclPermission::kFullControl); ++permission) {
    for (const bool on_object : {false, true}) {
      for (const std::string& action : ActionsOf(static_cast<AclPermission>(permission), on_object)) {
        EXPECT_NE(policy::FindAction(action), nullptr) << action;
      }
    }
  }
  // Nobody writes an object by its ACL, and a bucket's lets nobody read objects.
  EXPECT_TRUE(ActionsOf(AclPermission::kWrite, true).empty());
  const std::vector<std::string> all = ActionsOf(AclPermission::kFullControl, false);
  EXPECT_EQ(std::count(all.begin(), all.end(), "s3:GetObject"), 0);
  EXPECT_EQ(std::count(all.begin(), all.end(), "s3:PutBucketAcl"), 1);
}

TEST(Acl, GranteesAreWhosOfPolicies) {
  EXPECT_EQ(WhoOf({.grantee = Grantee::kAllUsers, .id = {}}).kind, policy::WhoKind::kAnonymous);
  EXPECT_EQ(WhoOf({.grantee = Grantee::kAuthenticatedUsers, .id = {}}).kind, policy::WhoKind::kAnyIdentity);
  EXPECT_EQ(WhoOf({.grantee = Grantee::kLogDelivery, .id = {}}).kind, policy::WhoKind::kService);
  EXPECT_EQ(WhoOf({.grantee = Grantee::kCanonicalUser, .id = "79a5"}).id, "79a5");
}

}  // namespace
}  // namespace crosstrail::exposure
