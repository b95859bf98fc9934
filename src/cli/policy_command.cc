#include "cli/policy_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "alert/json_text.h"
#include "base/text.h"
#include "cli/complain.h"
#include "cli/exit_codes.h"
#include "cli/output.h"
#include "cli/policy_options.h"
#include "cli/policy_report.h"
#include "cli/terminal.h"
#include "cli/units.h"
#include "policy/describe.h"
#include "policy/evaluate.h"
#include "policy/repair.h"

namespace crosstrail::cli {
namespace {

using Json = nlohmann::ordered_json;

/// The command line, as typed.
struct Arguments {
  const config::Config* config = nullptr;
  PolicyArguments policy;
  std::string file, old_file;
  std::vector<std::string> files, context;
  std::string fail_on, principal, action, resource;
};

int Print(const std::string& text) {
  const std::unique_ptr<Output> output = MakeStandardOutput();
  Status written = output->Write(text);
  if (written) written = output->Commit();
  if (!written) return Complain(written.error().message, kInternal);
  return kDone;
}

int Print(const Json& json) { return Print(MadeSafe(json.dump(2, ' ', false, Json::error_handler_t::replace)) + "\n"); }

int RunExplain(const Arguments& arguments) {
  const Result<policy::AnalysisOptions> options = MakeAnalysisOptions(arguments.policy, *arguments.config);
  if (!options) return Complain(options.error().message, ExitCodeOf(options.error()));
  Result<ReadPolicy> read = ReadPolicyFile(arguments.file, arguments.policy);
  if (!read) return Complain(read.error().message, ExitCodeOf(read.error()));
  policy::Analysis analysis = policy::Analyse(read->parsed.document, *options);
  if (arguments.policy.format == "json") return Print(PolicyJson(*read, options->trust.owner, analysis));
  if (arguments.policy.format == "sarif") {
    std::vector<AnalysedPolicy> one;
    one.push_back({.read = std::move(*read), .analysis = std::move(analysis)});
    return Print(PolicySarif(one));
  }
  return Print(PolicyText(*read, analysis, WantsColor(STDOUT_FILENO, arguments.policy.no_color)));
}

int RunDiff(const Arguments& arguments) {
  const Result<policy::AnalysisOptions> options = MakeAnalysisOptions(arguments.policy, *arguments.config);
  if (!options) return Complain(options.error().message, ExitCodeOf(options.error()));
  const Result<ReadPolicy> before = ReadPolicyFile(arguments.old_file, arguments.policy);
  if (!before) return Complain(before.error().message, ExitCodeOf(before.error()));
  const Result<ReadPolicy> after = ReadPolicyFile(arguments.file, arguments.policy);
  if (!after) return Complain(after.error().message, ExitCodeOf(after.error()));
  const policy::Document& old_document = before->parsed.document;
  const policy::Document& new_document = after->parsed.document;
  const policy::Analysis gained = policy::AnalyseGain(old_document, new_document, *options);
  const policy::Analysis lost = policy::AnalyseGain(new_document, old_document, *options);
  if (arguments.policy.format == "json") {
    const auto list = [](const policy::Analysis& analysis, const ReadPolicy& read) {
      Json grants = Json::array();
      for (const policy::Grant& grant : analysis.grants) grants.push_back(GrantJson(grant, read));
      return grants;
    };
    const Json json = {{"old", before->name},
                       {"new", after->name},
                       {"owner", options->trust.owner},
                       {"decided", gained.decided && lost.decided},
                       {"gained", list(gained, *after)},
                       {"lost", list(lost, *before)}};
    return Print(json);
  }
  const auto side = [](std::string_view allows, const std::string& name, std::string_view not_by,
                       const policy::Analysis& analysis, const ReadPolicy& read) {
    if (analysis.grants.empty()) {
      return fmt::format("{} allows nothing that {} does not.\n", Printable(name), Printable(not_by));
    }
    return fmt::format("{}: what {} allows and {} does not\n\n{}", allows, Printable(name), Printable(not_by),
                       GrantsText(read, analysis.grants));
  };
  return Print(side("GAINED", after->name, before->name, gained, *after) + "\n" +
               side("LOST", before->name, after->name, lost, *before));
}

int RunCheck(const Arguments& arguments) {
  const Result<policy::AnalysisOptions> options = MakeAnalysisOptions(arguments.policy, *arguments.config);
  if (!options) return Complain(options.error().message, ExitCodeOf(options.error()));
  const policy::Verdict limit = *policy::FindVerdict(arguments.fail_on);
  int exit_code = kDone;
  const auto raise = [&](int to) { exit_code = std::max(exit_code, to); };
  std::vector<AnalysedPolicy> policies;
  for (const std::string& file : arguments.files) {
    Result<ReadPolicy> read = ReadPolicyFile(file, arguments.policy);
    if (!read) {
      raise(Complain(read.error().message, ExitCodeOf(read.error())));
      continue;
    }
    policy::Analysis analysis = policy::Analyse(read->parsed.document, *options);
    if (analysis.verdict >= limit) raise(kFindings);
    if (HasErrors(read->parsed.diagnostics)) raise(kUsage);
    policies.push_back({.read = std::move(*read), .analysis = std::move(analysis)});
  }
  int printed = kDone;
  if (arguments.policy.format == "sarif") {
    printed = Print(PolicySarif(policies));
  } else if (arguments.policy.format == "json") {
    Json list = Json::array();
    for (const AnalysedPolicy& one : policies) {
      list.push_back(PolicyJson(one.read, options->trust.owner, one.analysis));
    }
    printed = Print(list);
  } else {
    std::string text;
    for (const AnalysedPolicy& one : policies) {
      const auto exposures = static_cast<std::uint64_t>(
          std::count_if(one.analysis.grants.begin(), one.analysis.grants.end(), policy::IsExposure));
      text += fmt::format("{}  {}: {}  {}\n", one.analysis.verdict >= limit ? "FAIL" : "ok  ", Printable(one.read.name),
                          Name(one.analysis.verdict), Count(exposures, "exposure", "exposures"));
    }
    printed = Print(text);
  }
  return std::max(exit_code, printed);
}

Result<policy::RequestContext> ParseContext(const std::vector<std::string>& pairs) {
  policy::RequestContext context;
  for (const std::string& pair : pairs) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0) {
      return Fail(
          ErrorCode::kInvalidArgument,
          fmt::format("--context {}: write KEY=VALUE, and again for another value of the key", Printable(pair)));
    }
    context[pair.substr(0, equals)].push_back(pair.substr(equals + 1));
  }
  return context;
}

