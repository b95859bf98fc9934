// crosstrail-generate: an invented trail to try things on and to measure with.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "base/time.h"
#include "generate/generate.h"

namespace crosstrail::generate {
namespace {

constexpr int kUsageError = 2;
constexpr int kFailed = 4;

struct Arguments {
  TrailOptions trail;
  std::string directory;
  std::uint64_t bytes = 0;
  std::string start = "2025-06-01";
  unsigned threads = std::max(1U, std::thread::hardware_concurrency());
  bool force = false;
};

void Declare(CLI::App& app, Arguments& arguments) {
  TrailOptions& trail = arguments.trail;
  app.add_option("OUT_DIR", arguments.directory, "Where AWSLogs/ goes")->required();
  auto* size = app.add_option("--size", arguments.bytes, "About how much JSON: 300MB, 1GiB ...")
                   ->transform(CLI::AsSizeValue(false));
  auto* events = app.add_option("--events", trail.events, "How many events")->check(CLI::PositiveNumber);
  size->excludes(events);
  app.add_option("--seed", trail.seed, "Another number, another trail")->capture_default_str();
  app.add_option("--accounts", trail.accounts, "How many accounts")
      ->check(CLI::Range(std::size_t{1}, kMaxAccounts))
      ->capture_default_str();
  app.add_option("--regions", trail.regions, "Comma-separated; global services log in us-east-1 alone")
      ->delimiter(',')
      ->capture_default_str();
  app.add_option("--start", arguments.start, "First day (UTC)")->capture_default_str();
  app.add_option("--days", trail.days, "How many days")->check(CLI::Range(1, 3660))->capture_default_str();
  app.add_option("--organization", trail.organization, "Id of an organisation (o-...) to put into the keys");
  app.add_option("--duplicates", trail.duplicates_permille, "How many events and objects in a thousand come twice")
      ->check(CLI::Range(0, 1000))
      ->capture_default_str();
  app.add_flag("--attack", trail.attack, "Plant a bucket shared with an outsider, and harmless look-alikes");
  app.add_option("--sharing", trail.sharing_permille,
                 "How many events in a thousand change who may reach a resource (default: the usual few)")
      ->check(CLI::Range(0, 1000));
  app.add_option("-j,--jobs", arguments.threads, "Threads; the result is the same")->check(CLI::Range(1, 1024));
  app.add_flag("--force", arguments.force, "Write into a directory that is not empty");
}

// Empty when the arguments make sense, else what to do about it.
std::string Check(Arguments& arguments) {
  const auto start = ParseInstant(arguments.start);
  if (!start || *start % kDay != 0) return "--start: not a day; write it like 2025-06-01";
  arguments.trail.start = *start / kSecond;
  if (arguments.bytes == 0 && arguments.trail.events == 0) return "say how much: --size 1GiB or --events 10000";
  for (const std::string& region : arguments.trail.regions) {
    if (region.empty() || region.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
      return fmt::format("--regions: '{}' is not the name of a region; write it like us-east-1", region);
    }
  }
  if (arguments.trail.organization.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos) {
    return "--organization: not an id; write it like o-exampleorgid";
  }
  std::error_code failure;
  const bool empty =
      !std::filesystem::exists(arguments.directory, failure) || std::filesystem::is_empty(arguments.directory, failure);
  if (!empty && !arguments.force) {
    return fmt::format("{} is not empty; name another directory, or add --force to write into it", arguments.directory);
  }
  return {};
}

void Print(const Summary& summary) {
  fmt::print(
      stderr, "{} objects, {} events and {} duplicates of them, {} bytes of JSON, {} bytes stored ({:.1f} to 1)\n",
      summary.objects, summary.events, summary.duplicates, summary.bytes, summary.bytes_stored,
      static_cast<double>(summary.bytes) / static_cast<double>(std::max<std::uint64_t>(1, summary.bytes_stored)));
  for (const Planted& planted : summary.planted) {
    fmt::print(stderr, "{}  {}  {:<18}  {}\n", FormatInstant(planted.time * kSecond), planted.id, planted.name,
               PartName(planted.part));
  }
}

int Main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Writes an invented AWS CloudTrail trail, the way CloudTrail stores it in S3.", "crosstrail-generate");
  Declare(app, arguments);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? 0 : kUsageError;
  }
  if (const std::string problem = Check(arguments); !problem.empty()) {
    fmt::print(stderr, "crosstrail-generate: {}\n", problem);
    return kUsageError;
  }
  if (arguments.bytes != 0) arguments.trail.events = EventsForSize(arguments.trail, arguments.bytes);
  const auto summary = WriteTrail(arguments.trail, arguments.directory, arguments.threads);
  if (!summary) {
    fmt::print(stderr, "crosstrail-generate: {}\n", summary.error().message);
    return kFailed;
  }
  Print(*summary);
  return 0;
}

}  // namespace
}  // namespace crosstrail::generate

int main(int argc, char** argv) { return crosstrail::generate::Main(argc, argv); }
