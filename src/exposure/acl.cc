#include "exposure/acl.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "base/text.h"
#include "exposure/headers.h"

namespace crosstrail::exposure {
namespace {

constexpr std::string_view kGrantHead = "x-amz-grant-";

std::optional<AclPermission> PermissionOf(std::string_view name) {
  constexpr std::array<std::string_view, 5> kNames = {"READ", "WRITE", "READ_ACP", "WRITE_ACP", "FULL_CONTROL"};
  const auto* const found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<AclPermission>(found - kNames.begin());
}

void SetGroup(std::string_view uri, AclGrant& grant) {
  if (uri == "http://acs.amazonaws.com/groups/global/AllUsers") {
    grant.grantee = Grantee::kAllUsers;
  } else if (uri == "http://acs.amazonaws.com/groups/global/AuthenticatedUsers") {
    grant.grantee = Grantee::kAuthenticatedUsers;
  } else if (uri == "http://acs.amazonaws.com/groups/s3/LogDelivery") {
    grant.grantee = Grantee::kLogDelivery;
  } else {
    grant.grantee = Grantee::kOtherGroup;
    grant.id = uri;
  }
}

class GrantReader {
 public:
  /// `owner`: the canonical user id of the owner, whose own grants are left out; empty when it is not known.
  GrantReader(Acl& acl, std::string_view owner) : acl_(acl), owner_(owner) {}

  // <Grant>: {"Grantee": {"xsi:type": "Group", "URI": "..."}, "Permission": "READ"}; one, or a list of them.
  void AddWritten(const JsonNode& node) {
    if (node.kind == JsonKind::kArray) {
      for (const JsonNode& one : JsonChildren(node)) AddWritten(one);
      return;
    }
    const JsonNode* const grantee = FindMember(node, "Grantee");
    const JsonNode* const as_named = FindMember(node, "Permission");
    const auto permission = PermissionOf(StringOf(as_named == nullptr ? FindMember(node, "permission") : as_named));
    if (grantee == nullptr || !permission) {
      acl_.readable = false;
      return;
    }
    AclGrant grant;
    grant.permission = *permission;
    if (const std::string_view uri = StringOf(FindMember(*grantee, "URI")); !uri.empty()) {
      SetGroup(uri, grant);
    } else if (const std::string_view id = StringOf(FindMember(*grantee, "ID")); !id.empty()) {
      if (id == owner_) return;
      grant.id = id;
    } else if (const std::string_view email = StringOf(FindMember(*grantee, "EmailAddress")); !email.empty()) {
      grant.grantee = Grantee::kEmail;
      grant.id = email;
    } else {
      acl_.readable = false;
      return;
    }
    acl_.grants.push_back(std::move(grant));
  }

