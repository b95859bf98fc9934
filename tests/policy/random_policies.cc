#include "tests/policy/random_policies.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace crosstrail::policy {
namespace {

using nlohmann::ordered_json;

class PolicyMaker {
 public:
  PolicyMaker(Dice& dice, const PolicyChoices& choices) : dice_(dice), choices_(choices) {}

  ordered_json Policy() {
    ordered_json policy;
    const bool new_version = choices_.variables ? dice_.Chance(90) : dice_.Chance(50);
    if (new_version || dice_.Chance(50)) policy["Version"] = new_version ? "2012-10-17" : "2008-10-17";
    const std::size_t count = 1 + dice_.Below(choices_.statements);
    ordered_json statements = ordered_json::array();
    for (std::size_t i = 0; i < count; ++i) statements.push_back(Statement(i > 0 && dice_.Chance(55)));
    policy["Statement"] = count == 1 && dice_.Chance(30) ? statements.front() : statements;
    return policy;
  }

  ordered_json Statement(bool deny) {
    ordered_json statement;
    statement["Effect"] = deny ? "Deny" : "Allow";
    const bool not_principal = dice_.Chance(deny ? 20 : 8);
    statement[not_principal ? "NotPrincipal" : "Principal"] = PrincipalMap(not_principal);
    statement[dice_.Chance(12) ? "NotAction" : "Action"] = List(1 + dice_.Below(3), [&] { return Action(); });
    statement[dice_.Chance(12) ? "NotResource" : "Resource"] = List(1 + dice_.Below(3), [&] { return Resource(); });
    const std::size_t conditions = std::array<std::size_t, 8>{0, 0, 1, 1, 1, 2, 2, 3}[dice_.Below(8)];
    ordered_json block = ordered_json::object();
    for (std::size_t i = 0; i < conditions; ++i) AddCondition(block);
    if (!block.empty()) statement["Condition"] = std::move(block);
    return statement;
  }

 private:
  template <typename F>
  ordered_json List(std::size_t count, F one) {
    if (count == 1 && dice_.Chance(60)) return one();
    ordered_json list = ordered_json::array();
    for (std::size_t i = 0; i < count; ++i) list.push_back(one());
    return list;
  }

  std::string Action() {
    // Mostly what overlaps with everything else, so that conditions and principals decide.
    if (dice_.Chance(45)) return dice_.Chance(70) ? "s3:*" : "s3:GetObject";
    return std::string(dice_.OneOf(TheWorld().actions));
  }

  std::string Resource() {
    if (choices_.variables && dice_.Chance(12)) return std::string(dice_.OneOf(TheWorld().variable_resources));
    if (dice_.Chance(45)) return dice_.Chance(50) ? "*" : "arn:aws:s3:::b/*";
    return std::string(dice_.OneOf(TheWorld().resources));
  }

  std::string AwsPrincipal() {
    const World& world = TheWorld();
    const auto text = [&](std::string_view value) { return std::string(value); };
    const std::string account =
        dice_.Chance(15) ? text(kWorldOwner) : text(dice_.OneOf(std::span(world.accounts).first(3)));
    const std::string name = text(dice_.OneOf(std::span(world.names).first(4)));
    const std::string last = name.substr(name.rfind('/') + 1);
    switch (dice_.Below(12)) {
      case 0:
      case 1:
        return account;
      case 2:
      case 3:
        return "arn:aws:iam::" + account + ":root";
      case 4:
      case 5:
        return "arn:aws:iam::" + account + ":role/" + name;
      case 6:
        return "arn:aws:iam::" + account + ":user/" + name;
      case 7:
        return "arn:aws:sts::" + account + ":assumed-role/" + last + "/" + text(dice_.OneOf(world.sessions));
      case 8:
        return "arn:aws:sts::" + account + ":federated-user/" + last;
      case 9:
        return text(dice_.Chance(60) ? dice_.OneOf(world.role_ids) : dice_.OneOf(world.user_ids));
      case 10:
        return dice_.Chance(choices_.federated ? 50 : 0)
                   ? "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E1ABCDEF"
                   : account;
      default:
        return dice_.Chance(20) ? "arn:aws:iam::" + account + ":role/*" : "*";
    }
  }

