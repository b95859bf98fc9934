#include "policy/provider_subjects.h"

#include <algorithm>
#include <array>

namespace crosstrail::policy {
namespace {

constexpr std::string_view kCognito = "cognito-identity.amazonaws.com";

// What a subject of a shared provider begins with, and what ends the name of the owner behind it.
struct SubjectHead {
  std::string_view host;
  std::string_view head;
  char end;
};
constexpr std::array kSubjectHeads = {
    SubjectHead{"token.actions.githubusercontent.com", "repo:", '/'},
    SubjectHead{"token.actions.githubusercontent.com", "repository:", '/'},
    SubjectHead{"token.actions.githubusercontent.com", "job_workflow_ref:", '/'},
    SubjectHead{"token.actions.githubusercontent.com", "repository_owner:", ':'},
    SubjectHead{"token.actions.githubusercontent.com", "repository_owner_id:", ':'},
    SubjectHead{"token.actions.githubusercontent.com", "repository_id:", ':'},
    SubjectHead{"token.actions.githubusercontent.com", "enterprise:", ':'},
    SubjectHead{"token.actions.githubusercontent.com", "enterprise_id:", ':'},
    SubjectHead{"token.actions.githubusercontent.com", "actor:", ':'},
    SubjectHead{"token.actions.githubusercontent.com", "actor_id:", ':'},
    SubjectHead{"gitlab.com", "project_path:", '/'},
    SubjectHead{"app.terraform.io", "organization:", ':'},
};

// Subjects of these are ids, of which one names an account.
constexpr std::array<std::string_view, 4> kOthersShared = {"accounts.google.com", kCognito, "graph.facebook.com",
                                                           "www.amazon.com"};

// Claims beside the subject whose value is one account, one owner or one repository by its number.
constexpr std::array<std::string_view, 12> kWhole = {"actor",
                                                     "actor_id",
                                                     "repository_id",
                                                     "repository_owner",
                                                     "repository_owner_id",
                                                     "enterprise",
                                                     "enterprise_id",
                                                     "email",
                                                     "hd",
                                                     "id",
                                                     "user_id",
                                                     "google/organization_number"};
// ... and those that begin with the owner's name.
constexpr std::array<std::string_view, 4> kOwnerFirst = {"repository", "job_workflow_ref", "project_path",
                                                         "namespace_path"};

// A value as far as it is fixed.
struct Fixed {
  std::string_view text;
  bool open = false;  // something else follows
};

Fixed FixedPart(std::string_view value, bool wildcards) {
  const std::size_t end = std::min(wildcards ? value.find_first_of("*?") : value.npos, value.find("${"));
  return {.text = value.substr(0, end), .open = end != value.npos};
}

// Whether a name that `end` ends is complete at the beginning of `fixed`.
bool HasName(const Fixed& fixed, char end) {
  const std::size_t at = fixed.text.find(end);
  if (at == fixed.text.npos) return end == ':' && !fixed.open && !fixed.text.empty();
  return at > 0;
}

bool NamesInSubject(std::string_view host, Fixed fixed) {
  bool known = false;
  for (const SubjectHead& row : kSubjectHeads) {
    if (row.host != host) continue;
    known = true;
    if (!fixed.text.starts_with(row.head)) continue;
    return HasName({.text = fixed.text.substr(row.head.size()), .open = fixed.open}, row.end);
  }
  if (known) return false;
  if (!fixed.open) return !fixed.text.empty();
  // "system:serviceaccount:space:*": a kind, and a name that is complete.
  const std::size_t kind = fixed.text.find_first_of(":/");
  if (kind == fixed.text.npos) return false;
  const std::size_t end = fixed.text.find_first_of(":/", kind + 1);
  return end != fixed.text.npos && end > kind + 1;
}

}  // namespace

std::string_view ProviderHost(std::string_view principal) {
  constexpr std::string_view kKind = ":oidc-provider/";
  const std::size_t at = principal.find(kKind);
  return at == principal.npos ? principal : principal.substr(at + kKind.size());
}

bool IsSharedProvider(std::string_view host) {
  return std::ranges::find(kOthersShared, host) != kOthersShared.end() ||
         std::ranges::find(kSubjectHeads, host, &SubjectHead::host) != kSubjectHeads.end();
}

bool NamesSubject(std::string_view host, std::string_view claim, std::string_view value, bool wildcards) {
  const Fixed fixed = FixedPart(value, wildcards);
  if (claim == "sub") return NamesInSubject(host, fixed);
  if (std::ranges::find(kOwnerFirst, claim) != kOwnerFirst.end()) return HasName(fixed, '/');
  const bool whole = std::ranges::find(kWhole, claim) != kWhole.end() || (host == kCognito && claim == "aud");
  return whole && !fixed.open && !fixed.text.empty();
}

}  // namespace crosstrail::policy
