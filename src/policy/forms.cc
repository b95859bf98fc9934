#include "policy/forms.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/base64.h"
#include "base/ip_network.h"
#include "base/time.h"
#include "policy/arn.h"
#include "policy/elements.h"
#include "policy/scalars.h"

namespace crosstrail::policy {
namespace {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool IsAlphanumeric(char c) { return IsDigit(c) || IsLower(c) || IsUpper(c); }

bool HasWildcard(std::string_view text) { return text.find_first_of("*?") != std::string_view::npos; }

bool HasVariable(std::string_view text) { return text.find("${") != std::string_view::npos; }

bool IsAccountPattern(std::string_view text) {
  return HasWildcard(text) && std::ranges::all_of(text, [](char c) { return IsDigit(c) || c == '*' || c == '?'; });
}

bool IsPartition(std::string_view text) {
  return text.starts_with("aws") &&
         std::ranges::all_of(text, [](char c) { return IsLower(c) || IsDigit(c) || c == '-'; });
}

// A host name, with a path behind it as issuers of OpenID Connect have.
bool IsDomain(std::string_view text) {
  const std::string_view host = text.substr(0, text.find('/'));
  if (host.find('.') == std::string_view::npos || host.starts_with('.') || host.ends_with('.')) return false;
  if (host.find("..") != std::string_view::npos) return false;
  return std::ranges::all_of(host, [](char c) { return IsAlphanumeric(c) || c == '.' || c == '-'; });
}

// "AIDA...", "AROA...": what IAM shows for a principal that has been deleted, and takes for one that has not.
bool IsUniqueId(std::string_view text) {
  return text.size() >= 16 && text.size() <= 128 && text.front() == 'A' &&
         std::ranges::all_of(text, [](char c) { return IsDigit(c) || IsUpper(c); });
}

bool IsHex(std::string_view text) {
  return std::ranges::all_of(text,
                             [](char c) { return IsDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); });
}

// 64 digits for an account, 96 for an origin access identity of CloudFront.
bool IsCanonicalUser(std::string_view text) { return (text.size() == 64 || text.size() == 96) && IsHex(text); }

bool NamesSomething(std::string_view resource, std::string_view prefix) {
  return resource.starts_with(prefix) && resource.size() > prefix.size() && !resource.ends_with('/');
}

bool IsIamPrincipal(const ArnParts& arn) {
  if (arn.service == "iam") {
    return arn.resource == "root" || NamesSomething(arn.resource, "user/") || NamesSomething(arn.resource, "role/");
  }
  if (arn.service != "sts") return false;
  if (NamesSomething(arn.resource, "federated-user/")) return true;
  constexpr std::string_view kSession = "assumed-role/";
  return NamesSomething(arn.resource, kSession) && arn.resource.find('/', kSession.size()) != std::string_view::npos;
}

std::optional<Fault> FaultOfPrincipalArn(std::string_view value) {
  const std::optional<ArnParts> arn = SplitArn(value);
  const std::string shape =
      "write arn:aws:iam::ACCOUNT:root, user/NAME or role/NAME, or arn:aws:sts::ACCOUNT:assumed-role/ROLE/SESSION";
  if (!arn) return Fault{fmt::format("{} is no complete ARN", Quoted(value)), shape};
  if (!IsPartition(arn->partition)) {
    return Fault{fmt::format("{} is no partition of AWS", Quoted(arn->partition)), "aws, aws-cn, aws-us-gov, ..."};
  }
  // Identities of CloudFront have a name of their own in place of the account.
  const bool pseudo = arn->service == "iam" && arn->account == "cloudfront" && arn->resource.starts_with("user/");
  if (!IsAccountId(arn->account) && !pseudo) {
    return Fault{fmt::format("{} is no account id", Quoted(arn->account)), "an account id has 12 digits"};
  }
  if (!arn->region.empty() || !IsIamPrincipal(*arn))
    return Fault{fmt::format("{} is no principal", Quoted(value)), shape};
  return std::nullopt;
}

std::optional<Fault> FaultOfAwsPrincipal(std::string_view value) {
  if (value == "*") return std::nullopt;
  if (HasWildcard(value)) {
    return Fault{fmt::format("{}: a principal takes no wildcard", Quoted(value)),
                 "name the account and test aws:PrincipalArn with ArnLike in a Condition"};
  }
  if (value.starts_with("arn:")) return FaultOfPrincipalArn(value);
  if (IsAccountId(value) || IsUniqueId(value)) return std::nullopt;
  if (AreDigits(value)) return Fault{fmt::format("{} is no account id", Quoted(value)), "an account id has 12 digits"};
  std::string hint = "an account id, an ARN of IAM or STS, or \"*\" is meant here";
  if (IsCanonicalUser(value)) hint = "a canonical user id goes under \"CanonicalUser\"";
  if (value.find(".amazonaws.com") != std::string_view::npos) hint = "a service goes under \"Service\"";
  return Fault{fmt::format("{} is no principal", Quoted(value)), std::move(hint)};
}

std::optional<Fault> FaultOfFederated(std::string_view value) {
  if (!value.starts_with("arn:")) {
    if (IsDomain(value)) return std::nullopt;
    return Fault{fmt::format("{} is no identity provider", Quoted(value)),
                 "write its domain (\"accounts.google.com\") or the ARN of a saml-provider or oidc-provider"};
  }
  const std::optional<ArnParts> arn = SplitArn(value);
  const bool provider =
      arn && (NamesSomething(arn->resource, "saml-provider/") || NamesSomething(arn->resource, "oidc-provider/"));
  if (provider && IsPartition(arn->partition) && arn->service == "iam" && IsAccountId(arn->account))
    return std::nullopt;
  return Fault{fmt::format("{} is no identity provider", Quoted(value)),
               "write arn:aws:iam::ACCOUNT:saml-provider/NAME or oidc-provider/DOMAIN"};
}

// "2013-08-31T12:00:00Z" or less of it, or seconds since the epoch. The year may be any: policies are meant to last
// until 9999.
bool IsDate(std::string_view text) {
  const std::string_view seconds = text.starts_with('-') ? text.substr(1) : text;
  if (AreDigits(seconds)) return true;
  if (text.size() < 5 || !AreDigits(text.substr(0, 4))) return false;
  std::string in_range = "2000" + std::string(text.substr(4));
  if (in_range.size() == 7) in_range += "-01";  // a year and a month
  return ParseInstant(in_range).has_value();
}

bool IsNumber(std::string_view text) {
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  const std::size_t exponent = text.find_first_of("eE");
  if (exponent != std::string_view::npos) {
    std::string_view digits = text.substr(exponent + 1);
    if (digits.starts_with('-') || digits.starts_with('+')) digits.remove_prefix(1);
    if (!AreDigits(digits)) return false;
    text = text.substr(0, exponent);
  }
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return AreDigits(text);
  const std::string_view fraction = text.substr(point + 1);
  return (point == 0 || AreDigits(text.substr(0, point))) && AreDigits(fraction);
}

std::optional<Fault> Misfit(bool fits, std::string_view value, std::string_view what, std::string_view example) {
  if (fits) return std::nullopt;
  std::string hint = fmt::format("write it like {}", example);
  if (HasVariable(value)) hint = "only operators of strings and ARNs take policy variables";
  return Fault{fmt::format("{} is no {}", Quoted(value), what), std::move(hint)};
}

}  // namespace

