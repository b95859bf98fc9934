// Sharing calls past a tracker, and what came of them in short.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "base/time.h"
#include "exposure/fields.h"
#include "exposure/tracker.h"
#include "policy/describe.h"
#include "tests/exposure/records.h"

namespace crosstrail::exposure {

using Json = nlohmann::ordered_json;

inline Json Statement(const Json& principal, const std::string& action = "s3:GetObject",
                      const std::string& effect = "Allow") {
  return {{"Effect", effect},
          {"Principal", principal},
          {"Action", action},
          {"Resource", {"arn:aws:s3:::b", "arn:aws:s3:::b/*"}}};
}

inline Json PolicyOf(std::vector<Json> statements) {
  return {{"Version", "2012-10-17"}, {"Statement", std::move(statements)}};
}

/// Calls of account 111111111111 about bucket b, one a minute.
class Calls {
 public:
  explicit Calls(Tracker& tracker, const std::string& from = "2020-01-01T00:00:00Z")
      : tracker_(tracker), time_(*ParseInstant(from)) {}

  /// What a call does; `parameters` get the bucket's name.
  Outcome Make(const std::string& name, Json parameters = Json::object(), Json more = Json::object(),
               const std::string& service = "s3", bool late = false) {
    if (service == "s3" && !parameters.contains("bucketName")) parameters["bucketName"] = "b";
    Json record = {{"eventSource", service + ".amazonaws.com"},
                   {"eventName", name},
                   {"awsRegion", "us-east-1"},
                   {"recipientAccountId", "111111111111"},
                   {"requestParameters", std::move(parameters)}};
    record.update(more);
    time_ += kMinute;
    Origin origin;
    origin.time = time_;
    origin.event_id = fmt::format("e{}", ++number_);
    origin.action = name;
    origin.actor = "dana";
    const std::vector<Change> changes = ReadChangesOf(record.dump());
    EXPECT_FALSE(changes.empty()) << record;
    return changes.empty() ? Outcome{.parts = {}, .effects = {Effect()}} : tracker_.Apply(changes, origin, late);
  }
  Outcome Put(const Json& policy, Json more = Json::object()) {
    return Make("PutBucketPolicy", {{"bucketPolicy", policy}}, std::move(more));
  }

 private:
  Tracker& tracker_;
  Instant time_;
  int number_ = 0;
};

/// "anyone, ...; 222222222222 (account)", sorted, each once.
inline std::string Parties(const policy::Analysis& analysis) {
  std::set<std::string> names;
  for (const policy::Grant& grant : analysis.grants) names.insert(policy::DescribeWho(grant.who));
  return fmt::format("{}", fmt::join(names, "; "));
}

inline std::string Verdict(const std::optional<policy::Verdict>& verdict) {
  return verdict ? std::string(Name(*verdict)) : "unknown";
}

inline Json Fields(const Outcome& outcome) { return Json::parse(FieldsJson(outcome)).at("crosstrail").at("exposure"); }

}  // namespace crosstrail::exposure
