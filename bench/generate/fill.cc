// The letters of templates (call.h).
#include <array>
#include <cstddef>

#include "generate/scene.h"
#include "generate/text.h"

namespace crosstrail::generate {
namespace {

// Named resources of the account.
struct NameList {
  char letter;
  std::vector<std::string> Account::*names;
};
constexpr std::array kNames = {
    NameList{'B', &Account::buckets},  NameList{'F', &Account::functions},  NameList{'T', &Account::tables},
    NameList{'C', &Account::secrets},  NameList{'P', &Account::parameters}, NameList{'Q', &Account::queues},
    NameList{'c', &Account::clusters}, NameList{'D', &Account::databases},  NameList{'E', &Account::repositories}};

// Resources of the region that have nothing but an id, and how many there are.
struct IdList {
  char letter;
  std::string_view prefix;
  std::size_t population;
};
constexpr std::array kIds = {IdList{'I', "i-0", 80},    IdList{'V', "vpc-0", 3},   IdList{'S', "subnet-0", 9},
                             IdList{'G', "sg-0", 25},   IdList{'N', "eni-0", 150}, IdList{'v', "vol-0", 120},
                             IdList{'s', "snap-0", 60}, IdList{'M', "ami-0", 8},   IdList{'o', "rtb-0", 8}};

// Kinds of S3 objects.
struct ObjectKind {
  std::string_view prefix;
  std::string_view suffix;
};
constexpr std::array kObjects = {
    ObjectKind{"events/raw", ".snappy.parquet"}, ObjectKind{"exports/daily", ".csv.gz"},
    ObjectKind{"uploads/images", ".jpg"},        ObjectKind{"tables/orders", ".snappy.parquet"},
    ObjectKind{"backups/db", ".dump"},           ObjectKind{"assets/static", ".js"}};

// A UUID that is always the same for the same key.
void AppendStableUuid(std::string& out, std::uint64_t key) {
  AppendHex(out, key, 8);
  out.push_back('-');
  AppendHex(out, key >> 32U, 4);
  out.append("-4");
  AppendHex(out, key >> 48U, 3);
  out.append("-8");
  AppendHex(out, Mix(key), 3);
  out.push_back('-');
  AppendHex(out, Mix(key) >> 12U, 12);
}

}  // namespace

void Scene::Fill(std::string& out, std::string_view pattern, const Actor* actor) {
  for (;;) {
    const std::size_t mark = pattern.find('$');
    if (mark == std::string_view::npos || mark + 1 == pattern.size()) {
      out.append(pattern);
      return;
    }
    out.append(pattern.substr(0, mark));
    const char letter = pattern[mark + 1];
    if (!FillResource(out, letter) && !FillFixed(out, letter, actor)) FillFresh(out, letter);
    pattern.remove_prefix(mark + 2);
  }
}

std::uint64_t Scene::RegionalId(char letter, std::size_t population) const {
  const std::size_t which = ScaleSkewed(Hash(letter), population);
  return Derive(regional_hash_, std::uint64_t{static_cast<unsigned char>(letter)} * 1000 + which);
}

// Letters that name a resource.
bool Scene::FillResource(std::string& out, char letter) const {
  for (const NameList& list : kNames) {
    if (list.letter != letter) continue;
    const std::vector<std::string>& names = account_.*list.names;
    out.append(names[ScaleSkewed(Hash(letter), names.size())]);
    return true;
  }
  for (const IdList& list : kIds) {
    if (list.letter != letter) continue;
    out.append(list.prefix);
    AppendHex(out, RegionalId(letter, list.population), 16);
    return true;
  }
  return false;
}

// Letters that give the same text all through an event.
bool Scene::FillFixed(std::string& out, char letter, const Actor* actor) const {
  const std::uint64_t hash = Hash(letter);
  const Role& role = account_.workload_roles[ScaleSkewed(Hash('r'), account_.workload_roles.size())];
  switch (letter) {
    case 'A':  // the account
      out.append(account_.id);
      return true;
    case 'R':  // the region
      out.append(region_);
      return true;
    case 'X':  // the actor's ARN
      if (actor != nullptr) out.append(actor->arn);
      return true;
    case 'r':  // a role's name
      out.append(role.name);
      return true;
    case 'i':  // the unique id of that role
      out.append(role.unique_id);
      return true;
    case 'u':  // a user's name
      out.append(account_.users[Scale(hash, account_.users.size())].name);
      return true;
    case 'k':  // a KMS key id
      AppendStableUuid(out, RegionalId('k', 8));
      return true;
    case 'K':  // the key of an S3 object
      AppendObjectKey(out);
      return true;
    case 'Z':  // the cipher suite of the connection
      out.append(CipherSuite());
      return true;
    case 'w':  // a session name
      AppendHex(out, hash, 16);
      return true;
    case 'h':  // a short hash
      AppendHex(out, hash, 12);
      return true;
    case 'a':  // the letter of an availability zone
      out.push_back(static_cast<char>('a' + Scale(hash, 3)));
      return true;
    case 'y':  // a new temporary access key
      out.append("ASIA");
      AppendBase32(out, hash, 16);
      return true;
    case 'd':  // a small number
      AppendNumber(out, 1 + Scale(hash, 20));
      return true;
    case 'b':  // a size in bytes
      AppendNumber(out, 200 + Scale(hash, 2'000'000));
      return true;
    case '$':
      out.push_back('$');
      return true;
    case 't':  // now
      AppendTime(out, time_);
      return true;
    case 'm':  // five minutes ago
      AppendTime(out, time_ - 300);
      return true;
    case 'e':  // in an hour, as STS prints it
      AppendExpiration(out, time_ + 3600);
      return true;
    default:
      return false;
  }
}

// Letters that give another text each time.
void Scene::FillFresh(std::string& out, char letter) {
  switch (letter) {
    case 'U':
      AppendUuid(out, random_);
      break;
    case 'x':  // x-amz-id-2
      AppendBase64(out, random_, 75);
      out.push_back('=');
      break;
    case 'z':  // a session token
      out.append("IQoJb3JpZ2luX2VjE");
      AppendBase64(out, random_, 220 + random_.Below(160));
      break;
    case 'l':  // a log stream of a function
      AppendDate(out, time_, '/');
      out.append("/[$LATEST]");
      AppendHex(out, random_.Next(), 16);
      AppendHex(out, random_.Next(), 16);
      break;
    default:  // not a letter of templates
      out.push_back('$');
      out.push_back(letter);
  }
}

std::string_view Scene::CipherSuite() const {
  return ModernTls() ? "TLS_AES_128_GCM_SHA256" : "ECDHE-RSA-AES128-GCM-SHA256";
}

void Scene::AppendObjectKey(std::string& out) const {
  const std::uint64_t hash = Hash('K');
  const ObjectKind& kind = kObjects[ScaleSkewed(hash, kObjects.size())];
  out.append(kind.prefix).push_back('/');
  AppendDate(out, time_, '/');
  out.append("/part-");
  AppendNumber(out, Scale(Mix(hash), 400));
  out.push_back('-');
  AppendHex(out, Derive(regional_hash_, ScaleSkewed(hash << 7U, 2000)), 12);
  out.append(kind.suffix);
}

}  // namespace crosstrail::generate
