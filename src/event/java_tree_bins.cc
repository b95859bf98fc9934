#include "event/java_tree_bins.h"

#include <cstdint>
#include <vector>

#include "base/utf8.h"

namespace crosstrail {
namespace {

constexpr std::size_t kUntreeifyThreshold = 6;

// The order of a map's iteration is that of its buckets, and in a bucket that of `next`. Trees matter only because
// their root is moved to the front of that list, and because a new node is listed behind its parent.
struct Node {
  const JavaMapKey* key = nullptr;
  std::int32_t hash = 0;  // spread; Java compares hashes as signed numbers
  Node* next = nullptr;
  Node* previous = nullptr;
  Node* parent = nullptr;
  Node* left = nullptr;
  Node* right = nullptr;
  bool red = false;
};

struct Bucket {
  Node* first = nullptr;
  bool tree = false;
};

bool GoesLeft(const Node& node, const Node& at) {
  if (at.hash != node.hash) return at.hash > node.hash;
  return CompareAsJava(node.key->text, at.key->text) <= 0;
}

Node* RotateLeft(Node* root, Node* p) {
  Node* const r = p->right;
  if (r == nullptr) return root;
  p->right = r->left;
  if (p->right != nullptr) p->right->parent = p;
  r->parent = p->parent;
  if (p->parent == nullptr) {
    root = r;
    r->red = false;
  } else if (p->parent->left == p) {
    p->parent->left = r;
  } else {
    p->parent->right = r;
  }
  r->left = p;
  p->parent = r;
  return root;
}

Node* RotateRight(Node* root, Node* p) {
  Node* const l = p->left;
  if (l == nullptr) return root;
  p->left = l->right;
  if (p->left != nullptr) p->left->parent = p;
  l->parent = p->parent;
  if (p->parent == nullptr) {
    root = l;
    l->red = false;
  } else if (p->parent->right == p) {
    p->parent->right = l;
  } else {
    p->parent->left = l;
  }
  l->right = p;
  p->parent = l;
  return root;
}

// Restores the red-black rules above the new node `x`; the root of the tree afterwards.
Node* Balance(Node* root, Node* x) {
  x->red = true;
  while (true) {
    Node* parent = x->parent;
    if (parent == nullptr) {
      x->red = false;
      return x;
    }
    Node* grandparent = parent->parent;
    if (!parent->red || grandparent == nullptr) return root;
    const bool left = parent == grandparent->left;
    Node* const uncle = left ? grandparent->right : grandparent->left;
    if (uncle != nullptr && uncle->red) {
      uncle->red = false;
      parent->red = false;
      grandparent->red = true;
      x = grandparent;
      continue;
    }
    if (x == (left ? parent->right : parent->left)) {
      x = parent;
      root = left ? RotateLeft(root, x) : RotateRight(root, x);
      parent = x->parent;
      grandparent = parent == nullptr ? nullptr : parent->parent;
    }
    if (parent == nullptr) continue;
    parent->red = false;
    if (grandparent == nullptr) continue;
    grandparent->red = true;
    root = left ? RotateRight(root, grandparent) : RotateLeft(root, grandparent);
  }
}

// Hangs `node` into the tree of `root` (nullptr: it becomes the root); the root afterwards, and in `parent` the parent
// that the node was given.
Node* Hang(Node* root, Node* node, Node*& parent) {
  node->left = node->right = node->parent = nullptr;
  if (root == nullptr) {
    node->red = false;
    return node;
  }
  parent = root;
  bool left = GoesLeft(*node, *parent);
  while (Node* const at = left ? parent->left : parent->right) {
    parent = at;
    left = GoesLeft(*node, *parent);
  }
  node->parent = parent;
  (left ? parent->left : parent->right) = node;
  return Balance(root, node);
}

Node* RootOf(Node* node) {
  while (node->parent != nullptr) node = node->parent;
  return node;
}

void MoveToFront(Bucket& bucket, Node* root) {
  if (bucket.first == root) return;
  if (root->next != nullptr) root->next->previous = root->previous;
  if (root->previous != nullptr) root->previous->next = root->next;
  bucket.first->previous = root;
  root->next = bucket.first;
  root->previous = nullptr;
  bucket.first = root;
}

// Makes a tree of the nodes listed in `bucket`.
void Treeify(Bucket& bucket) {
  Node* root = nullptr;
  Node* previous = nullptr;
  Node* parent = nullptr;
  for (Node* node = bucket.first; node != nullptr; node = node->next) {
    node->previous = previous;
    previous = node;
    root = Hang(root, node, parent);
  }
  bucket.tree = true;
  MoveToFront(bucket, root);
}

class JavaHashMap {
 public:
  explicit JavaHashMap(std::span<const JavaMapKey> keys) : nodes_(keys.size()), buckets_(kInitialCapacity) {
    for (std::size_t i = 0; i < keys.size(); ++i) {
      nodes_[i].key = &keys[i];
      nodes_[i].hash = static_cast<std::int32_t>(keys[i].hash ^ (keys[i].hash >> 16U));
      Put(nodes_[i]);
      if ((i + 1) * 4 > buckets_.size() * 3) Grow();
    }
  }

