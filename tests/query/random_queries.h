// Random EQL conditions and events, for property tests.
#pragma once

#include <cstddef>
#include <random>
#include <string>
#include <vector>

#include "fake_event.h"

namespace crosstrail {

/// Conditions on the fields a, b, c and d, and events that have some of them; the same for the same seed.
class RandomQueries {
 public:
  explicit RandomQueries(unsigned seed) : random_(seed) {}

  std::size_t Below(std::size_t bound) { return random_() % bound; }
  std::string Name() { return std::string(1, static_cast<char>('a' + Below(4))); }
  std::string Text() { return std::string(1, static_cast<char>('p' + Below(4))); }
  std::string Quoted() { return "\"" + Text() + "\""; }

  std::string Condition(int depth) {
    if (depth == 0) return Leaf();
    switch (Below(5)) {
      case 0:
        return "(" + Condition(depth - 1) + " and " + Condition(depth - 1) + ")";
      case 1:
        return "(" + Condition(depth - 1) + " or " + Condition(depth - 1) + ")";
      case 2:
        return "not (" + Condition(depth - 1) + ")";
      case 3:
        return "(" + Condition(depth - 1) + " and " + Condition(depth - 1) + " and " + Condition(depth - 1) + ")";
      default:
        return Leaf();
    }
  }

  std::string Leaf() {
    switch (Below(10)) {
      case 0:
        return Name() + " in (" + Quoted() + ", " + Quoted() + ")";
      case 1:
        return Name() + " : (" + Quoted() + ", \"q*\")";
      case 2:
        return Name() + " != " + Quoted();
      case 3:
        return Name() + (Below(2) == 0 ? " == null" : " != null");
      case 4:
        return "stringContains(" + Name() + ", " + Name() + ")";
      case 5:
        return Below(2) == 0 ? "true" : "null";
      case 6:
        return Name() + " like (" + Quoted() + ")";
      default:
        return Name() + " == " + Quoted();
    }
  }

  /// Gives each field none, one or two values.
  void Fill(FakeEvent& event) {
    for (const std::string_view name : {"a", "b", "c", "d"}) {
      std::vector<std::string> texts;
      for (std::size_t n = Below(4); n > 1; --n) texts.push_back(Text());
      if (!texts.empty()) event.Set(name, std::vector<Value>(texts.begin(), texts.end()));
    }
  }

 private:
  std::mt19937 random_;
};

}  // namespace crosstrail
