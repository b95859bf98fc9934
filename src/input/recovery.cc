#include "input/recovery.h"

#include <algorithm>
#include <array>

#include "input/envelopes.h"

namespace crosstrail {
namespace {

constexpr std::uint64_t kBudget = std::uint64_t{256} << 20;
constexpr std::uint64_t kBudgetPerByte = 64;
constexpr std::size_t kFirstProbe = std::size_t{1} << 10;
constexpr std::size_t kLongestProbe = std::size_t{4} << 20;

// First keys of a record or envelope. Nested objects of a record do not start with any of them.
constexpr std::array<std::string_view, 24> kFirstKeys{
    "eventVersion",     "userIdentity",    "eventTime",     "eventSource",        "eventName",
    "awsRegion",        "eventID",         "apiVersion",    "sourceIPAddress",    "requestParameters",
    "responseElements", "eventType",       "eventCategory", "managementEvent",    "readOnly",
    "requestID",        "errorCode",       "errorMessage",  "recipientAccountId", "additionalEventData",
    "detail",           "CloudTrailEvent", "_source",       "@timestamp"};

// Whether the '{' at `at` may start a record: a known first key behind it, or the start of a line before it.
bool IsCandidate(std::string_view text, std::size_t at, char previous) {
  std::size_t quote = at + 1;
  while (quote < text.size() && IsJsonSpace(text[quote])) ++quote;
  if (quote >= text.size() || text[quote] != '"') return false;
  if ((at == 0 ? previous : text[at - 1]) == '\n') return true;
  const std::string_view rest = text.substr(quote + 1, 32);
  const std::string_view key = rest.substr(0, rest.find('"'));
  return std::find(kFirstKeys.begin(), kFirstKeys.end(), key) != kFirstKeys.end();
}

}  // namespace

void RecordFinder::Reset() { budget_ = kBudget; }

void RecordFinder::Earn(std::size_t bytes) { budget_ += exhausted() ? 0 : kBudgetPerByte * bytes; }

void RecordFinder::Charge(std::size_t bytes) { budget_ -= std::min<std::uint64_t>(budget_, bytes); }

// What leads to a record is not charged: it is at most some ten times the record, which is then done with.
RecordFinder::Verdict RecordFinder::Probe(std::string_view text, bool complete) {
  std::size_t looked_at = 0;
  for (std::size_t size = kFirstProbe;; size *= 8) {
    const std::string_view part = text.substr(0, size);
    const bool whole = part.size() == text.size();
    looked_at += part.size();
    const StructuralText indexed = indexer_.Index(part, whole && complete);
    std::size_t at = 0;
    const WalkResult result =
        indexed.positions.empty() ? WalkResult::kIncomplete : ReadMembers(indexed, at, json_depth_, members_);
    if (result == WalkResult::kComplete && Classify(members_).kind != Disposition::Kind::kUnrecognised) {
      return Verdict::kYes;
    }
    if (result == WalkResult::kIncomplete && whole && !complete) return Verdict::kRunsOut;
    if (result != WalkResult::kIncomplete || whole || size >= kLongestProbe) {
      Charge(looked_at);
      return Verdict::kNo;
    }
  }
}

std::optional<RecordFinder::Found> RecordFinder::Find(std::string_view text, std::size_t from, char previous,
                                                      bool complete) {
  for (std::size_t at = text.find('{', from); at != std::string_view::npos; at = text.find('{', at + 1)) {
    if (!IsCandidate(text, at, previous)) continue;
    if (exhausted()) return std::nullopt;
    const Verdict verdict = Probe(text.substr(at), complete);
    if (verdict != Verdict::kNo) return Found{at, verdict == Verdict::kYes};
  }
  return std::nullopt;
}

}  // namespace crosstrail