bool IsAccountId(std::string_view text) { return text.size() == kAccountDigits && AreDigits(text); }

bool IsLiteral(std::string_view text) { return !HasWildcard(text) && !HasVariable(text); }

std::string CompleteArn(std::string_view resource) {
  std::string arn(resource);
  if (!resource.starts_with("arn:")) return arn;
  for (auto colons = std::ranges::count(resource, ':'); colons < 5; ++colons) arn += ":*";
  return arn;
}

std::optional<Fault> FaultOfPrincipal(PrincipalType type, std::string_view value) {
  if (HasVariable(value)) {
    return Fault{fmt::format("{}: a principal takes no policy variable", Quoted(value)),
                 "only Resource and Condition do"};
  }
  switch (type) {
    case PrincipalType::kAnyone:
      return std::nullopt;
    case PrincipalType::kAws:
      return FaultOfAwsPrincipal(value);
    case PrincipalType::kFederated:
      return FaultOfFederated(value);
    case PrincipalType::kService:
      if (IsDomain(value) && value.find('/') == std::string_view::npos) return std::nullopt;
      return Fault{fmt::format("{} is no service principal", Quoted(value)),
                   "write it like \"cloudtrail.amazonaws.com\""};
    case PrincipalType::kCanonicalUser:
      if (IsCanonicalUser(value)) return std::nullopt;
      return Fault{fmt::format("{} is no canonical user id", Quoted(value)), "it has 64 hexadecimal digits"};
  }
  return std::nullopt;
}

