#include "detect/precheck.h"

#include <algorithm>
#include <cstring>
#include <iterator>
#include <optional>
#include <utility>

#include "event/catalogue.h"
#include "query/expression.h"
#include "query/same.h"

namespace crosstrail {
namespace {

constexpr std::size_t kMostTexts = 32;
constexpr std::size_t kShortest = 4;
constexpr std::string_view kWholeRecord = "*";

// Whether a part of a value that reads so stands in the record as it is written, unless there is a backslash: numbers
// are printed otherwise than they are written.
bool IsVerbatim(std::string_view text) {
  return text.size() >= kShortest && text.find_first_not_of("0123456789.eE+-") != std::string_view::npos;
}

// Stands between the values in Java's text of a map.
bool IsOfMap(char c) { return std::string_view("={}[], ").find(c) != std::string_view::npos; }

// The longest run of characters that the pattern wants as they are; empty where none is long enough.
std::string LiteralOf(const Wildcard& pattern, bool of_map) {
  std::string best, run;
  const auto end_run = [&] {
    if (run.size() > best.size() && IsVerbatim(run)) best = run;
    run.clear();
  };
  const std::string text = pattern.Text();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool escaped = text[i] == '\\' && i + 1 < text.size();
    const char c = escaped ? text[++i] : text[i];
    if ((!escaped && (c == '*' || c == '?')) || (of_map && IsOfMap(c))) {
      end_run();
    } else {
      run += c;
    }
  }
  end_run();
  return best;
}

// Texts of which a value that passes the test has one in it; nullopt where nothing is known.
std::optional<std::vector<std::string>> TextsOf(const ValueTest& test, bool of_map) {
  std::vector<std::string> texts;
  if (const auto* const one_of = std::get_if<IsOneOf>(&test); one_of != nullptr && !one_of->ignore_case) {
    for (const std::string& text : one_of->texts) texts.push_back(LiteralOf(Wildcard::Prefix(text, false), of_map));
  } else if (const auto* const like = std::get_if<IsLike>(&test)) {
    for (const Wildcard& pattern : like->patterns) {
      texts.push_back(pattern.ignore_case() ? std::string() : LiteralOf(pattern, of_map));
    }
  }
  const auto is_useless = [](const std::string& text) { return text.empty(); };
  if (texts.empty() || texts.size() > kMostTexts || std::ranges::any_of(texts, is_useless)) return std::nullopt;
  return texts;
}

// Where in `text` its character stands that JSON has least of.
std::size_t RarestOf(std::string_view text) {
  // From the most frequent in records on; those that are not here are rarer.
  constexpr std::string_view kFrequent = "eaitnosrc\"mdl:0pu123,4/956-87.yhfgbvAIwRSkEPTCDNMLOUx_zGVBFW";
  std::size_t best = 0, rank = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const std::size_t at = std::min(kFrequent.find(text[i]), kFrequent.size());
    if (at > rank) {
      best = i;
      rank = at;
    }
  }
  return best;
}

std::uint32_t FirstFour(const char* text) {
  std::uint32_t four = 0;
  std::memcpy(&four, text, sizeof four);
  return four;
}

// memmem is far slower than memchr, and most records do not even have the rarest character. `part` has kShortest
// characters at least.
bool Contains(std::string_view text, std::string_view part, std::size_t rarest) {
  static_assert(kShortest == sizeof(std::uint32_t));
  if (text.size() < part.size()) return false;
  const std::uint32_t first = FirstFour(part.data());
  const char* at = text.data() + rarest;
  const char* const end = text.data() + text.size() - part.size() + rarest + 1;
  while (at < end) {
    at = static_cast<const char*>(std::memchr(at, part[rarest], static_cast<std::size_t>(end - at)));
    if (at == nullptr) return false;
    const char* const begin = at - rarest;
    if (FirstFour(begin) == first && std::memcmp(begin, part.data(), part.size()) == 0) return true;
    ++at;
  }
  return false;
}

constexpr std::string_view kRequestText = "aws.cloudtrail.request_parameters";
constexpr std::string_view kResponseText = "aws.cloudtrail.response_elements";
bool IsMapText(std::string_view name) { return name == kRequestText || name == kResponseText; }

// The member of a record that holds the field's values as they are; empty where they are computed.
std::string_view MemberOf(std::string_view name, const CatalogueField* row) {
  if (name == kRequestText) return "requestParameters";
  if (name == kResponseText) return "responseElements";
  if (row == nullptr || row->rule != nullptr) return {};
  if (row->type != FieldType::kKeyword && row->type != FieldType::kFlattened) return {};
  const std::string_view path = row->path.text();
  return path.substr(0, path.find('.'));
}

bool Passes(const std::vector<const ValueTest*>& tests, std::string_view text) {
  return std::ranges::all_of(tests, [&](const ValueTest* test) { return Test(*test, Scalar(text)) == Truth::kTrue; });
}

