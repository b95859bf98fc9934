#include "indicator/stix_pattern.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace crosstrail {
namespace {

struct PatternCase {
  std::string pattern;
  std::string read;  // "field=value ...", "-path" for what is left out, or "! message"
};

std::string Read(const std::string& pattern) {
  const auto read = ReadStixPattern(pattern);
  if (!read) return "! " + read.error();
  std::string text;
  for (const StixValue& value : read->values) text += std::string(value.field) + "=" + value.value + " ";
  for (const std::string& path : read->left_out) text += "-" + path + " ";
  if (!text.empty()) text.pop_back();
  return text;
}

TEST(ReadStixPattern, TakesAlternatives) {
  const std::vector<PatternCase> cases{
      {"[ipv4-addr:value = '198.51.100.7']", "threat.indicator.ip=198.51.100.7"},
      {"[ipv4-addr:value = '198.51.100.0/24']", "threat.indicator.ip=198.51.100.0/24"},
      {"[ipv4-addr:value ISSUBSET '198.51.100.0/24']", "threat.indicator.ip=198.51.100.0/24"},
      {"[ ipv6-addr:value='2001:db8::1' ]", "threat.indicator.ip=2001:db8::1"},
      {"[domain-name:value IN ('a.example', 'b.example')]",
       "threat.indicator.url.domain=a.example threat.indicator.url.domain=b.example"},
      {"[file:hashes.'SHA-256' = 'ab' OR file:hashes.MD5 = 'cd']",
       "threat.indicator.file.hash.sha256=ab threat.indicator.file.hash.md5=cd"},
      {"[file:hashes.SHA256 = 'ab'] OR [email-addr:value = 'a@b.example']",
       "threat.indicator.file.hash.sha256=ab threat.indicator.email.address=a@b.example"},
      {"([url:value = 'a'] OR ([url:value = 'b']))", "threat.indicator.url.full=a threat.indicator.url.full=b"},
      {"[((url:value = 'a' OR url:value = 'b') OR url:value = 'c')]",
       "threat.indicator.url.full=a threat.indicator.url.full=b threat.indicator.url.full=c"},
      {R"([user-account:account_login = 'o\'neil\\x' OR user-account:user_id = '7'])",
       R"(threat.indicator.user.name=o'neil\x threat.indicator.user.id=7)"},
      {"[user-account:display_name = 'd' OR user-account:credential = 'AKIAEXAMPLE']",
       "threat.indicator.user.full_name=d threat.indicator.user.credential=AKIAEXAMPLE"},
      {"[autonomous-system:number = 64500]", "threat.indicator.as.number=64500"},
      {"[process:name = 'p' OR url:value = 'a' OR x:y[*].z = '1']",
       "threat.indicator.url.full=a -process:name -x:y[].z"},
      {"[process:name = 'p' OR url:value = 'a']", "threat.indicator.url.full=a -process:name"},
      {"[network-traffic:dst_ref.value = 'x']", "-network-traffic:dst_ref.value"},
      {"[x-y:list[0] = 'x']", "-x-y:list[]"},
  };
  for (const PatternCase& one : cases) EXPECT_EQ(Read(one.pattern), one.read) << one.pattern;
}

TEST(ReadStixPattern, RefusesWhatIsNoListOfAlternatives) {
  const auto refused = [](const std::string& what, std::size_t at) {
    return "! " + what + " is not supported: only alternatives are (=, IN and ISSUBSET, joined with OR) (character " +
           std::to_string(at) + " of the pattern)";
  };
  const std::vector<PatternCase> cases{
      {"[url:value = 'a' AND url:value = 'b']", refused("AND", 18)},
      {"[url:value = 'a'] AND [url:value = 'b']", refused("AND", 19)},
      {"[url:value = 'a'] FOLLOWEDBY [url:value = 'b']", refused("FOLLOWEDBY", 19)},
      {"[url:value = 'a'] REPEATS 5 TIMES", refused("REPEATS", 19)},
      {"[url:value = 'a'] WITHIN 5 SECONDS", refused("WITHIN", 19)},
      {"[url:value != 'a']", refused("!=", 12)},
      {"[url:value LIKE 'a%']", refused("LIKE", 12)},
      {"[url:value MATCHES 'a.*']", refused("MATCHES", 12)},
      {"[url:value NOT = 'a']", refused("NOT", 12)},
      {"[EXISTS url:value]", refused("EXISTS", 2)},
      {"[ipv4-addr:value ISSUPERSET '198.51.100.0/24']", refused("ISSUPERSET", 18)},
      {"[file:size > 5]", refused(">", 12)},
      {"[url:value ISSUBSET 'a']", "! ISSUBSET is not expected here (character 12 of the pattern)"},
      {"", "! the pattern ends too early (character 1 of the pattern)"},
      {"[url:value = 'a'", "! the pattern ends too early (character 17 of the pattern)"},
      {"[url:value = 'a", "! a text is never closed (character 14 of the pattern)"},
      {"[url:value 'a']", "! a text is not expected here (character 12 of the pattern)"},
      {"url:value = 'a'", "! url is not expected here (character 1 of the pattern)"},
      {"[(url:value = 'a']", "! ] is not expected here (character 18 of the pattern)"},
      {"([url:value = 'a']", "! the pattern ends too early (character 19 of the pattern)"},
      {"[url:value = 'a'] x", "! x is not expected here (character 19 of the pattern)"},
      {"[url:value IN ()]", "! ) is not expected here (character 16 of the pattern)"},
      {"[:value = 'a']", "! : is not expected here (character 2 of the pattern)"},
  };
  for (const PatternCase& one : cases) EXPECT_EQ(Read(one.pattern), one.read) << one.pattern;
}

}  // namespace
}  // namespace crosstrail
