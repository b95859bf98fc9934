// Looking up a dotted path in a JSON tree as Elasticsearch does when it indexes a document.
#pragma once

#include <string_view>
#include <vector>

#include "json/tree.h"

namespace crosstrail {

/// Appends every value at `path`, in the order of the text: keys may be nested, dotted or any mix of both
/// ({"a.b": {"c": 1}} has "a.b.c"), and lists on the way or at the end stand for their items. Objects at the end of the
/// path are found too.
void FindNodes(const JsonNode& from, std::string_view path, std::vector<const JsonNode*>& found);

}  // namespace crosstrail
