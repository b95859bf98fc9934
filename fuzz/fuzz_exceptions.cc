// Any text as exceptions and rules in JSON, or as exceptions in TOML: what loads can be asked, and what is wrong has a
// place.
#include <string>

#include "fuzz/require.h"
#include "rule/exception_lists.h"
#include "rule/exceptions.h"
#include "rule/json_document.h"
#include "rule/load.h"

namespace crosstrail {
namespace {

class NoFields : public FieldSource {
 public:
  Values Get(FieldId /*field*/) override { return {}; }
};

void CheckRendered(const Diagnostics& diagnostics) {
  for (const Diagnostic& diagnostic : diagnostics) CROSSTRAIL_REQUIRE(Render(diagnostic, false).ends_with('\n'));
}

// Keys and strings stand where they say, and decode to what they are.
void CheckPlaces(const TomlValue& value, std::string_view text) {
  CROSSTRAIL_REQUIRE(value.begin < value.end && value.end <= text.size());
  if (value.kind == TomlValue::Kind::kString) {
    const TomlString written = DecodeJsonString(text, value.begin);
    CROSSTRAIL_REQUIRE(written.value == value.string && written.offsets.size() == value.string.size() + 1);
    CROSSTRAIL_REQUIRE(written.offsets.back() + 1 == value.end);
  }
  for (const TomlValue& item : value.items) CheckPlaces(item, text);
  for (const TomlMember& member : value.members) {
    CROSSTRAIL_REQUIRE(DecodeJsonString(text, member.begin).value == member.key && text[member.end - 1] == '"');
    CheckPlaces(member.value, text);
  }
}

}  // namespace
}  // namespace crosstrail

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::string name = "fuzz.ndjson";
  RuleSet rules;
  ValueLists values({});
  ExceptionLists lists(rules.fields, values);
  Diagnostics diagnostics;
  for (const JsonDocument& document : SplitJson({text, name}, diagnostics)) {
    Diagnostics found;
    const auto object = ParseJson({document.text, name});
    CROSSTRAIL_REQUIRE(object);
    CheckPlaces(*object, document.text);
    lists.AddItem(*object, {document.text, name}, found);
    lists.AddList(*object);
    if (auto rule = ParseJsonRule(document.text, name, found)) {
      CompileOutcome outcome = CompileRule(std::move(*rule), document.text, rules.fields);
      for (Diagnostic& one : outcome.diagnostics) found.push_back(std::move(one));
      if (outcome.rule) rules.rules.push_back(std::move(*outcome.rule));
    } else {
      CROSSTRAIL_REQUIRE(HasErrors(rule.error()));
    }
    PlaceInFile(document, name, found);
    CheckRendered(found);
  }
  CheckRendered(diagnostics);
  Diagnostics of_toml;
  if (const auto document = ParseToml({text, name}); document && document->Find("exceptions") != nullptr) {
    lists.AddDocument(*document, {text, name}, of_toml);
  }
  CheckRendered(of_toml);
  CheckRendered(lists.AttachTo(rules));
  NoFields nothing;
  for (const CompiledRule& rule : rules.rules) HidingException(rule, nothing, std::nullopt);
  return 0;
}
