#include "generate/event_text.h"

#include "generate/text.h"

namespace crosstrail::generate {
namespace {

void AppendString(std::string& out, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  out.append(",\"").append(name).append("\":\"").append(value).push_back('"');
}

void AppendJson(std::string& out, std::string_view name, std::string_view json) {
  if (json.empty()) return;
  out.append(",\"").append(name).append("\":").append(json);
}

void AppendBool(std::string& out, std::string_view name, bool value) {
  AppendJson(out, name, value ? "true" : "false");
}

}  // namespace

void EventText::Clear() {
  version = "1.11";
  for (std::string* text :
       {&identity, &source, &address, &user_agent, &error_code, &error_message, &request, &response, &additional,
        &request_id, &id, &resources, &shared_id, &service_details, &vpc_endpoint, &host}) {
    text->clear();
  }
  name = region = api_version = recipient = cipher_suite = {};
  type = "AwsApiCall";
  time = 0;
  read_only = modern_tls = true;
  data = console = false;
}

void AppendEvent(std::string& out, const EventText& event) {
  out.append(R"({"eventVersion":")").append(event.version).push_back('"');
  AppendJson(out, "userIdentity", event.identity);
  out.append(R"(,"eventTime":")");
  AppendTime(out, event.time);
  out.push_back('"');
  AppendString(out, "eventSource", event.source);
  AppendString(out, "eventName", event.name);
  AppendString(out, "awsRegion", event.region);
  AppendString(out, "sourceIPAddress", event.address);
  AppendString(out, "userAgent", event.user_agent);
  AppendString(out, "errorCode", event.error_code);
  AppendString(out, "errorMessage", event.error_message);
  AppendJson(out, "requestParameters", event.request);
  AppendJson(out, "responseElements", event.response);
  AppendJson(out, "additionalEventData", event.additional);
  AppendString(out, "requestID", event.request_id);
  AppendString(out, "eventID", event.id);
  AppendBool(out, "readOnly", event.read_only);
  AppendJson(out, "resources", event.resources);
  AppendString(out, "eventType", event.type);
  AppendString(out, "apiVersion", event.api_version);
  AppendBool(out, "managementEvent", !event.data);
  AppendString(out, "recipientAccountId", event.recipient);
  AppendString(out, "sharedEventID", event.shared_id);
  AppendJson(out, "serviceEventDetails", event.service_details);
  AppendString(out, "vpcEndpointId", event.vpc_endpoint);
  AppendString(out, "eventCategory", event.data ? "Data" : "Management");
  if (!event.host.empty()) {
    out.append(R"(,"tlsDetails":{"tlsVersion":")").append(event.modern_tls ? "TLSv1.3" : "TLSv1.2");
    out.append(R"(","cipherSuite":")").append(event.cipher_suite);
    out.append(R"(","clientProvidedHostHeader":")").append(event.host).append("\"}");
  }
  if (event.console) AppendString(out, "sessionCredentialFromConsole", "true");
  out.push_back('}');
}

}  // namespace crosstrail::generate
