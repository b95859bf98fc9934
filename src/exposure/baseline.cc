#include "exposure/baseline.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "base/text.h"
#include "exposure/config_item.h"
#include "exposure/resource_name.h"
#include "exposure/state_json.h"
#include "input/record.h"
#include "json/tree.h"
#include "json/write.h"
#include "policy/parse.h"

namespace crosstrail::exposure {
namespace {

constexpr std::string_view kForms =
    "understood are the output of aws s3api get-bucket-policy, items of AWS Config, {\"arn\": ..., \"policy\": ...} "
    "and "
    "what --save wrote";

constexpr std::string_view kS3 = ":s3:::";

// The one bucket that the resources of a policy name; empty where there is none, or several.
std::string BucketOf(const policy::Document& policy) {
  std::set<std::string> buckets;
  for (const policy::Statement& statement : policy.statements) {
    for (const policy::Word& resource : statement.resources) {
      const std::size_t at = resource.text.find(kS3);
      if (at == std::string::npos) continue;
      const std::string name = resource.text.substr(at + kS3.size());
      buckets.insert(name.substr(0, name.find('/')));
    }
  }
  const bool one = buckets.size() == 1 && buckets.begin()->find_first_of("*?${") == std::string::npos;
  return one ? *buckets.begin() : std::string();
}

// "arn:aws-cn" where the policy speaks of buckets in China: the output of the AWS CLI does not say where it is from.
std::string PartitionIn(const policy::Document& policy) {
  for (const policy::Statement& statement : policy.statements) {
    for (const policy::Word& resource : statement.resources) {
      std::string head = resource.text.substr(0, resource.text.find(kS3));
      if (head.starts_with("arn:aws") && head.size() < resource.text.size() &&
          head.find_first_of(":*?$", sizeof "arn:" - 1) == std::string::npos) {
        return head;
      }
    }
  }
  return "arn:aws";
}

class BaselineReader {
 public:
  explicit BaselineReader(const std::string& file) : file_(file) {}

  Status Read(std::string_view text, std::optional<std::size_t> line) {
    std::string padded(text);
    padded.append(kJsonPadding, ' ');
    JsonTree tree;
    if (const Status parsed = tree.Parse(std::string_view(padded).substr(0, text.size())); !parsed) {
      return Wrong(line, "is no JSON: " + parsed.error().message);
    }
    return ReadDocument(*tree.root(), line);
  }

  std::vector<BaselineEntry> Take() { return std::move(entries_); }

 private:
  Error Fault(std::optional<std::size_t> line, const std::string& what) const {
    const std::string where = line ? fmt::format("{}:{}", Printable(file_), *line) : Printable(file_);
    return {ErrorCode::kMalformed, fmt::format("{}: a baseline that {}; {}", where, what, kForms)};
  }
  Status Wrong(std::optional<std::size_t> line, const std::string& what) const {
    return tl::unexpected<Error>(Fault(line, what));
  }

  Status ReadDocument(const JsonNode& node, std::optional<std::size_t> line) {
    if (node.kind == JsonKind::kArray) {
      for (const JsonNode& item : JsonChildren(node)) {
        if (Status read = ReadDocument(item, line); !read) return read;
      }
      return {};
    }
    if (node.kind != JsonKind::kObject) return Wrong(line, "holds something that is no object");
    for (const std::string_view list : {"configurationItems", "baseConfigurationItems"}) {
      if (const JsonNode* const items = FindMember(node, list)) return ReadDocument(*items, line);
    }
    if (FindMember(node, "resourceType") != nullptr) return ReadItem(node, line);
    if (FindMember(node, "on") != nullptr) return {};
    if (const JsonNode* const exposure = FindMember(node, "exposure")) return ReadSavedExposure(*exposure, line);
    if (FindMember(node, "state") != nullptr) return ReadState(node, line);
    if (FindMember(node, "arn") != nullptr) return ReadOwn(node, line);
    if (const JsonNode* const policy = FindMember(node, "Policy")) return ReadOutput(node, *policy, line);
    return Wrong(line, "holds an object of an unknown kind");
  }

  Status ReadItem(const JsonNode& node, std::optional<std::size_t> line) {
    const std::string_view time = StringOf(FindMember(node, "configurationItemCaptureTime"));
    BaselineEntry entry;
    if (Status read = ReadTime(time, line, entry); !read) return read;
    entry.changes = ReadConfigItem(node);
    Add(std::move(entry));
    return {};
  }

