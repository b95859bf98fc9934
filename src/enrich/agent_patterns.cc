#include "enrich/agent_patterns.h"

#include <fmt/format.h>
#include <yaml.h>

#include <cstdio>
#include <memory>
#include <string_view>
#include <utility>

namespace crosstrail {
namespace {

using Keys = std::array<std::string_view, AgentPattern::kParts>;

constexpr Keys kProgramKeys{"family_replacement", "v1_replacement", "v2_replacement", "v3_replacement",
                            "v4_replacement"};
constexpr Keys kSystemKeys{"os_replacement", "os_v1_replacement", "os_v2_replacement", "os_v3_replacement",
                           "os_v4_replacement"};
constexpr Keys kDeviceKeys{"device_replacement", "", "", "", ""};

// What is wrong with the file, and where.
struct Wrong {
  std::size_t line;
  std::string what;
};

// A document of libyaml's, read whole.
class Document {
 public:
  // Throws Wrong.
  explicit Document(std::FILE* file) {
    yaml_parser_t parser;
    if (yaml_parser_initialize(&parser) == 0) throw std::bad_alloc();
    const std::unique_ptr<yaml_parser_t, decltype(&yaml_parser_delete)> cleaned(&parser, yaml_parser_delete);
    yaml_parser_set_input_file(&parser, file);
    if (yaml_parser_load(&parser, &document_) == 0) {
      throw Wrong{parser.problem_mark.line + 1, parser.problem == nullptr ? "no YAML" : parser.problem};
    }
  }
  ~Document() { yaml_document_delete(&document_); }
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;

  const yaml_node_t* Root() { return yaml_document_get_root_node(&document_); }
  const yaml_node_t& At(int index) { return *yaml_document_get_node(&document_, index); }

 private:
  yaml_document_t document_ = {};
};

std::size_t LineOf(const yaml_node_t& node) { return node.start_mark.line + 1; }

std::string_view TextOf(const yaml_node_t& node) {
  if (node.type != YAML_SCALAR_NODE) throw Wrong{LineOf(node), "a text is expected here"};
  return {reinterpret_cast<const char*>(node.data.scalar.value), node.data.scalar.length};
}

// Calls `take(key, value)` for every member of a map.
template <typename Take>
void ForEachMember(Document& document, const yaml_node_t& node, Take take) {
  if (node.type != YAML_MAPPING_NODE) throw Wrong{LineOf(node), "a map is expected here"};
  for (const auto* pair = node.data.mapping.pairs.start; pair != node.data.mapping.pairs.top; ++pair) {
    take(TextOf(document.At(pair->key)), document.At(pair->value));
  }
}

AgentPattern PatternOf(Document& document, const yaml_node_t& node, const Keys& keys) {
  AgentPattern pattern;
  ForEachMember(document, node, [&](std::string_view key, const yaml_node_t& value) {
    if (key == "regex") pattern.regex = TextOf(value);
    if (key == "regex_flag") pattern.ignore_case = TextOf(value) == "i";
    for (std::size_t i = 0; i < keys.size(); ++i) {
      if (key == keys[i]) pattern.replacements[i] = TextOf(value);
    }
  });
  if (pattern.regex.empty()) throw Wrong{LineOf(node), "an entry without a regex"};
  return pattern;
}

std::vector<AgentPattern> ListOf(Document& document, const yaml_node_t& node, const Keys& keys) {
  if (node.type != YAML_SEQUENCE_NODE) throw Wrong{LineOf(node), "a list is expected here"};
  std::vector<AgentPattern> patterns;
  for (const auto* item = node.data.sequence.items.start; item != node.data.sequence.items.top; ++item) {
    patterns.push_back(PatternOf(document, document.At(*item), keys));
  }
  return patterns;
}

AgentPatterns PatternsOf(Document& document) {
  const yaml_node_t* const root = document.Root();
  if (root == nullptr) throw Wrong{1, "it is empty"};
  AgentPatterns patterns;
  ForEachMember(document, *root, [&](std::string_view key, const yaml_node_t& value) {
    if (key == "user_agent_parsers") patterns.programs = ListOf(document, value, kProgramKeys);
    if (key == "os_parsers") patterns.systems = ListOf(document, value, kSystemKeys);
    if (key == "device_parsers") patterns.devices = ListOf(document, value, kDeviceKeys);
  });
  if (patterns.programs.empty()) throw Wrong{1, "there is no list user_agent_parsers"};
  return patterns;
}

}  // namespace

Result<AgentPatterns> ReadAgentPatterns(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), std::fclose);
  if (!file) return Fail(ErrorCode::kIo, fmt::format("{}: cannot be read", path));
  try {
    Document document(file.get());
    return PatternsOf(document);
  } catch (const Wrong& wrong) {
    return Fail(ErrorCode::kMalformed,
                fmt::format("{}:{}: is not a list of user agent expressions: {}", path, wrong.line, wrong.what));
  }
}

}  // namespace crosstrail
