#include "policy/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "base/source_text.h"
#include "base/text.h"
#include "json/tree.h"
#include "policy/check.h"
#include "policy/elements.h"

namespace crosstrail::policy {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kPadding = 64;  // readable bytes the JSON reader wants behind the text

enum DocumentElement : std::size_t { kVersion, kId, kStatement };
constexpr std::array<std::string_view, 3> kDocumentElements = {"Version", "Id", "Statement"};

enum StatementElement : std::size_t {
  kSid,
  kEffect,
  kPrincipal,
  kNotPrincipal,
  kAction,
  kNotAction,
  kResource,
  kNotResource,
  kCondition,
};
constexpr std::array<std::string_view, 9> kStatementElements = {
    "Sid", "Effect", "Principal", "NotPrincipal", "Action", "NotAction", "Resource", "NotResource", "Condition"};

constexpr std::array kPrincipalTypes = {PrincipalType::kAws, PrincipalType::kService, PrincipalType::kFederated,
                                        PrincipalType::kCanonicalUser};
constexpr std::array kPrincipalKeys = {KeyOf(kPrincipalTypes[0]), KeyOf(kPrincipalTypes[1]), KeyOf(kPrincipalTypes[2]),
                                       KeyOf(kPrincipalTypes[3])};

class StatementReader {
 public:
  explicit StatementReader(ElementReader& reader) : reader_(reader) {}

  // nullopt for a Deny that cannot be read in full and would deny too much.
  std::optional<Statement> Read(const JsonNode& object, std::size_t index);

 private:
  // An element and its negation: {"Action", "NotAction"}.
  struct Choice {
    const JsonNode* node = nullptr;
    bool negated = false;
  };

  Effect ReadEffect(const JsonNode& object, const JsonNode* node);
  Choice Choose(const Members& members, StatementElement positive);
  void ReadPrincipals(const JsonNode& node, std::string_view name);
  void ReadPrincipalMap(const JsonNode& map, std::string_view name);
  void ReadLonePrincipal(const JsonNode& value, std::string_view name);
  std::vector<Word> ReadList(const Choice& choice, std::string_view name);
  void ReadConditions(const JsonNode& node);
  void ReadOperator(const JsonNode& member);
  void ReportUnknownOperator(const Word& name);

  // Something could not be read; what that means depends on `negated`.
  void Skipped(bool negated) {
    skipped_ = true;
    too_broad_ = too_broad_ || negated;
  }