  // x-amz-grant-read: uri="http://...", id="79a5...", emailAddress="a@b"; quotes or none, in any case.
  void AddHeader(std::string_view name, const JsonNode& value) {
    std::string permission;
    for (const char c : name.substr(kGrantHead.size())) permission += c == '-' ? '_' : c;
    std::transform(permission.begin(), permission.end(), permission.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    const auto known = PermissionOf(permission);
    const std::string all = HeaderText(value);
    const std::string_view text = all;
    if (!known || text.empty()) {
      acl_.readable = false;
      return;
    }
    for (std::size_t at = 0; at <= text.size();) {
      const std::size_t comma = std::min(text.find(',', at), text.size());
      AddGrantee(text.substr(at, comma - at), *known);
      at = comma + 1;
    }
  }

 private:
  void AddGrantee(std::string_view text, AclPermission permission) {
    const auto strip = [](std::string_view part, std::string_view what) {
      while (!part.empty() && what.find(part.front()) != what.npos) part.remove_prefix(1);
      while (!part.empty() && what.find(part.back()) != what.npos) part.remove_suffix(1);
      return part;
    };
    text = strip(text, " ");
    const std::size_t equals = text.find('=');
    const std::string_view kind = text.substr(0, equals);
    const std::string_view value = equals == text.npos ? std::string_view() : strip(text.substr(equals + 1), " \"'");
    AclGrant grant;
    grant.permission = permission;
    if (value.empty()) {
      acl_.readable = false;
      return;
    }
    if (EqualsIgnoringAsciiCase(kind, "uri")) {
      SetGroup(value, grant);
    } else if (EqualsIgnoringAsciiCase(kind, "id")) {
      grant.id = value;
    } else if (EqualsIgnoringAsciiCase(kind, "emailAddress")) {
      grant.grantee = Grantee::kEmail;
      grant.id = value;
    } else {
      acl_.readable = false;
      return;
    }
    acl_.grants.push_back(std::move(grant));
  }

  Acl& acl_;
  std::string_view owner_;
};

}  // namespace

Acl CannedAcl(std::string_view name) {
  struct Row {
    std::string_view name;
    Grantee grantee;
    std::vector<AclPermission> permissions;
  };
  static const std::vector<Row> kRows = {
      {"private", Grantee::kAllUsers, {}},
      {"public-read", Grantee::kAllUsers, {AclPermission::kRead}},
      {"public-read-write", Grantee::kAllUsers, {AclPermission::kRead, AclPermission::kWrite}},
      {"authenticated-read", Grantee::kAuthenticatedUsers, {AclPermission::kRead}},
      {"log-delivery-write", Grantee::kLogDelivery, {AclPermission::kWrite, AclPermission::kReadAcp}},
      // These speak of the owners of bucket and object, and of EC2 reading an image's bundle.
      {"bucket-owner-read", Grantee::kAllUsers, {}},
      {"bucket-owner-full-control", Grantee::kAllUsers, {}},
      {"aws-exec-read", Grantee::kAllUsers, {}},
  };
  Acl acl;
  acl.canned = name;
  const auto row = std::find_if(kRows.begin(), kRows.end(), [&](const Row& r) { return r.name == name; });
  acl.readable = row != kRows.end();
  if (!acl.readable) return acl;
  for (const AclPermission permission : row->permissions) {
    acl.grants.push_back({.grantee = row->grantee, .id = {}, .permission = permission});
  }
  return acl;
}

std::optional<Acl> ReadAcl(const JsonNode& request_parameters) {
  std::optional<Acl> acl;
  const auto start = [&]() -> Acl& { return acl ? *acl : acl.emplace(); };
  const std::string canned = FindHeader(request_parameters, "x-amz-acl");
  if (!canned.empty()) acl = CannedAcl(canned);
  const auto add_headers = [&](const JsonNode* node) {
    if (node == nullptr || node->kind != JsonKind::kObject) return;
    for (const JsonNode& child : JsonChildren(*node)) {
      if (BeginsHeader(child.key, kGrantHead)) GrantReader(start(), {}).AddHeader(child.key, child);
    }
  };
  add_headers(&request_parameters);
  add_headers(FindMember(request_parameters, "accessControlList"));
  if (const JsonNode* const policy = FindMember(request_parameters, "AccessControlPolicy")) {
    const JsonNode* const list = FindMember(*policy, "AccessControlList");
    const JsonNode* const grants = list == nullptr ? nullptr : FindMember(*list, "Grant");
    const JsonNode* const owner = FindMember(*policy, "Owner");
    Acl& written = start();
    const auto is_cut = [](const JsonNode* node) { return node != nullptr && !StringOf(node).empty(); };
    if (is_cut(policy) || is_cut(list) || is_cut(grants)) written.readable = false;
    if (grants != nullptr)
      GrantReader(written, owner == nullptr ? "" : StringOf(FindMember(*owner, "ID"))).AddWritten(*grants);
  }
  if (!acl) return acl;
  std::sort(acl->grants.begin(), acl->grants.end());
  acl->grants.erase(std::unique(acl->grants.begin(), acl->grants.end()), acl->grants.end());
  return acl;
}

policy::Who WhoOf(const AclGrant& grant) {
  policy::Who who;
  switch (grant.grantee) {
    case Grantee::kAllUsers:
      who.kind = policy::WhoKind::kAnonymous;
      break;
    case Grantee::kAuthenticatedUsers:
      who.kind = policy::WhoKind::kAnyIdentity;
      break;
    case Grantee::kLogDelivery:
      // S3 delivers the logs of whoever asks for it to a bucket that lets it.
      who.kind = policy::WhoKind::kService;
      who.id = "logging.s3.amazonaws.com";
      who.customer = policy::CustomerKind::kAnyone;
      break;
    case Grantee::kCanonicalUser:
    case Grantee::kEmail:
    case Grantee::kOtherGroup:
      who.kind = policy::WhoKind::kCanonicalUser;
      who.id = grant.id;
      break;
  }
  return who;
}

std::vector<std::string> ActionsOf(AclPermission permission, bool on_object) {
  using Names = std::vector<std::string>;
  switch (permission) {
    case AclPermission::kRead:
      return on_object ? Names{"s3:GetObject", "s3:GetObjectVersion"}
                       : Names{"s3:ListBucket", "s3:ListBucketMultipartUploads", "s3:ListBucketVersions"};
    case AclPermission::kWrite:
      return on_object ? Names{} : Names{"s3:PutObject"};
    case AclPermission::kReadAcp:
      return on_object ? Names{"s3:GetObjectAcl", "s3:GetObjectVersionAcl"} : Names{"s3:GetBucketAcl"};
    case AclPermission::kWriteAcp:
      return on_object ? Names{"s3:PutObjectAcl", "s3:PutObjectVersionAcl"} : Names{"s3:PutBucketAcl"};
    case AclPermission::kFullControl:
      break;
  }
  Names all;
  for (const AclPermission one :
       {AclPermission::kRead, AclPermission::kWrite, AclPermission::kReadAcp, AclPermission::kWriteAcp}) {
    const Names some = ActionsOf(one, on_object);
    all.insert(all.end(), some.begin(), some.end());
  }
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace crosstrail::exposure
