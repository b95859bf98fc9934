#include "detect/exposure_stream.h"

#include <nlohmann/json.hpp>
#include <utility>

#include "detect/event_copy.h"

namespace crosstrail {
namespace {

using nlohmann::json;

json RecordJson(const KeptRecord& record) {
  return {{"record", record.json},
          {"form", static_cast<int>(record.form)},
          {"time", record.time},
          {"event_id", record.event_id},
          {"path", record.provenance.path},
          {"index", record.provenance.index},
          {"sha256", record.provenance.sha256}};
}

KeptRecord RecordOf(const json& saved) {
  KeptRecord record;
  record.json = saved.at("record").get<std::string>();
  record.form = saved.at("form").get<int>() == 0 ? RecordForm::kCloudTrail : RecordForm::kElastic;
  record.time = saved.at("time").get<Instant>();
  record.has_time = true;
  record.event_id = saved.at("event_id").get<std::string>();
  record.provenance = {saved.at("path").get<std::string>(), saved.at("index").get<std::uint64_t>(),
                       saved.at("sha256").get<std::string>()};
  record.json.reserve(record.json.size() + kJsonPadding);
  return record;
}

}  // namespace

Status ExposureStream::Take(const KeptRecord& kept, bool late) {
  const SourceObject source{kept.provenance.path, kept.provenance.sha256};
  Record record = AsRecord(kept);
  record.source = &source;
  record.event_id = kept.event_id;
  Event& event = teller_.event();
  if (Status opened = event.Open(record); !opened) return opened;
  const Result<SharingCall> call = ReadSharingCall(event);
  if (!call) return tl::unexpected<Error>(call.error());
  const exposure::Origin origin{
      .time = kept.time, .event_id = kept.event_id, .action = call->action, .actor = call->actor};
  const std::optional<exposure::Outcome> outcome = pass_.Track(*call, origin, late);
  if (!outcome || !teller_.IsWorthTelling(*outcome)) return {};
  std::vector<StepRef> hits;
  std::string added;
  return teller_.Tell(*outcome, origin, record, hits, added);
}

Status ExposureStream::Add(const Record& record) {
  KeptRecord kept = KeepRecord(record, EventIdOf(record));
  if (record.time < watermark_) {
    ++late_;
    return Take(kept, true);
  }
  std::pair place(record.time, kept.event_id);
  waiting_.emplace(std::move(place), std::move(kept));
  return record.time > kMinInstant + lateness_ ? AdvanceTo(record.time - lateness_) : Status();
}

Status ExposureStream::AdvanceTo(Instant watermark) {
  Status status;
  if (watermark <= watermark_) return status;
  watermark_ = watermark;
  while (!waiting_.empty() && waiting_.begin()->first.first < watermark_) {
    if (Status taken = Take(waiting_.begin()->second, false); !taken) status = std::move(taken);
    waiting_.erase(waiting_.begin());
  }
  return status;
}

Status ExposureStream::Finish() {
  Status status = AdvanceTo(kMaxInstant);
  pass_.Finish();
  return status;
}

std::string ExposureStream::Save() const {
  json head = {{"crosstrail_exposures", 1}, {"watermark", watermark_}, {"late", late_}};
  head["waiting"] = json::array();
  for (const auto& [place, record] : waiting_) head["waiting"].push_back(RecordJson(record));
  return head.dump() + "\n" + pass_.tracker().Save();
}

Status ExposureStream::Restore(std::string_view text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  try {
    const json head = json::parse(text.substr(0, end));
    if (head.at("crosstrail_exposures") != 1) {
      return Fail(ErrorCode::kMalformed, "the saved state of exposures is of another version");
    }
    watermark_ = head.at("watermark").get<Instant>();
    late_ = head.at("late").get<std::uint64_t>();
    waiting_.clear();
    for (const json& one : head.at("waiting")) {
      KeptRecord record = RecordOf(one);
      std::pair place(record.time, record.event_id);
      waiting_.emplace(std::move(place), std::move(record));
    }
  } catch (const json::exception& error) {
    return Fail(ErrorCode::kMalformed, std::string("the saved state of exposures cannot be read: ") + error.what());
  }
  text.remove_prefix(std::min(end + 1, text.size()));
  return pass_.tracker().Restore(text);
}

}  // namespace crosstrail
