#include "input/framer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "json/validate.h"

namespace crosstrail {
namespace {

constexpr std::size_t kWindow = std::size_t{1} << 20;   // bytes added to the window at a time
constexpr std::size_t kOverlap = std::size_t{4} << 10;  // kept while searching: a record may start in it
constexpr std::size_t kMaxLevels = 8;

std::string_view Explain(WalkResult result) {
  switch (result) {
    case WalkResult::kTooDeep:
      return "is nested deeper than 64 levels";
    case WalkResult::kIncomplete:
      return "is cut off: the text ends inside it";
    default:
      return "is not well-formed JSON";
  }
}

std::size_t FirstText(std::string_view text) {
  const std::size_t skip = text.starts_with("\xEF\xBB\xBF") ? 3 : 0;  // a byte order mark
  return std::min(text.find_first_not_of(" \t\r\n", skip), text.size());
}

}  // namespace

Framer::Framer(const InputLimits& limits) : limits_(limits), opener_(limits_) {}
Framer::~Framer() = default;

Framer::Content Framer::Frame(Decompressor& stream, const SourceObject& source, RecordHandler& handler) {
  Delivery delivery(limits_, source, handler);
  return Run(stream, delivery, 0);
}

// Reads until the window holds `want` bytes or the stream ends. False at the end.
bool Framer::Fill(Decompressor& stream, std::size_t want) {
  if (window_.size() < want + kJsonPadding) window_.resize(want + kJsonPadding);
  while (filled_ < want && !at_end_) {
    const Result<std::size_t> got = stream.Read({window_.data() + filled_, want - filled_});
    if (!got) {
      delivery_->ObjectProblem(got.error().message);
      at_end_ = true;
    } else {
      filled_ += *got;
      at_end_ = *got == 0;
    }
  }
  std::memset(window_.data() + filled_, 0, kJsonPadding);
  return !at_end_;
}

Framer::Content Framer::Run(Decompressor& stream, Delivery& delivery, int depth) {
  delivery_ = &delivery;
  depth_ = depth;
  filled_ = 0;
  at_end_ = searching_ = recovered_ = false;
  levels_.clear();
  finder_.Reset();

  Fill(stream, kWindow);
  std::size_t consumed = FirstText({window_.data(), filled_});
  if (consumed == filled_ && at_end_) return Content::kEmpty;
  if (window_[consumed] != '{' && window_[consumed] != '[') return Content::kNotJson;
  std::size_t want = kWindow;
  while (true) {
    filled_ -= consumed;
    std::memmove(window_.data(), window_.data() + consumed, filled_);
    // Nothing consumed means that one item is larger than the window: look at twice as much of it.
    want = consumed != 0 ? filled_ + kWindow : std::max(filled_ * 2, kWindow);
    Fill(stream, want);
    if (filled_ == 0) return Content::kJson;
    consumed = Window({window_.data(), filled_});
    if (consumed == 0 && (at_end_ || filled_ >= kEnvelopeBytes)) {
      delivery_->Broken(fmt::format("is longer than {} bytes, the most that is held at once", kEnvelopeBytes));
      consumed = Search({window_.data(), filled_}, 1);
    }
  }
}

// Walks the items of the window; the number of bytes that are done with.
std::size_t Framer::Window(std::string_view text) {
  if (searching_) {
    const std::size_t start = Search(text, 0);
    if (start != 0 || searching_) return start;
  }
  const StructuralText indexed = indexer_.Index(text, at_end_);
  std::size_t at = 0;
  while (at < indexed.positions.size()) {
    const Advance advance = Step(indexed, at);
    if (advance == Advance::kGoOn) continue;
    const std::size_t begin = indexed.positions[at];
    if (advance == Advance::kNeedMore) {
      if (!at_end_) return begin;
      why_broken_ = WalkResult::kIncomplete;
    }
    delivery_->Broken(std::string(Explain(why_broken_)));
    return Search(text, begin + 1);
  }
  return indexed.size;
}

// Looks for the next record from `from` on; the number of bytes before it, or all but a rest when there is none yet.
std::size_t Framer::Search(std::string_view text, std::size_t from) {
  const auto found = finder_.Find(text, from, at_end_);
  recovered_ = true;
  searching_ = !found || !found->certain;
  if (found) return found->at;
  if (finder_.exhausted()) {
    delivery_->ObjectProblem("is too damaged to go on searching; the rest of it was not read");
    at_end_ = true;
  }
  if (at_end_) return text.size();
  return std::max(from, text.size() > kOverlap ? text.size() - kOverlap : from);
}

Framer::Advance Framer::Step(const StructuralText& text, std::size_t& at) {
  if (levels_.empty()) return StepTop(text, at);
  return levels_.back() == Level::kArray ? StepArray(text, at) : StepObject(text, at);
}

Framer::Advance Framer::StepTop(const StructuralText& text, std::size_t& at) {
  const char c = text.data[text.positions[at]];
  if (c == '{') return Item(text, at, true);
  if (c == '[') {
    levels_.push_back(Level::kArray);
    ++at;
    return Advance::kGoOn;
  }
  if (recovered_ && (c == ',' || c == ']' || c == '}')) {
    ++at;
    return Advance::kGoOn;
  }
  why_broken_ = WalkResult::kMalformed;
  return Advance::kBroken;
}

Framer::Advance Framer::StepArray(const StructuralText& text, std::size_t& at) {
  const char c = text.data[text.positions[at]];
  if (c == '{') return Item(text, at, false);
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
  if (c == '}' || c == ':' || c == '[') {
    why_broken_ = WalkResult::kMalformed;
    return Advance::kBroken;
  }
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
  why_broken_ = WalkResult::kMalformed;
  if (c != '"') return Advance::kBroken;
  if (at + 2 >= text.positions.size()) return Advance::kNeedMore;
  const std::uint32_t key = text.positions[at];
  if (text.data[text.positions[at + 1]] != ':') return Advance::kBroken;
  const std::string_view name(text.data + key + 1, text.positions[at + 1] - key - 1);
  const std::size_t value = at + 2;
  const char first = text.data[text.positions[value]];
  if (IsContainer(name.substr(0, name.find('"')), first) && levels_.size() < kMaxLevels) {
    Enter(text, value, at);
    return Advance::kGoOn;
  }
  std::size_t next = value;
  why_broken_ = SkipValue(text, next, kMaxJsonDepth);
  if (why_broken_ == WalkResult::kIncomplete) return Advance::kNeedMore;
  if (why_broken_ != WalkResult::kComplete) return Advance::kBroken;
  at = next;
  return Advance::kGoOn;
}

void Framer::Enter(const StructuralText& text, std::size_t value, std::size_t& at) {
  levels_.push_back(text.data[text.positions[value]] == '[' ? Level::kArray : Level::kObject);
  at = value + 1;
}

Framer::Advance Framer::Item(const StructuralText& text, std::size_t& at, bool find_container) {
  RecordScan scan;
  std::size_t next = at;
  why_broken_ = ScanRecord(text, next, find_container, scan);
  if (why_broken_ == WalkResult::kIncomplete) return Advance::kNeedMore;
  if (why_broken_ != WalkResult::kComplete) return Advance::kBroken;
  if (scan.container != 0) {
    levels_.push_back(Level::kObject);
    Enter(text, scan.container, at);
    return Advance::kGoOn;
  }
  Deliver(text, at, scan);
  at = next;
  return Advance::kGoOn;
}

void Framer::Deliver(const StructuralText& text, std::size_t at, const RecordScan& scan) {
  const std::string_view item(text.data + scan.begin, scan.end - scan.begin);
  if (text.tainted) {
    if (!IsValidUtf8(item)) return Repair(item);
    if (const Status status = strict_.Parse(item); !status) {
      return delivery_->Broken("is not well-formed JSON: " + status.error().message);
    }
  }
  if (!DeliverFast(text, scan)) opener_.Open(text, at, *delivery_, depth_);
}

// Delivers a plain record without looking at more than its routing fields; false when it may be something else.
bool Framer::DeliverFast(const StructuralText& text, const RecordScan& scan) {
  const std::string_view provider = scan[RoutingField::kEventSource];
  const std::string_view action = scan[RoutingField::kEventName];
  const std::string_view event_id = scan[RoutingField::kEventId];
  const std::string_view time = scan[RoutingField::kEventTime];
  const std::string_view category = scan[RoutingField::kEventCategory];
  const auto escaped = [](std::string_view value) { return value.find('\\') != std::string_view::npos; };
  if (scan.suspicious || provider.empty() || action.empty() || event_id.empty() || time.empty()) return false;
  if (escaped(provider) || escaped(action) || escaped(event_id) || provider.starts_with("aws:")) return false;
  if (!category.empty() && category != "Management" && category != "Data" && category != "NetworkActivity")
    return false;
  Record record;
  record.json = {text.data + scan.begin, scan.end - scan.begin};
  record.provider = provider;
  record.action = action;
  record.event_id = event_id;
  record.account = scan[RoutingField::kRecipientAccountId];
  record.region = scan[RoutingField::kAwsRegion];
  delivery_->Deliver(record, time);
  return true;
}

// Bytes that are not UTF-8 must not hide a record: it is read with U+FFFD in their place, and the damage is reported.
void Framer::Repair(std::string_view item) {
  if (depth_ > 0) return delivery_->Broken("is not valid UTF-8");
  delivery_->ObjectProblem("holds bytes that are not UTF-8; they were read as U+FFFD");
  opener_.OpenNested(ToValidUtf8(item), *delivery_, depth_ + 1);
}

}  // namespace crosstrail
