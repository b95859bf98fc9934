#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/alert/fixtures.h"

namespace crosstrail {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string TableOf(const std::vector<AlertField>& fields_of_interest) {
  Alert alert = SharingAlert();
  alert.fields = fields_of_interest;
  return WriteAll("table", {alert});
}

TEST(TableTest, EmptyValuesTakeNoRowAndNoLabel) {
  EXPECT_THAT(TableOf({{"related.user", {std::string(), std::string("eve")}}}),
              HasSubstr("\n  related.user        eve\n"));
  EXPECT_THAT(TableOf({{"related.user", {std::string()}}}), Not(HasSubstr("related.user")));
}

TEST(TableTest, SummarizedFieldsAreNotRepeated) {
  EXPECT_THAT(TableOf({{"source.ip", {std::string("198.51.100.7")}}}), Not(HasSubstr("source.ip")));
  EXPECT_THAT(TableOf({{"source.ip", {std::string("203.0.113.9")}}}), HasSubstr("  source.ip           203.0.113.9\n"));
  // The same text under another name says something else.
  EXPECT_THAT(TableOf({{"aws.cloudtrail.resources.account_id", {std::string("111122223333")}}}),
              HasSubstr("  resources.account_id\n                      111122223333\n"));
}

TEST(TableTest, FieldsOfInterestKeepTheRulesOrder) {
  const std::string text = TableOf({{"user.target.name", {std::string("z")}}, {"group.name", {std::string("a")}}});
  EXPECT_LT(text.find("user.target.name"), text.find("group.name"));
}

TEST(TableTest, ColorsOnlyWhenAsked) {
  EXPECT_THAT(WriteAll("table", {SharingAlert()}), Not(HasSubstr("\x1b")));
  EXPECT_THAT(WriteAll("table", {SharingAlert()}, true), HasSubstr("\x1b[1;31mHIGH\x1b[0m"));
  const HostileAlert made("\x1b[2J");
  EXPECT_THAT(WriteAll("table", {made.alert}, true), Not(HasSubstr("\x1b[2J")));
}

}  // namespace
}  // namespace crosstrail
