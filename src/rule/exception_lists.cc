#include "rule/exception_lists.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <memory>
#include <set>
#include <utility>

#include "base/text.h"
#include "event/catalogue.h"
#include "query/expression.h"
#include "query/term_query.h"
#include "toml/table_reader.h"

namespace crosstrail {
namespace {

using Form = KeySpec::Form;
using enum KeySpec::Need;

constexpr auto kItemKeys = std::to_array<KeySpec>({
    {"entries", Form::kTables, kMandatory, R"(entries = [{ field = "user.name", type = "match", value = "dana" }])"},
    {"name", Form::kString, kOptional, R"(name = "Backups")"},
    {"item_id", Form::kString, kOptional, R"(item_id = "backups-1")"},
    {"list_id", Form::kString, kOptional, R"(list_id = "trusted-admins")"},
    {"namespace_type", Form::kString, kOptional, R"(namespace_type = "single")"},
    {"expire_time", Form::kAny, kOptional, R"(expire_time = "2027-01-01T00:00:00Z")"},
});

constexpr auto kEntryKeys = std::to_array<KeySpec>({
    {"field", Form::kString, kMandatory, R"(field = "user.name")"},
    {"type", Form::kString, kMandatory, R"(type = "match")"},
    {"operator", Form::kString, kOptional, R"(operator = "included")"},
    {"value", Form::kAny, kOptional, R"(value = "dana")"},
    {"list", Form::kTable, kOptional, R"(list = { id = "admins", type = "keyword" })"},
    {"list_vals", Form::kTable, kOptional, R"(list_vals = { id = "admins", type = "keyword" })"},
    {"entries", Form::kAny, kOptional, R"(entries = [{ field = "name", type = "match", value = "dana" }])"},
});

constexpr auto kListKeys = std::to_array<KeySpec>({
    {"id", Form::kString, kMandatory, R"(id = "admins")"},
    {"type", Form::kString, kMandatory, R"(type = "keyword")"},
});

constexpr auto kDocumentKeys = std::to_array<KeySpec>({
    {"container", Form::kTable, kMandatory, "[exceptions.container]"},
    {"items", Form::kTables, kOptional, "[[exceptions.items]]"},
});

constexpr auto kMetadataKeys = std::to_array<KeySpec>({
    {"list_name", Form::kString, kOptional, R"(list_name = "Trusted admins")"},
    {"rule_ids", Form::kStrings, kOptional, R"(rule_ids = ["e8c9ff14-fd1e-11ee-a0df-f661ea17fbce"])"},
});

ExceptionListName NameOf(const TomlValue& container) {
  ExceptionListName name;
  for (const auto& [key, out] :
       {std::pair{"list_id", &name.list_id}, std::pair{"namespace_type", &name.namespace_type}}) {
    const TomlMember* member = container.Find(key);
    if (member != nullptr && member->value.kind == TomlValue::Kind::kString) *out = member->value.string;
  }
  return name;
}

std::string ListText(const ExceptionListName& name) {
  return fmt::format("\"{}\"{}", Printable(name.list_id),
                     name.namespace_type == "single" ? "" : fmt::format(" ({})", name.namespace_type));
}

// What `item` does not say of its list is `name`, its container's.
void AddName(const ExceptionListName& name, const TomlValue& container, TomlValue& item) {
  for (const auto& [key, text] :
       {std::pair{"list_id", &name.list_id}, std::pair{"namespace_type", &name.namespace_type}}) {
    if (item.Find(key) != nullptr) continue;
    TomlMember& member = item.members.emplace_back(TomlMember{.key = key, .value = {}});
    member.value.kind = TomlValue::Kind::kString;
    member.value.string = *text;
    member.value.begin = container.begin;
    member.value.end = container.end;
  }
}

}  // namespace

// One item's entries as an expression.
class ExceptionLists::Compiler {
 public:
  Compiler(FieldSet& fields, ValueLists& values, Problems& problems, Diagnostics& others)
      : fields_(fields), values_(values), problems_(problems), others_(others) {}

