// Rules for who acted on what: *.entity.id, *.target.entity.id, related.entity, related.hosts.
#include <initializer_list>

#include "base/ip.h"
#include "event/field_rules.h"

namespace crosstrail::field_rules {
namespace {

void EmitActor(FieldReader& reader, EntityKind kind) {
  const Entities& entities = reader.AllEntities();
  if (entities.actor_kind == kind) reader.Emit(entities.actor_id);
}

void EmitTargets(FieldReader& reader, EntityKind kind) {
  for (const std::string_view id : reader.AllEntities().targets) {
    if (KindOfTarget(id) == kind) reader.Emit(id);
  }
}

// A name in the DNS, and none of AWS's own.
bool IsForeignHost(std::string_view text) {
  constexpr std::string_view kAws = "amazonaws.com";
  if (text.find('.') == std::string_view::npos || text.find_first_of(" /") != std::string_view::npos) return false;
  return text.find(kAws) == std::string_view::npos && !IsIpAddress(text);
}

}  // namespace

void ActorEntityId(FieldReader& reader) { reader.Emit(reader.AllEntities().actor); }
void UserEntityId(FieldReader& reader) { EmitActor(reader, EntityKind::kUser); }
void HostEntityId(FieldReader& reader) { EmitActor(reader, EntityKind::kHost); }
void ServiceEntityId(FieldReader& reader) { EmitActor(reader, EntityKind::kService); }
void EntityId(FieldReader& reader) { EmitActor(reader, EntityKind::kOther); }

void TargetEntityId(FieldReader& reader) {
  for (const std::string_view id : reader.AllEntities().targets) reader.Emit(id);
}
void UserTargetEntityId(FieldReader& reader) { EmitTargets(reader, EntityKind::kUser); }
void HostTargetEntityId(FieldReader& reader) { EmitTargets(reader, EntityKind::kHost); }
void ServiceTargetEntityId(FieldReader& reader) { EmitTargets(reader, EntityKind::kService); }
void EntityTargetId(FieldReader& reader) { EmitTargets(reader, EntityKind::kOther); }

void HostTargetId(FieldReader& reader) {
  for (const std::string_view id : reader.AllEntities().targets) {
    if (KindOfTarget(id) == EntityKind::kHost) reader.Emit(InstanceId(id));
  }
  reader.KeepDistinct();
}

void RelatedEntity(FieldReader& reader) {
  for (const std::string_view id : reader.AllEntities().related) reader.Emit(id);
}

void RelatedHosts(FieldReader& reader) {
  HostTargetId(reader);
  for (const RecordPath path :
       std::initializer_list<RecordPath>{"requestParameters.instanceId", "requestParameters.targetId"}) {
    reader.Emit(InstanceId(reader.Text(path)));
  }
  reader.EmitAt("requestParameters.computerName");
  for (const RecordPath path :
       std::initializer_list<RecordPath>{"tlsDetails.clientProvidedHostHeader", "sourceIPAddress"}) {
    if (const std::string_view host = reader.Text(path); IsForeignHost(host)) reader.Emit(host);
  }
  reader.KeepDistinct();
}

}  // namespace crosstrail::field_rules
