// What a grant is limited to that may be the owner's own, if only configuration said so.
#pragma once

#include <string>
#include <vector>

#include "policy/document.h"
#include "policy/grant.h"
#include "policy/trust.h"

namespace crosstrail::policy {

/// Of an untrusted grant of `document`: the organization that it is for and the networks (VPCs, VPC endpoints, CIDR
/// blocks) that its statements, and the Denies that narrow it, limit it to, where `trust` does not name them; as the
/// policy writes them, sorted. What is not named is not the owner's, so such a grant is an exposure; but who reads of
/// it is told what to name if it is his.
std::vector<std::string> UnnamedLimits(const Grant& grant, const Document& document, const TrustConfig& trust);

}  // namespace crosstrail::policy
