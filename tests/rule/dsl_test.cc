// What queries of Elasticsearch's DSL find, and what is said of those that are wrong.
#include "rule/dsl.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

#include "tests/query/fake_event.h"
#include "tests/rule/dsl_query.h"

namespace crosstrail {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

const std::string kParameters = "aws.cloudtrail.flattened.request_parameters.bucketName";

class Dsl : public testing::Test {
 protected:
  // nullopt, and a failed test, where the query does not compile.
  static std::optional<bool> Finds(const std::string& query) {
    const CompiledDsl compiled = CompileDsl(query);
    EXPECT_EQ(compiled.problems, "") << query;
    if (!compiled.problems.empty()) return std::nullopt;
    FakeEvent event(compiled.fields);
    event.Set("user.name", "Dana*").Set("event.action", "PutBucketPolicy").Set("cloud.region", "eu-west-1");
    event.Set("user.id", "5").Set("user.email", "").Set("source.ip", "10.1.2.3").Set("aws.cloudtrail.read_only", false);
    event.Set("source.as.number", 64496).Set("source.geo.location.lat", 47.5).Set("user_agent.version", "1.10.0");
    event.Set("@timestamp", {Value(InstantValue{*ParseInstant("2023-07-10T12:22:41.500Z")})});
    event.Set("related.ip", {Value(std::string_view("192.0.2.1")), Value(std::string_view("2001:db8::7"))});
    event.Set("related.entity",
              {Value(std::string_view("a")), Value(std::string_view("m")), Value(std::string_view("z"))});
    event.Set(kParameters, "logs");
    event.Set("message", "a text of words");
    return compiled.condition.Matches(event);
  }
};

struct Case {
  std::string query;
  bool found;
};

TEST_F(Dsl, TermQueries) {
  for (const auto& [query, found] : std::vector<Case>{
           {R"({"term":{"event.action":"PutBucketPolicy"}})", true},
           {R"({"term":{"event.action":{"value":"PutBucketPolicy","boost":2.0,"_name":"x"}}})", true},
           {R"({"term":{"event.action":"PutBucketPolicy","boost":2.0,"_name":"x"}})", true},
           {R"({"term":{"event.action":"putbucketpolicy"}})", false},
           {R"({"term":{"event.action":"PutBucket"}})", false},
           {R"({"term":{"event.action":{"value":"putbucketpolicy","case_insensitive":true}}})", true},
           {R"({"term":{"event.action":{"value":"putbucketpolicy","case_insensitive":false}}})", false},
           // Signs stand for themselves.
           {R"({"term":{"user.name":"Dana*"}})", true},
           {R"({"term":{"user.name":"D*"}})", false},
           {R"({"term":{"user.name":{"value":"dana*","case_insensitive":true}}})", true},
           {R"({"term":{"user.name":"Dana\\*"}})", false},
           {R"({"term":{"user.email":""}})", true},
           {R"({"term":{"group.name":"x"}})", false},
           {R"({"term":{"no.such.field":"x"}})", false},
           // Any of the values of a field is enough.
           {R"({"term":{"related.entity":"m"}})", true},
           {R"({"term":{"related.entity":"n"}})", false},
           // Values of other kinds as texts.
           {R"({"term":{"user.id":5}})", true},
           {R"({"term":{"user.id":5.0}})", false},
           {R"({"term":{"user.id":"5"}})", true},
           // Addresses: also blocks.
           {R"({"term":{"source.ip":"10.1.2.3"}})", true},
           {R"({"term":{"source.ip":"10.0.0.0/8"}})", true},
           {R"({"term":{"source.ip":"11.0.0.0/8"}})", false},
           {R"({"term":{"related.ip":"2001:db8::/32"}})", true},
           {R"({"term":{"related.ip":"2001:DB8:0::7"}})", true},
           // Numbers and booleans by value.
           {R"({"term":{"source.as.number":64496}})", true},
           {R"({"term":{"source.as.number":"64496"}})", true},
           {R"({"term":{"source.as.number":64496.0}})", true},
           {R"({"term":{"source.as.number":64496.5}})", false},
           {R"({"term":{"source.geo.location.lat":4.75e1}})", true},
           {R"({"term":{"aws.cloudtrail.read_only":false}})", true},
           {R"({"term":{"aws.cloudtrail.read_only":"false"}})", true},
           {R"({"term":{"aws.cloudtrail.read_only":true}})", false},
           // Dates: what is left out may be anything.
           {R"({"term":{"@timestamp":"2023-07-10"}})", true},
           {R"({"term":{"@timestamp":"2023-07"}})", true},
           {R"({"term":{"@timestamp":2023}})", true},
           {R"({"term":{"@timestamp":"2023-07-10T12:22:41Z"}})", true},
           {R"({"term":{"@timestamp":"2023-07-10T12:22:41.500Z"}})", true},
           {R"({"term":{"@timestamp":"2023-07-10T12:22:41.000Z"}})", false},
           {R"({"term":{"@timestamp":1688991761500}})", true},
           {R"({"term":{"@timestamp":"2023-06-10||+1M/d"}})", true},
           {R"({"term":{"user_agent.version":"1.10.0"}})", true},
           {R"({"term":{")" + kParameters + R"(":"logs"}})", true},
       }) {
    EXPECT_EQ(Finds(query), found) << query;
  }
}

TEST_F(Dsl, SeveralTerms) {
  for (const auto& [query, found] : std::vector<Case>{
           {R"({"terms":{"event.action":["X","PutBucketPolicy"],"boost":1}})", true},
           {R"({"terms":{"event.action":["X","Y"]}})", false},
           {R"({"terms":{"event.action":[]}})", false},
           {R"({"terms":{"user.id":[4,5]}})", true},
           {R"({"terms":{"source.ip":["192.0.2.1","10.0.0.0/8"]}})", true},
           {R"({"terms":{"source.ip":["192.0.2.1","11.0.0.0/8"]}})", false},
           {R"({"terms":{"source.as.number":[1,"64496",3]}})", true},
           {R"({"terms":{"source.as.number":[1,2,3]}})", false},
           {R"({"terms":{"aws.cloudtrail.read_only":[true,false]}})", true},
           {R"({"terms":{"@timestamp":["2022","2023"]}})", true},
           {R"({"terms":{"@timestamp":["2022","2024"]}})", false},
           {R"({"terms":{"related.entity":["q","z"]}})", true},
       }) {
    EXPECT_EQ(Finds(query), found) << query;
  }
}

TEST_F(Dsl, MatchQueriesAreTermsOfKeywords) {
  for (const auto& [query, found] : std::vector<Case>{
           {R"({"match_phrase":{"event.action":"PutBucketPolicy"}})", true},
           {R"({"match_phrase":{"event.action":{"query":"PutBucketPolicy","slop":2,"zero_terms_query":"none"}}})",
            true},
           {R"({"match_phrase":{"event.action":"Put"}})", false},
           {R"({"match_phrase":{"source.ip":"10.0.0.0/8"}})", true},
           {R"({"match_phrase":{"aws.cloudtrail.read_only":false}})", true},
           {R"({"match_phrase":{"source.as.number":{"query":"64496"}}})", true},
           {R"({"match_phrase":{"@timestamp":"2023-07-10"}})", true},
           {R"({"match":{"event.action":"PutBucketPolicy"}})", true},
           {R"({"match":{"event.action":{"query":"PutBucketPolicy","type":"phrase"}}})", true},
           {R"({"match":{"event.action":{"query":"PutBucketPolicy","type":"boolean","operator":"and","fuzziness":0,
             "minimum_should_match":"75%","analyzer":"keyword","prefix_length":0,"max_expansions":50,"boost":1}}})",
            true},
           // One value, however many words it has.
           {R"({"match":{"event.action":"PutBucketPolicy GetObject"}})", false},
           {R"({"match":{"source.as.number":{"query":"x","lenient":true}}})", false},
           {R"({"match":{"source.as.number":{"query":64496,"lenient":true}}})", true},
       }) {
    EXPECT_EQ(Finds(query), found) << query;
  }
}

