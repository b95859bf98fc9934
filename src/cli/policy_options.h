// What the subcommands of `crosstrail policy` have in common: the options, and reading a policy.
#pragma once

#include <CLI/App.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "cli/policy_report.h"
#include "config/config.h"
#include "policy/analyse.h"

namespace crosstrail::cli {

/// As typed.
struct PolicyArguments {
  std::string owner, organization, bucket, trust, at, format = "text";
  bool no_color = false;
};

/// `arguments` must live as long as `command`. `formats` are the values of --format.
void AddPolicyOptions(CLI::App& command, PolicyArguments& arguments, std::vector<std::string> formats);

/// Reads the trust file, or takes whom `config` trusts where there is none, and takes now for the time unless --at says
/// otherwise. The diagnostics of a trust file with errors are printed.
Result<policy::AnalysisOptions> MakeAnalysisOptions(const PolicyArguments& arguments, const config::Config& config);

/// Reads the policy at `path` ("-": standard input). Its diagnostics are printed to standard error unless the format
/// has a place for them; an error only where nothing could be read at all.
Result<ReadPolicy> ReadPolicyFile(const std::string& path, const PolicyArguments& arguments);

/// The bucket that --bucket names, or the only one that the policy's resources name; empty otherwise.
std::string BucketOf(const PolicyArguments& arguments, const policy::Document& document);

}  // namespace crosstrail::cli
