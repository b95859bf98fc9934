#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/source_text.h"
#include "config/config.h"
#include "config/keys.h"
#include "toml/table_reader.h"
#include "toml/toml.h"

namespace crosstrail::config {
namespace {

constexpr auto kRejected = TableReader::Unknown::kRejected;

// Where each id among those of one kind stands first.
using Places = std::unordered_map<std::string, std::size_t>;

class Reader {
 public:
  Reader(const TomlValue& root, const std::vector<std::string>& commands, Problems& problems)
      : root_(root), commands_(commands), problems_(problems) {}

  Config Run() {
    std::vector<KeySpec> keys(kRootKeys.begin(), kRootKeys.end());
    for (const std::string& command : commands_) keys.push_back({command, Form::kTable, kOptional, ""});
    const TableReader reader(root_, "the configuration", keys, problems_, kRejected);
    Config config;
    config.file = problems_.source().file;
    if (const TomlValue* organization = reader.Find("organization")) ReadOrganization(*organization, config);
    for (const PartyTable& table : kPartyTables) {
      const TomlValue* list = reader.Find(table.key);
      if (list == nullptr) continue;
      Places seen;
      for (const TomlValue& item : list->items) config.trusted.push_back(ReadParty(item, table, seen));
    }
    if (const TomlValue* list = reader.Find("exception")) {
      for (const TomlValue& item : list->items) config.exceptions.push_back(ReadException(item));
    }
    for (const std::string& command : commands_) {
      if (const TomlValue* options = reader.Find(command)) ReadOptions(*options, command, config);
    }
    return config;
  }

 private:
  void ReadOptions(const TomlValue& table, const std::string& command, Config& config) {
    for (const TomlMember& member : table.members) {
      const std::size_t line = PositionOf(problems_.source().text, member.begin).line;
      CommandOption& option = config.options.emplace_back();
      option.command = command;
      option.name = member.key;
      option.line = line;
      if (member.value.kind == TomlValue::Kind::kTable) {
        problems_.Error(member.begin, member.end, fmt::format("`{}` is a table, and options are none", member.key),
                        fmt::format("for example: [{}] {} = \"...\"", command, member.key));
      } else if (member.value.kind == TomlValue::Kind::kArray) {
        for (const TomlValue& item : member.value.items) option.values.push_back(TextOf(item));
      } else {
        option.values.push_back(TextOf(member.value));
      }
    }
  }

  // A scalar as it would stand on a command line.
  std::string TextOf(const TomlValue& value) const {
    if (value.kind == TomlValue::Kind::kString) return value.string;
    return std::string(problems_.source().text.substr(value.begin, value.end - value.begin));
  }

  void ReadOrganization(const TomlValue& table, Config& config) {
    const TableReader reader(table, "[organization]", kOrganizationKeys, problems_, kRejected);
    Places ids;
    config.organization = ReadId(reader, policy::kOrganizationForm, kOrganizationKeys[0], ids);
    const TomlValue* list = reader.Find("account");
    if (list == nullptr) return;
    Places seen;
    for (const TomlValue& item : list->items) {
      const TableReader account_reader(item, "this [[organization.account]]", kAccountKeys, problems_, kRejected);
      OwnAccount& account = config.accounts.emplace_back();
      account.id = ReadId(account_reader, policy::kAccountForm, kAccountKeys[0], seen);
      account_reader.Read("name", account.name);
      account.unit = ReadUnit(account_reader, config.organization);
    }
  }

  static std::string ReadUnit(const TableReader& reader, const std::string& organization) {
    const TomlValue* value = reader.Find("ou");
    if (value == nullptr) return {};
    const std::string& unit = value->string;
    const std::size_t slash = std::min(unit.find('/'), unit.size());
    const std::string_view rest = std::string_view(unit).substr(slash);
    if (!policy::kOrganizationForm.fits(unit) || !rest.starts_with("/r-")) {
      reader.Reject(
          "ou", fmt::format("\"{}\" is no path of an organizational unit", unit),
          fmt::format("it begins with the organization and the root, for example: {}", kAccountKeys[2].example));
    } else if (!organization.empty() && unit.substr(0, slash) != organization) {
      reader.Reject("ou", fmt::format("\"{}\" is not in the organization {}", unit, organization),
                    fmt::format("for example: ou = \"{}{}\"", organization, rest));
    }
    return unit;
  }

  TrustedParty ReadParty(const TomlValue& item, const PartyTable& table, Places& seen) {
    const TableReader reader(item, table.what, table.keys, problems_, kRejected);
    TrustedParty party;
    party.kind = table.kind;
    party.id = ReadId(reader, table.form, table.keys[0], seen);
    ReadWhy(reader, party);
    return party;
  }

  Exception ReadException(const TomlValue& item) {
    const TableReader reader(item, "this [[exception]]", kExceptionKeys, problems_, kRejected);
    Exception exception;
    exception.line = LineAt(item.begin);
    reader.Read("rule", exception.rule);
    CheckNotEmpty(reader, kExceptionKeys[0], exception.rule);
    ReadWhy(reader, exception);
    const TomlValue* fields = reader.Find("fields");
    if (fields == nullptr) return exception;
    if (fields->members.empty()) {
      reader.Reject("fields", "`fields` is empty, and so would except every alert of the rule",
                    fmt::format("name at least one field, for example: {}", kExceptionKeys[4].example));
    }
    for (const TomlMember& member : fields->members) exception.fields.push_back(ReadField(member));
    return exception;
  }

