// The rules of the catalogue: fields that a path alone does not say. Facts: CloudTrail -> ECS mapping of version 8.9.0
// of Elastic's aws integration.
#pragma once

#include "event/field_reader.h"

namespace crosstrail::field_rules {

void Timestamp(FieldReader& reader);
void KindIsEvent(FieldReader& reader);
void ModuleIsAws(FieldReader& reader);
void DatasetIsCloudTrail(FieldReader& reader);
void StreamIsLogs(FieldReader& reader);
void NamespaceIsDefault(FieldReader& reader);
void ProviderIsAws(FieldReader& reader);

void EventCategory(FieldReader& reader);
void EventType(FieldReader& reader);
void EventOutcome(FieldReader& reader);

void UserId(FieldReader& reader);
void UserName(FieldReader& reader);
void UserEmail(FieldReader& reader);
void ServiceName(FieldReader& reader);
void RelatedUser(FieldReader& reader);
void RelatedIp(FieldReader& reader);

void CloudAccountId(FieldReader& reader);
void CloudServiceName(FieldReader& reader);
void TlsVersion(FieldReader& reader);
void TlsVersionProtocol(FieldReader& reader);

void ConsoleLoginTo(FieldReader& reader);
void ConsoleLoginMfaUsed(FieldReader& reader);
void ConsoleLoginMobileVersion(FieldReader& reader);

void ResourceArn(FieldReader& reader);
void ResourceAccountId(FieldReader& reader);
void ResourceType(FieldReader& reader);

// Java's Map.toString() of one area of the record.
void RequestParametersText(FieldReader& reader);
void ResponseElementsText(FieldReader& reader);
void AdditionalEventDataText(FieldReader& reader);
void ServiceEventDetailsText(FieldReader& reader);

// The same areas leaf by leaf; reader.SubPath() says which leaf.
void RequestParametersLeaves(FieldReader& reader);
void ResponseElementsLeaves(FieldReader& reader);
void AdditionalEventDataLeaves(FieldReader& reader);
void ServiceEventDetailsLeaves(FieldReader& reader);
void InsightDetailsLeaves(FieldReader& reader);

}  // namespace crosstrail::field_rules
