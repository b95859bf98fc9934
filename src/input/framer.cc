#include "input/framer.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "json/utf8_check.h"

namespace crosstrail {
namespace {

constexpr std::size_t kOverlap = std::size_t{4} << 10;         // kept while searching: a record may start in it
constexpr std::size_t kRecoveryWindow = std::size_t{8} << 10;  // looked at behind damage: there may soon be more
constexpr std::size_t kMaxLevels = 8;

// Positions have 32 bits, and the window doubles before it gives up.
constexpr std::uint64_t kMostHeld = std::uint64_t{1} << 30;

std::string Explain(WalkResult result, int json_depth) {
  switch (result) {
    case WalkResult::kTooDeep:
      return fmt::format("is nested deeper than {} levels", json_depth);
    case WalkResult::kIncomplete:
      return "is cut off: the text ends inside it";
    default:
      return "is not well-formed JSON";
  }
}

}  // namespace

Framer::Framer(const InputLimits& limits, std::size_t window)
    : limits_(limits),
      window_size_(window),
      most_held_(static_cast<std::size_t>(
          std::clamp(limits.record_bytes, kEnvelopeBytes, std::max(kEnvelopeBytes, kMostHeld)))),
      window_(window),
      finder_(limits.json_depth),
      opener_(limits, window) {}
Framer::~Framer() = default;

Framer::Content Framer::Frame(Decompressor& stream, const SourceObject& source, RecordHandler& handler, bool expected) {
  Delivery delivery(limits_, source, handler);
  return Run(stream, delivery, 0, expected);
}

Framer::Content Framer::Run(Decompressor& stream, Delivery& delivery, int depth, bool expected) {
  delivery_ = &delivery;
  depth_ = depth;
  searching_ = recovered_ = failed_ = false;
  levels_.clear();
  finder_.Reset();
  window_.Reset(stream);
  look_ = window_size_;
  if (const Content content = Begin(expected); content != Content::kJson) return content;
  while (true) {
    const std::string_view text = Look();
    if (text.empty()) break;
    const std::size_t consumed = Walk(text);
    if (consumed != 0) {
      GoOn(consumed);
    } else if (complete_ || look_ >= most_held_) {
      GiveUp(text);
    } else {
      look_ *= 2;  // one item is larger than what was looked at
    }
  }
  if (!levels_.empty() && !recovered_ && !failed_) {
    delivery_->ObjectProblem("is cut off: it ends inside a list of records");
  }
  return Content::kJson;
}

// Passes over a byte order mark and white space, and looks whether JSON begins behind them.
Framer::Content Framer::Begin(bool expected) {
  std::string_view text = Look();
  if (text.starts_with("\xEF\xBB\xBF")) window_.Consume(3);
  while (true) {
    text = Look();
    const std::size_t blank = std::min(text.find_first_not_of(" \t\r\n"), text.size());
    window_.Consume(blank);
    if (blank < text.size()) break;
    if (complete_) return failed_ ? Content::kJson : Content::kEmpty;
  }
  text = Look();
  if (text.front() == '{' || text.front() == '[') return Content::kJson;
  look_ = kWindow;
  text = Look();
  const auto found = expected ? finder_.Find(text, 1, window_.previous(), complete_) : std::nullopt;
  if (!found) return Content::kNotJson;
  delivery_->Broken("does not begin like JSON; what comes before the next record was not read");
  searching_ = !found->certain;
  recovered_ = true;
  window_.Consume(found->at);
  look_ = window_size_;
  return Content::kJson;
}

std::string_view Framer::Look() {
  if (const Status status = window_.Fill(look_); !status) {
    failed_ = true;
    delivery_->ObjectProblem(status.error().message);
  }
  const std::string_view text = window_.Text(look_);
  complete_ = window_.at_end() && text.size() == window_.size();
  return text;
}

void Framer::GoOn(std::size_t consumed) {
  window_.Consume(consumed);
  finder_.Earn(consumed);
  look_ = std::min(look_ * 2, window_size_);
}

// The item at the start of `text` does not end within what may be held.
void Framer::GiveUp(std::string_view text) {
  if (!searching_) {
    delivery_->Broken(fmt::format("is longer than {} bytes, the most that is held at once", most_held_));
  }
  finder_.Charge(2 * text.size());
  GoOn(Search(text, 1));
}

// Walks the items of the text; the number of bytes that are done with.
std::size_t Framer::Walk(std::string_view text) {
  if (searching_) {
    const std::size_t start = Search(text, 0);
    if (start != 0 || searching_) return start;
  }
  const StructuralText indexed = indexer_.Index(text, complete_);
  const auto& positions = indexed.positions;
  std::size_t at = 0;
  while (at < positions.size()) {
    const Advance advance = Step(indexed, at);
    if (advance == Advance::kGoOn) continue;
    const std::size_t begin = positions[at];
    if (advance == Advance::kNeedMore) {
      if (!complete_) return begin;
      Broken(WalkResult::kIncomplete);
    }
    delivery_->Broken(problem_);
    const std::size_t next = Search(text, begin + 1);
    if (searching_) return next;
    // Where the index has a bracket it is outside strings, so it holds good from there on.
    const auto resume = std::lower_bound(positions.begin(), positions.end(), next);
    if (resume == positions.end() || *resume != next) {
      finder_.Charge(std::min(text.size() - next, kRecoveryWindow));
      look_ = std::min(kRecoveryWindow, window_size_) / 2;  // GoOn doubles it
      return next;
    }
    at = static_cast<std::size_t>(resume - positions.begin());
  }
  return indexed.size;
}

// Looks for the next record from `from` on; the number of bytes before it, or all but a rest when there is none yet.
std::size_t Framer::Search(std::string_view text, std::size_t from) {
  const auto found = finder_.Find(text, from, window_.previous(), complete_);
  recovered_ = true;
  searching_ = !found || !found->certain;
  // A record stands in a list or by itself: whatever object the framer was inside of has ended unnoticed.
  while (!levels_.empty() && levels_.back() == Level::kObject) levels_.pop_back();
  if (found) return found->at;
  if (finder_.exhausted()) {
    delivery_->ObjectProblem("is too damaged to go on searching; the rest of it was not read");
    window_.Stop();
    complete_ = false;
    return 0;
  }
  if (complete_) return text.size();
  return std::max(from, text.size() > kOverlap ? text.size() - kOverlap : from);
}

Framer::Advance Framer::Broken(WalkResult why) {
  problem_ = Explain(why, limits_.json_depth);
  return Advance::kBroken;
}

Framer::Advance Framer::Step(const StructuralText& text, std::size_t& at) {
  if (levels_.empty()) return StepTop(text, at);
  return levels_.back() == Level::kArray ? StepArray(text, at) : StepObject(text, at);
}

Framer::Advance Framer::StepTop(const StructuralText& text, std::size_t& at) {
  const char c = text.data[text.positions[at]];
  if (c == '{') return Item(text, at);
  if (c == '[') {
    levels_.push_back(Level::kArray);
    ++at;
    return Advance::kGoOn;
  }
  if (recovered_ && (c == ',' || c == ']' || c == '}')) {
    ++at;
    return Advance::kGoOn;
  }
  return Broken(WalkResult::kMalformed);
}

Framer::Advance Framer::StepArray(const StructuralText& text, std::size_t& at) {
  const char c = text.data[text.positions[at]];
  if (c == '{') return Item(text, at);
  if (c == ',' || c == ']') {
    if (c == ']') levels_.pop_back();
    ++at;
    return Advance::kGoOn;
  }
  if (c == '[' && levels_.size() < kMaxLevels) {
    levels_.push_back(Level::kArray);
    ++at;
    return Advance::kGoOn;
  }
  if (c == '}' && recovered_) {
    ++at;
    return Advance::kGoOn;
  }
  if (c == '}' || c == ':' || c == '[') return Broken(WalkResult::kMalformed);
  delivery_->Broken("is not a JSON object");
  ++at;
  return Advance::kGoOn;
}

Framer::Advance Framer::StepObject(const StructuralText& text, std::size_t& at) {
  const char c = text.data[text.positions[at]];
  if (c == ',' || c == '}') {
    if (c == '}') levels_.pop_back();
    ++at;
    return Advance::kGoOn;
  }
  if (c != '"') return Broken(WalkResult::kMalformed);
  if (at + 2 >= text.positions.size()) return Advance::kNeedMore;
  const std::uint32_t key = text.positions[at];
  if (text.data[text.positions[at + 1]] != ':') return Broken(WalkResult::kMalformed);
  std::string_view name(text.data + key + 1, text.positions[at + 1] - key - 1);
  name = name.substr(0, name.find('"'));
  const std::size_t value = at + 2;
  const char first = text.data[text.positions[value]];
  if (IsContainer(name, first) && levels_.size() < kMaxLevels) {
    levels_.push_back(first == '[' ? Level::kArray : Level::kObject);
    at = value + 1;
    return Advance::kGoOn;
  }
  std::size_t next = value;
  const WalkResult result = SkipValue(text, next, limits_.json_depth);
  if (result == WalkResult::kIncomplete) return Advance::kNeedMore;
  if (result != WalkResult::kComplete) return Broken(result);
  NoteEnvelopeMember(name);
  at = next;
  return Advance::kGoOn;
}

// An object that holds a list of records is an envelope. Its other members are not looked at, so that nothing must be
// able to hide there.
void Framer::NoteEnvelopeMember(std::string_view raw_key) {
  if (has_action_ && has_provider_) return;
  has_action_ = has_action_ || KeyEquals(raw_key, "eventName");
  has_provider_ = has_provider_ || KeyEquals(raw_key, "eventSource");
  if (has_action_ && has_provider_) {
    delivery_->Broken("holds a list of records and the members of a record; only the list was read");
  }
}

Framer::Advance Framer::Item(const StructuralText& text, std::size_t& at) {
  RecordScan& scan = scan_;
  std::size_t next = at;
  const WalkResult result = ScanRecord(text, next, /*find_container=*/true, limits_.json_depth, scan);
  if (result == WalkResult::kIncomplete) return Advance::kNeedMore;
  if (result == WalkResult::kTooDeep) return PassOver(text, at);
  if (result != WalkResult::kComplete) return Broken(result);
  if (scan.container != 0) {
    has_action_ = !scan[RoutingField::kEventName].empty();
    has_provider_ = !scan[RoutingField::kEventSource].empty();
    if (levels_.size() + 2 > kMaxLevels) {  // one cut-off document after another: their ends will not come
      levels_.clear();
      recovered_ = true;
      delivery_->ObjectProblem("holds lists of records that do not end: it was cut off in several places");
    }
    levels_.push_back(Level::kObject);
    levels_.push_back(text.data[text.positions[scan.container]] == '[' ? Level::kArray : Level::kObject);
    at = scan.container + 1;
    return Advance::kGoOn;
  }
  const Advance advance = Deliver(text, at, scan);
  if (advance == Advance::kGoOn) at = next;
  return advance;
}

// An item that is nested too deep. It is well-formed otherwise, so its end is where its brackets close: what it holds
// must not be taken for records.
Framer::Advance Framer::PassOver(const StructuralText& text, std::size_t& at) {
  std::size_t depth = 0;
  for (std::size_t i = at; i < text.positions.size(); ++i) {
    const char c = text.data[text.positions[i]];
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) {
      delivery_->Broken(Explain(WalkResult::kTooDeep, limits_.json_depth));
      at = i + 1;
      return Advance::kGoOn;
    }
  }
  return Advance::kNeedMore;
}

