#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "enrich/cached_enrichment.h"
#include "tests/enrich/mmdb.h"

namespace crosstrail {
namespace {

class Files : public testing::Test {
 protected:
  Files() {
    const auto* const info = testing::UnitTest::GetInstance()->current_test_info();
    root_ = std::filesystem::path(testing::TempDir()) / ("crosstrail_enrich_" + std::string(info->name()));
    std::filesystem::create_directories(root_);
  }
  ~Files() override { std::filesystem::remove_all(root_); }

  std::string Write(const std::string& name, const std::string& content) const {
    std::ofstream(root_ / name, std::ios::binary) << content;
    return (root_ / name).string();
  }

  std::filesystem::path root_;
};

using AddressDatabaseTest = Files;
using Kind = AddressDatabase::Kind;

TEST_F(AddressDatabaseTest, SaysWhereAnAddressIs) {
  const auto database = AddressDatabase::Open(Write("city.mmdb", PlacesDatabase()), Kind::kPlaces);
  ASSERT_TRUE(database) << database.error().message;
  const auto place = (*database)->FindPlace("192.0.2.7");
  ASSERT_TRUE(place);
  EXPECT_EQ(place->continent_name, "North America");
  EXPECT_EQ(place->country_iso_code, "US");
  EXPECT_EQ(place->country_name, "United States");
  EXPECT_EQ(place->region_iso_code, "US-WA");
  EXPECT_EQ(place->region_name, "Washington");
  EXPECT_EQ(place->city_name, "Milton");
  EXPECT_EQ(place->latitude, 47.2513);
  EXPECT_EQ(place->longitude, -122.3149);
  const auto little = (*database)->FindPlace("198.51.100.1");
  ASSERT_TRUE(little);
  EXPECT_EQ(little->country_iso_code, "FR");
  EXPECT_EQ(little->region_iso_code, "");
  EXPECT_FALSE(little->latitude);
  for (const char* const unknown : {"203.0.113.1", "2001:db8::1", "not an address", ""}) {
    EXPECT_FALSE((*database)->FindPlace(unknown)) << unknown;
  }
}

TEST_F(AddressDatabaseTest, SaysWhoseAnAddressIs) {
  const auto database = AddressDatabase::Open(Write("asn.mmdb", SystemsDatabase()), Kind::kSystems);
  ASSERT_TRUE(database) << database.error().message;
  const auto system = (*database)->FindSystem("192.0.2.255");
  ASSERT_TRUE(system);
  EXPECT_EQ(system->number, 64496);
  EXPECT_EQ(system->organization, "Example Networks");
  EXPECT_FALSE((*database)->FindSystem("203.0.113.1"));
}

TEST_F(AddressDatabaseTest, RefusesWhatIsNotSuchADatabase) {
  const auto message = [](const std::string& path, Kind kind) {
    const auto database = AddressDatabase::Open(path, kind);
    return database ? std::string("(opened)") : database.error().message;
  };
  EXPECT_THAT(message((root_ / "absent").string(), Kind::kPlaces), testing::HasSubstr("No such file"));
  EXPECT_THAT(message(Write("text", "no database"), Kind::kPlaces), testing::HasSubstr("cannot be opened"));
  EXPECT_THAT(message(Write("empty", ""), Kind::kPlaces), testing::HasSubstr("cannot be opened"));
  EXPECT_THAT(message(Write("asn.mmdb", SystemsDatabase()), Kind::kPlaces), testing::HasSubstr("GeoLite2-City"));
  EXPECT_THAT(message(Write("city.mmdb", PlacesDatabase()), Kind::kSystems), testing::HasSubstr("GeoLite2-ASN"));
}

TEST_F(AddressDatabaseTest, ADamagedDatabaseIsNoCrash) {
  const std::string whole = PlacesDatabase();
  for (std::size_t i = 0; i < whole.size(); i += 3) {
    std::string damaged = whole;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x5A);
    if (const auto database = AddressDatabase::Open(Write("damaged.mmdb", damaged), Kind::kPlaces)) {
      (*database)->FindPlace("192.0.2.7");
      (*database)->FindPlace("198.51.100.1");
    }
  }
}

class UserAgents : public Files {
 protected:
  struct Agent {
    AgentProgram program;
    AgentSystem system;
    AgentDevice device;
  };

  static Agent Parse(const UserAgentParser& parser, const std::string& text) {
    return {parser.Program(text), parser.System(text), parser.Device(text)};
  }

  Agent Parse(const std::string& yaml, const std::string& text) const {
    const auto parser = UserAgentParser::Load(Write("regexes.yaml", yaml));
    EXPECT_TRUE(parser) << (parser ? "" : parser.error().message);
    return parser ? Parse(**parser, text) : Agent{};
  }
};

constexpr const char* kSmall = R"(
user_agent_parsers:
  - regex: '(tool)/(\d+)\.(\d+)(?:\.(\d+)|)'
  - regex: 'kit-(\w+)/(\d+)'
    family_replacement: 'Kit for $1'
    v2_replacement: '9'
  - regex: 'late'
    family_replacement: 'Late'
os_parsers:
  - regex: '(linux) (\d+)'
    regex_flag: 'i'
    os_replacement: 'Linux'
    os_v1_replacement: '5'
  - regex: '(beos)'
device_parsers:
  - regex: 'model=(\w+)'
    device_replacement: 'Model $1'
)";

