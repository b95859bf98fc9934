// A value that is empty most of the time, and then takes one pointer.
#pragma once

#include <memory>
#include <utility>

namespace crosstrail::exposure {

/// T has empty(). Copies as T does.
template <typename T>
class Rare {
 public:
  Rare() = default;
  Rare(T value) { *this = std::move(value); }  // NOLINT(google-explicit-constructor): it stands for a T
  Rare(const Rare& other) : value_(other.value_ ? std::make_unique<T>(*other.value_) : nullptr) {}
  Rare(Rare&&) noexcept = default;
  ~Rare() = default;
  Rare& operator=(const Rare& other) {
    Rare copy(other);
    value_ = std::move(copy.value_);
    return *this;
  }
  Rare& operator=(Rare&&) noexcept = default;
  Rare& operator=(T value) {
    value_ = value.empty() ? nullptr : std::make_unique<T>(std::move(value));
    return *this;
  }

  /// Lets `change` work on the value.
  template <typename Change>
  void Update(const Change& change) {
    T value = **this;
    change(value);
    *this = std::move(value);
  }

  const T& operator*() const {
    static const T kEmpty;
    return value_ ? *value_ : kEmpty;
  }
  const T* operator->() const { return &**this; }
  bool operator==(const Rare& other) const { return **this == *other; }

 private:
  std::unique_ptr<T> value_;
};

}  // namespace crosstrail::exposure
