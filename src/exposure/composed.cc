#include "exposure/composed.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "json/write.h"
#include "policy/parse.h"

namespace crosstrail::exposure {
namespace {

using policy::Document;

bool IsPublic(const AclGrant& grant) {
  return grant.grantee == Grantee::kAllUsers || grant.grantee == Grantee::kAuthenticatedUsers;
}

void Append(Document&& more, Document& document) {
  for (policy::Statement& statement : more.statements) {
    statement.index = document.statements.size();
    document.statements.push_back(std::move(statement));
  }
}

// Everybody but the identities of `owner` and AWS services.
Document DenyStrangers(std::string_view owner) {
  std::string text =
      R"({"Statement":{"Sid":"RestrictPublicBuckets","Effect":"Deny","Principal":"*","Action":"*","Resource":"*",)"
      R"("Condition":{"StringNotEquals":{"aws:PrincipalAccount":)";
  AppendJsonString(owner, text);
  text += R"(},"BoolIfExists":{"aws:PrincipalIsAWSService":"false"}}}})";
  return policy::ParseDocument(text, {}).document;
}

std::string PrincipalOf(const AclGrant& grant) {
  std::string text;
  switch (grant.grantee) {
    case Grantee::kAllUsers:
      return R"("*")";
    case Grantee::kAuthenticatedUsers:
      return R"("*","Condition":{"Null":{"aws:PrincipalAccount":"false"},"StringLike":{"aws:PrincipalArn":"*"}})";
    case Grantee::kLogDelivery:
      return R"({"Service":"logging.s3.amazonaws.com"})";
    default:
      AppendJsonString(grant.id, text);
      return R"({"CanonicalUser":)" + text + "}";
  }
}

// What the grants of a list allow.
Document AclDocument(const std::vector<AclGrant>& grants, const std::string& arn, bool on_object) {
  std::string text = R"({"Statement":[)";
  std::string resource;
  for (const AclGrant& grant : grants) {
    for (const std::string& action : ActionsOf(grant.permission, on_object)) {
      resource.clear();
      AppendJsonString(!on_object && action == "s3:PutObject" ? arn + "/*" : arn, resource);
      fmt::format_to(std::back_inserter(text),
                     R"({}{{"Sid":"ACL","Effect":"Allow","Action":"{}","Resource":{},"Principal":{}}})",
                     text.back() == '[' ? "" : ",", action, resource, PrincipalOf(grant));
    }
  }
  return policy::ParseDocument(text + "]}", {}).document;
}

class Composer {
 public:
  Composer(const std::string& arn, const ResourceState& state, const Surroundings& surroundings)
      : arn_(arn),
        state_(state),
        is_object_(state.target == Target::kObject),
        bucket_(is_object_ ? surroundings.bucket : &state),
        account_(surroundings.account) {}

  Composed Run() && {
    const bool of_s3 = is_object_ || state_.target == Target::kBucket;
    // Of a policy that is not in the log, what was added to it may be.
    const bool has_policy =
        bucket_ != nullptr && (bucket_->policy_known == Knowledge::kSet ||
                               (bucket_->policy_known == Knowledge::kHidden && !bucket_->policy.empty()));
    bool unreadable = false;
    if (has_policy) {
      policy::ParsedDocument parsed = policy::ParseDocument(bucket_->policy, {});
      unreadable = parsed.unreadable;
      out_.document = std::move(parsed.document);
    }
    out_.public_status = policy::ClassifyPublic(out_.document);
    if (is_object_) KeepDenies();
    out_.policy_statements = out_.document.statements.size();
    if (!is_object_ && state_.target != Target::kAccount) {
      Note(Part::kPolicy, unreadable ? Knowledge::kHidden : state_.policy_known);
    }
    for (const NamedGrant& grant : state_.lists->grants)
      Append(policy::ParseDocument(grant.policy, {}).document, out_.document);
    if (state_.target == Target::kKey && state_.grants_hidden) out_.hidden.push_back(Part::kGrants);
    if (of_s3) {
      AddList();
      Restrict();
    }
    return std::move(out_);
  }

 private:
  // A bucket's policy allows what it allows whatever the object's list says: that is the bucket's exposure.
  void KeepDenies() {
    auto& statements = out_.document.statements;
    std::erase_if(statements, [](const policy::Statement& one) { return one.effect == policy::Effect::kAllow; });
    for (std::size_t i = 0; i < statements.size(); ++i) statements[i].index = i;
  }

