#include "generate/mix.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "generate/text.h"

namespace crosstrail::generate {
namespace {

constexpr std::uint32_t kDeniedPermille = 12;

// Each service moves to a new version of the record at its own time; S3 and STS are on the current one.
std::string_view VersionOf(std::string_view source) {
  static constexpr std::array<std::string_view, 6> kVersions = {"1.08", "1.09", "1.09", "1.10", "1.10", "1.11"};
  if (source == "s3" || source == "sts") return "1.11";
  std::uint64_t hash = 0;
  for (const char letter : source) hash = Derive(hash, static_cast<unsigned char>(letter));
  return kVersions[Scale(hash, kVersions.size())];
}

// Who the event says it was, and where from.
void FillIdentity(const Scene& scene, const Call& call, const Actor* actor, EventText& event) {
  if (actor == nullptr) {  // an AWS service by itself
    event.identity = (call.flags & kServiceEvent) != 0 ? R"({"accountId":")" + scene.account().id + R"(","invokedBy":")"
                                                       : R"({"type":"AWSService","invokedBy":")";
    event.identity.append(call.invoked_by).append("\"}");
    event.address = event.user_agent = call.invoked_by;
    return;
  }
  event.identity = event.version == "1.08" ? actor->identity_108 : actor->identity;
  if ((call.flags & kSignIn) != 0) {  // there is no key yet
    const std::size_t key = event.identity.find(R"(,"accessKeyId":")");
    constexpr std::size_t kLength = std::string_view(R"(,"accessKeyId":"AKIAIOSFODNN7EXAMPLE")").size();
    if (key != std::string::npos) event.identity.erase(key, kLength);
  }
  if (call.invoked_by.empty()) {
    event.identity.push_back('}');
    event.address = actor->address;
    event.user_agent = call.user_agent.empty() ? std::string_view(actor->user_agent) : call.user_agent;
    event.vpc_endpoint = actor->vpc_endpoint;
    event.console = actor->console && (call.flags & kSignIn) == 0;
    if (call.source == "s3") event.user_agent = "[" + event.user_agent + "]";
    return;
  }
  // kServiceRole's identity already names its own service.
  if (actor->kind != kServiceRole) event.identity.append(R"(,"invokedBy":")").append(call.invoked_by).push_back('"');
  event.identity.push_back('}');
  event.address = event.user_agent = call.invoked_by;
}

std::string_view DeniedCode(std::string_view source) {
  if (source == "ec2") return "Client.UnauthorizedOperation";
  for (const std::string_view xml : {"s3", "iam", "sts", "rds", "sns", "sqs", "cloudformation", "autoscaling",
                                     "elasticloadbalancing", "monitoring", "route53"}) {
    if (source == xml) return "AccessDenied";
  }
  return "AccessDeniedException";
}

void Deny(Scene& scene, const Call& call, const Actor& actor, EventText& event) {
  event.error_code = DeniedCode(call.source);
  const std::string permission =
      call.permission.empty() ? std::string(call.source) + ":" + std::string(call.name) : std::string(call.permission);
  event.error_message = "User: " + actor.arn + " is not authorized to perform: " + permission;
  if (call.source == "s3") scene.Fill(event.error_message, R"( on resource: \"arn:aws:s3:::$B\")", &actor);
  event.error_message += " because no identity-based policy allows the " + permission + " action";
  // S3 keeps what was asked for; most others drop it.
  if (call.source != "s3") event.request = "null";
}

void FillError(Scene& scene, const Call& call, const Actor* actor, EventText& event) {
  if (call.error_permille != 0 && scene.random().Chance(call.error_permille)) {
    event.error_code = call.error_code;
    scene.Fill(event.error_message, call.error_message, actor);
  } else if (actor != nullptr && (call.flags & kNeverDenied) == 0 && (actor->kind & (kServiceRole | kRoot)) == 0 &&
             scene.random().Chance(kDeniedPermille)) {
    Deny(scene, call, *actor, event);
  }
  if (!event.error_code.empty()) event.response = "null";
}