TEST_F(Dsl, Patterns) {
  for (const auto& [query, found] : std::vector<Case>{
           {R"({"prefix":{"event.action":"PutB"}})", true},
           {R"({"prefix":{"event.action":{"value":"PutB","rewrite":"constant_score","boost":1.0}}})", true},
           {R"({"prefix":{"event.action":"putb"}})", false},
           {R"({"prefix":{"event.action":{"value":"putb","case_insensitive":true}}})", true},
           {R"({"prefix":{"user.name":"Dana*"}})", true},
           {R"({"prefix":{"user.name":"D*"}})", false},
           {R"({"prefix":{"user.id":5}})", true},
           {R"({"wildcard":{"event.action":"Put*Pol?cy"}})", true},
           {R"({"wildcard":{"event.action":{"value":"Put*Pol?cy"}}})", true},
           {R"({"wildcard":{"event.action":{"wildcard":"Put*","boost":1.0}}})", true},
           {R"({"wildcard":{"event.action":"Put"}})", false},
           {R"({"wildcard":{"event.action":"put*"}})", false},
           {R"({"wildcard":{"event.action":{"value":"put*","case_insensitive":true}}})", true},
           {R"({"wildcard":{"user.name":"Dana\\*"}})", true},
           {R"({"wildcard":{"user.name":"Dan\\*"}})", false},
           {R"({"wildcard":{"group.name":"*"}})", false},
           {R"({"wildcard":{")" + kParameters + R"(":"l*"}})", true},
           {R"~({"regexp":{"event.action":"Put.*(Policy|Acl)"}})~", true},
           {R"({"regexp":{"event.action":"Put"}})", false},
           {R"({"regexp":{"event.action":{"value":"put.*","flags":"ALL","max_determinized_states":9}}})", false},
           {R"({"regexp":{"event.action":{"value":"put.*","case_insensitive":true}}})", true},
           {R"({"regexp":{"user.id":"<1-9>"}})", true},
       }) {
    EXPECT_EQ(Finds(query), found) << query;
  }
}

