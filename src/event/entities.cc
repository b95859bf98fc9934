#include "event/entities.h"

#include <algorithm>
#include <initializer_list>

#include "event/coerce.h"
#include "event/drop_rule.h"
#include "event/entity_paths.h"

namespace crosstrail {
namespace {

// Resource types in ARNs; each list is sorted.
constexpr std::string_view kUserTypes[] = {
    "assumed-role", "federated-user", "instance-profile", "mfa", "role", "serialNumber", "user"};
constexpr std::string_view kServiceTypes[] = {"alarm",
                                              "cluster",
                                              "configuration-recorder",
                                              "db",
                                              "detector",
                                              "dhcp-options",
                                              "document",
                                              "file-system",
                                              "function",
                                              "global-cluster",
                                              "group",
                                              "ipset",
                                              "key",
                                              "loadbalancer",
                                              "log-group",
                                              "log-stream",
                                              "model",
                                              "mount-target",
                                              "network-acl",
                                              "network-interface",
                                              "parameter",
                                              "policy",
                                              "resolver-query-log-config",
                                              "rule",
                                              "rulegroup",
                                              "secret",
                                              "security-group",
                                              "session",
                                              "stack",
                                              "stack-set",
                                              "subnet",
                                              "table",
                                              "topic",
                                              "trail",
                                              "trust-anchor",
                                              "vpc",
                                              "webacl"};
constexpr std::string_view kServicePrefixes[] = {"sg-",  "sgr-", "eni-", "vpc-",  "subnet-", "acl-",
                                                 "rtb-", "igw-", "nat-", "vpce-", "tgw-",    "pcx-"};
static_assert(std::ranges::is_sorted(kUserTypes));
static_assert(std::ranges::is_sorted(kServiceTypes));

constexpr std::size_t kAccessKeyIdLength = 20;

// The service and the resource type of "arn:partition:service:region:account:type/id" (or "...:type:id").
struct ArnType {
  std::string_view service;
  std::string_view type;
};

ArnType ReadArn(std::string_view arn) {
  ArnType read;
  for (int part = 0; part < 5; ++part) {
    const std::size_t colon = arn.find(':');
    if (colon == std::string_view::npos) return {};
    if (part == 2) read.service = arn.substr(0, colon);
    arn.remove_prefix(colon + 1);
  }
  read.type = arn.substr(0, arn.find_first_of(arn.starts_with('/') ? ":" : ":/"));
  return read;
}

bool IsArn(std::string_view id) { return id.starts_with("arn:"); }

bool IsServiceRole(std::string_view id) {
  return id.find("/AWSServiceRoleFor") != std::string_view::npos ||
         id.find("/aws-service-role/") != std::string_view::npos;
}

class Collector {
 public:
  Collector(const RecordMembers& record, TextPool& texts) : record_(record), texts_(texts) {}

  std::string_view First(RecordPath path) {
    std::vector<std::string_view> values;
    Add(path, values);
    return values.empty() ? std::string_view() : values.front();
  }

  void Add(RecordPath path, std::vector<std::string_view>& to) {
    nodes_.clear();
    record_.Find(path, nodes_);
    for (const JsonNode* node : nodes_) {
      if (!IsDropped(*node) && !node->IsContainer()) to.push_back(KeywordOf(*node, texts_));
    }
  }