void AppendRequestId(std::string& out, const Call& call, Random& random) {
  if (call.source == "s3") {
    AppendBase36(out, random, 16);
  } else if (call.source == "dynamodb") {
    AppendBase36(out, random, 52);
  } else {
    AppendUuid(out, random);
  }
}

void FillHost(Scene& scene, const Call& call, const Actor* actor, EventText& event) {
  if (call.host == "-" || !call.invoked_by.empty() || (actor != nullptr && actor->kind == kServiceRole)) return;
  scene.Fill(event.host,
             call.host.empty() ? event.source.substr(0, call.source.size()) + ".$R.amazonaws.com" : call.host, actor);
  event.modern_tls = scene.ModernTls();
  event.cipher_suite = scene.CipherSuite();
}

}  // namespace

CallMix::CallMix(std::optional<std::uint32_t> sharing_permille) : sharing_permille_(sharing_permille) {
  const auto add = [](std::span<const Call> table, std::vector<Entry>& everywhere, std::vector<Entry>& regional) {
    for (const Call& call : table) {
      const auto sum = [](const std::vector<Entry>& entries) { return entries.empty() ? 0 : entries.back().up_to; };
      everywhere.push_back({sum(everywhere) + call.weight, &call});
      if ((call.flags & kGlobal) == 0) regional.push_back({sum(regional) + call.weight, &call});
    }
  };
  for (const std::span<const Call> table : {StorageCalls(), ComputeCalls(), SecurityCalls(), ManagementCalls()}) {
    add(table, everywhere_, regional_);
  }
  add(SharingCalls(), sharing_everywhere_, sharing_regional_);
}

const Call& CallMix::Draw(const std::vector<Entry>& entries, Random& random) {
  const std::uint64_t draw = random.Below(entries.back().up_to);
  return *std::upper_bound(entries.begin(), entries.end(), draw, [](std::uint64_t value, const Entry& entry) {
            return value < entry.up_to;
          })->call;
}

const Call& CallMix::Pick(Random& random, const std::string& region) const {
  const bool everywhere = region == "us-east-1";
  const std::vector<Entry>& entries = everywhere ? everywhere_ : regional_;
  if (!sharing_permille_) return Draw(entries, random);
  if (random.Chance(*sharing_permille_)) return Draw(everywhere ? sharing_everywhere_ : sharing_regional_, random);
  constexpr std::array<std::string_view, 3> kOthers = {"CreateBucket", "CreateRole", "CreateKey"};
  while (true) {
    const Call& call = Draw(entries, random);
    const auto is_named = [&](const Call& other) { return other.name == call.name; };
    const bool shares =
        std::ranges::any_of(SharingCalls(), is_named) || std::ranges::find(kOthers, call.name) != kOthers.end();
    if (!shares) return call;
  }
}

void MakeEvent(Scene& scene, const Call& call, std::int64_t time, EventText& event) {
  scene.NextEvent(time);
  const Actor* actor = scene.PickActor(call.actors);
  event.Clear();
  event.version = VersionOf(call.source);
  FillIdentity(scene, call, actor, event);
  event.time = time;
  event.source.append(call.source).append(".amazonaws.com");
  event.name = call.name;
  event.region = scene.region();
  event.read_only = call.read_only;
  event.api_version = call.api_version;
  event.data = (call.flags & kData) != 0;
  event.recipient = scene.account().id;
  const bool by_service = (call.flags & kServiceEvent) != 0;
  event.type = by_service ? "AwsServiceEvent" : (call.flags & kSignIn) != 0 ? "AwsConsoleSignIn" : "AwsApiCall";
  event.request = event.response = by_service ? "null" : "";
  scene.Fill(by_service ? event.service_details : event.request, call.request, actor);
  if (!by_service) scene.Fill(event.response, call.response, actor);
  scene.Fill(event.additional, call.additional, actor);
  scene.Fill(event.resources, call.resources, actor);
  FillError(scene, call, actor, event);
  FillHost(scene, call, actor, event);
  if (event.type == "AwsApiCall") AppendRequestId(event.request_id, call, scene.random());
  AppendUuid(event.id, scene.random());
  if ((call.flags & kShared) != 0) AppendUuid(event.shared_id, scene.random());
}

}  // namespace crosstrail::generate