TEST_F(Dsl, Ranges) {
  for (const auto& [query, found] : std::vector<Case>{
           {R"({"range":{"source.as.number":{"gte":64496,"lte":64496}}})", true},
           {R"({"range":{"source.as.number":{"gt":64496}}})", false},
           {R"({"range":{"source.as.number":{"lt":"64496.5"}}})", true},
           {R"({"range":{"source.as.number":{"gte":64496.5}}})", false},
           {R"({"range":{"source.geo.location.lat":{"gt":47,"lt":48,"boost":2}}})", true},
           {R"({"range":{"source.as.number":{"from":64496,"to":null}}})", true},
           {R"({"range":{"source.as.number":{"from":64496,"to":70000,"include_lower":false,"include_upper":true}}})",
            false},
           {R"({"range":{"source.as.number":{"to":64496}}})", true},
           {R"({"range":{"source.as.number":{"to":64496,"include_upper":false}}})", false},
           {R"({"range":{"source.ip":{"gte":"10.0.0.0","lte":"10.255.255.255"}}})", true},
           {R"({"range":{"source.ip":{"gt":"10.1.2.3"}}})", false},
           // Both ends are about one value.
           {R"({"range":{"related.entity":{"gt":"a","lt":"m"}}})", false},
           {R"({"range":{"related.entity":{"gte":"b","lt":"y"}}})", true},
           {R"({"range":{"event.action":{"gte":"P","lt":"Q","relation":"INTERSECTS"}}})", true},
           {R"({"range":{"aws.cloudtrail.read_only":{"lt":true}}})", true},
           // Without ends: there is a value.
           {R"({"range":{"source.as.number":{}}})", true},
           {R"({"range":{"group.name":{}}})", false},
           {R"({"range":{"user_agent.version":{"gte":"1.9"}}})", true},
           // Dates are rounded by what they leave out.
           {R"({"range":{"@timestamp":{"gte":"2023-07-10","lt":"2023-07-11"}}})", true},
           {R"({"range":{"@timestamp":{"gt":"2023-07-10"}}})", false},
           {R"({"range":{"@timestamp":{"lte":"2023-07-10"}}})", true},
           {R"({"range":{"@timestamp":{"lt":"2023-07-10"}}})", false},
           {R"({"range":{"@timestamp":{"gte":"2023-07-10T12:22:41.500Z","lte":"2023-07-10T12:22:41.500Z"}}})", true},
           {R"({"range":{"@timestamp":{"gte":"2023-07-10T14:22:41.500+02:00"}}})", true},
           {R"({"range":{"@timestamp":{"gte":"2023-08-10||-1M/d","lt":"2023-07-10||+1d"}}})", true},
           {R"({"range":{"@timestamp":{"gt":"2023-07-01||/M"}}})", false},
           {R"({"range":{"@timestamp":{"lte":"2023-07-01||/M","time_zone":"UTC"}}})", true},
           {R"({"range":{"@timestamp":{"gte":1688991761500,"lt":1688991761501}}})", true},
           {R"({"range":{"@timestamp":{"gte":"2023-07-10T12:00:00.000Z","format":"strict_date_optional_time"}}})",
            true},
           {R"({"range":{"@timestamp":{"gte":"1688991761","lte":"1688991761","format":"epoch_second"}}})", true},
           {R"({"range":{"@timestamp":{"gt":"1688991761","format":"epoch_second"}}})", false},
           {R"({"range":{"@timestamp":{"gte":1688991761501,"format":"epoch_millis"}}})", false},
           {R"({"range":{"@timestamp":{"lte":2023,"format":"epoch_millis"}}})", false},
           {R"({"range":{"@timestamp":{"lte":2023,"format":"strict_date_optional_time||epoch_millis"}}})", true},
           {R"({"range":{"@timestamp":{"lte":"1688991761||/d","format":"epoch_second"}}})", true},
       }) {
    EXPECT_EQ(Finds(query), found) << query;
  }
}