  ElementReader& reader_;
  Statement statement_;
  bool skipped_ = false;
  bool too_broad_ = false;  // the statement applies to more than its author wrote
};

// Whether an element holds a bare "*", in any of its shapes.
bool IsEverything(const JsonNode& node) {
  for (const JsonNode* at = &node; at != &node + node.span; ++at) {
    if (at->kind == JsonKind::kString && at->text == "*") return true;
  }
  return false;
}

std::optional<Statement> StatementReader::Read(const JsonNode& object, std::size_t index) {
  statement_ = {};
  skipped_ = false;
  too_broad_ = false;
  statement_.index = index;
  statement_.span = reader_.ValueSpan(object);
  const Members members = reader_.ReadMembers(object, kStatementElements, "a statement");
  if (members.unknown) too_broad_ = true;  // it may be a misspelt Condition
  if (members.found[kSid] != nullptr) statement_.sid = reader_.ReadWord(*members.found[kSid], "Sid");
  statement_.effect = ReadEffect(object, members.found[kEffect]);

  const Choice principal = Choose(members, kPrincipal);
  if (principal.node != nullptr) {
    statement_.has_principal = !principal.negated;
    statement_.has_not_principal = principal.negated;
    ReadPrincipals(*principal.node, principal.negated ? "NotPrincipal" : "Principal");
  }
  const Choice action = Choose(members, kAction);
  statement_.not_action = action.negated;
  statement_.actions = ReadList(action, "Action");
  if (action.node == nullptr) {
    reader_.Error(reader_.OpeningSpan(object), "the statement has no Action",
                  "add \"Action\" or \"NotAction\": without, it does nothing");
  }
  const Choice resource = Choose(members, kResource);
  statement_.has_resource = resource.node != nullptr;
  statement_.not_resource = resource.negated;
  statement_.resources = ReadList(resource, "Resource");
  if (members.found[kCondition] != nullptr) ReadConditions(*members.found[kCondition]);

  if (statement_.effect == Effect::kDeny && too_broad_) {
    reader_.Warn(reader_.OpeningSpan(object),
                 "this Deny is left out: it would deny more than its author may have meant",
                 "correct the errors inside it");
    return std::nullopt;
  }
  return std::move(statement_);
}

// What is neither is read as Allow: a policy that AWS refuses must not look safer than it may be meant.
Effect StatementReader::ReadEffect(const JsonNode& object, const JsonNode* node) {
  if (node == nullptr) {
    reader_.Error(reader_.OpeningSpan(object), "the statement has no Effect",
                  "add \"Effect\": \"Allow\" or \"Deny\"; it is read as Allow");
    return Effect::kAllow;
  }
  const bool is_string = node->kind == JsonKind::kString;
  if (is_string && node->text == "Allow") return Effect::kAllow;
  if (is_string && node->text == "Deny") return Effect::kDeny;
  const bool deny = is_string && EqualsIgnoringAsciiCase(node->text, "Deny");
  reader_.Error(reader_.ValueSpan(*node), "Effect must be \"Allow\" or \"Deny\"",
                fmt::format("in exactly this case; it is read as {}", deny ? "Deny" : "Allow"));
  return deny ? Effect::kDeny : Effect::kAllow;
}

// AWS refuses a statement with both. The one that lets the policy allow more is read: for an Allow "all but these",
// for a Deny "these", unless "these" is everything.
StatementReader::Choice StatementReader::Choose(const Members& members, StatementElement positive) {
  const JsonNode* const plain = members.found[positive];
  const JsonNode* const negated = members.found[positive + 1];
  if (negated == nullptr) return {plain, false};
  if (plain == nullptr) return {negated, true};
  const bool take_negated = (statement_.effect == Effect::kAllow) != IsEverything(*plain);
  const std::string_view name = kStatementElements[positive];
  reader_.Error(reader_.KeySpan(take_negated ? *plain : *negated),
                fmt::format("a statement has either {} or Not{}", name, name),
                fmt::format("only {}{} is read: it lets the policy allow more", take_negated ? "Not" : "", name));
  return {take_negated ? negated : plain, take_negated};
}

void StatementReader::ReadPrincipals(const JsonNode& node, std::string_view name) {
  switch (node.kind) {
    case JsonKind::kObject:
      ReadPrincipalMap(node, name);
      break;
    case JsonKind::kArray:
      reader_.Error(reader_.OpeningSpan(node), fmt::format("{} is a map or \"*\", not a list", name),
                    fmt::format("write \"{}\": {{\"AWS\": [...]}}; it is read so", name));
      for (const JsonNode& item : JsonChildren(node)) ReadLonePrincipal(item, name);
      break;
    default:
      ReadLonePrincipal(node, name);
      if (node.kind != JsonKind::kNull && node.text != "*") {
        reader_.Error(reader_.ValueSpan(node), fmt::format("the only string {} may be is \"*\"", name),
                      fmt::format("write \"{}\": {{\"AWS\": \"...\"}}; it is read so", name));
      }
  }
  if (!statement_.principals.empty() || skipped_) return;
  if (statement_.has_not_principal) {
    reader_.Warn(reader_.ValueSpan(node), fmt::format("{} names nobody: it excepts nobody", name),
                 "name somebody, or write \"Principal\": \"*\"");
  } else {
    reader_.Warn(reader_.ValueSpan(node), fmt::format("{} names nobody: the statement has no effect", name),
                 "name somebody, or remove the statement");
  }
}

void StatementReader::ReadLonePrincipal(const JsonNode& value, std::string_view name) {
  Words words = reader_.ReadWords(value, name, false);
  if (!words.complete) Skipped(statement_.has_not_principal);
  for (Word& word : words.words) {
    const PrincipalType type = word.text == "*" ? PrincipalType::kAnyone : PrincipalType::kAws;
    statement_.principals.push_back({type, std::move(word)});
  }
}

void StatementReader::ReadPrincipalMap(const JsonNode& map, std::string_view name) {
  for (const JsonNode* member : reader_.CountingMembers(map)) {
    const auto key = std::ranges::find_if(kPrincipalKeys,
                                          [&](std::string_view k) { return EqualsIgnoringAsciiCase(k, member->key); });
    if (key == kPrincipalKeys.end()) {
      reader_.Error(reader_.KeySpan(*member), fmt::format("{} is no kind of principal", Quoted(member->key)),
                    reader_.Suggest(member->key, kPrincipalKeys,
                                    "it is skipped: principals are AWS, Service, Federated or CanonicalUser"));
      Skipped(statement_.has_not_principal);
      continue;
    }
    const PrincipalType type = kPrincipalTypes[static_cast<std::size_t>(key - kPrincipalKeys.begin())];
    Words words = reader_.ReadWords(*member, fmt::format("{} {}", name, *key), false);
    if (!words.complete) Skipped(statement_.has_not_principal);
    for (Word& word : words.words) statement_.principals.push_back({type, std::move(word)});
  }
}

std::vector<Word> StatementReader::ReadList(const Choice& choice, std::string_view name) {
  if (choice.node == nullptr) return {};
  const std::string full_name = fmt::format("{}{}", choice.negated ? "Not" : "", name);
  Words words = reader_.ReadWords(*choice.node, full_name, false);
  if (!words.complete) Skipped(choice.negated);
  if (words.words.empty() && words.complete) {
    reader_.Warn(reader_.ValueSpan(*choice.node),
                 fmt::format("{} is an empty list: {}", full_name,
                             choice.negated ? "it excepts nothing" : "the statement has no effect"),
                 fmt::format("add one, or {}", choice.negated ? "leave it out" : "remove the statement"));
  }
  return std::move(words.words);
}

// A condition that cannot be read becomes one with an unknown operator: nobody may rely on it.
void StatementReader::ReadConditions(const JsonNode& node) {
  if (node.kind != JsonKind::kObject) {
    reader_.Error(reader_.ValueSpan(node), "Condition must be an object",
                  "write {\"operator\": {\"key\": [\"value\"]}}");
    statement_.conditions.push_back({{}, {std::string(), reader_.ValueSpan(node)}, {}, {}});
    return;
  }
  for (const JsonNode* member : reader_.CountingMembers(node)) ReadOperator(*member);
}

void StatementReader::ReadOperator(const JsonNode& member) {
  const Word name{std::string(member.key), reader_.KeySpan(member)};
  const std::optional<ConditionOperator> op = FindConditionOperator(member.key);
  if (!op) ReportUnknownOperator(name);
  if (member.kind != JsonKind::kObject) {
    reader_.Error(reader_.ValueSpan(member), fmt::format("{} takes an object of condition keys", Quoted(name.text)),
                  "write {\"key\": [\"value\"]}");
    statement_.conditions.push_back({{}, name, {std::string(), reader_.ValueSpan(member)}, {}});
    return;
  }
  const std::vector<const JsonNode*> keys = reader_.CountingMembers(member);
  if (keys.empty()) {
    reader_.Warn(name.span, fmt::format("{} tests nothing", Quoted(name.text)), "remove it or add a condition key");
  }
  for (const JsonNode* key : keys) {
    ConditionElement& element = statement_.conditions.emplace_back();
    element.operator_name = name;
    element.key = {std::string(key->key), reader_.KeySpan(*key)};
    Words words = reader_.ReadWords(*key, "a condition", true);
    element.values = std::move(words.words);
    if (words.complete) element.op = op;
  }
}

void StatementReader::ReportUnknownOperator(const Word& name) {
  std::string_view core = name.text;
  const auto starts_with = [&](std::string_view prefix) {
    return EqualsIgnoringAsciiCase(core.substr(0, prefix.size()), prefix);
  };
  std::string_view prefix;
  for (const std::string_view quantifier : {"ForAllValues:", "ForAnyValue:"}) {
    if (starts_with(quantifier)) prefix = quantifier;
  }
  core.remove_prefix(prefix.size());
  std::string_view suffix = "IfExists";
  if (core.size() < suffix.size() || !EqualsIgnoringAsciiCase(core.substr(core.size() - suffix.size()), suffix))
    suffix = {};
  core.remove_suffix(suffix.size());
  if (EqualsIgnoringAsciiCase(core, "Null")) {
    reader_.Error(name.span, fmt::format("{}: Null takes neither a set operator nor IfExists", Quoted(name.text)),
                  "write \"Null\"");
    return;
  }
  std::string hint = "see the condition operators of the IAM reference";
  const std::vector<std::string_view> names = ConditionOperatorNames();
  const std::string_view near = reader_.Nearest(core, names);
  if (!near.empty()) hint = fmt::format("did you mean '{}{}{}'?", prefix, near, suffix);
  reader_.Error(name.span, fmt::format("{} is no condition operator", Quoted(name.text)), std::move(hint));
}

// Reads one document; its problems are kept for the caller.
class DocumentReader {
 public:
  DocumentReader(std::string_view text, Problems& problems, const ParseLimits& limits)
      : text_(text), reader_(text, tree_, problems), limits_(limits) {}

