#include "alert/exposure_story.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "alert/json_text.h"
#include "exposure/remedy.h"
#include "policy/describe.h"

namespace crosstrail {
namespace {

using exposure::Exposure;
using exposure::Origin;
using exposure::Part;

std::optional<Part> PartOf(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(Part::kGrants); ++i) {
    if (Name(static_cast<Part>(i)) == name) return static_cast<Part>(i);
  }
  return std::nullopt;
}

OrderedJson OriginJson(const Origin& origin) {
  OrderedJson json = OrderedJson::object();
  json["time"] = origin.time ? OrderedJson(FormatInstant(*origin.time)) : OrderedJson(nullptr);
  json["event"] = origin.event_id;
  json["action"] = origin.action;
  json["actor"] = origin.actor;
  return json;
}

// What became of each grant by the end of the data.
OrderedJson AtEnd(const OrderedJson& story, const exposure::Tracker& tracker, const Origin& at) {
  OrderedJson open = OrderedJson::array();
  OrderedJson closed = OrderedJson::array();
  for (const OrderedJson& grant : story.value("gained", OrderedJson::array())) {
    const auto who = grant.at("name").get<std::string>();
    const auto resource = grant.value("resource", story.at("resource").at("arn").get<std::string>());
    const Exposure* const exposure = tracker.inventory().Find(resource, who, at);
    if (exposure == nullptr) continue;  // trusted
    OrderedJson entry = {{"name", who}, {"resource", resource}};
    if (exposure->closed) entry["closed"] = OriginJson(*exposure->closed);
    if (!exposure->closed && exposure->uncertain) entry["uncertain"] = true;
    OrderedJson& list = exposure->closed ? closed : open;
    if (std::ranges::find(list, entry) == list.end()) list.push_back(std::move(entry));
  }
  return {{"open", open}, {"closed", closed}};
}

// For how long what the event took away had been there.
OrderedJson WasOpen(const OrderedJson& story, const exposure::Tracker& tracker, const Origin& at) {
  OrderedJson list = OrderedJson::array();
  const auto resource = story.at("resource").at("arn").get<std::string>();
  for (const Exposure& exposure : tracker.inventory().Of(resource)) {
    if (!exposure.closed || exposure.closed->event_id != at.event_id) continue;
    OrderedJson entry = {{"name", policy::DescribeWho(exposure.who)}, {"opened", OriginJson(exposure.opened)}};
    if (!exposure.since_then) entry["or_before"] = true;
    list.push_back(std::move(entry));
  }
  return list;
}

OrderedJson FixJson(const OrderedJson& story, exposure::Tracker& tracker, const KeptRecord& record) {
  exposure::ResourceState state;
  const OrderedJson& resource = story.at("resource");
  const auto arn = resource.at("arn").get<std::string>();
  if (const exposure::ResourceState* const known = tracker.Find(arn)) {
    state.target = known->target;
    state.lists = exposure::SharingLists{.acl = {}, .copies = {}, .grants = known->lists->grants};
  }
  const auto target = exposure::FindTarget(resource.at("type").get<std::string>());
  if (target) state.target = *target;
  state.owner = resource.value("owner", "");
  state.policy = story.value("policy", "");
  OrderedJson edits = OrderedJson::array();
  OrderedJson commands = OrderedJson::array();
  OrderedJson repaired = nullptr;
  for (const OrderedJson& name : story.at("parts")) {
    const std::optional<Part> part = PartOf(name.get<std::string>());
    if (!part) continue;
    const std::optional<Instant> time = record.has_time ? std::optional(record.time) : std::nullopt;
    const exposure::Remedy remedy = RemedyFor(arn, state, *part, tracker.OptionsFor(arn, state, time));
    for (const std::string& edit : remedy.edits) edits.push_back(edit);
    for (const std::string& command : remedy.commands) commands.push_back(command);
    if (!remedy.policy.empty()) repaired = OrderedJson::parse(remedy.policy, nullptr, false);
  }
  return {{"edits", edits}, {"policy", repaired}, {"commands", commands}};
}

std::string Joined(const OrderedJson& list, std::string_view between, std::size_t most) {
  std::string text;
  std::size_t count = 0;
  for (const OrderedJson& one : list) {
    if (count++ == most) return text + fmt::format(" and {} more", list.size() - most);
    if (!text.empty()) text += between;
    text += one.get<std::string>();
  }
  return text;
}

std::string GrantLine(const OrderedJson& grant) {
  constexpr std::size_t kActions = 6;
  constexpr std::size_t kResources = 3;
  std::string line = grant.at("name").get<std::string>();
  const auto trust = grant.at("trust").get<std::string>();
  if (const auto vendor = grant.value("vendor", ""); !vendor.empty()) {
    line += fmt::format(" [{}]", vendor);
  } else if (trust != "public" && trust != "unknown") {
    line += fmt::format(" [{}]", trust);
  }
  line += fmt::format(": {} on {}", Joined(grant.at("actions"), ", ", kActions),
                      Joined(grant.at("resources"), ", ", kResources));
  if (grant.contains("resource")) line += fmt::format(" ({})", grant.at("resource").get<std::string>());
  if (const auto only_if = grant.value("only_if", ""); !only_if.empty()) line += ", only if " + only_if;
  if (!grant.at("decided").get<bool>()) line += " (at most: the analysis was given up)";
  return line;
}

std::vector<std::string> GrantLines(const OrderedJson& story, const char* key) {
  std::vector<std::string> lines;
  for (const OrderedJson& grant : story.value(key, OrderedJson::array())) {
    std::string line = GrantLine(grant);
    if (std::ranges::find(lines, line) == lines.end()) lines.push_back(std::move(line));
  }
  return lines;
}

std::string OriginText(const OrderedJson& origin) {
  return fmt::format("{} by {} ({})",
                     origin.at("time").is_null() ? "(time unknown)" : origin.at("time").get<std::string>(),
                     origin.at("actor").get<std::string>(), origin.at("action").get<std::string>());
}

std::string BeforeText(const OrderedJson& story) {
  const auto verdict = story.at("before").at("verdict").get<std::string>();
  if (!story.at("before_known").get<bool>()) return "not known: these are its first traces in the logs";
  const auto known = policy::FindVerdict(verdict);
  return known ? std::string(policy::DescribeVerdict(*known)) : "not known";
}

// What to do if the access is limited to what is the owner's own.
std::vector<std::string> UnnamedLines(const OrderedJson& story) {
  std::vector<std::string> lines;
  for (const OrderedJson& name : story.value("unnamed", OrderedJson::array())) {
    const auto id = name.get<std::string>();
    const bool organization = id.starts_with("o-");
    lines.push_back(fmt::format(
        "limited to {} {}, which is not named in crosstrail.toml: name it under {} if it is yours",
        organization ? "organization" : "network", id, organization ? "[organization]" : "[[trusted_network]]"));
  }
  return lines;
}

std::vector<std::string> EndLines(const OrderedJson& at_end) {
  std::vector<std::string> lines;
  for (const OrderedJson& entry : at_end.value("open", OrderedJson::array())) {
    lines.push_back(fmt::format(
        "{}: {}", entry.at("name").get<std::string>(),
        entry.contains("uncertain") ? "not known, something that is not in the log was set since" : "still open"));
  }
  for (const OrderedJson& entry : at_end.value("closed", OrderedJson::array())) {
    lines.push_back(fmt::format("{}: closed {}", entry.at("name").get<std::string>(), OriginText(entry.at("closed"))));
  }
  return lines;
}

}  // namespace