TEST_F(Dsl, ExistsAllAndNone) {
  for (const auto& [query, found] : std::vector<Case>{
           {R"({"exists":{"field":"user.name"}})", true},
           {R"({"exists":{"field":"user.email","boost":1.0}})", true},
           {R"({"exists":{"field":"group.name"}})", false},
           {R"({"exists":{"field":"user"}})", true},
           {R"({"exists":{"field":"group"}})", false},
           {R"({"exists":{"field":"user.*"}})", true},
           {R"({"exists":{"field":"group.*"}})", false},
           {R"({"exists":{"field":"no.such.*"}})", false},
           {R"({"match_all":{}})", true},
           {R"({"match_all":{"boost":2}})", true},
           {R"({"match_none":{}})", false},
           {R"({"constant_score":{"filter":{"exists":{"field":"user.name"}},"boost":2}})", true},
           {R"({"dis_max":{"queries":[{"match_none":{}},{"match_all":{}}],"tie_breaker":0.5}})", true},
           {R"({"dis_max":{"queries":[{"match_none":{}}]}})", false},
       }) {
    EXPECT_EQ(Finds(query), found) << query;
  }
}

// `y` and `n` are clauses that hold and do not hold.
TEST_F(Dsl, BoolQueries) {
  for (const auto& [query, found] : std::vector<Case>{
           {R"({"bool":{}})", true},
           {R"({"bool":{"must":[],"filter":[],"should":[],"must_not":[]}})", true},
           {R"({"bool":{"must":y}})", true},
           {R"({"bool":{"must":[y,y],"filter":[y]}})", true},
           {R"({"bool":{"must":[y,n]}})", false},
           {R"({"bool":{"must":[y],"filter":n}})", false},
           {R"({"bool":{"must_not":n}})", true},
           {R"({"bool":{"must_not":[n,y]}})", false},
           {R"({"bool":{"must":y,"must_not":y}})", false},
           // One optional clause has to hold, but only where none is required.
           {R"({"bool":{"should":[n,y]}})", true},
           {R"({"bool":{"should":[n,n]}})", false},
           {R"({"bool":{"should":n,"must":y}})", true},
           {R"({"bool":{"should":n,"filter":y}})", true},
           {R"({"bool":{"should":n,"must_not":n}})", false},
           {R"({"bool":{"should":[n],"filter":y,"minimum_should_match":1}})", false},
           {R"({"bool":{"should":[n,y],"filter":y,"minimum_should_match":"1","adjust_pure_negative":true,"boost":1}})",
            true},
           {R"({"bool":{"should":[n,n],"minimum_should_match":0}})", false},
           {R"({"bool":{"should":[n,n],"must":y,"minimum_should_match":0}})", true},
           {R"({"bool":{"should":[y,y,n],"minimum_should_match":2}})", true},
           {R"({"bool":{"should":[y,n,n],"minimum_should_match":2}})", false},
           {R"({"bool":{"should":[n,n,y,y],"minimum_should_match":2}})", true},
           {R"({"bool":{"should":[y,n,y,n,y],"minimum_should_match":3}})", true},
           {R"({"bool":{"should":[y,n,y,n,y],"minimum_should_match":4}})", false},
           {R"({"bool":{"should":[y,y],"minimum_should_match":2}})", true},
           {R"({"bool":{"should":[y,n],"minimum_should_match":2}})", false},
           // More than there are never hold.
           {R"({"bool":{"should":[y,y],"minimum_should_match":3}})", false},
           {R"({"bool":{"must":y,"minimum_should_match":1}})", false},
           {R"({"bool":{"minimum_should_match":1}})", true},
           {R"({"bool":{"should":[y,y,n],"minimum_should_match":"-1"}})", true},
           {R"({"bool":{"should":[y,n,n],"minimum_should_match":"-1"}})", false},
           {R"({"bool":{"should":[y,y,n,n],"minimum_should_match":"50%"}})", true},
           {R"({"bool":{"should":[y,y,y,n],"minimum_should_match":"3<75%"}})", true},
           {R"({"bool":{"should":[y,y,n],"minimum_should_match":"3<75%"}})", false},
           {R"({"bool":{"must":{"bool":{"must_not":{"bool":{"must_not":y}}}}}})", true},
       }) {
    std::string text;
    for (std::size_t i = 0; i < query.size(); ++i) {
      const bool alone = i > 0 && (query[i - 1] == ':' || query[i - 1] == ',' || query[i - 1] == '[');
      if (alone && query[i] == 'y') {
        text += R"({"term":{"event.action":"PutBucketPolicy"}})";
      } else if (alone && query[i] == 'n') {
        text += R"({"term":{"cloud.region":"eu-north-1"}})";
      } else {
        text += query[i];
      }
    }
    EXPECT_EQ(Finds(text), found) << query;
  }
}

