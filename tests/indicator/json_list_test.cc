#include "indicator/json_list.h"

#include <gmock/gmock.h>

#include "tests/indicator/lists.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::ElementsAreArray;

class JsonLists : public testing::TestWithParam<ListCase> {};

TEST_P(JsonLists, AreRead) {
  const LoadedIndicators loaded = ReadIndicators({GetParam().text}, "l.json");
  EXPECT_THAT(Shown(loaded), ElementsAreArray(GetParam().indicators));
  EXPECT_EQ(RenderAll(loaded.diagnostics), GetParam().diagnostics);
}

const std::vector<ListCase> kCases{
    {"NestedAndDottedNames",
     R"({"threat":{"indicator":{"ip":"198.51.100.7","port":443,"url":{"domain":"a.example"}}},"labels":{"x":true}}
{"threat.indicator":{"ip":["192.0.2.1","192.0.2.2"]},"threat.feed.name":"f"}
{"threat.indicator.url.full":"https://a.example/","threat.indicator.description":null}
)",
     {"line 1 threat.indicator.ip=198.51.100.7 threat.indicator.port=443 threat.indicator.url.domain=a.example "
      "labels.x=true",
      "line 2 threat.indicator.ip=192.0.2.1 threat.indicator.ip=192.0.2.2 threat.feed.name=f",
      "line 3 threat.indicator.url.full=https://a.example/"},
     ""},
    {"HitsOfASearch",
     R"({"_index":"logs-ti","_id":"h1","_source":{"threat.indicator.ip":"192.0.2.1"}}
{"_id":"h2","threat.indicator.ip":"192.0.2.2"}
)",
     {"h1 threat.indicator.ip=192.0.2.1", "h2 threat.indicator.ip=192.0.2.2"},
     ""},
    {"AListOverLines",
     "[\n  {\"threat.indicator.ip\": \"192.0.2.1\"},\n  {\n   \"threat.indicator.ip\": \"192.0.2.2\"\n  }\n]\n",
     {"line 2 threat.indicator.ip=192.0.2.1", "line 3 threat.indicator.ip=192.0.2.2"},
     ""},
    {"AListOnOneLine",
     R"([{"threat.indicator.ip":"192.0.2.1"},{"threat.indicator.ip":"192.0.2.2"}])",
     {"line 1 threat.indicator.ip=192.0.2.1", "line 1 threat.indicator.ip=192.0.2.2"},
     ""},
    {"EscapesAndOriginalText",
     R"({"threat.indicator.url.full":"https:\/\/a.example\/\u00e4","event":{"original":"long"},"a.b":1.50})",
     {"line 1 threat.indicator.url.full=https://a.example/ä a.b=1.50"},
     ""},
    {"BadLinesCostThemselves",
     "{\"threat.indicator.ip\":\"192.0.2.1\"}\n{\"threat.indicator.ip\":nonsense}\n{\"open\":\n17\n{}\n"
     "{\"threat\":{\"indicator\":{\"ip\":\"500.0.0.1\"}}}\n{\"crosstrail\":{\"valid_until\":\"never\"}}\n\n"
     "{\"threat.indicator.ip\":\"192.0.2.2\",\"crosstrail.valid_until\":\"2026-01-02\"}\n",
     {"line 1 threat.indicator.ip=192.0.2.1", "line 9 threat.indicator.ip=192.0.2.2 until 2026-01-02T00:00:00Z"},
     R"(l.json:2:24: error: this is no JSON: a value was expected here
  {"threat.indicator.ip":nonsense}
                         ^
  hint: this indicator is left out; correct it, or fetch the list again
l.json:3:1: error: this is no JSON: a bracket is never closed
  {"open":
  ^
  hint: what follows it on its line, or in a text that is not written line by line, is left out
l.json:4:1: error: an indicator is an object
  17
  ^^
  hint: write {"threat.indicator.ip": "192.0.2.1"}, or see docs/indicators.md
l.json:5:1: error: there is no value in this indicator
  {}
  ^^
  hint: give it one, or remove it
l.json:6:1: error: "500.0.0.1" is no address, no CIDR block and no range
  {"threat":{"indicator":{"ip":"500.0.0.1"}}}
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: write 192.0.2.1, 2001:db8::/32 or 192.0.2.1-192.0.2.9; this indicator is left out
l.json:7:1: error: "never" is no point in time
  {"crosstrail":{"valid_until":"never"}}
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: write 2023-07-10 or 2023-07-10T12:00:00Z; this indicator is left out
)"},
    {"Bundle",
     R"({
  "type": "bundle", "id": "bundle--1",
  "objects": [
    {"type": "identity", "id": "identity--1", "name": "us"},
    {"type": "indicator", "spec_version": "2.1", "id": "indicator--1", "name": "C2", "description": "d",
     "pattern": "[ipv4-addr:value = '198.51.100.7' OR domain-name:value = 'c2.example']", "pattern_type": "stix",
     "valid_from": "2026-01-01T00:00:00Z", "valid_until": "2026-06-01T00:00:00.000Z", "confidence": 85,
     "labels": ["botnet"], "indicator_types": ["malicious-activity"], "modified": "2026-01-02T00:00:00Z"},
    {"type": "indicator", "id": "indicator--2", "pattern": "[url:value = 'x']", "revoked": true},
    {"type": "relationship", "id": "relationship--1"}, {"type": "relationship", "id": "relationship--2"}
  ]
})",
     {"indicator--1 threat.indicator.name=C2 threat.indicator.description=d threat.indicator.confidence=High "
      "threat.indicator.first_seen=2026-01-01T00:00:00Z threat.indicator.modified_at=2026-01-02T00:00:00Z tags=botnet "
      "tags=malicious-activity threat.indicator.type=ipv4-addr threat.indicator.ip=198.51.100.7 until "
      "2026-06-01T00:00:00Z",
      "indicator--1 threat.indicator.name=C2 threat.indicator.description=d threat.indicator.confidence=High "
      "threat.indicator.first_seen=2026-01-01T00:00:00Z threat.indicator.modified_at=2026-01-02T00:00:00Z tags=botnet "
      "tags=malicious-activity threat.indicator.type=domain-name threat.indicator.url.domain=c2.example until "
      "2026-06-01T00:00:00Z"},
     "l.json: note: 3 objects that are no indicators were passed over: 1 × identity, 2 × relationship\n"},
    {"StixLineByLine",
     R"({"type":"indicator","id":"indicator--1","pattern":"[url:value = 'https://a.example/']"}
{"type":"bundle","id":"bundle--1","objects":[{"type":"indicator","id":"indicator--2","pattern":"[ipv6-addr:value ISSUBSET '2001:db8::/32']","confidence":10}]}
)",
     {"indicator--1 threat.indicator.type=url threat.indicator.url.full=https://a.example/",
      "indicator--2 threat.indicator.confidence=Low threat.indicator.type=ipv6-addr threat.indicator.ip=2001:db8::/32"},
     ""},
    {"PatternsThatCannotBeUsed",
     R"({"objects":[
{"type":"indicator","id":"indicator--1","pattern":"[ipv4-addr:value = '192.0.2.1' AND url:value = 'x']"},
{"type":"indicator","id":"indicator--2","pattern":"rule x { condition: true }","pattern_type":"yara"},
{"type":"indicator","id":"indicator--3"},
{"type":"indicator","id":"indicator--4","pattern":"[mutex:name = 'm' OR ipv4-addr:value = '192.0.2.4']"},
{"type":"indicator","id":"indicator--5","pattern":"[ipv4-addr:value = 'nowhere']"},
{"type":"indicator","id":"indicator--6","pattern":"[url:value = 'u']","valid_until":"later"}
]})",
     {"indicator--4 threat.indicator.type=ipv4-addr threat.indicator.ip=192.0.2.4",
      "indicator--6 threat.indicator.type=url threat.indicator.url.full=u"},
     R"(l.json:2:51: warning: indicator--1: AND is not supported: only alternatives are (=, IN and ISSUBSET, joined with OR) (character 32 of the pattern)
  {"type":"indicator","id":"indicator--1","pattern":"[ipv4-addr:value = '192.0.2.1' AND url:value = 'x']"},
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: this indicator is left out
l.json:3:95: warning: indicator--2: a pattern of type yara cannot be used
  {"type":"indicator","id":"indicator--2","pattern":"rule x { condition: true }","pattern_type":"yara"},
                                                                                                ^^^^^^
  hint: only patterns of type stix can
