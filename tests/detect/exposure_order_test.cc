// Sharing calls in any order, and interrupted: the same alerts.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <random>

#include "base/time.h"
#include "detect/exposure_stream.h"
#include "detect/scan.h"
#include "rule/load.h"
#include "tests/detect/detect_text.h"
#include "tests/detect/rules.h"
#include "tests/environment.h"

namespace crosstrail {
namespace {

using Json = nlohmann::ordered_json;
namespace fs = std::filesystem;

constexpr Duration kLateness = 20 * kMinute;

std::string Pick(std::mt19937_64& random, const std::vector<std::string>& from) { return from[random() % from.size()]; }

Json Statement(std::mt19937_64& random, const std::string& bucket) {
  static const std::vector<std::string> kPrincipals = {"111111111111", "222222222222", "333333333333",
                                                       "arn:aws:iam::222222222222:role/reader", "*"};
  Json statement = {{"Effect", random() % 8 == 0 ? "Deny" : "Allow"},
                    {"Principal", {{"AWS", Pick(random, kPrincipals)}}},
                    {"Action", Pick(random, {"s3:GetObject", "s3:PutObject", "s3:ListBucket", "s3:*"})},
                    {"Resource", {"arn:aws:s3:::" + bucket, "arn:aws:s3:::" + bucket + "/*"}}};
  if (random() % 6 == 0) statement["Condition"] = {{"IpAddress", {{"aws:SourceIp", "203.0.113.0/24"}}}};
  if (random() % 6 == 0) {  // within the history
    const std::string until = "2026-03-01T0" + std::to_string(random() % 5) + ":00:00Z";
    statement["Condition"]["DateLessThan"] = {{"aws:CurrentTime", until}};
  }
  return statement;
}

// One call about one of a few buckets.
Json Call(std::mt19937_64& random) {
  const std::string bucket = "b" + std::to_string(random() % 60);
  Json parameters = {{"bucketName", bucket}};
  const Json on = {{"BlockPublicAcls", true}, {"IgnorePublicAcls", random() % 2 == 0}, {"RestrictPublicBuckets", true}};
  std::string name;
  switch (random() % 10) {
    case 0:
      name = "DeleteBucketPolicy";
      break;
    case 1:
      name = "PutBucketAcl";
      parameters["x-amz-acl"] = Pick(random, {"private", "public-read", "authenticated-read"});
      break;
    case 2:
      name = random() % 4 == 0 ? "PutAccountPublicAccessBlock" : "PutBucketPublicAccessBlock";
      parameters["PublicAccessBlockConfiguration"] = on;
      break;
    case 3:
      name = random() % 4 == 0 ? "DeleteAccountPublicAccessBlock" : "DeleteBucketPublicAccessBlock";
      break;
    case 4:
      name = random() % 4 == 0 ? "DeleteBucket" : "PutObjectAcl";
      parameters["key"] = "k" + std::to_string(random() % 3);
      parameters["x-amz-acl"] = Pick(random, {"private", "public-read"});
      break;
    default: {
      name = "PutBucketPolicy";
      Json statements = Json::array();
      for (std::size_t i = random() % 3; i < 3; ++i) statements.push_back(Statement(random, bucket));
      if (random() % 50 != 0) parameters["bucketPolicy"] = {{"Version", "2012-10-17"}, {"Statement", statements}};
    }
  }
  Json record = {{"eventSource", "s3.amazonaws.com"},
                 {"eventName", name},
                 {"requestParameters", parameters},
                 {"awsRegion", "us-east-1"},
                 {"recipientAccountId", "111111111111"}};
  if (random() % 15 == 0) record["errorCode"] = "AccessDenied";
  return record;
}

struct Planned {
  OwnedRecord record;
  Instant time = 0;
  std::size_t number = 0;
};

std::vector<Planned> History(std::uint64_t seed, std::size_t changes) {
  std::mt19937_64 random(seed);
  std::vector<Planned> history;
  Instant time = *ParseInstant("2026-03-01T00:00:00Z");
  for (std::size_t i = 0; i < changes; ++i) {
    time += static_cast<Instant>(random() % 20) * kSecond;  // several at one time
    Json record = Call(random);
    const std::string id = "e" + std::to_string(random());
    record["eventTime"] = FormatInstant(time);
    record["eventID"] = id;
    OwnedRecord owned(record.dump(), "s3.amazonaws.com", record["eventName"].get<std::string>(), id);
    owned.time = time;
    history.push_back({std::move(owned), time, i});
  }
  return history;
}

// What is said of one call: the rules that alert and all fields.
std::string LineOf(const RuleSet& rules, const TrackedCall& call) {
  std::string line = call.origin.event_id;
  for (const StepRef hit : call.hits) line += " " + rules.rules[hit.rule].rule.name;
  return line + " " + std::string(call.record.added) + "\n";
}

// What one run says, a line a call.
class Delivery {
 public:
  Delivery(const RuleSet& rules, const MatchPlan& plan) : rules_(rules), plan_(plan) {
    options_.observer = [this](const TrackedCall& call) { lines_ += LineOf(rules_, call); };
    Start();
  }

