#include "input/recovery.h"

#include <algorithm>
#include <array>

#include "input/envelopes.h"

namespace crosstrail {
namespace {

constexpr std::uint64_t kBudget = std::uint64_t{256} << 20;
constexpr std::size_t kFirstProbe = std::size_t{16} << 10;
constexpr std::size_t kLongestProbe = std::size_t{1} << 20;

// First keys of a record or envelope. Nested objects of a record do not start with any of them.
constexpr std::array<std::string_view, 24> kFirstKeys{
    "eventVersion",     "userIdentity",    "eventTime",     "eventSource",        "eventName",
    "awsRegion",        "eventID",         "apiVersion",    "sourceIPAddress",    "requestParameters",
    "responseElements", "eventType",       "eventCategory", "managementEvent",    "readOnly",
    "requestID",        "errorCode",       "errorMessage",  "recipientAccountId", "additionalEventData",
    "detail",           "CloudTrailEvent", "_source",       "@timestamp"};

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

// Whether the '{' at `at` may start a record: a known first key behind it, or the start of a line before it.
bool IsCandidate(std::string_view text, std::size_t at) {
  std::size_t quote = at + 1;
  while (quote < text.size() && IsSpace(text[quote])) ++quote;
  if (quote >= text.size() || text[quote] != '"') return false;
  if (at == 0 || text[at - 1] == '\n') return true;
  const std::string_view rest = text.substr(quote + 1, 32);
  const std::string_view key = rest.substr(0, rest.find('"'));
  return std::find(kFirstKeys.begin(), kFirstKeys.end(), key) != kFirstKeys.end();
}

}  // namespace

void RecordFinder::Reset() { budget_ = kBudget; }

RecordFinder::Verdict RecordFinder::Probe(std::string_view text, bool complete) {
  for (std::size_t size = kFirstProbe;; size *= 8) {
    const std::string_view part = text.substr(0, size);
    const bool whole = part.size() == text.size();
    budget_ -= std::min<std::uint64_t>(budget_, part.size());
    const StructuralText indexed = indexer_.Index(part, whole && complete);
    std::size_t at = 0;
    const WalkResult result =
        indexed.positions.empty() ? WalkResult::kIncomplete : ReadMembers(indexed, at, kMaxJsonDepth, members_);
    if (result == WalkResult::kComplete) {
      const bool known = Classify(members_).kind != Disposition::Kind::kUnrecognised;
      return known ? Verdict::kYes : Verdict::kNo;
    }
    if (result != WalkResult::kIncomplete) return Verdict::kNo;
    if (whole) return complete ? Verdict::kNo : Verdict::kRunsOut;
    if (size >= kLongestProbe || budget_ == 0) return Verdict::kNo;
  }
}

std::optional<RecordFinder::Found> RecordFinder::Find(std::string_view text, std::size_t from, bool complete) {
  for (std::size_t at = text.find('{', from); at != std::string_view::npos; at = text.find('{', at + 1)) {
    if (!IsCandidate(text, at)) continue;
    if (budget_ == 0) return std::nullopt;
    const Verdict verdict = Probe(text.substr(at), complete);
    if (verdict != Verdict::kNo) return Found{at, verdict == Verdict::kYes};
  }
  return std::nullopt;
}

}  // namespace crosstrail
