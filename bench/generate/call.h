// One API call as the generator writes it: a row of data. Adding a call to the mix is adding a row to one of the
// tables.
//
// The JSON texts are templates: `$` and a letter stand for a value that fits the event (fill.cc has the list); within
// one event a letter of a resource always gives the same text, so a bucket named in requestParameters is the bucket in
// resources.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace crosstrail::generate {

/// Who makes a call; a row names a set of them.
enum ActorKind : std::uint8_t {
  kWorkload = 1,      // a role assumed by an instance, a function or a container
  kHuman = 2,         // a role assumed by a person through IAM Identity Center, in the console or the CLI
  kUser = 4,          // an IAM user with a long-term key
  kService = 8,       // userIdentity.type AWSService
  kServiceRole = 16,  // a service-linked role
  kRoot = 32,
};
inline constexpr std::uint8_t kWatchers = kWorkload | kHuman | kUser | kServiceRole;
inline constexpr std::uint8_t kOperators = kHuman | kUser;

enum CallFlag : std::uint8_t {
  kData = 1,           // a data event
  kGlobal = 2,         // a global service: logged in us-east-1 only
  kShared = 4,         // carries sharedEventID
  kNeverDenied = 8,    // no AccessDenied variant
  kSignIn = 16,        // eventType AwsConsoleSignIn
  kServiceEvent = 32,  // eventType AwsServiceEvent; `request` is its serviceEventDetails
};

struct Call {
  std::string_view source;  // "s3" for s3.amazonaws.com
  std::string_view name;    // eventName
  std::uint32_t weight;     // relative to the other rows
  std::uint8_t actors;      // set of ActorKind
  bool read_only = true;
  std::uint8_t flags = 0;
  std::string_view request = "null";    // requestParameters
  std::string_view response = "null";   // responseElements
  std::string_view additional = {};     // additionalEventData, absent when empty
  std::string_view resources = {};      // absent when empty
  std::string_view host = {};           // "" is <source>.<region>.amazonaws.com, "-" is no tlsDetails
  std::string_view invoked_by = {};     // the service that makes the call for the actor, e.g. "ssm.amazonaws.com"
  std::string_view user_agent = {};     // "" is the actor's own
  std::string_view permission = {};     // what AccessDenied names, "" is <source>:<name>
  std::string_view api_version = {};    // absent when empty
  std::string_view error_code = {};     // the call's own usual failure
  std::string_view error_message = {};  // a template
  std::uint32_t error_permille = 0;     // how often
};

/// `resources` of what is done to a bucket.
inline constexpr std::string_view kBucket = R"([{"accountId":"$A","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::$B"}])";

std::span<const Call> StorageCalls();     // S3
std::span<const Call> ComputeCalls();     // EC2, Lambda, load balancing, containers
std::span<const Call> SecurityCalls();    // IAM, STS, KMS, Secrets Manager, sign-in, CloudTrail and other watchers
std::span<const Call> SharingCalls();     // those that change who may reach a resource; drawn only when asked for
std::span<const Call> ManagementCalls();  // Systems Manager, CloudWatch, DynamoDB, RDS, queues and the rest

}  // namespace crosstrail::generate
