#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "cli/columns.h"
#include "cli/policy_report.h"
#include "cli/units.h"
#include "policy/describe.h"
#include "policy/repair.h"

namespace crosstrail::cli {
namespace {

using namespace policy;

constexpr std::size_t kCellWidth = 44;

std::string Listed(const std::vector<std::string>& items, std::string_view between) {
  return fmt::format("{}", fmt::join(items, between));
}

std::string LevelNames(const Grant& grant) {
  std::vector<std::string> names;
  for (const AccessLevel level : grant.access) {
    std::string name(Name(level));
    std::replace(name.begin(), name.end(), '_', ' ');
    names.push_back(std::move(name));
  }
  return Listed(names, ", ");
}

// What the table says a grant is on: resources in short.
std::string ShortResources(const Grant& grant) {
  if (grant.resources.size() == 1) return grant.resources.front();
  return fmt::format("{} and {} more", grant.resources.front(), grant.resources.size() - 1);
}

std::string OnlyIf(const Grant& grant, const Document& document) {
  std::string text = DescribeConditions(grant, document);
  if (grant.through_access_point) text = text.empty() ? "through the owner's access points" : text;
  if (!grant.narrowed_by.empty()) {
    text += fmt::format("{}not denied by {}", text.empty() ? "" : ", ",
                        Count(grant.narrowed_by.size(), "statement", "statements"));
  }
  return text.empty() ? "-" : text;
}

std::string Quoted(const ReadPolicy& read, std::size_t statement) {
  const Span span = read.parsed.document.statements[statement].span;
  std::string_view text = std::string_view(read.text).substr(span.begin, span.end - span.begin);
  std::size_t line = LineOfStatement(read, statement);
  std::string out;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    out += fmt::format("   {:>5} | {}\n", line++, Printable(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

// What anyone can do without credentials, any identity can do: nobody needs to read that twice.
bool IsImplied(const Grant& grant, const std::vector<Grant>& grants) {
  if (grant.who.kind != WhoKind::kAnyIdentity) return false;
  return std::any_of(grants.begin(), grants.end(), [&](const Grant& other) {
    return other.who.kind == WhoKind::kAnonymous && other.statements == grant.statements &&
           other.actions == grant.actions && other.resources == grant.resources && other.limits == grant.limits;
  });
}

std::string Details(const ReadPolicy& read, const Grant& grant, std::size_t number) {
  const Document& document = read.parsed.document;
  std::string out = fmt::format("{}. {}{}\n", number, Printable(DescribeWho(grant.who)),
                                grant.vendor.empty() ? "" : ": " + grant.vendor);
  const auto line = [&](std::string_view name, const std::string& value) {
    out += fmt::format("   {:<10} {}\n", name, Printable(value));
  };
  line("can", Listed(grant.actions, ", "));
  line("on", Listed(grant.resources, ", "));
  const std::string conditions = DescribeConditions(grant, document);
  if (!conditions.empty()) line("only if", conditions);
  std::vector<std::string> limits;
  limits.reserve(grant.limits.size());
  for (const Limit limit : grant.limits) limits.emplace_back(Name(limit));
  if (!limits.empty()) line("limited by", Listed(limits, ", "));
  line("trust", std::string(Name(grant.trust)));
  if (grant.witness) {
    const Request& request = *grant.witness;
    line("proof", fmt::format("{} may {} {}", DescribePrincipal(request.principal), request.action, request.resource));
    for (const auto& [key, values] : request.context) line("", fmt::format("with {} = {}", key, Listed(values, ", ")));
  }
  if (!grant.decided) line("", "not decided: the search was given up, and the access may be less than this");
  for (const std::size_t statement : grant.statements) {
    out += fmt::format("   allowed by statement {}\n{}", statement + 1, Quoted(read, statement));
  }
  for (const std::size_t statement : grant.narrowed_by) {
    out += fmt::format("   except as denied by statement {}\n{}", statement + 1, Quoted(read, statement));
  }
  return out;
}

}  // namespace

std::size_t LineOfStatement(const ReadPolicy& read, std::size_t statement) {
  return PositionOf(read.text, read.parsed.document.statements[statement].span.begin).line;
}

std::string GrantsText(const ReadPolicy& read, const std::vector<Grant>& grants) {
  if (grants.empty()) return {};
  Columns table;
  table.Add({"WHO", "CAN", "ON", "ONLY IF", "TRUST"});
  for (const Grant& grant : grants) {
    if (IsImplied(grant, grants)) continue;
    const auto cell = [](const std::string& text) { return Fit(Printable(text), kCellWidth); };
    table.Add({cell(DescribeWho(grant.who)), cell(LevelNames(grant)), cell(ShortResources(grant)),
               cell(OnlyIf(grant, read.parsed.document)), std::string(Name(grant.trust))});
  }
  std::string out = table.Text();
  std::size_t number = 0;
  for (const Grant& grant : grants) {
    if (!IsImplied(grant, grants)) out += "\n" + Details(read, grant, ++number);
  }
  return out;
}

std::string PolicyText(const ReadPolicy& read, const Analysis& analysis, bool color) {
  const bool bad = std::any_of(analysis.grants.begin(), analysis.grants.end(), IsExposure);
  const std::string_view paint = !color ? "" : bad ? "\x1b[1;31m" : "\x1b[1;32m";
  std::string out = fmt::format("{}: {}{}{}: {}\n", Printable(read.name), paint, Name(analysis.verdict),
                                color ? "\x1b[0m" : "", DescribeVerdict(analysis.verdict));
  const PublicStatus& status = analysis.public_status;
  out += fmt::format("S3 calls it {}", status.is_public ? "public" : "not public");
  if (status.statement) {
    out += fmt::format(": statement {}, {}", *status.statement + 1,
                       Printable(status.statements[*status.statement].reason));
  }
  out += "\n";
  if (!analysis.decided) out += "Not everything could be decided; what was not is listed as a grant and marked.\n";
  const std::string grants = GrantsText(read, analysis.grants);
  if (!grants.empty()) out += "\n" + grants;
  return out;
}

}  // namespace crosstrail::cli
