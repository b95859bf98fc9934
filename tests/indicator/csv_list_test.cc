#include "indicator/csv_list.h"

#include <gmock/gmock.h>

#include "tests/indicator/lists.h"

namespace crosstrail {
namespace {

using testing::ElementsAreArray;

class CsvLists : public testing::TestWithParam<ListCase> {};

TEST_P(CsvLists, AreRead) {
  const LoadedIndicators loaded = ReadIndicators({GetParam().text}, "l.csv");
  EXPECT_THAT(Shown(loaded), ElementsAreArray(GetParam().indicators));
  EXPECT_EQ(RenderAll(loaded.diagnostics), GetParam().diagnostics);
}

const std::vector<ListCase> kCases{
    {"ShortNames",
     "ip,domain,url,sha256,email\n198.51.100.7,,,,\n,evil.example,,,\n,,https://evil.example/"
     "a?b=c,,\n,,,ab12,\n,,,,x@evil."
     "example\n",
     {"line 2 threat.indicator.ip=198.51.100.7 threat.indicator.type=ipv4-addr",
      "line 3 threat.indicator.url.domain=evil.example threat.indicator.type=domain-name",
      "line 4 threat.indicator.url.full=https://evil.example/a?b=c threat.indicator.type=url",
      "line 5 threat.indicator.file.hash.sha256=ab12 threat.indicator.type=file",
      "line 6 threat.indicator.email.address=x@evil.example threat.indicator.type=email-addr"},
     ""},
    {"NamesOfFields",
     "threat.indicator.ip,threat.indicator.type,@timestamp\n2001:db8::/32,net,2026-01-01T00:00:00Z\n",
     {"line 2 threat.indicator.ip=2001:db8::/32 threat.indicator.type=net @timestamp=2026-01-01T00:00:00Z"},
     ""},
    {"MoreShortNames",
     "IP,ID,Name,valid_until\n2001:db8::1,i-1,\"a \"\"C2\"\", maybe\",2026-02-03\n192.0.2.1 - 192.0.2.9,,,\n",
     {"i-1 threat.indicator.ip=2001:db8::1 threat.indicator.name=a \"C2\", maybe threat.indicator.type=ipv6-addr until "
      "2026-02-03T00:00:00Z",
      "line 3 threat.indicator.ip=192.0.2.1 - 192.0.2.9 threat.indicator.type=ipv4-addr"},
     ""},
    {"CommentsBlankLinesAndCarriageReturns",
     "# a feed\r\n\r\nip,provider\r\n# nothing\r\n198.51.100.7,me\r\n\r\n",
     {"line 5 threat.indicator.ip=198.51.100.7 threat.indicator.provider=me threat.indicator.type=ipv4-addr"},
     ""},
    {"ByteOrderMark",
     "\xEF\xBB\xBFip\n192.0.2.1",
     {"line 2 threat.indicator.ip=192.0.2.1 threat.indicator.type=ipv4-addr"},
     ""},
    {"QuotesOverLines",
     "domain,description\n\"a.example\",\"one\ntwo\"\nb.example,\n",
     {"line 2 threat.indicator.url.domain=a.example threat.indicator.description=one\ntwo "
      "threat.indicator.type=domain-name",
      "line 4 threat.indicator.url.domain=b.example threat.indicator.type=domain-name"},
     ""},
    {"BadLinesCostThemselves",
     "ip,name\n198.51.100.300,x\n192.0.2.1,a\n,\n192.0.2.2,b,c\n192.0.2.3\n192.0.2.4,\"open\n192.0.2.5,z\n",
     {"line 3 threat.indicator.ip=192.0.2.1 threat.indicator.name=a threat.indicator.type=ipv4-addr",
      "line 6 threat.indicator.ip=192.0.2.3 threat.indicator.type=ipv4-addr",
      "line 8 threat.indicator.ip=192.0.2.5 threat.indicator.name=z threat.indicator.type=ipv4-addr"},
     R"(l.csv:2:1: error: "198.51.100.300" is no address, no CIDR block and no range
  198.51.100.300,x
  ^^^^^^^^^^^^^^^^
  hint: write 192.0.2.1, 2001:db8::/32 or 192.0.2.1-192.0.2.9; this indicator is left out
l.csv:4:1: error: there is no value in this indicator
  ,
  ^
  hint: give it one, or remove it
l.csv:5:1: error: this line has 3 values, but there are 2 columns
  192.0.2.2,b,c
  ^^^^^^^^^^^^^
  hint: put quotes around values with commas in them; this line is left out
l.csv:7:11: error: a quote is never closed
  192.0.2.4,"open
            ^^^^^
  hint: close it, and write a quote within quotes twice; this line is left out
)"},
    {"NoTime", "ip,valid_until\n192.0.2.1,soon\n", {}, R"(l.csv:2:1: error: "soon" is no point in time
  192.0.2.1,soon
  ^^^^^^^^^^^^^^
  hint: write 2023-07-10 or 2023-07-10T12:00:00Z; this indicator is left out
)"},
    {"ColumnsThatNobodyKnows",
     "ip,weight\n192.0.2.1,5\n",
     {"line 2 threat.indicator.ip=192.0.2.1 threat.indicator.type=ipv4-addr"},
     R"(l.csv:1:4: warning: the column weight is not read
  ip,weight
     ^^^^^^
  hint: call it as the field of indicators that it is, such as threat.indicator.provider
)"},
    {"NoHeader", "198.51.100.7\n192.0.2.1\n", {}, R"(l.csv:1:1: error: the first line names no column that is known
  198.51.100.7
  ^^^^^^^^^^^^
  hint: let it name them, such as ip,domain,description or threat.indicator.ip; see docs/indicators.md
)"},
    {"NamesOfEvents", "user.name,note.x\ndana,1\n", {"line 2 user.name=dana note.x=1"}, ""},
    {"NoRows", "ip,name\n", {}, R"(l.csv: warning: holds no indicators
  hint: see docs/indicators.md for what is one
)"},
    {"Empty", "\n# nothing\n", {}, R"(l.csv: error: is empty
  hint: a list has a line a indicator; see docs/indicators.md
)"},
};

INSTANTIATE_TEST_SUITE_P(All, CsvLists, testing::ValuesIn(kCases), CaseName);

TEST(CsvList, SaysHowManyMoreProblemsThereAre) {
  std::string text = "ip\n";
  for (std::size_t i = 0; i < 50; ++i) text += "nonsense\n";
  const LoadedIndicators loaded = ReadIndicators({text}, "l.csv");
  ASSERT_EQ(loaded.diagnostics.size(), ListBuilder::kMostProblems + 1);
  EXPECT_EQ(loaded.diagnostics.back().message, "30 more problems in this list are not shown");
  EXPECT_EQ(loaded.lists.front().unusable, 50U);
}

}  // namespace
}  // namespace crosstrail
