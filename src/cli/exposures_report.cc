#include "cli/exposures_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "base/text.h"
#include "cli/columns.h"
#include "cli/units.h"
#include "policy/action_classes.h"
#include "policy/describe.h"
#include "policy/grant_json.h"

namespace crosstrail::cli {
namespace {

using Json = nlohmann::ordered_json;
using exposure::Exposure;
using exposure::Origin;

std::string TimeText(const Origin& origin) {
  if (origin.time) return FormatInstant(*origin.time);
  return origin.action == "baseline" ? "(baseline)" : "(time unknown)";
}

std::vector<std::string> Levels(const std::vector<std::string>& actions) {
  std::set<policy::AccessLevel> levels;
  for (const std::string& action : actions) levels.insert(policy::AccessLevelOf(action));
  std::vector<std::string> names;
  names.reserve(levels.size());
  for (const policy::AccessLevel level : levels) names.emplace_back(Name(level));
  return names;
}

std::string StatusOf(const Exposure& exposure) {
  if (exposure.closed) return fmt::format("closed {} by {}", TimeText(*exposure.closed), exposure.closed->actor);
  return exposure.uncertain ? "not known since" : "open";
}

Json OriginJson(const Origin& origin) {
  return {{"time", origin.time ? Json(FormatInstant(*origin.time)) : Json(nullptr)},
          {"event", origin.event_id},
          {"action", origin.action},
          {"actor", origin.actor}};
}

// "+ 222222222222 (account): s3:GetObject".
std::string Lines(char sign, const policy::Analysis& analysis) {
  constexpr std::size_t kMost = 8;
  std::string lines;
  for (const policy::Grant& grant : analysis.grants) {
    std::vector<std::string> actions = grant.actions;
    if (actions.size() > kMost) {
      const std::size_t more = actions.size() - kMost;
      actions.resize(kMost);
      actions.push_back(fmt::format("{} more", more));
    }
    lines += fmt::format("  {} {} [{}]: {} on {}\n", sign, Printable(policy::DescribeWho(grant.who)), Name(grant.trust),
                         Printable(fmt::format("{}", fmt::join(actions, ", "))),
                         Printable(fmt::format("{}", fmt::join(grant.resources, ", "))));
  }
  return lines;
}

Json GrantsJson(const policy::Analysis& analysis) {
  Json list = Json::array();
  for (const policy::Grant& grant : analysis.grants) {
    list.push_back({{"who", policy::WhoJson(grant.who)},
                    {"name", policy::DescribeWho(grant.who)},
                    {"trust", Name(grant.trust)},
                    {"actions", grant.actions},
                    {"resources", grant.resources}});
  }
  return list;
}

std::string_view VerdictText(const std::optional<policy::Verdict>& verdict) {
  return verdict ? Name(*verdict) : "unknown";
}

}  // namespace

std::string ExposuresText(const std::vector<Exposure>& exposures, const config::Config& config, bool color) {
  Columns columns;
  columns.Add({"RESOURCE", "OWNER", "WHO", "CAN", "SINCE", "BY", "STATUS"});
  const auto add = [&](const Exposure& exposure) {
    const std::string_view name = config.AccountName(exposure.owner);
    columns.Add({Printable(exposure.resource), Printable(name.empty() ? exposure.owner : name),
                 Printable(policy::DescribeWho(exposure.who) +
                           (exposure.vendor.empty() ? "" : fmt::format(" [{}]", exposure.vendor))),
                 fmt::format("{}", fmt::join(Levels(exposure.actions), ", ")),
                 (exposure.since_then ? "" : "at the latest ") + TimeText(exposure.opened),
                 Printable(exposure.opened.actor), Printable(StatusOf(exposure))});
  };
  std::size_t open = 0;
  for (const Exposure& exposure : exposures) {
    if (exposure.closed) continue;
    add(exposure);
    ++open;
  }
  for (const Exposure& exposure : exposures) {
    if (exposure.closed) add(exposure);
  }
  const std::string summary = fmt::format("{} open, {} closed\n", open, exposures.size() - open);
  if (exposures.empty()) return "nobody outside reaches a resource, as far as the logs say\n";
  return columns.Text() + (color ? "\x1b[1m" + summary + "\x1b[0m" : summary);
}

Json ExposureJson(const Exposure& exposure, const config::Config& config) {
  Json json = {{"resource", exposure.resource}, {"owner", exposure.owner}};
  if (const std::string_view name = config.AccountName(exposure.owner); !name.empty()) json["owner_name"] = name;
  json["who"] = policy::WhoJson(exposure.who);
  json["name"] = policy::DescribeWho(exposure.who);
  json["trust"] = Name(exposure.trust);
  if (!exposure.vendor.empty()) json["vendor"] = exposure.vendor;
  json["verdict"] = Name(exposure.verdict);
  json["access"] = Levels(exposure.actions);
  json["actions"] = exposure.actions;
  json["resources"] = exposure.resources;
  json["opened"] = OriginJson(exposure.opened);
  json["or_before"] = !exposure.since_then;
  json["changed"] = OriginJson(exposure.changed);
  json["status"] = exposure.closed ? "closed" : exposure.uncertain ? "unknown" : "open";
  json["closed"] = exposure.closed ? OriginJson(*exposure.closed) : Json(nullptr);
  return json;
}

std::string HistoryText(const TrackedCall& call, const exposure::Effect& effect) {
  std::string text = fmt::format("{}  {}{}  by {}  ->  {}\n", TimeText(call.origin), Printable(call.origin.action),
                                 call.outcome.attempt ? " (refused)" : "", Printable(call.origin.actor),
                                 call.outcome.attempt ? "unchanged" : VerdictText(effect.after));
  text += Lines('+', effect.added) + Lines('-', effect.removed);
  for (const exposure::Cut& cut : effect.is->composed.cuts) text += "    " + cut.reason + "\n";
  text += fmt::format("    event {}, {}#{}\n", Printable(call.origin.event_id),
                      call.record.source == nullptr ? "" : Printable(call.record.source->path), call.record.index);
  return text;
}

Json HistoryJson(const TrackedCall& call, const exposure::Effect& effect) {
  Json parts = Json::array();
  for (const exposure::Part part : call.outcome.parts) parts.push_back(Name(part));
  Json cuts = Json::array();
  for (const exposure::Cut& cut : effect.is->composed.cuts) cuts.push_back(cut.reason);
  return {{"resource", effect.resource},
          {"event", OriginJson(call.origin)},
          {"parts", parts},
          {"attempt", call.outcome.attempt},
          {"before", VerdictText(effect.before)},
          {"after", VerdictText(effect.after)},
          {"gained", GrantsJson(effect.added)},
          {"lost", GrantsJson(effect.removed)},
          {"cuts", cuts},
          {"path", call.record.source == nullptr ? "" : call.record.source->path},
          {"index", call.record.index}};
}

}  // namespace crosstrail::cli
