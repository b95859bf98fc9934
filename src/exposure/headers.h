// Headers of S3 requests as CloudTrail records them among the request parameters.
//
// Their names are written as the caller wrote them, and case does not count in them. Values are text; in older records
// a list of texts.
#pragma once

#include <string>
#include <string_view>

#include "json/tree.h"

namespace crosstrail::exposure {

/// Whether the name of a header, in any case, begins with `head`, which is in lower case.
bool BeginsHeader(std::string_view name, std::string_view head);

/// The value of a header; of several, with commas between them. Empty: it is no text.
std::string HeaderText(const JsonNode& value);

/// The value of the header called `name`, in lower case; empty when there is none.
std::string FindHeader(const JsonNode& parameters, std::string_view name);

}  // namespace crosstrail::exposure