std::optional<Fault> FaultOfAction(std::string_view action) {
  if (action == "*") return std::nullopt;
  if (HasVariable(action)) {
    return Fault{fmt::format("{}: an action takes no policy variable", Quoted(action)),
                 "only Resource and Condition do"};
  }
  const std::size_t colon = action.find(':');
  if (colon == std::string_view::npos || colon == 0) {
    return Fault{fmt::format("{} does not name its service", Quoted(action)),
                 "write it like \"s3:GetObject\", or \"*\""};
  }
  const std::string_view service = action.substr(0, colon);
  const std::string_view name = action.substr(colon + 1);
  if (name.find(':') != std::string_view::npos) {
    return Fault{fmt::format("{}: an action has one colon", Quoted(action)), "write it like \"s3:GetObject\""};
  }
  if (HasWildcard(service) && service != "*") {
    return Fault{fmt::format("{}: the service of an action takes no wildcard", Quoted(action)), "write it out"};
  }
  const bool service_fits =
      service == "*" || std::ranges::all_of(service, [](char c) { return IsAlphanumeric(c) || c == '-'; });
  const bool name_fits = !name.empty() && std::ranges::all_of(name, [](char c) {
    return IsAlphanumeric(c) || c == '*' || c == '?' || c == '-' || c == '_';
  });
  if (service_fits && name_fits) return std::nullopt;
  return Fault{fmt::format("{} is no action", Quoted(action)), "write it like \"s3:GetObject\" or \"s3:Get*\""};
}

std::optional<Fault> FaultOfResource(std::string_view resource, bool variables) {
  if (resource == "*") return std::nullopt;
  if (!resource.starts_with("arn:")) {
    return Fault{fmt::format("{} is no ARN", Quoted(resource)), "write it like \"arn:aws:s3:::bucket/*\", or \"*\""};
  }
  const std::string complete = CompleteArn(resource);
  const std::optional<ArnParts> arn = SplitArn(complete);
  if (!arn) return std::nullopt;  // cannot be: it is complete
  const std::string_view head = std::string_view(complete).substr(0, complete.size() - arn->resource.size());
  if (variables && HasVariable(head)) {
    return Fault{fmt::format("{}: a variable before the fifth colon of an ARN", Quoted(resource)),
                 "only the last part of an ARN takes policy variables; '*' may do"};
  }
  if (!IsPartition(arn->partition) && !HasWildcard(arn->partition)) {
    return Fault{fmt::format("{} is no partition of AWS", Quoted(arn->partition)), "aws, aws-cn, aws-us-gov, ..."};
  }
  const bool service_fits = !arn->service.empty() && std::ranges::all_of(arn->service, [](char c) {
    return IsLower(c) || IsDigit(c) || c == '-';
  });
  if (!service_fits) {
    return Fault{fmt::format("{} is no service of an ARN", Quoted(arn->service)),
                 "write it out in lower case: no wildcard can stand for it"};
  }
  const std::string_view account = arn->account;
  // "aws" and its like own what AWS itself provides.
  const bool account_fits = account.empty() || IsAccountId(account) || IsAccountPattern(account) ||
                            IsPartition(account) || account == "cloudfront";
  if (!account_fits) {
    return Fault{fmt::format("{} is no account id", Quoted(account)), "an account id has 12 digits"};
  }
  if (arn->resource.empty()) {
    return Fault{fmt::format("{} names no resource", Quoted(resource)), "add its name, or '*', behind the last colon"};
  }
  return std::nullopt;
}

