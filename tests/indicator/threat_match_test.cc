#include "indicator/threat_match.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "indicator/indicator_fields.h"
#include "tests/indicator/lists.h"
#include "tests/query/fake_event.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Pair {
  std::string field, value;
  bool negate = false;
  std::string member = "";
};

// A mapping, a query about indicators and the indicators, asked of an event.
class Asked {
 public:
  Asked(const std::vector<std::vector<Pair>>& mapping, const std::string& threat_query, const std::string& list,
        const std::string& language = "kuery") {
    FieldSet of_indicators = IndicatorFieldSet();
    of_indicators.Intern("@timestamp");
    auto query = CompileQuery(language, threat_query, {}, of_indicators);
    if (!query) {
      ADD_FAILURE() << RenderAll(query.error());
      query = CompileQuery("kuery", "*", {}, of_indicators);
    }
    const FieldId time = fields_.Intern("@timestamp");
    std::vector<MappingGroup> groups;
    for (const std::vector<Pair>& pairs : mapping) {
      MappingGroup& group = groups.emplace_back();
      for (const Pair& pair : pairs) {
        const FieldId field = fields_.Intern(pair.field);
        group.push_back({field, {pair.value, LikenessOf(fields_.Type(field))}, pair.negate, pair.member});
      }
    }
    match_ = std::make_shared<ThreatMatch>(
        std::move(groups), time,
        ThreatMatch::Indicators{std::move(query->steps.front().condition), std::move(of_indicators)});
    const LoadedIndicators loaded = ReadIndicators({list}, "l");
    EXPECT_EQ(RenderAll(loaded.diagnostics), "");
    match_->Bind(std::make_shared<IndicatorIndex>(loaded.set, match_->Keys()));
    event_ = std::make_unique<FakeEvent>(fields_);
    event_->Set("@timestamp", {InstantValue{*ParseInstant("2026-03-10T12:00:00Z")}});
  }

  FakeEvent& event() { return *event_; }
  ThreatMatch& match() { return *match_; }

  bool Matches() {
    const Expression expression = HasIndicator(match_);
    const bool matches = Evaluate(expression, *event_) == Truth::kTrue;
    EXPECT_EQ(matches, !Found().empty());
    return matches;
  }

  std::vector<std::string> Found(std::size_t most = 100) {
    std::vector<std::string> found;
    for (const MatchedIndicator& one : match_->Find(*event_, most)) {
      found.push_back(std::string(match_->index()->set().IdOf(one.indicator)) + " " + fields_.Name(one.pair->field) +
                      "=" + one.value);
    }
    return found;
  }

 private:
  FieldSet fields_;
  std::shared_ptr<ThreatMatch> match_;
  std::unique_ptr<FakeEvent> event_;
};

const std::vector<std::vector<Pair>> kIp{{{"source.ip", "threat.indicator.ip"}}};

TEST(ThreatMatch, FindsAnAddressInAnIndicatorsBlock) {
  Asked asked(kIp, "*:*", "id,ip\none,198.51.100.7\nblock,198.51.100.0/24\nother,203.0.113.9\n");
  EXPECT_FALSE(asked.Matches());  // the event has no address
  asked.event().Set("source.ip", "198.51.100.7");
  EXPECT_TRUE(asked.Matches());
  EXPECT_THAT(asked.Found(), ElementsAre("one source.ip=198.51.100.7", "block source.ip=198.51.100.7"));
  EXPECT_THAT(asked.Found(1), ElementsAre("one source.ip=198.51.100.7"));
  asked.event().Set("source.ip", "198.51.100.8");
  EXPECT_THAT(asked.Found(), ElementsAre("block source.ip=198.51.100.8"));
  asked.event().Set("source.ip", "198.51.101.7");
  EXPECT_FALSE(asked.Matches());
}

TEST(ThreatMatch, FindsNothingWithoutIndicators) {
  Asked asked(kIp, "*:*", "id,ip\none,198.51.100.7\n");
  asked.event().Set("source.ip", "198.51.100.7");
  EXPECT_TRUE(asked.Matches());
  asked.match().Bind(nullptr);
  EXPECT_FALSE(asked.match().Passes(0, asked.event()));
  EXPECT_THAT(asked.match().Find(asked.event(), 10), IsEmpty());
}

