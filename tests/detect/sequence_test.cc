// Sequences, missing events and samples: a table of timelines, a brute-force model, saved states, streams.
#include <gmock/gmock.h>

#include <map>
#include <random>
#include <set>
#include <sstream>

#include "detect/hit_stream.h"
#include "tests/detect/stream.h"

namespace crosstrail {
namespace {

// "a1@3 b" is at second 3 an event of kind "a" with the key "1", then in the same second one of kind "b" without a key.
// Several keys: "a1+2".
std::vector<StreamEvent> Timeline(const std::string& text, const FieldSet& fields) {
  std::vector<StreamEvent> events;
  std::istringstream in(text);
  Instant time = 0;
  for (std::string word; in >> word;) {
    const std::size_t at = word.find('@');
    if (at != std::string::npos) time = std::stoi(word.substr(at + 1)) * kSecond;
    word = word.substr(0, at);
    StreamEvent event{time, static_cast<std::int64_t>(events.size() + 1), std::make_shared<FakeEvent>(fields)};
    event.event->Set("kind", word.substr(0, 1));
    std::vector<std::string> keys;
    std::istringstream rest(word.substr(1));
    for (std::string key; std::getline(rest, key, '+');) keys.push_back(key);
    if (!keys.empty()) event.event->Set("key", std::vector<Value>(keys.begin(), keys.end()));
    events.push_back(std::move(event));
  }
  return events;
}

// [a] becomes [any where kind == "a"].
Query Compiled(const std::string& shorthand, FieldSet& fields) {
  std::string text;
  for (std::size_t i = 0; i < shorthand.size(); ++i) {
    if (shorthand[i] == '[') {
      text += "[any where kind == \"" + std::string(1, shorthand[i + 1]) + "\"]";
      i += 2;
    } else {
      text += shorthand[i];
    }
  }
  auto query = CompileEql(text, {}, fields);
  if (!query) throw std::runtime_error(text + "\n" + Render(query.error().front(), false));
  return std::move(*query);
}

std::string Printed(const std::vector<Result1>& results) {
  std::string text;
  for (const Result1& result : results) {
    text += text.empty() ? "" : " / ";
    for (std::size_t i = 0; i < result.ids.size(); ++i) {
      text += (i == 0 ? "" : " ") + (result.ids[i] < 0 ? std::string("-") : std::to_string(result.ids[i]));
    }
    for (const auto& key : result.keys) text += " " + std::string(key ? "=" + *key : "=null");
  }
  return text;
}

struct Case {
  const char* query;
  const char* events;
  const char* expected;  // ids of each result, "-" for a missing event, "=" before a key, results apart by " / "
};

void PrintTo(const Case& c, std::ostream* out) { *out << c.query << " over " << c.events; }

class Sequences : public testing::TestWithParam<Case> {};

TEST_P(Sequences, AreFound) {
  FieldSet fields;
  const Query query = Compiled(GetParam().query, fields);
  const std::vector<StreamEvent> events = Timeline(GetParam().events, fields);
  const auto results = query.kind == Query::Kind::kSample ? RunSample(query, events) : RunSequence(query, events);
  EXPECT_EQ(Printed(results), GetParam().expected);
}

INSTANTIATE_TEST_SUITE_P(Order, Sequences,
                         testing::ValuesIn(std::vector<Case>{
                             {"sequence [a] [b]", "a@1 b@2", "1 2"},
                             {"sequence [a] [b]", "b@1 a@2", ""},
                             {"sequence [a] [b]", "a@1 b b", "1 2"},  // one second, one after the other
                             {"sequence [a] [b]", "a@1 a@2 b@3 b@4",
                              "2 3"},  // the newest beginning counts, and counts once
                             {"sequence [a] [b]", "a@1 b@2 a@3 b@4", "1 2 / 3 4"},
                             {"sequence [a] [a]", "a@1 a@2 a@3", "1 2 / 2 3"},
                             {"sequence [a] [b] [c]", "a@1 b@2 b@3 c@4", "1 2 4"},
                             {"sequence [a] [b] [c]", "a@1 b@2 a@3 b@4 c@5", "3 4 5"},
                             {"sequence [a] [b] with runs=2", "a@1 b@2 b@3", "1 2 3"},
                             {"sequence [a] with runs=3 [b]", "a@1 a@2 a@3 a@4 b@5", "2 3 4 5"},
                             {"sequence [a] [b] | head 1", "a@1 b@2 a@3 b@4", "1 2"},
                             {"sequence [a] [b] | tail 1", "a@1 b@2 a@3 b@4", "3 4"},
                             {"sequence [a] [b] | tail 2 | head 1", "a@1 b@2 a@3 b@4 a@5 b@6", "3 4"},
                             {"sequence [a] [b] | head 0", "a@1 b@2", ""},
                         }));

INSTANTIATE_TEST_SUITE_P(Keys, Sequences,
                         testing::ValuesIn(std::vector<Case>{
                             {"sequence by key [a] [b]", "a1@1 b2@2 b1@3", "1 3 =1"},
                             {"sequence by key [a] [b]", "a1@1 a2@2 b2@3 b1@4", "2 3 =2 / 1 4 =1"},
                             {"sequence by key [a] [b]", "a@1 b@2", ""},
                             {"sequence by ?key [a] [b]", "a@1 b@2", "1 2 =null"},
                             {"sequence by ?key [a] [b]", "a@1 b1@2", ""},
                             {"sequence by key [a] [b]", "aX@1 bx@2", ""},  // keys are compared exactly
                             {"sequence [a] by key [b] by key", "a1@1 b1@2", "1 2 =1"},
                             {"sequence by kind [a] by key [a] by key", "a1@1 a1@2", "1 2 =a =1"},
                             {"sequence by key [a] [b]", "a1+2@1 b2@2 b1@3",
                              "1 2 =2 / 1 3 =1"},  // one event in two sequences
                             {"sequence by key [a] [b]", "a1+2@1 b2+1@2", "1 2 =1 / 1 2 =2"},
                             {"sequence by key [a] [b]", "a1+1@1 b1@2", "1 2 =1"},
                         }));

INSTANTIATE_TEST_SUITE_P(SpanAndUntil, Sequences,
                         testing::ValuesIn(std::vector<Case>{
                             {"sequence with maxspan=2s [a] [b]", "a@1 b@3", "1 2"},
                             {"sequence with maxspan=2s [a] [b]", "a@1 b@4", ""},
                             {"sequence with maxspan=2s [a] [b]", "a@1 b@4 b@4",
                              ""},  // what was too old is gone for good
                             {"sequence with maxspan=2s [a] [b] [c]", "a@1 b@2 c@4", ""},
                             {"sequence [a] [b] until [u]", "a@1 u@2 b@3", ""},
                             {"sequence [a] [b] until [u]", "a@1 b@2 u@3", "1 2"},
                             {"sequence [a] [b] until [b]", "a@1 b@2", "1 2"},  // completes before it ends
                             {"sequence [a] [b] until [a]", "a@1 b@2", ""},     // ends what it has begun
                             {"sequence by key [a] [b] until [u]", "a1@1 a2@1 u1@2 b1@3 b2@3", "2 5 =2"},
                         }));

INSTANTIATE_TEST_SUITE_P(Missing, Sequences,
                         testing::ValuesIn(std::vector<Case>{
                             {"sequence with maxspan=9s [a] ![x] [b]", "a@1 b@2", "1 - 2"},
                             {"sequence with maxspan=9s [a] ![x] [b]", "a@1 x@2 b@3", ""},
                             {"sequence with maxspan=9s [a] ![x] [b]", "x@1 a@1 b@1 x@1", "2 - 3"},
                             {"sequence with maxspan=9s [a] ![x] [b]", "a@1 x@1 b@1", ""},
                             {"sequence with maxspan=9s [a] ![x] [b] with runs=2", "a@1 b@2 x@3 b@4", "1 - 2 4"},
                             {"sequence with maxspan=9s [a] ![x] with runs=2 [b]", "a@1 b@2", "1 - - 2"},
                             {"sequence with maxspan=3s [a] [b] ![x]", "a@1 b@2", "1 2 -"},
                             {"sequence with maxspan=3s [a] [b] ![x]", "a@1 b@2 x@4", ""},
                             {"sequence with maxspan=3s [a] [b] ![x]", "a@1 b@2 x@5", "1 2 -"},
                             {"sequence with maxspan=3s [a] ![x]", "a@1 x@2 a@3 x@9", "3 -"},
                             {"sequence with maxspan=3s ![x] [a] [b]", "x@1 a@2 b@3", ""},
                             {"sequence with maxspan=3s ![x] [a] [b]", "x@1 a@3 b@4", ""},
                             {"sequence with maxspan=3s ![x] [a] [b]", "x@1 a@3 b@5", "- 2 3"},
                             {"sequence with maxspan=3s ![x] [a] ![y]", "x@1 a@2",
                              "- 2 -"},  // both must be there to spoil it
                             {"sequence with maxspan=3s ![x] [a] ![y]", "a@2 y@3", "- 1 -"},
                             {"sequence with maxspan=3s ![x] [a] ![y]", "x@1 a@2 y@4", ""},
                             {"sequence with maxspan=3s ![x] [a] ![y]", "x@1 a@3 y@5", "- 2 -"},
                             {"sequence by key with maxspan=3s [a] ![x]", "a1@1 x2@2", "1 - =1"},
                             {"sequence by key with maxspan=3s [a] ![x]", "a1@1 a2@1 x2@2", "1 - =1"},
                         }));

INSTANTIATE_TEST_SUITE_P(Samples, Sequences,
                         testing::ValuesIn(std::vector<Case>{
                             {"sample by key [a] [b]", "b1@1 a1@2", "2 1 =1"},
                             {"sample by key [a] [b]", "b1@1 a2@2", ""},
                             {"sample by key [a] [a]", "a1@1", ""},  // a different event for each filter
                             {"sample by key [a] [a]", "a1@1 a1@2 a1@3", "1 2 =1"},
                             {"sample by key [a] [b]", "a2@1 a1@2 b1@3 b2@4", "2 3 =1 / 1 4 =2"},
                             {"sample by ?key [a] [b]", "a@1 b@2 a1@3 b1@4", "1 2 =null / 3 4 =1"},
                             {"sample by key [a] [b]", "a@1 b@2", ""},
                             {"sample [a] by key [b] by key", "a1+2@1 b2@2", "1 2 =2"},
                         }));

TEST(SampleTest, SeveralToAKeyDifferInAnEvent) {
  FieldSet fields;
  const Query query = Compiled("sample by key [a] [b]", fields);
  const std::vector<StreamEvent> events = Timeline("a1@1 a1@2 b1@3 a1@4", fields);
  EXPECT_EQ(Printed(RunSample(query, events, 2)), "1 3 =1 / 2 3 =1");
  EXPECT_EQ(Printed(RunSample(query, events, 9)), "1 3 =1 / 2 3 =1 / 4 3 =1");
}

TEST(KeyTuplesTest, TextsAreDistinctAndCanBeReadBack) {
  FieldSet fields;
  FakeEvent event(fields);
  const std::string odd("\0\1\2\3", 4);
  event.Set("a", odd).Set("b", {Value(std::string_view("x")), Value(std::int64_t{5}), Value(true)});
  event.Set("t", {Value(InstantValue{kSecond})});
  const std::vector<JoinKey> keys = {
      {fields.Intern("a"), false}, {fields.Intern("b"), false}, {fields.Intern("c"), true}};
  const std::vector<std::string> tuples = KeyTuples(keys, event);
  ASSERT_EQ(tuples.size(), 3U);
  EXPECT_TRUE(std::is_sorted(tuples.begin(), tuples.end()));
  EXPECT_THAT(KeyValues(tuples[0]), testing::ElementsAre(odd, "5", std::nullopt));
  EXPECT_THAT(KeyValues(tuples[2]), testing::ElementsAre(odd, "x", std::nullopt));
  EXPECT_TRUE(KeyTuples(std::vector<JoinKey>{{fields.Intern("c"), false}}, event).empty());
  EXPECT_THAT(KeyValues(KeyTuples(std::vector<JoinKey>{{fields.Intern("t"), false}}, event).at(0)),
              testing::ElementsAre("1970-01-01T00:00:01Z"));
  EXPECT_EQ(KeyTuples({}, event), std::vector<std::string>{""});
}

// A second implementation: key by key, with plain slots, and looking at the whole stream for what must be missing.
class BruteForce {
 public:
  BruteForce(const Query& query, const std::vector<StreamEvent>& events) : query_(query), events_(events) {
    std::set<std::string> keys;
    for (const StreamEvent& event : events) {
      auto& steps = matches_.emplace_back();
      const auto add = [&](const Step& step) {
        std::vector<std::string> tuples;
        if (step.condition.Matches(*event.event)) tuples = KeyTuples(step.keys, *event.event);
        keys.insert(tuples.begin(), tuples.end());
        steps.emplace_back(tuples.begin(), tuples.end());
      };
      for (const Step& step : query.steps) add(step);
      if (query.until) add(*query.until);
    }
    for (std::size_t i = 0; i < query.steps.size(); ++i) {
      for (std::uint32_t run = 0; run < query.steps[i].runs; ++run) {
        layout_.push_back({i, query.steps[i].missing});
        if (!query.steps[i].missing) stages_.push_back(i);
      }
    }
    for (const std::string& key : keys) RunKey(key);
  }

