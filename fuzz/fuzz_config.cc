// Any text as crosstrail.toml: what is read without an error is whole, and what is wrong points into the text.
#include <algorithm>
#include <string>

#include "config/config.h"
#include "fuzz/require.h"

namespace crosstrail::config {
namespace {

void CheckConfig(const Config& config, std::size_t lines) {
  for (const OwnAccount& account : config.accounts) {
    CROSSTRAIL_REQUIRE(account.id.size() == 12 && config.AccountName(account.id) == account.name);
  }
  for (const TrustedParty& party : config.trusted) CROSSTRAIL_REQUIRE(!party.id.empty() && !party.reason.empty());
  std::size_t line = 1;
  for (const Exception& exception : config.exceptions) {
    CROSSTRAIL_REQUIRE(!exception.rule.empty() && !exception.reason.empty() && !exception.fields.empty());
    for (const FieldTest& test : exception.fields) CROSSTRAIL_REQUIRE(!test.field.empty() && !test.values.empty());
    CROSSTRAIL_REQUIRE(exception.line >= line && exception.line <= lines);
    line = exception.line;
  }
}

// Every party is trusted until its trust expires, and not from then on.
void CheckTrust(const Config& config) {
  const auto size = [&](Instant at) {
    const policy::TrustConfig trust = config.TrustAt(at);
    return trust.trusted.size() + trust.principals.size() + trust.services.size() + trust.networks.size() +
           trust.networks_text.size();
  };
  const auto expired = [](Instant at) {
    return [at](const TrustedParty& party) { return party.expires && *party.expires <= at; };
  };
  for (const Instant at : {kMinInstant, Instant{0}, kMaxInstant}) {
    const auto gone = static_cast<std::size_t>(std::ranges::count_if(config.trusted, expired(at)));
    CROSSTRAIL_REQUIRE(size(at) == config.trusted.size() - gone);
  }
}

}  // namespace
}  // namespace crosstrail::config

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const config::ParsedConfig parsed = config::ParseConfig(text, "crosstrail.toml");
  for (const Diagnostic& diagnostic : parsed.diagnostics) {
    CROSSTRAIL_REQUIRE(diagnostic.column <= diagnostic.source_line.size() + 2);  // a line end and its '\r'
    CROSSTRAIL_REQUIRE(!diagnostic.hint.empty());
    CROSSTRAIL_REQUIRE(Render(diagnostic, false).ends_with('\n'));
  }
  if (HasErrors(parsed.diagnostics)) return 0;
  config::CheckConfig(parsed.config, static_cast<std::size_t>(std::ranges::count(text, '\n')) + 1);
  config::CheckTrust(parsed.config);
  return 0;
}