  // All of them.
  Expression Entries(const TomlValue& list) {
    std::vector<Expression> tests;
    tests.reserve(list.items.size());
    for (const TomlValue& item : list.items) tests.push_back(Entry(item));
    return All(std::move(tests));
  }

  bool lacks_list() const { return lacks_list_; }

 private:
  Expression Entry(const TomlValue& table) {
    const TableReader reader(table, "this entry", kEntryKeys, problems_);
    std::string name, type, how = "included";
    reader.Read("field", name);
    reader.Read("type", type);
    reader.Read("operator", how);
    if (how != "included" && how != "excluded") {
      reader.Reject("operator", fmt::format("\"{}\" is not an operator", Printable(how)),
                    "it may be included, excluded");
    }
    if (!reader.Has("field") || !reader.Has("type")) return Always(Truth::kFalse);
    if (type == "nested") return Nested(table);
    Expression test = Test(reader, table, name, type);
    return how == "excluded" ? Negate(std::move(test)) : std::move(test);
  }

  // It asks for one object of a list of nested objects, and no field here is mapped as nested.
  Expression Nested(const TomlValue& table) {
    problems_.Warn(table.begin, table.end,
                   "CloudTrail events have no nested fields, so this entry never holds and its exception hides nothing",
                   R"(write entries with whole names instead, such as "user.name")");
    return Always(Truth::kFalse);
  }

  Expression Test(const TableReader& reader, const TomlValue& table, const std::string& name, std::string_view type) {
    const FieldId field = fields_.Intern(name);
    if (type == "exists") return Exists(name, fields_);
    WarnIfUnknown(name, field, *table.Find("field"));
    if (type == "list") return InList(reader, table, field);
    if (type != "match" && type != "match_any" && type != "wildcard") {
      reader.Reject("type", fmt::format("\"{}\" is not a type of entry", Printable(type)),
                    "it may be match, match_any, wildcard, exists, list, nested");
      return Always(Truth::kFalse);
    }
    std::vector<Expression> any;
    for (const TomlValue* value : TextsOf(table, type)) any.push_back(Holds(field, type, *value));
    return Any(std::move(any));
  }

  Expression Holds(FieldId field, std::string_view type, const TomlValue& value) {
    if (type == "wildcard") {
      IsLike like;
      like.patterns.push_back(Wildcard::FromLucene(value.string, /*ignore_case=*/false));
      return {FieldMatches{field, std::move(like)}};
    }
    std::optional<Misfit> misfit;
    Expression test = MatchesTerm(field, fields_.Type(field), LiteralPattern(value.string), misfit);
    if (misfit) problems_.Error(value.begin, value.end, misfit->message, misfit->hint);
    return test;
  }

  // The texts of `value`: a list for match_any, one for others.
  std::vector<const TomlValue*> TextsOf(const TomlValue& table, std::string_view type) {
    using Kind = TomlValue::Kind;
    const bool many = type == "match_any";
    const TomlMember* member = table.Find("value");
    const TomlValue& at = member == nullptr ? table : member->value;
    std::vector<const TomlValue*> texts;
    bool fits = member != nullptr && at.kind == (many ? Kind::kArray : Kind::kString);
    if (fits && !many) texts.push_back(&at);
    if (fits && many) {
      for (const TomlValue& item : at.items) texts.push_back(&item);
      fits = !texts.empty() &&
             std::ranges::all_of(at.items, [](const TomlValue& one) { return one.kind == Kind::kString; });
    }
    if (fits) return texts;
    problems_.Error(
        at.begin, at.end,
        fmt::format("an entry of type \"{}\" needs {} as its `value`", type, many ? "a list of strings" : "a string"),
        many ? R"(for example: value = ["dana", "erin"])" : R"(for example: value = "dana")");
    return {};
  }