  FieldTest ReadField(const TomlMember& member) {
    FieldTest test{.field = member.key, .values = {}};
    const TomlValue& value = member.value;
    const auto reject = [&](const TomlValue& culprit, std::string message, std::string_view hint) {
      problems_.Error(culprit.begin, culprit.end, std::move(message), std::string(hint));
    };
    constexpr std::string_view kExample = R"(for example: "user.name" = ["deploy", "ci-*"])";
    const auto check = [&](const TomlValue& one) {
      if (one.string.empty() || one.string.find_first_not_of('*') != std::string::npos) return;
      reject(one, fmt::format("\"{}\" fits whatever `{}` says, so it would except every alert", one.string, member.key),
             kExample);
    };
    if (member.key.empty()) problems_.Error(member.begin, member.end, "a field without a name", std::string(kExample));
    if (value.kind == TomlValue::Kind::kString) {
      test.values.push_back(value.string);
      check(value);
    } else if (value.kind == TomlValue::Kind::kTable) {
      problems_.Error(member.begin, member.end, fmt::format("the field `{}` must have values, not a table", member.key),
                      R"(a name with dots stands in quotes, for example: "user.name" = ["deploy"])");
    } else if (value.kind != TomlValue::Kind::kArray) {
      reject(value, fmt::format("the values of `{}` must be strings, not {}", member.key, TomlKindName(value.kind)),
             kExample);
    } else if (value.items.empty()) {
      reject(value, fmt::format("the field `{}` has no values, so nothing would be excepted", member.key), kExample);
    } else {
      for (const TomlValue& item : value.items) {
        test.values.push_back(item.string);
        check(item);
        if (item.kind == TomlValue::Kind::kString) continue;
        reject(item, fmt::format("the values of `{}` must be strings, not {}", member.key, TomlKindName(item.kind)),
               kExample);
      }
    }
    return test;
  }

  // Reason, owner and expiry of a TrustedParty or an Exception.
  template <typename T>
  void ReadWhy(const TableReader& reader, T& out) {
    reader.Read("reason", out.reason);
    CheckNotEmpty(reader, kReasonKey, out.reason);
    reader.Read("owner", out.owner);
    const TomlValue* expires = reader.Find("expires");
    if (expires == nullptr) return;
    out.expires = ParseInstant(expires->string);
    if (out.expires) return;
    reader.Reject("expires", fmt::format("\"{}\" is no date", expires->string),
                  R"(give a day or a time, for example: expires = "2027-01-01" or "2027-01-01T12:00:00Z")");
  }

  std::string ReadId(const TableReader& reader, const policy::NameForm& form, const KeySpec& spec, Places& seen) {
    const TomlValue* value = reader.Find(spec.name);
    if (value == nullptr) return {};
    if (!form.fits(value->string)) {
      reader.Reject(spec.name, fmt::format("\"{}\" does not belong here", value->string),
                    fmt::format("{}, for example: {}", form.rule, spec.example));
    }
    const auto [first, is_new] = seen.emplace(value->string, value->begin);
    if (!is_new && !problems_.full()) {
      const std::size_t line = PositionOf(problems_.source().text, first->second).line;
      reader.Reject(spec.name, fmt::format("\"{}\" is listed on line {} already", value->string, line),
                    fmt::format("each is listed once; another one would be, for example: {}", spec.example));
    }
    return value->string;
  }

  static void CheckNotEmpty(const TableReader& reader, const KeySpec& spec, const std::string& text) {
    if (!reader.Has(spec.name) || text.find_first_not_of(" \t\r\n") != std::string::npos) return;
    reader.Reject(spec.name, fmt::format("`{}` is empty", spec.name), fmt::format("for example: {}", spec.example));
  }

  // Asked for places in ascending order, and so one walk over the text in all.
  std::size_t LineAt(std::size_t offset) {
    const std::string_view text = problems_.source().text;
    offset = std::clamp(offset, counted_, text.size());
    line_ += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(counted_),
                                                 text.begin() + static_cast<std::ptrdiff_t>(offset), '\n'));
    counted_ = offset;
    return line_;
  }

  const TomlValue& root_;
  const std::vector<std::string>& commands_;
  Problems& problems_;
  std::size_t line_ = 1;
  std::size_t counted_ = 0;  // bytes of the text up to there are counted in line_
};

}  // namespace

ParsedConfig ParseConfig(std::string_view text, const std::string& file, const std::vector<std::string>& commands) {
  const SourceText source{text, file};
  ParsedConfig parsed;
  const auto root = ParseToml(source);
  if (!root) {
    parsed.diagnostics.push_back(root.error());
    return parsed;
  }
  Problems problems(source);
  parsed.config = Reader(*root, commands, problems).Run();
  parsed.diagnostics = problems.Take();
  return parsed;
}

}  // namespace crosstrail::config
