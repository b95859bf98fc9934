#include "policy/text_automaton.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/hash.h"
#include "base/text.h"
#include "policy/value_pattern.h"

namespace crosstrail::policy {
namespace {

constexpr std::size_t kBits = 64;

// A set of places, one bit each.
using Places = std::vector<std::uint64_t>;

bool Meet(std::span<const std::uint64_t> a, const Places& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    if ((a[i] & b[i]) != 0) return true;
  }
  return false;
}

void Add(Places& to, const Places& from) {
  for (std::size_t i = 0; i < to.size(); ++i) to[i] |= from[i];
}

class Product {
 public:
  explicit Product(std::span<const TextRequirement> requirements) {
    std::size_t places = 0;
    for (const TextRequirement& requirement : requirements) {
      for (const TextPattern& pattern : requirement.patterns) places += pattern.size() + 1;
    }
    words_ = (places + kBits - 1) / kBits;
    first_ = repeats_ = refused_ = fatal_ = Empty();
    std::size_t at = 0;
    for (const TextRequirement& requirement : requirements) {
      if (requirement.want) wanted_.push_back({.places = Empty(), .ends = Empty()});
      for (const TextPattern& pattern : requirement.patterns) {
        AddPattern(pattern, at, requirement.want);
        at += pattern.size() + 1;
      }
    }
    ChooseAlphabet();
  }

  TextAnswer Walk(std::size_t& budget) {
    const std::size_t cost = 1 + words_ / 8;
    budget -= std::min(budget, cost * alphabet_.size());  // what it took to make the automaton
    Close(first_);
    if (IsDead(first_)) return {.found = Found::kNo, .text = {}};
    Push(first_, 0, 0);
    Places next = Empty();
    for (std::size_t at = 0; at < nodes_.size(); ++at) {
      if (IsAccepting(StateOf(at))) return {.found = Found::kYes, .text = TextOf(at)};
      std::uint64_t kinds = 0;  // of characters that no place of the state names, tried already
      for (const Letter& letter : alphabet_) {
        const std::span<const std::uint64_t> state = StateOf(at);
        if (!Meet(state, letter.named)) {
          if ((kinds >> letter.kind & 1U) != 0) continue;
          kinds |= std::uint64_t{1} << letter.kind;
        }
        if (budget < cost) {
          budget = 0;
          return {.found = Found::kUndecided, .text = {}};
        }
        budget -= cost;
        Advance(state, letter, next);
        if (!IsDead(next)) Push(next, at, letter.c);
      }
    }
    return {.found = Found::kNo, .text = {}};
  }

 private:
  struct Letter {
    char32_t c = 0;
    unsigned kind = 0;  // characters of one kind are in the same classes
    Places named;       // where it is named
    Places moves;       // where it is taken
  };
  struct Wanted {
    Places places;  // of all its patterns
    Places ends;
  };
  struct Node {
    std::size_t from;
    char32_t c;
  };

  Places Empty() const { return Places(words_); }
  static void Set(Places& places, std::size_t at) { places[at / kBits] |= std::uint64_t{1} << (at % kBits); }

  // The place before step i of `pattern` is begin + i; the one behind its last step is its end.
  void AddPattern(const TextPattern& pattern, std::size_t begin, bool want) {
    Set(first_, begin);
    for (std::size_t i = 0; i < pattern.size(); ++i) {
      const Step& step = pattern[i];
      if (step.repeat) Set(repeats_, begin + i);
      const auto [entry, fresh] = steps_.try_emplace({step.what, step.ignore_case}, Places());
      if (fresh) entry->second = Empty();
      Set(entry->second, begin + i);
    }
    const std::size_t end = begin + pattern.size();
    if (want) {
      for (std::size_t at = begin; at <= end; ++at) Set(wanted_.back().places, at);
      Set(wanted_.back().ends, end);
      return;
    }
    Set(refused_, end);
    // From here it matches whatever follows.
    if (!pattern.empty() && pattern.back().repeat && pattern.back().what == kAnyCharacter) Set(fatal_, end - 1);
  }