  void Note(Part part, Knowledge knowledge) {
    if (knowledge == Knowledge::kUnknown) out_.assumed.push_back(part);
    if (knowledge == Knowledge::kHidden) out_.hidden.push_back(part);
  }

  void AddList() {
    const bool hidden = state_.acl_known == Knowledge::kHidden;
    if (bucket_ != nullptr && bucket_->acl_disabled) {
      if (!state_.lists->acl.empty() || hidden) {
        AddCut(Cut::Kind::kListsDisabled,
               "no access control list counts: the bucket's ownership is BucketOwnerEnforced");
      }
      return;
    }
    Note(Part::kAcl, state_.acl_known);
    std::vector<AclGrant> grants = state_.lists->acl;
    if (std::ranges::any_of(grants, IsPublic)) {
      if (bucket_ == nullptr || bucket_->ownership_known == Knowledge::kUnknown)
        out_.assumed.push_back(Part::kOwnership);
      NoteBlock();
      if (const std::string who = WhoBlocks(&PublicAccessBlock::ignore_public_acls); !who.empty()) {
        std::erase_if(grants, IsPublic);
        AddCut(Cut::Kind::kPublicGrantsIgnored,
               "what the list gives to everybody does not count: IgnorePublicAcls is on for " + who);
      } else if (const std::string refuses = WhoBlocks(&PublicAccessBlock::block_public_acls); !refuses.empty()) {
        AddCut(Cut::Kind::kRefusesPublicGrants,
               "BlockPublicAcls is on for " + refuses + ": it refuses new public grants, and leaves those there are");
      }
    }
    if (!grants.empty()) Append(AclDocument(grants, arn_, is_object_), out_.document);
  }

  void Restrict() {
    if (!out_.public_status.is_public) return;
    NoteBlock();
    if (const std::string who = WhoBlocks(&PublicAccessBlock::restrict_public_buckets); !who.empty()) {
      Append(DenyStrangers(state_.owner), out_.document);
      AddCut(Cut::Kind::kRestrictedToOwner,
             "the policy is public, so only the owner's account and AWS services get in: RestrictPublicBuckets is on "
             "for " +
                 who);
    } else if (const std::string refuses = WhoBlocks(&PublicAccessBlock::block_public_policy); !refuses.empty()) {
      AddCut(Cut::Kind::kRefusesPublicPolicies, "BlockPublicPolicy is on for " + refuses +
                                                    ": it refuses new public policies, and leaves the one there is");
    }
  }

  // The settings are told to be unknown only where they would have mattered.
  void NoteBlock() {
    out_.account_matters = true;
    const auto is_known = [](const ResourceState* state) {
      return state != nullptr && state->block_known != Knowledge::kUnknown && state->block_known != Knowledge::kHidden;
    };
    const bool known = is_known(bucket_) && is_known(account_);
    if (!known && std::ranges::find(out_.assumed, Part::kPublicAccessBlock) == out_.assumed.end()) {
      out_.assumed.push_back(Part::kPublicAccessBlock);
    }
  }

  // "the bucket", "the account", both, or nothing.
  std::string WhoBlocks(bool PublicAccessBlock::*setting) const {
    const bool bucket = bucket_ != nullptr && bucket_->block.*setting;
    const bool account = account_ != nullptr && account_->block.*setting;
    if (bucket) return account ? "the bucket and the account" : "the bucket";
    return account ? "the account" : "";
  }

  void AddCut(Cut::Kind kind, std::string reason) { out_.cuts.push_back({.kind = kind, .reason = std::move(reason)}); }

  const std::string& arn_;
  const ResourceState& state_;
  const bool is_object_;
  const ResourceState* const bucket_;
  const ResourceState* const account_;
  Composed out_;
};

}  // namespace

std::string_view Name(Cut::Kind kind) {
  constexpr std::array<std::string_view, 5> kNames = {"lists_disabled", "public_grants_ignored", "restricted_to_owner",
                                                      "refuses_public_grants", "refuses_public_policies"};
  return kNames[static_cast<std::size_t>(kind)];
}

std::string_view Name(Part part) {
  constexpr std::array<std::string_view, 8> kNames = {
      "policy", "acl", "public_access_block", "ownership", "replication", "website", "resource", "grants"};
  return kNames[static_cast<std::size_t>(part)];
}

Composed Compose(const std::string& arn, const ResourceState& state, const Surroundings& surroundings) {
  return Composer(arn, state, surroundings).Run();
}

}  // namespace crosstrail::exposure