  std::vector<Result1> Results() {
    std::sort(found_.begin(), found_.end(),
              [](const Found& a, const Found& b) { return std::tie(a.last, a.key) < std::tie(b.last, b.key); });
    std::vector<Result1> results;
    for (Found& found : found_) results.push_back({std::move(found.ids), KeyValues(found.key)});
    return results;
  }

 private:
  struct Found {
    std::size_t last;
    std::string key;
    std::vector<std::int64_t> ids;
  };
  using Places = std::vector<std::size_t>;

  bool Matches(std::size_t event, std::size_t step, const std::string& key) const {
    return matches_[event][step].contains(key);
  }

  void RunKey(const std::string& key) {
    std::vector<std::optional<Places>> slots(stages_.size());
    for (std::size_t event = 0; event < events_.size(); ++event) {
      for (std::size_t stage = stages_.size(); stage-- > 0;) {
        if (!Matches(event, stages_[stage], key)) continue;
        Places places;
        if (stage > 0) {
          if (!slots[stage - 1]) continue;
          places = *std::exchange(slots[stage - 1], std::nullopt);
          if (query_.maxspan && events_[event].time - events_[places[0]].time > *query_.maxspan) continue;
        }
        places.push_back(event);
        if (stage + 1 == stages_.size()) {
          Complete(places, key);
        } else {
          slots[stage] = std::move(places);
        }
      }
      if (query_.until && Matches(event, query_.steps.size(), key)) slots.assign(stages_.size(), std::nullopt);
    }
  }

