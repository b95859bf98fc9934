#include "event/java_map.h"

#include <algorithm>
#include <span>
#include <vector>

#include "event/drop_rule.h"
#include "event/java_hash_order.h"
#include "event/java_number.h"

namespace crosstrail {
namespace {

class Writer {
 public:
  Writer(std::string& out, std::vector<JavaMapKey>& keys) : out_(out), keys_(keys) {}

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
    // A stack: what lies below belongs to the maps around this one.
    const std::size_t base = keys_.size();
    PushKeys(map);
    const std::size_t top = keys_.size();
    if (top - base > 1) SortKeys(std::span(keys_).subspan(base));
    const std::size_t begin = Open('{');
    for (std::size_t i = base; i < top; ++i) {
      const JsonNode& value = (&map)[keys_[i].index];
      const std::size_t end = Separate(begin);
      out_ += value.key;
      out_ += '=';
      if (!Write(value)) out_.resize(end);
    }
    keys_.resize(base);
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

  // Pushes the keys of `map` in the order of insertion; the index of a key is the distance from `map` to its value.
  void PushKeys(const JsonNode& map) {
    const std::size_t base = keys_.size();
    bool duplicates = false;
    for (const JsonNode* member = &map + 1; member != &map + map.span; member += member->span) {
      keys_.push_back({0, static_cast<std::uint32_t>(member - &map), member->key});
      duplicates = duplicates || member->superseded;
    }
    if (duplicates) MergeDuplicates(base);
  }

  // Of duplicate keys HashMap keeps the place of the first and the value of the last.
  void MergeDuplicates(std::size_t base) {
    struct Merged {
      std::uint32_t place = 0;
      JavaMapKey key;
    };
    std::vector<Merged> merged;
    std::stable_sort(keys_.begin() + static_cast<std::ptrdiff_t>(base), keys_.end(),
                     [](const JavaMapKey& a, const JavaMapKey& b) { return a.text < b.text; });
    for (const JavaMapKey& key : std::span(keys_).subspan(base)) {
      if (merged.empty() || merged.back().key.text != key.text) {
        merged.push_back({key.index, key});
      } else {
        merged.back().key.index = key.index;
      }
    }
    std::ranges::sort(merged, {}, &Merged::place);
    keys_.resize(base);
    for (const Merged& one : merged) keys_.push_back(one.key);
  }

  static void SortKeys(std::span<JavaMapKey> keys) {
    for (JavaMapKey& key : keys) key.hash = JavaStringHash(key.text);
    SortAsJavaHashMap(keys);
  }

  std::string& out_;
  std::vector<JavaMapKey>& keys_;
};

}  // namespace

void AppendJavaMap(const JsonNode& value, std::string& out) {
  thread_local std::vector<JavaMapKey> keys;  // its room is used again
  Writer(out, keys).Write(value);
}

Result<std::string> RenderJavaMap(std::string_view json) {
  JsonTree tree;
  if (Status status = tree.Parse(json); !status) return tl::unexpected<Error>(std::move(status.error()));
  std::string text;
  AppendJavaMap(*tree.root(), text);
  return text;
}

}  // namespace crosstrail
