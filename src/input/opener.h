// Opening what the fast path does not decide: envelopes, Elastic documents, records written with escapes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "input/delivery.h"
#include "input/envelopes.h"
#include "input/limits.h"
#include "json/object.h"

namespace crosstrail {

class Decompressor;
class Framer;

/// One a framer; not thread-safe.
class Opener {
 public:
  /// `limits` must outlive the opener; `window` is that of the framers for what envelopes hold.
  Opener(const InputLimits& limits, std::size_t window);
  ~Opener();
  Opener(const Opener&) = delete;
  Opener& operator=(const Opener&) = delete;

  /// Opens the object whose '{' is at positions[at]: delivers the record it is or the records inside it, or says why
  /// not. `depth` counts the envelopes around it.
  void Open(const StructuralText& text, std::size_t at, Delivery& delivery, int depth);

  /// Frames `bytes` (compressed or not) as an object of its own within the same delivery.
  void OpenNested(std::string_view bytes, Delivery& delivery, int depth);

 private:
  void DeliverCloudTrail(std::string_view json, Delivery& delivery);
  void DeliverElastic(const StructuralText& text, std::string_view json, Delivery& delivery);
  void OpenString(const Disposition& what, Delivery& delivery, int depth);

  const InputLimits& limits_;
  std::size_t window_;
  std::vector<Member> members_;
  std::unique_ptr<Framer> framer_;
  std::unique_ptr<Decompressor> decompressor_;
};

}  // namespace crosstrail
