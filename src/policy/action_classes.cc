#include "policy/action_classes.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "base/text.h"
#include "policy/name_order.h"
#include "policy/value_pattern.h"

namespace crosstrail::policy {
namespace {

// The catalogue's names as code points, for matching.
const std::vector<std::u32string>& CatalogueNames() {
  static const std::vector<std::u32string> kNames = [] {
    std::vector<std::u32string> out;
    for (const ActionRow& row : S3Actions()) out.push_back(ToCodePoints(row.name));
    return out;
  }();
  return kNames;
}

bool MatchesAction(const CompiledStatement& statement, std::u32string_view name) {
  const std::vector<TextPattern>& patterns = statement.actions.patterns;
  const bool listed = std::any_of(patterns.begin(), patterns.end(),
                                  [&](const TextPattern& pattern) { return PatternMatches(pattern, name); });
  return listed != statement.source->not_action;
}

// The part of an ARN pattern that names the service; empty where it is open.
std::string ServiceOfResource(const ValuePattern& resource) {
  const auto parts = SplitArn(resource.glob);
  constexpr std::size_t kService = 2;
  if (!parts || HasWildcard((*parts)[kService])) return {};
  return ToUtf8((*parts)[kService]);
}

bool IsS3(std::string_view service) { return service.starts_with("s3"); }

// What the actions of `service` look like: "sqs:" and letters.
TextPattern ActionsOf(std::string_view service) {
  TextPattern pattern = PatternOfText(std::string(service) + ":");
  AppendRun(pattern, kNameCharacter);
  return pattern;
}

class Classifier {
 public:
  Classifier(const std::vector<const CompiledStatement*>& statements, std::size_t allowing)
      : statements_(statements), allowing_(allowing) {}

  std::vector<ActionClass> Run() {
    for (std::size_t i = 0; i < allowing_; ++i) {
      if (statements_[i]->source->effect == Effect::kAllow) AddAllow(*statements_[i]);
    }
    std::map<std::pair<std::vector<bool>, int>, ActionClass> classes;
    for (const std::string& name : names_) {
      const ActionRow* row = FindAction(name);
      const std::u32string text = ToCodePoints(name);
      std::vector<bool> matches(statements_.size());
      for (std::size_t i = 0; i < statements_.size(); ++i) {
        // What an Allow does not list is meant of S3 itself, not of its relatives (s3-outposts ...).
        const bool relative = row != nullptr && !row->name.starts_with("s3:") && statements_[i]->source->not_action &&
                              statements_[i]->source->effect == Effect::kAllow;
        matches[i] = !relative && MatchesAction(*statements_[i], text);
      }
      const int kinds = row == nullptr ? -1 : static_cast<int>(row->resources);
      ActionClass& found = classes[{matches, kinds}];
      found.matches = matches;
      if (row != nullptr) found.resources = row->resources;
      found.names.push_back(name);
    }
    std::vector<ActionClass> out;
    out.reserve(classes.size() + open_.size());
    for (auto& [key, found] : classes) out.push_back(std::move(found));
    for (auto& [text, pattern] : open_) {
      ActionClass& found = out.emplace_back();
      found.names.push_back(text);
      found.open = std::move(pattern);
    }
    return out;
  }

 private:
  void AddAllow(const CompiledStatement& statement) {
    std::set<std::string> services;  // other than S3, of the resources
    bool s3 = statement.each_resource.empty();
    for (const ValuePattern& resource : statement.resources.templates) {
      const std::string service = ServiceOfResource(resource);
      s3 = s3 || service.empty() || IsS3(service);
      if (!service.empty() && !IsS3(service)) services.insert(service);
    }
    if (statement.source->not_action) {
      if (s3) AddCatalogue({});
      for (const std::string& service : services) open_.emplace(service + ":*", ActionsOf(service));
      return;
    }
    for (std::size_t i = 0; i < statement.actions.patterns.size(); ++i) {
      const std::string& text = statement.source->actions[i].text;
      if (text.find_first_of("*?") == std::string::npos) {
        const ActionRow* row = FindAction(text);
        names_.insert(row == nullptr ? text : std::string(row->name));
        continue;
      }
      const std::string service = text.substr(0, text.find(':'));
      if (service.find_first_of("*?") != std::string::npos) {
        if (s3) AddCatalogue(statement.actions.patterns[i]);
        for (const std::string& other : services) open_.emplace(other + ":*", ActionsOf(other));
      } else if (IsS3(FoldCase(service))) {
        AddCatalogue(statement.actions.patterns[i]);
      } else {
        open_.emplace(text, ActionsOf(FoldCase(service)));
      }
    }
  }

  // The actions of a bucket policy that match `pattern`; all with an empty one.
  void AddCatalogue(const TextPattern& pattern) {
    const std::span<const ActionRow> rows = S3Actions();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (!rows[i].bucket_policy_applicable && !Overlap(rows[i].resources, ResourceKinds::kAccessPoint)) continue;
      if (pattern.empty() && !rows[i].name.starts_with("s3:")) continue;
      if (pattern.empty() || PatternMatches(pattern, CatalogueNames()[i])) names_.emplace(rows[i].name);
    }
  }

  const std::vector<const CompiledStatement*>& statements_;
  std::size_t allowing_;
  std::set<std::string, NameLess> names_;
  std::map<std::string, TextPattern> open_;
};

}  // namespace

std::vector<ActionClass> ClassifyActions(const std::vector<const CompiledStatement*>& statements,
                                         std::size_t allowing) {
  return Classifier(statements, allowing).Run();
}

AccessLevel AccessLevelOf(std::string_view action) {
  if (const ActionRow* row = FindAction(action)) return row->level;
  const std::string_view verb = action.substr(std::min(action.find(':') + 1, action.size()));
  if (verb == "*" || verb.empty()) return AccessLevel::kWrite;
  const auto starts = [&](std::initializer_list<std::string_view> prefixes) {
    return std::any_of(prefixes.begin(), prefixes.end(), [&](std::string_view p) { return verb.starts_with(p); });
  };
  if (verb.ends_with("Policy") && !starts({"Get", "List", "Describe"})) return AccessLevel::kPermissionsManagement;
  if (verb.ends_with("Permission") || verb.ends_with("Acl") || starts({"CreateGrant", "RevokeGrant"})) {
    if (!starts({"Get"})) return AccessLevel::kPermissionsManagement;
  }
  if (starts({"List"})) return AccessLevel::kList;
  if (starts({"Get", "Describe", "BatchGet", "Receive", "Decrypt", "Read", "Query", "Scan", "View"})) {
    return AccessLevel::kRead;
  }
  if (starts({"Tag", "Untag"})) return AccessLevel::kTagging;
  return AccessLevel::kWrite;
}

}  // namespace crosstrail::policy
