#include "json/validate.h"

#include <simdjson.h>

namespace crosstrail {

bool IsValidUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

struct JsonValidator::Parser {
  simdjson::dom::parser parser;
};

JsonValidator::JsonValidator() : parser_(std::make_unique<Parser>()) {}
JsonValidator::~JsonValidator() = default;

Status JsonValidator::Check(std::string_view text) {
  simdjson::dom::element element;
  const simdjson::error_code error =
      parser_->parser.parse(text.data(), text.size(), /*realloc_if_needed=*/false).get(element);
  // A number too large for 64 bits is legal JSON; only its reader has to cope with it.
  if (error != simdjson::SUCCESS && error != simdjson::NUMBER_ERROR) {
    return Fail(ErrorCode::kMalformed, simdjson::error_message(error));
  }
  return {};
}

}  // namespace crosstrail