  Status ReadState(const JsonNode& node, std::optional<std::size_t> line) {
    BaselineEntry entry;
    std::string text;
    AppendJson(*FindMember(node, "state"), text);
    const std::string_view arn = StringOf(FindMember(node, "resource"));
    Result<std::vector<Change>> changes = ReadSavedState(arn, text);
    if (!changes) return Wrong(line, "holds a state that cannot be read: " + changes.error().message);
    entry.changes = std::move(*changes);
    Add(std::move(entry));
    return {};
  }

  Status ReadSavedExposure(const JsonNode& node, std::optional<std::size_t> line) {
    BaselineEntry entry;
    std::string text;
    AppendJson(node, text);
    const Status read = Reading(1, [&] { entry.exposure = ExposureOf(nlohmann::json::parse(text)); });
    if (!read) return Wrong(line, "holds an exposure that cannot be read: " + read.error().message);
    entries_.push_back(std::move(entry));
    return {};
  }

  Status ReadOwn(const JsonNode& node, std::optional<std::size_t> line) {
    const std::string_view arn = StringOf(FindMember(node, "arn"));
    const std::optional<Target> target = TargetOf(arn);
    if (!target) return Wrong(line, fmt::format("names {}, whose policies are not followed", Printable(arn)));
    BaselineEntry entry;
    if (Status read = ReadTime(StringOf(FindMember(node, "time")), line, entry); !read) return read;
    const JsonNode* const policy = FindMember(node, "policy");
    if (policy == nullptr) return Wrong(line, fmt::format("has no policy for {}", Printable(arn)));
    std::string owner(StringOf(FindMember(node, "owner")));
    if (owner.empty()) owner = AccountOfArn(arn);
    entry.changes.push_back(PolicyChange(KnownArn(arn), std::move(owner), *target, policy));
    Add(std::move(entry));
    return {};
  }

  Status ReadOutput(const JsonNode& node, const JsonNode& policy, std::optional<std::size_t> line) {
    BaselineEntry entry;
    entry.changes.push_back(
        PolicyChange({}, std::string(StringOf(FindMember(node, "Owner"))), Target::kBucket, &policy));
    Change& change = entry.changes.front();
    const policy::Document document = policy::ParseDocument(change.policy, {}).document;
    std::string bucket(StringOf(FindMember(node, "Bucket")));
    if (bucket.empty()) bucket = BucketOf(document);
    if (bucket.empty()) {
      return Wrong(line, "has a policy that does not say of which bucket it is: add \"Bucket\" and \"Owner\" to it");
    }
    change.resource = fmt::format("{}{}{}", PartitionIn(document), kS3, bucket);
    Add(std::move(entry));
    return {};
  }

  Status ReadTime(std::string_view text, std::optional<std::size_t> line, BaselineEntry& entry) const {
    if (text.empty()) return {};
    entry.origin.time = ParseInstant(text);
    if (entry.origin.time) return {};
    return Wrong(line, fmt::format("has the time {}, which is none: write 2026-01-31T12:00:00Z", Printable(text)));
  }

  void Add(BaselineEntry entry) {
    if (entry.changes.empty()) return;
    entry.origin.action = "baseline";
    entry.origin.actor = file_;
    entries_.push_back(std::move(entry));
  }

  const std::string& file_;
  std::vector<BaselineEntry> entries_;
};

}  // namespace

Result<std::vector<BaselineEntry>> ReadBaseline(std::string_view text, const std::string& file) {
  BaselineReader reader(file);
  const std::size_t begin = std::min(text.find_first_not_of(" \t\r\n"), text.size());
  const std::size_t first_end = std::min(text.find('\n', begin), text.size());
  const std::string_view first = text.substr(begin, first_end - begin);
  // One document a line, where the first line is one and is not all there is.
  const bool by_lines = text.find_first_not_of(" \t\r\n", first_end) != std::string_view::npos && IsJson(first);
  if (!by_lines) {
    if (Status read = reader.Read(text, std::nullopt); !read) return tl::unexpected<Error>(read.error());
    return reader.Take();
  }
  std::size_t number = 1;
  for (std::string_view rest = text; !rest.empty(); ++number) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    if (line.find_first_not_of(" \t\r") != std::string_view::npos) {
      if (Status read = reader.Read(line, number); !read) return tl::unexpected<Error>(read.error());
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return reader.Take();
}

}  // namespace crosstrail::exposure
