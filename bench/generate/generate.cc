#include "generate/generate.h"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <thread>

#include "generate/object.h"
#include "generate/random.h"

namespace crosstrail::generate {
namespace {

// Objects are made in batches of neighbours, so that an event can come again in a later object.
constexpr std::size_t kBatch = 8;

Status WriteFile(const std::filesystem::path& path, const std::string& bytes) {
  std::error_code failure;
  std::filesystem::create_directories(path.parent_path(), failure);
  if (failure) {
    return Fail(ErrorCode::kIo, "could not make " + path.parent_path().string() + ": " + failure.message());
  }
  std::ofstream file(path, std::ios::binary);
  file.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  file.close();
  if (!file) return Fail(ErrorCode::kIo, "could not write " + path.string() + ": " + std::strerror(errno));
  return {};
}

class TrailWriter {
 public:
  TrailWriter(const TrailOptions& options, std::filesystem::path directory)
      : options_(options),
        mix_(options.sharing_permille),
        directory_(std::move(directory)),
        accounts_(MakeAccounts(options.seed, options.accounts)),
        plan_(PlanObjects(options)),
        extra_(plan_.size()) {
    if (options.attack) Plant();
  }

  Result<Summary> Run(unsigned threads) {
    std::vector<std::thread> helpers;
    for (unsigned i = 1; i < threads; ++i) helpers.emplace_back([this] { Work(); });
    Work();
    for (std::thread& helper : helpers) helper.join();
    if (failure_) return tl::unexpected<Error>(*failure_);
    return summary_;
  }

 private:
  // Gives every planted event to the object of its time.
  void Plant() {
    summary_.planted = PlantAttack(options_, accounts_.front());
    summary_.events += summary_.planted.size();
    for (const Planted& planted : summary_.planted) {
      const auto object = std::find_if(plan_.begin(), plan_.end(), [&](const ObjectPlan& candidate) {
        return candidate.account == 0 && candidate.region == 0 && candidate.begin <= planted.time &&
               planted.time < candidate.end;
      });
      extra_[static_cast<std::size_t>(object - plan_.begin())].push_back(planted.json);
    }
  }

  void Work() {
    ObjectBuilder builder(options_, mix_, accounts_);
    Summary mine;
    for (;;) {
      const std::size_t first = next_.fetch_add(kBatch);
      if (first >= plan_.size() || failed_) break;
      const Status status = WriteBatch(builder, first, std::min(first + kBatch, plan_.size()), mine);
      if (!status) Stop(status.error());
    }
    const std::scoped_lock lock(mutex_);
    summary_.objects += mine.objects;
    summary_.events += mine.events;
    summary_.duplicates += mine.duplicates;
    summary_.bytes += mine.bytes;
    summary_.bytes_stored += mine.bytes_stored;
  }

  Status WriteBatch(ObjectBuilder& builder, std::size_t first, std::size_t end, Summary& summary) {
    std::vector<std::string> again;
    for (std::size_t i = first; i < end; ++i) {
      std::vector<std::string> extra = std::move(again);
      again.clear();
      // An account does not deliver another's events, nor a region.
      if (i > first && (plan_[i].account != plan_[i - 1].account || plan_[i].region != plan_[i - 1].region)) {
        extra.clear();
      }
      summary.duplicates += extra.size();
      extra.insert(extra.end(), extra_[i].begin(), extra_[i].end());
      const std::string json = builder.Build(plan_[i], extra, again);
      const auto stored = Gzip(json);
      if (!stored) return tl::unexpected<Error>(stored.error());
      const bool twice = Random(Derive(plan_[i].seed, 2)).Chance(options_.duplicates_permille);
      for (std::uint64_t copy = 0; copy < (twice ? 2U : 1U); ++copy) {
        const std::string key = ObjectKey(options_, accounts_[plan_[i].account].id, plan_[i], copy);
        if (Status status = WriteFile(directory_ / key, *stored); !status) return status;
        ++summary.objects;
        summary.bytes += json.size();
        summary.bytes_stored += stored->size();
      }
      summary.events += plan_[i].events;
      if (twice) summary.duplicates += plan_[i].events + extra.size();
    }
    return {};
  }

  void Stop(const Error& error) {
    const std::scoped_lock lock(mutex_);
    if (!failure_) failure_ = error;
    failed_ = true;
  }

  const TrailOptions& options_;
  const CallMix mix_;
  std::filesystem::path directory_;
  std::vector<Account> accounts_;
  std::vector<ObjectPlan> plan_;
  std::vector<std::vector<std::string>> extra_;  // planted events of each object
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> failed_ = false;
  std::mutex mutex_;
  Summary summary_;
  std::optional<Error> failure_;
};

}  // namespace

std::uint64_t EventsForSize(const TrailOptions& options, std::uint64_t bytes) {
  TrailOptions sample = options;
  sample.events = 20'000;
  const std::vector<Account> accounts = MakeAccounts(sample.seed, sample.accounts);
  const CallMix mix(options.sharing_permille);
  ObjectBuilder builder(sample, mix, accounts);
  std::uint64_t sampled = 0;
  std::vector<std::string> again;
  for (const ObjectPlan& object : PlanObjects(sample)) sampled += builder.Build(object, {}, again).size();
  if (sampled == 0) return 1;
  return std::max<std::uint64_t>(1, bytes / sampled * sample.events + bytes % sampled * sample.events / sampled);
}

Result<Summary> WriteTrail(const TrailOptions& options, const std::string& directory, unsigned threads) {
  return TrailWriter(options, directory).Run(threads);
}

}  // namespace crosstrail::generate
