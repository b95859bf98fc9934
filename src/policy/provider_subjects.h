// Whom an identity provider of OpenID Connect vouches for under a condition on its claims.
//
// A provider that everybody can have an account with (GitHub, GitLab, Google) vouches for everybody, so a role that
// trusts it is as open as its conditions: a subject that names an organization or a repository lets in whoever works
// there, one that is all wildcard lets in the world.
//
// Sources: IAM User Guide, "Available keys for AWS OIDC federation"; GitHub, "OpenID Connect reference" (subjects begin
// with the claim that names the repository or its owner, unless customized); GitLab, "ID token"; HCP Terraform,
// "Workload identity tokens". Pure functions.
#pragma once

#include <string_view>

namespace crosstrail::policy {

/// "token.actions.githubusercontent.com" of
/// "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com", or of itself: what the provider's
/// condition keys begin with.
std::string_view ProviderHost(std::string_view principal);

/// Whether anybody can have an identity with the provider.
bool IsSharedProvider(std::string_view host);

/// Whether a condition that asks for `value` of the provider's claim `claim` ("sub", in lower case) names somebody: an
/// organization, a repository, an account. Not so where the value, with `wildcards`, has a wildcard before the name is
/// complete, or where the claim tells nobody from anybody else (the audience is the same for all).
bool NamesSubject(std::string_view host, std::string_view claim, std::string_view value, bool wildcards);

}  // namespace crosstrail::policy
