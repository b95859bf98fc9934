#include "alert/json_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/utf8.h"
#include "json/write.h"

namespace crosstrail {
namespace {

/// Accepts strictly valid JSON and nothing deeper than the limit. nlohmann's parser keeps its own stack, so that depth
/// cannot exhaust ours, and its lexer checks UTF-8 and the range of numbers.
class Validator : public nlohmann::json_sax<nlohmann::json> {
 public:
  bool null() override { return InObject(); }
  bool boolean(bool) override { return InObject(); }
  bool number_integer(number_integer_t) override { return InObject(); }
  bool number_unsigned(number_unsigned_t) override { return InObject(); }
  bool number_float(number_float_t, const string_t&) override { return InObject(); }
  bool string(string_t&) override { return InObject(); }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return ++depth_ <= kMaxRecordDepth; }
  bool key(string_t&) override { return true; }
  bool end_object() override { return Close(); }
  bool start_array(std::size_t) override { return InObject() && ++depth_ <= kMaxRecordDepth; }
  bool end_array() override { return Close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

 private:
  bool InObject() const { return depth_ > 0; }
  bool Close() {
    --depth_;
    return true;
  }

  int depth_ = 0;
};

}  // namespace

std::string MadeSafe(std::string_view json) {
  bool unsafe = false;
  for (const char c : json) unsafe |= c == '<' || static_cast<unsigned char>(c) >= 0x7F;  // many at once
  if (!unsafe) return std::string(json);
  std::string out;
  out.reserve(json.size());
  while (!json.empty()) {
    const auto* const plain = std::find_if(json.begin(), json.end(),
                                           [](char c) { return c == '<' || static_cast<unsigned char>(c) >= 0x7F; });
    out.append(json.begin(), plain);
    json.remove_prefix(static_cast<std::size_t>(plain - json.begin()));
    if (json.empty()) break;
    const CodePoint c = DecodeUtf8(json);
    if (c.valid && NeedsJsonEscape(c.value)) {
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c.value));
    } else {
      out += json.substr(0, c.length);
    }
    json.remove_prefix(c.length);
  }
  return out;
}

std::string DumpLine(const OrderedJson& value) {
  return MadeSafe(value.dump(-1, ' ', false, OrderedJson::error_handler_t::replace));
}

void AppendMember(std::string_view key, std::string_view json, std::string& object) {
  if (object.back() != '{') object += ',';
  object += '"';
  object += key;
  object += "\":";
  object += json;
}

std::optional<std::string> CompactRecord(std::string_view text) {
  // The parser takes a NUL for the end of its input and skips a byte order mark; neither is JSON.
  if (text.find('\0') != std::string_view::npos || text.starts_with("\xEF\xBB\xBF")) return std::nullopt;
  Validator validator;
  if (!nlohmann::json::sax_parse(text, &validator)) return std::nullopt;
  std::string compact;
  AppendCompactJson(text, compact);
  return compact;
}

}  // namespace crosstrail
