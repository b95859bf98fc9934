#include "alert/rule_test_run.h"

#include <fmt/format.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "alert/alert.h"
#include "base/system_message.h"
#include "indicator/load.h"
#include "rule/threat_mapping.h"

namespace crosstrail {
namespace {

// A text as a file that lives as long as this does.
class TextAsFile {
 public:
  explicit TextAsFile(std::string_view text) : descriptor_(memfd_create("crosstrail-test", MFD_CLOEXEC)) {
    while (descriptor_ >= 0 && !text.empty()) {
      const ssize_t written = write(descriptor_, text.data(), text.size());
      if (written <= 0) break;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    whole_ = descriptor_ >= 0 && text.empty();
  }
  ~TextAsFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  TextAsFile(TextAsFile&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)), whole_(other.whole_) {}
  TextAsFile& operator=(TextAsFile&&) = delete;

  bool whole() const { return whole_; }
  std::string path() const { return fmt::format("/proc/self/fd/{}", descriptor_); }

 private:
  int descriptor_;
  bool whole_ = false;
};

}  // namespace

RuleTestOutcome RunRuleTest(const RuleTestCase& test, const RuleSet& rules, const EventOptions& event) {
  RuleTestOutcome outcome;
  std::vector<TextAsFile> files;
  ScanOptions options;
  options.event = event;
  options.join.incomplete_history = true;
  const auto add = [&](const std::vector<std::string>& texts, std::vector<std::string>& paths) {
    for (const std::string& text : texts) {
      files.emplace_back(text);
      if (!files.back().whole()) outcome.faults.push_back("an event could not be read: " + SystemMessage(errno));
      paths.push_back(files.back().path());
    }
  };
  add(test.history, options.history);
  add(test.events, options.paths);
  const LoadedIndicators indicators = ReadIndicators(test.indicators, test.file);
  for (const Diagnostic& diagnostic : indicators.diagnostics) {
    outcome.faults.push_back("an indicator cannot be used: " + diagnostic.message);
  }
  BindIndicators(rules, indicators.set);
  ReadProgress progress;
  ScanResult result = Scan(options, rules, progress);
  AlertBuilder builder(rules, event, result.exposures.get());
  for (const Problem& problem : result.input.problems) outcome.faults.push_back(problem.message);
  for (Detection& detection : result.outcome.detections) {
    ++outcome.alerts;
    if (!test.severity) continue;
    const Severity severity = builder.Build(std::move(detection)).severity;
    if (severity != *test.severity) {
      outcome.faults.push_back(
          fmt::format("an alert is {}, not {}", SeverityName(severity), SeverityName(*test.severity)));
    }
  }
  if (outcome.alerts != test.alerts) {
    outcome.faults.push_back(fmt::format("{} alerts, not {}", outcome.alerts, test.alerts));
  }
  return outcome;
}

}  // namespace crosstrail