int RunSimulate(const Arguments& arguments) {
  const Result<ReadPolicy> read = ReadPolicyFile(arguments.file, arguments.policy);
  if (!read) return Complain(read.error().message, ExitCodeOf(read.error()));
  Result<policy::Principal> principal = policy::ParsePrincipal(arguments.principal);
  if (!principal) return Complain(principal.error().message, kUsage);
  Result<policy::RequestContext> context = ParseContext(arguments.context);
  if (!context) return Complain(context.error().message, kUsage);
  const policy::Request request{.principal = std::move(*principal),
                                .action = arguments.action,
                                .resource = arguments.resource,
                                .context = std::move(*context)};
  const policy::Evaluation evaluation = policy::Evaluate(read->parsed.document, request);
  constexpr std::string_view kNames[] = {"allow", "explicit_deny", "implicit_deny"};
  const std::string_view decision = kNames[static_cast<std::size_t>(evaluation.decision)];
  if (arguments.policy.format == "json") {
    Json json = {{"policy", read->name}, {"decision", decision}};
    if (evaluation.statement) {
      json["statement"] = *evaluation.statement;
      json["line"] = LineOfStatement(*read, *evaluation.statement);
    }
    return Print(json);
  }
  std::string text(decision);
  if (evaluation.statement) {
    text += fmt::format(": statement {}, {}:{}", *evaluation.statement + 1, Printable(read->name),
                        LineOfStatement(*read, *evaluation.statement));
  } else {
    text += ": no statement allows it";
  }
  return Print(text + "\n");
}

// The command that would put the repaired policy in place.
std::string ApplyCommand(const std::string& bucket, bool anything_left) {
  const std::string name = bucket.empty() ? "BUCKET" : bucket;
  if (!anything_left) return fmt::format("aws s3api delete-bucket-policy --bucket {}", name);
  return fmt::format("aws s3api put-bucket-policy --bucket {} --policy file://repaired.json", name);
}