l.json:4:1: warning: indicator--3: it has no pattern
  {"type":"indicator","id":"indicator--3"},
  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: this indicator is left out
l.json:5:51: warning: indicator--4: nothing is looked for in mutex:name
  {"type":"indicator","id":"indicator--4","pattern":"[mutex:name = 'm' OR ipv4-addr:value = '192.0.2.4']"},
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: see docs/indicators.md for what is
l.json:6:51: error: "nowhere" is no address, no CIDR block and no range
  {"type":"indicator","id":"indicator--5","pattern":"[ipv4-addr:value = 'nowhere']"},
                                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  hint: write 192.0.2.1, 2001:db8::/32 or 192.0.2.1-192.0.2.9; this indicator is left out
l.json:7:85: warning: indicator--6: valid_until is no point in time
  {"type":"indicator","id":"indicator--6","pattern":"[url:value = 'u']","valid_until":"later"}
                                                                                      ^^^^^^^
  hint: the indicator is used without an end
)"},
    {"ABundleThatIsCutOff",
     "{\"type\":\"bundle\",\n\"objects\":[{\"type\":\"indicator\",\"id\":\"indicator--1\",\"pattern\":\"[url:value='u']"
     "\"},\n"
     "{\"type\":\"indicator\",\"id\":\"indi",
     {"indicator--1 threat.indicator.type=url threat.indicator.url.full=u"},
     R"(l.json:3:26: error: this is no JSON: a text is never closed
  {"type":"indicator","id":"indi
                           ^
  hint: what follows it on its line, or in a text that is not written line by line, is left out
)"},
};

