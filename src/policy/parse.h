// Reading a policy document.
//
// How what AWS refuses is read: no Effect, or one that is neither, as Allow; a Version AWS does not know as 2012-10-17;
// an element in the wrong case as the right one; of equal keys the last; of Action and NotAction (and their like) the
// one that lets the policy allow more; a condition that cannot be read in full as one with an unknown operator. A Deny
// with an unknown element, or whose Not... element cannot be read in full, is left out: it would deny more than meant.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "policy/document.h"

namespace crosstrail::policy {

struct ParseLimits {
  std::size_t bytes = std::size_t{64} << 10;  // of the text; AWS allows 20 KB for a bucket policy
  std::size_t statements = 4096;
  std::size_t values = 65536;  // strings of the whole document
};

struct ParsedDocument {
  Document document;
  Diagnostics diagnostics;

  /// Nothing could be read: not JSON, not an object, over a limit. The document is empty.
  bool unreadable = false;
};

/// Reads `text`, every shape AWS accepts and as much as possible of what it refuses. Each thing AWS would refuse is a
/// diagnostic of level kError (a warning where AWS stores the policy but it does not do what it seems to), with its
/// position; `file` is only for them. Reading goes on behind an error, and where a choice has to be made the one that
/// allows more is taken, so that a broken policy never looks safer than it is. Never throws; linear in the text.
ParsedDocument ParseDocument(std::string_view text, std::string_view file, const ParseLimits& limits = {});

}  // namespace crosstrail::policy