  // nullopt: unreadable, and the reason is reported.
  std::optional<Document> Read();

 private:
  std::nullopt_t Refuse(Span at, std::string message, std::string hint) {
    reader_.Error(at, std::move(message), std::move(hint));
    return std::nullopt;
  }
  std::nullopt_t RefuseJson();
  std::optional<Document> ReadRoot(const JsonNode& root);
  bool WithinLimits(const JsonNode& root, const JsonNode* statements);
  bool ReadVersion(const JsonNode* node);
  void ReadStatements(const JsonNode& root, const JsonNode* node, std::vector<Statement>& statements);

  std::string_view text_;
  JsonTree tree_;
  ElementReader reader_;
  const ParseLimits& limits_;
};

std::optional<Document> DocumentReader::Read() {
  if (!tree_.ParseWithPlaces(text_)) return RefuseJson();
  const JsonNode& root = *tree_.root();
  if (root.kind != JsonKind::kObject) {
    return Refuse(reader_.ValueSpan(root), "a policy is a JSON object",
                  root.kind == JsonKind::kString ? "this is a string: if it holds the policy, take it out of its quotes"
                                                 : "write {\"Version\": \"2012-10-17\", \"Statement\": [...]}");
  }
  return ReadRoot(root);
}

std::nullopt_t DocumentReader::RefuseJson() {
  const JsonFailure& failure = tree_.failure();
  const auto begin = static_cast<std::uint32_t>(failure.offset);
  const std::size_t first = text_.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos)
    return Refuse({}, "the policy is empty", "write {\"Version\": \"2012-10-17\", ...}");
  const std::string_view start = text_.substr(first);
  return Refuse({begin, begin + 1}, fmt::format("not JSON: {}", failure.reason),
                EqualsIgnoringAsciiCase(start.substr(0, 3), "%7B")
                    ? "this is URL-encoded, as IAM returns policies: decode it first"
                    : "a policy is plain JSON, without comments and trailing commas");
}

