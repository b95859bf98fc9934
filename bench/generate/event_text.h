// The JSON of one CloudTrail event, its members in CloudTrail's own order.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace crosstrail::generate {

/// The members of an event. Names without quotes, values as they go into the JSON: texts of JSON where it says so, else
/// strings that need no escaping. An empty string leaves the member out, unless it says otherwise.
struct EventText {
  std::string_view version = "1.11";
  std::string identity;  // JSON; never left out
  std::int64_t time = 0;
  std::string source;  // "s3.amazonaws.com"
  std::string_view name;
  std::string_view region;
  std::string address;
  std::string user_agent;
  std::string error_code;
  std::string error_message;
  std::string request;     // JSON; never left out
  std::string response;    // JSON; never left out
  std::string additional;  // JSON
  std::string request_id;
  std::string id;
  bool read_only = true;
  std::string resources;  // JSON
  std::string_view type = "AwsApiCall";
  std::string_view api_version;
  bool data = false;  // a data event
  std::string_view recipient;
  std::string shared_id;
  std::string service_details;  // JSON
  std::string vpc_endpoint;
  std::string host;  // the host asked for; left out: no tlsDetails
  std::string_view cipher_suite;
  bool modern_tls = true;
  bool console = false;  // sessionCredentialFromConsole

  /// Empties every member, keeping the memory of the strings.
  void Clear();
};

/// Appends `event` as one JSON object.
void AppendEvent(std::string& out, const EventText& event);

}  // namespace crosstrail::generate
