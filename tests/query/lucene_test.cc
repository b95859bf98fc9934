// Lucene's query strings: what each construct matches.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "query/query.h"
#include "tests/query/fake_event.h"

namespace crosstrail {
namespace {

std::string Messages(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += Render(diagnostic, false);
  return text;
}

// An event with a field of each type.
bool Matches(const std::string& query) {
  FieldSet fields;
  const auto compiled = CompileLucene(query, fields);
  if (!compiled) {
    ADD_FAILURE() << query << "\n" << Messages(compiled.error());
    return false;
  }
  using Texts = std::vector<Value>;
  FakeEvent event(fields);
  event.Set("event.action", "PutBucketPolicy")
      .Set("event.provider", "s3.amazonaws.com")
      .Set("event.outcome", "success")
      .Set("user_agent.original", "[S3 Browser/11.4.5 (https://s3browser.com)]")
      .Set("user.name", "dana")
      .Set("related.user", Texts{std::string_view("dana"), std::string_view("eli")})
      .Set("related.ip", Texts{std::string_view("192.0.2.1"), std::string_view("198.51.100.7")})
      .Set("source.ip", "198.51.100.7")
      .Set("source.as.number", 64496)
      .Set("source.geo.country_iso_code", "NL")
      .Set("source.geo.location.lat", -4.5)
      .Set("user_agent.version", "2.17.60")
      .Set("aws.cloudtrail.console_login.additional_eventdata.mfa_used", true)
      .Set("@timestamp", {InstantValue{*ParseInstant("2023-07-10T12:22:41.5Z")}})
      .Set("aws.cloudtrail.flattened.request_parameters.x-amz-acl", "public-read")
      .Set("aws.cloudtrail.flattened.request_parameters.key",
           Texts{std::string_view("a/.aws/credentials"), std::string_view("b(c):d\"e\\f")})
      .Set("cloud.region", "AND")
      .Set("aws.cloudtrail.error_message", "what? a*b")
      .Set("own.field", "-5")
      .Set("aws.cloudtrail.error_code", "-")
      .Set("crosstrail.exposure.trust", "hidden")
      .Set("event.original", "hidden");
  return compiled->steps.front().condition.Matches(event);
}

struct Case {
  const char* query;
  bool matches;
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.query; }

class Lucene : public testing::TestWithParam<Case> {};

TEST_P(Lucene, Matches) { EXPECT_EQ(Matches(GetParam().query), GetParam().matches); }

INSTANTIATE_TEST_SUITE_P(Values, Lucene,
                         testing::ValuesIn(std::vector<Case>{
                             {"event.action:PutBucketPolicy", true},
                             {"event.action: PutBucketPolicy", true},
                             {"event.action :\n PutBucketPolicy", true},
                             {"event.action:putbucketpolicy", false},  // keywords keep their case
                             {"event.action:PutBucket", false},
                             {"event.action:\"PutBucketPolicy\"", true},
                             {"event.action:\"PutBucket*\"", false},  // no wildcard in quotes
                             {"event.action:Put*", true},
                             {"event.action:*Policy", true},
                             {"event.action:*Bucket*", true},
                             {"event.action:P*B*y", true},
                             {"event.action:PutBucketPolic?", true},
                             {"event.action:?utBucketPolic?", true},
                             {"event.action:PutBucketPolicy?", false},
                             {"event.action:put*", false},
                             {"event.action:**", true},
                             {"aws.cloudtrail.error_message:\"what? a*b\"", true},
                             {"aws.cloudtrail.error_message:what\\?\\ a\\*b", true},
                             {"aws.cloudtrail.error_message:what\\?*", true},
                             {"aws.cloudtrail.error_message:wha\\?*", false},
                             {"aws.cloudtrail.error_message:*\\*b", true},
                             {"aws.cloudtrail.error_message:*\\*", false},
                             {"user_agent.original:*S3\\ Browser*", true},
                             {"user_agent.original:\"[S3 Browser/11.4.5 (https://s3browser.com)]\"", true},
                             {R"(user_agent.original:\[S3\ Browser\/11.4.5\ \(https\:\/\/s3browser.com\)\])", true},
                             {"aws.cloudtrail.flattened.request_parameters.x-amz-acl:public-read", true},
                             {"aws.cloudtrail.flattened.request_parameters.x\\-amz\\-acl:public*", true},
                             {"aws.cloudtrail.flattened.request_parameters.key:*\\/.aws\\/credentials", true},
                             {R"(aws.cloudtrail.flattened.request_parameters.key:"b(c):d\"e\\f")", true},
                             {R"(user.name:d\u0061na)", true},
                             {R"(user.name:"d\u0061na")", true},
                             {R"(user.name:\d\a\n\a)", true},
                             {"cloud.region:\\AND", true},
                             {"cloud.region:\"AND\"", true},
                             {"own.field:\\-5", true},
                             {"own.field:\"-5\"", true},
                             {"no.such.field:x", false},
                             {"NOT no.such.field:x", true},
                             {"event.action:PutBucketPolicy^2.5", true},
                             {"event.action:\"PutBucketPolicy\"^2", true},
                             {"(event.action:PutBucketPolicy)^2", true},
                             {"event.action:\"PutBucketPolicy\"~3", true},  // a keyword is one term: no distance in it
                             {"event.action:\"PutBucketPolicy\"~3^2", true},
                             {"event.action:\"Put Policy\"~3", false},
                         }));

INSTANTIATE_TEST_SUITE_P(Types, Lucene,
                         testing::ValuesIn(std::vector<Case>{
                             {"source.ip:198.51.100.7", true},
                             {"source.ip:\"198.51.100.0/24\"", true},
                             {"source.ip:198.51.100.0\\/25", true},
                             {"source.ip:\"192.0.2.0/24\"", false},
                             {"source.ip:198.51.*", true},
                             {"source.ip:[198.51.100.0 TO 198.51.100.255]", true},
                             {"source.ip:{198.51.100.7 TO *]", false},
                             {R"(source.ip:\:\:ffff\:198.51.100.7)", true},
                             // One value has to be within: another is below, and another above.
                             {"related.ip:[192.0.2.5 TO 198.51.100.0]", false},
                             {"related.ip:[192.0.2.0 TO 192.0.2.5]", true},
                             {"source.as.number:64496", true},
                             {"source.as.number:\"64496\"", true},
                             {"source.as.number:64496.0", true},
                             {"source.as.number:64497", false},
                             {"source.geo.location.lat:\\-4.5", true},
                             {"source.geo.location.lat:[-5 TO -4]", true},
                             {"aws.cloudtrail.console_login.additional_eventdata.mfa_used:true", true},
                             {"aws.cloudtrail.console_login.additional_eventdata.mfa_used:false", false},
                             {"user_agent.version:[2.9 TO 2.18}", true},  // by versions, not by text
                             {"@timestamp:\"2023-07-10\"", true},
                             {"@timestamp:2023-07-10", true},
                             {"@timestamp:2023", true},
                             {"@timestamp:2023-07-10T12\\:22\\:41", true},
                             {"@timestamp:1688991761500", true},
                             {"@timestamp:2023-07-11", false},
                         }));

INSTANTIATE_TEST_SUITE_P(Ranges, Lucene,
                         testing::ValuesIn(std::vector<Case>{
                             {"source.as.number:[64496 TO 64496]", true},
                             {"source.as.number:{64496 TO 64500]", false},
                             {"source.as.number:[64000 TO 64496}", false},
                             {"source.as.number:[ 64000  TO\n64496 ]", true},
                             {"source.as.number:[* TO 64496]", true},
                             {"source.as.number:[64497 TO *]", false},
                             {"source.as.number:[* TO *]", true},
                             {"source.as.organization.name:[* TO *]", false},
                             {"source.as.number:>64495", true},
                             {"source.as.number:>64496", false},
                             {"source.as.number:>=64496", true},
                             {"source.as.number:<64497", true},
                             {"source.as.number:<=64495", false},
                             {"source.as.number:(>=64000 AND <65000)", true},
                             {"source.as.number:(>=64000 AND <64400)", false},
                             {"source.as.number:>\\*", true},
                             {"source.as.number:>64495.5", true},
                             {"source.as.number:[64000 TO 65000]^3", true},
                             {"@timestamp:>2023-07-10", false},  // after the whole day
                             {"@timestamp:>=2023-07-10", true},
                             {"@timestamp:<=2023-07-10", true},
                             {"@timestamp:<2023-07-10", false},
                             {"@timestamp:[2023-07-10 TO 2023-07-10]", true},
                             {"@timestamp:{2023-07-10 TO 2023-07-11]", false},
                             {"@timestamp:[2023-07-10T12:22:41 TO 2024}", true},
                             {"user.name:[d TO e}", true},
                             {"user.name:[\"d\" TO \"danz\"]", true},
                             {"user.name:{dana TO *]", false},
                             {"user.name:>\\=", true},
                             {"related.user:[e TO f]", true},
                             {"no.such.field:>5", false},
                         }));

INSTANTIATE_TEST_SUITE_P(Regex, Lucene,
                         testing::ValuesIn(std::vector<Case>{
                             {"event.action:/Put.*Policy/", true},
                             {"event.action:/put.*/", false},
                             {"event.action:/Put/", false},  // the whole value
                             {"event.action:/(Put|Get)BucketP[a-z]+/", true},
                             {"event.action:/Put@/", true},  // any text
                             {R"(aws.cloudtrail.flattened.request_parameters.key:/a\/\.aws\/.*/)", true},
                             {"related.user:/e[kl]i/ AND user.name:/d.../", true},
                             {"event.action:/Put.*/^2", true},
                             {"event.action:(/Get.*/ /Put.*/)", true},
                         }));

INSTANTIATE_TEST_SUITE_P(Logic, Lucene,
                         testing::ValuesIn(std::vector<Case>{
                             {"event.action:PutBucketPolicy AND user.name:dana", true},
                             {"event.action:PutBucketPolicy AND user.name:eli", false},
                             {"event.action:PutBucketPolicy && user.name:dana", true},
                             {"event.action:x OR user.name:dana", true},
                             {"event.action:x || user.name:dana", true},
                             {"event.action:x user.name:dana", true},  // one of two
                             {"event.action:x OR user.name:eli", false},
                             {"NOT user.name:eli", true},
                             {"!user.name:dana", false},
                             {"-user.name:dana", false},
                             {"-user.name:eli", true},
                             {"+user.name:dana", true},
                             {"+user.name:dana -event.outcome:success", false},
                             {"+user.name:dana -event.outcome:failure", true},
                             // What is required decides; what is optional beside it says nothing.
                             {"+user.name:dana event.action:x", true},
                             {"user.name:dana AND event.outcome:success OR event.action:x", true},
                             {"event.action:x OR user.name:dana AND event.outcome:success", true},
                             // AND requires what stands before and after it, so this is not (dana) OR (x AND y).
                             {"user.name:dana OR event.action:x AND event.action:y", false},
                             {"user.name:dana OR (event.action:x AND event.action:y)", true},
                             // NOT prohibits, also after OR.
                             {"user.name:eli OR NOT event.action:x", false},
                             {"user.name:dana OR NOT event.action:x", true},
                             {"user.name:eli OR (NOT event.action:x)", true},
                             {"NOT user.name:eli OR event.action:x", false},
                             {"NOT user.name:eli AND NOT event.action:x", true},
                             {"NOT user.name:eli NOT event.outcome:success", false},
                             {"user.name:dana AND (NOT event.action:x)", true},
                             {"user.name:dana AND NOT event.action:PutBucketPolicy", false},
                             {"NOT (user.name:eli OR event.action:x)", true},
                             {"(NOT user.name:dana)", false},
                             {"user.name:(dana OR eli)", true},
                             {"user.name:(eli OR fay)", false},
                             {"user.name:(\"eli\" \"dana\")", true},
                             {"user.name:(eli d*)", true},
                             {"user.name:(d* -dana)", false},
                             {"related.user:(dana AND eli)", true},  // each by another value
                             {"related.user:(+dana +fay)", false},
                             {"related.user:(* AND NOT fay)", true},
                             {"user.name:(dana OR event.action:x)", true},  // a field inside is asked itself
                             {"user.name:(eli OR event.action:PutBucketPolicy)", true},
                             {"((((user.name:dana))))", true},
                             {"user.name:dana\tAND\r\nevent.outcome:success", true},
                             {"user.name:dana\u3000AND\u3000event.outcome:failure", false},
                             {"user.name:dana AND NOT(event.outcome:failure)", true},
                             {"", true},
                             {" \n ", true},
                         }));

// Words that follow each other are one value, as Elasticsearch hands them to the field whole.
INSTANTIATE_TEST_SUITE_P(Words, Lucene,
                         testing::ValuesIn(std::vector<Case>{
                             {"user.name:(dana eli)", false},
                             {"aws.cloudtrail.error_message:(what\\? a\\*b)", true},
                             {"aws.cloudtrail.error_message:(what\\?   a\\*b)", true},
                             {"what\\? a\\*b", true},
                             {"dana eli", false},
                             {"dana OR eli", true},
                             {"dana OR x eli", true},
                             {"x OR dana eli", true},     // after an operator a word stands alone
                             {"x dana AND eli", true},    // and so does one before it
                             {"x y dana AND eli", true},  // "x y", and dana and eli
                             {"dana user.name:x", true},  // and so does one before a field
                             {"x dana eli^2", true},      // or a boost
                             {"and", false},              // only capitals are operators
                             {"user.name:x and dana", false},
                             {"user.name:x and dana*", true},
                             {"event.provider:x - y",
                              true},  // a sign with a blank is a word: aws.cloudtrail.error_code has it
                             {"event.provider:x + y", false},
                         }));

INSTANTIATE_TEST_SUITE_P(Fields, Lucene,
                         testing::ValuesIn(std::vector<Case>{
                             {"user.name:*", true},
                             {"user.email:*", false},
                             {"NOT user.email:*", true},
                             {"user.name:\"*\"", false},
                             {"_exists_:user.name", true},
                             {"_exists_:\"user.name\"", true},
                             {"_exists_:user.email", false},
                             {"-_exists_:user.email", true},
                             {"_exists_:source.geo", true},  // an object: a field below it
                             {"source.geo:*", true},
                             {"_exists_:source.as.organization", false},
                             {"_exists_:source.as.\\*", true},
                             {"_exists_:\"source.as.org*\"", false},
                             {"aws.cloudtrail.flattened.request_parameters.x-amz-acl:*", true},
                             {"user.\\*:dana", true},
                             {"user.\\*:fay", false},
                             {"user.\\*:*", true},
                             {"user.em\\*:*", false},
                             {"no.such.\\*:dana", false},
                             {"source.as.\\*:>64495", true},
                             {"*:dana", true},
                             {"*:fay", false},
                             {"*:*", true},
                             {"*", true},
                             {"dana", true},
                             {"\"dana\"", true},
                             {"da*", true},
                             {"?ana", true},
                             {"fay", false},
                             {"64496", true},
                             {"198.51.100.7", true},
                             {"\"198.51.100.0/24\"", true},
                             {"6449*", false},  // wildcards are asked of text
                             {">64495", true},
                             {"[64496 TO 64497]", true},
                             {"hidden", false},  // Crosstrail's own fields, and what Elastic does not index
                             {"crosstrail.exposure.trust:hidden", true},
                             {"dana AND success", true},
                             {"-fay", true},
                         }));

TEST(Lucene, DepthIsBoundedAndLengthIsNot) {
  FieldSet fields;
  const auto deep = CompileLucene(std::string(100'000, '(') + "a", fields);
  ASSERT_FALSE(deep.has_value());
  EXPECT_THAT(deep.error()[0].message, testing::HasSubstr("nested too deeply"));
  std::string list = "user.name:(a";
  for (int i = 0; i < 50'000; ++i) list += " OR b" + std::to_string(i);
  const auto long_list = CompileLucene(list + ")", fields);
  ASSERT_TRUE(long_list.has_value());
  FakeEvent event(fields);
  event.Set("user.name", "b49999");
  EXPECT_TRUE(long_list->steps.front().condition.Matches(event));
  std::string words = "a";
  for (int i = 0; i < 10'000; ++i) words += " OR b" + std::to_string(i);
  const auto many = CompileLucene(words, fields);
  ASSERT_FALSE(many.has_value());
  ASSERT_EQ(many.error().size(), 1U);
  EXPECT_THAT(many.error()[0].message, testing::HasSubstr("too many values without a field"));
}

TEST(Lucene, WhatTheIndexNeedsFollowsFromIt) {
  FieldSet fields;
  const auto compiled =
      CompileLucene("event.provider:iam.amazonaws.com AND event.action:(A OR \"B\") AND NOT user.name:x", fields);
  const std::vector<Requirement> needs = NecessaryEqualities(compiled->steps.front().condition);
  ASSERT_EQ(needs.size(), 2U);
  EXPECT_THAT(needs[0].values, testing::ElementsAre("iam.amazonaws.com"));
  EXPECT_THAT(needs[1].values, testing::ElementsAre("A", "B"));
}

TEST(Lucene, IsALanguageOfQueries) {
  FieldSet fields;
  EXPECT_TRUE(IsQueryLanguage("lucene"));
  EXPECT_TRUE(CompileQuery("lucene", "user.name:[a TO b]", {}, fields).has_value());
}

}  // namespace
}  // namespace crosstrail
