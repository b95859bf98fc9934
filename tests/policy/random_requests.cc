#include "tests/policy/random_requests.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/action_catalogue.h"
#include "policy/forms.h"
#include "policy/principal_name.h"
#include "policy/scalars.h"
#include "policy/value_pattern.h"

namespace crosstrail::policy {
namespace {

using Kind = Principal::Kind;

constexpr auto kAddresses =
    std::to_array<std::string_view>({"203.0.113.77", "203.0.113.200", "203.0.113.1", "198.51.100.7", "10.1.2.3",
                                     "10.9.9.9", "150.0.0.1", "8.8.8.8", "2001:db8::1", "2001:dead::1"});
constexpr auto kNumbers = std::to_array<std::string_view>(
    {"0", "1", "5", "10", "11", "99", "100", "101", "3600", "86400", "86401", "1.2", "1.3", "1.25"});
constexpr auto kTimes = std::to_array<std::string_view>(
    {"2026-01-01T00:00:00Z", "2026-05-31T23:59:59Z", "2026-06-01T00:00:00Z", "2026-07-01T12:00:00Z",
     "2027-01-01T00:00:00Z", "2029-01-01T00:00:00Z", "2030-01-01T00:00:00Z", "2031-01-01T00:00:00Z"});

bool IsName(std::string_view name) {
  const auto fits = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("+=,.@_-/").find(c) != std::string_view::npos;
  };
  return !name.empty() && name.back() != '/' && std::all_of(name.begin(), name.end(), fits);
}

class RequestMaker {
 public:
  RequestMaker(Dice& dice, const Document& document) : dice_(dice), document_(document) {
    if (!document.statements.empty() && dice_.Chance(50)) focus_ = &dice_.OneOf(document.statements);
  }

  Request Make() {
    ChoosePrincipal();
    if (IsIdentity()) AddIdentityKeys();
    if (request_.principal.kind == Kind::kService) AddServiceKeys();
    AddNetworkKeys();
    AddAccessPointKeys();
    AddOtherKeys();
    ChooseAction();
    return std::move(request_);
  }

 private:
  bool IsIdentity() const {
    const Kind kind = request_.principal.kind;
    return kind == Kind::kRoot || kind == Kind::kUser || kind == Kind::kRoleSession || kind == Kind::kFederatedUser;
  }

  static std::string Text(std::string_view text) { return std::string(text); }

  void Set(std::string_view key, std::string value) { request_.context[Text(key)] = {std::move(value)}; }

  // A text that `pattern` matches, wildcards filled at random.
  std::string Instance(std::string_view pattern) {
    const ValuePattern parsed = ParseValuePattern(pattern, true, document_.variables);
    const auto glob = Substitute(parsed, [&](std::string_view key) -> std::optional<std::string> {
      const auto values = KeyValues(request_, key);
      return values.size() == 1 ? values.front() : "x";
    });
    constexpr auto kFills = std::to_array<std::string_view>({"", "x", "app", "222222222222", "s1", "a/b", "red"});
    std::string text;
    for (const char32_t c : *glob) {
      if (c == kAnyRun) {
        text += dice_.OneOf(kFills);
      } else if (c == kAnyCharacter) {
        text += "0123x"[dice_.Below(5)];
      } else {
        text += ToUtf8(std::u32string_view(&c, 1));
      }
    }
    return text;
  }

  // A value that the statement in focus speaks of; nullopt when it does not, or chance has it so.
  std::optional<std::string> Hint(std::string_view key) {
    if (focus_ == nullptr || dice_.Chance(20)) return std::nullopt;
    std::vector<const Word*> values;
    for (const ConditionElement& element : focus_->conditions) {
      if (!EqualsIgnoringAsciiCase(element.key.text, key)) continue;
      for (const Word& word : element.values) values.push_back(&word);
    }
    if (values.empty()) return std::nullopt;
    return Instance(dice_.OneOf(values)->text);
  }

  std::string Value(std::string_view key) {
    const KeyPool* pool = FindKeyPool(key);
    switch (pool->kind) {
      case ValueKind::kNumber:
        return Text(dice_.OneOf(kNumbers));
      case ValueKind::kDate:
        return Text(dice_.OneOf(kTimes));
      case ValueKind::kAddress:
        return Text(dice_.OneOf(kAddresses));
      case ValueKind::kBool:
        return dice_.Chance(50) ? "true" : "false";
      default:
        break;
    }
    if (auto hint = Hint(key)) return *std::move(hint);
    return dice_.Chance(15) ? "strange" : Instance(dice_.OneOf(pool->values));
  }

