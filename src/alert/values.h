// Reading an alert's field values as text. Pure functions; linear in the values.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alert/alert.h"

namespace crosstrail {

/// "true", digits, the shortest decimal that reads back as the same number, the string itself, an RFC 3339 time.
std::string ValueText(const OwnedValue& value);

/// The field called `name`, or nullptr. `fields` are sorted by name, as AlertEvent's are.
const AlertField* FindField(std::span<const AlertField> fields, std::string_view name);

/// The texts of all values of `name`; empty when the event does not have it.
std::vector<std::string> FieldTexts(const AlertEvent& event, std::string_view name);

/// All values of the first of `names` that the event has, joined with `separator`; empty when it has none.
std::string FirstText(const AlertEvent& event, std::span<const std::string_view> names, std::string_view separator);

/// What the alert is called.
const std::string& NameOf(const Alert& alert);

/// The event an alert's summary is about: the one that completed it.
const AlertEvent& LastEvent(const Alert& alert);

/// The ATT&CK techniques of a rule, as specific as the rule has them: a technique with subtechniques is named by these
/// alone. Once each, in the rule's order.
std::vector<std::string> TechniqueIds(const Rule& rule);

/// `text` cut to `limit` code points, the last of which is then an ellipsis. Never cuts inside a code point.
std::string Shorten(std::string_view text, std::size_t limit);

// Names to look for, best first, when a writer has one place for a thing that events name differently.
inline constexpr std::string_view kActorFields[] = {"aws.cloudtrail.user_identity.arn",
                                                    "aws.cloudtrail.user_identity.invoked_by", "user.name", "user.id",
                                                    "aws.cloudtrail.user_identity.type"};
inline constexpr std::string_view kSourceFields[] = {"source.address", "source.ip"};
inline constexpr std::string_view kAccountFields[] = {"aws.cloudtrail.recipient_account_id", "cloud.account.id"};

}  // namespace crosstrail