  void Complete(const Places& places, const std::string& key) {
    std::optional<Instant> leading, trailing;
    bool has_leading = false;
    std::size_t before = 0;  // positive events in front of the place in the layout
    for (const auto& [step, missing] : layout_) {
      if (!missing) {
        ++before;
        continue;
      }
      has_leading = has_leading || before == 0;
      for (std::size_t event = 0; event < events_.size(); ++event) {
        if (!Matches(event, step, key)) continue;
        const Instant time = events_[event].time;
        if (before == 0) {
          if (event < places.front() && time >= events_[places.back()].time - *query_.maxspan) {
            leading = std::max(leading.value_or(time), time);
          }
        } else if (before == places.size()) {
          if (event > places.back() && time <= events_[places.front()].time + *query_.maxspan) {
            trailing = std::min(trailing.value_or(time), time);
          }
        } else if (event > places[before - 1] && event < places[before]) {
          return;
        }
      }
    }
    const bool has_trailing = layout_.back().second;
    if (has_leading && has_trailing) {
      if (leading && trailing && *trailing - *leading <= *query_.maxspan) return;
    } else if (leading || trailing) {
      return;
    }
    Found found{places.back(), key, {}};
    std::size_t next = 0;
    for (const auto& [step, missing] : layout_) found.ids.push_back(missing ? -1 : events_[places[next++]].id);
    found_.push_back(std::move(found));
  }