  std::string Account() {
    if (dice_.Chance(8)) return Text(kWorldOwner);
    return Text(dice_.OneOf(TheWorld().accounts));
  }

  bool TakePrincipal(const PrincipalElement& element) {
    PrincipalName name = ParsePrincipalName(element);
    Principal& principal = request_.principal;
    principal.account = name.account;
    principal.name = name.name;
    switch (name.kind) {
      case NameKind::kAccount:
        ChooseIdentity(IsAccountId(name.account) ? name.account : Account());
        return true;
      case NameKind::kUser:
        principal.kind = Kind::kUser;
        break;
      case NameKind::kRole:
        principal.kind = Kind::kRoleSession;
        break;
      case NameKind::kRoleSession:
        principal.kind = Kind::kRoleSession;
        principal.session = name.session;
        if (dice_.Chance(30)) principal.name = "team/" + name.name;
        break;
      case NameKind::kFederatedUser:
        principal.kind = Kind::kFederatedUser;
        break;
      case NameKind::kUniqueId:
        ChooseIdentity(Account());
        if (name.text.starts_with("AROA")) {
          principal.kind = Kind::kRoleSession;
        } else if (name.text.starts_with("AIDA")) {
          principal.kind = Kind::kUser;
        } else {
          return false;
        }
        if (principal.name.empty()) principal.name = "app";
        principal.unique_id = name.text;
        break;
      case NameKind::kCanonicalUser:
        ChooseIdentity(Account());
        principal.canonical_id = name.text;
        return true;
      case NameKind::kService:
        principal = {};
        principal.kind = Kind::kService;
        principal.provider = name.text;
        return true;
      case NameKind::kSamlProvider:
        principal.kind = Kind::kSamlProvider;
        principal.name.clear();
        principal.provider = name.text;
        return true;
      case NameKind::kWebIdentity:
        principal = {};
        principal.kind = Kind::kWebIdentity;
        principal.provider = name.text;
        return true;
      case NameKind::kOriginAccessIdentity:
        principal = {};
        principal.kind = Kind::kOriginAccessIdentity;
        principal.provider = name.text;
        return true;
      default:
        return false;
    }
    if (!IsAccountId(principal.account)) principal.account = Account();
    if (!IsName(principal.name)) principal.name = "app";
    Complete();
    return true;
  }

  void ChooseIdentity(std::string account) {
    constexpr auto kKinds =
        std::to_array({Kind::kRoleSession, Kind::kRoleSession, Kind::kUser, Kind::kRoot, Kind::kFederatedUser});
    request_.principal = {};
    request_.principal.kind = dice_.OneOf(kKinds);
    request_.principal.account = std::move(account);
    if (request_.principal.kind != Kind::kRoot) request_.principal.name = dice_.OneOf(TheWorld().names);
    Complete();
  }

  // What an identity has besides: a session, ids.
  void Complete() {
    const World& world = TheWorld();
    Principal& principal = request_.principal;
    if (principal.kind == Kind::kFederatedUser) principal.name = principal.name.substr(principal.name.rfind('/') + 1);
    if (principal.kind == Kind::kRoleSession) {
      if (!principal.unique_id.starts_with("AROA")) principal.unique_id = dice_.OneOf(world.role_ids);
      if (principal.session.empty()) principal.session = dice_.OneOf(world.sessions);
    } else if (principal.kind == Kind::kUser) {
      if (!principal.unique_id.starts_with("AIDA")) principal.unique_id = dice_.OneOf(world.user_ids);
    } else {
      principal.unique_id.clear();
    }
    if (principal.canonical_id.empty() && dice_.Chance(30)) principal.canonical_id = dice_.OneOf(world.canonical_ids);
  }

  void ChoosePrincipal() {
    if (focus_ != nullptr && !focus_->principals.empty() && dice_.Chance(70)) {
      if (TakePrincipal(dice_.OneOf(focus_->principals))) return;
    }
    request_.principal = {};
    if (const auto arn = Hint("aws:PrincipalArn"); arn && arn->starts_with("arn:") && dice_.Chance(80)) {
      if (TakePrincipal({.type = PrincipalType::kAws, .value = {.text = *arn, .span = {}}}) && IsIdentity()) return;
      request_.principal = {};
    }
    const std::size_t kind = dice_.Below(20);
    if (kind < 3) return;  // anonymous
    if (kind < 7) {
      request_.principal.kind = Kind::kService;
      request_.principal.provider = dice_.OneOf(TheWorld().services);
      return;
    }
    auto account = Hint("aws:PrincipalAccount");
    ChooseIdentity(account && IsAccountId(*account) ? *account : Account());
    if (const auto id = Hint("aws:userid")) {
      const std::size_t colon = std::min(id->find(':'), id->size());
      Principal& principal = request_.principal;
      const bool role = principal.kind == Kind::kRoleSession;
      if (id->size() >= 21 && (role || principal.kind == Kind::kUser) && id->starts_with(role ? "AROA" : "AIDA")) {
        principal.unique_id = id->substr(0, colon);
        if (role && colon < id->size() && IsName(id->substr(colon + 1)) && id->find('/') == std::string::npos) {
          principal.session = id->substr(colon + 1);
        }
      }
    }
  }

