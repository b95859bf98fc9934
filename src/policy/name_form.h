// How the names of those whom an owner trusts are written, for every file that lists them. Constants; pure functions.
#pragma once

#include <string_view>

#include "policy/forms.h"

namespace crosstrail::policy {

struct NameForm {
  bool (*fits)(std::string_view text);
  std::string_view rule;  // what a text that does not fit should have kept to
};

inline constexpr NameForm kAccountForm{&IsAccountId, "an account id has 12 digits"};
inline constexpr NameForm kOrganizationForm{[](std::string_view text) { return text.starts_with("o-"); },
                                            "an organization id begins with \"o-\""};
inline constexpr NameForm kPrincipalForm{[](std::string_view text) { return !text.empty() && text != "*"; },
                                         "give an ARN, a unique id, a canonical user id or an identity provider"};
inline constexpr NameForm kServiceForm{
    [](std::string_view text) { return text.find(".amazonaws.com") != std::string_view::npos; },
    "a service principal ends in .amazonaws.com"};

}  // namespace crosstrail::policy