bool AllSame(const std::vector<const ValueTest*>& a, const std::vector<const ValueTest*>& b) {
  return std::ranges::equal(a, b, [](const ValueTest* one, const ValueTest* other) { return AreSame(*one, *other); });
}

bool HasEventTest(const Expression& expression) {
  if (const auto* const all = std::get_if<AllOf>(&expression.node)) {
    return std::ranges::any_of(all->children, HasEventTest);
  }
  if (const auto* const any = std::get_if<AnyOf>(&expression.node)) {
    return std::ranges::any_of(any->children, HasEventTest);
  }
  return std::holds_alternative<EventPasses>(expression.node);
}

bool MayPass(const Expression& expression, std::string_view record) {
  const auto may_pass = [&](const Expression& child) { return MayPass(child, record); };
  if (const auto* const all = std::get_if<AllOf>(&expression.node)) return std::ranges::all_of(all->children, may_pass);
  if (const auto* const any = std::get_if<AnyOf>(&expression.node)) return std::ranges::any_of(any->children, may_pass);
  const auto* const leaf = std::get_if<EventPasses>(&expression.node);
  return leaf == nullptr || leaf->test->MayPass(record);
}

// A member of the record, and texts of which one has to be in it.
struct FoundNeed {
  std::string_view member;
  std::vector<std::string> texts;
};

std::optional<FoundNeed> NeedOf(const Expression& expression, const FieldSet& fields) {
  if (const auto* const leaf = std::get_if<FieldMatches>(&expression.node)) {
    const std::string& name = fields.Name(leaf->field);
    const std::string_view member = MemberOf(name, fields.Definition(leaf->field));
    std::optional<std::vector<std::string>> texts = TextsOf(leaf->test, IsMapText(name));
    if (member.empty() || !texts) return std::nullopt;
    return FoundNeed{member, std::move(*texts)};
  }
  const auto* const any = std::get_if<AnyOf>(&expression.node);
  if (any == nullptr) return std::nullopt;
  std::optional<FoundNeed> joined;
  for (const Expression& child : any->children) {
    std::optional<FoundNeed> need = NeedOf(child, fields);
    if (!need) return std::nullopt;
    if (!joined) {
      joined = std::move(need);
    } else {
      if (joined->member != need->member) joined->member = kWholeRecord;
      std::ranges::move(need->texts, std::back_inserter(joined->texts));
    }
    if (joined->texts.size() > kMostTexts) return std::nullopt;
  }
  return joined;
}

}  // namespace

Precheck::Precheck(const Condition& condition, const FieldSet& fields, bool by_call) {
  const auto add = [&](const Expression& expression) {
    if (const auto* const leaf = std::get_if<FieldMatches>(&expression.node); leaf != nullptr && !by_call) {
      const std::string& name = fields.Name(leaf->field);
      if (name == "event.action") return of_action_.push_back(&leaf->test);
      if (name == "event.provider") return of_provider_.push_back(&leaf->test);
    }
    std::optional<FoundNeed> need = NeedOf(expression, fields);
    if (!need) return;
    const Part part = need->member == "requestParameters" ? Part::kRequestParameters
                      : need->member == "userIdentity"    ? Part::kUserIdentity
                                                          : Part::kRecord;
    Need& added = needs_.emplace_back();
    added.part = part;
    for (std::string& text : need->texts) {
      const std::size_t rarest = RarestOf(text);
      added.texts.push_back({std::move(text), rarest});
    }
  };
  if (const auto* const all = std::get_if<AllOf>(&condition.root().node)) {
    for (const Expression& child : all->children) add(child);
  } else {
    add(condition.root());
  }
  if (HasEventTest(condition.root())) tests_ = &condition.root();
  std::ranges::stable_sort(needs_, std::ranges::greater(), &Need::part);  // what costs least first
}

bool Precheck::operator==(const Precheck& other) const {
  return needs_ == other.needs_ && tests_ == other.tests_ && AllSame(of_action_, other.of_action_) &&
         AllSame(of_provider_, other.of_provider_);
}

bool Precheck::MayMatch(const Record& record) const {
  if (!Passes(of_action_, record.action) || !Passes(of_provider_, record.provider)) return false;
  for (const Need& need : needs_) {
    std::string_view text = need.part == Part::kRequestParameters ? record.request_parameters
                            : need.part == Part::kUserIdentity    ? record.user_identity
                                                                  : std::string_view();
    if (text.empty()) text = record.json;
    const auto stands_there = [&](const Text& part) { return Contains(text, part.text, part.rarest); };
    if (std::ranges::any_of(need.texts, stands_there)) continue;
    if (text.find('\\') == std::string_view::npos) return false;
  }
  if (tests_ != nullptr && record.json.find('\\') == std::string_view::npos) return MayPass(*tests_, record.json);
  return true;
}

}  // namespace crosstrail
