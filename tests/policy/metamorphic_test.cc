// Policies changed in ways that must not matter, or only in one direction: the analyser has to see it so.
//
// 100 random policies by default, CROSSTRAIL_POLICY_COUNT for another number and CROSSTRAIL_POLICY_SEED for other
// ones; and the public collection where it is at hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <functional>

#include "base/text.h"
#include "policy/forms.h"
#include "tests/environment.h"
#include "tests/policy/policies.h"
#include "tests/policy/random_policies.h"
#include "tests/policy/shrink.h"

namespace crosstrail::policy {
namespace {

using Json = nlohmann::ordered_json;

Json AsList(const Json& value) { return value.is_array() ? value : Json::array({value}); }

Json Statements(const Json& policy) { return AsList(policy.value("Statement", Json::array())); }

Json With(const Json& policy, Json statements) {
  Json changed = policy;
  changed["Statement"] = std::move(statements);
  return changed;
}

// Each statement put through `change`.
Json EachStatement(const Json& policy, const std::function<Json(Json)>& change) {
  Json statements = Json::array();
  for (const Json& statement : Statements(policy)) {
    statements.push_back(statement.is_object() ? change(statement) : statement);
  }
  return With(policy, std::move(statements));
}

std::string SwapCase(std::string text) {
  for (char& c : text) {
    const auto letter = static_cast<unsigned char>(c);
    c = static_cast<char>(std::islower(letter) != 0 ? std::toupper(letter) : std::tolower(letter));
  }
  return text;
}

// ---- changes that mean nothing ----

Json ReverseStatements(const Json& policy) {
  Json statements = Statements(policy);
  std::reverse(statements.begin(), statements.end());
  return With(policy, std::move(statements));
}

Json ReverseLists(const Json& policy) {
  const std::function<void(Json&)> reverse = [&](Json& value) {
    if (value.is_array()) std::reverse(value.begin(), value.end());
    for (Json& inner : value) {
      if (inner.is_structured()) reverse(inner);
    }
  };
  return EachStatement(policy, [&](Json statement) {
    reverse(statement);
    return statement;
  });
}

// A lone value as a list of one.
Json ListsOfOne(const Json& policy) {
  return EachStatement(policy, [](Json statement) {
    for (const char* name : {"Action", "NotAction", "Resource", "NotResource"}) {
      if (statement.contains(name)) statement[name] = AsList(statement[name]);
    }
    return statement;
  });
}

Json DoubleStatements(const Json& policy) {
  Json statements = Statements(policy);
  const Json once = statements;
  for (const Json& statement : once) statements.push_back(statement);
  return With(policy, std::move(statements));
}

Json OtherSids(const Json& policy) {
  int number = 0;
  return EachStatement(policy, [&](Json statement) {
    statement["Sid"] = "Other" + std::to_string(number++);
    return statement;
  });
}

// An element's list as a statement for each.
Json Split(const Json& policy, const char* element) {
  Json statements = Json::array();
  for (const Json& statement : Statements(policy)) {
    const bool there = statement.is_object() && statement.contains(element) && statement.at(element).is_array() &&
                       !statement.at(element).empty();
    for (const Json& one : there ? statement.at(element) : Json::array({nullptr})) {
      statements.push_back(statement);
      if (there) statements.back()[element] = one;
    }
  }
  return With(policy, std::move(statements));
}

Json SplitActions(const Json& policy) { return Split(policy, "Action"); }
Json SplitResources(const Json& policy) { return Split(policy, "Resource"); }

Json SplitPrincipals(const Json& policy) {
  Json statements = Json::array();
  for (const Json& statement : Statements(policy)) {
    const bool there = statement.is_object() && statement.contains("Principal") &&
                       statement.at("Principal").is_object() && !statement.at("Principal").empty();
    if (!there) {
      statements.push_back(statement);
      continue;
    }
    for (const auto& [type, names] : statement.at("Principal").items()) {
      for (const Json& name : AsList(names)) {
        statements.push_back(statement);
        statements.back()["Principal"] = Json::object({{type, name}});
      }
    }
  }
  return With(policy, std::move(statements));
}

// "222222222222" as "arn:aws:iam::222222222222:root", and the other way round.
Json OtherFormOfAccounts(const Json& policy) {
  constexpr std::string_view kHead = "arn:aws:iam::";
  constexpr std::string_view kTail = ":root";
  const auto other = [&](const Json& name) -> Json {
    if (!name.is_string()) return name;
    const std::string text = name.get<std::string>();
    if (IsAccountId(text)) return std::string(kHead) + text + std::string(kTail);
    if (!text.starts_with(kHead) || !text.ends_with(kTail)) return name;
    const std::string account = text.substr(kHead.size(), text.size() - kHead.size() - kTail.size());
    return IsAccountId(account) ? Json(account) : name;
  };
  return EachStatement(policy, [&](Json statement) {
    for (const char* element : {"Principal", "NotPrincipal"}) {
      if (!statement.contains(element) || !statement[element].is_object()) continue;
      Json& principals = statement[element];
      if (!principals.contains("AWS")) continue;
      Json list = Json::array();
      for (const Json& name : AsList(principals["AWS"])) list.push_back(other(name));
      principals["AWS"] = list;
    }
    return statement;
  });
}

// Keys of conditions and names of actions do not depend on case. (What is in a tag's key may: left alone.)
Json OtherCase(const Json& policy) {
  return EachStatement(policy, [](Json statement) {
    for (const char* element : {"Action", "NotAction"}) {
      if (!statement.contains(element)) continue;
      Json list = Json::array();
      for (const Json& action : AsList(statement[element])) {
        list.push_back(action.is_string() ? Json(SwapCase(action.get<std::string>())) : action);
      }
      statement[element] = list;
    }
    if (!statement.contains("Condition") || !statement["Condition"].is_object()) return statement;
    Json conditions = Json::object();
    for (const auto& [name, keys] : statement["Condition"].items()) {
      if (!keys.is_object()) {
        conditions[name] = keys;
        continue;
      }
      conditions[name] = Json::object();
      for (const auto& [key, values] : keys.items()) {
        conditions[name][key.find('/') == std::string::npos ? SwapCase(key) : key] = values;
      }
    }
    statement["Condition"] = conditions;
    return statement;
  });
}

// StringEquals with plain values as StringLike.
Json EqualsAsLike(const Json& policy) {
  return EachStatement(policy, [](Json statement) {
    if (!statement.contains("Condition") || !statement["Condition"].is_object()) return statement;
    Json& conditions = statement["Condition"];
    if (!conditions.contains("StringEquals") || conditions.contains("StringLike")) return statement;
    const bool plain = conditions["StringEquals"].dump().find_first_of("*?$") == std::string::npos;
    if (!plain) return statement;
    conditions["StringLike"] = conditions["StringEquals"];
    conditions.erase("StringEquals");
    return statement;
  });
}

struct Change {
  const char* name;
  Json (*apply)(const Json&);
};

constexpr auto kChanges = std::to_array<Change>({{"statements reversed", ReverseStatements},
                                                 {"lists reversed", ReverseLists},
                                                 {"lists of one", ListsOfOne},
                                                 {"statements doubled", DoubleStatements},
                                                 {"other Sids", OtherSids},
                                                 {"a statement an action", SplitActions},
                                                 {"a statement a resource", SplitResources},
                                                 {"a statement a principal", SplitPrincipals},
                                                 {"the other form of accounts", OtherFormOfAccounts},
                                                 {"other case", OtherCase},
                                                 {"equals as like", EqualsAsLike}});

// With less patience than usual: what is undecided is passed over.
AnalysisOptions Options() {
  AnalysisOptions options = OptionsFor(std::string(kWorldOwner), std::string(kWorldOrganization));
  options.budget = 40'000;
  return options;
}

Json SummaryOf(const Analysis& analysis) {
  const Summary& summary = analysis.summary;
  Json limits = Json::array();
  for (const Limit limit : summary.limited_by) limits.push_back(Name(limit));
  return {Name(analysis.verdict),
          summary.external_identity,
          summary.public_bpa,
          summary.anonymous,
          summary.accounts,
          summary.via_service,
          limits,
          summary.external_outside_org};
}

// What is wrong with `other` as a policy that means the same; empty: nothing.
std::string Difference(const Json& policy, const Json& other) {
  const AnalysisOptions options = Options();
  const Document a = ParsePolicy(policy);
  const Document b = ParsePolicy(other);
  const Analysis of_a = Analyse(a, options);
  const Analysis of_b = Analyse(b, options);
  if (!of_a.decided || !of_b.decided) return {};
  if (SummaryOf(of_a) != SummaryOf(of_b)) {
    return "summary " + SummaryOf(of_a).dump() + " became " + SummaryOf(of_b).dump();
  }
  const Analysis gain = AnalyseGain(a, b, options);
  if (gain.decided && !gain.grants.empty()) return "it gains something";
  const Analysis loss = AnalyseGain(b, a, options);
  if (loss.decided && !loss.grants.empty()) return "it loses something";
  return {};
}

void ExpectUnmoved(const Json& policy, const std::string& id) {
  for (const Change& change : kChanges) {
    if (Difference(policy, change.apply(policy)).empty()) continue;
    const Json small = Shrink(policy, [&](const Json& p) { return !Difference(p, change.apply(p)).empty(); });
    ADD_FAILURE() << id << ", " << change.name << ": " << Difference(small, change.apply(small)) << "\n"
                  << small.dump() << "\n"
                  << change.apply(small).dump();
    return;
  }
}

// What is wrong with `more` as a policy of the same Allows and more Denies.
std::string MoreByDeny(const Json& less_denied, const Json& more_denied) {
  const AnalysisOptions options = Options();
  const Document before = ParsePolicy(less_denied);
  const Document after = ParsePolicy(more_denied);
  const Analysis gain = AnalyseGain(before, after, options);
  if (gain.decided && !gain.grants.empty()) return "a Deny gives something";
  const Analysis of_before = Analyse(before, options);
  const Analysis of_after = Analyse(after, options);
  if (!of_before.decided || !of_after.decided) return {};
  if (of_after.verdict > of_before.verdict) return "a Deny makes the verdict worse";
  return {};
}

TEST(Metamorphic, RandomPoliciesChangedInWaysThatMeanNothing) {
  const std::uint64_t first = FromEnvironment("CROSSTRAIL_POLICY_SEED", 1);
  const std::uint64_t count = FromEnvironment("CROSSTRAIL_POLICY_COUNT", 100);
  for (std::uint64_t seed = first; seed < first + count && !testing::Test::HasFailure(); ++seed) {
    Dice dice(seed);
    ExpectUnmoved(RandomPolicy(dice), "seed " + std::to_string(seed));
  }
}

TEST(Metamorphic, ADenyNeverGivesAnything) {
  const std::uint64_t first = FromEnvironment("CROSSTRAIL_POLICY_SEED", 1);
  const std::uint64_t count = FromEnvironment("CROSSTRAIL_POLICY_COUNT", 100);
  for (std::uint64_t seed = first; seed < first + count && !testing::Test::HasFailure(); ++seed) {
    Dice dice(seed);
    const Json policy = RandomPolicy(dice);
    const Json deny = RandomStatement(dice, {}, true);
    const auto denied = [&](const Json& less) {
      Json statements = Statements(less);
      statements.push_back(deny);
      return With(less, std::move(statements));
    };
    if (MoreByDeny(policy, denied(policy)).empty()) continue;
    const Json small = Shrink(policy, [&](const Json& p) { return !MoreByDeny(p, denied(p)).empty(); });
    ADD_FAILURE() << "seed " << seed << ": " << MoreByDeny(small, denied(small)) << "\n" << denied(small).dump();
  }
}

TEST(Metamorphic, AnAllowNeverTakesAnything) {
  const std::uint64_t first = FromEnvironment("CROSSTRAIL_POLICY_SEED", 1);
  const std::uint64_t count = FromEnvironment("CROSSTRAIL_POLICY_COUNT", 100);
  for (std::uint64_t seed = first; seed < first + count && !testing::Test::HasFailure(); ++seed) {
    Dice dice(seed);
    const Json policy = RandomPolicy(dice);
    Json statements = Statements(policy);
    statements.push_back(RandomStatement(dice, {}, false));
    const Analysis loss = AnalyseGain(ParsePolicy(With(policy, std::move(statements))), ParsePolicy(policy), Options());
    EXPECT_TRUE(loss.grants.empty() || !loss.decided) << "seed " << seed;
  }
}

TEST(Metamorphic, PublishedPoliciesChangedInWaysThatMeanNothing) {
  std::size_t seen = 0;
  for (const char* file : {"decision_table.json", "aws_docs.json", "cfripper.json"}) {
    for (const Json& record : PolicyRecords(file)) {
      if (!record.contains("policy") || !record.at("policy").is_object()) continue;
      ++seen;
      ExpectUnmoved(record.at("policy"), std::string(file) + " " + record.value("id", ""));
    }
  }
  if (seen == 0) GTEST_SKIP() << "no conformance data";
}

}  // namespace
}  // namespace crosstrail::policy