  // The organization path of `account`, or none. Nobody but the owner is known to be in any.
  std::optional<std::string> PathOf(std::string_view account, std::string_view id_key, std::string_view paths_key) {
    const World& world = TheWorld();
    if (account == kWorldOwner) return Text(dice_.OneOf(world.own_paths));
    if (auto id = Hint(id_key); id && id->starts_with("o-") && id->find('/') == std::string::npos && id->size() > 2) {
      return *id + "/r-ab12/" + (dice_.Chance(50) ? "ou-ab12-11111111/" : "");
    }
    if (auto path = Hint(paths_key); path && path->starts_with("o-") && path->find("/r-") != std::string::npos) {
      if (path->back() != '/') path->push_back('/');
      const std::size_t root = path->find("/r-") + 3;
      if (path->find('/') + 3 == root && path->find('/', root) > root) return path;
    }
    if (dice_.Chance(35)) return std::nullopt;
    return Text(dice_.Chance(25) ? dice_.OneOf(world.own_paths) : dice_.OneOf(world.organization_paths));
  }

  void AddOrganization(std::string_view account, std::string_view id_key, std::string_view paths_key) {
    const auto path = PathOf(account, id_key, paths_key);
    if (!path) return;
    Set(id_key, path->substr(0, path->find('/')));
    Set(paths_key, *path);
  }

  void AddIdentityKeys() {
    const Kind kind = request_.principal.kind;
    AddOrganization(request_.principal.account, "aws:PrincipalOrgID", "aws:PrincipalOrgPaths");
    if (kind != Kind::kRoot) {
      for (const char* key : {"aws:PrincipalTag/team", "aws:PrincipalTag/Role"}) {
        if (dice_.Chance(50)) Set(key, Value(key));
      }
    }
    if (kind != Kind::kFederatedUser && dice_.Chance(60)) {
      Set("aws:MultiFactorAuthPresent", dice_.Chance(50) ? "true" : "false");
      if (dice_.Chance(50)) Set("aws:MultiFactorAuthAge", Value("aws:MultiFactorAuthAge"));
    }
    if (kind == Kind::kRoleSession || kind == Kind::kFederatedUser) {
      Set("aws:TokenIssueTime", Value("aws:TokenIssueTime"));
    }
  }

  void AddServiceKeys() {
    std::string account = Account();
    if (const auto hint = Hint("aws:SourceAccount"); hint && IsAccountId(*hint)) account = *hint;
    const bool sourced = dice_.Chance(70);
    if (sourced) {
      std::string arn = Hint("aws:SourceArn").value_or(Instance(dice_.OneOf(FindKeyPool("aws:SourceArn")->values)));
      const std::u32string points = ToCodePoints(arn);
      const auto parts = SplitArn(points);
      if (parts && arn.starts_with("arn:")) {
        if (const std::string owner = ToUtf8((*parts)[4]); !owner.empty()) account = owner;
        Set("aws:SourceArn", std::move(arn));
      }
    }
    if (dice_.Chance(sourced ? 60 : 40)) {
      Set("aws:SourceAccount", account);
      if (dice_.Chance(70)) AddOrganization(account, "aws:SourceOrgID", "aws:SourceOrgPaths");
    }
  }

  void AddNetworkKeys() {
    const Kind kind = request_.principal.kind;
    if (kind == Kind::kService) {
      if (dice_.Chance(40)) Set("aws:SourceIp", Value("aws:SourceIp"));
      return;
    }
    if (dice_.Chance(60)) {
      Set("aws:SourceIp", Value("aws:SourceIp"));
      return;
    }
    for (const char* key : {"aws:SourceVpce", "aws:SourceVpc", "aws:VpcSourceIp", "aws:SourceVpcArn"}) {
      Set(key, Value(key));
    }
    const std::string account = Account();
    Set("aws:VpceAccount", account);
    AddOrganization(account, "aws:VpceOrgID", "aws:VpceOrgPaths");
  }