std::optional<Document> DocumentReader::ReadRoot(const JsonNode& root) {
  const Members members = reader_.ReadMembers(root, kDocumentElements, "a policy");
  if (!WithinLimits(root, members.found[kStatement])) return std::nullopt;
  Document document;
  document.variables = ReadVersion(members.found[kVersion]);
  if (members.found[kId] != nullptr) document.id = reader_.ReadWord(*members.found[kId], "Id").text;
  ReadStatements(root, members.found[kStatement], document.statements);
  return document;
}

bool DocumentReader::WithinLimits(const JsonNode& root, const JsonNode* statements) {
  std::size_t values = 0;
  for (const JsonNode* node = &root; node != &root + root.span; ++node) {
    if (node->IsContainer() || ++values <= limits_.values) continue;
    reader_.Error(reader_.ValueSpan(*node), fmt::format("the policy has more than {} values", limits_.values),
                  "that many are not read: split it");
    return false;
  }
  if (statements == nullptr || statements->kind != JsonKind::kArray) return true;
  std::size_t count = 0;
  for (const JsonNode& statement : JsonChildren(*statements)) {
    if (++count <= limits_.statements) continue;
    reader_.Error(reader_.OpeningSpan(statement),
                  fmt::format("the policy has more than {} statements", limits_.statements),
                  "that many are not read: split it");
    return false;
  }
  return true;
}

