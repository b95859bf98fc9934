#include "cli/exposure_options.h"

#include <iterator>

#include "cli/configuration.h"
#include "cli/text_file.h"

namespace crosstrail::cli {
namespace {

constexpr std::size_t kMostBaselineBytes = std::size_t{2} << 30;

}  // namespace

void AddExposureOptions(CLI::App& command, ExposureArguments& arguments) {
  command
      .add_option("--baseline", arguments.baselines,
                  "Policies known beside the logs: get-bucket-policy, AWS Config, --save; may be repeated")
      ->allow_extra_args(false)
      ->type_name("FILE");
}

Result<ExposureOptions> MakeExposureOptions(const ExposureArguments& arguments, const config::Config& config) {
  ExposureOptions options;
  options.trust = TrustPeriods(config);
  for (const std::string& path : arguments.baselines) {
    const Result<std::string> text = ReadTextFile(path, kMostBaselineBytes);
    if (!text) return tl::unexpected(text.error());
    auto entries = exposure::ReadBaseline(*text, TextFileName(path));
    if (!entries) return tl::unexpected(entries.error());
    options.baseline.insert(options.baseline.end(), std::make_move_iterator(entries->begin()),
                            std::make_move_iterator(entries->end()));
  }
  return options;
}

}  // namespace crosstrail::cli
