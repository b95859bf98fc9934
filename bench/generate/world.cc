#include "generate/world.h"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

#include "generate/random.h"
#include "generate/text.h"

namespace crosstrail::generate {
namespace {

constexpr std::array<std::string_view, 24> kApplications = {
    "orders",  "billing", "catalog", "search",    "checkout", "inventory", "payments", "shipping",
    "reports", "etl",     "ingest",  "analytics", "web",      "auth",      "mailer",   "images",
    "exports", "pricing", "fraud",   "loyalty",   "partners", "metrics",   "batch",    "gateway"};
constexpr std::array<std::string_view, 4> kStages = {"prod", "staging", "dev", "shared"};
constexpr std::array<std::string_view, 8> kPeople = {
    "a.novak@example.com",  "b.okafor@example.com", "c.lindqvist@example.com", "d.tanaka@example.com",
    "e.marino@example.com", "f.haddad@example.com", "g.kowalski@example.com",  "h.silva@example.com"};
constexpr std::array<std::string_view, 5> kUsers = {"ci-deploy", "terraform", "backup-agent", "metrics-exporter",
                                                    "legacy-ftp-sync"};
constexpr std::array<std::string_view, 4> kPermissionSets = {"AdministratorAccess", "PowerUserAccess", "ReadOnlyAccess",
                                                             "SecurityAudit"};
constexpr std::array<std::string_view, 7> kServiceRoles = {
    "autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
    "elasticloadbalancing.amazonaws.com/AWSServiceRoleForElasticLoadBalancing",
    "config.amazonaws.com/AWSServiceRoleForConfig",
    "ecs.amazonaws.com/AWSServiceRoleForECS",
    "inspector2.amazonaws.com/AWSServiceRoleForAmazonInspector2",
    "rds.amazonaws.com/AWSServiceRoleForRDS",
    "ssm.amazonaws.com/AWSServiceRoleForAmazonSSM"};
constexpr std::array<std::string_view, 12> kBucketUses = {"data-lake", "assets",    "uploads",   "logs",
                                                          "backups",   "exports",   "artifacts", "media",
                                                          "snapshots", "documents", "models",    "invoices"};
constexpr std::array<std::string_view, 5> kFunctionUses = {"handler", "worker", "authorizer", "stream-processor",
                                                           "scheduler"};

// Documentation-style ids first, then numbers of the same kind: twelve digits, distinct, below the outsider's.
std::string AccountId(std::size_t index) {
  static constexpr std::array<std::string_view, 3> kFirst = {"111122223333", "444455556666", "777788889999"};
  constexpr std::uint64_t kBase = 310'000'000'000;
  constexpr std::uint64_t kStep = 1'234'567'891;
  return index < kFirst.size() ? std::string(kFirst[index]) : std::to_string(kBase + index * kStep);
}

std::string UniqueId(std::string_view prefix, std::uint64_t hash) {
  std::string id(prefix);
  AppendBase32(id, hash, 17);
  return id;
}

std::string_view Pick(std::span<const std::string_view> words, std::uint64_t hash) {
  return words[Scale(hash, words.size())];
}

std::string Join(std::string_view a, std::string_view b, std::string_view c) {
  std::string joined(a);
  joined.append("-").append(b).append("-").append(c);
  return joined;
}

void AddIdentities(Account& account) {
  const std::uint64_t hash = account.hash;
  for (std::size_t i = 0; i < 14; ++i) {
    const std::uint64_t key = Derive(hash, 100 + i);
    account.workload_roles.push_back(
        {Join(kApplications[(i + hash % 24) % 24], Pick(kStages, key), "role"), "", UniqueId("AROA", key)});
  }
  for (std::size_t i = 0; i < kPermissionSets.size(); ++i) {
    const std::uint64_t key = Derive(hash, 200 + i);
    std::string name = "AWSReservedSSO_" + std::string(kPermissionSets[i]) + "_";
    AppendHex(name, key, 16);
    account.human_roles.push_back({name, "aws-reserved/sso.amazonaws.com/", UniqueId("AROA", key)});
  }
  for (std::size_t i = 0; i < kServiceRoles.size(); ++i) {
    const std::string_view entry = kServiceRoles[i];
    const std::size_t slash = entry.find('/');
    account.service_roles.push_back({std::string(entry.substr(slash + 1)),
                                     "aws-service-role/" + std::string(entry.substr(0, slash + 1)),
                                     UniqueId("AROA", Derive(hash, 300 + i))});
  }
  for (std::size_t i = 0; i < kUsers.size(); ++i) {
    const std::uint64_t key = Derive(hash, 400 + i);
    std::string access_key = "AKIA";
    AppendBase32(access_key, Mix(key), 16);
    account.users.push_back({std::string(kUsers[i]), UniqueId("AIDA", key), access_key});
  }
  account.people.assign(kPeople.begin(), kPeople.end());
}

void AddResources(Account& account) {
  for (std::size_t i = 0; i < 20; ++i) {
    const std::uint64_t key = Derive(account.hash, 500 + i);
    const std::string_view application = Pick(kApplications, key);
    const std::string_view stage = Pick(kStages, Mix(key));
    const std::string bucket = "example-" + Join(application, kBucketUses[i % kBucketUses.size()], stage);
    // Some organisations put the account id into every bucket name; most buckets here do without.
    account.buckets.push_back(i % 5 == 4 ? bucket + "-" + account.id : bucket);
    account.functions.push_back(Join(application, stage, Pick(kFunctionUses, key >> 7U)));
    account.tables.push_back(Join(application, stage, i % 2 == 0 ? "items" : "sessions"));
    account.queues.push_back(Join(application, stage, i % 3 == 0 ? "queue-dlq" : "queue"));
    account.databases.push_back(Join(application, stage, i % 2 == 0 ? "aurora" : "postgres"));
    account.repositories.push_back(std::string(application) + "/" + std::string(Pick(kFunctionUses, key)));
    account.clusters.push_back(Join(application, stage, "cluster"));
    std::string name = std::string(stage) + "/" + std::string(application) + "/db-password";
    account.parameters.push_back("/" + name);
    name.push_back('-');
    AppendBase32(name, key, 6);
    account.secrets.push_back(name);
  }
}

}  // namespace

std::vector<Account> MakeAccounts(std::uint64_t seed, std::size_t count) {
  std::vector<Account> accounts(count);
  for (std::size_t i = 0; i < count; ++i) {
    accounts[i].id = AccountId(i);
    accounts[i].hash = Derive(Derive(seed, 1), i);
    AddIdentities(accounts[i]);
    AddResources(accounts[i]);
  }
  return accounts;
}

}  // namespace crosstrail::generate
