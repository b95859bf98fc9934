#include "cli/input_options.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "base/text.h"

namespace crosstrail::cli {
namespace {

Result<Instant> ParseTime(std::string_view option, const std::string& text) {
  if (const auto time = ParseInstant(text)) return *time;
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("{} {}: not a time; write it like 2025-06-13T12:00:00Z or 2025-06-13 (UTC)", option,
                          Printable(text)));
}

Result<Selection> MakeSelection(const InputArguments& arguments) {
  Selection selection;
  selection.accounts = arguments.accounts;
  selection.regions = arguments.regions;
  if (!arguments.last.empty()) {
    const auto length = ParseDuration(arguments.last);
    if (!length) {
      return Fail(
          ErrorCode::kInvalidArgument,
          fmt::format("--last {}: not a length of time; write it like 30d, 12h or 15m", Printable(arguments.last)));
    }
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    selection.from = std::chrono::duration_cast<std::chrono::nanoseconds>(now).count() - *length;
  }
  if (!arguments.from.empty()) {
    const Result<Instant> from = ParseTime("--from", arguments.from);
    if (!from) return tl::unexpected<Error>(from.error());
    selection.from = *from;
  }
  if (!arguments.to.empty()) {
    const Result<Instant> to = ParseTime("--to", arguments.to);
    if (!to) return tl::unexpected<Error>(to.error());
    selection.to = *to;
  }
  if (selection.from >= selection.to) {
    return Fail(ErrorCode::kInvalidArgument, "--from is not before --to: no event could be selected");
  }
  return selection;
}

}  // namespace

void AddInputOptions(CLI::App& command, InputArguments& a, const std::string& end_of_range) {
  auto* const from = command.add_option("--from", a.from, "Only events at or after this time (UTC)");
  command.add_option(end_of_range, a.to, "Only events before this time (UTC)");
  command.add_option("--last", a.last, "Only events of this last stretch of time, e.g. 30d")->excludes(from);
  command.add_option("--account", a.accounts, "Only events of this account; may be repeated")->allow_extra_args(false);
  command.add_option("--region", a.regions, "Only events of this region; may be repeated")->allow_extra_args(false);
  command.add_flag("--hash", a.hash, "Note the SHA-256 of each log file; reads files twice");
  command.add_option("--max-object-size", a.max_object_size, "Bytes read of one decompressed file (1073741824)")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::PositiveNumber);
  command.add_option("--max-ratio", a.max_ratio, "Decompression ratio that is taken for a bomb (200)")
      ->check(CLI::PositiveNumber);
  command.add_option("--max-record-size", a.max_record_size, "Bytes of the longest record read (1048576)")
      ->transform(CLI::AsSizeValue(false))
      ->check(CLI::PositiveNumber);
  command.add_option("--max-depth", a.max_depth, "Brackets inside brackets in a record (64)")->check(CLI::Range(1, 64));
  command.add_option("-j,--threads", a.threads, "Threads (default: one a processor)")->check(CLI::Range(1, 1024));
  command.add_flag("--no-color", a.no_color, "Never color");
  command.add_flag("-q,--quiet", a.quiet, "No progress and no summary; what went wrong is still said");
}

Result<ReadOptions> MakeReadOptions(const InputArguments& arguments) {
  Result<Selection> selection = MakeSelection(arguments);
  if (!selection) return tl::unexpected<Error>(selection.error());
  ReadOptions options;
  options.selection = std::move(*selection);
  options.limits.object_bytes = arguments.max_object_size;
  options.limits.record_bytes = arguments.max_record_size;
  options.limits.ratio = arguments.max_ratio;
  options.limits.json_depth = arguments.max_depth;
  options.hash = arguments.hash;
  return options;
}

unsigned Threads(const InputArguments& arguments) {
  return arguments.threads != 0 ? arguments.threads : std::max(1U, std::thread::hardware_concurrency());
}

}  // namespace crosstrail::cli