  // Characters that the patterns name, and some of each kind that they may not.
  void ChooseAlphabet() {
    std::u32string characters;
    for (const auto& [what, places] : steps_) {
      if (!IsCharacter(what.first)) continue;
      characters += what.first;
      if (what.second) characters += FoldCase(what.first);
    }
    const std::u32string named = characters;
    constexpr std::u32string_view kKinds[] = {U"xyzabcdefghijklmnopqrstuvw", U"XYZABCDEFGHIJKLMNOPQRSTUVW",
                                              U"9876543210", U"\u00f8\u00fe\u0111\u014b\u0167"};
    for (const std::u32string_view kind : kKinds) {
      const auto fresh =
          std::find_if(kind.begin(), kind.end(), [&](char32_t c) { return named.find(c) == named.npos; });
      if (fresh != kind.end()) characters += *fresh;
    }
    characters += U"-/:_.+=,@ ";
    std::sort(characters.begin(), characters.end());
    characters.erase(std::unique(characters.begin(), characters.end()), characters.end());
    std::map<std::vector<bool>, unsigned> kinds;
    for (const char32_t c : characters) {
      Letter& letter = alphabet_.emplace_back();
      letter.c = c;
      letter.named = letter.moves = Empty();
      std::vector<bool> classes;
      for (const auto& [what, places] : steps_) {
        const bool taken = Takes({.what = what.first, .ignore_case = what.second}, c);
        if (!IsCharacter(what.first)) {
          classes.push_back(taken);
        } else if (taken) {
          Add(letter.named, places);
        }
        if (taken) Add(letter.moves, places);
      }
      letter.kind = kinds.try_emplace(std::move(classes), static_cast<unsigned>(kinds.size())).first->second;
    }
  }

  // Standing before a step that may be taken no times means standing behind it too.
  void Close(Places& places) const {
    for (bool changed = true; changed;) {
      changed = false;
      std::uint64_t carry = 0;
      for (std::size_t i = 0; i < words_; ++i) {
        const std::uint64_t skips = places[i] & repeats_[i];
        const std::uint64_t behind = skips << 1U | carry;
        carry = skips >> (kBits - 1);
        changed = changed || (behind & ~places[i]) != 0;
        places[i] |= behind;
      }
    }
  }

  void Advance(std::span<const std::uint64_t> state, const Letter& letter, Places& next) const {
    std::uint64_t carry = 0;
    for (std::size_t i = 0; i < words_; ++i) {
      const std::uint64_t taken = state[i] & letter.moves[i];
      const std::uint64_t leave = taken & ~repeats_[i];
      next[i] = (taken & repeats_[i]) | leave << 1U | carry;
      carry = leave >> (kBits - 1);
    }
    Close(next);
  }

  bool IsAccepting(std::span<const std::uint64_t> state) const {
    return !Meet(state, refused_) &&
           std::all_of(wanted_.begin(), wanted_.end(), [&](const Wanted& wanted) { return Meet(state, wanted.ends); });
  }

  // No continuation can be accepted: a wanted pattern has failed, or an unwanted one matches whatever follows.
  bool IsDead(const Places& state) const {
    return Meet(state, fatal_) || std::any_of(wanted_.begin(), wanted_.end(),
                                              [&](const Wanted& wanted) { return !Meet(state, wanted.places); });
  }

  std::span<const std::uint64_t> StateOf(std::size_t node) const {
    return std::span(states_).subspan(node * words_, words_);
  }

  void Push(const Places& state, std::size_t from, char32_t c) {
    states_.insert(states_.end(), state.begin(), state.end());
    if (seen_.insert(nodes_.size()).second) {
      nodes_.push_back({.from = from, .c = c});
    } else {
      states_.resize(states_.size() - words_);
    }
  }

  std::u32string TextOf(std::size_t at) const {
    std::u32string text;
    for (; at != 0; at = nodes_[at].from) text += nodes_[at].c;
    std::reverse(text.begin(), text.end());
    return text;
  }

  struct HashOfState {
    const Product* product;
    std::size_t operator()(std::size_t node) const {
      const auto state = product->StateOf(node);
      return Hash64({reinterpret_cast<const char*>(state.data()), state.size_bytes()});
    }
  };
  struct SameState {
    const Product* product;
    bool operator()(std::size_t a, std::size_t b) const {
      return std::ranges::equal(product->StateOf(a), product->StateOf(b));
    }
  };

  std::size_t words_ = 0;  // of a state
  Places first_;
  Places repeats_;  // before steps that may be taken any number of times
  Places refused_;  // ends of patterns that must not match
  Places fatal_;
  std::vector<Wanted> wanted_;
  std::map<std::pair<char32_t, bool>, Places> steps_;  // where each kind of step is: what it takes, in any case
  std::vector<Letter> alphabet_;
  std::vector<std::uint64_t> states_;  // of all nodes
  std::vector<Node> nodes_;
  std::unordered_set<std::size_t, HashOfState, SameState> seen_{16, HashOfState{this}, SameState{this}};
};

}  // namespace

TextAnswer WalkAutomata(std::span<const TextRequirement> requirements, std::size_t& budget) {
  return Product(requirements).Walk(budget);
}

}  // namespace crosstrail::policy
