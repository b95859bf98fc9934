#include "generate/object.h"

#include <isa-l/igzip_lib.h>

#include <algorithm>
#include <limits>

#include "generate/random.h"
#include "generate/scene.h"

namespace crosstrail::generate {
namespace {

constexpr std::size_t kLongestBurst = 10;
constexpr std::uint64_t kBurstSeconds = 20;

}  // namespace

std::string ObjectBuilder::Build(const ObjectPlan& object, const std::vector<std::string>& extra,
                                 std::vector<std::string>& again) {
  Scene scene(accounts_[object.account], options_.regions[object.region], object.begin, object.seed);
  // A stream of its own, so that planting and repeating events leaves all the others as they are.
  Random places(Derive(object.seed, 1));
  std::string json = R"({"Records":[)";
  std::size_t next_extra = 0;
  const auto length = static_cast<std::uint64_t>(object.end - object.begin);
  const Call* call = nullptr;
  std::uint32_t left_of_burst = 0;
  std::uint64_t burst_at = 0;
  for (std::uint64_t i = 0; i < object.events; ++i) {
    Random& random = scene.random();
    if (left_of_burst == 0) {
      scene.NextBurst();
      call = &mix_.Pick(random, scene.region());
      left_of_burst = 1 + static_cast<std::uint32_t>(ScaleSkewed(random.Next(), kLongestBurst));
      burst_at = random.Below(length);
    }
    --left_of_burst;
    const std::size_t start = json.size();
    const std::uint64_t at = std::min(length - 1, burst_at + random.Below(kBurstSeconds));
    MakeEvent(scene, *call, object.begin + static_cast<std::int64_t>(at), event_);
    AppendEvent(json, event_);
    if (places.Chance(options_.duplicates_permille)) again.push_back(json.substr(start));
    json.push_back(',');
    if (next_extra < extra.size() && places.Below(object.events - i) < extra.size() - next_extra) {
      json.append(extra[next_extra++]).push_back(',');
    }
  }
  while (next_extra < extra.size()) json.append(extra[next_extra++]).push_back(',');
  if (json.back() == ',') json.pop_back();
  json.append("]}");
  return json;
}

Result<std::string> Gzip(std::string_view text) {
  if (text.size() > std::numeric_limits<std::uint32_t>::max() / 2) {
    return Fail(ErrorCode::kLimit, "an object would be over 2 GiB; ask for fewer events or more days");
  }
  std::string level_buffer(ISAL_DEF_LVL3_DEFAULT, '\0');
  std::string out(text.size() + text.size() / 64 + 4096, '\0');
  std::string in(text);  // ISA-L's input is not const
  isal_zstream stream;
  isal_deflate_stateless_init(&stream);
  stream.level = 3;
  stream.level_buf = reinterpret_cast<std::uint8_t*>(level_buffer.data());
  stream.level_buf_size = static_cast<std::uint32_t>(level_buffer.size());
  stream.gzip_flag = IGZIP_GZIP;
  stream.end_of_stream = 1;
  stream.next_in = reinterpret_cast<std::uint8_t*>(in.data());
  stream.avail_in = static_cast<std::uint32_t>(in.size());
  stream.next_out = reinterpret_cast<std::uint8_t*>(out.data());
  stream.avail_out = static_cast<std::uint32_t>(out.size());
  if (isal_deflate_stateless(&stream) != COMP_OK) return Fail(ErrorCode::kLimit, "could not compress an object");
  out.resize(stream.total_out);
  return out;
}

}  // namespace crosstrail::generate
