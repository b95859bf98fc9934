#include "event/catalogue.h"

#include <algorithm>
#include <array>

#include "event/field_rules.h"

namespace crosstrail {
namespace {

using enum FieldType;
using namespace field_rules;  // NOLINT(google-build-using-namespace): the rows below are its one reader

enum class Arity : bool { kOne, kMany };
using enum Arity;

// A field that holds what stands at one path of the record; `note` says more than the path where there is more to say.
constexpr CatalogueField Path(std::string_view name, FieldType type, std::string_view path,
                              std::string_view note = {}) {
  return {name, type, false, path, nullptr, note.empty() ? path : note};
}

constexpr CatalogueField Keyword(std::string_view name, std::string_view path, std::string_view note = {}) {
  return Path(name, kKeyword, path, note);
}

// A field that a rule computes.
constexpr CatalogueField Rule(std::string_view name, FieldType type, Arity arity, void (*rule)(FieldReader&),
                              std::string_view description) {
  return {name, type, arity == kMany, {}, rule, description};
}

constexpr auto kCatalogue = std::to_array<CatalogueField>({
    Rule("@timestamp", kDate, kOne, Timestamp, "eventTime; in a digest digestEndTime; in Logstash output @timestamp"),
    Keyword("aws.cloudtrail.addendum.original_event_id", "addendum.originalEventID"),
    Keyword("aws.cloudtrail.addendum.original_request_id", "addendum.originalRequestID"),
    Keyword("aws.cloudtrail.addendum.reason", "addendum.reason"),
    Keyword("aws.cloudtrail.addendum.updated_fields", "addendum.updatedFields"),
    Rule("aws.cloudtrail.additional_eventdata", kKeyword, kOne, AdditionalEventDataText,
         "additionalEventData as Java prints a Map"),
    Keyword("aws.cloudtrail.api_version", "apiVersion"),
    Rule("aws.cloudtrail.console_login.additional_eventdata.login_to", kKeyword, kOne, ConsoleLoginTo,
         "additionalEventData.LoginTo of a ConsoleLogin"),
    Rule("aws.cloudtrail.console_login.additional_eventdata.mfa_used", kBoolean, kOne, ConsoleLoginMfaUsed,
         "additionalEventData.MFAUsed of a ConsoleLogin is not \"No\""),
    Rule("aws.cloudtrail.console_login.additional_eventdata.mobile_version", kBoolean, kOne, ConsoleLoginMobileVersion,
         "additionalEventData.MobileVersion of a ConsoleLogin is not \"No\""),
    Keyword("aws.cloudtrail.error_code", "errorCode"),
    Keyword("aws.cloudtrail.error_message", "errorMessage"),
    Keyword("aws.cloudtrail.event_category", "eventCategory"),
    Keyword("aws.cloudtrail.event_type", "eventType"),
    Keyword("aws.cloudtrail.event_version", "eventVersion"),
    Rule("aws.cloudtrail.flattened.additional_eventdata", kFlattened, kMany, AdditionalEventDataLeaves,
         "every value below additionalEventData, or those at the path that follows the name"),
    Rule("aws.cloudtrail.flattened.insight_details", kFlattened, kMany, InsightDetailsLeaves,
         "every value below insightDetails, or those at the path that follows the name"),
    Rule("aws.cloudtrail.flattened.request_parameters", kFlattened, kMany, RequestParametersLeaves,
         "every value below requestParameters, or those at the path that follows the name"),
    Rule("aws.cloudtrail.flattened.response_elements", kFlattened, kMany, ResponseElementsLeaves,
         "every value below responseElements, or those at the path that follows the name"),
    Rule("aws.cloudtrail.flattened.service_event_details", kFlattened, kMany, ServiceEventDetailsLeaves,
         "every value below serviceEventDetails, or those at the path that follows the name"),
    Keyword("aws.cloudtrail.management_event", "managementEvent", "managementEvent, as the text \"true\" or \"false\""),
    Path("aws.cloudtrail.read_only", kBoolean, "readOnly"),
    Keyword("aws.cloudtrail.recipient_account_id", "recipientAccountId"),
    Keyword("aws.cloudtrail.request_id", "requestID"),
    Rule("aws.cloudtrail.request_parameters", kKeyword, kOne, RequestParametersText,
         "requestParameters as Java prints a Map"),
    Rule("aws.cloudtrail.resources.account_id", kKeyword, kMany, ResourceAccountId, "resources[].accountId; each once"),
    Rule("aws.cloudtrail.resources.arn", kKeyword, kMany, ResourceArn, "resources[].ARN; each once"),
    Rule("aws.cloudtrail.resources.type", kKeyword, kMany, ResourceType, "resources[].type; each once"),
    Rule("aws.cloudtrail.response_elements", kKeyword, kOne, ResponseElementsText,
         "responseElements as Java prints a Map"),
    Rule("aws.cloudtrail.service_event_details", kKeyword, kOne, ServiceEventDetailsText,
         "serviceEventDetails as Java prints a Map"),
    Keyword("aws.cloudtrail.session_credential_from_console", "sessionCredentialFromConsole",
            "sessionCredentialFromConsole, as the text \"true\""),
    Keyword("aws.cloudtrail.shared_event_id", "sharedEventID"),
    Keyword("aws.cloudtrail.tls_details.key_exchange", "tlsDetails.keyExchange"),
    Keyword("aws.cloudtrail.user_identity.access_key_id", "userIdentity.accessKeyId"),
    Keyword("aws.cloudtrail.user_identity.arn", "userIdentity.arn"),
    Keyword("aws.cloudtrail.user_identity.credential_id", "userIdentity.credentialId"),
    Keyword("aws.cloudtrail.user_identity.identity_provider", "userIdentity.identityProvider"),
    Keyword("aws.cloudtrail.user_identity.in_scope_of.credentials_issued_to",
            "userIdentity.inScopeOf.credentialsIssuedTo"),
    Keyword("aws.cloudtrail.user_identity.in_scope_of.issuer_type", "userIdentity.inScopeOf.issuerType"),
    Keyword("aws.cloudtrail.user_identity.in_scope_of.source_account", "userIdentity.inScopeOf.sourceAccount"),
    Keyword("aws.cloudtrail.user_identity.in_scope_of.source_arn", "userIdentity.inScopeOf.sourceArn"),
    Keyword("aws.cloudtrail.user_identity.invoked_by", "userIdentity.invokedBy"),
    Keyword("aws.cloudtrail.user_identity.invoked_by_delegate.account_id", "userIdentity.invokedByDelegate.accountId"),
    Keyword("aws.cloudtrail.user_identity.on_behalf_of.identity_store_arn", "userIdentity.onBehalfOf.identityStoreArn"),
    Keyword("aws.cloudtrail.user_identity.on_behalf_of.user_id", "userIdentity.onBehalfOf.userId"),
    Keyword("aws.cloudtrail.user_identity.session_context.assumed_root", "userIdentity.sessionContext.assumedRoot"),
    Path("aws.cloudtrail.user_identity.session_context.creation_date", kDate,
         "userIdentity.sessionContext.attributes.creationDate"),
    Keyword("aws.cloudtrail.user_identity.session_context.ec2_role_delivery",
            "userIdentity.sessionContext.ec2RoleDelivery"),
    Keyword("aws.cloudtrail.user_identity.session_context.mfa_authenticated",
            "userIdentity.sessionContext.attributes.mfaAuthenticated",
            "userIdentity.sessionContext.attributes.mfaAuthenticated, as the text \"true\" or \"false\""),
    Keyword("aws.cloudtrail.user_identity.session_context.session_issuer.account_id",
            "userIdentity.sessionContext.sessionIssuer.accountId"),
    Keyword("aws.cloudtrail.user_identity.session_context.session_issuer.arn",
            "userIdentity.sessionContext.sessionIssuer.arn"),
    Keyword("aws.cloudtrail.user_identity.session_context.session_issuer.principal_id",
            "userIdentity.sessionContext.sessionIssuer.principalId"),
    Keyword("aws.cloudtrail.user_identity.session_context.session_issuer.type",
            "userIdentity.sessionContext.sessionIssuer.type"),
    Keyword("aws.cloudtrail.user_identity.session_context.sign_in_session_arn",
            "userIdentity.sessionContext.signInSessionArn"),
    Keyword("aws.cloudtrail.user_identity.session_context.source_identity",
            "userIdentity.sessionContext.sourceIdentity"),
    Keyword("aws.cloudtrail.user_identity.session_context.web_id_federation_data.federated_provider",
            "userIdentity.sessionContext.webIdFederationData.federatedProvider"),
    Keyword("aws.cloudtrail.user_identity.type", "userIdentity.type"),
    Keyword("aws.cloudtrail.vpc_endpoint_account_id", "vpcEndpointAccountId"),
    Keyword("aws.cloudtrail.vpc_endpoint_id", "vpcEndpointId"),
    Rule("cloud.account.id", kKeyword, kOne, CloudAccountId,
         "userIdentity.accountId (the caller), else recipientAccountId, else awsAccountId of a digest"),
    Rule("cloud.provider", kKeyword, kOne, ProviderIsAws, "always \"aws\""),
    Keyword("cloud.region", "awsRegion"),
    Rule("cloud.service.name", kKeyword, kOne, CloudServiceName, "eventSource up to \".amazonaws.com\""),
    Rule("data_stream.dataset", kKeyword, kOne, DatasetIsCloudTrail, "always \"aws.cloudtrail\""),
    Rule("data_stream.namespace", kKeyword, kOne, NamespaceIsDefault, "always \"default\""),
    Rule("data_stream.type", kKeyword, kOne, StreamIsLogs, "always \"logs\""),
    Keyword("event.action", "eventName"),
    Rule("event.category", kKeyword, kMany, EventCategory,
         "by eventName, for the event names of the categorisation table; else missing"),
    Rule("event.dataset", kKeyword, kOne, DatasetIsCloudTrail, "always \"aws.cloudtrail\""),
    Keyword("event.id", "eventID"),
    Rule("event.kind", kKeyword, kOne, KindIsEvent, "always \"event\""),
    Rule("event.module", kKeyword, kOne, ModuleIsAws, "always \"aws\""),
    Rule("event.outcome", kKeyword, kOne, EventOutcome,
         "\"failure\" when errorCode or errorMessage is there, else \"success\"; ConsoleLogin: "
         "responseElements.ConsoleLogin in lower case"),
    Keyword("event.provider", "eventSource"),
    Rule("event.type", kKeyword, kMany, EventType,
         "by eventName, for the event names of the categorisation table; else \"info\""),
    Keyword("file.path", "digestS3Object"),
    Keyword("group.id", "responseElements.group.groupId"),
    Keyword("group.name", "requestParameters.groupName"),
    Rule("related.ip", kIp, kMany, RelatedIp,
         "source.ip and an address in serviceEventDetails.sourceIpAddress; each once"),
    Rule("related.user", kKeyword, kMany, RelatedUser,
         "session name of an STS userIdentity.arn and its part before \"@\", requestParameters.userName and "
         "newUserName, responseElements.user.userId, user.id, user.name, userIdentity.onBehalfOf.userId; each once"),
    Rule("service.name", kKeyword, kOne, ServiceName,
         "the AWS service that acts: userIdentity.invokedBy, or the service in the path of a service-linked role"),
    Keyword("source.address", "sourceIPAddress"),
    Path("source.ip", kIp, "sourceIPAddress", "sourceIPAddress when it is an IP address"),
    Keyword("tls.cipher", "tlsDetails.cipherSuite"),
    Keyword("tls.client.server_name", "tlsDetails.clientProvidedHostHeader"),
    Rule("tls.version", kKeyword, kOne, TlsVersion,
         "tlsDetails.tlsVersion: \"1.3\" of \"TLSv1.3\"; the whole text when it has another form"),
    Rule("tls.version_protocol", kKeyword, kOne, TlsVersionProtocol, "tlsDetails.tlsVersion: \"tls\" of \"TLSv1.3\""),
    Keyword("user.changes.name", "requestParameters.newUserName"),
    Rule("user.email", kKeyword, kOne, UserEmail, "user.name when it holds \"@\""),
    Rule("user.id", kKeyword, kOne, UserId, "userIdentity.principalId; missing when an AWS service acts"),
    Rule("user.name", kKeyword, kOne, UserName,
         "userIdentity.sessionContext.sessionIssuer.userName of an AssumedRole or FederatedUser, else "
         "userIdentity.userName; missing when an AWS service acts"),
    Keyword("user.target.id", "responseElements.user.userId"),
    Keyword("user.target.name", "requestParameters.userName"),
    Keyword("user_agent.original", "userAgent"),
});
static_assert(std::ranges::is_sorted(kCatalogue, {}, &CatalogueField::name));

constexpr auto kDocumentFields = std::to_array<DocumentField>({
    {"ecs.version", FieldType::kKeyword, "version of the schema the document follows"},
    {"entity.target.id", FieldType::kKeyword, "what the call acted on, where it is neither user, service nor host"},
    {"event.created", FieldType::kDate, "when the shipper first saw the event"},
    {"event.ingested", FieldType::kDate, "when Elasticsearch stored the event; rules name it as timestamp_override"},
    {"event.original", FieldType::kKeyword, "the record's text"},
    {"host.target.entity.id", FieldType::kKeyword, "the instance, volume, snapshot or image the call acted on"},
    {"related.entity", FieldType::kKeyword, "every entity named in the event"},
    {"related.hosts", FieldType::kKeyword, "every host named in the event"},
    {"service.target.entity.id", FieldType::kKeyword, "the service resource the call acted on"},
    {"source.as.number", FieldType::kLong, "autonomous system of source.ip"},
    {"source.as.organization.name", FieldType::kKeyword, "owner of the autonomous system of source.ip"},
    {"source.geo.city_name", FieldType::kKeyword, "city of source.ip"},
    {"source.geo.continent_name", FieldType::kKeyword, "continent of source.ip"},
    {"source.geo.country_iso_code", FieldType::kKeyword, "country of source.ip, two letters"},
    {"source.geo.country_name", FieldType::kKeyword, "country of source.ip"},
    {"source.geo.location.lat", FieldType::kDouble, "latitude of source.ip"},
    {"source.geo.location.lon", FieldType::kDouble, "longitude of source.ip"},
    {"source.geo.region_iso_code", FieldType::kKeyword, "region of source.ip, ISO 3166-2"},
    {"source.geo.region_name", FieldType::kKeyword, "region of source.ip"},
    {"tags", FieldType::kKeyword, "tags of the shipper"},
    {"user.entity.id", FieldType::kKeyword, "the principal that acted"},
    {"user.target.entity.id", FieldType::kKeyword, "the user, role, group or policy the call acted on"},
    {"user_agent.device.name", FieldType::kKeyword, "device, read from user_agent.original"},
    {"user_agent.name", FieldType::kKeyword, "program, read from user_agent.original"},
    {"user_agent.os.full", FieldType::kKeyword, "operating system with version, read from user_agent.original"},
    {"user_agent.os.name", FieldType::kKeyword, "operating system, read from user_agent.original"},
    {"user_agent.os.version", FieldType::kKeyword, "version of the operating system, read from user_agent.original"},
    {"user_agent.version", FieldType::kVersion, "version of the program, read from user_agent.original"},
});
static_assert(std::ranges::is_sorted(kDocumentFields, {}, &DocumentField::name));

template <typename Table>
auto FindRow(const Table& table, std::string_view name) -> decltype(table.data()) {
  const auto* row = std::ranges::lower_bound(table, name, {}, [](const auto& entry) { return entry.name; });
  return row != table.end() && row->name == name ? row : nullptr;
}

constexpr std::string_view kFlattenedPrefix = "aws.cloudtrail.flattened.";

}  // namespace

std::span<const CatalogueField> Catalogue() { return kCatalogue; }
std::span<const DocumentField> DocumentFields() { return kDocumentFields; }

const CatalogueField* FindCatalogueField(std::string_view name) {
  if (name.starts_with(kFlattenedPrefix)) name = name.substr(0, name.find('.', kFlattenedPrefix.size()));
  return FindRow(kCatalogue, name);
}

FieldType DocumentFieldType(std::string_view name) {
  const DocumentField* row = FindRow(kDocumentFields, name);
  return row != nullptr ? row->type : FieldType::kKeyword;
}

}  // namespace crosstrail
