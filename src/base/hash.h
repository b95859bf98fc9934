// Hashes: a fast one for tables, SHA-256 for identities that leave the process.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace crosstrail {

/// XXH3, 64 bits. Stable across runs and machines. Not for untrusted keys in tables that attackers could flood: pass a
/// seed.
std::uint64_t Hash64(std::string_view bytes, std::uint64_t seed = 0);

/// SHA-256 in lower-case hex, incrementally. Not thread-safe; movable.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void Update(std::string_view bytes);
  /// 64 hex digits. The object may not be used afterwards.
  std::string Finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string Sha256Hex(std::string_view bytes);

}  // namespace crosstrail