TEST_F(UserAgents, TakesTheFirstExpressionThatMatches) {
  Agent agent = Parse(kSmall, "late tool/1.2 LINUX 6 model=x");
  EXPECT_EQ(agent.program.name, "tool");
  EXPECT_EQ(agent.program.version, "1.2");
  EXPECT_EQ(agent.system.name, "Linux");
  EXPECT_EQ(agent.system.version, "5");
  EXPECT_EQ(agent.system.full, "Linux 5");
  EXPECT_EQ(agent.device.name, "Model x");
  agent = Parse(kSmall, "kit-py/3 beos");
  EXPECT_EQ(agent.program.name, "Kit for py");
  EXPECT_EQ(agent.program.version, "3.9");
  EXPECT_EQ(agent.system.name, "beos");
  EXPECT_EQ(agent.system.version, "");
  EXPECT_EQ(agent.system.full, "");
  EXPECT_EQ(agent.device.name, "Other");
}

TEST_F(UserAgents, WhatIsUnknownIsOther) {
  const Agent agent = Parse(kSmall, "something else");
  EXPECT_EQ(agent.program.name, "Other");
  EXPECT_EQ(agent.program.version, "");
  EXPECT_EQ(agent.system.name, "");
  EXPECT_EQ(agent.device.name, "Other");
}

TEST_F(UserAgents, RefusesWhatIsNoListOfExpressions) {
  const auto message = [&](const std::string& yaml) {
    const auto parser = UserAgentParser::Load(Write("bad.yaml", yaml));
    return parser ? std::string("(loaded)") : parser.error().message;
  };
  EXPECT_THAT(message("user_agent_parsers:\n  - regex: '(unclosed'\n"), testing::HasSubstr("(unclosed"));
  EXPECT_THAT(message("user_agent_parsers: [\n"), testing::HasSubstr("bad.yaml:"));
  EXPECT_THAT(message("user_agent_parsers:\n  - name: x\n"), testing::HasSubstr("is not a list of"));
  EXPECT_THAT(message("user_agent_parsers:\n  - regex: x\nos_parsers: x\n"), testing::HasSubstr("bad.yaml:3: "));
  EXPECT_THAT(message("os_parsers:\n  - regex: x\n"), testing::HasSubstr("there is no list user_agent_parsers"));
  EXPECT_THAT(message(""), testing::HasSubstr("it is empty"));
  const auto absent = UserAgentParser::Load((root_ / "absent").string());
  ASSERT_FALSE(absent);
  EXPECT_THAT(absent.error().message, testing::HasSubstr("cannot be read"));
}

// A later one reads its file when it is asked, and compiles what may match.
TEST_F(UserAgents, ReadLaterSaysTheSame) {
  const std::string path = Write("later.yaml", std::string(kSmall) + "  - regex: 'thing(unclosed'\n");
  const auto later = UserAgentParser::LoadLater(path);
  EXPECT_EQ(later->Program("tool/1.2").name, "tool");
  EXPECT_EQ(later->System("beos").name, "beos");
  EXPECT_EQ(later->Device("model=x").name, "Model x");
  EXPECT_THROW(later->Device("thing"), std::runtime_error);
  EXPECT_THROW(UserAgentParser::LoadLater(path + ".absent")->Program("tool/1.2"), std::runtime_error);
}

TEST(InstalledUserAgents, KnowTheToolsThatSpeakToAws) {
  const auto parser = UserAgentParser::Load(kDefaultUserAgentExpressions);
  ASSERT_TRUE(parser) << parser.error().message;
  struct Case {
    const char* text;
    const char* name;
    const char* version;
    const char* os;
    const char* device;
  };
  for (const Case& c :
       {Case{"[aws-cli/2.17.60 md/awscrt#0.21.2 ua/2.0 os/macos#23.6.0]", "aws-cli", "2.17.60", "", "Other"},
        Case{"Boto3/1.9.201 Python/2.7.12 Linux/4.4.0-159-generic Botocore/1.12.201", "Boto3", "1.9.201", "Linux 4.4.0",
             "Spider"},
        Case{"Go-http-client/1.1", "Go-http-client", "1.1", "", "Other"},
        Case{"ec2.amazonaws.com", "Other", "", "", "Other"}}) {
    const UserAgentParser& known = **parser;
    EXPECT_EQ(known.Program(c.text).name, c.name) << c.text;
    EXPECT_EQ(known.Program(c.text).version, c.version) << c.text;
    EXPECT_EQ(known.System(c.text).full, c.os) << c.text;
    EXPECT_EQ(known.Device(c.text).name, c.device) << c.text;
  }
}

TEST_F(Files, WhatIsAbsentAnswersNothing) {
  CachedEnrichment none{Enrichment{}};
  EXPECT_EQ(none.FindProgram("aws-cli/1"), nullptr);
  EXPECT_EQ(none.FindOperatingSystem("aws-cli/1"), nullptr);
  EXPECT_EQ(none.FindDevice("aws-cli/1"), nullptr);
  EXPECT_EQ(none.FindPlace("192.0.2.7"), nullptr);
  EXPECT_EQ(none.FindSystem("192.0.2.7"), nullptr);
}

TEST_F(Files, AnswersStayRightBeyondWhatIsRemembered) {
  Enrichment from;
  from.systems = *AddressDatabase::Open(Write("asn.mmdb", SystemsDatabase()), Kind::kSystems);
  CachedEnrichment cached(from);
  for (std::size_t i = 0; i < 2 * CachedEnrichment::kRemembered; ++i) {
    EXPECT_EQ(cached.FindSystem("10.0." + std::to_string(i / 256) + "." + std::to_string(i % 256)), nullptr);
    if (i % 1000 == 0) {
      const AutonomousSystem* const system = cached.FindSystem("192.0.2.7");
      ASSERT_NE(system, nullptr);
      EXPECT_EQ(system->number, 64496);
    }
  }
}

}  // namespace
}  // namespace crosstrail
