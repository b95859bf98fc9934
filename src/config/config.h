// crosstrail.toml: what Crosstrail is told about an organization. Its accounts, whom of others it trusts and until
// when, and which alerts it does not want. docs/configuration.md describes the file.
//
// Plain data: once read it may be shared by any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/time.h"
#include "policy/trust.h"

namespace crosstrail::config {

/// The name FindConfig looks for.
inline constexpr std::string_view kConfigFileName = "crosstrail.toml";

/// Somebody else, or a network, that may have access.
struct TrustedParty {
  enum class Kind : std::uint8_t { kAccount, kOrganization, kPrincipal, kService, kNetwork };
  Kind kind = Kind::kAccount;
  std::string id;                  // of a network: a CIDR block, "vpc-..." or "vpce-..."
  std::string reason;              // why; never empty
  std::string owner;               // who answers for it; may be empty
  std::optional<Instant> expires;  // from then on not trusted
};

/// An account of the organization itself.
struct OwnAccount {
  std::string id;
  std::string name;  // may be empty
  std::string unit;  // path of its organizational unit, "o-.../r-.../ou-..."; may be empty
};

/// Holds where the field has any of the values.
struct FieldTest {
  std::string field;
  std::vector<std::string> values;  // at least one; '*' stands for any text
};

/// Alerts of a rule that are not wanted: those that all of the tests hold for.
struct Exception {
  std::string rule;               // its rule_id
  std::vector<FieldTest> fields;  // at least one, in the order of the file
  std::string reason;             // why; never empty
  std::string owner;              // may be empty
  std::optional<Instant> expires;
  std::size_t line = 0;  // of the file
};

/// An option of a command: [scan] geoip-city = "city.mmdb".
struct CommandOption {
  std::string command, name;
  std::vector<std::string> values;
  std::size_t line = 0;
};

struct Config {
  std::string file;                    // for messages
  std::string organization;            // "o-..."; empty when the file names none
  std::vector<OwnAccount> accounts;    // in the order of the file
  std::vector<TrustedParty> trusted;   // by kind, those of one kind in the order of the file
  std::vector<Exception> exceptions;   // in the order of the file
  std::vector<CommandOption> options;  // in the order of the file; whether there are such is for the commands to say

  /// Whom the owner of a resource trusts at `at`: parties whose trust has expired by then are left out. `owner` itself
  /// is left empty. Costs a copy of what is left.
  policy::TrustConfig TrustAt(Instant at) const;

  /// The name of an account of the organization; empty when it has none or is none. O(accounts).
  std::string_view AccountName(std::string_view id) const;
};

struct ParsedConfig {
  Config config;
  Diagnostics diagnostics;  // with an error the configuration is not to be used
};

/// Reads any text; what is wrong with it is said in the order of the text. `file` is for messages, `commands` are the
/// names of tables of options. O(text).
ParsedConfig ParseConfig(std::string_view text, const std::string& file, const std::vector<std::string>& commands = {});

/// The nearest crosstrail.toml from `directory` upward, as an absolute path without symbolic links in its directories;
/// nullopt: there is none. Whether it can be read is not asked.
std::optional<std::filesystem::path> FindConfig(const std::filesystem::path& directory);

}  // namespace crosstrail::config
