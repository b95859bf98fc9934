// The analyser on small policies: who is found, and that it is decided.
#include <gtest/gtest.h>

#include <algorithm>

#include "tests/policy/policies.h"

namespace crosstrail::policy {
namespace {

struct Case {
  const char* what;
  const char* statements;
  std::vector<std::string> whos;  // "KIND ID", sorted, as below
};

std::string NameOf(const Who& who) {
  constexpr const char* kKinds[] = {"anonymous", "any",       "organization", "path",    "account", "identity",
                                    "unique_id", "canonical", "federated",    "service", "oai"};
  std::string name = kKinds[static_cast<std::size_t>(who.kind)];
  if (!who.id.empty()) name += " " + who.id;
  return name;
}

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = {
      {"the account of a caller of KMS",
       R"({"Effect":"Allow","Principal":"*","Action":"kms:*","Resource":"*","Condition":{"StringEquals":{"kms:CallerAccount":"222222222222"}}})",
       {"account 222222222222"}},
      {"a session's role may have a path that its ARN does not show",
       R"({"Effect":"Allow","Principal":{"AWS":"arn:aws:sts::222222222222:assumed-role/app/s1"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"},)"
       R"({"Effect":"Deny","Principal":{"AWS":"arn:aws:iam::222222222222:role/app"},"Action":"s3:*","Resource":"*"})",
       {"identity arn:aws:sts::222222222222:assumed-role/app/s1"}},
      {"an identity provider that only a Deny spares",
       R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"},)"
       R"({"Effect":"Deny","NotPrincipal":{"Federated":"graph.facebook.com"},"Action":"s3:*","Resource":"*"})",
       {"federated graph.facebook.com"}},
      {"an account's identity that only a Deny knows, by its unique id",
       R"({"Effect":"Allow","Principal":{"AWS":"333333333333"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"},)"
       R"({"Effect":"Deny","NotPrincipal":{"AWS":"AROA3DEV3DEV3DEV3DEV3"},"Action":"s3:*","Resource":"*"})",
       {"account 333333333333"}},
      {"a unique id that a Deny spares by its ARN",
       R"({"Effect":"Allow","Principal":{"AWS":"AIDA9NEW9NEW9NEW9NEW9"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"},)"
       R"({"Effect":"Deny","NotPrincipal":{"AWS":"arn:aws:iam::222222222222:user/admin"},"Action":"s3:*","Resource":"*"})",
       {"unique_id AIDA9NEW9NEW9NEW9NEW9"}},
      {"a federated user by its id",
       R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:userid":"222222222222:app"}}})",
       {"account 222222222222"}},
      {"the user id of anonymous requests is no identity's",
       R"({"Effect":"Allow","Principal":{"AWS":"333333333333"},"Action":"s3:GetObject","Resource":"*","Condition":{"StringEquals":{"aws:userid":"anonymous"}}})",
       {}},
      {"a role, though only one of its sessions is named",
       R"({"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"s3:GetObject","Resource":"*","Condition":{"StringLike":{"aws:PrincipalArn":["arn:aws:iam::*:role/app","arn:aws:sts::222222222222:assumed-role/app/s1"]}}})",
       {"identity arn:aws:iam::222222222222:role/app", "identity arn:aws:sts::222222222222:assumed-role/app/s1"}},
      {"a service other than the one that is kept out",
       R"({"Effect":"Allow","NotPrincipal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:GetObject","Resource":"*","Condition":{"Bool":{"aws:PrincipalIsAWSService":"true"}}})",
       {"service"}},
      {"a service acting for the owner need not say of which organization it is",
       R"({"Effect":"Allow","Principal":{"Service":"cloudfront.amazonaws.com"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEqualsIfExists":{"aws:SourceOrgID":"o-other"},"StringEquals":{"aws:SourceAccount":"111111111111"}}})",
       {"service cloudfront.amazonaws.com"}},
      {"patterns with and without a variable in one list",
       R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","NotResource":["*","arn:aws:s3:::b/${aws:username}/*"]})",
       {}},
      {"a key compared with itself as an ARN, which it may not be",
       R"({"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"},)"
       R"({"Effect":"Deny","Principal":"*","Action":"*","Resource":"*","Condition":{"ArnEqualsIfExists":{"example:Thing":"${example:Thing}"}}})",
       {"account 222222222222"}},
      {"a value that may be absent does not need the variable of its pattern",
       R"({"Effect":"Allow","Principal":{"AWS":"222222222222"},"Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"ForAllValues:StringEquals":{"aws:PrincipalOrgID":"${aws:PrincipalOrgID}/*"}}})",
       {"account 222222222222"}},
      {"through access points everybody is enough said",
       R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"s3:DataAccessPointAccount":"111111111111"}}},)"
       R"({"Effect":"Deny","Principal":{"AWS":"222222222222"},"Action":"s3:PutObject","Resource":"*"})",
       {"anonymous", "any"}},
      {"what an Allow does not list is meant of S3 itself",
       R"({"Effect":"Allow","Principal":"*","NotAction":"s3:*","Resource":"arn:aws:s3:::b/*"},)"
       R"({"Effect":"Allow","Principal":{"AWS":"111111111111"},"Action":"*","Resource":"arn:aws:s3:::b/*"})",
       {}},
      {"an organization that has let in an account needs no more names",
       R"({"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*","Condition":{"StringEquals":{"aws:PrincipalOrgID":"o-partner00"}}},)"
       R"({"Effect":"Deny","Principal":{"AWS":"AROA3DEV3DEV3DEV3DEV3"},"Action":"s3:PutObject","Resource":"*"})",
       {"organization o-partner00"}},
  };
  return cases;
}

TEST(Analyse, FindsExactlyThese) {
  for (const Case& one : Cases()) {
    SCOPED_TRACE(one.what);
    const Document document =
        ParsePolicy(R"({"Version":"2012-10-17","Statement":[)" + std::string(one.statements) + "]}");
    const Analysis analysis = Analyse(document, OptionsFor("111111111111", "o-own1"));
    EXPECT_TRUE(analysis.decided);
    std::vector<std::string> whos;
    for (const Grant& grant : analysis.grants) whos.push_back(NameOf(grant.who));
    std::sort(whos.begin(), whos.end());
    whos.erase(std::unique(whos.begin(), whos.end()), whos.end());
    EXPECT_EQ(whos, one.whos);
  }
}

TEST(Analyse, WhatTheBoundDoesNotSufficeForIsReportedAsExposed) {
  const Document document = ParsePolicy(std::string(
      R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:*","Resource":"*"}]})"));
  AnalysisOptions options = OptionsFor("111111111111");
  options.budget = 1;
  const Analysis analysis = Analyse(document, options);
  EXPECT_FALSE(analysis.decided);
  EXPECT_EQ(analysis.verdict, Verdict::kPublic);
}

TEST(AnalyseGain, StatementsThatStandInBothGiveNothing) {
  const std::string allow =
      R"({"Sid":"A","Effect":"Allow","Principal":{"AWS":["222222222222","333333333333"]},"Action":"s3:*","Resource":"*"})";
  const std::string reordered =
      R"({"Sid":"B","Effect":"Allow","Principal":{"AWS":["333333333333","222222222222"]},"Action":["s3:*"],"Resource":"*"})";
  const std::string deny = R"({"Effect":"Deny","Principal":{"AWS":"333333333333"},"Action":"s3:*","Resource":"*"})";
  const auto document = [](const std::string& statements) {
    return ParsePolicy(R"({"Version":"2012-10-17","Statement":[)" + statements + "]}");
  };
  const AnalysisOptions options = OptionsFor("111111111111");
  EXPECT_TRUE(AnalyseGain(document(allow), document(reordered), options).grants.empty());
  EXPECT_TRUE(AnalyseGain(document(allow), document(reordered + "," + deny), options).grants.empty());
  // The Deny gone, what it kept out is gained, though the Allow stood there before.
  const Analysis gain = AnalyseGain(document(allow + "," + deny), document(reordered), options);
  ASSERT_EQ(gain.grants.size(), 1U);
  EXPECT_EQ(gain.grants[0].who.id, "333333333333");
}

TEST(Analyse, WithoutAnOwnerNobodyIsTheOwner) {
  const Document document =
      ParseDocument(
          R"({"Statement":{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::b/*"}})",
          "")
          .document;
  const Analysis analysis = Analyse(document, {});
  EXPECT_EQ(analysis.verdict, Verdict::kPublic);
}

}  // namespace
}  // namespace crosstrail::policy
