#include "policy/reach.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "policy/condition_keys.h"
#include "policy/evaluate.h"
#include "policy/provider_subjects.h"
#include "policy/public_status.h"
#include "policy/statement_meaning.h"

namespace crosstrail::policy {
namespace {

constexpr std::string_view kEndpointKeys[] = {"aws:sourcevpce",  "aws:sourcevpc",    "aws:sourcevpcarn",
                                              "aws:vpceaccount", "aws:vpceorgpaths", "aws:vpceorgid"};
constexpr std::string_view kKmsKey = "s3:x-amz-server-side-encryption-aws-kms-key-id";

constexpr Constraint kNoneOf{.test = nullptr, .want = false, .all = true, .absent_ok = true};

// "arn:PARTITION:s3:::" with any partition and, of an access point, region and account.
TextPattern S3Arn(bool access_point) {
  TextPattern pattern = PatternOfText("arn:");
  AppendArnParts(pattern, 1);
  AppendText(pattern, "s3:");
  if (access_point) {
    AppendArnParts(pattern, 2);
    AppendText(pattern, "accesspoint/");
    AppendRun(pattern, kNoColonOrSlash);
  } else {
    AppendText(pattern, "::");
  }
  return pattern;
}

// What the ARN of a bucket, or of an object in one, looks like, directly and through an access point.
ValueTest ResourceShape(const std::string& bucket, bool object) {
  ValueTest shape;
  TextPattern direct = S3Arn(false);
  if (bucket.empty()) {
    AppendRun(direct, kNoColonOrSlash);
  } else {
    AppendText(direct, bucket);
  }
  TextPattern by_access_point = S3Arn(true);
  if (object) {
    AppendText(direct, "/");
    AppendRun(direct, kAnyCharacter);
    AppendText(by_access_point, "/object/");
    AppendRun(by_access_point, kAnyCharacter);
  }
  shape.patterns.push_back(std::move(direct));
  if (bucket.empty()) shape.patterns.push_back(std::move(by_access_point));
  return shape;
}

// Whether blocks that are narrow one by one make up more than a sixteenth of all addresses of IPv4: as many as that
// are no limit, whichever way they are written.
bool AreBroadTogether(const std::vector<IpNetwork>& networks) {
  constexpr double kSixteenth = 268'435'456;  // 2^28
  constexpr unsigned kBits = 128;
  constexpr unsigned kBitsOfV4 = 32;
  std::set<std::pair<IpAddress, unsigned>> blocks;
  double addresses = 0;
  for (const IpNetwork& network : networks) {
    const unsigned bits = kBits - network.prefix;
    if (bits > kBitsOfV4 || !blocks.emplace(network.address, network.prefix).second) continue;
    addresses += std::ldexp(1.0, static_cast<int>(bits));
  }
  return addresses > kSixteenth;
}

std::string PartitionOf(const Document& document) {
  for (const Statement& statement : document.statements) {
    for (const Word& resource : statement.resources) {
      if (!resource.text.starts_with("arn:")) continue;
      std::string partition = resource.text.substr(4, resource.text.find(':', 4) - 4);
      if (!partition.empty() && partition.find_first_of("*?$") == std::string::npos) return partition;
    }
  }
  return "aws";
}

}  // namespace

Reach::Reach(const Document& document, const Document* before, const AnalysisOptions& options)
    : options_(options), policy_(Compile(document)), budget_(options.budget) {
  std::vector<const CompiledStatement*> statements;
  const auto add = [&](const CompiledStatement& statement, bool common) {
    statements.push_back(&statement);
    AddMentions(statement, surroundings_.mentions);
    if (common) AddMentions(statement, common_.mentions);
  };
  for (const CompiledStatement& statement : policy_.statements) {
    add(statement, statement.source->effect == Effect::kDeny);
  }
  had_.resize(policy_.statements.size());
  if (before != nullptr) {
    before_ = Compile(*before);
    for (const CompiledStatement& statement : before_->statements) add(statement, true);
    CompareStatements(document, *before);
  }
  const Mentions& mentions = surroundings_.mentions;
  surroundings_.owner = options.trust.owner;
  surroundings_.organization = options.trust.organization;
  surroundings_.partition = PartitionOf(document);
  surroundings_.now = options.now;
  if (surroundings_.organization.empty() && mentions.HasAnyKey({"aws:resourceorgid", "aws:resourceorgpaths"})) {
    surroundings_.organization = kUnknownOrganization;
  }
  common_.owner = surroundings_.owner;
  common_.organization = surroundings_.organization;
  common_.partition = surroundings_.partition;
  common_.now = surroundings_.now;
  actions_ = ClassifyActions(statements, policy_.statements.size());
  bucket_shape_ = ResourceShape(options.bucket, false);
  object_shape_ = ResourceShape(options.bucket, true);
  network_matters_ = mentions.HasAnyKey({"aws:sourceip", "aws:vpcsourceip"}) ||
                     std::any_of(std::begin(kEndpointKeys), std::end(kEndpointKeys),
                                 [&](std::string_view key) { return mentions.HasKey(key); });
  access_point_matters_ = std::any_of(mentions.keys.begin(), mentions.keys.end(), [](const std::string& key) {
    return KindOf(key) == ConditionKind::kAccessPoint;
  });
  for (const CompiledStatement* statement : statements) {
    for (const CompiledCondition& condition : statement->conditions) {
      if (condition.key != "aws:sourceip") continue;
      for (const IpNetwork& network : condition.values.test.networks) {
        if (IsNarrow(network)) narrow_networks_.push_back(network);
      }
    }
  }
  if (AreBroadTogether(narrow_networks_)) narrow_networks_.clear();
}

// What stands in both policies word for word gives nothing that it did not give, but where a Deny is gone.
void Reach::CompareStatements(const Document& document, const Document& before) {
  std::multimap<std::string, std::size_t> old;
  for (const Statement& statement : before.statements) old.emplace(MeaningOf(statement), statement.index);
  kept_.resize(before.statements.size());
  for (std::size_t i = 0; i < document.statements.size() && document.variables == before.variables; ++i) {
    const auto [first, last] = old.equal_range(MeaningOf(document.statements[i]));
    had_[i] = first != last;
    for (auto same = first; same != last; ++same) kept_[same->second] = true;
  }
  for (const Statement& statement : before.statements) {
    lost_deny_ = lost_deny_ || (statement.effect == Effect::kDeny && !kept_[statement.index]);
  }
}

const Surroundings& Reach::SurroundingsOf(std::size_t statement) {
  const auto [entry, fresh] = surroundings_of_.try_emplace(statement, common_);
  if (fresh) AddMentions(policy_.statements[statement], entry->second.mentions);
  return entry->second;
}

bool Reach::IsAllowed(const Cell& cell) {
  const CompiledStatement& statement = policy_.statements[cell.statement];
  if (statement.source->effect != Effect::kAllow || (had_[cell.statement] && !lost_deny_)) return false;
  const ActionClass& action = actions_[cell.action];
  if (action.is_open()) return true;  // the search finds out
  return action.matches[cell.statement] && FitsResource(cell);
}

// Whether some resource is both what the statement names and what the actions are done on. Where no policy variable is
// in it, that is the same for whoever asks, and found out once.
bool Reach::FitsResource(const Cell& cell) {
  const std::optional<ResourceKinds>& kinds = actions_[cell.action].resources;
  if (!kinds || policy_.statements[cell.statement].resources.has_variables) return true;
  const auto [known, fresh] =
      fits_.try_emplace({cell.statement, cell.resource, static_cast<std::size_t>(*kinds)}, false);
  if (fresh) {
    const Subject anyone;
    RequestSpace space(SurroundingsOf(cell.statement), anyone, {});
    Literals literals(space);
    Search search(space, literals, budget_);
    space.ResourceVariable();
    RequireResource(cell, literals, search);
    RequireShape(cell, space, search);
    known->second = search.Run([](const Request&) { return true; }).found != Found::kNo;
  }
  return known->second;
}

std::vector<Route> Reach::Routes(const Circumstances& circumstances) const {
  using Network = Route::Network;
  using AccessPoint = Route::AccessPoint;
  std::vector<AccessPoint> points = {AccessPoint::kNone};
  if (access_point_matters_ && !circumstances.no_access_point) {
    points.push_back(AccessPoint::kOthers);
    points.push_back(AccessPoint::kOwners);
  }
  std::vector<Route> routes;
  for (const AccessPoint point : points) {
    if (!network_matters_) {
      routes.push_back({.network = Network::kAny, .access_point = point});
      continue;
    }
    if (!circumstances.strange_endpoint) routes.push_back({.network = Network::kInternet, .access_point = point});
    routes.push_back({.network = Network::kEndpoint, .access_point = point});
  }
  return routes;
}

ReachAnswer Reach::Ask(const Cell& cell, const std::vector<Subject>& subjects, const Circumstances& circumstances) {
  ReachAnswer answer;
  for (const Route& route : Routes(circumstances)) {
    for (const Subject& subject : subjects) {
      // By no network at all do services come.
      if (subject.kind == Principal::Kind::kService && route.network == Route::Network::kEndpoint) continue;
      SearchAnswer found = Try(cell, subject, route, circumstances, answer.narrowed_by);
      if (found.found == Found::kNo) continue;
      // Of answers that were given up on the first route's stands, which is the most direct.
      if (found.found == Found::kUndecided && answer.found == Found::kUndecided) continue;
      answer.through_access_point = route.access_point == Route::AccessPoint::kOwners;
      answer.witness = std::move(found.request);
      answer.found = found.found;
      if (found.found == Found::kYes) return answer;
    }
  }
  return answer;
}

SearchAnswer Reach::Try(const Cell& cell, const Subject& subject, const Route& route,
                        const Circumstances& circumstances, std::set<std::size_t>& narrowed_by) {
  constexpr std::size_t kAskCost = 8;
  if (!Spend(kAskCost)) return {.found = Found::kUndecided, .request = {}};
  RequestSpace space(SurroundingsOf(cell.statement), subject, route);
  Literals literals(space);
  Search search(space, literals, budget_);
  if (!RequireAllow(cell, space, literals, search)) return {};
  for (std::size_t i = 0; i < policy_.statements.size(); ++i) {
    const CompiledStatement& statement = policy_.statements[i];
    if (statement.source->effect != Effect::kDeny) continue;
    if (!Spend(1)) return {.found = Found::kUndecided, .request = {}};
    std::vector<Literal> choice = Failure(statement, i, cell, literals);
    if (choice.empty()) continue;
    narrowed_by.insert(i);
    search.RequireOne(std::move(choice));
  }
  RequireCircumstances(circumstances, space, literals, search);
  const auto is_allowed = [&](Request& request) {
    if (!actions_[cell.action].is_open()) request.action = actions_[cell.action].names.front();
    return Evaluate(*policy_.document, request).decision == Decision::kAllow;
  };
  SearchAnswer answer = search.Run(is_allowed);
  if (!before_ || answer.found == Found::kNo) return answer;
  if (answer.found == Found::kYes && !WasAllowed(answer.request)) return answer;
  return TryGain(cell, literals, search, [&](Request& r) { return is_allowed(r) && !WasAllowed(r); });
}

// False when nothing is left of the budget.
bool Reach::Spend(std::size_t cost) {
  budget_ -= std::min(budget_, cost);
  return budget_ != 0;
}

bool Reach::WasAllowed(const Request& request) const {
  return Evaluate(*before_->document, request).decision == Decision::kAllow;
}

// Of what the policy allows: what the one before did not, because none of its Allows did, or because a Deny that is
// gone did not let it.
SearchAnswer Reach::TryGain(const Cell& cell, Literals& literals, Search& search,
                            const std::function<bool(Request&)>& confirm) {
  const ActionClass& action = actions_[cell.action];
  const std::size_t first = policy_.statements.size();
  SearchAnswer best;
  if (!had_[cell.statement]) {
    std::vector<std::vector<Literal>> failures;
    for (std::size_t i = 0; i < before_->statements.size(); ++i) {
      const CompiledStatement& statement = before_->statements[i];
      if (statement.source->effect != Effect::kAllow) continue;
      Spend(1);
      std::vector<Literal> choice = Failure(statement, first + i, cell, literals);
      if (!choice.empty()) failures.push_back(std::move(choice));
    }
    best = search.RunWith(std::move(failures), confirm);
    if (best.found == Found::kYes) return best;
  }
  for (std::size_t i = 0; i < before_->statements.size(); ++i) {
    const CompiledStatement& statement = before_->statements[i];
    const bool about_it = action.is_open() || action.matches[first + i];
    if (statement.source->effect != Effect::kDeny || kept_[i] || !about_it) continue;
    std::vector<std::vector<Literal>> matching;
    for (const Literal& literal : Elements(statement, first + i, cell, literals)) matching.push_back({literal});
    SearchAnswer answer = search.RunWith(std::move(matching), confirm);
    if (answer.found == Found::kYes) return answer;
    if (answer.found == Found::kUndecided) best = std::move(answer);
  }
  return best;
}

std::vector<Literal> Reach::Elements(const CompiledStatement& statement, std::size_t index, const Cell& cell,
                                     Literals& literals) {
  const Statement& source = *statement.source;
  const ActionClass& action = actions_[cell.action];
  std::vector<Literal> elements;
  if (action.is_open()) {
    elements.push_back(literals.OfOpenAction(statement.actions, !source.not_action));
  } else {
    elements.push_back(Literals::Constant(action.matches[index]));
    if (!action.matches[index]) return elements;
  }
  elements.push_back(literals.OfPrincipal(statement));
  if (elements.back().kind == Literal::Kind::kFalse) return elements;
  if (source.has_resource) elements.push_back(literals.OfResources(statement.resources, !source.not_resource));
  for (const CompiledCondition& condition : statement.conditions) {
    elements.push_back(literals.OfCondition(condition, source.effect));
  }
  return elements;
}

// One of these has to hold for the statement not to match; empty when it does not match anyhow.
std::vector<Literal> Reach::Failure(const CompiledStatement& statement, std::size_t index, const Cell& cell,
                                    Literals& literals) {
  std::vector<Literal> choice = Elements(statement, index, cell, literals);
  for (Literal& literal : choice) {
    literal = Literals::Not(literal);
    if (literal.kind == Literal::Kind::kTrue) return {};
  }
  return choice;
}

void Reach::RequireResource(const Cell& cell, Literals& literals, Search& search) {
  const CompiledStatement& allow = policy_.statements[cell.statement];
  if (!allow.source->has_resource) return;
  const bool one = !allow.source->not_resource;
  search.Require(literals.OfResources(one ? allow.each_resource[cell.resource] : allow.resources, one));
}

void Reach::RequireShape(const Cell& cell, RequestSpace& space, Search& search) {
  const auto shape = [&](std::size_t variable, const ValueTest& test) {
    Literal literal;
    literal.kind = Literal::Kind::kVariable;
    literal.variable = variable;
    literal.constraint = {.test = &test, .want = true, .all = true, .absent_ok = false};
    search.Require(literal);
  };
  const ActionClass& action = actions_[cell.action];
  if (action.is_open()) {
    ValueTest test;
    test.patterns.push_back(action.open);
    shape(space.ActionVariable(), *space.Keep(std::move(test)));
    return;
  }
  if (!action.resources || !action.names.front().starts_with("s3:")) return;
  const bool bucket = Overlap(*action.resources, ResourceKinds::kBucket);
  const bool object = Overlap(*action.resources, ResourceKinds::kObject);
  if (bucket == object) return;
  shape(space.ResourceVariable(), bucket ? bucket_shape_ : object_shape_);
}

// The key has none of the texts that the policy spells out for it.
void Reach::RequireStranger(std::string_view key, RequestSpace& space, Literals& literals, Search& search) {
  ValueTest named;
  for (const CompiledStatement& statement : policy_.statements) {
    for (const CompiledCondition& condition : statement.conditions) {
      if (condition.key != key) continue;
      for (const TextPattern& pattern : condition.values.test.patterns) {
        const bool open = std::all_of(pattern.begin(), pattern.end(), [](const Step& step) { return step.repeat; });
        if (OnlyText(pattern) || (key == kKmsKey && !open)) named.patterns.push_back(pattern);
      }
    }
  }
  if (named.patterns.empty()) return;
  search.Require(literals.OfKey(key, *space.Keep(std::move(named)), kNoneOf));
}

// None of the claims of the provider has a value by which the policy names somebody.
void Reach::RequireStrangeSubject(std::string_view host, RequestSpace& space, Literals& literals, Search& search) {
  std::map<std::string_view, ValueTest> named;
  for (const CompiledStatement& statement : policy_.statements) {
    for (const CompiledCondition& condition : statement.conditions) {
      const std::string_view key = condition.key;
      const std::optional<ConditionOperator>& op = condition.element->op;
      const bool of_host = key.size() > host.size() + 1 && key.starts_with(host) && key[host.size()] == ':';
      if (!of_host || !op || !TakesVariables(op->comparison)) continue;
      const bool wildcards = op->comparison == Comparison::kStringLike || op->comparison == Comparison::kArn;
      for (const Word& value : condition.element->values) {
        if (!NamesSubject(host, key.substr(host.size() + 1), value.text, wildcards)) continue;
        AppendPatternOf(*op, ParseValuePattern(value.text, wildcards, false).glob, named[key]);
      }
    }
  }
  for (auto& [key, test] : named) search.Require(literals.OfKey(key, *space.Keep(std::move(test)), kNoneOf));
}

// An endpoint that configuration does not trust and, with `owners_too`, that no condition shows to be in an account or
// the organization of the owner.
void Reach::RequireStrangeEndpoint(bool owners_too, RequestSpace& space, Literals& literals, Search& search) {
  const TrustConfig& trust = options_.trust;
  const auto require = [&](std::string_view key, std::vector<TextPattern> known) {
    if (known.empty() || !surroundings_.mentions.HasKey(key)) return;
    ValueTest test;
    test.patterns = std::move(known);
    search.Require(literals.OfKey(key, *space.Keep(std::move(test)), kNoneOf));
  };
  std::vector<TextPattern> ids;
  ids.reserve(trust.networks_text.size());
  for (const std::string& id : trust.networks_text) ids.push_back(PatternOfText(id));
  require("aws:sourcevpc", ids);
  require("aws:sourcevpce", ids);
  if (!owners_too) return;
  std::set<std::string> known = trust.trusted;  // accounts and organizations
  known.insert(trust.accounts.begin(), trust.accounts.end());
  known.insert(trust.owner);
  if (!trust.organization.empty()) known.insert(trust.organization);
  std::vector<TextPattern> texts;
  std::vector<TextPattern> paths;
  std::vector<TextPattern> arns;
  for (const std::string& id : known) {
    texts.push_back(PatternOfText(id));
    AppendAnything(paths.emplace_back(PatternOfText(id + "/")));
    TextPattern& arn = arns.emplace_back(PatternOfText("arn:"));
    AppendArnParts(arn, 3);
    AppendText(arn, id + ":");
    AppendAnything(arn);
  }
  require("aws:vpceaccount", texts);
  require("aws:vpceorgid", texts);
  require("aws:vpceorgpaths", std::move(paths));
  require("aws:sourcevpcarn", std::move(arns));
}

void Reach::RequireCircumstances(const Circumstances& circumstances, RequestSpace& space, Literals& literals,
                                 Search& search) {
  const Mentions& mentions = surroundings_.mentions;
  if ((circumstances.strange_network || circumstances.untrusted_network) && mentions.HasKey("aws:sourceip")) {
    ValueTest known;
    known.theory = ValueTest::Theory::kAddress;
    known.networks = circumstances.untrusted_network ? options_.trust.networks : narrow_networks_;
    search.Require(literals.OfKey("aws:sourceip", *space.Keep(std::move(known)), kNoneOf));
  }
  if (circumstances.strange_network) {
    for (const std::string_view key : kEndpointKeys) {
      if (mentions.HasKey(key)) RequireStranger(key, space, literals, search);
    }
  }
  if (circumstances.untrusted_network || circumstances.strange_endpoint) {
    RequireStrangeEndpoint(circumstances.strange_endpoint, space, literals, search);
  }
  if (!circumstances.stranger_at.empty()) {
    RequireStrangeSubject(circumstances.stranger_at, space, literals, search);
  }
  if (circumstances.strange_key) RequireStranger(kKmsKey, space, literals, search);
  if (circumstances.time) {
    ValueTest at;
    at.theory = ValueTest::Theory::kDate;
    at.numbers.push_back(*circumstances.time);
    search.Require(literals.OfKey("aws:currenttime", *space.Keep(std::move(at)), {}));
  }
}

bool Reach::RequireAllow(const Cell& cell, RequestSpace& space, Literals& literals, Search& search) {
  space.ResourceVariable();
  const CompiledStatement& allow = policy_.statements[cell.statement];
  const Statement& source = *allow.source;
  if (actions_[cell.action].is_open()) search.Require(literals.OfOpenAction(allow.actions, !source.not_action));
  search.Require(literals.OfPrincipal(allow));
  RequireResource(cell, literals, search);
  RequireShape(cell, space, search);
  for (const CompiledCondition& condition : allow.conditions) {
    search.Require(literals.OfCondition(condition, Effect::kAllow));
  }
  return !search.impossible();
}

bool Reach::Overlaps(const Cell& cell, const Subject& subject, std::size_t deny) {
  for (const Route& route : Routes({})) {
    RequestSpace space(SurroundingsOf(cell.statement), subject, route);
    Literals literals(space);
    Search search(space, literals, budget_);
    if (!RequireAllow(cell, space, literals, search)) continue;
    for (const Literal& literal : Elements(policy_.statements[deny], deny, cell, literals)) search.Require(literal);
    if (search.Run([](const Request&) { return true; }).found != Found::kNo) return true;
  }
  return false;
}

}  // namespace crosstrail::policy