TEST(ThreatMatch, KeywordsAreExact) {
  Asked asked({{{"source.address", "threat.indicator.ip"}}}, "*:*", "id,ip\none,198.51.100.7\nblock,198.51.100.0/24\n");
  asked.event().Set("source.address", "198.51.100.7");
  EXPECT_THAT(asked.Found(), ElementsAre("one source.address=198.51.100.7"));
  asked.event().Set("source.address", "198.51.100.8");
  EXPECT_FALSE(asked.Matches());
}

TEST(ThreatMatch, AnyValueOfAnyOfTheTwoWillDo) {
  Asked asked({{{"related.user", "names"}}}, "*:*", R"({"_id":"a","names":["dana","eli"]}
{"_id":"b","names":"finn"}
)");
  const std::vector<Value> values{std::string_view("gus"), std::string_view("eli")};
  asked.event().Set("related.user", values);
  EXPECT_THAT(asked.Found(), ElementsAre("a related.user=eli"));
}

TEST(ThreatMatch, OneIndicatorHasToSatisfyAWholeGroup) {
  Asked asked({{{"source.ip", "threat.indicator.ip"}, {"user.name", "user"}}, {{"event.action", "call"}}}, "*:*",
              R"({"_id":"a","threat.indicator.ip":"198.51.100.7","user":"dana"}
{"_id":"b","threat.indicator.ip":"198.51.100.8","user":"eli"}
{"_id":"c","threat.indicator.ip":"198.51.100.7"}
{"_id":"d","call":"DeleteBucket"}
)");
  asked.event().Set("source.ip", "198.51.100.7").Set("user.name", "eli");
  EXPECT_FALSE(asked.Matches());
  asked.event().Set("user.name", "dana");
  EXPECT_THAT(asked.Found(), ElementsAre("a source.ip=198.51.100.7", "a user.name=dana"));
  asked.event().Set("event.action", "DeleteBucket");
  EXPECT_THAT(asked.Found(),
              ElementsAre("a source.ip=198.51.100.7", "a user.name=dana", "d event.action=DeleteBucket"));
  asked.event().Set("source.ip", std::vector<Value>{});
  EXPECT_THAT(asked.Found(), ElementsAre("d event.action=DeleteBucket"));
}

// Kibana: an event without the field passes, unless the indicator has none either.
TEST(ThreatMatch, NegatedPairsMustNotAgree) {
  struct Case {
    std::string indicator;
    std::string user;  // "": none
    bool matches;
  };
  const std::vector<Case> cases{
      {R"({"ip":"198.51.100.7","not":"dana"})", "eli", true},
      {R"({"ip":"198.51.100.7","not":"dana"})", "dana", false},
      {R"({"ip":"198.51.100.7","not":"dana"})", "", true},
      {R"({"ip":"198.51.100.7"})", "dana", true},
      {R"({"ip":"198.51.100.7"})", "", false},
      {R"({"ip":"198.51.100.8","not":"eli"})", "dana", false},
      {R"({"ip":"198.51.100.7","not":["x","dana"]})", "dana", false},
  };
  for (const Case& one : cases) {
    Asked asked({{{"source.ip", "ip"}, {"user.name", "not", true}}}, "*:*", one.indicator);
    asked.event().Set("source.ip", "198.51.100.7");
    if (!one.user.empty()) asked.event().Set("user.name", std::string_view(one.user));
    EXPECT_EQ(asked.Matches(), one.matches) << one.indicator << " " << one.user;
  }
}

struct QueryCase {
  std::string query;
  std::string indicator;
  bool matches;
};

