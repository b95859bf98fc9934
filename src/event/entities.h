// Who acted on what, as the ids that Elastic's aws integration puts into *.entity.id, *.target.entity.id and
// related.entity (its optional actor and target mapping; a table of calls and where their ids stand).
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "event/record_path.h"
#include "event/text_pool.h"

namespace crosstrail {

/// The part of ECS an id belongs to: user.*, host.*, service.*, or none of these (entity.*).
enum class EntityKind : std::uint8_t { kUser, kHost, kService, kOther };

/// Views into the record or the text pool. Lists are sorted and hold nothing twice.
struct Entities {
  std::string_view actor;  // empty when the record names none
  /// The actor in the form that its part of ECS uses: of an assumed role the role itself.
  std::string_view actor_id;
  EntityKind actor_kind = EntityKind::kOther;
  std::vector<std::string_view> targets;
  std::vector<std::string_view> related;  // targets included
};

/// Reads a raw CloudTrail record. Values that the drop rule removes are not there. Cost: a few dozen path look-ups.
Entities FindEntities(const RecordMembers& record, TextPool& texts);

/// By the resource type in an ARN, or the prefix of a bare id.
EntityKind KindOfTarget(std::string_view id);

/// The instance id in a host's ARN or id ("i-0123..."); empty when it names none.
std::string_view InstanceId(std::string_view id);

}  // namespace crosstrail