std::string ExposureStory(const KeptRecord& record, exposure::Tracker& tracker, const config::Config* config) {
  if (record.added.empty()) return {};
  const OrderedJson added = OrderedJson::parse(record.added, nullptr, false);
  if (added.is_discarded()) return {};
  OrderedJson story = added.at("crosstrail").at("exposure");
  OrderedJson& resource = story["resource"];
  const std::string_view name =
      config == nullptr ? std::string_view() : config->AccountName(resource.value("owner", ""));
  if (!name.empty()) resource["owner_name"] = name;
  Origin at;
  if (record.has_time) at.time = record.time;
  at.event_id = record.event_id;
  if (!story.at("attempt").get<bool>() && story.contains("gained")) {
    story["at_end"] = AtEnd(story, tracker, at);
    story["fix"] = FixJson(story, tracker, record);
  }
  if (story.contains("lost")) story["was_open"] = WasOpen(story, tracker, at);
  story.erase("policy");
  return DumpLine(story);
}

std::vector<StoryRow> StoryRows(const std::string& text) {
  std::vector<StoryRow> rows;
  if (text.empty()) return rows;
  const OrderedJson story = OrderedJson::parse(text);
  const auto add = [&](std::string label, std::vector<std::string> lines) {
    std::erase(lines, "");
    if (!lines.empty()) rows.push_back({.label = std::move(label), .lines = std::move(lines)});
  };
  const bool attempt = story.at("attempt").get<bool>();
  const OrderedJson& resource = story.at("resource");
  std::string owner = resource.value("owner", "unknown");
  if (resource.contains("owner_name")) owner += fmt::format(" ({})", resource.at("owner_name").get<std::string>());
  add("resource", {fmt::format("{}  of {}", resource.at("arn").get<std::string>(), owner)});
  add(attempt ? "could have" : "can now", GrantLines(story, "gained"));
  add("can no longer", GrantLines(story, "lost"));
  if (story.contains("hidden")) add("not in the log", {Joined(story.at("hidden"), ", ", 8)});
  add("proof", {story.value("witness", "")});
  add("not named", UnnamedLines(story));
  add("before", {BeforeText(story)});
  std::vector<std::string> lines;
  for (const OrderedJson& entry : story.value("was_open", OrderedJson::array())) {
    lines.push_back(fmt::format("{}: since {}{}", entry.at("name").get<std::string>(), OriginText(entry.at("opened")),
                                entry.contains("or_before") ? " or earlier" : ""));
  }
  add("had been open", lines);
  for (const OrderedJson& cut : story.value("cuts", OrderedJson::array())) add("held back", {cut.get<std::string>()});
  if (story.contains("assumed")) {
    add("never seen", {Joined(story.at("assumed"), ", ", 8) + ": taken to be as on a resource without"});
  }
  if (story.contains("at_end")) add("at the end", EndLines(story.at("at_end")));
  if (story.contains("fix")) {
    const OrderedJson& fix = story.at("fix");
    lines.clear();
    for (const OrderedJson& edit : fix.at("edits")) lines.push_back(edit.get<std::string>());
    add("to take it back", lines);
    const std::size_t before = rows.size();
    if (!fix.at("policy").is_null()) add("repaired.json", {fix.at("policy").dump()});
    lines.clear();
    for (const OrderedJson& command : fix.at("commands")) lines.push_back(command.get<std::string>());
    add("command", lines);
    for (std::size_t i = before; i < rows.size(); ++i) rows[i].whole = true;
  }
  return rows;
}

}  // namespace crosstrail
