#include "input/opener.h"

#include <ranges>

#include "base/base64.h"
#include "input/decompress.h"
#include "input/framer.h"
#include "json/escape.h"

namespace crosstrail {
namespace {

// The value of a raw string; empty when it is none or holds a bad escape. A record whose provider or action is empty is
// shown to every rule, and opening it tells what is wrong with it.
std::string Decoded(std::string_view raw) {
  std::string text;
  const bool string = raw.size() >= 2 && raw.front() == '"' && raw.back() == '"';
  if (!string || !AppendUnescaped(raw.substr(1, raw.size() - 2), LoneSurrogate::kReplace, text)) return {};
  return text;
}

std::string StringMember(std::span<const Member> members, std::string_view name) {
  const Member* member = FindMember(members, name);
  return member == nullptr ? std::string() : Decoded(member->value);
}

// The string at an ECS path, whichever of its dots are nesting and which are part of a key. The last of duplicates.
std::optional<std::string> FindDotted(const StructuralText& text, std::span<const Member> members,
                                      std::string_view path, int depth) {
  for (const Member& member : std::views::reverse(members)) {
    if (KeyEquals(member.key, path)) return Decoded(member.value);
    if (depth == 0 || !member.value.starts_with('{')) continue;
    for (std::size_t dot = path.find('.'); dot != std::string_view::npos; dot = path.find('.', dot + 1)) {
      if (!KeyEquals(member.key, path.substr(0, dot))) continue;
      std::vector<Member> inner;
      std::size_t at = member.at;
      if (ReadMembers(text, at, kMaxJsonDepth, inner) != WalkResult::kComplete) break;
      if (auto found = FindDotted(text, inner, path.substr(dot + 1), depth - 1)) return found;
    }
  }
  return std::nullopt;
}

constexpr int kEcsDepth = 8;

}  // namespace

Opener::Opener(const InputLimits& limits, std::size_t window) : limits_(limits), window_(window) {}
Opener::~Opener() = default;

void Opener::Open(const StructuralText& text, std::size_t at, Delivery& delivery, int depth) {
  for (; depth <= kEnvelopeDepth; ++depth) {
    const std::size_t begin = text.positions[at];
    std::size_t end = at;
    if (ReadMembers(text, end, limits_.json_depth, members_) != WalkResult::kComplete) {
      delivery.Broken("is not well-formed JSON");
      return;
    }
    const std::string_view json(text.data + begin, text.positions[end - 1] + std::size_t{1} - begin);
    const Disposition what = Classify(members_);
    switch (what.kind) {
      case Disposition::Kind::kRecord:
        return DeliverCloudTrail(json, delivery);
      case Disposition::Kind::kElastic:
        return DeliverElastic(text, json, delivery);
      case Disposition::Kind::kSkip:
        return delivery.Skip(what.reason);
      case Disposition::Kind::kText:
      case Disposition::Kind::kBase64:
        return OpenString(what, delivery, depth + 1);
      case Disposition::Kind::kUnrecognised:
        if (depth > 0) return delivery.Skip(SkipReason::kOtherEvent);
        return delivery.Broken("is JSON, but neither a CloudTrail record nor an envelope of one");
      case Disposition::Kind::kObject:
        at = what.inner_at;
    }
  }
  delivery.Broken("is wrapped in more envelopes than are opened");
}

void Opener::OpenString(const Disposition& what, Delivery& delivery, int depth) {
  std::optional<std::string> inner = DecodeString(what.inner);
  if (!inner) return delivery.Broken("holds its record in a string with a bad escape");
  if (what.kind == Disposition::Kind::kBase64) {
    inner = DecodeBase64(*inner);
    if (!inner) return delivery.Broken("holds its records in a string that is not base64");
  }
  OpenNested(*inner, delivery, depth);
}

void Opener::OpenNested(std::string_view bytes, Delivery& delivery, int depth) {
  if (depth > kEnvelopeDepth) return delivery.Broken("is wrapped in more envelopes than are opened");
  if (!framer_) {
    framer_ = std::make_unique<Framer>(limits_, window_);
    decompressor_ = std::make_unique<Decompressor>(limits_);
  }
  MemorySource source(bytes);
  decompressor_->Open(source, delivery.expansion_left());
  if (framer_->Run(*decompressor_, delivery, depth, false) != Framer::Content::kJson) {
    delivery.Skip(SkipReason::kOtherEvent);
  }
  if (decompressor_->compression() != Compression::kNone) delivery.ChargeExpansion(decompressor_->bytes_out());
}

void Opener::DeliverCloudTrail(std::string_view json, Delivery& delivery) {
  const std::string provider = StringMember(members_, "eventSource");
  const std::string action = StringMember(members_, "eventName");
  const std::string event_id = StringMember(members_, "eventID");
  const std::string account = StringMember(members_, "recipientAccountId");
  const std::string region = StringMember(members_, "awsRegion");
  std::string time = StringMember(members_, "eventTime");
  if (time.empty()) time = StringMember(members_, "@timestamp");
  Record record;
  record.json = json;
  record.form = RecordForm::kCloudTrail;
  record.provider = provider;
  record.action = action;
  record.event_id = event_id;
  record.account = account;
  record.region = region;
  delivery.Deliver(record, time);
}

void Opener::DeliverElastic(const StructuralText& text, std::string_view json, Delivery& delivery) {
  const auto find = [&](std::string_view path) {
    return FindDotted(text, members_, path, kEcsDepth).value_or(std::string());
  };
  std::string dataset = find("data_stream.dataset");
  if (dataset.empty()) dataset = find("event.dataset");
  if (!dataset.empty() && dataset != "aws.cloudtrail") return delivery.Skip(SkipReason::kOtherEvent);
  const std::string provider = find("event.provider");
  const std::string action = find("event.action");
  const std::string event_id = find("event.id");
  std::string account = find("aws.cloudtrail.recipient_account_id");
  if (account.empty()) account = find("cloud.account.id");
  const std::string region = find("cloud.region");
  Record record;
  record.json = json;
  record.form = RecordForm::kElastic;
  record.provider = provider;
  record.action = action;
  record.event_id = event_id;
  record.account = account;
  record.region = region;
  delivery.Deliver(record, find("@timestamp"));
}

}  // namespace crosstrail
