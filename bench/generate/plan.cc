#include "generate/plan.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "generate/random.h"
#include "generate/text.h"

namespace crosstrail::generate {
namespace {

constexpr std::int64_t kInterval = 300;  // CloudTrail delivers about every five minutes
constexpr std::uint64_t kFewEvents = 100;
constexpr std::uint64_t kManyEvents = 4000;

// How busy the hours of a day are.
constexpr std::array<std::uint64_t, 24> kHours = {62,  58,  56,  56,  60,  68,  82,  98, 116, 130, 138, 140,
                                                  132, 134, 140, 138, 130, 120, 108, 98, 88,  80,  72,  66};

// Objects for `events`: one an interval, fewer when there is little to say, more when there is too much for one.
std::uint64_t ObjectCount(std::uint64_t events, std::uint64_t intervals) {
  const std::uint64_t wanted = std::max<std::uint64_t>(1, events / kFewEvents);
  const std::uint64_t an_interval = events / intervals / kManyEvents + 1;
  return std::min(wanted, intervals * an_interval);
}

void PlanStream(const TrailOptions& options, std::size_t account, std::size_t region, std::uint64_t events,
                std::vector<ObjectPlan>& plan) {
  const auto seconds = static_cast<std::uint64_t>(options.end() - options.start);
  const std::uint64_t count = ObjectCount(events, seconds / kInterval);
  const std::uint64_t seed = Derive(Derive(Derive(options.seed, 2), account), region);
  const std::size_t first = plan.size();
  std::uint64_t total = 0;
  for (std::uint64_t i = 0; i < count; ++i) {
    ObjectPlan object{account, region, 0, 0, 0, Derive(seed, i)};
    object.begin = options.start + static_cast<std::int64_t>(seconds * i / count);
    object.end = options.start + static_cast<std::int64_t>(seconds * (i + 1) / count);
    total += kHours[static_cast<std::size_t>(object.begin / 3600 % 24)];
    object.events = total;  // for now the sum of the weights up to here
    plan.push_back(object);
  }
  std::uint64_t before = 0;
  for (std::size_t i = first; i < plan.size(); ++i) {
    const std::uint64_t up_to = events * plan[i].events / total;
    plan[i].events = up_to - before;
    before = up_to;
  }
}

void AppendName(std::string& out, Random& random) {
  static constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  for (int i = 0; i < 16; ++i) out.push_back(kLetters[random.Below(kLetters.size())]);
}

}  // namespace

std::vector<ObjectPlan> PlanObjects(const TrailOptions& options) {
  std::vector<std::uint64_t> weights;
  std::uint64_t total = 0;
  for (std::size_t account = 0; account < options.accounts; ++account) {
    for (std::size_t region = 0; region < options.regions.size(); ++region) {
      weights.push_back((1 + 12 / (account + 1)) * (1 + 6 / (region + 1)));
      total += weights.back();
    }
  }
  std::vector<ObjectPlan> plan;
  if (total == 0) return plan;  // no account, no region
  std::uint64_t left = options.events;
  for (std::size_t stream = weights.size(); stream-- > 0;) {  // the first stream takes what rounding leaves
    const std::uint64_t events = stream == 0 ? left : options.events * weights[stream] / total;
    left -= events;
    PlanStream(options, stream / options.regions.size(), stream % options.regions.size(), events, plan);
  }
  std::stable_sort(plan.begin(), plan.end(), [](const ObjectPlan& a, const ObjectPlan& b) {
    return a.account != b.account ? a.account < b.account : a.region < b.region;
  });
  return plan;
}

std::string ObjectKey(const TrailOptions& options, const std::string& account_id, const ObjectPlan& object,
                      std::uint64_t copy) {
  Random random(Derive(object.seed, 100 + copy));
  const std::int64_t delivered = (object.end + 180 + random.Below(600)) / kInterval * kInterval;
  const std::string& region = options.regions[object.region];
  std::string key = "AWSLogs/";
  if (!options.organization.empty()) key.append(options.organization).push_back('/');
  key.append(account_id).append("/CloudTrail/").append(region).push_back('/');
  AppendDate(key, delivered, '/');
  key.append("/").append(account_id).append("_CloudTrail_").append(region).push_back('_');
  AppendMinute(key, delivered);
  key.push_back('_');
  AppendName(key, random);
  return key + ".json.gz";
}

}  // namespace crosstrail::generate
