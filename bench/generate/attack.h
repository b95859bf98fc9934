// The incident that --attack plants: a key leaks from a build server, its finder opens a bucket to an account of
// theirs, reads it from there, and closes it again. Around it, changes of bucket policies that look alike and are
// harmless.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "generate/plan.h"
#include "generate/world.h"

namespace crosstrail::generate {

struct Planted {
  enum class Part : std::uint8_t {
    kReconnaissance,
    kShare,  // what "S3 bucket policy added to share with an external account" must find; there is one
    kRead,   // by the outsider
    kCleanUp,
    kDecoy,  // must not be found
  };
  Part part = Part::kDecoy;
  std::int64_t time = 0;
  std::string id;    // eventID
  std::string name;  // eventName
  std::string json;
};

std::string_view PartName(Planted::Part part);

/// The events, ordered by time, all in `owner` and the first region of the trail.
std::vector<Planted> PlantAttack(const TrailOptions& options, const Account& owner);

}  // namespace crosstrail::generate
