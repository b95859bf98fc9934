// The names of the variables of a request space (policy/request_space.h) that several keys, or the request itself, are
// made from: RequestSpace::Shared finds a variable by its name.
#pragma once

#include <string_view>

namespace crosstrail::policy {

inline constexpr std::string_view kArnVariable = "arn";
inline constexpr std::string_view kUserIdVariable = "userid";
inline constexpr std::string_view kSourceArnVariable = "source arn";
inline constexpr std::string_view kSourceAccountVariable = "source account";
inline constexpr std::string_view kServiceVariable = "service";
inline constexpr std::string_view kAccessPointVariable = "access point";
inline constexpr std::string_view kTimeVariable = "time";
inline constexpr std::string_view kResourceVariable = "resource";
inline constexpr std::string_view kActionVariable = "action";
inline constexpr std::string_view kPrincipalPathVariable = "aws:principalorgpaths";
inline constexpr std::string_view kSourcePathVariable = "aws:sourceorgpaths";
inline constexpr std::string_view kEndpointPathVariable = "aws:vpceorgpaths";
inline constexpr std::string_view kResourcePathVariable = "aws:resourceorgpaths";

}  // namespace crosstrail::policy
