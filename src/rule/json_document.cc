#include "rule/json_document.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/utf8.h"
#include "input/record.h"
#include "json/escape.h"
#include "json/tree.h"

namespace crosstrail {
namespace {

constexpr std::string_view kJsonHint = "write it anew with Kibana's export, or correct it by hand";

// A text with the room behind it that the parser may read.
class Parsed {
 public:
  explicit Parsed(std::string_view text) {
    text_.reserve(text.size() + kJsonPadding);
    text_ = text;
    valid_ = tree_.ParseWithPlaces(text_).has_value();
  }

  bool valid() const { return valid_; }
  const JsonTree& tree() const { return tree_; }

  Diagnostic Failure(const SourceText& source) const {
    const JsonFailure& failure = tree_.failure();
    return DiagnosticAt(source, failure.offset, failure.offset + 1, DiagnosticLevel::kError,
                        fmt::format("this is no JSON: {}", failure.reason), std::string(kJsonHint));
  }

 private:
  std::string text_;
  JsonTree tree_;
  bool valid_ = false;
};

class Converter {
 public:
  Converter(const JsonTree& tree, std::string_view text) : tree_(tree), text_(text) {}

  TomlValue Convert(const JsonNode& node) const {
    TomlValue value;
    const JsonPlace place = tree_.PlaceOf(node);
    value.begin = place.begin;
    value.end = node.kind == JsonKind::kObject ? place.begin + 1 : place.end;
    switch (node.kind) {
      case JsonKind::kObject:
        value.kind = TomlValue::Kind::kTable;
        for (const JsonNode& child : JsonChildren(node)) {
          if (child.kind != JsonKind::kNull) value.members.push_back(Member(child));
        }
        break;
      case JsonKind::kArray:
        value.kind = TomlValue::Kind::kArray;
        for (const JsonNode& child : JsonChildren(node)) {
          if (child.kind != JsonKind::kNull) value.items.push_back(Convert(child));
        }
        break;
      case JsonKind::kString:
        value.kind = TomlValue::Kind::kString;
        value.string = node.text;
        break;
      case JsonKind::kBool:
        value.kind = TomlValue::Kind::kBoolean;
        value.boolean = node.text == "true";
        break;
      default:
        Number(node.text, value);
    }
    return value;
  }

 private:
  static void Number(std::string_view text, TomlValue& value) {
    const char* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, value.integer);
    const bool whole = read.ec == std::errc() && read.ptr == end;
    value.kind = whole ? TomlValue::Kind::kInteger : TomlValue::Kind::kFloat;
    if (whole) return;
    value.integer = 0;
    value.string = text;
  }

  TomlMember Member(const JsonNode& child) const {
    TomlMember member{.key = std::string(child.key), .value = Convert(child)};
    // The tree does not say where keys stand. Within a key every quote has an odd number of backslashes before it.
    member.end = text_.rfind('"', text_.rfind(':', member.value.begin)) + 1;
    std::size_t quote = member.end - 1;
    std::size_t slashes = 0;
    do {
      quote = text_.rfind('"', quote - 1);
      for (slashes = 0; slashes < quote && text_[quote - slashes - 1] == '\\'; ++slashes) {
      }
    } while (slashes % 2 != 0);
    member.begin = quote;
    return member;
  }

  const JsonTree& tree_;
  const std::string_view text_;
};

// Goes over a file and hands out the objects that it meets.
class Splitter {
 public:
  Splitter(const SourceText& source, Diagnostics& diagnostics) : source_(source), diagnostics_(diagnostics) {}

  std::vector<JsonDocument> Run() {
    const Parsed whole(source_.text);
    if (whole.valid()) {
      Take(whole.tree(), 0);
    } else if (LooksLikeLines()) {
      Lines();
    } else if (source_.text.find_first_not_of(" \t\r\n") != std::string_view::npos) {
      diagnostics_.push_back(whole.Failure(source_));
    }
    return std::move(documents_);
  }

 private:
  // Whether the file says so, or its first line that holds anything is an object of its own.
  bool LooksLikeLines() const {
    const std::size_t begin = source_.text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return false;
    if (source_.file.ends_with(".ndjson")) return source_.text[begin] != '[';
    if (source_.text[begin] != '{') return false;
    std::string_view line = source_.text.substr(begin);
    line = line.substr(0, line.find('\n'));
    while (!line.empty() && IsJsonSpace(line.back())) line.remove_suffix(1);
    return line.back() == '}';
  }

  void Lines() {
    for (std::size_t begin = 0; begin < source_.text.size();) {
      const std::size_t end = std::min(source_.text.find('\n', begin), source_.text.size());
      const std::string_view line = source_.text.substr(begin, end - begin);
      if (line.find_first_not_of(" \t\r") != std::string_view::npos) Line(line, begin);
      begin = end + 1;
    }
  }

