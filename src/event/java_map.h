// Java's Map.toString() of a JSON value: the text that Elastic's rules search in aws.cloudtrail.request_parameters,
// response_elements, additional_eventdata and service_event_details.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "json/tree.h"

namespace crosstrail {

/// Renders the JSON text `json` (kJsonPadding readable bytes follow) as java.util.HashMap and ArrayList print it, after
/// dropping null, "", "-", "none", {} and [] (children first), as version 8.9.0 of Elastic's aws integration does.
/// Key order is HashMap's: String.hashCode over UTF-16 units, spread, table capacity set by all keys parsed, dropped
/// ones included. Empty result: everything was dropped.
Result<std::string> RenderJavaMap(std::string_view json);

/// The same for a value that is parsed already; appends nothing when it is dropped as a whole.
void AppendJavaMap(const JsonNode& value, std::string& out);

}  // namespace crosstrail