// The event is of 2026-03-10T12:00:00Z.
TEST(ThreatMatch, OnlyIndicatorsOfTheQueryCount) {
  const std::string ip = R"("threat.indicator.ip":"198.51.100.7")";
  const auto with = [&](const std::string& more) { return "{" + ip + (more.empty() ? "" : "," + more) + "}"; };
  const auto at = [&](const std::string& time) { return with(R"("@timestamp":")" + time + "\""); };
  const std::string recent = R"(@timestamp >= "now-30d/d")";
  const std::vector<QueryCase> cases{
      {"threat.indicator.ip:*", with(""), true},
      {"threat.indicator.port:*", with(""), false},
      {"event.module:(threatintel or ti_*)", with(""), true},
      {"event.module:(threatintel or ti_*)", with(R"("event":{"module":"ti_misp"})"), true},
      {"event.module:(threatintel or ti_*)", with(R"("event":{"module":"own"})"), false},
      {"event.category:threat and event.kind:enrichment and event.type:indicator", with(""), true},
      {"threat.indicator.port >= 400", with(R"("threat.indicator.port":443)"), true},
      {"threat.indicator.port >= 400", with(R"("threat.indicator.port":80)"), false},
      {"threat.indicator.ip:\"198.51.100.0/24\"", with(""), true},
      {"threat.indicator.ip:\"198.51.101.0/24\"", with(""), false},
      {"threat.indicator.file.hash.*:*", with(R"("threat.indicator.file.hash.md5":"x")"), true},
      {"threat.indicator.file.hash.*:*", with(R"("threat.indicator.file.name":"x")"), false},
      {"not labels.is_ioc_transform_source:\"true\"", with(""), true},
      {"not labels.is_ioc_transform_source:\"true\"", with(R"("labels":{"is_ioc_transform_source":"true"})"), false},
      {"threat.indicator.confidence:High or tags:x", with(R"("tags":["y","x"])"), true},
      {"threat.indicator.first_seen > \"2026-01-01\"", with(R"("threat.indicator.first_seen":"2026-02-01T00:00:00Z")"),
       true},
      // now is when the event happened
      {recent, at("2026-02-08T00:00:00Z"), true},
      {recent, at("2026-02-07T23:59:59.999Z"), false},
      {recent, at("2026-12-01T00:00:00Z"), true},  // learnt later
      {recent, with(""), true},                    // as new as can be
      {R"(@timestamp >= "now-30d")", at("2026-02-08T12:00:00Z"), true},
      {R"(@timestamp >= "now-30d")", at("2026-02-08T11:59:59Z"), false},
      {R"(@timestamp > "now-30d/d")", at("2026-02-08T12:00:00Z"), false},
      {R"(@timestamp > "now-30d/d")", at("2026-02-09T00:00:00Z"), true},
      {R"(@timestamp <= "now/d")", at("2026-03-10T23:59:59Z"), true},
      {R"(@timestamp <= "now/d")", at("2026-03-11T00:00:00Z"), false},
      {R"(@timestamp < "now/d")", at("2026-03-09T23:59:59Z"), true},
      {R"(@timestamp < "now/d")", at("2026-03-10T00:00:00Z"), false},
      {R"(not @timestamp < now-1M/M)", at("2026-02-01T00:00:00Z"), true},
      {R"(not @timestamp < now-1M/M)", at("2026-01-31T00:00:00Z"), false},
      {R"(threat.indicator.last_seen >= now-1y/y)", with(R"("threat.indicator.last_seen":"2025-01-01T00:00:00Z")"),
       true},
  };
  for (const QueryCase& one : cases) {
    Asked asked(kIp, one.query, one.indicator);
    asked.event().Set("source.ip", "198.51.100.7");
    EXPECT_EQ(asked.Matches(), one.matches) << one.query << "\n" << one.indicator;
  }
}

TEST(ThreatMatch, IndicatorsCanBeAskedForInLucene) {
  const std::vector<QueryCase> cases{
      {"@timestamp:[now-30d/d TO now]", R"({"ip":"198.51.100.7","@timestamp":"2026-03-01"})", true},
      {"@timestamp:[now-30d/d TO now]", R"({"ip":"198.51.100.7","@timestamp":"2026-03-11"})", false},
      {R"(@timestamp:>=now-30d\/d AND tags:x)", R"({"ip":"198.51.100.7","tags":"x"})", true},
      {"@timestamp:[2026-01-01 TO now]", R"({"ip":"198.51.100.7","@timestamp":"2025-12-31"})", false},
  };
  for (const QueryCase& one : cases) {
    Asked asked({{{"source.ip", "ip"}}}, one.query, one.indicator, "lucene");
    asked.event().Set("source.ip", "198.51.100.7");
    EXPECT_EQ(asked.Matches(), one.matches) << one.query << "\n" << one.indicator;
  }
}

