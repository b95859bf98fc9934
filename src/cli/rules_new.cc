// `crosstrail rules new`: a rule to begin with, and its tests.
#include <fmt/format.h>
#include <sys/random.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <filesystem>
#include <memory>
#include <string>

#include "base/text.h"
#include "cli/complain.h"
#include "cli/exit_codes.h"
#include "cli/output.h"
#include "cli/rules_subcommands.h"

namespace crosstrail::cli {
namespace {

struct NewArguments {
  std::string name, type = "eql", directory = ".";
};

// A random UUID (RFC 9562, version 4); empty where the system gives no random numbers.
std::string NewUuid() {
  std::array<unsigned char, 16> bytes{};
  if (getrandom(bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) return {};
  bytes[6] = static_cast<unsigned char>((bytes[6] & 0x0FU) | 0x40U);
  bytes[8] = static_cast<unsigned char>((bytes[8] & 0x3FU) | 0x80U);
  std::string uuid;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) uuid += '-';
    uuid += fmt::format("{:02x}", bytes[i]);
  }
  return uuid;
}

// A name for a file: letters, digits and underscores.
std::string FileName(const std::string& name) {
  std::string file;
  for (const char c : FoldCase(name)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (plain) file += c;
    if (!plain && !file.empty() && file.back() != '_') file += '_';
  }
  while (!file.empty() && file.back() == '_') file.pop_back();
  return file;
}

std::string Toml(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? ' ' : c;
  }
  return out + '"';
}

std::string Query(const std::string& type) {
  if (type == "eql") {
    return R"(language = "eql"
query = '''
any where event.provider == "s3.amazonaws.com"
  and event.action == "DeleteBucket"
  and event.outcome == "success"
'''
)";
  }
  return R"(language = "kuery"
query = '''
event.provider: "s3.amazonaws.com" and event.action: "DeleteBucket" and event.outcome: "success"
'''
)";
}

std::string Grouping(const std::string& type) {
  if (type == "threshold") {
    return R"(
[rule.threshold]
field = ["user.name"]
value = 2
)";
  }
  if (type == "new_terms") {
    return R"(
[rule.new_terms]
field = "new_terms_fields"
value = ["cloud.account.id", "user.name"]

[[rule.new_terms.history_window_start]]
field = "history_window_start"
value = "now-7d"
)";
  }
  if (type == "threat_match") {
    return R"(threat_index = ["filebeat-*", "logs-ti_*"]
threat_query = "threat.indicator.ip: *"

[[rule.threat_mapping]]

[[rule.threat_mapping.entries]]
field = "source.ip"
type = "mapping"
value = "threat.indicator.ip"
)";
  }
  return {};
}

std::string RuleText(const NewArguments& arguments, const std::string& uuid) {
  return fmt::format(R"([metadata]
maturity = "development"

[rule]
rule_id = "{}"
name = {}
description = "What the rule detects, and why it matters."
severity = "medium"
risk_score = 47
version = 1
index = ["filebeat-*", "logs-aws.cloudtrail-*"]
false_positives = ["What does this for good reasons."]
note = "What to look at first, and what to do."
type = "{}"
{}{}
[rule.investigation_fields]
field_names = ["user.name", "source.ip", "cloud.account.id"]

[[rule.threat]]
framework = "MITRE ATT&CK"

[rule.threat.tactic]
id = "TA0040"
name = "Impact"
reference = "https://attack.mitre.org/tactics/TA0040/"

[[rule.threat.technique]]
id = "T1485"
name = "Data Destruction"
reference = "https://attack.mitre.org/techniques/T1485/"
)",
                     uuid, Toml(arguments.name), arguments.type, Query(arguments.type), Grouping(arguments.type));
}

