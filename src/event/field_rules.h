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
void EcsVersion(FieldReader& reader);
void OnlyInDocuments(FieldReader& reader);  // nothing: no record has it
void OnlyAdded(FieldReader& reader);        // nothing: it comes with the record
void OriginalText(FieldReader& reader);
void SourcePath(FieldReader& reader);
void SourceSha256(FieldReader& reader);
void SourceIndex(FieldReader& reader);
void DigestHash(FieldReader& reader);

void EventCategory(FieldReader& reader);
void EventType(FieldReader& reader);
void EventOutcome(FieldReader& reader);

void UserId(FieldReader& reader);
void UserName(FieldReader& reader);
void UserEmail(FieldReader& reader);
void ServiceName(FieldReader& reader);
void RelatedUser(FieldReader& reader);
void RelatedIp(FieldReader& reader);

// From event/entities.h.
void ActorEntityId(FieldReader& reader);
void UserEntityId(FieldReader& reader);
void HostEntityId(FieldReader& reader);
void ServiceEntityId(FieldReader& reader);
void EntityId(FieldReader& reader);
void TargetEntityId(FieldReader& reader);
void UserTargetEntityId(FieldReader& reader);
void HostTargetEntityId(FieldReader& reader);
void ServiceTargetEntityId(FieldReader& reader);
void EntityTargetId(FieldReader& reader);
void HostTargetId(FieldReader& reader);
void RelatedEntity(FieldReader& reader);
void RelatedHosts(FieldReader& reader);

// From enrich/; nothing where the database or the expressions are not at hand.
void UserAgentName(FieldReader& reader);
void UserAgentVersion(FieldReader& reader);
void SystemName(FieldReader& reader);
void SystemVersion(FieldReader& reader);
void SystemFull(FieldReader& reader);
void DeviceName(FieldReader& reader);
void SystemNumber(FieldReader& reader);
void SystemOrganization(FieldReader& reader);
void ContinentName(FieldReader& reader);
void CountryIsoCode(FieldReader& reader);
void CountryName(FieldReader& reader);
void RegionIsoCode(FieldReader& reader);
void RegionName(FieldReader& reader);
void CityName(FieldReader& reader);
void Latitude(FieldReader& reader);
void Longitude(FieldReader& reader);

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

}  // namespace crosstrail::field_rules
