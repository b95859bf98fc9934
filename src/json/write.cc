#include "json/write.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <array>
#include <iterator>

#include "base/utf8.h"

namespace crosstrail {
namespace {

// Bytes that can be copied without a second look: printable ASCII but for '"', '\\' and '<'.
constexpr std::array<bool, 256> kPlain = [] {
  std::array<bool, 256> plain{};
  for (unsigned c = 0x20; c < 0x7F; ++c) plain[c] = c != '"' && c != '\\' && c != '<';
  return plain;
}();

void AppendCharacter(char32_t c, std::string_view bytes, std::string& out) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      if (NeedsJsonEscape(c)) {
        fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
      } else {
        out += bytes;
      }
  }
}

}  // namespace

bool NeedsJsonEscape(char32_t c) {
  return c < 0x20 || c == '<' || (c >= 0x7F && c <= 0x9F) || c == 0x061C || c == 0x200E || c == 0x200F ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  std::size_t begin = 0;  // of what is still to be copied
  for (std::size_t i = 0; i < text.size();) {
    if (kPlain[static_cast<unsigned char>(text[i])]) {
      ++i;
      continue;
    }
    out += text.substr(begin, i - begin);
    const CodePoint c = DecodeUtf8(text.substr(i));
    AppendCharacter(c.value, text.substr(i, c.length), out);
    i += c.length;
    begin = i;
  }
  out += text.substr(begin);
  out += '"';
}

void AppendCompactJson(std::string_view json, std::string& out) {
  const std::size_t before = out.size();
  out.resize(before + json.size() + simdjson::SIMDJSON_PADDING);  // whole vectors are stored
  std::size_t size = 0;
  const bool whole = simdjson::minify(json.data(), json.size(), out.data() + before, size) == simdjson::SUCCESS;
  out.resize(before + (whole ? size : 0));
}

void AppendJson(const JsonNode& node, std::string& out) {
  if (!node.IsContainer()) {
    if (node.kind == JsonKind::kString) {
      AppendJsonString(node.text, out);
    } else {
      out += node.text;
    }
    return;
  }
  const bool object = node.kind == JsonKind::kObject;
  out += object ? '{' : '[';
  bool first = true;
  for (const JsonNode& child : JsonChildren(node)) {
    if (!first) out += ',';
    first = false;
    if (object) {
      AppendJsonString(child.key, out);
      out += ':';
    }
    AppendJson(child, out);
  }
  out += object ? '}' : ']';
}

}  // namespace crosstrail
