// A JSON scalar as a value of an Elastic mapping type.
#pragma once

#include <optional>

#include "event/text_pool.h"
#include "event/value.h"
#include "json/tree.h"

namespace crosstrail {

/// What a field of `type` holds after Elasticsearch indexed `scalar`; nullopt for null, for an object or list, and for
/// what the type cannot hold ("yes" is no boolean). Numbers become text as Java prints them; addresses take their
/// canonical form. The text lives in the tree or in `texts`.
std::optional<Value> Coerce(const JsonNode& scalar, FieldType type, TextPool& texts);

}  // namespace crosstrail
