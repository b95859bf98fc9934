// The record behind a document of Elastic's aws integration.
#pragma once

#include <string>

#include "json/tree.h"

namespace crosstrail {

/// A CloudTrail record, JSON, with as much of the one that `document` was made of as sharing calls are read from
/// (exposure/change.h): the text in event.original, or else one put together from the fields, among them the flattened
/// request parameters. What a document lacks is missing in it.
std::string RawRecordOf(const JsonNode& document);

}  // namespace crosstrail
