#include "exposure/remedy.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "policy/parse.h"
#include "policy/repair.h"

namespace crosstrail::exposure {
namespace {

// A word of a shell command: names are the log's, and the log may be an attacker's.
std::string Quoted(std::string_view word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:/@+=,";  // of names and ARNs
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string_view::npos) return std::string(word);
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += R"('\'')";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

std::string_view AfterLast(std::string_view text, char mark) {
  const std::size_t at = text.rfind(mark);
  return at == std::string_view::npos ? text : text.substr(at + 1);
}

// `attributes` is a word of a shell command.
std::string SetQueuePolicy(const std::string& arn, std::string_view attributes) {
  return fmt::format(
      "aws sqs set-queue-attributes --queue-url \"$(aws sqs get-queue-url --queue-name {} --query QueueUrl --output "
      "text)\" --attributes {}",
      Quoted(AfterLast(arn, ':')), attributes);
}

std::string PutPolicy(const std::string& arn, const ResourceState& state) {
  constexpr std::string_view kFile = "file://repaired.json";
  switch (state.target) {
    case Target::kBucket:
      return fmt::format("aws s3api put-bucket-policy --bucket {} --policy {}", Quoted(AfterLast(arn, ':')), kFile);
    case Target::kAccessPoint:
      return fmt::format("aws s3control put-access-point-policy --account-id {} --name {} --policy {}",
                         Quoted(state.owner), Quoted(AfterLast(arn, '/')), kFile);
    case Target::kRole:
      return fmt::format("aws iam update-assume-role-policy --role-name {} --policy-document {}",
                         Quoted(AfterLast(arn, '/')), kFile);
    case Target::kKey:
      return fmt::format("aws kms put-key-policy --key-id {} --policy-name default --policy {}", Quoted(arn), kFile);
    case Target::kQueue:
      return SetQueuePolicy(arn, "\"$(jq '{Policy: tojson}' repaired.json)\"");
    case Target::kTopic:
      return fmt::format("aws sns set-topic-attributes --topic-arn {} --attribute-name Policy --attribute-value {}",
                         Quoted(arn), kFile);
    default:
      return {};
  }
}

std::string DropPolicy(const std::string& arn, const ResourceState& state) {
  switch (state.target) {
    case Target::kBucket:
      return fmt::format("aws s3api delete-bucket-policy --bucket {}", Quoted(AfterLast(arn, ':')));
    case Target::kAccessPoint:
      return fmt::format("aws s3control delete-access-point-policy --account-id {} --name {}", Quoted(state.owner),
                         Quoted(AfterLast(arn, '/')));
    case Target::kQueue:
      return SetQueuePolicy(arn, R"('{"Policy":""}')");
    default:
      return {};
  }
}

// Services have a role for its own account (as in Tracker), so that nothing of them has to be mended.
void TrustServices(const std::string& policy, policy::TrustConfig& trust) {
  for (const policy::Statement& statement : policy::ParseDocument(policy, {}).document.statements) {
    for (const policy::PrincipalElement& principal : statement.principals) {
      if (principal.type == policy::PrincipalType::kService) trust.services.insert(principal.value.text);
    }
  }
}

// Lambda has no call that sets the policy of a function: statements go as they came.
Remedy RemovePermissions(const std::string& arn, const std::string& policy, const policy::Repair& repair) {
  const policy::Document document = policy::ParseDocument(policy, {}).document;
  Remedy remedy;
  std::size_t next = 0;
  for (const policy::Edit& edit : repair.edits) {  // in order of statements
    if (edit.statement < next) continue;
    next = edit.statement + 1;
    remedy.edits.push_back(fmt::format("statement {}: drop the statement", next));
    remedy.commands.push_back(fmt::format("aws lambda remove-permission --function-name {} --statement-id {}",
                                          Quoted(arn), Quoted(document.statements.at(edit.statement).sid.text)));
  }
  return remedy;
}

Remedy MendPolicy(const std::string& arn, const ResourceState& state, policy::AnalysisOptions options) {
  Remedy remedy;
  if (state.target == Target::kRole) TrustServices(state.policy, options.trust);
  const Result<policy::Repair> repair = policy::RepairPolicy(state.policy, options);
  if (!repair || repair->edits.empty()) return remedy;
  if (state.target == Target::kFunction) return RemovePermissions(arn, state.policy, *repair);
  for (const policy::Edit& edit : repair->edits) {
    remedy.edits.push_back(fmt::format("statement {}: {}", edit.statement + 1, edit.description));
  }
  remedy.policy = repair->policy;
  std::string command = remedy.policy.empty() ? DropPolicy(arn, state) : PutPolicy(arn, state);
  if (!command.empty()) remedy.commands.push_back(std::move(command));
  return remedy;
}

std::string BlockFlags() {
  return "BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true";
}

}  // namespace

Remedy RemedyFor(const std::string& arn, const ResourceState& state, Part part,
                 const policy::AnalysisOptions& options) {
  Remedy remedy;
  constexpr std::string_view kHead = ":s3:::";
  const std::size_t head = arn.find(kHead);
  const std::string_view path =  // bucket, or bucket/key; a key may have colons
      head == arn.npos ? std::string_view() : std::string_view(arn).substr(head + kHead.size());
  const std::size_t slash = std::min(path.find('/'), path.size());
  const std::string bucket = Quoted(path.substr(0, slash));
  switch (part) {
    case Part::kPolicy:
      return MendPolicy(arn, state, options);
    case Part::kAcl:
    case Part::kResource:
      if (state.target == Target::kObject) {
        remedy.commands.push_back(fmt::format("aws s3api put-object-acl --bucket {} --key {} --acl private", bucket,
                                              Quoted(path.substr(std::min(slash + 1, path.size())))));
      } else if (state.target == Target::kBucket) {
        remedy.commands.push_back(fmt::format("aws s3api put-bucket-acl --bucket {} --acl private", bucket));
      }
      break;
    case Part::kPublicAccessBlock:
      if (state.target == Target::kAccount) {
        remedy.commands.push_back(
            fmt::format("aws s3control put-public-access-block --account-id {} --public-access-block-configuration {}",
                        Quoted(state.owner), BlockFlags()));
      } else {
        remedy.commands.push_back(
            fmt::format("aws s3api put-public-access-block --bucket {} --public-access-block-configuration {}", bucket,
                        BlockFlags()));
      }
      break;
    case Part::kOwnership:
      remedy.commands.push_back(
          fmt::format("aws s3api put-bucket-ownership-controls --bucket {} --ownership-controls "
                      "'Rules=[{{ObjectOwnership=BucketOwnerEnforced}}]'",
                      bucket));
      break;
    case Part::kReplication:
      remedy.commands.push_back(fmt::format("aws s3api delete-bucket-replication --bucket {}", bucket));
      break;
    case Part::kGrants:
      for (const NamedGrant& grant : state.lists->grants) {
        remedy.commands.push_back(
            fmt::format("aws kms revoke-grant --key-id {} --grant-id {}", Quoted(arn), Quoted(grant.id)));
      }
      break;
    case Part::kWebsite:
      break;
  }
  return remedy;
}

}  // namespace crosstrail::exposure