 private:
  const RecordMembers& record_;
  TextPool& texts_;
  std::vector<const JsonNode*> nodes_;
};

void SortAndKeepDistinct(std::vector<std::string_view>& ids) {
  std::ranges::sort(ids);
  const auto repeats = std::ranges::unique(ids);
  ids.erase(repeats.begin(), repeats.end());
}

// The instances a command goes to. "*" is all of the account's.
void AddCommandTargets(Collector& record, std::vector<std::string_view>& targets) {
  std::vector<std::string_view> instances;
  record.Add("requestParameters.instanceIds", instances);
  if (instances.empty()) record.Add("requestParameters.targets.values", instances);
  if (instances == std::vector<std::string_view>{"*"}) {
    instances.clear();
    record.Add("recipientAccountId", instances);
  }
  targets.insert(targets.end(), instances.begin(), instances.end());
}

std::string_view Actor(Collector& record, std::string_view source, std::string_view action, std::string_view type) {
  if (source == "sts.amazonaws.com" && action == "AssumeRole") {
    if (type == "AWSService") return record.First("userIdentity.invokedBy");
    if (type == "AssumedRole") return record.First("userIdentity.sessionContext.sessionIssuer.arn");
    return record.First("userIdentity.arn");
  }
  const std::string_view arn = record.First("userIdentity.arn");
  return arn.empty() ? record.First("userIdentity.onBehalfOf.userId") : arn;
}

EntityKind KindOfActor(std::string_view actor, std::string_view type) {
  if (type == "AWSService" || IsServiceRole(actor)) return EntityKind::kService;
  if (type == "AssumedRole" || type == "IAMUser" || type == "Root") return EntityKind::kUser;
  if (IsArn(actor)) {
    const std::string_view resource = ReadArn(actor).type;
    if (resource == "instance") return EntityKind::kHost;
    for (const std::string_view user : {"user", "role", "assumed-role", "federated-user"}) {
      if (resource == user) return EntityKind::kUser;
    }
  }
  return actor.starts_with("i-") ? EntityKind::kHost : EntityKind::kOther;
}

}  // namespace

EntityKind KindOfTarget(std::string_view id) {
  if (IsArn(id)) {
    const ArnType arn = ReadArn(id);
    if (IsServiceRole(id)) return EntityKind::kService;
    if (std::ranges::binary_search(kUserTypes, arn.type)) return EntityKind::kUser;
    if (arn.type == "instance") return EntityKind::kHost;
    if (std::ranges::binary_search(kServiceTypes, arn.type) || arn.service == "s3") return EntityKind::kService;
    return EntityKind::kOther;
  }
  if (id.size() == kAccessKeyIdLength && id.starts_with("AKIA")) return EntityKind::kUser;
  if (id.starts_with("i-")) return EntityKind::kHost;
  const auto begins = [id](std::string_view prefix) { return id.starts_with(prefix); };
  return std::ranges::any_of(kServicePrefixes, begins) ? EntityKind::kService : EntityKind::kOther;
}

std::string_view InstanceId(std::string_view id) {
  constexpr std::string_view kInstance = ":instance/";
  if (IsArn(id)) {
    const std::size_t at = id.find(kInstance);
    id = at == std::string_view::npos ? std::string_view() : id.substr(at + kInstance.size());
  }
  return id.starts_with("i-") ? id : std::string_view();
}

Entities FindEntities(const RecordMembers& members, TextPool& texts) {
  Collector record(members, texts);
  const std::string_view source = record.First("eventSource");
  const std::string_view action = record.First("eventName");
  const std::string_view type = record.First("userIdentity.type");

  Entities found;
  for (const RecordPath path :
       std::initializer_list<RecordPath>{"userIdentity.accessKeyId", "userIdentity.arn", "userIdentity.userName",
                                         "userIdentity.sessionContext.sessionIssuer.arn",
                                         "userIdentity.sessionContext.sessionIssuer.userName", "resources.ARN"}) {
    record.Add(path, found.related);
  }
  if (type == "IdentityCenterUser") record.Add("userIdentity.onBehalfOf.identityStoreArn", found.related);
  for (const RecordPath path : RelatedPaths(source)) record.Add(path, found.related);

  for (const RecordPath path : TargetPaths(source, action)) record.Add(path, found.targets);
  if (source == "ssm.amazonaws.com" && action == "SendCommand") AddCommandTargets(record, found.targets);
  SortAndKeepDistinct(found.targets);
  found.related.insert(found.related.end(), found.targets.begin(), found.targets.end());
  SortAndKeepDistinct(found.related);

  found.actor = Actor(record, source, action, type);
  found.actor_kind = KindOfActor(found.actor, type);
  found.actor_id = found.actor;
  if (type == "AssumedRole" && found.actor_kind == EntityKind::kUser) {
    const std::string_view role = record.First("userIdentity.sessionContext.sessionIssuer.arn");
    if (!role.empty()) found.actor_id = role;
  }
  return found;
}

}  // namespace crosstrail