  void Line(std::string_view line, std::size_t begin) {
    const Parsed parsed(line);
    if (parsed.valid()) return Take(parsed.tree(), begin);
    Diagnostics failure{parsed.Failure({line, source_.file})};
    PlaceInFile(At(begin, begin + line.size()), source_.file, failure);
    diagnostics_.push_back(std::move(failure.front()));
  }

  void Take(const JsonTree& tree, std::size_t offset) {
    const JsonNode& root = *tree.root();
    if (const JsonNode* data = FindMember(root, "data");
        data != nullptr && data->kind == JsonKind::kArray && FindMember(root, "rule_id") == nullptr) {
      return TakeItems(tree, *data, offset);
    }
    if (root.kind == JsonKind::kArray) return TakeItems(tree, root, offset);
    TakeObject(tree, root, offset);
  }

  void TakeItems(const JsonTree& tree, const JsonNode& list, std::size_t offset) {
    for (const JsonNode& item : JsonChildren(list)) TakeObject(tree, item, offset);
  }

  void TakeObject(const JsonTree& tree, const JsonNode& node, std::size_t offset) {
    const JsonPlace place = tree.PlaceOf(node);
    const JsonDocument document = At(offset + place.begin, offset + place.end);
    if (node.kind == JsonKind::kObject) {
      documents_.push_back(document);
      return;
    }
    Diagnostics misfit{DiagnosticAt({document.text, source_.file}, 0, document.text.size(), DiagnosticLevel::kError,
                                    "an object was expected here", std::string(kJsonHint))};
    PlaceInFile(document, source_.file, misfit);
    diagnostics_.push_back(std::move(misfit.front()));
  }

  // Bytes [begin, end) of the file; asked for in the order of the file.
  JsonDocument At(std::size_t begin, std::size_t end) {
    for (; counted_ < begin; ++counted_) {
      if (StartsCodePoint(source_.text[counted_])) ++points_;
      if (source_.text[counted_] != '\n') continue;
      ++line_;
      line_begin_ = counted_ + 1;
      points_ = 0;
    }
    return {.text = source_.text.substr(begin, end - begin),
            .begin = begin,
            .line = line_,
            .column = begin - line_begin_ + 1,
            .points = points_};
  }

  SourceText source_;
  Diagnostics& diagnostics_;
  std::vector<JsonDocument> documents_;
  std::size_t counted_ = 0, line_ = 1, line_begin_ = 0, points_ = 0;
};

}  // namespace

tl::expected<TomlValue, Diagnostic> ParseJson(const SourceText& source) {
  const Parsed parsed(source.text);
  if (!parsed.valid()) return tl::unexpected(parsed.Failure(source));
  return Converter(parsed.tree(), source.text).Convert(*parsed.tree().root());
}

TomlString DecodeJsonString(std::string_view text, std::size_t begin) {
  TomlString result;
  std::size_t at = begin + 1;
  while (at < text.size() && text[at] != '"') {
    std::size_t length = 1;
    if (text[at] == '\\') {
      length = text.substr(at, 2) == "\\u" ? 6 : 2;
      // The second half of a character outside the basic plane.
      if (length == 6 && text.substr(at + 6, 2) == "\\u") {
        std::string pair;
        AppendUnescaped(text.substr(at, 12), LoneSurrogate::kReplace, pair);
        if (pair.size() == 4) length = 12;
      }
    }
    const std::size_t before = result.value.size();
    AppendUnescaped(text.substr(at, length), LoneSurrogate::kReplace, result.value);
    result.offsets.insert(result.offsets.end(), result.value.size() - before, at);
    at += length;
  }
  result.offsets.push_back(std::min(at, text.size()));
  return result;
}

std::vector<JsonDocument> SplitJson(const SourceText& source, Diagnostics& diagnostics) {
  return Splitter(source, diagnostics).Run();
}

void PlaceInFile(const JsonDocument& document, std::string_view file, Diagnostics& diagnostics) {
  for (Diagnostic& diagnostic : diagnostics) {
    if (diagnostic.line == 0 || diagnostic.file != file) continue;
    CutSourceLine(diagnostic);  // exports have lines of many kilobytes
    if (diagnostic.line == 1) {
      diagnostic.column += document.column - 1;
      diagnostic.source_offset += document.column - 1;
      diagnostic.source_points += document.points;
    }
    diagnostic.line += document.line - 1;
  }
}

ExportedKind KindOf(const TomlValue& object) {
  const auto has = [&](std::string_view key) { return object.Find(key) != nullptr; };
  if (has("rule_id")) return ExportedKind::kRule;
  if (has("exported_count") || has("exported_rules_count") || has("exported_exception_list_count")) {
    return ExportedKind::kSummary;
  }
  if (has("item_id") || (has("list_id") && has("entries"))) return ExportedKind::kExceptionItem;
  if (has("list_id")) return ExportedKind::kExceptionList;
  if (has("attributes") || has("connector_type_id")) return ExportedKind::kConnector;
  return ExportedKind::kRule;
}

}  // namespace crosstrail
