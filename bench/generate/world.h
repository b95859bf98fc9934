// The invented organisation the generator writes about: its accounts, and in each account the people, roles, buckets,
// keys, functions and tables that its events name. A pure function of the seed; the same for every file.
//
// Account ids are of the kind AWS's documentation uses (111122223333); addresses are of the documentation ranges
// (RFC 5737) or private (RFC 1918); every other identifier is random.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace crosstrail::generate {

struct Role {
  std::string name;
  std::string path;       // "" or "aws-service-role/autoscaling.amazonaws.com/"
  std::string unique_id;  // AROA...
};

struct User {
  std::string name;
  std::string unique_id;   // AIDA...
  std::string access_key;  // AKIA...
};

struct Account {
  std::string id;
  std::uint64_t hash = 0;  // what everything regional of the account is derived from
  std::vector<Role> workload_roles;
  std::vector<Role> human_roles;    // assumed by people through IAM Identity Center
  std::vector<Role> service_roles;  // service-linked; the service is in the path
  std::vector<User> users;
  std::vector<std::string> people;  // session names of human roles
  std::vector<std::string> buckets;
  std::vector<std::string> functions;
  std::vector<std::string> tables;
  std::vector<std::string> secrets;
  std::vector<std::string> parameters;
  std::vector<std::string> queues;
  std::vector<std::string> clusters;
  std::vector<std::string> databases;
  std::vector<std::string> repositories;
};

inline constexpr std::size_t kMaxAccounts = 200;

/// `count` (1 to kMaxAccounts) accounts.
std::vector<Account> MakeAccounts(std::uint64_t seed, std::size_t count);

/// An account that is none of MakeAccounts', for an attacker.
inline constexpr const char* kOutsiderAccount = "999988887777";

}  // namespace crosstrail::generate
