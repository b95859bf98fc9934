// `crosstrail scan --compare-elastic`: where the exact rule for shared buckets and the one that compares text as
// Elastic's does differ, event by event, and why.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "detect/exposure_pass.h"

namespace crosstrail::cli {

/// The rule ids of the two.
inline constexpr std::string_view kExactRule = "3f0e4a52-7c1b-4d0e-9a55-2a4b6d1c8e01";
inline constexpr std::string_view kCompatibleRule = "0bbc799e-12a9-465c-8f97-f9838d4a9b58";

/// Not thread-safe.
class ElasticComparison {
 public:
  /// `rules` must outlive it. Error (kNotFound): one of the two rules is not among them.
  static Result<ElasticComparison> Make(const RuleSet& rules);

  /// Takes every sharing call; only bucket policies count, attempts among them.
  void Add(const TrackedCall& call);

  /// A block of lines for each difference, then one that counts.
  std::string Text() const;

 private:
  ElasticComparison(const RuleSet& rules, std::uint32_t exact, std::uint32_t compatible)
      : rules_(&rules), exact_(exact), compatible_(compatible) {}

  std::string WhyExact(const TrackedCall& call, bool alerts) const;
  std::string WhyCompatible(Event& event, bool alerts) const;

  const RuleSet* rules_;
  std::uint32_t exact_;
  std::uint32_t compatible_;
  std::uint64_t events_ = 0, both_ = 0, neither_ = 0, only_exact_ = 0, only_compatible_ = 0;
  std::string differences_;
};

}  // namespace crosstrail::cli
