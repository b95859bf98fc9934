// What dates in queries stand for.
#include "query/date_span.h"

#include <gtest/gtest.h>

#include <string>

namespace crosstrail {
namespace {

// "FIRST .. LAST" to the millisecond, or what is wrong.
std::string Span(std::string_view text) {
  std::optional<Misfit> misfit;
  const std::optional<DateSpan> span = ParseDateSpan(text, misfit);
  EXPECT_NE(span.has_value(), misfit.has_value()) << text;
  if (!span) return misfit->message + "; " + misfit->hint;
  return FormatInstant(span->first) + " .. " + FormatInstant(span->end - kSecond / 1000);
}

TEST(DateSpan, WhatIsLeftOutMayBeAnything) {
  const struct {
    std::string text, span;
  } kCases[] = {
      {"2023", "2023-01-01T00:00:00Z .. 2023-12-31T23:59:59.999Z"},
      {"2024-02", "2024-02-01T00:00:00Z .. 2024-02-29T23:59:59.999Z"},
      {"2023-07-10", "2023-07-10T00:00:00Z .. 2023-07-10T23:59:59.999Z"},
      {"2023-07-10T12", "2023-07-10T12:00:00Z .. 2023-07-10T12:59:59.999Z"},
      {"2023-07-10T12:22", "2023-07-10T12:22:00Z .. 2023-07-10T12:22:59.999Z"},
      {"2023-07-10T12:22:41Z", "2023-07-10T12:22:41Z .. 2023-07-10T12:22:41.999Z"},
      {"2023-07-10T12:22:41.5+02:00", "2023-07-10T10:22:41.500Z .. 2023-07-10T10:22:41.500Z"},
      {"1688991761000", "2023-07-10T12:22:41Z .. 2023-07-10T12:22:41Z"},
      {"-1", "1969-12-31T23:59:59.999Z .. 1969-12-31T23:59:59.999Z"},
  };
  for (const auto& [text, span] : kCases) EXPECT_EQ(Span(text), span) << text;
}

TEST(DateSpan, MathBeginsWithADate) {
  const struct {
    std::string text, span;
  } kCases[] = {
      // Rounding gives the whole of a unit, everything else one millisecond.
      {"2014-11-18||/M", "2014-11-01T00:00:00Z .. 2014-11-30T23:59:59.999Z"},
      {"2014-11-18||/y", "2014-01-01T00:00:00Z .. 2014-12-31T23:59:59.999Z"},
      {"2014-11-18||/w", "2014-11-17T00:00:00Z .. 2014-11-23T23:59:59.999Z"},
      {"2014-11-23T23:00:00Z||/w", "2014-11-17T00:00:00Z .. 2014-11-23T23:59:59.999Z"},
      {"2014-11-18T10:20:30Z||/d", "2014-11-18T00:00:00Z .. 2014-11-18T23:59:59.999Z"},
      {"2014-11-18T10:20:30Z||/h", "2014-11-18T10:00:00Z .. 2014-11-18T10:59:59.999Z"},
      {"2014-11-18T10:20:30Z||/m", "2014-11-18T10:20:00Z .. 2014-11-18T10:20:59.999Z"},
      {"2014-11-18T10:20:30.7Z||/s", "2014-11-18T10:20:30Z .. 2014-11-18T10:20:30.999Z"},
      {"2014-11-18||", "2014-11-18T00:00:00Z .. 2014-11-18T00:00:00Z"},
      {"2014-11-18||+1d", "2014-11-19T00:00:00Z .. 2014-11-19T00:00:00Z"},
      {"2014-11||-36H", "2014-10-30T12:00:00Z .. 2014-10-30T12:00:00Z"},
      {"2014-11-18||+d", "2014-11-19T00:00:00Z .. 2014-11-19T00:00:00Z"},
      {"2014-01-31||+1M", "2014-02-28T00:00:00Z .. 2014-02-28T00:00:00Z"},
      {"2012-02-29||-1y", "2011-02-28T00:00:00Z .. 2011-02-28T00:00:00Z"},
      {"2014-11-18||-1M/M+1d-90m", "2014-10-01T22:30:00Z .. 2014-11-01T22:29:59.999Z"},
      {"1969-12-31T23:59:59.999Z||-1s", "1969-12-31T23:59:58.999Z .. 1969-12-31T23:59:58.999Z"},
      {"1688991761000||/d", "2023-07-10T00:00:00Z .. 2023-07-10T23:59:59.999Z"},
      {"2014-11-18||+2w+30s", "2014-12-02T00:00:30Z .. 2014-12-02T00:00:30Z"},
  };
  for (const auto& [text, span] : kCases) EXPECT_EQ(Span(text), span) << text;
}

TEST(DateSpan, SaysWhatIsNone) {
  EXPECT_EQ(Span("soon"),
            "\"soon\" is not a date; write \"2023-07-10\", \"2023-07-10T12:22:41Z\", or a number of milliseconds since "
            "1970");
  EXPECT_EQ(
      Span("now-1d/d"),
      "\"now-1d/d\" depends on when it is asked; logs are read whenever you like; write a date, or use --from and "
      "--to");
  for (const std::string text : {"2023-13-01",
                                 "99999999999999999",
                                 "1.5",
                                 "",
                                 "||",
                                 "||/d",
                                 "soon||/d",
                                 "2023||1d",
                                 "2023||/2d",
                                 "2023||+1q",
                                 "2023||+1",
                                 "2023||+",
                                 "2023||/",
                                 "2023||+1dd",
                                 "2023||+9999999d",
                                 "2023||+999y",
                                 "2023||+300y",
                                 "2023||-999999M",
                                 "2023||+1d||+1d",
                                 "2023||+999999h+999999h+999999h+999999h+999999h"}) {
    const std::string span = Span(text);
    EXPECT_EQ(span.substr(0, text.size() + 16), "\"" + text + "\" is not a date") << span;
  }
}

}  // namespace
}  // namespace crosstrail