  const Query& query_;
  const std::vector<StreamEvent>& events_;
  std::vector<std::vector<std::set<std::string>>> matches_;  // by event and step: keys
  std::vector<std::pair<std::size_t, bool>> layout_;         // steps and whether they are negated, runs written out
  std::vector<std::size_t> stages_;
  std::vector<Found> found_;
};

class RandomStreams {
 public:
  explicit RandomStreams(unsigned seed) : random_(seed) {}

  std::size_t Below(std::size_t bound) { return random_() % bound; }

  std::string Query() {
    const bool keyed = Below(4) != 0;
    const bool missing = Below(2) == 0;
    std::string text = "sequence";
    if (keyed) text += Below(3) == 0 ? " by ?key" : " by key";
    if (missing || Below(3) != 0) text += " with maxspan=" + std::to_string(1 + Below(6)) + "s";
    const std::size_t terms = 2 + Below(3);
    const std::size_t certain = Below(terms);
    for (std::size_t i = 0; i < terms; ++i) {
      text += i != certain && missing && Below(3) == 0 ? " !" : " ";
      text += "[" + std::string(1, Kind()) + "]";
      if (Below(5) == 0) text += " with runs=" + std::to_string(1 + Below(3));
    }
    if (Below(4) == 0) text += " until [" + std::string(1, Kind()) + "]";
    return text;
  }

