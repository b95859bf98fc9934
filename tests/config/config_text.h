// A configuration file for tests that has every table and every key.
#pragma once

#include <string_view>

namespace crosstrail::config {

inline constexpr std::string_view kFull = R"([organization]
id = "o-exampleorg"

[[organization.account]]
id = "111122223333"
name = "prod"
ou = "o-exampleorg/r-abcd/ou-abcd-11111111"

[[organization.account]]
id = "444455556666"

[[trusted_network]]
id = "203.0.113.0/24"
reason = "the office"

[[trusted_account]]
id = "222222222222"
reason = "nightly backup"
owner = "storage team"
expires = "2027-01-01"

[[trusted_account]]
id = "222222222221"
reason = "audit"

[[trusted_organization]]
id = "o-partner"
reason = "joint venture"

[[trusted_principal]]
id = "arn:aws:iam::333333333333:role/backup"
reason = "restore"

[[trusted_service]]
id = "cloudtrail.amazonaws.com"
reason = "the trail"

[[trusted_network]]
id = "vpce-1a2b3c4d"
reason = "the data lake"

[[exception]]
rule = "r-1"
reason = "the sandbox"
fields = { "cloud.account.id" = "999988887777" }

[[exception]]
rule = "r-1"
reason = "deployments share on purpose"
owner = "platform team"
expires = "2026-06-30T12:00:00+02:00"
[exception.fields]
"user.name" = ["deploy", "ci-*"]
"cloud.region" = "eu-west-1"
)";

}  // namespace crosstrail::config
