// A policy document as one line a statement, for tests.
#pragma once

#include <string>
#include <string_view>

#include "policy/parse.h"

namespace crosstrail::policy {

/// "#0 Allow 'sid' P{AWS:*} A[s3:Get*] R[*] C{StringLike aws:x=[a,b]}"; a '!' marks Not elements, a '?' a condition
/// that cannot be relied on.
std::string Summary(const Statement& statement);

/// "2012 'id' | #0 ... | #1 ...".
std::string Summary(const Document& document);

/// The same from a text, or "unreadable".
std::string Summary(std::string_view text);

/// "error 1:7 message" for each, hints left out.
std::vector<std::string> Complaints(const Diagnostics& diagnostics);

}  // namespace crosstrail::policy
