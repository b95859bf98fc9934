#include "alert/values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "alert/layout.h"
#include "tests/alert/fixtures.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;

TEST(ValueTextTest, OfEveryKind) {
  EXPECT_EQ(ValueText(true), "true");
  EXPECT_EQ(ValueText(std::int64_t{-5}), "-5");
  EXPECT_EQ(ValueText(0.1), "0.1");
  EXPECT_EQ(ValueText(std::string("x")), "x");
  EXPECT_EQ(ValueText(InstantValue{0}), "1970-01-01T00:00:00Z");
}

TEST(FindFieldTest, ByWholeName) {
  const Alert alert = SharingAlert();
  const std::span<const AlertField> fields = *alert.events.front().fields;
  for (const AlertField& field : fields) EXPECT_EQ(FindField(fields, field.name), &field);
  EXPECT_EQ(FindField(fields, "event"), nullptr);
  EXPECT_EQ(FindField(fields, "zzz"), nullptr);
  EXPECT_EQ(FindField({}, "event.action"), nullptr);
}

TEST(FirstTextTest, TakesTheBestNameThatIsThere) {
  AlertEvent event;
  EXPECT_EQ(FirstText(event, kActorFields, ", "), "");
  event.fields = std::make_shared<AlertFields>(
      AlertFields{{"user.id", {std::string("AIDA1")}}, {"user.name", {std::string("bob"), std::string("eve")}}});
  EXPECT_EQ(FirstText(event, kActorFields, ", "), "bob, eve");
}

TEST(ShortenTest, CountsCodePoints) {
  EXPECT_EQ(Shorten("", 3), "");
  EXPECT_EQ(Shorten("abc", 3), "abc");
  EXPECT_EQ(Shorten("abcd", 3), "ab…");
  EXPECT_EQ(Shorten("äöü", 3), "äöü");
  EXPECT_EQ(Shorten("äöüß", 3), "äö…");
}

TEST(TechniqueIdsTest, SubtechniquesStandForTheirTechnique) {
  EXPECT_THAT(TechniqueIds(SharingRule()), ElementsAre("T1537", "T1098.001"));
  EXPECT_THAT(TechniqueIds(BareRule()), ElementsAre());
}

TEST(WrappedTest, BreaksAtSpaces) {
  EXPECT_THAT(Wrapped("", 5), ElementsAre(""));
  EXPECT_THAT(Wrapped("abc de", 6), ElementsAre("abc de"));
  EXPECT_THAT(Wrapped("abc def", 6), ElementsAre("abc", "def"));
  EXPECT_THAT(Wrapped("ä ö ü", 3), ElementsAre("ä ö", "ü"));
  EXPECT_THAT(Wrapped("a  b", 5), ElementsAre("a  b"));
}

TEST(WrappedTest, KeepsWordsWholeUpToTwoLines) {
  EXPECT_THAT(Wrapped("a 1234567890 b", 5), ElementsAre("a", "1234567890", "b"));
  EXPECT_THAT(Wrapped("a 12345678901 b", 5), ElementsAre("a", "12345", "67890", "1 b"));
  EXPECT_THAT(Wrapped("äöüäöüä", 3), ElementsAre("äöü", "äöü", "ä"));
}

TEST(LastEventTest, OfAnAlertWithoutEventsIsEmpty) {
  Alert alert;
  EXPECT_TRUE(LastEvent(alert).fields->empty());
  alert.rule = &BareRule();
  for (const AlertFormat& format : AlertFormats()) EXPECT_FALSE(WriteAll(format.name, {alert}).empty());
}

}  // namespace
}  // namespace crosstrail
