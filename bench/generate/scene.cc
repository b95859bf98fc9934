#include "generate/scene.h"

#include <array>
#include <cstddef>

#include "generate/text.h"

namespace crosstrail::generate {
namespace {

constexpr std::array<std::string_view, 7> kWorkloadAgents = {
    "aws-sdk-java/2.25.31 Linux/5.10.215-203.850.amzn2.x86_64 OpenJDK_64-Bit_Server_VM/17.0.11+9-LTS Java/17.0.11 "
    "vendor/Amazon.com_Inc. io/sync http/Apache cfg/retry-mode/legacy",
    "Boto3/1.34.84 md/Botocore#1.34.84 ua/2.0 os/linux#5.10.214-202.855.amzn2.x86_64 md/arch#x86_64 "
    "lang/python#3.12.2 md/pyimpl#CPython exec-env/AWS_Lambda_python3.12 cfg/retry-mode#legacy Botocore/1.34.84",
    "aws-sdk-go-v2/1.26.1 os/linux lang/go#1.22.2 md/GOOS#linux md/GOARCH#amd64",
    "aws-sdk-js/3.556.0 ua/2.1 os/linux#5.10.214 lang/js md/nodejs#20.12.1 exec-env/AWS_Lambda_nodejs20.x",
    "aws-sdk-go/1.51.17 (go1.21.9; linux; arm64)",
    "Boto3/1.28.57 Python/3.11.5 Linux/6.1.79-99.164.amzn2023.aarch64 Botocore/1.31.57",
    "aws-sdk-java/1.12.701 Linux/5.15.0-1057-aws OpenJDK_64-Bit_Server_VM/11.0.22+7 java/11.0.22 "
    "vendor/Eclipse_Adoptium "
    "cfg/retry-mode/legacy"};
constexpr std::array<std::string_view, 3> kCliAgents = {
    "aws-cli/2.15.40 Python/3.11.8 Darwin/23.4.0 source/arm64 prompt/off",
    "aws-cli/2.15.38 Python/3.11.8 Linux/6.5.0-28-generic exe/x86_64.ubuntu.22 prompt/off",
    "aws-cli/2.13.25 Python/3.11.5 Windows/10 exe/AMD64 prompt/off"};
constexpr std::string_view kBrowser =
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 "
    "Safari/537.36";
constexpr std::string_view kTerraform =
    "APN/1.0 HashiCorp/1.0 Terraform/1.8.1 (+https://www.terraform.io) terraform-provider-aws/5.45.0 "
    "(+https://registry.terraform.io/providers/hashicorp/aws) aws-sdk-go-v2/1.26.1 os/linux lang/go#1.22.1 "
    "md/GOOS#linux md/GOARCH#amd64";

std::string Address(std::string_view network, std::uint64_t hash) {
  std::string address(network);
  AppendNumber(address, 4 + Scale(hash, 240));
  return address;
}

std::string InstanceId(std::uint64_t hash) {
  std::string id = "i-0";
  AppendHex(id, hash, 16);
  return id;
}

void AppendKeyAndOwner(std::string& out, std::string_view account, std::string_view prefix, std::uint64_t hash) {
  out.append(R"(,"accountId":")").append(account).append(R"(","accessKeyId":")").append(prefix);
  AppendBase32(out, hash, 16);
  out.push_back('"');
}

}  // namespace

Scene::Scene(const Account& account, std::string_view region, std::int64_t start, std::uint64_t seed)
    : account_(account), region_(region), start_(start), regional_hash_(account.hash), random_(seed), time_(start) {
  for (const char letter : region) {
    regional_hash_ = Derive(regional_hash_, static_cast<unsigned char>(letter));
  }
  AddWorkloads();
  AddPeople();
  AddUsersAndServices();
}

void Scene::NextEvent(std::int64_t time) {
  time_ = time;
  const std::uint64_t resources = random_.Next();
  if (resources % 2 == 0) event_hash_ = resources;
}

const Actor* Scene::PickActor(std::uint8_t kinds) {
  // Counted and searched again instead of kept in lists: the cast is small.
  std::size_t fitting = 0;
  for (const Actor& actor : actors_) {
    fitting += (actor.kind & kinds) != 0 ? 1 : 0;
  }
  if (fitting == 0) {
    return nullptr;
  }
  std::size_t wanted = ScaleSkewed(actor_hash_, fitting);
  for (const Actor& actor : actors_) {
    if ((actor.kind & kinds) != 0 && wanted-- == 0) {
      return &actor;
    }
  }
  return nullptr;
}

std::string Scene::AssumedRole(const Role& role, const std::string& session, std::string_view extra, bool mfa,
                               bool old_form, std::int64_t created, std::uint64_t key) const {
  std::string identity = R"({"type":"AssumedRole","principalId":")" + role.unique_id + ":" + session +
                         R"(","arn":"arn:aws:sts::)" + account_.id + ":assumed-role/" + role.name + "/" + session +
                         "\"";
  AppendKeyAndOwner(identity, account_.id, "ASIA", key);
  identity += R"(,"sessionContext":{"sessionIssuer":{"type":"Role","principalId":")" + role.unique_id +
              R"(","arn":"arn:aws:iam::)" + account_.id + ":role/" + role.path + role.name + R"(","accountId":")" +
              account_.id + R"(","userName":")" + role.name + "\"},";
  identity += old_form ? R"("webIdFederationData":{},)" : "";
  identity += R"("attributes":{"creationDate":")";
  AppendTime(identity, created);
  identity += mfa ? R"(","mfaAuthenticated":"true"})" : R"(","mfaAuthenticated":"false"})";
  identity.append(extra).append("}");
  return identity;
}

