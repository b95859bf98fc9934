#include "generate/attack.h"

#include <algorithm>
#include <array>
#include <utility>

#include "generate/event_text.h"
#include "generate/random.h"
#include "generate/text.h"

namespace crosstrail::generate {
namespace {

constexpr std::string_view kIntruderAddress = "203.0.113.66";
constexpr std::string_view kOutsiderAddress = "203.0.113.71";
constexpr std::string_view kIntruderAgent =
    "aws-cli/2.15.38 Python/3.11.8 Linux/6.6.9-amd64 exe/x86_64.kali.2024 prompt/off";
constexpr std::int64_t kMinute = 60;

// Writes the events of the scenario.
class Script {
 public:
  Script(const TrailOptions& options, const Account& owner)
      : owner_(owner),
        region_(options.regions.front()),
        random_(Derive(options.seed, 3)),
        begin_(options.start + (options.end() - options.start) * 2 / 5) {}

  // Minutes, and some seconds, after the leaked key is first used.
  void At(std::int64_t minutes) { time_ = begin_ + minutes * kMinute + random_.Below(50); }

  void AsLeakedKey() { AsUser(owner_.users.front(), kIntruderAddress, kIntruderAgent); }
  void AsUser(const User& user, std::string_view address, std::string_view agent);
  void AsAdministrator();
  void AsOutsider();

  void Identify();
  void OnBucket(Planted::Part part, std::string_view name, std::string_view bucket, std::string_view parameter,
                std::string_view error_code = "", std::string_view error_message = "");
  void PutPolicy(Planted::Part part, const std::string& bucket, const std::string& statement, bool denied = false);
  void ReadObject(std::string_view name, const std::string& bucket, const std::string& key);

  std::vector<Planted> Finish() {
    std::stable_sort(planted_.begin(), planted_.end(),
                     [](const Planted& a, const Planted& b) { return a.time < b.time; });
    return std::move(planted_);
  }

 private:
  EventText Begin(std::string_view source, std::string_view name);
  EventText BeginS3(std::string_view name, std::string_view bucket);
  void End(Planted::Part part, const EventText& event);

  const Account& owner_;
  std::string region_;
  Random random_;
  std::int64_t begin_;
  std::int64_t time_ = 0;
  std::string identity_, address_, agent_;
  std::vector<Planted> planted_;
};

void Script::AsUser(const User& user, std::string_view address, std::string_view agent) {
  identity_ = R"({"type":"IAMUser","principalId":")" + user.unique_id + R"(","arn":"arn:aws:iam::)" + owner_.id +
              ":user/" + user.name + R"(","accountId":")" + owner_.id + R"(","accessKeyId":")" + user.access_key +
              R"(","userName":")" + user.name + "\"}";
  address_ = address;
  agent_ = agent;
}

void Script::AsAdministrator() {
  const Role& role = owner_.human_roles.front();
  const std::string& person = owner_.people.front();
  identity_ = R"({"type":"AssumedRole","principalId":")" + role.unique_id + ":" + person + R"(","arn":"arn:aws:sts::)" +
              owner_.id + ":assumed-role/" + role.name + "/" + person + R"(","accountId":")" + owner_.id +
              R"(","accessKeyId":"ASIA)";
  AppendBase32(identity_, owner_.hash, 16);
  identity_ += R"(","sessionContext":{"sessionIssuer":{"type":"Role","principalId":")" + role.unique_id +
               R"(","arn":"arn:aws:iam::)" + owner_.id + ":role/" + role.path + role.name + R"(","accountId":")" +
               owner_.id + R"(","userName":")" + role.name + R"("},"attributes":{"creationDate":")";
  AppendTime(identity_, begin_ - 240 * kMinute);
  identity_ += R"(","mfaAuthenticated":"false"}}})";
  address_ = "192.0.2.24";
  agent_ = "aws-cli/2.15.40 Python/3.11.8 Darwin/23.4.0 source/arm64 prompt/off";
}

// S3 tells the owner of a bucket no more about somebody else's user than this.
void Script::AsOutsider() {
  identity_ = R"({"type":"AWSAccount","principalId":"AIDA)";
  AppendBase32(identity_, Derive(owner_.hash, 1), 17);
  identity_ += R"(","accountId":")" + std::string(kOutsiderAccount) + "\"}";
  address_ = kOutsiderAddress;
  agent_ = kIntruderAgent;
}

