#include "cli/policy_options.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <set>

#include "base/text.h"
#include "base/time.h"
#include "cli/complain.h"
#include "cli/terminal.h"
#include "cli/text_file.h"
#include "policy/forms.h"

namespace crosstrail::cli {
namespace {

constexpr std::size_t kMostTrustBytes = std::size_t{1} << 20;
constexpr double kNanosPerSecond = 1e9;

double Now() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return static_cast<double>(std::chrono::duration_cast<std::chrono::seconds>(now).count());
}

void Print(const Diagnostics& diagnostics, bool no_color) {
  const bool color = WantsColor(STDERR_FILENO, no_color);
  PrintDiagnostics(diagnostics, color);
}

}  // namespace

void AddPolicyOptions(CLI::App& command, PolicyArguments& arguments, std::vector<std::string> formats) {
  command.add_option("--owner", arguments.owner, "The account that owns the resource, 12 digits")
      ->required()
      ->type_name("ACCOUNT");
  command.add_option("--org", arguments.organization, "The organization that the owner belongs to")->type_name("ID");
  command.add_option("--bucket", arguments.bucket, "The bucket; only resources in it count")->type_name("NAME");
  command.add_option("--trust", arguments.trust, "Whom the owner trusts, a TOML file (docs/policy.md)")
      ->type_name("FILE");
  command.add_option("--at", arguments.at, "The time to judge conditions on time by; now without it")
      ->type_name("TIME");
  const std::string all = fmt::format("{}", fmt::join(formats, ", "));
  command.add_option("--format", arguments.format, all)
      ->check(CLI::IsMember(std::move(formats)))
      ->capture_default_str()
      ->type_name("FORMAT");
  command.add_flag("--no-color", arguments.no_color, "No colors, as with NO_COLOR");
}

Result<policy::AnalysisOptions> MakeAnalysisOptions(const PolicyArguments& arguments, const config::Config& config) {
  policy::AnalysisOptions options;
  options.bucket = arguments.bucket;
  options.now = Now();
  if (!arguments.at.empty()) {
    const auto at = ParseInstant(arguments.at);
    if (!at) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("--at {}: give a time such as 2026-01-31T12:00:00Z", Printable(arguments.at)));
    }
    options.now = static_cast<double>(*at) / kNanosPerSecond;
  }
  if (!arguments.trust.empty()) {
    const Result<std::string> text = ReadTextFile(arguments.trust, kMostTrustBytes);
    if (!text) return tl::unexpected(text.error());
    policy::ParsedTrust parsed = policy::ParseTrust(*text, TextFileName(arguments.trust));
    Print(parsed.diagnostics, arguments.no_color);
    if (HasErrors(parsed.diagnostics)) {
      return Fail(ErrorCode::kInvalidArgument, "the trust file has errors; nothing was done");
    }
    options.trust = std::move(parsed.config);
  } else {
    options.trust = config.TrustAt(static_cast<Instant>(*options.now * kNanosPerSecond));
  }
  if (!policy::IsAccountId(arguments.owner)) {
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("--owner {}: an account id has 12 digits", Printable(arguments.owner)));
  }
  options.trust.owner = arguments.owner;
  if (!arguments.organization.empty()) {
    if (!arguments.organization.starts_with("o-")) {
      return Fail(ErrorCode::kInvalidArgument,
                  fmt::format("--org {}: an organization id begins with \"o-\"", Printable(arguments.organization)));
    }
    options.trust.organization = arguments.organization;
  }
  return options;
}

Result<ReadPolicy> ReadPolicyFile(const std::string& path, const PolicyArguments& arguments) {
  const policy::ParseLimits limits;
  Result<std::string> text = ReadTextFile(path, limits.bytes);
  if (!text) return tl::unexpected(text.error());
  ReadPolicy read{.name = TextFileName(path), .text = std::move(*text), .parsed = {}};
  read.parsed = policy::ParseDocument(read.text, read.name, limits);
  if (arguments.format == "text" || read.parsed.unreadable) Print(read.parsed.diagnostics, arguments.no_color);
  if (read.parsed.unreadable) {
    return Fail(ErrorCode::kMalformed, fmt::format("{} is no policy that can be read", Printable(read.name)));
  }
  return read;
}

std::string BucketOf(const PolicyArguments& arguments, const policy::Document& document) {
  if (!arguments.bucket.empty()) return arguments.bucket;
  constexpr std::string_view kArn = ":s3:::";
  std::set<std::string> buckets;
  for (const policy::Statement& statement : document.statements) {
    for (const policy::Word& resource : statement.resources) {
      const std::size_t at = resource.text.find(kArn);
      if (at == std::string::npos) continue;
      const std::string name = resource.text.substr(at + kArn.size());
      buckets.insert(name.substr(0, name.find('/')));
    }
  }
  const bool one = buckets.size() == 1 &&
                   buckets.begin()->find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-") == std::string::npos;
  return one ? *buckets.begin() : std::string();
}

}  // namespace crosstrail::cli