// Whether policy variables count. A version AWS does not know is read as the newest: a variable in an Allow may then
// match somebody, as a literal "${...}" it would match nobody.
bool DocumentReader::ReadVersion(const JsonNode* node) {
  if (node == nullptr) return false;
  if (node->kind == JsonKind::kString && node->text == "2012-10-17") return true;
  if (node->kind == JsonKind::kString && node->text == "2008-10-17") return false;
  reader_.Error(reader_.ValueSpan(*node), "Version must be \"2012-10-17\" or \"2008-10-17\"",
                "it is the version of the policy language, not a date of yours; read as 2012-10-17");
  return true;
}

void DocumentReader::ReadStatements(const JsonNode& root, const JsonNode* node, std::vector<Statement>& statements) {
  if (node == nullptr)
    return reader_.Error(reader_.OpeningSpan(root), "the policy has no Statement", "add \"Statement\": [...]");
  StatementReader statement_reader(reader_);
  std::size_t index = 0;
  const auto read_one = [&](const JsonNode& value) {
    if (value.kind != JsonKind::kObject) {
      reader_.Error(reader_.ValueSpan(value), "a statement is an object", "it is skipped");
    } else if (std::optional<Statement> statement = statement_reader.Read(value, index)) {
      statements.push_back(std::move(*statement));
    }
    ++index;
  };
  if (node->kind != JsonKind::kArray) return read_one(*node);
  for (const JsonNode& value : JsonChildren(*node)) read_one(value);
  if (index == 0) reader_.Error(reader_.ValueSpan(*node), "the policy has no statements", "add one");
}

}  // namespace

ParsedDocument ParseDocument(std::string_view text, std::string_view file, const ParseLimits& limits) {
  const std::string name(file);
  ParsedDocument parsed;
  const std::size_t most = std::min<std::size_t>(limits.bytes, std::numeric_limits<std::uint32_t>::max() / 2);
  if (text.size() > most) {
    Problems problems({{}, name});
    problems.Error(0, 0, fmt::format("the policy has {} bytes; at most {} are read", text.size(), most),
                   "AWS allows 20480 bytes in a bucket policy: is this one?");
    return {{}, problems.Take(), true};
  }
  // A copy that the JSON reader may look behind. A byte order mark becomes white space, so that offsets stay true.
  std::string padded(text);
  if (text.starts_with(kByteOrderMark)) padded.replace(0, kByteOrderMark.size(), kByteOrderMark.size(), ' ');
  padded.append(kPadding, ' ');
  const std::string_view readable = std::string_view(padded).substr(0, text.size());

  Problems problems({readable, name});
  if (std::optional<Document> document = DocumentReader(readable, problems, limits).Read()) {
    CheckDocument(*document, problems);
    parsed.document = std::move(*document);
  } else {
    parsed.unreadable = true;
  }
  parsed.diagnostics = problems.Take();
  return parsed;
}

}  // namespace crosstrail::policy