  Expression InList(const TableReader& reader, const TomlValue& table, FieldId field) {
    const TomlValue* list = reader.Find("list");
    if (list == nullptr) list = reader.Find("list_vals");
    if (list == nullptr) {
      if (table.Find("list") == nullptr && table.Find("list_vals") == nullptr) {
        problems_.Error(table.begin, table.end, "an entry of type \"list\" needs a `list`", kListExample);
      }
      return Always(Truth::kFalse);
    }
    std::string id, type;
    const TableReader inner(*list, "this list", kListKeys, problems_);
    inner.Read("id", id);
    inner.Read("type", type);
    std::shared_ptr<const ValueSet> set = values_.Find(id, type, others_);
    if (set != nullptr) return {FieldMatches{field, IsInSet{std::move(set)}}};
    lacks_list_ = true;
    problems_.Warn(list->begin, list->end,
                   fmt::format("the value list \"{}\" is missing, so this exception is left out", Printable(id)),
                   "give it with --value-list NAME=FILE");
    return Always(Truth::kFalse);
  }

  void WarnIfUnknown(const std::string& name, FieldId field, const TomlMember& at) {
    if (fields_.Definition(field) != nullptr) return;
    std::vector<std::string_view> names;
    for (const CatalogueField& row : Catalogue()) names.push_back(row.name);
    const std::string_view near = NearestName(name, names);
    problems_.Warn(at.value.begin, at.value.end, fmt::format("CloudTrail events have no field {}", Printable(name)),
                   near.empty() ? "crosstrail fields lists those there are" : fmt::format("did you mean {}?", near));
  }

  static constexpr const char* kListExample = R"(for example: list = { id = "admins", type = "keyword" })";