std::optional<Fault> FaultOfConditionKey(std::string_view key) {
  const std::size_t colon = key.find(':');
  if (colon != std::string_view::npos && colon != 0 && colon + 1 != key.size()) return std::nullopt;
  return Fault{fmt::format("{} is no condition key", Quoted(key)), "write it like \"aws:SourceIp\""};
}

std::optional<Fault> FaultOfConditionValue(const ConditionOperator& op, std::string_view value) {
  switch (op.comparison) {
    case Comparison::kString:
    case Comparison::kStringIgnoreCase:
    case Comparison::kStringLike:
    case Comparison::kArn:
      return std::nullopt;
    case Comparison::kNumber:
      return Misfit(IsNumber(value), value, "number", "\"100\"");
    case Comparison::kDate:
      return Misfit(IsDate(value), value, "date", "\"2026-01-31T12:00:00Z\" or seconds since 1970");
    case Comparison::kBool:
    case Comparison::kNull:
      return Misfit(ParseBool(value).has_value(), value, "boolean", "\"true\" or \"false\"");
    case Comparison::kBinary:
      return Misfit(DecodeBase64(value).has_value(), value, "base64 text", "\"AQIDBA==\"");
    case Comparison::kIpAddress:
      return Misfit(ParseIpNetwork(value).has_value(), value, "IP address or block of them",
                    "\"203.0.113.0/24\" or \"2001:db8::/32\"");
  }
  return std::nullopt;
}

std::optional<Fault> FaultOfVariables(std::string_view text) {
  for (std::size_t begin = text.find("${"); begin != std::string_view::npos; begin = text.find("${")) {
    text.remove_prefix(begin);
    const std::size_t end = text.find('}');
    if (end == std::string_view::npos)
      return Fault{fmt::format("the variable {} does not end", Quoted(text)), "add '}'"};
    const std::string_view variable = text.substr(0, end + 1);
    const std::string_view inside = text.substr(2, end - 2);
    text.remove_prefix(end + 1);
    if (inside == "*" || inside == "?" || inside == "$") continue;
    const std::size_t comma = inside.find(',');
    const std::string_view key = inside.substr(0, comma);
    if (key.empty()) return Fault{"a variable without a name", "write it like ${aws:username}"};
    if (HasVariable(inside))
      return Fault{fmt::format("{}: variables do not nest", Quoted(variable)), "end the first one before"};
    if (key.find(' ') != std::string_view::npos)
      return Fault{fmt::format("{}: a variable has no spaces in its name", Quoted(variable)),
                   "write it like ${aws:username}"};
    if (comma == std::string_view::npos) continue;
    std::string_view fallback = inside.substr(comma + 1);
    fallback.remove_prefix(std::min(fallback.find_first_not_of(' '), fallback.size()));
    if (fallback.size() < 2 || fallback.front() != '\'' || fallback.back() != '\'') {
      return Fault{fmt::format("{}: a default value stands in single quotes", Quoted(variable)),
                   "write it like ${aws:PrincipalTag/team, 'none'}"};
    }
  }
  return std::nullopt;
}

}  // namespace crosstrail::policy
