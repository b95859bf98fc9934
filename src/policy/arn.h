// The parts of an Amazon Resource Name.
#pragma once

#include <optional>
#include <string_view>

namespace crosstrail::policy {

/// "arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE"; the resource may hold colons.
struct ArnParts {
  std::string_view partition, service, region, account, resource;
};

/// nullopt for what is no ARN with all of its parts. The parts are views of `text`. Pure; O(text).
std::optional<ArnParts> SplitArn(std::string_view text);

}  // namespace crosstrail::policy
