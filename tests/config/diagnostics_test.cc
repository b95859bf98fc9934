// What the author of a wrong crosstrail.toml reads.
#include <gmock/gmock.h>

#include "config/config.h"
#include "tests/config/config_text.h"
#include "tests/config/wrong_value.h"
#include "tests/rule/rule_text.h"

namespace crosstrail::config {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

Diagnostics Complaints(std::string_view text) { return ParseConfig(text, "c.toml").diagnostics; }

// `text` with the first of the keys or tables called `name` behind `table` misspelt.
std::string Misspelt(std::string text, std::string_view table, const std::string& name) {
  const std::string_view behind = table.ends_with("]") ? "]" : " = ";
  const std::size_t at = text.find(name + std::string(behind), text.find(table));
  EXPECT_NE(at, std::string::npos) << table << " " << name;
  return text.replace(at, name.size(), name + "x");
}

TEST(ConfigDiagnostics, EachKeyMisspeltIsAnErrorThatNamesTheRightOne) {
  const std::vector<std::string> party{"id", "reason", "owner", "expires"};
  const std::vector<std::pair<std::string, std::vector<std::string>>> tables{
      {"[organization]", {"organization"}},
      {"[organization]\n", {"id"}},
      {"[[organization.account]]", {"account"}},
      {"[[organization.account]]\n", {"id", "name", "ou"}},
      {"[[trusted_account]]", {"trusted_account"}},
      {"[[trusted_account]]\n", party},
      {"[[trusted_organization]]", {"trusted_organization"}},
      {"[[trusted_organization]]\n", {"id", "reason"}},
      {"[[trusted_principal]]", {"trusted_principal"}},
      {"[[trusted_principal]]\n", {"id", "reason"}},
      {"[[trusted_service]]", {"trusted_service"}},
      {"[[trusted_service]]\n", {"id", "reason"}},
      {"[[trusted_network]]", {"trusted_network"}},
      {"[[trusted_network]]\n", {"id", "reason"}},
      {"[[exception]]", {"exception"}},
      {"[[exception]]\n", {"rule", "reason", "owner", "expires"}},
      {"fields = {", {"fields"}},
  };
  for (const auto& [table, keys] : tables) {
    for (const std::string& key : keys) {
      const Diagnostics found = Complaints(Misspelt(std::string(kFull), table, key));
      const auto unknown = std::find_if(found.begin(), found.end(), [&](const Diagnostic& diagnostic) {
        return diagnostic.message.starts_with("unknown key `" + key + "x` in ");
      });
      ASSERT_NE(unknown, found.end()) << table << key << "\n" << RenderAll(found);
      EXPECT_EQ(unknown->level, DiagnosticLevel::kError);
      EXPECT_THAT(unknown->hint, HasSubstr("did you mean `" + key + "`? For example: ")) << table;
      EXPECT_EQ(unknown->source_line.substr(unknown->column - 1, unknown->length), key + "x");
    }
  }
}

constexpr std::string_view kAccount = "[[trusted_account]]\nid = \"222222222222\"\n";
constexpr std::string_view kException = "[[exception]]\nrule = \"r\"\nreason = \"r\"\n";
constexpr std::string_view kDate =
    R"(give a day or a time, for example: expires = "2027-01-01" or "2027-01-01T12:00:00Z")";
constexpr std::string_view kValues = R"(for example: "user.name" = ["deploy", "ci-*"])";

std::vector<WrongValue> Cases() {
  const std::string account(kAccount);
  const std::string exception(kException);
  const std::string reasoned = account + "reason = \"r\"\n";
  const std::string own = "[organization]\nid = \"o-a\"\n[[organization.account]]\nid = \"111122223333\"\n";
  return {
      {account, "reason = \" \\t\"", "`reason` is empty",
       R"(for example: reason = "nightly backup by Example Backup Ltd")"},
      {account, "reason = 7", "`reason` must be a string, not a whole number",
       R"(for example: reason = "nightly backup by Example Backup Ltd")"},
      {reasoned, "expires = \"tomorrow\"", "\"tomorrow\" is no date", std::string(kDate)},
      {reasoned, "expires = \"2027-02-30\"", "\"2027-02-30\" is no date", std::string(kDate)},
      {reasoned, "expires = \"\"", "\"\" is no date", std::string(kDate)},
      {reasoned, "expires = 2027-01-01", "`expires` must be a string, not a date or time",
       R"(for example: expires = "2027-01-01")"},
      {reasoned, "owner = [\"a\"]", "`owner` must be a string, not a list", R"(for example: owner = "storage team")"},
      {reasoned, "colour = \"red\"", "unknown key `colour` in this [[trusted_account]]",
       "it may have id, reason, owner, expires"},
      {reasoned + "[[trusted_account]]\nreason = \"r\"\n", "id = \"222222222222\"",
       "\"222222222222\" is listed on line 2 already",
       R"(each is listed once; another one would be, for example: id = "222222222222")"},
      {own + "[[organization.account]]\n", "id = \"111122223333\"", "\"111122223333\" is listed on line 4 already",
       R"(each is listed once; another one would be, for example: id = "111122223333")"},
      {own, "ou = \"ou-abcd-11111111\"", "\"ou-abcd-11111111\" is no path of an organizational unit",
       R"(it begins with the organization and the root, for example: ou = "o-exampleorg/r-abcd/ou-abcd-11111111")"},
      {own, "ou = \"o-b/r-1\"", "\"o-b/r-1\" is not in the organization o-a", R"(for example: ou = "o-a/r-1")"},
      {"", "organization = \"o-a\"", "`organization` must be a table, not a string", "for example: [organization]"},
      {"", "[trusted_account]", "`trusted_account` must be a list of tables, not a table",
       "for example: [[trusted_account]]"},
      {"", "zebra = 1", "unknown key `zebra` in the configuration",
       "it may have organization, trusted_account, trusted_organization, trusted_principal, trusted_service, "
       "trusted_network, exception"},
      {"[[exception]]\nreason = \"r\"\nfields = { a = \"b\" }\n", "rule = \"\"", "`rule` is empty",
       R"(for example: rule = "0bbc799e-12a9-465c-8f97-f9838d4a9b58")"},
      {"[[exception]]\nrule = \"r\"\nfields = { a = \"b\" }\n", "reason = \"\"", "`reason` is empty",
       R"(for example: reason = "nightly backup by Example Backup Ltd")"},
      {exception, "fields = {}", "`fields` is empty, and so would except every alert of the rule",
       R"(name at least one field, for example: fields = { "user.name" = ["deploy"] })"},
      {exception, "fields = \"user.name\"", "`fields` must be a table, not a string",
       R"(for example: fields = { "user.name" = ["deploy"] })"},
      {exception, "fields = { a = [] }", "the field `a` has no values, so nothing would be excepted",
       std::string(kValues)},
      {exception, "fields = { a = true }", "the values of `a` must be strings, not true or false",
       std::string(kValues)},
      {exception, "fields = { a = [\"b\", 1] }", "the values of `a` must be strings, not a whole number",
       std::string(kValues)},
      {exception, "fields = { \"\" = \"b\" }", "a field without a name", std::string(kValues)},
      {exception, "fields = { a = \"*\" }", "\"*\" fits whatever `a` says, so it would except every alert",
       std::string(kValues)},
      {exception, "fields = { a = [\"b\", \"**\"] }", "\"**\" fits whatever `a` says, so it would except every alert",
       std::string(kValues)},
      {exception, "fields = { user.name = \"deploy\" }", "the field `user` must have values, not a table",
       R"(a name with dots stands in quotes, for example: "user.name" = ["deploy"])"},
      {exception, "fields = { a = ", "not valid TOML", ""},
  };
}

TEST(ConfigDiagnostics, EachWrongValueIsOneErrorInItsPlace) {
  for (const WrongValue& c : Cases()) ExpectOneError(c);
}

TEST(ConfigDiagnostics, WhatIsMandatoryIsAskedFor) {
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases{
      {"[[organization.account]]\n", {"id"}},
      {"[[trusted_account]]\n", {"id", "reason"}},
      {"[[trusted_organization]]\n", {"id", "reason"}},
      {"[[trusted_principal]]\n", {"id", "reason"}},
      {"[[trusted_service]]\n", {"id", "reason"}},
      {"[[trusted_network]]\n", {"id", "reason"}},
      {"[[exception]]\n", {"rule", "reason", "fields"}},
  };
  for (const auto& [text, keys] : cases) {
    const Diagnostics found = Complaints(text);
    ASSERT_EQ(found.size(), keys.size()) << text;
    for (std::size_t i = 0; i < keys.size(); ++i) {
      EXPECT_THAT(found[i].message, testing::EndsWith(" has no `" + keys[i] + "`"));
      EXPECT_THAT(found[i].hint, HasSubstr("for example: " + keys[i] + " = "));
    }
  }
}

}  // namespace
}  // namespace crosstrail::config