TEST(ThreatMatch, IndicatorsHaveAnEnd) {
  Asked asked(kIp, "*:*",
              "id,ip,valid_until\na,198.51.100.7,2026-03-10T12:00:00Z\nb,198.51.100.0/24,2026-03-10T12:00:01Z\n");
  asked.event().Set("source.ip", "198.51.100.7");
  EXPECT_THAT(asked.Found(), ElementsAre("b source.ip=198.51.100.7"));
  asked.event().Set("@timestamp", {InstantValue{*ParseInstant("2026-03-10T11:59:59Z")}});
  EXPECT_THAT(asked.Found(), ElementsAre("a source.ip=198.51.100.7", "b source.ip=198.51.100.7"));
  asked.event().Set("@timestamp", {InstantValue{*ParseInstant("2026-03-10T12:00:01Z")}});
  EXPECT_FALSE(asked.Matches());
}

// Nobody could hide by leaving out the time.
TEST(ThreatMatch, AnEventWithoutATimeIsOfTheIndicatorsOwn) {
  Asked asked(
      kIp, R"(@timestamp >= "now-30d/d")",
      R"({"_id":"a","threat.indicator.ip":"198.51.100.7","@timestamp":"2020-01-01","crosstrail.valid_until":"2020-02-01"}
{"_id":"b","threat.indicator.ip":"198.51.100.7"}
)");
  asked.event().Set("source.ip", "198.51.100.7").Set("@timestamp", std::vector<Value>{});
  EXPECT_THAT(asked.Found(), ElementsAre("a source.ip=198.51.100.7", "b source.ip=198.51.100.7"));
}

TEST(ThreatMatch, RecordsAreRuledOutByTheirText) {
  Asked asked({{{"source.ip", "threat.indicator.ip", false, "\"sourceIPAddress\""},
                {"user.name", "threat.indicator.name", false, ""}},
               {{"event.id", "id"}}},
              "*:*", R"({"threat.indicator.ip":"198.51.100.0/24","threat.indicator.name":"dana"})");
  struct Case {
    std::string record;
    bool may_pass;
  };
  const std::vector<Case> cases{
      {R"({"sourceIPAddress":"198.51.100.7"})", true},
      {R"({"sourceIPAddress" : "198.51.100.7"})", true},
      {R"({"sourceIPAddress":"203.0.113.7"})", false},
      {R"({"sourceIPAddress":"config.amazonaws.com"})", false},
      {R"({"a":"198.51.100.7"})", false},
      {R"({"a":"sourceIPAddress","b":"198.51.100.7"})", true},  // no colon: it cannot be told
      {R"({"sourceIPAddress":["198.51.100.7"]})", true},
      {R"({"sourceIPAddress":17})", true},
      {R"({"r":{"sourceIPAddress":"203.0.113.7"},"sourceIPAddress":"198.51.100.7"})", true},
      {R"({"r":{"sourceIPAddress":"198.51.100.7"},"sourceIPAddress":"203.0.113.7"})", true},
      {R"({"sourceIPAddress":"203.0.113.7","sourceIPAddress":"203.0.113.8"})", false},
      {R"({"sourceIPAddress":"198.51.100.7)", true},
      {R"({"sourceIPAddress":)", true},
      {R"({"sourceIPAddress")", true},
      {"{}", false},
  };
  for (const Case& one : cases) {
    EXPECT_EQ(asked.match().MayPass(0, one.record), one.may_pass) << one.record;
    EXPECT_TRUE(asked.match().MayPass(1, one.record));  // nothing is known of where its value is
  }
  asked.match().Bind(nullptr);
  EXPECT_FALSE(asked.match().MayPass(0, cases.front().record));
}

TEST(ThreatMatch, SaysWhatItAsks) {
  Asked asked({{{"source.ip", "threat.indicator.ip"}, {"user.name", "user", true}}}, "*:*", "ip\n198.51.100.7\n");
  FieldSet names;
  names.Intern("@timestamp");
  names.Intern("source.ip");
  names.Intern("user.name");
  const Expression expression = HasIndicator(std::make_shared<ThreatMatch>(
      std::vector<MappingGroup>(asked.match().groups()), 0,
      ThreatMatch::Indicators{Condition(std::make_unique<Expression>(Always(Truth::kTrue))), FieldSet()}));
  const auto& all = std::get<AllOf>(expression.node).children;
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(std::get<FieldExists>(all[0].node).field, 1U);
  const EventTest& test = *std::get<EventPasses>(all[1].node).test;
  EXPECT_THAT(test.Fields(), ElementsAre(1U, 2U, 0U));
  EXPECT_EQ(test.Describe(names),
            "source.ip is threat.indicator.ip and user.name is not user of an indicator (none were given)");
}

}  // namespace
}  // namespace crosstrail
