// Emitted documents against docs/alert.schema.json, by an independent validator.
#include <gtest/gtest.h>

#include "alert/json_text.h"
#include "tests/alert/fixtures.h"
#include "tests/schema.h"

namespace crosstrail {
namespace {

TEST(SchemaTest, EveryDocumentIsValid) {
  std::string documents = WriteAll("ndjson", {SharingAlert(), TwoEventAlert(), BareAlert()});
  for (const HostileValue& hostile : HostileValues()) {
    documents += WriteAll("ndjson", {HostileAlert(hostile.value).alert});
  }
  const SchemaOutcome outcome = Validate("alert.schema.json", documents, "crosstrail_alert_schema_valid.ndjson");
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
    const SchemaOutcome outcome =
        Validate("alert.schema.json", DumpLine(document) + "\n", "crosstrail_alert_schema_wrong.ndjson");
    if (outcome.exit_code == kNoValidator) GTEST_SKIP() << outcome.output;
    EXPECT_EQ(outcome.exit_code, 1) << outcome.output << document.dump(1).substr(0, 500);
  }
}

}  // namespace
}  // namespace crosstrail
