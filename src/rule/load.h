// Loads rules from Elastic's TOML files.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "rule/rule.h"
#include "toml/toml.h"

namespace crosstrail {

struct LoadedRules {
  RuleSet rules;
  Diagnostics diagnostics;               // errors name rules that were left out; warnings do not
  std::size_t files = 0;                 // rule files read
  std::vector<std::string> broken = {};  // the ids of rules that were left out for an error, where they have one
};

/// Reads every `*.toml` and every `*.ndjson` export of Kibana under `paths` (files, or directories walked recursively
/// in sorted order; `*.test.toml`, hidden entries and `_`-prefixed configuration files are left out), and `*.json`
/// files that are named themselves; checks and compiles them. A broken rule costs only itself. Of two rules with one
/// rule_id the first is kept and the second is an error. Rules in a directory called `_deprecated` are among those
/// skipped. Rules that say they are disabled are among those skipped, unless their id is among `enabled`, or kEveryRule
/// is: then they are among the others, and still say that they are disabled.
/// Elastic's exceptions are attached: those among the rules, and those of `exceptions`.
inline const std::string kEveryRule = "*";
struct ExceptionSources {
  std::vector<std::string> paths;        // files and folders, as those of rules; rules in them are passed over
  std::vector<std::string> value_lists;  // for FindValueLists (rule/value_lists.h)
};
LoadedRules LoadRules(const std::vector<std::string>& paths, const std::vector<std::string>& enabled = {},
                      const ExceptionSources& exceptions = {});

/// One rule from TOML text. On failure the diagnostics hold at least one error. Never throws on any input.
tl::expected<Rule, Diagnostics> ParseRule(std::string_view toml, const std::string& file, Diagnostics& warnings);
/// The same of a text that was parsed already.
tl::expected<Rule, Diagnostics> ParseRule(const TomlValue& document, const SourceText& source, Diagnostics& warnings);
/// The same of a JSON object in the form of Kibana's exports.
tl::expected<Rule, Diagnostics> ParseJsonRule(std::string_view json, const std::string& file, Diagnostics& warnings);

/// Compiles `rule.query` against `fields`; diagnostics are placed in the rule's own document (line and column of the
/// query text inside `text`, which is what the rule was parsed from). An Error-free empty optional with `reason` set
/// means: understood, but not runnable here.
struct CompileOutcome {
  std::optional<CompiledRule> rule;
  std::string skip_reason;
  Diagnostics diagnostics;
};
/// `even_disabled`: a rule that says it is disabled is compiled, too.
CompileOutcome CompileRule(Rule rule, std::string_view text, FieldSet& fields, bool even_disabled = false);

}  // namespace crosstrail