std::string Event(const std::string& time, const std::string& action, const std::string& id) {
  return fmt::format(R"('''
{{
  "eventVersion": "1.11",
  "eventTime": "{}",
  "eventSource": "s3.amazonaws.com",
  "eventName": "{}",
  "awsRegion": "us-east-1",
  "sourceIPAddress": "203.0.113.66",
  "userAgent": "aws-cli/2.15.0",
  "userIdentity": {{
    "type": "IAMUser",
    "arn": "arn:aws:iam::111122223333:user/dana",
    "accountId": "111122223333",
    "userName": "dana"
  }},
  "requestParameters": {{"bucketName": "example-bucket"}},
  "eventID": "{}",
  "recipientAccountId": "111122223333"
}}''',
)",
                     time, action, id);
}

constexpr const char* kIndicators = R"(indicators = [
'''
{"threat.indicator.ip": "203.0.113.66", "threat.indicator.description": "an example"}''',
]
)";

std::string TestText(const NewArguments& arguments, const std::string& uuid) {
  const std::string first = Event("2026-03-01T10:00:00Z", "DeleteBucket", "e1");
  const std::string second = Event("2026-03-01T10:01:00Z", "DeleteBucket", "e2");
  const std::string other = Event("2026-03-01T10:01:00Z", "ListObjects", "e3");
  const bool counts = arguments.type == "threshold";
  const std::string indicators = arguments.type == "threat_match" ? kIndicators : "";
  const std::string text =
      fmt::format("rule_id = \"{}\"\n{}\n[[case]]\nname = \"what the rule is for\"\nalerts = 1\nevents = [\n{}{}]\n\n",
                  uuid, indicators, first, counts ? second : "");
  if (arguments.type == "new_terms") {
    return text + fmt::format("[[case]]\nname = \"seen before\"\nalerts = 0\nhistory = [\n{}]\nevents = [\n{}]\n",
                              first, second);
  }
  return text + fmt::format("[[case]]\nname = \"something else\"\nalerts = 0\nevents = [\n{}{}]\n", counts ? first : "",
                            other);
}

Status WriteFile(const std::string& path, const std::string& text) {
  Result<std::unique_ptr<Output>> output = MakeFileOutput(path, /*force=*/false);
  if (!output) return tl::unexpected<Error>(output.error());
  if (Status written = (*output)->Write(text); !written) return written;
  return (*output)->Commit();
}

int RunNew(const NewArguments& arguments) {
  const std::string file = FileName(arguments.name);
  if (file.empty()) return Complain("the name has no letter or digit; give one that says what an alert means", kUsage);
  const std::string uuid = NewUuid();
  if (uuid.empty()) return Complain("the system gives no random numbers for the rule's id", kInternal);
  const std::string base = (std::filesystem::path(arguments.directory) / file).string();
  for (const std::string& path : {base + ".toml", base + ".test.toml"}) {
    std::error_code error;
    if (std::filesystem::exists(path, error)) {
      return Complain(Printable(path) + " exists; give the rule another name, or remove it", kUsage);
    }
  }
  for (const auto& [path, text] : {std::pair(base + ".toml", RuleText(arguments, uuid)),
                                   std::pair(base + ".test.toml", TestText(arguments, uuid))}) {
    if (const Status written = WriteFile(path, text); !written) return Complain(written.error().message, kUsage);
    fmt::print("{}\n", Printable(path));
  }
  return kDone;
}

}  // namespace

void AddRulesNew(CLI::App& rules, int& exit_code) {
  CLI::App* const make = rules.add_subcommand(
      "new", "Write a rule to begin with, with an id of its own (random), and its tests; print their paths");
  const auto arguments = std::make_shared<NewArguments>();
  NewArguments& a = *arguments;
  make->add_option("name", a.name, "What an alert of the rule means, in a few words")->required();
  make->add_option("--type", a.type, "eql (default), query, threshold, new_terms or threat_match")
      ->check(CLI::IsMember({"eql", "query", "threshold", "new_terms", "threat_match"}));
  make->add_option("--directory", a.directory, "Where to write the two files (default: here)");
  make->callback([arguments, &exit_code] { exit_code = RunNew(*arguments); });
}

}  // namespace crosstrail::cli