EventText Script::Begin(std::string_view source, std::string_view name) {
  EventText event;
  event.identity = identity_;
  event.time = time_;
  event.source = std::string(source) + ".amazonaws.com";
  event.name = name;
  event.region = region_;
  event.address = address_;
  event.user_agent = agent_;
  event.request = event.response = "null";
  event.recipient = owner_.id;
  event.host = std::string(source) + "." + region_ + ".amazonaws.com";
  event.cipher_suite = "TLS_AES_128_GCM_SHA256";
  AppendUuid(event.id, random_);
  return event;
}

EventText Script::BeginS3(std::string_view name, std::string_view bucket) {
  EventText event = Begin("s3", name);
  event.user_agent = "[" + event.user_agent + "]";
  AppendBase36(event.request_id, random_, 16);
  event.additional = R"({"SignatureVersion":"SigV4","CipherSuite":"TLS_AES_128_GCM_SHA256","bytesTransferredIn":0,)"
                     R"("AuthenticationMethod":"AuthHeader","x-amz-id-2":")";
  AppendBase64(event.additional, random_, 75);
  event.additional += R"(=","bytesTransferredOut":)";
  AppendNumber(event.additional, 300 + random_.Below(400'000));
  event.additional += "}";
  if (bucket.empty()) return event;
  event.host = std::string(bucket) + "." + event.host;
  event.resources = R"([{"accountId":")" + owner_.id + R"(","type":"AWS::S3::Bucket","ARN":"arn:aws:s3:::)" +
                    std::string(bucket) + "\"}]";
  return event;
}

void Script::End(Planted::Part part, const EventText& event) {
  Planted planted{part, event.time, event.id, std::string(event.name), {}};
  AppendEvent(planted.json, event);
  planted_.push_back(std::move(planted));
}

void Script::Identify() {
  EventText event = Begin("sts", "GetCallerIdentity");
  AppendUuid(event.request_id, random_);
  End(Planted::Part::kReconnaissance, event);
}

void Script::OnBucket(Planted::Part part, std::string_view name, std::string_view bucket, std::string_view parameter,
                      std::string_view error_code, std::string_view error_message) {
  EventText event = BeginS3(name, bucket);
  event.read_only = part == Planted::Part::kReconnaissance;
  event.request = bucket.empty() ? R"({"Host":")" + event.host + "\"}"
                                 : R"({"bucketName":")" + std::string(bucket) + R"(","Host":")" + event.host +
                                       R"(",")" + std::string(parameter) + R"(":""})";
  event.error_code = error_code;
  event.error_message = error_message;
  End(part, event);
}

void Script::PutPolicy(Planted::Part part, const std::string& bucket, const std::string& statement, bool denied) {
  EventText event = BeginS3("PutBucketPolicy", bucket);
  event.read_only = false;
  event.request = R"({"bucketPolicy":{"Version":"2012-10-17","Statement":[{)" + statement + R"(}]},"bucketName":")" +
                  bucket + R"(","Host":")" + event.host + R"(","policy":""})";
  if (denied) {
    event.error_code = "AccessDenied";
    event.error_message = "User: arn:aws:iam::" + owner_.id + ":user/" + owner_.users.front().name +
                          R"( is not authorized to perform: s3:PutBucketPolicy on resource: \"arn:aws:s3:::)" + bucket +
                          R"(\" with an explicit deny in a resource-based policy)";
  }
  End(part, event);
}

void Script::ReadObject(std::string_view name, const std::string& bucket, const std::string& key) {
  EventText event = BeginS3(name, bucket);
  event.data = true;
  AppendUuid(event.shared_id, random_);
  const std::string resource = event.resources.substr(1);
  if (name == "ListObjects") {
    event.request = R"({"list-type":"2","bucketName":")" + bucket + R"(","encoding-type":"url","prefix":")" + key +
                    R"(","Host":")" + event.host + "\"}";
    event.resources = R"([{"type":"AWS::S3::Object","ARNPrefix":"arn:aws:s3:::)" + bucket + "/" + key + "\"},";
  } else {
    event.request = R"({"bucketName":")" + bucket + R"(","Host":")" + event.host + R"(","key":")" + key + "\"}";
    event.resources = R"([{"type":"AWS::S3::Object","ARN":"arn:aws:s3:::)" + bucket + "/" + key + "\"},";
  }
  event.resources += resource;
  End(Planted::Part::kRead, event);
}