int RunFix(const Arguments& arguments) {
  const Result<policy::AnalysisOptions> options = MakeAnalysisOptions(arguments.policy, *arguments.config);
  if (!options) return Complain(options.error().message, ExitCodeOf(options.error()));
  const Result<ReadPolicy> read = ReadPolicyFile(arguments.file, arguments.policy);
  if (!read) return Complain(read.error().message, ExitCodeOf(read.error()));
  const Result<policy::Repair> repair = policy::RepairPolicy(read->text, *options);
  if (!repair) return Complain(repair.error().message, kUsage);
  const std::string command = ApplyCommand(BucketOf(arguments.policy, read->parsed.document), !repair->policy.empty());
  if (arguments.policy.format == "json") {
    Json edits = Json::array();
    for (const policy::Edit& edit : repair->edits) {
      edits.push_back({{"statement", edit.statement},
                       {"line", LineOfStatement(*read, edit.statement)},
                       {"edit", edit.description}});
    }
    Json lost = Json::array();
    for (const policy::Grant& grant : repair->lost) lost.push_back(GrantJson(grant, *read));
    return Print(Json{{"policy", read->name},
                      {"verdict_before", Name(repair->before.verdict)},
                      {"verdict_after", Name(repair->after.verdict)},
                      {"edits", edits},
                      {"lost_to_trusted", lost},
                      {"repaired", repair->policy.empty() ? Json(nullptr) : Json::parse(repair->policy)},
                      {"command", command}});
  }
  if (repair->edits.empty()) {
    fmt::print(stderr, "{}: nobody who is not trusted gains anything; nothing to repair\n", Printable(read->name));
    return Print(repair->policy + "\n");
  }
  for (const policy::Edit& edit : repair->edits) {
    fmt::print(stderr, "statement {} ({}:{}): {}\n", edit.statement + 1, Printable(read->name),
               LineOfStatement(*read, edit.statement), Printable(edit.description));
  }
  fmt::print(stderr, "verdict: {} before, {} after\n", Name(repair->before.verdict), Name(repair->after.verdict));
  if (repair->lost.empty()) {
    fmt::print(stderr, "every request of the owner and of trusted parties is answered as before\n");
  }
  for (const policy::Grant& grant : repair->lost) {
    fmt::print(stderr, "lost to a trusted party: {}: {}\n", Printable(DescribeWho(grant.who)),
               Printable(fmt::format("{}", fmt::join(grant.actions, ", "))));
  }
  fmt::print(stderr, "to apply it: {}\n", command);
  return repair->policy.empty() ? kDone : Print(repair->policy + "\n");
}

std::vector<std::string> VerdictNames() {
  std::vector<std::string> names;
  for (int i = 0; i <= static_cast<int>(policy::Verdict::kPublic); ++i) {
    names.emplace_back(Name(static_cast<policy::Verdict>(i)));
  }
  return names;
}

}  // namespace

void AddPolicyCommand(CLI::App& app, const config::Config& config, int& exit_code) {
  CLI::App* const group = app.add_subcommand("policy", "Say exactly who a resource policy lets in, and mend it");
  group->require_subcommand(1);
  const auto add = [&](const char* name, const char* what, int (*run)(const Arguments&)) {
    CLI::App* const command = group->add_subcommand(name, what);
    const auto arguments = std::make_shared<Arguments>();
    arguments->config = &config;
    command->callback([arguments, run, &exit_code] { exit_code = run(*arguments); });
    return std::make_pair(command, arguments);
  };
  const auto add_file = [](CLI::App* command, Arguments& arguments) {
    command->add_option("FILE", arguments.file, "The policy, JSON; - for standard input")->required();
  };

  const auto [explain, explained] =
      add("explain", "Who outside the owner's account gains what, each with a request that proves it", RunExplain);
  add_file(explain, *explained);
  AddPolicyOptions(*explain, explained->policy, {"text", "json", "sarif"});

  const auto [diff, diffed] = add("diff", "What NEW allows that OLD does not, and the reverse", RunDiff);
  diff->add_option("OLD", diffed->old_file, "The policy before")->required();
  diff->add_option("NEW", diffed->file, "The policy after")->required();
  AddPolicyOptions(*diff, diffed->policy, {"text", "json"});

  const auto [check, checked] = add("check", "Fail on policies that let in too many, for CI", RunCheck);
  check->add_option("FILE", checked->files, "Policies, JSON; - for standard input")->required();
  checked->fail_on = "service_for_others";
  check->add_option("--fail-on", checked->fail_on, "Exit 1 on this verdict or a worse one")
      ->check(CLI::IsMember(VerdictNames()))
      ->capture_default_str()
      ->type_name("VERDICT");
  AddPolicyOptions(*check, checked->policy, {"text", "json", "sarif"});

  const auto [simulate, simulated] = add("simulate", "What AWS answers to one request under the policy", RunSimulate);
  add_file(simulate, *simulated);
  simulate->add_option("--principal", simulated->principal, "An ARN, an account, a service, or * for nobody known")
      ->required();
  simulate->add_option("--action", simulated->action, "s3:GetObject")->required();
  simulate->add_option("--resource", simulated->resource, "arn:aws:s3:::bucket/key")->required();
  simulate->add_option("--context", simulated->context, "Condition keys of the request, KEY=VALUE, any number");
  simulate->add_option("--format", simulated->policy.format, "text, json")
      ->check(CLI::IsMember({"text", "json"}))
      ->capture_default_str();
  simulate->add_flag("--no-color", simulated->policy.no_color, "No colors, as with NO_COLOR");

  const auto [fix, fixed] =
      add("fix", "The smallest edit that takes away what nobody trusted should have; printed, never applied", RunFix);
  add_file(fix, *fixed);
  AddPolicyOptions(*fix, fixed->policy, {"text", "json"});
}

}  // namespace crosstrail::cli