INSTANTIATE_TEST_SUITE_P(All, JsonLists, testing::ValuesIn(kCases), CaseName);

TEST(JsonList, IndicatorsAreGivenWhatElasticsIntegrationsSay) {
  const LoadedIndicators loaded =
      ReadIndicators({R"({"threat.indicator.ip":"192.0.2.1","event":{"module":"ti_abusech","kind":"event"}})"}, "l");
  std::vector<std::string> said;
  loaded.set->ForEach(0, [&](IndicatorSet::FieldNumber field, const IndicatorValue& value) {
    said.push_back(loaded.set->FieldName(field) + "=" + std::string(value.text));
  });
  EXPECT_THAT(said, ElementsAre("threat.indicator.ip=192.0.2.1", "event.module=ti_abusech", "event.kind=event",
                                "event.category=threat", "event.type=indicator"));
}

TEST(JsonList, CountsWhatWasTakenBackAndWhatIsOfNoUse) {
  const LoadedIndicators loaded =
      ReadIndicators({R"({"type":"indicator","id":"indicator--1","pattern":"[url:value='u']"}
{"type":"indicator","id":"indicator--2","pattern":"[url:value='u']","revoked":true}
{"type":"indicator","id":"indicator--3","pattern":"[url:value>'u']"}
nonsense
)"},
                     "l");
  EXPECT_EQ(loaded.lists.front().indicators, 1U);
  EXPECT_EQ(loaded.lists.front().revoked, 1U);
  EXPECT_EQ(loaded.lists.front().unusable, 2U);
}

}  // namespace
}  // namespace crosstrail