  FieldSet& fields_;
  ValueLists& values_;
  Problems& problems_;
  Diagnostics& others_;
  bool lacks_list_ = false;
};

void ReadListName(const TableReader& reader, ExceptionListName& name) {
  reader.Read("list_id", name.list_id);
  reader.Read("namespace_type", name.namespace_type);
  if (name.namespace_type != "single" && name.namespace_type != "agnostic") {
    reader.Reject("namespace_type", fmt::format("\"{}\" is not a namespace of lists", Printable(name.namespace_type)),
                  "it may be single, agnostic");
  }
}

void ExceptionLists::AddList(const TomlValue& container) { lists_.try_emplace(NameOf(container)); }

void ExceptionLists::AddItem(const TomlValue& item, const SourceText& source, Diagnostics& diagnostics) {
  Problems own(source);
  const TableReader reader(item, "this exception", kItemKeys, own);
  ExceptionListName list;
  ReadListName(reader, list);
  std::string name;
  reader.Read("name", name);
  if (name.empty()) reader.Read("item_id", name);
  if (list.list_id.empty() && !own.has_errors()) {
    own.Error(item.begin, item.end, "this exception has no `list_id`",
              R"(add it, for example: list_id = "trusted-admins")");
  }
  CompiledException compiled{.condition = nullptr, .reason = name, .expires = std::nullopt};
  if (const TomlValue* expires = reader.Find("expire_time"); expires != nullptr && !expires->string.empty()) {
    compiled.expires = ParseInstant(expires->string);
    if (!compiled.expires) {
      reader.Reject("expire_time", fmt::format("\"{}\" is not a time", Printable(expires->string)),
                    R"(write "2027-01-01T00:00:00Z")");
    }
  } else if (expires != nullptr && expires->kind == TomlValue::Kind::kTime) {
    compiled.expires = ParseInstant(source.text.substr(expires->begin, expires->end - expires->begin));
  }
  Compiler compiler(fields_, values_, own, diagnostics);
  if (const TomlValue* entries = reader.Find("entries")) {
    if (entries->items.empty()) {
      reader.Reject("entries", "an exception without entries would leave out everything", "say what it is about");
    }
    compiled.condition = std::make_shared<Condition>(std::make_unique<Expression>(compiler.Entries(*entries)));
  }
  const bool whole = !own.has_errors() && !compiler.lacks_list();
  for (Diagnostic& problem : own.Take()) diagnostics.push_back(std::move(problem));
  if (whole) lists_[list].push_back(std::move(compiled));
}

void ExceptionLists::AddDocument(const TomlValue& document, const SourceText& source, Diagnostics& diagnostics) {
  Problems problems(source);
  std::vector<std::string> rule_ids;
  std::string list_name;
  std::size_t line = 1;
  if (const TomlMember* metadata = document.Find("metadata")) {
    const TableReader reader(metadata->value, "the metadata", kMetadataKeys, problems);
    reader.Read("rule_ids", rule_ids);
    reader.Read("list_name", list_name);
    if (const TomlMember* ids = metadata->value.Find("rule_ids")) line = PositionOf(source.text, ids->begin).line;
  }
  const TomlValue& lists = document.Find("exceptions")->value;
  if (lists.kind != TomlValue::Kind::kArray) {
    problems.Error(lists.begin, lists.end, "`exceptions` must be a list of tables", "write [[exceptions]]");
  }
  for (const TomlValue& list : lists.items) {
    const TableReader reader(list, "this list of exceptions", kDocumentKeys, problems);
    const TomlValue* container = reader.Find("container");
    if (container == nullptr) continue;
    ExceptionListName name = NameOf(*container);
    if (name.list_id.empty()) name.list_id = source.file;  // it is known by the rules that it names alone
    lists_.try_emplace(name);
    for (const std::string& rule : rule_ids) named_.push_back({rule, name, source.file, line});
    const TomlValue* items = reader.Find("items");
    if (items == nullptr) continue;
    for (TomlValue item : items->items) {
      AddName(name, *container, item);
      AddItem(item, source, diagnostics);
    }
  }
  for (Diagnostic& problem : problems.Take()) diagnostics.push_back(std::move(problem));
}

std::string ExceptionLists::HintAtMissing(const ExceptionListName& name) const {
  for (const auto& [other, items] : lists_) {
    if (other.list_id != name.list_id) continue;
    return fmt::format("there is one of that name with namespace_type = \"{}\", which the rule does not ask for",
                       Printable(other.namespace_type));
  }
  return "export it from Kibana and name the file with --exceptions";
}

Diagnostics ExceptionLists::AttachTo(RuleSet& rules) const {
  Diagnostics diagnostics;
  const auto warn = [&](const std::string& file, std::size_t line, std::size_t column, std::string message,
                        std::string hint) {
    Diagnostic& diagnostic = diagnostics.emplace_back();
    diagnostic.level = DiagnosticLevel::kWarning;
    diagnostic.file = file;
    diagnostic.line = line;
    diagnostic.column = column;
    diagnostic.message = std::move(message);
    diagnostic.hint = std::move(hint);
  };
  std::set<ExceptionListName> missing;
  std::set<std::string_view> known;
  for (const SkippedRule& rule : rules.skipped) known.insert(rule.rule.id);
  for (CompiledRule& rule : rules.rules) {
    known.insert(rule.rule.id);
    std::set<ExceptionListName> wanted;
    for (const ExceptionListRef& list : rule.rule.exception_lists) {
      wanted.insert(list.name);
      if (lists_.contains(list.name) || !missing.insert(list.name).second) continue;
      warn(rule.rule.file, list.line, list.column,
           fmt::format("the exception list {} is missing, so its exceptions do not apply", ListText(list.name)),
           HintAtMissing(list.name));
    }
    for (const Naming& naming : named_) {
      if (naming.rule_id == rule.rule.id) wanted.insert(naming.list);
    }
    for (const ExceptionListName& list : wanted) {
      const auto found = lists_.find(list);
      if (found == lists_.end()) continue;
      rule.exceptions.insert(rule.exceptions.end(), found->second.begin(), found->second.end());
    }
  }
  for (const Naming& naming : named_) {
    if (!known.insert(naming.rule_id).second) continue;
    warn(naming.file, naming.line, 1, fmt::format("no rule that was read has the id {}", Printable(naming.rule_id)),
         "the exceptions do not apply to it; correct the id, or name the rule's folder with --rules");
  }
  return diagnostics;
}

}  // namespace crosstrail
