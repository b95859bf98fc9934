// Elastic's rules, unchanged, over public logs of attacks: which rule fires how often on which technique.
// docs/elastic-rules.md argues for each.
#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>

#include "tests/conformance.h"
#include "tests/e2e/run.h"

namespace crosstrail {
namespace {

class ElasticRules : public EndToEnd {};

TEST_F(ElasticRules, FindInPublicLogsWhatTheGoldenFileSays) {
  const std::filesystem::path rules = ConformanceFolder() / "rules", logs = ConformanceFolder() / "logs";
  if (!std::filesystem::is_directory(rules) || !std::filesystem::is_directory(logs)) {
    GTEST_SKIP() << "conformance suites rules/ and logs/ are not here: " << ConformanceFolder();
  }
  const std::string scan = "scan " + Quoted((logs / "stratus").string()) + " " + Quoted((logs / "invictus").string()) +
                           " --rules " + Quoted(rules.string()) +
                           " --format ndjson --incomplete-history --max-signals 0 -q";
  const Ran one = Crosstrail(scan + " -j 1");
  EXPECT_EQ(one.exit_code, 0) << one.err;
  EXPECT_EQ(Crosstrail(scan + " -j 2").out, one.out);
  std::map<std::pair<std::string, std::string>, int> counts;
  std::istringstream lines(one.out);
  for (std::string line; std::getline(lines, line);) {
    const nlohmann::json alert = nlohmann::json::parse(line);
    const std::filesystem::path path = alert.at("source").back().at("path").get<std::string>();
    const std::string where = path.parent_path() == logs / "stratus" ? path.stem().string() : "invictus";
    ++counts[{where, alert.at("rule").at("name").get<std::string>()}];
  }
  std::string text;
  for (const auto& [key, count] : counts) text += std::to_string(count) + "  " + key.first + "  " + key.second + "\n";
  const std::string golden = std::string(CROSSTRAIL_SOURCE_DIR) + "/tests/golden/elastic_rules.txt";
  if (std::getenv("CROSSTRAIL_UPDATE_GOLDEN") != nullptr) std::ofstream(golden) << text;
  EXPECT_EQ(text, ReadFile(golden));
}

}  // namespace
}  // namespace crosstrail
