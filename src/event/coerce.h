// A JSON scalar as a value of an Elastic mapping type.
#pragma once

#include <string_view>
#include <vector>

#include "event/text_pool.h"
#include "event/value.h"
#include "json/tree.h"

namespace crosstrail {

/// Adds to `values` what a field of `type` holds after Elasticsearch indexed `scalar`; nothing for null, for an object
/// or list, and for what the type cannot hold ("yes" is no boolean). Numbers become text as Java prints them; addresses
/// take their canonical form. The text lives in the tree or in `texts`.
void Coerce(const JsonNode& scalar, FieldType type, TextPool& texts, std::vector<Value>& values);

/// `scalar` as a keyword: what Coerce adds for that type, and empty where that is nothing.
std::string_view KeywordOf(const JsonNode& scalar, TextPool& texts);

}  // namespace crosstrail