  void AddAccessPointKeys() {
    if (!dice_.Chance(20)) return;
    const std::string account = dice_.Chance(40) ? Text(kWorldOwner) : Account();
    Set("s3:DataAccessPointAccount", account);
    Set("s3:DataAccessPointArn", "arn:aws:s3:us-east-1:" + account + ":accesspoint/ap");
    Set("s3:AccessPointNetworkOrigin", dice_.Chance(50) ? "Internet" : "VPC");
  }

  void AddOtherKeys() {
    const std::string time = Text(dice_.OneOf(kTimes));
    Set("aws:CurrentTime", time);
    Set("aws:EpochTime", FormatNumber(*ParseDate(time)));
    for (const char* key : {"aws:SecureTransport", "aws:RequestedRegion", "aws:UserAgent"}) Set(key, Value(key));
    Set("aws:ResourceAccount", Text(kWorldOwner));
    Set("s3:ResourceAccount", Text(kWorldOwner));
    Set("aws:ResourceOrgID", Text(kWorldOrganization));
    Set("aws:ResourceOrgPaths", Text(TheWorld().own_paths.front()));
    for (const char* key : {"aws:Referer", "s3:prefix", "s3:max-keys", "s3:x-amz-acl", "s3:ExistingObjectTag/public",
                            "s3:TlsVersion", "example:Thing", "s3:x-amz-server-side-encryption-aws-kms-key-id"}) {
      const bool key_of_kms = std::string_view(key).ends_with("kms-key-id");
      if (key_of_kms && request_.principal.kind == Kind::kAnonymous) continue;
      if (!dice_.Chance(55)) continue;
      if (std::string value = Value(key); !value.empty()) Set(key, std::move(value));
    }
    if (dice_.Chance(50)) {
      std::vector<std::string>& keys = request_.context["s3:RequestObjectTagKeys"];
      for (std::size_t i = 1 + dice_.Below(2); i > 0; --i) {
        std::string value = Value("s3:RequestObjectTagKeys");
        if (std::find(keys.begin(), keys.end(), value) == keys.end()) keys.push_back(std::move(value));
      }
    }
  }

  const ActionRow& RandomAction() {
    static const std::vector<ActionRow> rows = [] {
      std::vector<ActionRow> out;
      for (const ActionRow& row : S3Actions()) {
        if (row.bucket_policy_applicable && row.name.starts_with("s3:")) out.push_back(row);
      }
      return out;
    }();
    return dice_.OneOf(rows);
  }

  void ChooseAction() {
    constexpr int kTries = 40;
    const ActionRow* row = dice_.Chance(40) ? FindAction("s3:GetObject") : &RandomAction();
    if (focus_ != nullptr && !focus_->actions.empty()) {
      const Glob wanted = ParseValuePattern(dice_.OneOf(focus_->actions).text, true, false).glob;
      for (int i = 0; i < kTries && !GlobMatches(wanted, ToCodePoints(row->name), true); ++i) row = &RandomAction();
    }
    request_.action = row->name;
    const bool object = Overlap(row->resources, ResourceKinds::kObject) &&
                        (!Overlap(row->resources, ResourceKinds::kBucket) || dice_.Chance(50));
    const std::string bucket = dice_.Chance(95) ? Text(kWorldBucket) : "bc";
    request_.resource = "arn:aws:s3:::" + bucket;
    if (!object) return;
    const std::string head = request_.resource + "/";
    request_.resource = head + Text(dice_.OneOf(TheWorld().object_keys));
    if (focus_ == nullptr || focus_->resources.empty() || dice_.Chance(40)) return;
    std::string wanted = Instance(dice_.OneOf(focus_->resources).text);
    if (wanted.starts_with(head) && wanted.size() > head.size()) request_.resource = std::move(wanted);
  }

  Dice& dice_;
  const Document& document_;
  const Statement* focus_ = nullptr;  // what the request is made to fit, as far as it goes
  Request request_;
};

}  // namespace

Request RandomRequest(Dice& dice, const Document& document) { return RequestMaker(dice, document).Make(); }

std::string Describe(const Request& request) {
  const Principal& principal = request.principal;
  std::string arn = CallerArn(principal);
  if (arn.empty()) arn = principal.kind == Kind::kAnonymous ? "anonymous" : principal.provider;
  std::string out = fmt::format("{} unique_id={} canonical_id={}\n  name {} {} {}", arn, principal.unique_id,
                                principal.canonical_id.substr(0, 8), principal.name, request.action, request.resource);
  for (const auto& [key, values] : request.context) out += fmt::format("\n  {}={}", key, fmt::join(values, " | "));
  return out;
}

}  // namespace crosstrail::policy