  void Add(const Record& record) { EXPECT_TRUE(stream_->Add(record)); }

  void Interrupt() {
    const std::string saved = stream_->Save();
    Start();
    const Status restored = stream_->Restore(saved);
    EXPECT_TRUE(restored) << restored.error().message;
    EXPECT_EQ(stream_->Save(), saved);
  }

  std::string Finish() {
    EXPECT_TRUE(stream_->Finish());
    EXPECT_EQ(stream_->late(), 0U);
    return std::move(lines_);
  }

 private:
  void Start() {
    pass_ = std::make_unique<ExposurePass>(options_);
    teller_ = std::make_unique<ExposureTeller>(rules_, plan_, options_.observer, EventOptions());
    stream_ = std::make_unique<ExposureStream>(*pass_, *teller_, kLateness);
  }

  const RuleSet& rules_;
  const MatchPlan& plan_;
  ExposureOptions options_;
  std::unique_ptr<ExposurePass> pass_;
  std::unique_ptr<ExposureTeller> teller_;
  std::unique_ptr<ExposureStream> stream_;
  std::string lines_;
};

TEST(ExposureOrder, NeitherOrderNorInterruptionsChangeWhatIsSaid) {
  const LoadedRules loaded = LoadRules({std::string(CROSSTRAIL_SOURCE_DIR) + "/rules"});
  const MatchPlan plan(loaded.rules, false);
  const std::size_t changes = FromEnvironment("CROSSTRAIL_EXPOSURE_CHANGES", 1500);
  std::vector<Planned> history = History(1, changes);
  std::vector<std::pair<Instant, std::size_t>> order;
  const auto deliver = [&](Delivery& run, bool interrupt) {
    std::size_t taken = 0;
    for (const auto& [time, number] : order) {
      run.Add(history[number].record.View());
      if (interrupt && ++taken % (changes / 10) == 0) run.Interrupt();
    }
    return run.Finish();
  };
  for (const Planned& one : history) order.emplace_back(one.time, one.number);
  Delivery straight(loaded.rules, plan);
  const std::string expected = deliver(straight, false);
  EXPECT_EQ(static_cast<std::size_t>(std::count(expected.begin(), expected.end(), '\n')), changes);
  EXPECT_NE(expected.find("S3 bucket shared with an external account"), std::string::npos);
  EXPECT_NE(expected.find("Access from outside was taken away"), std::string::npos);

  std::mt19937_64 random(2);
  const std::uint64_t orders = FromEnvironment("CROSSTRAIL_EXPOSURE_ORDERS", 4);
  for (std::uint64_t i = 0; i < orders; ++i) {
    for (auto& [time, number] : order) {
      time = history[number].time + static_cast<Instant>(random() % static_cast<std::uint64_t>(kLateness));
    }
    std::sort(order.begin(), order.end());
    Delivery run(loaded.rules, plan);
    ASSERT_TRUE(deliver(run, i % 2 == 1) == expected) << "order " << i;
  }
}

// In files, in any order, on any number of threads, of which the later ones find out beforehand what the first will
// ask.
TEST(ExposureOrder, ThreadsOfAScanSayWhatAStreamSays) {
  const LoadedRules loaded = LoadRules({std::string(CROSSTRAIL_SOURCE_DIR) + "/rules"});
  const MatchPlan plan(loaded.rules, false);
  std::vector<Planned> history = History(3, 600);
  Delivery stream(loaded.rules, plan);
  for (const Planned& one : history) stream.Add(one.record.View());
  const std::string expected = stream.Finish();

  const fs::path folder = fs::path(testing::TempDir()) / "crosstrail_exposure_order";
  fs::remove_all(folder);
  fs::create_directories(folder);
  std::mt19937_64 random(4);
  std::ranges::shuffle(history, random);
  for (std::size_t file = 0; file < 3; ++file) {
    std::ofstream out(folder / (std::to_string(file) + ".json"));
    for (std::size_t i = file; i < history.size(); i += 3) out << history[i].record.View().json << '\n';
  }
  std::string alerts;
  for (const unsigned threads : {1U, 2U, 4U}) {
    std::string lines;
    ScanOptions options;
    options.paths = {folder.string()};
    options.threads = threads;
    options.exposure.observer = [&](const TrackedCall& call) { lines += LineOf(loaded.rules, call); };
    ReadProgress progress;
    const ScanResult watched = Scan(options, loaded.rules, progress);
    EXPECT_TRUE(watched.input.problems.empty());
    ASSERT_TRUE(lines == expected) << threads << " threads";

    options.exposure.observer = {};  // it keeps to one thread what calls are told of on
    const ScanResult result = Scan(options, loaded.rules, progress);
    std::string found;
    for (const Detection& detection : result.outcome.detections) {
      const KeptRecord& call = detection.events.at(0);
      found += loaded.rules.rules[detection.rule].rule.name + " " + call.event_id + " " + call.added + "\n";
    }
    EXPECT_FALSE(found.empty());
    if (threads == 1) alerts = found;
    ASSERT_TRUE(found == alerts) << threads << " threads";
  }
  fs::remove_all(folder);
}

}  // namespace
}  // namespace crosstrail
