#include "event/java_map.h"

#include <algorithm>
#include <vector>

#include "event/drop_rule.h"
#include "event/java_hash_order.h"
#include "event/java_number.h"

namespace crosstrail {
namespace {

// One key of an object with its final value: of duplicate keys HashMap keeps the place of the first and the value of
// the last.
struct Entry {
  std::uint32_t first = 0;
  const JsonNode* value = nullptr;
};

// What the writer works on, kept from text to text.
struct Stacks {
  std::vector<Entry> entries;
  std::vector<JavaMapKey> keys;
};

class Writer {
 public:
  Writer(std::string& out, Stacks& stacks) : out_(out), stacks_(stacks) {}

  // False, and nothing is written, when `value` is dropped. Recursion is bounded by the depth of a JsonTree.
  bool Write(const JsonNode& value) {
    switch (value.kind) {
      case JsonKind::kObject:
        return WriteMap(value);
      case JsonKind::kArray:
        return WriteList(value);
      case JsonKind::kInteger:
        out_ += JavaInteger(value.text);
        return true;
      case JsonKind::kFloat:
        out_ += JavaFloat(value.text);
        return true;
      default:
        if (IsDropped(value)) return false;
        out_ += value.text;
        return true;
    }
  }

 private:
  bool WriteList(const JsonNode& list) {
    const std::size_t begin = Open('[');
    for (const JsonNode& item : JsonChildren(list)) {
      const std::size_t end = Separate(begin);
      if (!Write(item)) out_.resize(end);
    }
    return Close(begin, ']');
  }

  bool WriteMap(const JsonNode& map) {
    // Both vectors are stacks: what lies below belongs to the maps around this one.
    const std::size_t entries = entries_.size();
    const std::size_t keys = keys_.size();
    PushEntries(map);
    const bool has_order = entries_.size() - entries > 1;
    for (std::size_t i = entries; i < entries_.size(); ++i) {
      const std::string_view key = entries_[i].value->key;
      keys_.push_back({has_order ? JavaStringHash(key) : 0, static_cast<std::uint32_t>(i), key});
    }
    SortAsJavaHashMap(std::span(keys_).subspan(keys));
    const std::size_t keys_end = keys_.size();
    const std::size_t begin = Open('{');
    for (std::size_t i = keys; i < keys_end; ++i) {
      const JsonNode& value = *entries_[keys_[i].index].value;
      const std::size_t end = Separate(begin);
      out_ += value.key;
      out_ += '=';
      if (!Write(value)) out_.resize(end);
    }
    entries_.resize(entries);
    keys_.resize(keys);
    return Close(begin, '}');
  }

  // Where the text of a list or map begins, which has its opening bracket now.
  std::size_t Open(char bracket) {
    out_ += bracket;
    return out_.size() - 1;
  }

  // Where the text ended before the comma, which the first element goes without.
  std::size_t Separate(std::size_t begin) {
    const std::size_t end = out_.size();
    if (end > begin + 1) out_ += ", ";
    return end;
  }

  // A list or map of which nothing is left is dropped like its elements.
  bool Close(std::size_t begin, char bracket) {
    if (out_.size() == begin + 1) {
      out_.resize(begin);
      return false;
    }
    out_ += bracket;
    return true;
  }

  void PushEntries(const JsonNode& map) {
    const auto begin = static_cast<std::ptrdiff_t>(entries_.size());
    bool duplicates = false;
    std::uint32_t position = 0;
    for (const JsonNode* member = &map + 1; member != &map + map.span; member += member->span) {
      entries_.push_back({position++, member});
      duplicates = duplicates || member->superseded;
    }
    if (duplicates) MergeDuplicates(begin);
  }

  void MergeDuplicates(std::ptrdiff_t begin) {
    std::stable_sort(entries_.begin() + begin, entries_.end(),
                     [](const Entry& a, const Entry& b) { return a.value->key < b.value->key; });
    auto kept = entries_.begin() + begin;
    for (auto next = kept + 1; next != entries_.end(); ++next) {
      if (next->value->key == kept->value->key) {
        kept->value = next->value;
      } else {
        *++kept = *next;
      }
    }
    entries_.erase(kept + 1, entries_.end());
    std::sort(entries_.begin() + begin, entries_.end(),
              [](const Entry& a, const Entry& b) { return a.first < b.first; });
  }

  std::string& out_;
  Stacks& stacks_;
  std::vector<Entry>& entries_ = stacks_.entries;
  std::vector<JavaMapKey>& keys_ = stacks_.keys;
};

}  // namespace

void AppendJavaMap(const JsonNode& value, std::string& out) {
  thread_local Stacks stacks;
  Writer(out, stacks).Write(value);
}

Result<std::string> RenderJavaMap(std::string_view json) {
  JsonTree tree;
  if (Status status = tree.Parse(json); !status) return tl::unexpected<Error>(std::move(status.error()));
  std::string text;
  AppendJavaMap(*tree.root(), text);
  return text;
}

}  // namespace crosstrail
