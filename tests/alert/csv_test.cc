#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/alert/fixtures.h"

namespace crosstrail {
namespace {

/// RFC 4180, strictly: rows end in CRLF, quoted cells may hold anything.
std::vector<std::vector<std::string>> ParseCsv(std::string_view text) {
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row(1);
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const char next = i + 1 < text.size() ? text[i + 1] : '\0';
    if (quoted) {
      if (c != '"') {
        row.back() += c;
      } else if (next == '"') {
        row.back() += '"';
        ++i;
      } else {
        quoted = false;
      }
    } else if (c == '"') {
      EXPECT_TRUE(row.back().empty()) << "a quote inside an unquoted cell";
      quoted = true;
    } else if (c == ',') {
      row.emplace_back();
    } else if (c == '\r' && next == '\n') {
      rows.push_back(row);
      row.assign(1, "");
      ++i;
    } else {
      EXPECT_TRUE(c != '\r' && c != '\n') << "a bare line ending";
      row.back() += c;
    }
  }
  EXPECT_FALSE(quoted);
  EXPECT_THAT(row, testing::ElementsAre("")) << "the last row does not end";
  return rows;
}

constexpr std::size_t kColumnCount = 18;
constexpr std::size_t kUserAgent = 12;

std::string UserAgentCell(const std::string& user_agent) {
  const HostileAlert made(user_agent);
  const auto rows = ParseCsv(WriteAll("csv", {made.alert}));
  EXPECT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows.back().size(), kColumnCount);
  return rows.back()[kUserAgent];
}

TEST(CsvTest, FormulasAreDefused) {
  const std::pair<std::string, std::string> kCases[] = {
      {"=1+1", "'=1+1"},
      {"+1", "'+1"},
      {"-1", "'-1"},
      {"@SUM(A1)", "'@SUM(A1)"},
      {"\tx", "'\\tx"},
      {"\rx", "'\\x0dx"},
      {" =1", "' =1"},
      {"\n=1", "'\\n=1"},
      {"\"=1", "'\"=1"},
      {"'=1", "''=1"},
      {"\xef\xbc\x9d"
       "1",
       "'\xef\xbc\x9d"
       "1"},
      {"\xef\xbc\x8b"
       "1",
       "'\xef\xbc\x8b"
       "1"},
      {"\xef\xbc\x8d"
       "1",
       "'\xef\xbc\x8d"
       "1"},
      {"\xef\xbc\xa0"
       "A",
       "'\xef\xbc\xa0"
       "A"},
      {"\xc2\xa0=1", "'\xc2\xa0=1"},
      {"\xef\xbb\xbf=1", "'\xef\xbb\xbf=1"},
      {"\xe2\x80\x8b\"=1", "'\xe2\x80\x8b\"=1"},
      {std::string("\0=1", 3), "'\\x00=1"},
      {"\xff=1", "'\\xff=1"},
      {"a;=1", "a;'=1"},
      {"a; \"=1;b", "a;' \"=1;b"},
  };
  for (const auto& [value, cell] : kCases) EXPECT_EQ(UserAgentCell(value), cell) << testing::PrintToString(value);
}

TEST(CsvTest, OtherValuesAreLeftAlone) {
  for (const std::string value : {"", "aws-cli/2.13", "1=1", "a-b", "Mozilla/5.0 (X11; Linux x86_64; rv:102.0)",
                                  "say \"hi\", twice", "user@host", "\xc3\xbc", "a;b"}) {
    EXPECT_EQ(UserAgentCell(value), value);
  }
}

TEST(CsvTest, HostileValuesKeepTheShape) {
  for (const HostileValue& hostile : HostileValues()) {
    const HostileAlert made(hostile.value);
    const auto rows = ParseCsv(WriteAll("csv", {made.alert, made.alert}));
    ASSERT_EQ(rows.size(), 3U) << hostile.name;
    for (const auto& row : rows) EXPECT_EQ(row.size(), kColumnCount) << hostile.name;
  }
}

TEST(CsvTest, SeveralValuesShareACell) {
  const auto rows = ParseCsv(WriteAll("csv", {TwoEventAlert()}));
  ASSERT_EQ(rows.size(), 2U);
  const auto cell = [&](std::string_view name) {
    for (std::size_t i = 0; i < rows[0].size(); ++i) {
      if (rows[0][i] == name) return rows[1][i];
    }
    return std::string("(no such column)");
  };
  EXPECT_EQ(cell("event_ids"), "first; second");
  EXPECT_EQ(cell("source_path"), "a.json; b.ndjson");
  EXPECT_EQ(cell("source_index"), "3; 4");
  EXPECT_EQ(cell("techniques"), "T1537; T1098.001");
  EXPECT_EQ(cell("outcome"), "success");
  EXPECT_EQ(cell("time"), "2023-07-10T12:31:40.250Z");
  EXPECT_THAT(cell("resources"), testing::StartsWith("arn:aws:s3:::many-1; arn:aws:s3:::many-2; "));
}

}  // namespace
}  // namespace crosstrail