Framer::Advance Framer::Deliver(const StructuralText& text, std::size_t at, const RecordScan& scan) {
  const std::string_view item(text.data + scan.begin, scan.end - scan.begin);
  if (text.tainted) {
    if (!IsValidUtf8(item)) return DeliverDamaged(item);
    if (item.size() > std::max(limits_.record_bytes, std::uint64_t{kWindow})) {
      problem_ = "lies next to damage and is too long to be checked";
      return Advance::kBroken;
    }
    if (const Status status = tree_.Parse(item); !status) {
      problem_ = "is not well-formed JSON: " + status.error().message;
      return Advance::kBroken;
    }
  }
  if (!DeliverFast(text, scan)) opener_.Open(text, at, *delivery_, depth_);
  return Advance::kGoOn;
}

// Bytes that are not UTF-8 must not hide a record: it is read with U+FFFD in their place, and the damage is reported.
Framer::Advance Framer::DeliverDamaged(std::string_view item) {
  if (item.size() > limits_.record_bytes) {
    problem_ = "is not valid UTF-8 and too long to be repaired";
    return Advance::kBroken;
  }
  delivery_->ObjectProblem("holds bytes that are not UTF-8; they were read as U+FFFD");
  opener_.OpenNested(ToValidUtf8(item), *delivery_, depth_ + 1);
  return Advance::kGoOn;
}

// Delivers a plain record without looking at more than its routing fields; false when it may be something else.
bool Framer::DeliverFast(const StructuralText& text, const RecordScan& scan) {
  const std::string_view provider = scan[RoutingField::kEventSource];
  const std::string_view action = scan[RoutingField::kEventName];
  const std::string_view event_id = scan[RoutingField::kEventId];
  const std::string_view time = scan[RoutingField::kEventTime];
  const std::string_view category = scan[RoutingField::kEventCategory];
  if (scan.suspicious || provider.empty() || action.empty() || event_id.empty() || time.empty()) return false;
  if (provider.starts_with("aws:")) return false;
  if (!category.empty() && category != "Management" && category != "Data" && category != "NetworkActivity")
    return false;
  if (std::ranges::any_of(scan.routing, MayHaveBackslash)) return false;
  Record record{.json = {text.data + scan.begin, scan.end - scan.begin},
                .provider = provider,
                .action = action,
                .event_id = event_id,
                .account = scan[RoutingField::kRecipientAccountId],
                .region = scan[RoutingField::kAwsRegion],
                .request_parameters = scan.request_parameters,
                .user_identity = scan.user_identity};
  delivery_->Deliver(record, time);
  return true;
}

}  // namespace crosstrail
