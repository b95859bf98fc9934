// Which objects a trail consists of, decided before any of them is written, so that they can be written in any order
// and by any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace crosstrail::generate {

struct TrailOptions {
  std::uint64_t seed = 1;
  std::uint64_t events = 0;  // distinct ones, planted ones not counted
  std::size_t accounts = 3;
  std::vector<std::string> regions = {"us-east-1", "eu-west-1"};
  std::int64_t start = 1'748'736'000;  // seconds since the epoch, a midnight: 2025-06-01
  std::int64_t days = 1;
  std::string organization;               // o-..., in the keys of an organisation's trail; may be empty
  std::uint32_t duplicates_permille = 2;  // of events and of objects, delivered twice
  bool attack = false;
  /// So many events in a thousand change who may reach a resource (CallMix); without it as many as usual, harmless
  /// ones.
  std::optional<std::uint32_t> sharing_permille;

  std::int64_t end() const { return start + days * 86'400; }
};

/// One object: what an account in a region did between two instants.
struct ObjectPlan {
  std::size_t account = 0;  // index
  std::size_t region = 0;   // index
  std::int64_t begin = 0;   // seconds, inclusive
  std::int64_t end = 0;     // exclusive
  std::uint64_t events = 0;
  std::uint64_t seed = 0;
};

/// Ordered by account, region and time. The first accounts and regions have most of the events, working hours more than
/// nights.
std::vector<ObjectPlan> PlanObjects(const TrailOptions& options);

/// The S3 key an object is delivered under, AWSLogs/...; `copy` tells apart deliveries of the same object.
std::string ObjectKey(const TrailOptions& options, const std::string& account_id, const ObjectPlan& object,
                      std::uint64_t copy);

}  // namespace crosstrail::generate