std::string Sharing(const std::string& bucket) {
  return R"("Sid":"Sync","Effect":"Allow","Principal":{"AWS":"arn:aws:iam::)" + std::string(kOutsiderAccount) +
         R"(:root"},"Action":["s3:GetObject","s3:ListBucket"],"Resource":["arn:aws:s3:::)" + bucket +
         R"(","arn:aws:s3:::)" + bucket + "/*\"]";
}

void PlayAttack(Script& script, const std::string& bucket, const std::string& guarded, const std::string& other) {
  using Part = Planted::Part;
  script.AsLeakedKey();
  script.At(0);
  script.Identify();
  script.At(2);
  script.OnBucket(Part::kReconnaissance, "ListBuckets", "", "");
  for (const std::string& looked_at : {other, guarded, bucket}) {
    script.At(5);
    script.OnBucket(Part::kReconnaissance, "GetBucketAcl", looked_at, "acl");
    script.At(7);
    script.OnBucket(Part::kReconnaissance, "GetBucketPolicy", looked_at, "policy",
                    looked_at == bucket ? "NoSuchBucketPolicy" : "",
                    looked_at == bucket ? "The bucket policy does not exist" : "");
  }
  script.At(11);
  script.PutPolicy(Part::kDecoy, guarded, Sharing(guarded), true);
  script.At(14);
  script.PutPolicy(Part::kShare, bucket, Sharing(bucket));

  script.AsOutsider();
  for (int i = 0; i < 3; ++i) {
    script.At(18 + i);
    script.ReadObject("ListObjects", bucket, i == 0 ? "" : i == 1 ? "exports/" : "exports/customers/");
  }
  for (int i = 0; i < 24; ++i) {
    script.At(21 + i);
    std::string key = "exports/customers/part-";
    AppendNumber(key, 1000 + static_cast<std::uint64_t>(i));
    script.ReadObject("GetObject", bucket, key + ".csv.gz");
  }

  script.AsLeakedKey();
  script.At(300);
  script.OnBucket(Part::kCleanUp, "DeleteBucketPolicy", bucket, "policy");
}

void PlayDecoys(Script& script, const Account& owner, const std::string& bucket) {
  using Part = Planted::Part;
  const std::string objects = R"("Resource":"arn:aws:s3:::)" + bucket;
  script.AsAdministrator();
  script.At(-120);
  script.PutPolicy(Part::kDecoy, bucket,
                   R"("Effect":"Allow","Principal":{"Service":"cloudtrail.amazonaws.com"},"Action":"s3:PutObject",)" +
                       objects + "/AWSLogs/" + owner.id +
                       R"(/*","Condition":{"StringEquals":{"s3:x-amz-acl":"bucket-owner-full-control"}})");
  script.At(-110);
  script.PutPolicy(Part::kDecoy, bucket,
                   R"("Effect":"Allow","Principal":{"Service":"logdelivery.elasticloadbalancing.amazonaws.com"},)"
                   R"("Action":"s3:PutObject",)" +
                       objects + "/balancers/*\"");
  script.At(-90);
  script.PutPolicy(Part::kDecoy, bucket,
                   R"("Effect":"Deny","Principal":{"AWS":"*"},"Action":"s3:*",)" + objects +
                       R"(/*","Condition":{"Bool":{"aws:SecureTransport":"false"}})");
  script.At(75);
  script.PutPolicy(Part::kDecoy, bucket,
                   R"("Effect":"Allow","Principal":{"AWS":"arn:aws:iam::)" + owner.id + ":role/" +
                       owner.workload_roles.front().name + R"("},"Action":"s3:GetObject",)" + objects + "/*\"");
}

}  // namespace

std::string_view PartName(Planted::Part part) {
  switch (part) {
    case Planted::Part::kReconnaissance:
      return "reconnaissance";
    case Planted::Part::kShare:
      return "share: must alert";
    case Planted::Part::kRead:
      return "read by the outsider";
    case Planted::Part::kCleanUp:
      return "clean-up";
    case Planted::Part::kDecoy:
      return "decoy: must not alert";
  }
  return "";
}

std::vector<Planted> PlantAttack(const TrailOptions& options, const Account& owner) {
  // None of the three has the account's id in its name (world.cc), which would hide the sharing from a rule that looks
  // for the absence of the id.
  Script script(options, owner);
  PlayAttack(script, owner.buckets[0], owner.buckets[1], owner.buckets[2]);
  PlayDecoys(script, owner, owner.buckets[3]);
  return script.Finish();
}

}  // namespace crosstrail::generate
