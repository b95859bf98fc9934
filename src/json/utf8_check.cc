#include "json/utf8_check.h"

#include <simdjson.h>

namespace crosstrail {

bool IsValidUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace crosstrail