TEST_F(Dsl, QueryStrings) {
  for (const auto& [query, found] : std::vector<Case>{
           {R"({"query_string":{"query":"event.action:PutBucketPolicy AND source.ip:\"10.0.0.0/8\""}})", true},
           {R"({"query_string":{"query":"eu\\-west\\-1"}})", true},
           {R"({"query_string":{"query":"eu*","default_field":"cloud.region","analyze_wildcard":true}})", true},
           {R"({"query_string":{"query":"eu*","default_field":"event.action"}})", false},
           {R"({"query_string":{"query":"eu*","fields":["event.action","cloud.region^2"]}})", true},
           {R"({"query_string":{"query":"eu*","fields":["event.*","user.name"]}})", false},
           {R"({"query_string":{"query":"eu*","fields":["cloud.*","user.name"]}})", true},
           {R"({"query_string":{"query":"\"10.0.0.0/8\"","fields":["source.ip"]}})", true},
           {R"({"query_string":{"query":"[a TO b]","fields":["related.entity","user.id"]}})", true},
           {R"({"query_string":{"query":"/e.-west.*/","fields":["related.entity","cloud.region"]}})", true},
           {R"({"query_string":{"query":"*","fields":["group.name","user.name"]}})", true},
           {R"({"query_string":{"query":"user.name:*"}})", true},
           {R"({"query_string":{"query":"related.entity:(a OR q) cloud.region:x","default_operator":"AND"}})", false},
           {R"({"query_string":{"query":"related.entity:(a OR q) cloud.region:eu*","default_operator":"and"}})", true},
           {R"~({"query_string":{"query":"related.entity:(a q)","default_operator":"OR"}})~", false},  // one value
           {R"({"query_string":{"query":"related.entity:a cloud.region:x"}})", true},
           {R"({"query_string":{"query":"related.entity:q OR cloud.region:eu*","default_operator":"AND"}})", true},
           {R"({"query_string":{"query":"related.entity:q OR cloud.region:eu* user.id:6","default_operator":"AND"}})",
            false},
           {R"({"query_string":{"query":"-related.entity:q cloud.region:eu*","default_operator":"AND"}})", true},
           {R"({"query_string":{"query":"source.as.number:x","lenient":true}})", false},
           {R"~({"query_string":{"query":"source.as.number:(x OR 64496)","lenient":true,"type":"best_fields"}})~",
            true},
           {R"({"query_string":{"query":"source.as.number:[x TO 5]","lenient":true,"time_zone":"UTC"}})", false},
           {R"({"query_string":{"query":" "}})", false},
       }) {
    EXPECT_EQ(Finds(query), found) << query;
  }
}

