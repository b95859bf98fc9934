// Reading bytes as one object, and making bytes to read.
#pragma once

#include <isa-l/igzip_lib.h>
#include <zstd.h>

#include <map>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "input/framer.h"

namespace crosstrail {

inline std::string Gzip(std::string_view bytes) {
  std::string out(bytes.size() + bytes.size() / 8 + 256, '\0');
  std::vector<std::uint8_t> level(ISAL_DEF_LVL1_DEFAULT);
  isal_zstream stream{};
  isal_deflate_stateless_init(&stream);
  stream.gzip_flag = IGZIP_GZIP;
  stream.level = 1;
  stream.level_buf = level.data();
  stream.level_buf_size = static_cast<std::uint32_t>(level.size());
  stream.end_of_stream = 1;
  std::string in(bytes);
  stream.next_in = reinterpret_cast<std::uint8_t*>(in.data());
  stream.avail_in = static_cast<std::uint32_t>(in.size());
  stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  stream.avail_out = static_cast<std::uint32_t>(out.size());
  if (isal_deflate_stateless(&stream) != COMP_OK) throw std::runtime_error("gzip");
  out.resize(stream.total_out);
  return out;
}

inline std::string Zstd(std::string_view bytes) {
  std::string out(ZSTD_compressBound(bytes.size()), '\0');
  out.resize(ZSTD_compress(out.data(), out.size(), bytes.data(), bytes.size(), 3));
  return out;
}

/// Everything a handler was told, and whether what it was shown keeps its promises.
struct Reading : RecordHandler {
  struct Seen {
    std::string json, provider, action, event_id, account, region;
    RecordForm form;
    bool has_time;
    Instant time;
    std::uint64_t index;
    bool operator==(const Seen&) const = default;
  };
  std::vector<Seen> records;
  std::map<SkipReason, int> skips;
  std::vector<std::pair<std::optional<std::uint64_t>, std::string>> problems;
  Framer::Content content = Framer::Content::kEmpty;
  std::uint64_t bytes_out = 0;

  void OnRecord(const Record& r) override {
    records.push_back({std::string(r.json), std::string(r.provider), std::string(r.action), std::string(r.event_id),
                       std::string(r.account), std::string(r.region), r.form, r.has_time, r.time, r.index});
  }
  void OnSkip(SkipReason reason) override { ++skips[reason]; }
  void OnProblem(std::optional<std::uint64_t> record, std::string message) override {
    problems.emplace_back(record, std::move(message));
  }

  std::vector<std::string> Ids() const {
    std::vector<std::string> ids;
    for (const Seen& seen : records) ids.push_back(seen.event_id);
    return ids;
  }
  std::string Problems() const {
    std::string all;
    for (const auto& [record, message] : problems) all += message + "\n";
    return all;
  }
};

/// Hands out at most `step` bytes at a time.
class SlowSource : public ByteSource {
 public:
  SlowSource(std::string_view bytes, std::size_t step) : inner_(bytes), step_(step) {}
  Result<std::size_t> Read(std::span<char> buffer) override {
    return inner_.Read(buffer.first(std::min(step_, buffer.size())));
  }

 private:
  MemorySource inner_;
  std::size_t step_;
};

struct ReadingOptions {
  InputLimits limits;
  std::size_t window = Framer::kWindow;
  bool expected = true;
};

inline Reading Read(std::string_view bytes, const ReadingOptions& options = {}) {
  Framer framer(options.limits, options.window);
  Decompressor decompressor(options.limits);
  MemorySource source(bytes);
  decompressor.Open(source);
  const SourceObject object{"object", {}};
  Reading reading;
  reading.content = framer.Frame(decompressor, object, reading, options.expected);
  reading.bytes_out = decompressor.bytes_out();
  return reading;
}

/// A plain record with this eventID.
inline std::string PlainRecord(const std::string& id, const std::string& more = "") {
  return R"({"eventVersion":"1.08","userIdentity":{"type":"IAMUser","userName":"alice"},)"
         R"("eventTime":"2023-07-10T12:22:41Z","eventSource":"s3.amazonaws.com","eventName":"PutBucketPolicy",)"
         R"("awsRegion":"us-east-1","requestParameters":{"bucketName":"b","policy":[{"Effect":"Allow"},"x"]},)"
         R"("responseElements":null,"eventID":")" +
         id + R"(","recipientAccountId":"111122223333","readOnly":false)" + more + "}";
}

inline std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (const std::string& part : parts) joined += (joined.empty() ? "" : std::string(separator)) + part;
  return joined;
}

inline std::string S3Object(const std::vector<std::string>& records) {
  return R"({"Records":[)" + Join(records, ",") + "]}";
}

/// `text` as a JSON string.
inline std::string Quoted(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    if (c == '\n') {
      quoted += "\\n";
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

}  // namespace crosstrail
