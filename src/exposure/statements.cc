#include "exposure/statements.h"

#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace crosstrail::exposure {
namespace {

using Json = nlohmann::ordered_json;

// A policy with its statements in a list.
Result<Json> Parse(const std::string& text) {
  constexpr int kDeepest = 32;  // no policy is; what is written by attackers may be, and is written again recursively
  if (text.empty()) return Json{{"Version", "2012-10-17"}, {"Statement", Json::array()}};
  bool too_deep = false;
  const auto look = [&](int depth, Json::parse_event_t, Json&) {
    too_deep = too_deep || depth > kDeepest;
    return depth <= kDeepest;
  };
  Json policy = Json::parse(text, look, false);
  if (too_deep || !policy.is_object()) return Fail(ErrorCode::kMalformed, "no policy, but " + text.substr(0, 80));
  const auto found = policy.find("Statement");
  if (found == policy.end()) return Fail(ErrorCode::kMalformed, "a policy without statements");
  if (!found->is_array()) *found = Json::array({*found});
  return policy;
}

std::string_view SidOf(const Json& statement) {
  const auto sid = statement.is_object() ? statement.find("Sid") : statement.end();
  return sid != statement.end() && sid->is_string() ? std::string_view(sid->get_ref<const std::string&>())
                                                    : std::string_view();
}

void Drop(std::string_view sid, Json& policy) {
  Json kept = Json::array();
  for (Json& statement : policy["Statement"]) {
    if (sid.empty() || SidOf(statement) != sid) kept.push_back(std::move(statement));
  }
  policy["Statement"] = std::move(kept);
}

std::string Text(const Json& policy) {
  if (policy.at("Statement").empty()) return {};
  return policy.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Result<std::string> WithStatements(const std::string& policy, const std::string& more) {
  Result<Json> whole = Parse(policy);
  if (!whole) return tl::unexpected<Error>(whole.error());
  Result<Json> added = Parse(more);
  if (!added) return tl::unexpected<Error>(added.error());
  for (Json& statement : (*added)["Statement"]) {
    Drop(SidOf(statement), *whole);
    (*whole)["Statement"].push_back(std::move(statement));
  }
  return Text(*whole);
}

Result<std::string> WithoutStatement(const std::string& policy, const std::string& sid) {
  if (policy.empty()) return std::string();
  Result<Json> whole = Parse(policy);
  if (!whole) return tl::unexpected<Error>(whole.error());
  Drop(sid, *whole);
  return Text(*whole);
}

}  // namespace crosstrail::exposure