void Scene::AddWorkloads() {
  // Credentials live for hours, so the same session appears in many files: keyed by the role and the six hours.
  const std::int64_t shift = start_ - start_ % 21'600;
  for (std::size_t i = 0; i < 16; ++i) {
    const std::size_t which = ScaleSkewed(random_.Next(), account_.workload_roles.size());
    const std::uint64_t session_slot = random_.Below(3);
    const Role& role = account_.workload_roles[which];
    const std::uint64_t key =
        Derive(Derive(regional_hash_, which * 3 + session_slot), static_cast<std::uint64_t>(shift));
    const bool on_instance = key % 2 == 0;
    const std::string session = on_instance ? InstanceId(Mix(key)) : account_.functions[which];
    const std::string_view extra = on_instance ? R"(,"ec2RoleDelivery":"2.0")" : "";
    const std::int64_t created = shift - Scale(Mix(key), 3600) - 60;
    Actor actor;
    actor.kind = kWorkload;
    actor.identity_108 = AssumedRole(role, session, extra, false, true, created, key);
    actor.identity = AssumedRole(role, session, extra, false, false, created, key);
    actor.arn = "arn:aws:sts::" + account_.id + ":assumed-role/" + role.name + "/" + session;
    const bool through_endpoint = key % 5 < 2;
    actor.address = Address(through_endpoint ? "10.20.7." : "198.51.100.", key >> 3U);
    if (through_endpoint) {
      actor.vpc_endpoint = "vpce-0";
      AppendHex(actor.vpc_endpoint, regional_hash_ >> 4U, 15);
    }
    actor.user_agent = kWorkloadAgents[Scale(Mix(key + 7), kWorkloadAgents.size())];
    actors_.push_back(actor);
  }
}

void Scene::AddPeople() {
  const std::int64_t shift = start_ - start_ % 28'800;
  for (std::size_t i = 0; i < 4; ++i) {
    const std::size_t person = random_.Below(account_.people.size());
    const Role& role = account_.human_roles[person % account_.human_roles.size()];
    const std::uint64_t key = Derive(Derive(account_.hash, 900 + person), static_cast<std::uint64_t>(shift));
    const std::string& session = account_.people[person];
    const std::int64_t created = shift - Scale(key, 1800) - 30;
    Actor actor;
    actor.kind = kHuman;
    actor.identity_108 = AssumedRole(role, session, "", false, true, created, key);
    actor.identity = AssumedRole(role, session, "", false, false, created, key);
    actor.arn = "arn:aws:sts::" + account_.id + ":assumed-role/" + role.name + "/" + session;
    actor.address = Address("192.0.2.", Derive(account_.hash, person));
    actor.console = key % 2 == 0;
    actor.user_agent = actor.console ? kBrowser : kCliAgents[person % kCliAgents.size()];
    actors_.push_back(actor);
  }
}

void Scene::AddUsersAndServices() {
  for (std::size_t i = 0; i < account_.users.size(); ++i) {
    const User& user = account_.users[i];
    Actor actor;
    actor.kind = kUser;
    actor.arn = "arn:aws:iam::" + account_.id + ":user/" + user.name;
    actor.identity = R"({"type":"IAMUser","principalId":")" + user.unique_id + R"(","arn":")" + actor.arn +
                     R"(","accountId":")" + account_.id + R"(","accessKeyId":")" + user.access_key +
                     R"(","userName":")" + user.name + "\"";
    actor.identity_108 = actor.identity;
    actor.address = Address("198.51.100.", Derive(account_.hash, 950 + i));
    actor.user_agent = user.name == "terraform" ? kTerraform : kWorkloadAgents[i % kWorkloadAgents.size()];
    actors_.push_back(actor);
  }
  for (std::size_t i = 0; i < account_.service_roles.size(); ++i) {
    const Role& role = account_.service_roles[i];
    const std::uint64_t key = Derive(regional_hash_, 970 + i);
    const std::string service = role.path.substr(role.path.find('/') + 1, role.path.size() - role.path.find('/') - 2);
    const std::string session = service.substr(0, service.find('.'));
    const std::string invoked_by = R"(,"invokedBy":")" + service + "\"";
    Actor actor;
    actor.kind = kServiceRole;
    actor.identity_108 = AssumedRole(role, session, "", false, true, start_ - 300, key) + invoked_by;
    actor.identity = AssumedRole(role, session, "", false, false, start_ - 300, key) + invoked_by;
    actor.arn = "arn:aws:sts::" + account_.id + ":assumed-role/" + role.name + "/" + session;
    actor.address = service;
    actor.user_agent = service;
    actors_.push_back(actor);
  }
  Actor root;
  root.kind = kRoot;
  root.arn = "arn:aws:iam::" + account_.id + ":root";
  root.identity = R"({"type":"Root","principalId":")" + account_.id + R"(","arn":")" + root.arn + "\"";
  AppendKeyAndOwner(root.identity, account_.id, "ASIA",
                    Derive(account_.hash, static_cast<std::uint64_t>(start_ / 86'400)));
  root.identity += R"(,"sessionContext":{"attributes":{"creationDate":")";
  AppendTime(root.identity, start_ - 600);
  root.identity += R"(","mfaAuthenticated":"true"}})";
  root.identity_108 = root.identity;
  root.address = Address("192.0.2.", account_.hash);
  root.user_agent = kBrowser;
  root.console = true;
  actors_.push_back(root);
}

}  // namespace crosstrail::generate
