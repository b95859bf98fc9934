// States before and after: what takes effect, what does not, and why.
#include <gmock/gmock.h>

#include "base/ip_network.h"
#include "tests/exposure/tracking.h"

namespace crosstrail::exposure {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kAnyone = "any AWS identity; anyone, without credentials";

Json Block(bool acls, bool ignore, bool policy, bool restrict) {
  return {{"PublicAccessBlockConfiguration",
           {{"BlockPublicAcls", acls},
            {"IgnorePublicAcls", ignore},
            {"BlockPublicPolicy", policy},
            {"RestrictPublicBuckets", restrict}}}};
}
const Json kPublicRead = {{"x-amz-acl", "public-read"}};
const Json kPublicPolicy = PolicyOf({Statement("*")});

std::vector<std::string> Cuts(const Effect& effect) {
  std::vector<std::string> names;
  for (const Cut& cut : effect.is->composed.cuts) names.emplace_back(Name(cut.kind));
  return names;
}

class Tracking : public testing::Test {
 protected:
  Tracker tracker_{{}};
  Calls calls_{tracker_};
};

TEST_F(Tracking, BeforeIsUnknownTheFirstTime) {
  const Outcome first = calls_.Put(PolicyOf({Statement({{"AWS", "222222222222"}})}));
  EXPECT_FALSE(first.effects[0].before_known);
  EXPECT_EQ(Verdict(first.effects[0].before), "unknown");
  EXPECT_EQ(Parties(first.effects[0].added), "222222222222 (account)");
  const Outcome second =
      calls_.Put(PolicyOf({Statement({{"AWS", "222222222222"}}), Statement({{"AWS", "333333333333"}})}));
  EXPECT_TRUE(second.effects[0].before_known);
  EXPECT_EQ(Parties(second.effects[0].added), "333333333333 (account)");
  EXPECT_EQ(Parties(second.effects[0].is->others), "222222222222 (account); 333333333333 (account)");
  const Outcome third = calls_.Put(PolicyOf({Statement({{"AWS", "333333333333"}})}));
  EXPECT_EQ(Parties(third.effects[0].removed), "222222222222 (account)");
  const Outcome gone = calls_.Make("DeleteBucketPolicy");
  EXPECT_EQ(Parties(gone.effects[0].removed), "333333333333 (account)");
  EXPECT_EQ(Verdict(gone.effects[0].after), "none");
}

TEST_F(Tracking, ANewBucketHadNothing) {
  calls_.Make("CreateBucket");
  const Outcome put = calls_.Put(PolicyOf({Statement({{"AWS", "222222222222"}})}));
  EXPECT_TRUE(put.effects[0].before_known);
  EXPECT_EQ(Verdict(put.effects[0].before), "none");
}

TEST_F(Tracking, MakingWhatIsThereChangesNothing) {
  calls_.Put(PolicyOf({Statement({{"AWS", "222222222222"}})}));
  const Outcome again = calls_.Make("CreateBucket");
  EXPECT_EQ(Parties(again.effects[0].is->others), "222222222222 (account)");
  EXPECT_EQ(Parties(again.effects[0].removed), "");
}

TEST_F(Tracking, ADeletedBucketHasNothingLeft) {
  calls_.Put(kPublicPolicy);
  calls_.Make("PutObjectAcl", {{"key", "k"}, {"x-amz-acl", "public-read"}});
  const Outcome gone = calls_.Make("DeleteBucket");
  EXPECT_EQ(Verdict(gone.effects[0].after), "none");
  ASSERT_THAT(gone.effects, SizeIs(2));
  EXPECT_EQ(gone.effects[1].resource, "arn:aws:s3:::b/k");
  EXPECT_EQ(Verdict(gone.effects[1].after), "none");
  EXPECT_THAT(tracker_.inventory().Open(), IsEmpty());
  const Outcome back = calls_.Put(PolicyOf({Statement({{"AWS", "222222222222"}})}));
  EXPECT_EQ(Verdict(back.effects[0].before), "none");
}

TEST_F(Tracking, AnAttemptChangesNothing) {
  const Outcome attempt = calls_.Put(kPublicPolicy, {{"errorCode", "AccessDenied"}});
  EXPECT_TRUE(attempt.attempt);
  EXPECT_EQ(Parties(attempt.effects[0].added), kAnyone);
  EXPECT_EQ(tracker_.size(), 0U);
  EXPECT_THAT(tracker_.inventory().All(), IsEmpty());
  EXPECT_EQ(Fields(attempt).at("verdict"), "unknown") << "what is there is not known";
}

TEST_F(Tracking, WhatIsHiddenIsNeverHarmless) {
  calls_.Put(PolicyOf({Statement({{"AWS", "222222222222"}})}));
  for (const Json& parameters : {Json({{"omitted", true}, {"reason", "requestParameters too large"}}), Json::object(),
                                 Json({{"bucketPolicy", "no policy"}}), Json({{"bucketPolicy", {1, 2}}})}) {
    const Outcome hidden = calls_.Make("PutBucketPolicy", parameters);
    EXPECT_EQ(Verdict(hidden.effects[0].after), "unknown") << parameters;
    const Json fields = Fields(hidden);
    EXPECT_EQ(fields.at("verdict"), "unknown");
    EXPECT_EQ(fields.at("reason"), "policy not in the log");
    EXPECT_EQ(fields.at("hidden"), Json({"policy"}));
  }
  const std::vector<Exposure> open = tracker_.inventory().Open();
  ASSERT_THAT(open, SizeIs(1)) << "what was open is not closed by what nobody can see";
  EXPECT_TRUE(open[0].uncertain);
  // A public list makes it public whatever the policy says.
  EXPECT_EQ(Verdict(calls_.Make("PutBucketAcl", kPublicRead).effects[0].after), "public");
}

struct CutCase {
  const char* what;
  std::vector<std::pair<const char*, Json>> calls;
  std::string parties;  // in the end
  std::vector<std::string> cuts;
};

TEST_F(Tracking, WhatCounts) {
  const Json enforced = {{"OwnershipControls", {{"Rule", {{"ObjectOwnership", "BucketOwnerEnforced"}}}}}};
  const Json lists = {{"OwnershipControls", {{"Rule", {{"ObjectOwnership", "ObjectWriter"}}}}}};
  const std::vector<CutCase> cases = {
      {"a public list", {{"PutBucketAcl", kPublicRead}}, kAnyone, {}},
      {"any AWS identity", {{"PutBucketAcl", {{"x-amz-acl", "authenticated-read"}}}}, "any AWS identity", {}},
      {"log delivery",
       {{"PutBucketAcl", {{"x-amz-acl", "log-delivery-write"}}}},
       "logging.s3.amazonaws.com for any customer",
       {}},
      {"a list that does not count",
       {{"PutBucketOwnershipControls", enforced}, {"PutBucketAcl", kPublicRead}},
       "",
       {"lists_disabled"}},
      {"a list that counts again",
       {{"PutBucketOwnershipControls", enforced}, {"PutBucketAcl", kPublicRead}, {"PutBucketOwnershipControls", lists}},
       kAnyone,
       {}},
      {"ownership controls removed",
       {{"PutBucketOwnershipControls", enforced},
        {"PutBucketAcl", kPublicRead},
        {"DeleteBucketOwnershipControls", Json::object()}},
       kAnyone,
       {}},
      {"public grants ignored",
       {{"PutBucketAcl", kPublicRead}, {"PutBucketPublicAccessBlock", Block(false, true, false, false)}},
       "",
       {"public_grants_ignored"}},
      {"... by the account",
       {{"PutBucketAcl", kPublicRead}, {"PutAccountPublicAccessBlock", Block(false, true, false, false)}},
       "",
       {"public_grants_ignored"}},
      {"new ones refused, those there are left",
       {{"PutBucketAcl", kPublicRead}, {"PutBucketPublicAccessBlock", Block(true, false, true, false)}},
       kAnyone,
       {"refuses_public_grants"}},
      {"a named account's grant is not public",
       {{"PutBucketAcl",
         {{"x-amz-grant-read", "id=\"79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be\""}}},
        {"PutBucketPublicAccessBlock", Block(true, true, true, true)}},
       "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be (canonical user id)",
       {}},
      {"a public policy refused later",
       {{"PutBucketPolicy", {{"bucketPolicy", kPublicPolicy}}},
        {"PutBucketPublicAccessBlock", Block(false, false, true, false)}},
       kAnyone,
       {"refuses_public_policies"}},
      {"a named account while no statement is public",
       {{"PutBucketPolicy", {{"bucketPolicy", PolicyOf({Statement({{"AWS", "222222222222"}})})}}},
        {"PutBucketPublicAccessBlock", Block(true, true, true, true)}},
       "222222222222 (account)",
       {}},
      {"a denial holds against a list",
       {{"PutBucketPolicy", {{"bucketPolicy", PolicyOf({Statement("*", "s3:*", "Deny")})}}},
        {"PutBucketAcl", kPublicRead}},
       "",
       {}},
      {"the owner's own grants",
       {{"PutBucketAcl",
         {{"AccessControlPolicy",
           {{"Owner", {{"ID", "79a5"}}},
            {"AccessControlList", {{"Grant", {{"Grantee", {{"ID", "79a5"}}}, {"Permission", "FULL_CONTROL"}}}}}}}}}},
       "",
       {}},
  };
  for (const CutCase& one : cases) {
    Tracker tracker{{}};
    Calls calls(tracker);
    calls.Make("CreateBucket");
    Outcome last;
    for (const auto& [name, parameters] : one.calls) last = calls.Make(name, parameters);
    for (const Effect& effect : last.effects) {
      if (effect.resource != "arn:aws:s3:::b") continue;
      EXPECT_EQ(Parties(effect.is->others), one.parties) << one.what;
      EXPECT_THAT(Cuts(effect), testing::ElementsAreArray(one.cuts)) << one.what;
    }
  }
}

TEST_F(Tracking, RestrictedBucketsLetTheOwnerAndServicesIn) {
  calls_.Put(PolicyOf({Statement("*"), Statement({{"AWS", "222222222222"}}, "s3:PutObject")}));
  const Outcome block = calls_.Make("PutBucketPublicAccessBlock", Block(false, false, false, true));
  EXPECT_THAT(Cuts(block.effects[0]), ElementsAre("restricted_to_owner"));
  EXPECT_EQ(Verdict(block.effects[0].after), "service_for_others");
  EXPECT_THAT(Parties(block.effects[0].removed), HasSubstr("222222222222 (account)"));
}

TEST_F(Tracking, TheAccountsBlockOpensAndClosesEveryBucket) {
  calls_.Make("PutAccountPublicAccessBlock", Block(true, true, true, true));
  for (const char* bucket : {"b", "c"}) {
    calls_.Make("CreateBucket", {{"bucketName", bucket}});
    calls_.Make("PutBucketAcl", {{"bucketName", bucket}, {"x-amz-acl", "public-read"}});
  }
  calls_.Make("PutObjectAcl", {{"key", "k"}, {"x-amz-acl", "public-read"}});
  EXPECT_THAT(tracker_.inventory().Open(), IsEmpty());
  const Outcome removed = calls_.Make("DeleteAccountPublicAccessBlock");
  std::vector<std::string> affected;
  for (const Effect& effect : removed.effects) affected.push_back(effect.resource);
  EXPECT_THAT(affected,
              ElementsAre("arn:aws:s3:::account/111111111111", "arn:aws:s3:::b", "arn:aws:s3:::b/k", "arn:aws:s3:::c"));
  EXPECT_EQ(Fields(removed).at("affected"), Json({"arn:aws:s3:::b", "arn:aws:s3:::b/k", "arn:aws:s3:::c"}));
  EXPECT_EQ(Fields(removed).at("added").at("anybody"), true);
  const Outcome back = calls_.Make("PutAccountPublicAccessBlock", Block(true, true, true, true));
  EXPECT_THAT(back.effects, SizeIs(4));
  EXPECT_THAT(tracker_.inventory().Open(), IsEmpty());
  EXPECT_THAT(calls_.Make("PutAccountPublicAccessBlock", Block(true, true, true, true)).effects, SizeIs(1));
}

TEST_F(Tracking, AnAccountsBlockReachesWhatCountsOnlySinceThen) {
  calls_.Make("PutBucketOwnershipControls",
              {{"OwnershipControls", {{"Rule", {{"ObjectOwnership", "BucketOwnerEnforced"}}}}}});
  calls_.Make("PutObjectAcl", {{"key", "k"}, {"x-amz-acl", "public-read"}});
  calls_.Make("DeleteBucketOwnershipControls");
  EXPECT_THAT(tracker_.inventory().Open(), SizeIs(2));
  calls_.Make("PutAccountPublicAccessBlock", Block(true, true, true, true));
  EXPECT_THAT(tracker_.inventory().Open(), IsEmpty());
}

TEST_F(Tracking, RecordsMayDisagreeOnWhoseItIs) {
  const auto of = [](const std::string& owner) {
    return Json(
        {{"resources", Json::array({{{"ARN", "arn:aws:s3:::b"}, {"type", "AWS::S3::Bucket"}, {"accountId", owner}}})}});
  };
  const Json object = {{"key", "k"}, {"x-amz-acl", "public-read"}};
  calls_.Make("PutObjectAcl", object, of("111111111111"));
  calls_.Make("PutObjectAcl", object, of("222222222222"));
  calls_.Make("PutObjectAcl", {{"key", "k"}, {"x-amz-acl", "private"}}, of("222222222222"));
  calls_.Make("PutAccountPublicAccessBlock", Block(true, true, true, true));
  EXPECT_THAT(tracker_.inventory().Open(), IsEmpty());
}

TEST_F(Tracking, ObjectsFollowTheirBucket) {
  calls_.Make("CreateBucket");
  EXPECT_EQ(Parties(calls_.Make("PutObject", {{"key", "k"}, {"x-amz-acl", "public-read"}}).effects[0].added), kAnyone);
  EXPECT_EQ(tracker_.size(), 2U);
  const Outcome denied = calls_.Put(PolicyOf({Statement("*", "s3:*", "Deny")}));
  ASSERT_THAT(denied.effects, SizeIs(2));
  EXPECT_EQ(denied.effects[1].resource, "arn:aws:s3:::b/k");
  EXPECT_EQ(Verdict(denied.effects[1].after), "none");
  calls_.Make("PutObjectAcl", {{"key", "k"}, {"x-amz-acl", "private"}});
  EXPECT_EQ(tracker_.size(), 1U) << "objects that give nothing are not kept";
}

TEST_F(Tracking, BucketsOfToday) {
  Tracker tracker{{}};
  Calls calls(tracker, "2026-01-01T00:00:00Z");
  calls.Make("CreateBucket");
  const Outcome list = calls.Make("PutBucketAcl", kPublicRead);
  EXPECT_THAT(Cuts(list.effects[0]), ElementsAre("lists_disabled"));
  const Outcome policy = calls.Put(kPublicPolicy);
  EXPECT_THAT(Cuts(policy.effects[0]), testing::Contains("restricted_to_owner"));
  calls.Make("CreateBucket", {{"bucketName", "c"}, {"x-amz-object-ownership", "ObjectWriter"}});
  EXPECT_THAT(Cuts(calls.Make("PutBucketAcl", {{"bucketName", "c"}, {"x-amz-acl", "public-read"}}).effects[0]),
              ElementsAre("public_grants_ignored"));
}

TEST_F(Tracking, CopiesGoToWhoOwnsTheirBucket) {
  const auto rule = [](const Json& destination) {
    return Json({{"ReplicationConfiguration", {{"Rule", {{"Destination", destination}}}}}});
  };
  calls_.Make("CreateBucket");
  const Outcome named =
      calls_.Make("PutBucketReplication", rule({{"Bucket", "arn:aws:s3:::far"}, {"Account", "222222222222"}}));
  EXPECT_EQ(Parties(named.effects[0].added), "222222222222 (account)");
  EXPECT_EQ(Verdict(named.effects[0].after), "named_accounts");
  const Outcome unknown = calls_.Make("PutBucketReplication", rule({{"Bucket", "arn:aws:s3:::elsewhere"}}));
  EXPECT_EQ(Verdict(unknown.effects[0].after), "unknown");
  calls_.Make("CreateBucket", {{"bucketName", "near"}});
  const Outcome own = calls_.Make("PutBucketReplication", rule({{"Bucket", "arn:aws:s3:::near"}}));
  EXPECT_EQ(Verdict(own.effects[0].after), "none");
  calls_.Make("DeleteBucket", {{"bucketName", "near"}});
  const Outcome anybodys = calls_.Make("PutBucketReplication", rule({{"Bucket", "arn:aws:s3:::near"}}));
  EXPECT_EQ(Verdict(anybodys.effects[0].after), "unknown") << "whoever makes it again may be somebody else";
  calls_.Make("CreateBucket", {{"bucketName", "near"}});
  EXPECT_EQ(Verdict(calls_.Make("PutBucketReplication", rule({{"Bucket", "arn:aws:s3:::near"}})).effects[0].after),
            "none");
  const Outcome none = calls_.Make("DeleteBucketReplication");
  EXPECT_EQ(Verdict(none.effects[0].after), "none");
}

TEST_F(Tracking, RolesTrustServicesForTheirOwnAccount) {
  const auto trust = [&](const Json& principal) {
    const Json policy = {{"Statement", {{"Effect", "Allow"}, {"Principal", principal}, {"Action", "sts:AssumeRole"}}}};
    return calls_.Make("CreateRole", {{"roleName", "r"}, {"assumeRolePolicyDocument", policy.dump()}}, Json::object(),
                       "iam");
  };
  const Outcome role = trust({{"Service", "lambda.amazonaws.com"}, {"AWS", "222222222222"}});
  EXPECT_EQ(Parties(role.effects[0].is->others), "222222222222 (account); lambda.amazonaws.com for the owner");
  EXPECT_EQ(Fields(role).at("added").at("service"), false);
}

TEST_F(Tracking, StatementsComeAndGoOneByOne) {
  const auto queue = [&](const char* call, Json parameters) {
    parameters["queueUrl"] = "https://sqs.us-east-1.amazonaws.com/111111111111/q";
    return calls_.Make(call, std::move(parameters), Json::object(), "sqs");
  };
  const auto add = [&](const char* label, const char* account) {
    return queue("AddPermission", {{"label", label}, {"aWSAccountIds", {account}}, {"actions", {"SendMessage"}}});
  };
  const Outcome first = add("one", "222222222222");
  EXPECT_FALSE(first.effects[0].before_known);
  EXPECT_EQ(Parties(first.effects[0].added), "222222222222 (account)");
  const Outcome second = add("two", "333333333333");
  EXPECT_EQ(Parties(second.effects[0].added), "333333333333 (account)");
  EXPECT_EQ(Parties(second.effects[0].is->others), "222222222222 (account); 333333333333 (account)");
  EXPECT_EQ(Parties(queue("RemovePermission", {{"label", "one"}}).effects[0].removed), "222222222222 (account)");
  EXPECT_EQ(Parties(queue("RemovePermission", {{"label", "other"}}).effects[0].removed), "");
  EXPECT_EQ(Verdict(queue("RemovePermission", {{"label", "two"}}).effects[0].after), "none");
  // Behind a policy that is not in the log, what is added is seen all the same.
  queue("SetQueueAttributes", {{"attributes", {{"Policy", "HIDDEN_DUE_TO_SECURITY_REASONS"}}}});
  const Outcome third = add("three", "222222222222");
  EXPECT_EQ(Parties(third.effects[0].added), "222222222222 (account)");
  EXPECT_EQ(Verdict(third.effects[0].after), "unknown");
  // A policy that is set whole replaces all of them.
  queue("SetQueueAttributes", {{"attributes", {{"Policy", ""}}}});
  EXPECT_THAT(tracker_.inventory().Open(), IsEmpty());
}

TEST_F(Tracking, GrantsOfAKeyOutliveItsPolicy) {
  const auto key = [&](const char* call, Json parameters, Json more = Json::object()) {
    parameters["keyId"] = "k";
    return calls_.Make(call, std::move(parameters), std::move(more), "kms");
  };
  const Json own = {
      {"Statement",
       {{"Effect", "Allow"}, {"Principal", {{"AWS", "111111111111"}}}, {"Action", "kms:*"}, {"Resource", "*"}}}};
  key("PutKeyPolicy", {{"policy", own.dump()}});
  const Outcome grant =
      key("CreateGrant", {{"granteePrincipal", "arn:aws:iam::222222222222:root"}, {"operations", {"Decrypt"}}},
          {{"responseElements", {{"grantId", "g"}}}});
  EXPECT_EQ(Parties(grant.effects[0].added), "222222222222 (account)");
  EXPECT_EQ(Json::parse(FieldsJson(grant, true))
                .at("crosstrail")
                .at("exposure")
                .at("gained")
                .at(0)
                .at("statements")
                .at(0)
                .at("of"),
            "grant");
  EXPECT_EQ(Parties(key("PutKeyPolicy", {{"policy", own.dump()}}).effects[0].is->others), "222222222222 (account)");
  Tracker other{{}};
  ASSERT_TRUE(other.Restore(tracker_.Save()));
  EXPECT_EQ(other.Save(), tracker_.Save());
  const Outcome gone = key("RevokeGrant", {{"grantId", "g"}});
  EXPECT_EQ(Parties(gone.effects[0].removed), "222222222222 (account)");
  EXPECT_EQ(Verdict(gone.effects[0].after), "none");
}

TEST_F(Tracking, AServiceThatActsForAStrangerIsAsGoodAsTheStranger) {
  struct Case {
    const char* what;
    Json condition;
    const char* severity;
    bool external, service;
  };
  for (const Case& one : {
           Case{"a stranger's account",
                {{"StringEquals", {{"aws:SourceAccount", "222222222222"}}}},
                "high",
                true,
                false},
           Case{
               "... by the key of SNS", {{"StringEquals", {{"AWS:SourceOwner", "222222222222"}}}}, "high", true, false},
           Case{"... by an ARN",
                {{"ArnLike", {{"aws:SourceArn", "arn:aws:sns:*:222222222222:*"}}}},
                "high",
                true,
                false},
           Case{"a strange organization", {{"StringEquals", {{"aws:SourceOrgID", "o-strange"}}}}, "high", true, false},
           Case{"any customer", Json::object(), "medium", false, true},
           Case{"a bucket of nobody knows whom",
                {{"ArnLike", {{"aws:SourceArn", "arn:aws:s3:::x"}}}},
                "medium",
                false,
                true},
           Case{"the owner", {{"StringEquals", {{"aws:SourceAccount", "111111111111"}}}}, "", false, false},
       }) {
    Tracker tracker{{}};
    Json statement = Statement({{"Service", "sns.amazonaws.com"}});
    statement["Condition"] = one.condition;
    const Json added = Fields(Calls(tracker).Put(PolicyOf({statement}))).at("added");
    EXPECT_EQ(added.value("severity", ""), one.severity) << one.what;
    EXPECT_EQ(added.at("external"), one.external) << one.what;
    EXPECT_EQ(added.at("service"), one.service) << one.what;
  }
}

TEST_F(Tracking, LateCallsStandAlone) {
  calls_.Put(PolicyOf({Statement({{"AWS", "222222222222"}})}));
  const Outcome late = calls_.Make("PutBucketPolicy", {{"bucketPolicy", kPublicPolicy}}, Json::object(), "s3", true);
  EXPECT_EQ(Fields(late).at("late"), true);
  EXPECT_EQ(Parties(late.effects[0].added), kAnyone);
  EXPECT_FALSE(late.effects[0].before_known);
  EXPECT_THAT(tracker_.inventory().Open(), SizeIs(1)) << "later calls have had their say";
}

TEST_F(Tracking, TrustHasItsTime) {
  std::vector<TrustPeriod> periods(2);
  periods[0].trust.trusted = {"222222222222"};
  periods[1].from = *ParseInstant("2020-01-01T00:02:30Z");
  Tracker tracker(periods);
  Calls calls(tracker);
  const Json policy = PolicyOf({Statement({{"AWS", "222222222222"}})});
  EXPECT_EQ(Verdict(calls.Put(policy).effects[0].after), "trusted");
  EXPECT_EQ(Verdict(calls.Put(policy).effects[0].after), "trusted");
  EXPECT_EQ(Verdict(calls.Put(policy).effects[0].after), "named_accounts");
}

TEST_F(Tracking, SeverityIsThatOfWhatWasGiven) {
  struct Case {
    const char* what;
    Json statement;
    const char* severity;  // empty: none
  };
  const Json narrow = {{"IpAddress", {{"aws:SourceIp", "203.0.113.0/24"}}}};
  Json limited = Statement("*");
  limited["Condition"] = narrow;
  Json for_a_time = Statement("*");
  for_a_time["Condition"] = {{"DateLessThan", {{"aws:CurrentTime", "2099-01-01T00:00:00Z"}}}};
  Json through_access_points = Statement("*");
  through_access_points["Condition"] = {{"StringEquals", {{"s3:DataAccessPointAccount", "222222222222"}}}};
  for (const Case& one :
       {Case{"reading by a stranger", Statement({{"AWS", "222222222222"}}), "high"},
        Case{"permissions by a stranger", Statement({{"AWS", "222222222222"}}, "s3:PutBucketPolicy"), "critical"},
        Case{"anybody", Statement("*"), "critical"}, Case{"anybody of a network", limited, "medium"},
        Case{"anybody for a time", for_a_time, "critical"},
        Case{"anybody through access points of a stranger", through_access_points, "high"},
        Case{"a service", Statement({{"Service", "sns.amazonaws.com"}}), "medium"},
        Case{"logs by an account of AWS", Statement({{"AWS", "127311923021"}}, "s3:PutObject"), "low"},
        Case{"reading by an account of AWS", Statement({{"AWS", "127311923021"}}), "high"},
        Case{"the owner", Statement({{"AWS", "111111111111"}}), ""}}) {
    Tracker tracker{{}};
    const Json added = Fields(Calls(tracker).Put(PolicyOf({one.statement}))).at("added");
    EXPECT_EQ(added.value("severity", ""), one.severity) << one.what;
  }
}

TEST_F(Tracking, WhatIsNotNamedAsTheOwnersIsNotTheOwners) {
  const Json organization = {{"aws:PrincipalOrgID", "o-somebody99"}};
  const Json address = {{"aws:SourceIp", "203.0.113.0/24"}};
  struct Case {
    const char* what;
    Json condition;
    bool external;  // else anybody
    const char* severity;
    Json unnamed;
  };
  const Json somebody = {"o-somebody99"};
  for (const Case& one : {
           Case{"an organization", {{"StringEquals", organization}}, true, "high", somebody},
           Case{"... from a network",
                {{"StringEquals", organization}, {"IpAddress", address}},
                true,
                "high",
                {"203.0.113.0/24", "o-somebody99"}},
           Case{"... from a private network",
                {{"StringEquals", organization}, {"IpAddress", {{"aws:SourceIp", "10.0.0.0/8"}}}},
                true,
                "high",
                {"10.0.0.0/8", "o-somebody99"}},
           Case{"... from a VPC",
                {{"StringEquals", {{"aws:PrincipalOrgID", "o-somebody99"}, {"aws:SourceVpc", "vpc-0abc"}}}},
                true,
                "high",
                {"o-somebody99", "vpc-0abc"}},
           Case{"... a part of it, by its path",
                {{"ForAnyValue:StringLike", {{"aws:PrincipalOrgPaths", "o-somebody99/r-ab12/*"}}},
                 {"IpAddress", address}},
                true,
                "high",
                {"203.0.113.0/24", "o-somebody99"}},
           Case{"... for a time",
                {{"StringEquals", organization}, {"DateLessThan", {{"aws:CurrentTime", "2099-01-01T00:00:00Z"}}}},
                true,
                "high",
                somebody},
           Case{"addresses", {{"IpAddress", address}}, false, "medium", {"203.0.113.0/24"}},
           Case{"a VPC endpoint", {{"StringEquals", {{"aws:SourceVpce", "vpce-0abc"}}}}, false, "high", {"vpce-0abc"}},
           Case{"a VPC", {{"StringEquals", {{"aws:SourceVpc", "vpc-0abc"}}}}, false, "high", {"vpc-0abc"}},
           Case{"endpoints of a stranger's account",
                {{"StringEquals", {{"aws:VpceAccount", "222222222222"}}}},
                false,
                "high",
                nullptr},
           Case{"endpoints of the owner's account",
                {{"StringEquals", {{"aws:VpceAccount", "111111111111"}}}},
                false,
                "medium",
                nullptr},
           Case{"endpoints of a strange organization",
                {{"StringEquals", {{"aws:VpceOrgID", "o-somebody99"}}}},
                false,
                "high",
                nullptr},
       }) {
    Tracker tracker{{}};
    Json statement = Statement("*");
    statement["Condition"] = one.condition;
    const Json fields = Fields(Calls(tracker).Put(PolicyOf({statement})));
    EXPECT_EQ(fields.at("added").at("external").get<bool>(), one.external) << one.what;
    EXPECT_EQ(fields.at("added").at("anybody").get<bool>(), !one.external) << one.what;
    EXPECT_EQ(fields.at("added").value("severity", ""), one.severity) << one.what;
    EXPECT_EQ(fields.value("unnamed", Json()), one.unnamed) << one.what;
  }
}

TEST_F(Tracking, ADenialThatSparesAnEndpointLimitsToIt) {
  Json deny = Statement("*", "s3:*", "Deny");
  deny["Condition"] = {{"StringNotEquals", {{"aws:SourceVpce", "vpce-0abc"}}}};
  const Json fields = Fields(calls_.Put(PolicyOf({Statement("*"), deny})));
  EXPECT_EQ(fields.at("added").at("anybody"), true);
  EXPECT_EQ(fields.at("added").at("severity"), "high");
  EXPECT_EQ(fields.at("unnamed"), Json({"vpce-0abc"}));
}

// A role's trust in an identity provider, by what a condition on the token asks for.
TEST_F(Tracking, ConditionsThatEverybodyMeetsLimitNothing) {
  const std::string github = "token.actions.githubusercontent.com";
  const auto sub = [&](const Json& value, const char* op = "StringLike") {
    return Json{{op, {{github + ":sub", value}}}, {"StringEquals", {{github + ":aud", "sts.amazonaws.com"}}}};
  };
  struct Case {
    const char* what;
    std::string provider;
    Json condition;
    const char* severity;
  };
  for (const Case& one : {
           Case{"nothing is asked", github, Json::object(), "critical"},
           Case{"the audience alone", github, {{"StringEquals", {{github + ":aud", "sts.amazonaws.com"}}}}, "critical"},
           Case{"any subject", github, sub("*"), "critical"},
           Case{"any repository", github, sub("repo:*"), "critical"},
           Case{"any repository of that name", github, sub("repo:*/app:*"), "critical"},
           Case{"owners whose name begins so", github, sub("repo:acme*"), "critical"},
           Case{"one of several lets in all", github, sub({"repo:acme/app:*", "*"}), "critical"},
           Case{"an environment, which every repository may have", github, sub("environment:prod", "StringEquals"),
                "critical"},
           Case{"where there is one", github, {{"StringLikeIfExists", {{github + ":sub", "repo:acme/*"}}}}, "critical"},
           Case{"all but one", github, {{"StringNotLike", {{github + ":sub", "repo:acme/*"}}}}, "critical"},
           Case{"an organization's repositories", github, sub("repo:acme/*"), "high"},
           Case{"... whatever else is in the list", github, sub({"repo:acme/*", "repo:other/app:*"}), "high"},
           Case{"one branch", github, sub("repo:acme/app:ref:refs/heads/main", "StringEquals"), "high"},
           Case{"a repository by its own claim",
                github,
                {{"StringEquals", {{github + ":repository", "acme/app"}}}},
                "high"},
           Case{"any repository by its own claim",
                github,
                {{"StringLike", {{github + ":repository", "*/app"}}}},
                "critical"},
           Case{"a project of GitLab",
                "gitlab.com",
                {{"StringLike", {{"gitlab.com:sub", "project_path:acme/app:*"}}}},
                "high"},
           Case{"any project of GitLab",
                "gitlab.com",
                {{"StringLike", {{"gitlab.com:sub", "project_path:*"}}}},
                "critical"},
           Case{"an account of Google",
                "accounts.google.com",
                {{"StringEquals", {{"accounts.google.com:sub", "1234567890"}}}},
                "high"},
           Case{"an application of Google, for whoever uses it",
                "accounts.google.com",
                {{"StringEquals", {{"accounts.google.com:aud", "app.example"}}}},
                "critical"},
           Case{"a service account of a cluster",
                "oidc.eks.us-east-1.amazonaws.com/id/ABCDEF",
                {{"StringLike", {{"oidc.eks.us-east-1.amazonaws.com/id/ABCDEF:sub", "system:serviceaccount:jobs:*"}}}},
                "high"},
           Case{"the claim of another provider", github, {{"StringLike", {{"gitlab.com:sub", "*"}}}}, "critical"},
       }) {
    Tracker tracker{{}};
    Json statement = {{"Effect", "Allow"},
                      {"Principal", {{"Federated", "arn:aws:iam::111111111111:oidc-provider/" + one.provider}}},
                      {"Action", "sts:AssumeRoleWithWebIdentity"},
                      {"Condition", one.condition}};
    const Json added = Fields(Calls(tracker).Make("UpdateAssumeRolePolicy",
                                                  {{"roleName", "r"}, {"policyDocument", PolicyOf({statement}).dump()}},
                                                  Json::object(), "iam"))
                           .at("added");
    const bool all = std::string(one.severity) == "critical";
    EXPECT_EQ(added.value("severity", ""), one.severity) << one.what;
    EXPECT_EQ(added.at("anybody"), all) << one.what;
    EXPECT_EQ(added.at("external"), !all) << one.what;
  }
}

TEST_F(Tracking, TrustInASharedProviderIsTrustInThoseItIsLimitedTo) {
  const std::string github = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
  std::vector<TrustPeriod> periods(1);
  periods[0].trust.principals = {github};
  for (const auto& [sub, anybody] : {std::pair("repo:acme/*", false), std::pair("repo:*", true)}) {
    Tracker tracker(periods);
    const Json statement = {{"Effect", "Allow"},
                            {"Principal", {{"Federated", github}}},
                            {"Action", "sts:AssumeRoleWithWebIdentity"},
                            {"Condition", {{"StringLike", {{"token.actions.githubusercontent.com:sub", sub}}}}}};
    const Json added = Fields(Calls(tracker).Make("UpdateAssumeRolePolicy",
                                                  {{"roleName", "r"}, {"policyDocument", PolicyOf({statement}).dump()}},
                                                  Json::object(), "iam"))
                           .at("added");
    EXPECT_EQ(added.at("anybody"), anybody) << sub;
    EXPECT_EQ(added.at("external"), false) << sub;
  }
}

TEST_F(Tracking, AddressesOfEverybodyAreNoNetwork) {
  std::vector<std::string> all;
  for (int i = 0; i < 256; ++i) all.push_back(fmt::format("{}.0.0.0/8", i));
  for (const auto& [blocks, severity] :
       std::vector<std::pair<Json, const char*>>{{"0.0.0.0/0", "critical"},
                                                 {"::/0", "critical"},
                                                 {{"0.0.0.0/1", "128.0.0.0/1"}, "critical"},
                                                 {{"::/1", "8000::/1"}, "critical"},
                                                 {all, "critical"},
                                                 {{"203.0.113.0/24", "0.0.0.0/1"}, "critical"},
                                                 {{"203.0.113.0/24", "198.51.100.0/24"}, "medium"},
                                                 {{"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"}, "medium"}}) {
    Tracker tracker{{}};
    Json statement = {{"Effect", "Allow"},
                      {"Principal", {{"AWS", "*"}}},
                      {"Action", "sts:AssumeRole"},
                      {"Condition", {{"IpAddress", {{"aws:SourceIp", blocks}}}}}};
    const Json added =
        Fields(Calls(tracker).Make("CreateRole",
                                   {{"roleName", "r"}, {"assumeRolePolicyDocument", PolicyOf({statement}).dump()}},
                                   Json::object(), "iam"))
            .at("added");
    EXPECT_EQ(added.value("severity", ""), severity) << blocks;
  }
}

TEST_F(Tracking, WhatIsNamedAsTheOwnersIsNoExposure) {
  std::vector<TrustPeriod> periods(1);
  policy::TrustConfig& trust = periods[0].trust;
  trust.organization = "o-own";
  trust.networks_text = {"vpce-own"};
  trust.networks = {*ParseIpNetwork("203.0.113.0/24")};
  for (const Json& condition :
       {Json{{"StringEquals", {{"aws:PrincipalOrgID", "o-own"}}}},
        Json{{"StringEquals", {{"aws:PrincipalOrgID", "o-own"}}}, {"IpAddress", {{"aws:SourceIp", "192.0.2.0/24"}}}},
        Json{{"StringEquals", {{"aws:SourceVpce", "vpce-own"}}}},
        Json{{"IpAddress", {{"aws:SourceIp", "203.0.113.7"}}}}}) {
    Tracker tracker(periods);
    Json statement = Statement("*");
    statement["Condition"] = condition;
    const Json fields = Fields(Calls(tracker).Put(PolicyOf({statement})));
    EXPECT_EQ(fields.at("added").at("external"), false) << condition;
    EXPECT_EQ(fields.at("added").at("anybody"), false) << condition;
    EXPECT_FALSE(fields.contains("unnamed")) << condition;
  }
  // One of two networks named is not both.
  Tracker tracker(periods);
  Json statement = Statement("*");
  statement["Condition"] = {{"StringEquals", {{"aws:SourceVpce", {"vpce-own", "vpce-other"}}}}};
  const Json fields = Fields(Calls(tracker).Put(PolicyOf({statement})));
  EXPECT_EQ(fields.at("added").at("severity"), "high");
  EXPECT_EQ(fields.at("unnamed"), Json({"vpce-other"}));
}

TEST_F(Tracking, TheInventoryKeepsWhoOpenedAndWhoClosed) {
  calls_.Make("CreateBucket");                                           // e1
  calls_.Put(PolicyOf({Statement({{"AWS", "222222222222"}})}));          // e2
  calls_.Put(PolicyOf({Statement({{"AWS", "222222222222"}}, "s3:*")}));  // e3
  calls_.Put(PolicyOf({Statement({{"AWS", "333333333333"}})}));          // e4
  calls_.Put(PolicyOf({Statement({{"AWS", "222222222222"}})}));          // e5
  std::vector<std::string> lines;
  for (const Exposure& one : tracker_.inventory().All()) {
    lines.push_back(fmt::format("{} {} {} {}", one.who.id, one.opened.event_id, one.changed.event_id,
                                one.closed ? one.closed->event_id : "open"));
  }
  EXPECT_THAT(lines, ElementsAre("222222222222 e5 e5 open", "222222222222 e2 e3 e4", "333333333333 e4 e4 e5"));
}

TEST_F(Tracking, SavedStatesAreTakenUpAgain) {
  calls_.Make("CreateBucket");
  calls_.Put(kPublicPolicy);
  calls_.Make("PutBucketAcl", kPublicRead);
  calls_.Make("PutObjectAcl", {{"key", "k"}, {"x-amz-acl", "public-read"}});
  calls_.Make("PutBucketPublicAccessBlock", Block(true, true, false, true));
  calls_.Make("PutBucketOwnershipControls",
              {{"OwnershipControls", {{"Rule", {{"ObjectOwnership", "BucketOwnerEnforced"}}}}}});
  calls_.Make("DeleteBucketPolicy");
  calls_.Make("PutBucketReplication",
              {{"ReplicationConfiguration",
                {{"Rule", {{"Destination", {{"Bucket", "arn:aws:s3:::far"}, {"Account", "222222222222"}}}}}}}});
  const std::string saved = tracker_.Save();
  Tracker other{{}};
  ASSERT_TRUE(other.Restore(saved));
  EXPECT_EQ(other.Save(), saved);
  EXPECT_EQ(*other.Find("arn:aws:s3:::b"), *tracker_.Find("arn:aws:s3:::b"));
  EXPECT_EQ(other.inventory().All(), tracker_.inventory().All());
  for (std::size_t at = 0; at < saved.size(); at += 97) {
    std::string broken = saved;
    broken[at] = '~';
    Tracker any{{}};
    const Status restored = any.Restore(broken);  // an error or another state, never a crash
    if (restored) continue;
    EXPECT_THAT(restored.error().message, HasSubstr("saved state"));
  }
}

TEST_F(Tracking, FieldsAreJsonWhateverTheLogSays) {
  for (const char* name : {"\"quoted\"", "b\n", "\x01", "<script>", "\xE2\x80\xAE", "b'; rm -rf /; '"}) {
    Tracker tracker{{}};
    Calls calls(tracker);
    const Json policy =
        PolicyOf({{{"Effect", "Allow"}, {"Principal", {{"AWS", name}}}, {"Action", name}, {"Resource", name}},
                  {{"Effect", "Allow"}, {"Principal", "*"}, {"Action", "s3:*"}, {"Resource", "*"}}});
    const Outcome outcome = calls.Make("PutBucketPolicy", {{"bucketName", name}, {"bucketPolicy", policy}});
    EXPECT_EQ(Fields(outcome).at("resource").at("arn"), std::string("arn:aws:s3:::") + name);
  }
}

}  // namespace
}  // namespace crosstrail::exposure
