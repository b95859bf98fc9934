// The stage "sequence" of crosstrail-bench: the detector of sequences alone, without the reading of logs.
#pragma once

#include <cstdint>

namespace crosstrail {

struct SequenceTotals {
  std::uint64_t sequences = 0;
  std::uint64_t evicted = 0;
};

/// Feeds `events` hits, a millisecond apart, of 200,000 users to a sequence of two stages by user within five minutes.
/// Every event is a hit: of the first stage in one of three cases, else of the second.
SequenceTotals RunSequenceStage(std::uint64_t events);

}  // namespace crosstrail
