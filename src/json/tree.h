// A JSON text parsed by the book into a flat tree.
//
// Built on simdjson's first stage instead of its DOM, because numbers must stay as they were written (an integer of any
// size is legal and may be printed) and strings without escapes need no copy. Costs 48 bytes a value, reused from text
// to text, and about half a microsecond a kilobyte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "json/structural.h"

namespace crosstrail {

enum class JsonKind : std::uint8_t { kNull, kBool, kInteger, kFloat, kString, kArray, kObject };

/// A value; what it holds follows it in memory, each child with its own descendants: child, its subtree, next child.
struct JsonNode {
  std::string_view key;    // of a member, escapes resolved; empty for anything else
  std::string_view text;   // of a string, escapes resolved; of another scalar, as written
  std::uint32_t span = 1;  // nodes of the subtree, this one included
  JsonKind kind = JsonKind::kNull;
  bool superseded = false;  // a later member of the same object has the same key

  bool IsContainer() const { return kind == JsonKind::kArray || kind == JsonKind::kObject; }
};

/// The direct children of `parent`, superseded members left out: for (const JsonNode& child : JsonChildren(node)).
class JsonChildren {
 public:
  class Iterator {
   public:
    Iterator(const JsonNode* at, const JsonNode* end) : at_(at), end_(end) { SkipSuperseded(); }
    const JsonNode& operator*() const { return *at_; }
    Iterator& operator++() {
      at_ += at_->span;
      SkipSuperseded();
      return *this;
    }
    bool operator!=(const Iterator& other) const { return at_ != other.at_; }

   private:
    void SkipSuperseded() {
      while (at_ != end_ && at_->superseded) at_ += at_->span;
    }
    const JsonNode* at_;
    const JsonNode* end_;
  };

  explicit JsonChildren(const JsonNode& parent) : begin_(&parent + 1), end_(&parent + parent.span) {}
  Iterator begin() const { return {begin_, end_}; }
  Iterator end() const { return {end_, end_}; }

 private:
  const JsonNode* begin_;
  const JsonNode* end_;
};

/// The text of a string; empty for nullptr and for anything else.
inline std::string_view StringOf(const JsonNode* node) {
  return node != nullptr && node->kind == JsonKind::kString ? node->text : std::string_view();
}

/// The member of `object` called `key`; nullptr when there is none, or `object` is none.
const JsonNode* FindMember(const JsonNode& object, std::string_view key);

/// Bytes [begin, end) of the text.
struct JsonPlace {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

struct JsonFailure {
  std::size_t offset = 0;  // a byte of the text or its size
  std::string_view reason;
};

/// One a thread; not thread-safe.
class JsonTree {
 public:
  /// Parses `text` (kJsonPadding readable bytes follow; under 4 GiB), which must outlive the use of the tree, and
  /// forgets the one before. kMalformed when it is not exactly one JSON value or nests deeper than kMaxJsonDepth.
  /// Numbers may have any size; an escaped surrogate that is alone becomes U+FFFD.
  Status Parse(std::string_view text) { return Parse(text, false); }

  /// Parse for who has to say where a value stands: keeps the places, for PlaceOf.
  Status ParseWithPlaces(std::string_view text) { return Parse(text, true); }

  /// Where `node`, a node of this tree, stands: quotes or brackets included, the key left out. After ParseWithPlaces.
  JsonPlace PlaceOf(const JsonNode& node) const { return places_[static_cast<std::size_t>(&node - nodes_.data())]; }

  /// Why and where the last Parse failed; of no meaning after success.
  const JsonFailure& failure() const { return failure_; }

  /// nullptr unless the last Parse succeeded.
  const JsonNode* root() const { return nodes_.empty() ? nullptr : nodes_.data(); }

 private:
  class Builder;

  Status Parse(std::string_view text, bool with_places);

  StructuralIndexer indexer_;
  std::vector<JsonNode> nodes_;
  std::vector<JsonPlace> places_;      // one a node, or none at all
  std::string unescaped_;              // the texts that had escapes; never reallocated while a tree is built
  std::vector<std::uint32_t> by_key_;  // scratch: members of one large object
  JsonFailure failure_;
};

}  // namespace crosstrail
