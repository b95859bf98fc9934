#include "input/record_scan.h"

#include <bit>
#include <cstring>

#include "input/envelopes.h"

namespace crosstrail {
namespace {

constexpr std::uint64_t Prefix(const char (&text)[9]) {
  std::uint64_t word = 0;
  for (int i = 0; i < 8; ++i) {
    word |= static_cast<std::uint64_t>(static_cast<unsigned char>(text[i])) << (8 * i);
  }
  return word;
}

std::uint64_t Load8(const char* at) {
  std::uint64_t word = 0;
  std::memcpy(&word, at, sizeof word);
  if constexpr (std::endian::native == std::endian::big) word = __builtin_bswap64(word);
  return word;
}

// Whether one of the eight bytes is a backslash (exact: no carry can cross from a zero byte to a lower one unnoticed).
bool HasBackslash(std::uint64_t word) {
  const std::uint64_t x = word ^ 0x5c5c5c5c5c5c5c5cULL;
  return ((x - 0x0101010101010101ULL) & ~x & 0x8080808080808080ULL) != 0;
}

constexpr std::size_t kNotRouting = kRoutingFields;
constexpr std::size_t kSuspicious = kRoutingFields + 1;
constexpr std::size_t kRequestParameters = kRoutingFields + 2;
constexpr std::size_t kUserIdentity = kRoutingFields + 3;

std::size_t Confirm(const char* key, std::string_view rest, std::size_t field) {
  // The key begins with the first eight characters of a routing field but may go on differently: written with escapes
  // later on, perhaps.
  return std::string_view(key + 8, rest.size()) == rest ? field : kSuspicious;
}

std::size_t Confirm(const char* key, std::string_view rest, RoutingField field) {
  return Confirm(key, rest, static_cast<std::size_t>(field));
}

// The routing field that the key starting at `key` (behind its quote) names. A name written with a \u escape either
// shows the backslash in its first eight bytes, or starts like a routing field and goes on unlike one.
std::size_t Classify(const char* key) {
  const std::uint64_t word = Load8(key);
  switch (word) {
    case Prefix("eventID\""):
      return static_cast<std::size_t>(RoutingField::kEventId);
    case Prefix("eventTim"):
      return Confirm(key, "e\"", RoutingField::kEventTime);
    case Prefix("eventSou"):
      return Confirm(key, "rce\"", RoutingField::kEventSource);
    case Prefix("eventNam"):
      return Confirm(key, "e\"", RoutingField::kEventName);
    case Prefix("eventCat"):
      return Confirm(key, "egory\"", RoutingField::kEventCategory);
    case Prefix("awsRegio"):
      return Confirm(key, "n\"", RoutingField::kAwsRegion);
    case Prefix("recipien"):
      return Confirm(key, "tAccountId\"", RoutingField::kRecipientAccountId);
    case Prefix("requestP"):
      return Confirm(key, "arameters\"", kRequestParameters);
    case Prefix("userIden"):
      return Confirm(key, "tity\"", kUserIdentity);
    default:
      return HasBackslash(word) ? kSuspicious : kNotRouting;
  }
}

// The raw text of the string that starts at `begin` (its quote) and whose next structural is at `next`.
std::string_view StringBetween(const char* data, std::uint32_t begin, std::uint32_t next) {
  std::size_t end = next;
  while (end > begin + 1 && IsJsonSpace(data[end - 1])) --end;
  if (end < std::size_t{begin} + 2 || data[end - 1] != '"') return {};
  return {data + begin + 1, end - begin - 2};
}

bool NamesRecord(const RecordScan& scan) {
  return !scan[RoutingField::kEventName].empty() && !scan[RoutingField::kEventSource].empty();
}

}  // namespace

bool MayHaveBackslash(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); i += 8) {
    if (HasBackslash(Load8(text.data() + i))) return true;
  }
  return false;
}

WalkResult ScanRecord(const StructuralText& text, std::size_t& at, bool find_container, int max_depth,
                      RecordScan& scan) {
  const std::uint32_t* const positions = text.positions.data();
  const std::size_t count = text.positions.size();
  const char* const data = text.data;
  for (std::string_view& value : scan.routing) value = {};
  scan.request_parameters = {};
  scan.user_identity = {};
  scan.suspicious = false;
  scan.container = 0;
  scan.begin = positions[at];
  std::size_t i = at + 1;
  if (i < count && data[positions[i]] == '}') {
    scan.end = positions[i] + std::size_t{1};
    at = i + 1;
    return WalkResult::kComplete;
  }
  while (i + 2 < count) {
    const std::uint32_t key = positions[i];
    if (data[key] != '"' || data[positions[i + 1]] != ':') return WalkResult::kMalformed;
    const std::size_t field = Classify(data + key + 1);
    std::size_t next = i + 2;
    const char first = data[positions[next]];
    if (first == '{' || first == '[') {
      if (find_container && MayBeContainer(data[key + 1]) && !NamesRecord(scan) &&
          IsContainer(StringBetween(data, key, positions[i + 1]), first)) {
        scan.container = next;
        return WalkResult::kComplete;
      }
      const WalkResult result = SkipValue(text, next, max_depth - 1);
      if (result != WalkResult::kComplete) return result;
      if (next >= count) return WalkResult::kIncomplete;
    } else {
      if (first == '}' || first == ']' || first == ',' || first == ':') return WalkResult::kMalformed;
      if (++next >= count) return WalkResult::kIncomplete;
    }
    if (field < kRoutingFields) {
      scan.routing[field] = first == '"' ? StringBetween(data, positions[i + 2], positions[next]) : std::string_view();
    } else if (field == kRequestParameters || field == kUserIdentity) {
      (field == kUserIdentity ? scan.user_identity : scan.request_parameters) = {
          data + positions[i + 2], positions[next] - std::size_t{positions[i + 2]}};
    } else if (field == kSuspicious) {
      scan.suspicious = true;
    }
    const char end = data[positions[next]];
    if (end == '}') {
      scan.end = positions[next] + std::size_t{1};
      at = next + 1;
      return WalkResult::kComplete;
    }
    if (end != ',') return WalkResult::kMalformed;
    i = next + 1;
  }
  return WalkResult::kIncomplete;
}

}  // namespace crosstrail
