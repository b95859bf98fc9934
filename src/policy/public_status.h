// Whether S3 itself calls a bucket policy public: what GetBucketPolicyStatus answers, and what the Block Public Access
// settings BlockPublicPolicy (such a policy is refused) and RestrictPublicBuckets (while there is one, nobody outside
// the account but AWS services gets in, not even a named account) act on.
//
// This is S3's rule of thumb over the text of the policy, not an answer to who can do what: a Deny does not make a
// policy less public, a network does, and whose account is named does not matter. Who gains what is for the
// evaluator and the analyser to say; the two answers are reported side by side.
//
// Source: Amazon S3 User Guide, "Blocking public access to your Amazon S3 storage", "The meaning of public", of 2023,
// for bucket policies (those of access points differ). The .cc file tells the keys the guide names from those it
// only implies and those AWS introduced since. What the guide leaves open is decided as public, which is
// also where S3 starts from.
//
// Pure; linear in the text of the policy; may be called from any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "base/ip_network.h"
#include "policy/document.h"

namespace crosstrail::policy {

struct StatementPublicStatus {
  bool is_public = false;

  /// A clause: `"Principal": "*" is anyone`, "aws:SourceVpc has a fixed value". The policy's own words are in it as
  /// they are, so print it as untrusted text.
  std::string reason;
};

struct PublicStatus {
  bool is_public = false;                         // some statement is
  std::optional<std::size_t> statement;           // the first that is: an index into `statements`
  std::vector<StatementPublicStatus> statements;  // in the order of the document's
};

/// Whether a block of addresses is a network of somebody's: not broader than /8 (IPv4) or /32 (IPv6). The guide exempts
/// the private ranges of RFC 1918, none of which is broader. A block of IPv6 in which IPv4 is mapped is as broad as the
/// part of IPv4 it holds.
bool IsNarrow(const IpNetwork& network);

PublicStatus ClassifyPublic(const Document& document);

}  // namespace crosstrail::policy