  std::string Events() {
    std::string text;
    std::size_t time = 1;
    for (std::size_t i = 5 + Below(40); i > 0; --i) {
      time += Below(3);
      text += Kind();
      if (Below(6) != 0) text += std::to_string(1 + Below(2));
      if (Below(9) == 0 && text.back() != Kind()) text += "+" + std::to_string(1 + Below(3));
      text += "@" + std::to_string(time) + " ";
    }
    return text;
  }

  template <typename T>
  void Shuffle(std::vector<T>& values) {
    std::shuffle(values.begin(), values.end(), random_);
  }

 private:
  char Kind() { return static_cast<char>('a' + Below(3)); }
  std::mt19937 random_;
};

TEST(SequenceProperty, TheDetectorAgreesWithBruteForce) {
  RandomStreams random(21);
  std::size_t found = 0;
  for (int i = 0; i < 10'000; ++i) {
    FieldSet fields;
    const std::string text = random.Query();
    const Query query = Compiled(text, fields);
    const std::string timeline = random.Events();
    const std::vector<StreamEvent> events = Timeline(timeline, fields);
    const std::vector<Result1> expected = BruteForce(query, events).Results();
    found += expected.size();
    ASSERT_EQ(Printed(RunSequence(query, events)), Printed(expected)) << text << "\n" << timeline;
  }
  EXPECT_GT(found, 10'000U);
}

// However late and unordered events come, as long as it is within the lateness: the same sequences, none before its
// span has passed.
TEST(SequenceProperty, AStreamFindsWhatABatchFinds) {
  RandomStreams random(22);
  std::size_t found = 0;
  for (int i = 0; i < 3'000; ++i) {
    FieldSet fields;
    const std::string text = random.Query();
    const Query query = Compiled(text, fields);
    std::vector<StreamEvent> events = Timeline(random.Events(), fields);
    // Events of one time are ordered by id, and ids as text.
    for (StreamEvent& event : events) event.id += 1000;
    const std::vector<Result1> expected = RunSequence(query, events);
    // Delays of up to four seconds.
    std::vector<std::pair<Instant, std::size_t>> arrivals;
    for (std::size_t j = 0; j < events.size(); ++j) {
      arrivals.emplace_back(events[j].time + static_cast<Instant>(random.Below(5)) * kSecond, j);
    }
    random.Shuffle(arrivals);
    std::stable_sort(arrivals.begin(), arrivals.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    SequenceDetector detector(query, "test");
    HitStream stream(detector, 4 * kSecond);
    std::vector<JoinedEvents> joined;
    for (const auto& [arrival, j] : arrivals) {
      const std::size_t before = joined.size();
      if (auto hit = HitOf(query, events[j])) {
        stream.Add(*hit, joined);
        if (random.Below(4) == 0) stream.Add(*hit, joined);  // delivered twice
      }
      for (std::size_t k = before; k < joined.size(); ++k) {
        if (joined[k].events.back() != nullptr) continue;
        const auto first =
            std::find_if(joined[k].events.begin(), joined[k].events.end(), [](const auto& e) { return !!e; });
        EXPECT_GT(stream.watermark(), (*first)->time + *query.maxspan);
      }
    }
    stream.Finish(joined);
    EXPECT_EQ(stream.late(), 0U);
    found += expected.size();
    // A stream gives out each sequence when it is sure; the order of completion is restored by the ordinals.
    ASSERT_EQ(Printed(ResultsOf(std::move(joined))), Printed(expected)) << text;
  }
  EXPECT_GT(found, 3'000U);
}

TEST(HitStreamTest, WhatComesTooLateIsCounted) {
  FieldSet fields;
  const Query query = Compiled("sequence [a] [b]", fields);
  const std::vector<StreamEvent> events = Timeline("a@1 b@10 b@20", fields);
  SequenceDetector detector(query, "test");
  HitStream stream(detector, 5 * kSecond);
  std::vector<JoinedEvents> found;
  stream.Add(*HitOf(query, events[2]), found);
  stream.Add(*HitOf(query, events[0]), found);
  EXPECT_EQ(stream.late(), 1U);
  stream.Finish(found);
  EXPECT_TRUE(found.empty());
}

std::string SaveEvent(const HitEvent& event) {
  return std::to_string(event.time) + " " + event.event_id + " " + std::to_string(event.place);
}

HitEventRef LoadEvent(const std::string& text) {
  HitEvent event;
  std::istringstream in(text);
  if (!(in >> event.time >> event.event_id >> event.place)) return nullptr;
  return std::make_shared<const HitEvent>(std::move(event));
}

TEST(SequenceProperty, AStateCanBeSavedAndRestoredAnywhere) {
  RandomStreams random(23);
  for (int i = 0; i < 2'000; ++i) {
    FieldSet fields;
    const std::string text = random.Query();
    const Query query = Compiled(text, fields);
    const std::vector<StreamEvent> events = Timeline(random.Events(), fields);
    auto detector = std::make_unique<SequenceDetector>(query, "rule 1");
    std::vector<JoinedEvents> joined;
    for (const StreamEvent& event : events) {
      if (random.Below(5) == 0) {
        const std::string state = detector->Save(SaveEvent);
        detector = std::make_unique<SequenceDetector>(query, "rule 1");
        ASSERT_TRUE(detector->Restore(state, LoadEvent)) << state;
      }
      if (const auto hit = HitOf(query, event)) detector->Add(*hit, joined);
    }
    detector->Finish(joined);
    ASSERT_EQ(Printed(ResultsOf(std::move(joined))), Printed(RunSequence(query, events))) << text;
  }
}

TEST(SequenceStateTest, WhatIsNoStateOfTheQueryIsRefused) {
  FieldSet fields;
  const Query query = Compiled("sequence by key with maxspan=9s [a] [b] ![c]", fields);
  SequenceDetector detector(query, "rule 1");
  std::vector<JoinedEvents> found;
  for (const StreamEvent& event : Timeline("a1@1 b1@2 a2@3", fields)) detector.Add(*HitOf(query, event), found);
  const std::string state = detector.Save(SaveEvent);
  EXPECT_TRUE(detector.Restore(state, LoadEvent));
  SequenceDetector other(query, "rule 2");
  const Status refused = other.Restore(state, LoadEvent);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().message, testing::HasSubstr("another form of the rule"));
  EXPECT_FALSE(detector.Restore("", LoadEvent));
  EXPECT_FALSE(detector.Restore("[]", LoadEvent));
  for (std::size_t cut = 0; cut < state.size(); cut += 7) {
    EXPECT_FALSE(detector.Restore(state.substr(0, cut), LoadEvent)) << cut;
    std::string damaged = state;
    damaged[cut] = damaged[cut] == '1' ? '9' : '1';
    static_cast<void>(detector.Restore(damaged, LoadEvent));  // whatever it says, it does not crash
  }
  EXPECT_FALSE(detector.Restore(state, [](const std::string&) -> HitEventRef { return nullptr; }));
}

TEST(SequenceLimitsTest, TheOldestBeginningsAreGivenUpAndCounted) {
  FieldSet fields;
  const Query query = Compiled("sequence by key [a] [b]", fields);
  SequenceDetector detector(query, "test", {.waiting = 5000});
  std::vector<JoinedEvents> found;
  const auto add = [&](char kind, int key) {
    FakeEvent event(fields);
    StreamEvent at{key * kSecond, key, std::make_shared<FakeEvent>(fields)};
    at.event->Set("kind", std::string(1, kind)).Set("key", std::to_string(key));
    detector.Add(*HitOf(query, at), found);
  };
  for (int key = 0; key < 20'000; ++key) add('a', key);
  EXPECT_GT(detector.evicted(), 14'000U);
  EXPECT_LT(detector.evicted(), 20'000U);
  add('b', 20'001);
  EXPECT_TRUE(found.empty());
  const auto event = [&](char kind, int key, int time) {
    StreamEvent at{time * kSecond, key, std::make_shared<FakeEvent>(fields)};
    at.event->Set("kind", std::string(1, kind)).Set("key", std::to_string(key));
    return *HitOf(query, at);
  };
  detector.Add(event('b', 19'999, 20'002), found);
  EXPECT_EQ(found.size(), 1U);
  detector.Add(event('b', 0, 20'003), found);
  EXPECT_EQ(found.size(), 1U);
}

// Hits made by hand, of the step `step` under one key: what conditions and fields cost plays no part.
class ManyHits {
 public:
  explicit ManyHits(const std::string& query, DetectorLimits limits = {})
      : query_(Compiled(query, fields_)), detector_(query_, "test", limits) {}

  void Add(std::uint32_t step, const std::string& key, Instant time) {
    const auto event = std::make_shared<const HitEvent>(HitEvent{time, {}, ++places_});
    detector_.Add({event, {{step, {key}}}}, found_);
  }

  std::size_t Finish() {
    detector_.Finish(found_);
    return found_.size();
  }

  const SequenceDetector& detector() const { return detector_; }
  std::size_t found() const { return found_.size(); }

 private:
  FieldSet fields_;
  const Query query_;
  SequenceDetector detector_;
  std::vector<JoinedEvents> found_;
  std::uint64_t places_ = 0;
};

constexpr int kMany = 100'000;

// All under one key and within one span: with the square of their number this would take minutes.
TEST(ManyOfOneKeyTest, PairsThatNothingComesBetween) {
  ManyHits hits("sequence with maxspan=1d [a] ![x] [b]");
  for (int i = 0; i < kMany; ++i) hits.Add(1, "", i);
  for (int i = 0; i < kMany; ++i) {
    hits.Add(0, "", kMany + i);
    if (i % 2 == 0) hits.Add(1, "", kMany + i);
    hits.Add(2, "", kMany + i);
  }
  EXPECT_EQ(hits.Finish(), kMany / 2U);
}

TEST(ManyOfOneKeyTest, PairsThatNothingComesBefore) {
  ManyHits hits("sequence with maxspan=1s ![x] [a] [b]");
  for (int i = 0; i < kMany; ++i) hits.Add(0, "", i);
  for (int i = 0; i < 2 * kMany; ++i) {
    const Instant time = i < kMany ? kMany + i : 2 * kSecond + i;
    hits.Add(1, "", time);
    hits.Add(2, "", time);
  }
  EXPECT_EQ(hits.Finish(), static_cast<unsigned>(kMany));
}

TEST(ManyOfOneKeyTest, PairsThatWaitForWhatMustNotFollow) {
  const auto found = [](const std::string& query, std::uint32_t first, bool followed) {
    ManyHits hits(query);
    for (int i = 0; i < kMany; ++i) {
      hits.Add(first, "", i);
      hits.Add(first + 1, "", i);
    }
    for (int i = 0; followed && i < kMany; ++i) hits.Add(first + 2, "", kMany + i);
    return hits.Finish();
  };
  EXPECT_EQ(found("sequence with maxspan=1d [a] [b] ![y]", 0, false), static_cast<unsigned>(kMany));
  EXPECT_EQ(found("sequence with maxspan=1d [a] [b] ![y]", 0, true), 0U);
  EXPECT_EQ(found("sequence with maxspan=1d ![x] [a] [b] ![y]", 1, true), static_cast<unsigned>(kMany));
}

TEST(SequenceLimitsTest, AFloodOfWhatMustBeMissingCostsNoBeginning) {
  for (const char* const query :
       {"sequence by key with maxspan=1d ![x] [a] [b]", "sequence by key with maxspan=1d [x] [a] [b]"}) {
    ManyHits hits(query, {.waiting = 10'000, .leading = 1'000});
    hits.Add(0, "first", 0);
    hits.Add(1, "victim", 0);
    for (int i = 0; i < kMany; ++i) hits.Add(0, std::to_string(i), i);
    hits.Add(2, "victim", kMany);
    const bool missing = std::string_view(query).find('!') != std::string_view::npos;
    EXPECT_EQ(hits.found(), missing ? 1U : 0U) << query;
    EXPECT_EQ(hits.detector().evicted() == 0, missing);
    EXPECT_EQ(hits.detector().forgotten(), missing ? kMany + 1U - 1'000U : 0U);
    if (!missing) continue;
    // What is forgotten spoils nothing, what is remembered does: rather one alert too many than one too few.
    for (const std::string& key : {std::string("first"), std::to_string(kMany - 1)}) {
      hits.Add(1, key, kMany);
      hits.Add(2, key, kMany);
    }
    EXPECT_EQ(hits.found(), 2U);
  }
}

TEST(SequenceLimitsTest, OfManyBeginningsAtOneTimeOnlyTheExcessIsGivenUp) {
  for (const char* const query : {"sequence by key [a] [b]", "sequence by key with maxspan=1d [b] [a] ![x]"}) {
    ManyHits hits(query, {.waiting = 5'000});
    const bool waits = std::string_view(query).find('!') != std::string_view::npos;
    for (int i = 0; i < 5'001; ++i) {
      hits.Add(0, std::to_string(i), 0);
      if (waits) hits.Add(1, std::to_string(i), 0);
    }
    EXPECT_EQ(hits.detector().evicted(), 501U) << query;
    for (int i = 0; !waits && i < 5'001; ++i) hits.Add(1, std::to_string(i), 0);
    EXPECT_EQ(hits.Finish(), 4'500U) << query;
  }
}

TEST(SampleLimitsTest, WhatIsOverThemIsCountedWhateverItsKey) {
  FieldSet fields;
  const Query query = Compiled("sample by key [a] [b]", fields);
  SampleDetector detector(query, 1, {.waiting = 3});
  const auto add = [&](std::uint32_t step, const std::string& key) {
    detector.Add({std::make_shared<const HitEvent>(), {{step, {key}}}});
  };
  add(0, "1");
  add(0, "1");
  add(1, "1");
  add(0, "1");  // two are enough of one filter: not needed, not counted
  add(0, "2");
  add(1, "3");
  EXPECT_EQ(detector.evicted(), 2U);
  std::vector<JoinedEvents> found;
  detector.Finish(found);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].key, "1");
}

// As many wait at any time as the limit lets: looking through them all for those whose span has passed must be rare.
TEST(SequenceLimitsTest, JustBelowTheLimitTheyAreSweptSeldom) {
  ManyHits hits("sequence by key with maxspan=50s [a] [b]", {.waiting = 50'010});
  for (int i = 0; i < 500'000; ++i) hits.Add(0, std::to_string(i), i * Instant{1'000'000});
  hits.Add(1, std::to_string(499'000), 500 * kSecond);
  EXPECT_EQ(hits.Finish(), 1U);
}

// Beginnings and sequences that wait for their span to end are one to the limit: neither crowds the other out.
TEST(SequenceLimitsTest, TheOldestGoFirstWhateverTheyWaitFor) {
  ManyHits hits("sequence by key with maxspan=1d [a] [b] ![x]", {.waiting = 5'000});
  for (int i = 0; i < kMany; ++i) {
    hits.Add(0, "done " + std::to_string(i), i);
    hits.Add(1, "done " + std::to_string(i), i);
    hits.Add(0, "begun " + std::to_string(i), i);
  }
  EXPECT_EQ(hits.detector().evicted() % 501, 0U);
  hits.Add(1, "begun " + std::to_string(kMany - 1000), kMany);
  hits.Add(1, "begun " + std::to_string(kMany - 10'000), kMany);
  const std::size_t held = 2 * kMany - hits.detector().evicted();
  EXPECT_EQ(hits.Finish(), held / 2 + 1);
}

}  // namespace
}  // namespace crosstrail