  ordered_json PrincipalMap(bool inverted) {
    if (!inverted && dice_.Chance(45)) return dice_.Chance(60) ? ordered_json("*") : ordered_json{{"AWS", "*"}};
    const World& world = TheWorld();
    ordered_json map = ordered_json::object();
    const std::size_t first = dice_.Below(10);
    const bool several = dice_.Chance(15);
    if (first < 7 || several) map["AWS"] = List(1 + dice_.Below(3), [&] { return AwsPrincipal(); });
    if (first == 7 || several) {
      map["Service"] =
          List(1 + dice_.Below(2), [&] { return std::string(dice_.OneOf(std::span(world.services).first(3))); });
    }
    if (first == 8) {
      map["CanonicalUser"] = List(1, [&] { return std::string(dice_.OneOf(world.canonical_ids)); });
    }
    if (first == 9) {
      if (!choices_.federated) {
        map["Service"] = std::string(world.services.front());
      } else {
        map["Federated"] = dice_.Chance(50) ? "arn:aws:iam::222222222222:saml-provider/idp" : "graph.facebook.com";
      }
    }
    return map;
  }

  std::string Operator(ValueKind kind) {
    constexpr auto kText = std::to_array<std::string_view>({"StringEquals", "StringNotEquals", "StringEqualsIgnoreCase",
                                                            "StringNotEqualsIgnoreCase", "StringLike", "StringLike",
                                                            "StringNotLike", "StringEquals"});
    constexpr auto kArn = std::to_array<std::string_view>(
        {"ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringEquals", "StringNotLike"});
    constexpr auto kNumber =
        std::to_array<std::string_view>({"NumericEquals", "NumericNotEquals", "NumericLessThan",
                                         "NumericLessThanEquals", "NumericGreaterThan", "NumericGreaterThanEquals"});
    constexpr auto kDate =
        std::to_array<std::string_view>({"DateEquals", "DateNotEquals", "DateLessThan", "DateLessThanEquals",
                                         "DateGreaterThan", "DateGreaterThanEquals"});
    constexpr auto kAddress = std::to_array<std::string_view>({"IpAddress", "NotIpAddress"});
    const auto any = [&]() -> std::string_view {
      switch (kind) {
        case ValueKind::kText:
          return dice_.OneOf(kText);
        case ValueKind::kArn:
          return dice_.OneOf(kArn);
        case ValueKind::kNumber:
          return dice_.OneOf(kNumber);
        case ValueKind::kDate:
          return dice_.OneOf(kDate);
        case ValueKind::kAddress:
          return dice_.OneOf(kAddress);
        case ValueKind::kBool:
          break;
      }
      return "Bool";
    };
    std::string name(any());
    if (dice_.Chance(18)) name += "IfExists";
    if (dice_.Chance(20)) name = (dice_.Chance(50) ? "ForAllValues:" : "ForAnyValue:") + name;
    return name;
  }

  // The key in its own case, or in another.
  std::string Key(std::string_view key) {
    std::string text(key);
    if (dice_.Chance(80)) return text;
    const bool upper = dice_.Chance(30);
    for (char& c : text) {
      if (upper || dice_.Chance(80)) c = static_cast<char>(upper ? std::toupper(c) : std::tolower(c));
    }
    return text;
  }

  const KeyPool& Pool() {
    static const unsigned total = [] {
      unsigned sum = 0;
      for (const KeyPool& pool : KeyPools()) sum += pool.weight;
      return sum;
    }();
    std::size_t at = dice_.Below(total);
    for (const KeyPool& pool : KeyPools()) {
      if (at < pool.weight) return pool;
      at -= pool.weight;
    }
    return KeyPools().front();
  }

  ordered_json Value(const KeyPool& pool, ValueKind kind) {
    if (choices_.variables && (kind == ValueKind::kText || kind == ValueKind::kArn) && dice_.Chance(12)) {
      return std::string(dice_.OneOf(TheWorld().variable_values));
    }
    const std::string value(dice_.OneOf(pool.values));
    if (pool.kind == ValueKind::kBool && dice_.Chance(40)) return value == "true";
    if (pool.kind == ValueKind::kNumber && dice_.Chance(40)) return ordered_json::parse(value);
    return value;
  }

  void AddCondition(ordered_json& block) {
    const KeyPool& pool = Pool();
    if (dice_.Chance(10)) {
      block["Null"][Key(pool.key)] = dice_.Chance(50) ? "true" : "false";
      return;
    }
    ValueKind kind = pool.kind;
    if (choices_.mixed_types && dice_.Chance(4)) kind = static_cast<ValueKind>(dice_.Below(6));
    const std::string op = Operator(kind);
    block[op][Key(pool.key)] = List(1 + dice_.Below(3), [&] { return Value(pool, kind); });
  }

  Dice& dice_;
  const PolicyChoices& choices_;
};

}  // namespace

ordered_json RandomPolicy(Dice& dice, const PolicyChoices& choices) { return PolicyMaker(dice, choices).Policy(); }

ordered_json RandomStatement(Dice& dice, const PolicyChoices& choices, bool deny) {
  return PolicyMaker(dice, choices).Statement(deny);
}

}  // namespace crosstrail::policy