TEST_F(Dsl, AskTheIndexForWhatIsNecessary) {
  const CompiledDsl compiled = CompileDsl(
      R"({"bool":{"filter":[{"terms":{"event.action":["B","A"]}},{"match_phrase":{"event.provider":"s3.amazonaws.com"}}]}})");
  const std::vector<Requirement> needs = NecessaryEqualities(compiled.condition);
  ASSERT_EQ(needs.size(), 2U);
  EXPECT_EQ(needs[0].values, (std::vector<std::string>{"A", "B"}));
  EXPECT_EQ(needs[1].values, (std::vector<std::string>{"s3.amazonaws.com"}));
}

struct Fault {
  std::string query;  // « and » around what is underlined
  std::string message, hint;
};

TEST_F(Dsl, FaultsAreFoundWhereTheyAre) {
  for (const auto& [marked, message, hint] : std::vector<Fault>{
           {R"(«"x"»)", "a query is a table, not a string", "for example: { term"},
           {R"(«{»})", "this query is empty", "for example"},
           {R"({"term":{"a":1},«"range"»:{}})", "this query is `term` already, it cannot be `range`, too",
            "bool query"},
           {R"({«"script"»:{"script":"1"}})", "the query `script` is not supported", "say it in the rule's query"},
           {R"({«"ids"»:{"values":["1"]}})", "the query `ids` is not supported", "term on event.id"},
           {R"({"bool":{"must_not":[{«"geo_bounding_box"»:{}}]}})", "the query `geo_bounding_box` is not",
            "source.geo"},
           {R"({«"wildcrd"»:{"a":1}})", "there is no query `wildcrd`", "did you mean `wildcard`?"},
           {R"({«"unheard_of"»:{}})", "there is no query `unheard_of`",
            "it may be bool, constant_score, dis_max, exists"},
           {R"({"term":«"x"»})", "`term` must be a table, not a string", "docs/elastic-rules.md"},
           {R"({«"term"»:{}})", "this term query names no field", R"(term = { "user.name" = "dana" })"},
           {R"({"term":{"user.name":"a",«"user.id"»:"b"}})", "this term query is about the field `user.name` already",
            "bool query"},
           {R"({"term":{«"user.name"»:{"boost":1}}})", "this term query has no `value`", "say what"},
           {R"({"term":{"user.name":«["a"]»}})", "a text, a number or a boolean is needed here, not a list",
            "terms query"},
           {R"({"term":{"user.name":{"value":«{»}}}})", "is needed here, not a table", "terms query"},
           {R"({"term":{"user.name":{"value":"a",«"case_insensitiv"»:true}}})",
            "unknown key `case_insensitiv` in this term query", "did you mean `case_insensitive`?"},
           {R"({"term":{"user.name":{"value":"a","case_insensitive":«"yes"»}}})", "must be true or false",
            "for example"},
           {R"({"term":{«"source.ip"»:{"value":"a","case_insensitive":true}}})",
            "`source.ip` has the type ip, which has no", "block of addresses"},
           {R"({"term":{"source.ip":«"x"»}})", "\"x\" is not an IP address", "write 192.0.2.1"},
           {R"({"term":{"source.as.number":{"value":«"x"»}}})", "\"x\" is not a number", "write one"},
           {R"({"term":{"aws.cloudtrail.read_only":«1»}})", "\"1\" is not a boolean", "write true or false"},
           {R"({"term":{"@timestamp":«"now-1d"»}})", "depends on when it is asked", "write a date"},
           // The name of a field without quotes in TOML becomes such a table.
           {R"({"term":{«"user"»:{"name":"dana"}}})", "cannot have tables below `user`", "in quotes: \"user.name\""},
           {R"({"wildcard":{«"source"»:{"geo":{"country_name":{"value":"x"}}}}})", "cannot have tables below `source`",
            "\"source.geo.country_name\""},
           {R"({"terms":{"user.name":«"a"»}})", "a terms query needs a list of values, not a string", "for example"},
           {R"({"terms":{"user.name":«{»"index":"i","id":"1","path":"p"}}})", "terms lookup", "write the values"},
           {R"({"terms":{"user.name":["a",«[]»]}})", "not a list", ""},
           {R"({"terms":{"source.ip":["10.0.0.1",«"x"»]}})", "\"x\" is not an IP address", ""},
           {R"({"match":{"user.name":{"query":"a","fuzziness":«"AUTO"»}}})", "fuzzy terms are not supported",
            "wildcard"},
           {R"({"match":{"user.name":{"query":"a","type":«"phrase_prefix"»}}})", "of type \"phrase_prefix\" is not",
            "prefix"},
           {R"({"match":{"user.name":{"query":"a","analyzer":«"standard"»}}})", "the analyzer \"standard\" is not",
            "leave it"},
           {R"({"match_phrase":{«"user.name"»:{"slop":1}}})", "this match_phrase query has no `query`", ""},
           {R"({"prefix":{«"source.ip"»:"10."}})", "`source.ip` has the type ip, which has no patterns",
            "192.0.2.0/24"},
           {R"({"wildcard":{«"@timestamp"»:"2023*"}})", "`@timestamp` has the type date", "term or range"},
           {R"({"regexp":{"user.name":"a«(»b"}})", "'(' of the regular expression is not closed", ""},
           {R"({"regexp":{"user.name":{"value":"\u00e9«(»b"}}})", "'(' of the regular expression is not closed", ""},
           {R"({"regexp":{"user.name":«5»}})", "a regular expression is a string, not a whole number", "for example"},
           {R"({"regexp":{"user.name":{"value":"a","flags":«"NONE"»}}})", "the flags \"NONE\" are not supported",
            "backslash"},
           {R"({"range":{"user.name":«"a"»}})", "a range has one or two ends", "for example: range"},
           {R"({"range":{"source.as.number":{"gt":1,"gte":1}}})", "", ""},
           {R"({"range":{"source.as.number":{"gt":«"a"»}}})", "\"a\" is not a number", ""},
           {R"({"range":{"source.ip":{"gt":«"10.0.0.0/8"»}}})", "is not an IP address", "write 192.0.2.1 or"},
           {R"({"range":{"@timestamp":{"lt":«"now"»}}})", "depends on when it is asked", ""},
           {R"({"range":{"@timestamp":{"lt":"2023","format":«"dd/MM/yyyy"»}}})",
            "the date format \"dd/MM/yyyy\" is not", "leave"},
           {R"({"range":{"@timestamp":{"lt":«"2023-01-01"»,"format":"epoch_millis"}}})",
            "does not have the range's format", ""},
           {R"({"range":{"@timestamp":{"lt":"2023","time_zone":«"Europe/Zurich"»}}})",
            "the time zone \"Europe/Zurich\"", "+02:00"},
           {R"({"range":{"@timestamp":{"lt":"2023","relation":«"disjoint"»}}})", "no field of CloudTrail holds ranges",
            ""},
           {R"({"range":{"@timestamp":{«"less"»:"2023"}}})", "unknown key `less` in this range query", ""},
           {R"({"exists":«{»}})", "this exists query has no `field`", "field = \"user.name\""},
           {R"({"exists":{"field":«5»}})", "`field` must be a string", ""},
           {R"({"match_all":{«"x"»:1}})", "unknown key `x` in this match_all query", "boost"},
           {R"({"bool":{«"mustnot"»:[]}})", "unknown key `mustnot` in this bool query", "did you mean `must_not`?"},
           {R"({"bool":{"must":«"x"»}})", "`must` must be a query or a list of them, not a string", "for example"},
           {R"({"bool":{"must":[«"x"»]}})", "a query is a table, not a string", ""},
           {R"({"bool":{"should":[{"match_all":{}}],"minimum_should_match":«"most"»}})",
            "\"most\" is no number of clauses", "75%"},
           {R"({"bool":{"should":[{«"script"»:{}},{"match_all":{}},{"match_all":{}}],"minimum_should_match":2}})",
            "the query `script` is not supported", ""},
           {R"({"bool":{"must_not":{"match_all":{}},"adjust_pure_negative":«false»}})", "adjust_pure_negative",
            "leave it out"},
           {R"({"query_string":{"query":"user.name«:»"}})", "", ""},
           {R"({"query_string":{"query":"source.as.number:«x»"}})", "\"x\" is not a number", ""},
           {R"({"query_string":{"query":"a","type":«"phrase_prefix"»}})", "not supported as `type` of a query_string",
            "best_fields"},
           {R"({"query_string":{"query":"a","default_operator":«"XOR"»}})", "not supported as `default_operator`",
            "AND, OR"},
           {R"({"query_string":{"query":"a",«"minimum_should_match"»:1}})", "unknown key `minimum_should_match`", ""},
           {R"({"query_string":«{»"default_field":"a"}})", "this query_string query has no `query`", ""},
       }) {
    if (message.empty()) continue;
    std::string query = marked;
    const std::size_t begin = query.find("«");
    query.erase(begin, std::string("«").size());
    const std::size_t end = query.find("»");
    query.erase(end, std::string("»").size());
    const std::string problems = CompileDsl(query).problems;
    EXPECT_THAT(problems, StartsWith("q.json:1:" + std::to_string(begin + 1) + ": error: ")) << query;
    const std::string carets = std::string(end - begin, '^') + "\n";
    EXPECT_THAT(problems, HasSubstr(" " + carets)) << query << problems;
    EXPECT_THAT(problems, HasSubstr(message)) << query;
    EXPECT_THAT(problems, HasSubstr(hint)) << query;
    EXPECT_EQ(problems.find("error: ", problems.find("error: ") + 1), std::string::npos) << problems;
  }
}

TEST_F(Dsl, EndsOfRangesAreGivenOnce) {
  EXPECT_THAT(CompileDsl(R"({"range":{"source.as.number":{"gt":1,"gte":1}}})").problems,
              HasSubstr("this end of the range was given already, before `gt`"));
  EXPECT_THAT(CompileDsl(R"({"range":{"source.as.number":{"lt":1,"to":1}}})").problems,
              HasSubstr("this end of the range was given already, before `to`"));
}

TEST_F(Dsl, AllFaultsAreTold) {
  const std::string problems =
      CompileDsl(R"({"bool":{"must":[{"script":{}},{"trem":{}}],"should":[{"ids":{}},{"term":{"source.ip":"x"}}]}})")
          .problems;
  for (const std::string word : {"`script`", "`trem`", "`ids`", "\"x\" is not"}) EXPECT_THAT(problems, HasSubstr(word));
}

std::string Repeated(const std::string& text, std::size_t times, const std::string& between = "") {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) all += (i == 0 ? "" : between) + text;
  return all;
}

TEST_F(Dsl, IsBounded) {
  const std::string all = R"({"match_all":{}})";
  const auto should = [&](const std::string& clauses, int least) {
    return R"({"bool":{"should":[)" + clauses + R"(],"minimum_should_match":)" + std::to_string(least) + "}}";
  };
  const std::string term = R"({"term":{"user.name":"a"}})";
  EXPECT_EQ(CompileDsl(should(Repeated(term, 4095, ","), 1)).problems, "");
  EXPECT_THAT(CompileDsl(should(Repeated(term, 4096, ","), 1)).problems, HasSubstr("these are more than 4096 queries"));
  EXPECT_THAT(CompileDsl(should(Repeated(term, 32, ","), 16)).problems, HasSubstr("these are more than 4096 queries"));
  EXPECT_THAT(CompileDsl(should(Repeated(term, 33, ","), 2)).problems, HasSubstr("2 of 33 clauses are too many ways"));
  EXPECT_EQ(CompileDsl(should(Repeated(term, 33, ","), 33)).problems, "");
  EXPECT_THAT(CompileDsl(R"({"terms":{"user.name":[)" + Repeated("1", 65'537, ",") + "]}}").problems,
              HasSubstr("65537 values are too many"));
  const std::string words = R"({"query_string":{"query":"a"}})";
  EXPECT_THAT(CompileDsl(should(Repeated(words, 1000, ","), 1)).problems, HasSubstr("too many values without a field"));
}

}  // namespace
}  // namespace crosstrail
