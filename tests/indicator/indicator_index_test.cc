#include "indicator/indicator_index.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "base/ip_network.h"
#include "tests/indicator/lists.h"

namespace crosstrail {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kIp = "threat.indicator.ip";

std::shared_ptr<const IndicatorSet> SetOf(std::string_view field, const std::vector<std::string>& values,
                                          IndicatorValue::Kind kind = IndicatorValue::Kind::kText) {
  auto set = std::make_shared<IndicatorSet>();
  set->BeginList("l");
  for (const std::string& value : values) {
    IndicatorDraft draft;
    draft.id = value;
    draft.Add(field, value, kind);
    EXPECT_TRUE(set->Add(draft));
  }
  set->Finish();
  return set;
}

// The indicators that have the value, by the index and by asking each.
std::vector<std::uint32_t> Found(const IndicatorIndex& index, std::size_t table, const Value& value) {
  std::vector<std::span<const IndicatorIndex::Posting>> runs;
  index.Find(table, value, runs);
  std::set<std::uint32_t> found;
  for (const auto& run : runs) {
    for (const IndicatorIndex::Posting& posting : run) {
      if (index.Has(posting.indicator, table, value)) found.insert(posting.indicator);
    }
  }
  for (std::uint32_t i = 0; i < index.set().size(); ++i) {
    EXPECT_EQ(index.Has(i, table, value), found.contains(i)) << "indicator " << index.set().IdOf(i);
  }
  return {found.begin(), found.end()};
}

TEST(IndicatorIndex, ComparesAsTheTypeOfTheEventsFieldDoes) {
  struct Case {
    Likeness likeness;
    std::vector<std::string> values;
    Value asked;
    std::vector<std::uint32_t> found;
  };
  const std::vector<Case> cases{
      {Likeness::kText, {"a", "A", "a ", ""}, std::string_view("a"), {0}},
      {Likeness::kText, {"192.0.2.0/24", "192.0.2.1"}, std::string_view("192.0.2.1"), {1}},
      {Likeness::kText, {"true", "false", "True"}, true, {0}},
      {Likeness::kText, {"17", "17.0"}, std::int64_t{17}, {0}},
      {Likeness::kNumber, {"443", "443.0", "0443", "4430", "x", "4.43e2"}, std::int64_t{443}, {0, 1, 2, 5}},
      {Likeness::kNumber, {"2.5", "2.50", "2"}, 2.5, {0, 1}},
      {Likeness::kNumber, {"17"}, std::string_view("17"), {0}},
      {Likeness::kNumber, {"17"}, std::string_view("seventeen"), {}},
      {Likeness::kDate,
       {"2026-01-01", "2026-01-01T00:00:00.000Z", "2026-01-01T01:00:00+01:00", "2026-01-02", "soon"},
       InstantValue{*ParseInstant("2026-01-01")},
       {0, 1, 2}},
      {Likeness::kAddress,
       {"198.51.100.7", "198.51.100.0/24", "198.51.100.8", "198.51.0.0/16", "0.0.0.0/0", "::ffff:198.51.100.7",
        "198.51.100.1-198.51.100.9", "198.51.100.8 - 198.51.100.9", "no address", "::/0"},
       std::string_view("198.51.100.7"),
       {0, 1, 3, 4, 5, 6, 9}},
      {Likeness::kAddress,
       {"2001:DB8::/32", "2001:db8::1", "::/1", "8000::/1"},
       std::string_view("2001:db8:0::1"),
       {0, 1, 2}},
      {Likeness::kAddress, {"198.51.100.7"}, std::string_view("AWS Internal"), {}},
      {Likeness::kAddress, {"198.51.100.7"}, std::int64_t{7}, {}},
  };
  for (const Case& one : cases) {
    const IndicatorKey key{"f", one.likeness};
    const IndicatorIndex index(SetOf("f", one.values), {key});
    EXPECT_EQ(Found(index, index.TableOf(key), one.asked), one.found)
        << testing::PrintToString(one.values) << " asked as " << static_cast<int>(one.likeness);
  }
}

TEST(IndicatorIndex, HasATableForEachKey) {
  const IndicatorKey as_text{"f", Likeness::kText}, as_number{"f", Likeness::kNumber}, none{"g", Likeness::kText};
  const IndicatorIndex index(SetOf("f", {"1.0"}), {as_text, as_number, none, as_text});
  EXPECT_THAT(Found(index, index.TableOf(as_text), std::string_view("1")), IsEmpty());
  EXPECT_THAT(Found(index, index.TableOf(as_number), std::string_view("1")), ElementsAre(0U));
  EXPECT_THAT(Found(index, index.TableOf(none), std::string_view("1")), IsEmpty());
  EXPECT_TRUE(index.IsEmpty(index.TableOf(none)));
  EXPECT_FALSE(index.IsEmpty(index.TableOf(as_text)));
  EXPECT_TRUE(index.HasAny(0, index.TableOf(as_text)));
  EXPECT_FALSE(index.HasAny(0, index.TableOf(none)));
}

// Random addresses against random addresses, blocks and ranges, most of them near each other.
TEST(IndicatorIndex, FindsTheAddressesThatAskingEachIndicatorFinds) {
  std::mt19937 random(20260301);
  const auto number = [&](unsigned most) { return std::uniform_int_distribution<unsigned>(0, most)(random); };
  const auto v4 = [&] { return "10." + std::to_string(number(1)) + ".0." + std::to_string(number(255)); };
  const auto v6 = [&] { return "2001:db8::" + std::to_string(number(1)) + ":" + std::to_string(number(99)); };
  for (int round = 0; round < 30; ++round) {
    std::vector<std::string> values;
    for (int i = 0; i < 60; ++i) {
      switch (number(5)) {
        case 0:
          values.push_back(v4() + "/" + std::to_string(number(32)));
          break;
        case 1:
          values.push_back(v6() + "/" + std::to_string(number(128)));
          break;
        case 2:
          values.push_back(v4() + "-" + v4());
          break;
        case 3:
          values.push_back(v6());
          break;
        default:
          values.push_back(v4());
      }
    }
    const IndicatorKey key{std::string(kIp), Likeness::kAddress};
    const IndicatorIndex index(SetOf(kIp, values), {key});
    for (int i = 0; i < 40; ++i) {
      const std::string asked = number(2) == 0 ? v6() : v4();
      std::vector<std::uint32_t> expected;
      const std::optional<IpAddress> address = ParseIpAddress(asked);
      for (std::uint32_t v = 0; v < values.size(); ++v) {
        const std::optional<IpRange> range = ParseIpRange(values[v]);
        if (range && range->first <= *address && *address <= range->last) expected.push_back(v);
      }
      EXPECT_EQ(Found(index, 0, std::string_view(asked)), expected) << asked;
    }
  }
}

// Many values, each of them there once, some twice.
TEST(IndicatorIndex, FindsEveryOneOfMany) {
  std::vector<std::string> values;
  for (int i = 0; i < 20'000; ++i) values.push_back("host-" + std::to_string(i % 15'000) + ".example");
  const IndicatorIndex index(SetOf("f", values), {{"f", Likeness::kText}});
  std::vector<std::span<const IndicatorIndex::Posting>> runs;
  for (std::uint32_t i = 0; i < 15'000; ++i) {
    runs.clear();
    const std::string asked = "host-" + std::to_string(i) + ".example";
    index.Find(0, std::string_view(asked), runs);
    ASSERT_EQ(runs.size(), 1U) << asked;
    ASSERT_EQ(runs.front().size(), i < 5'000 ? 2U : 1U) << asked;
    ASSERT_EQ(runs.front().front().indicator, i);
  }
  runs.clear();
  index.Find(0, std::string_view("host-15000.example"), runs);
  EXPECT_THAT(runs, IsEmpty());
}

TEST(IndicatorSet, GivesBackWhatWasAdded) {
  IndicatorSet set;
  set.BeginList("empty");
  set.BeginList("first");
  std::vector<std::string> expected;
  for (int i = 0; i < 3'000; ++i) {
    if (i == 2'000) set.BeginList("second");
    IndicatorDraft draft;
    draft.id = "id" + std::to_string(i);
    draft.Add("same", "value");
    draft.Add("few", std::to_string(i % 7), IndicatorValue::Kind::kNumber);
    draft.Add("many", std::string(static_cast<std::size_t>(i % 300), 'x') + std::to_string(i));
    draft.Add("same", "true", IndicatorValue::Kind::kBoolean);
    if (i % 2 != 0) draft.valid_until = i * kSecond;
    ASSERT_TRUE(set.Add(draft));
    expected.push_back(draft.id + " same=value few=" + draft.fields[1].text + " many=" + draft.fields[2].text +
                       " same=true" + (i % 2 != 0 ? " until " + FormatInstant(i * kSecond) : ""));
  }
  set.Finish();
  ASSERT_EQ(set.size(), expected.size());
  for (std::uint32_t i = 0; i < set.size(); ++i) {
    EXPECT_EQ(Shown(set, i), expected[i]);
    EXPECT_EQ(set.ListOf(i), i < 2'000 ? "first" : "second");
  }
  std::vector<IndicatorValue::Kind> kinds;
  set.ForEach(5, [&](IndicatorSet::FieldNumber, const IndicatorValue& value) { kinds.push_back(value.kind); });
  using Kind = IndicatorValue::Kind;
  EXPECT_THAT(kinds, ElementsAre(Kind::kText, Kind::kNumber, Kind::kText, Kind::kBoolean));
}

TEST(IndicatorSet, HasNoMoreFieldsThanItMay) {
  IndicatorSet set;
  set.BeginList("l");
  for (std::size_t i = 0; i < IndicatorSet::kMostFields; ++i) {
    IndicatorDraft draft;
    draft.Add("f" + std::to_string(i), "v");
    ASSERT_TRUE(set.Add(draft));
  }
  IndicatorDraft one_more, known;
  one_more.Add("another", "v");
  known.Add("f17", "v");
  EXPECT_FALSE(set.Add(one_more));
  EXPECT_TRUE(set.Add(known));
  EXPECT_EQ(set.size(), IndicatorSet::kMostFields + 1);
}

}  // namespace
}  // namespace crosstrail
