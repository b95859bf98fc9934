// Emitted documents against docs/alert.schema.json, by an independent validator.
#include <gtest/gtest.h>

#include <sys/wait.h>

#include <cstdio>
#include <fstream>

#include "alert/json_text.h"
#include "tests/alert/fixtures.h"

namespace crosstrail {
namespace {

struct Outcome {
  int exit_code = -1;
  std::string output;
};

Outcome Validate(const std::string& documents, const std::string& file_name) {
  const std::string source = CROSSTRAIL_SOURCE_DIR;
  const std::string path = testing::TempDir() + file_name;
  std::ofstream(path, std::ios::binary) << documents;
  const std::string command = "python3 '" + source + "/tests/alert/validate_schema.py' '" + source +
                              "/docs/alert.schema.json' '" + path + "' 2>&1";
  Outcome outcome;
  std::FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) return outcome;
  char buffer[4096];
  for (std::size_t size = 0; (size = std::fread(buffer, 1, sizeof(buffer), pipe)) > 0;) {
    outcome.output.append(buffer, size);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) outcome.exit_code = WEXITSTATUS(status);
  std::remove(path.c_str());
  return outcome;
}

constexpr int kNoValidator = 77;

TEST(SchemaTest, EveryDocumentIsValid) {
  std::string documents = WriteAll("ndjson", {SharingAlert(), TwoEventAlert(), BareAlert()});
  for (const HostileValue& hostile : HostileValues()) {
    documents += WriteAll("ndjson", {HostileAlert(hostile.value).alert});
  }
  const Outcome outcome = Validate(documents, "crosstrail_alert_schema_valid.ndjson");
  if (outcome.exit_code == kNoValidator) GTEST_SKIP() << outcome.output;
  EXPECT_EQ(outcome.exit_code, 0) << outcome.output;
}

TEST(SchemaTest, WrongDocumentsAreRefused) {
  const OrderedJson good = OrderedJson::parse(WriteAll("ndjson", {SharingAlert()}));
  std::vector<OrderedJson> bad;
  for (const auto& [key, value] : good.items()) bad.emplace_back(good).erase(key);
  bad.emplace_back(good)["extra"] = 1;
  bad.emplace_back(good)["id"] = "short";
  bad.emplace_back(good)["time"] = "yesterday";
  bad.emplace_back(good)["severity"] = "urgent";
  bad.emplace_back(good)["fields"]["nested"] = {{"a", 1}};
  bad.emplace_back(good)["source"][0]["record_text"] = "both";
  bad.emplace_back(good)["rule"].erase("query");
  for (const OrderedJson& document : bad) {
    const Outcome outcome = Validate(DumpLine(document) + "\n", "crosstrail_alert_schema_wrong.ndjson");
    if (outcome.exit_code == kNoValidator) GTEST_SKIP() << outcome.output;
    EXPECT_EQ(outcome.exit_code, 1) << outcome.output << document.dump(1).substr(0, 500);
  }
}

}  // namespace
}  // namespace crosstrail