  template <typename Visit>
  void ForEach(Visit visit) const {
    for (const Bucket& bucket : buckets_) {
      for (const Node* node = bucket.first; node != nullptr; node = node->next) visit(*node->key);
    }
  }

 private:
  Bucket& BucketOf(const Node& node) { return buckets_[static_cast<std::uint32_t>(node.hash) & (buckets_.size() - 1)]; }

  void Put(Node& node) {
    Bucket& bucket = BucketOf(node);
    if (bucket.first == nullptr) {
      bucket.first = &node;
    } else if (bucket.tree) {
      Node* parent = bucket.first;
      Node* const root = Hang(RootOf(bucket.first), &node, parent);
      node.next = parent->next;
      node.previous = parent;
      if (parent->next != nullptr) parent->next->previous = &node;
      parent->next = &node;
      MoveToFront(bucket, root);
    } else {
      std::size_t length = 1;
      Node* last = bucket.first;
      for (; last->next != nullptr; last = last->next) ++length;
      last->next = &node;
      if (length < kTreeifyThreshold) return;
      if (buckets_.size() < kMinTreeifyCapacity) {
        Grow();
      } else {
        Treeify(bucket);
      }
    }
  }

  // Doubles the table: each bucket splits into two that keep their nodes' order.
  void Grow() {
    const std::size_t capacity = buckets_.size();
    std::vector<Bucket> old(capacity * 2);
    old.swap(buckets_);
    for (std::size_t i = 0; i < capacity; ++i) {
      std::size_t counts[2] = {0, 0};
      Node* lasts[2] = {nullptr, nullptr};
      for (Node* node = old[i].first; node != nullptr;) {
        Node* const next = node->next;
        const std::size_t half = (static_cast<std::uint32_t>(node->hash) & capacity) != 0 ? 1 : 0;
        node->next = nullptr;
        node->previous = lasts[half];
        (lasts[half] == nullptr ? buckets_[i + half * capacity].first : lasts[half]->next) = node;
        lasts[half] = node;
        ++counts[half];
        node = next;
      }
      if (!old[i].tree) continue;
      for (const std::size_t half : {0U, 1U}) {
        if (counts[half] <= kUntreeifyThreshold) continue;
        Bucket& bucket = buckets_[i + half * capacity];
        bucket.tree = true;
        if (counts[1 - half] != 0) Treeify(bucket);
      }
    }
  }

  std::vector<Node> nodes_;
  std::vector<Bucket> buckets_;
};

}  // namespace

int CompareAsJava(std::string_view a, std::string_view b) {
  while (!a.empty() && !b.empty()) {
    const CodePoint x = DecodeUtf8(a);
    const CodePoint y = DecodeUtf8(b);
    if (x.value != y.value) {
      // A character outside the basic plane begins with a surrogate, which sorts below U+E000.
      const auto unit = [](char32_t c) { return c > 0xFFFF ? 0xD800 + ((c - 0x10000) >> 10U) : c; };
      if (unit(x.value) != unit(y.value)) return unit(x.value) < unit(y.value) ? -1 : 1;
      return x.value < y.value ? -1 : 1;
    }
    a.remove_prefix(x.length);
    b.remove_prefix(y.length);
  }
  return a.empty() ? (b.empty() ? 0 : -1) : 1;
}

void SortByJavaTreeBins(std::span<JavaMapKey> keys) {
  const std::vector<JavaMapKey> put(keys.begin(), keys.end());
  auto next = keys.begin();
  JavaHashMap(put).ForEach([&next](const JavaMapKey& key) { *next++ = key; });
}

}  // namespace crosstrail
