// A sharing call as the tracker of exposures sees it: what its record says, read by whichever thread meets it, and put
// aside as text until its turn comes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "event/event.h"
#include "exposure/change.h"

namespace crosstrail {

struct SharingCall {
  std::vector<exposure::Change> changes;  // none: it is about no resource
  std::string action;                     // eventName
  std::string actor;                      // userIdentity.arn, else what stands for one
};

/// Of the record, or of the record behind a document, that `event` is open on. Error (kMalformed): the record in a
/// document cannot be read.
Result<SharingCall> ReadSharingCall(const Event& event);

/// Bytes that this process alone understands; and back.
std::string Encode(const SharingCall& call);
SharingCall DecodeSharingCall(std::string_view bytes);

}  // namespace crosstrail
