#include "base/ip_network.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace crosstrail {
namespace {

IpAddress Address(std::string_view text) { return ParseIpAddress(text).value(); }

TEST(ParseIpRange, TakesAddressesBlocksAndRanges) {
  struct Case {
    std::string_view text, first, last;
  };
  const std::vector<Case> cases{
      {"192.0.2.7", "192.0.2.7", "192.0.2.7"},
      {"192.0.2.7/24", "192.0.2.0", "192.0.2.255"},
      {"192.0.2.77/27", "192.0.2.64", "192.0.2.95"},
      {"0.0.0.0/0", "0.0.0.0", "255.255.255.255"},
      {"2001:db8:1::/31", "2001:db8::", "2001:db9:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"},
      {"192.0.2.1-192.0.2.9", "192.0.2.1", "192.0.2.9"},
      {"192.0.2.1 - 192.0.2.1", "192.0.2.1", "192.0.2.1"},
      {"192.0.2.1-2001:db8::", "192.0.2.1", "2001:db8::"},
  };
  for (const Case& one : cases) {
    const std::optional<IpRange> range = ParseIpRange(one.text);
    ASSERT_TRUE(range) << one.text;
    EXPECT_EQ(range->first, Address(one.first)) << one.text;
    EXPECT_EQ(range->last, Address(one.last)) << one.text;
  }
  for (const std::string_view text :
       {"", "-", "192.0.2.9-192.0.2.1", "192.0.2.1-", "192.0.2.0/33", "a-b", "192.0.2.0/24-192.0.3.0"}) {
    EXPECT_FALSE(ParseIpRange(text)) << text;
  }
}

TEST(NetworksOf, GivesTheFewestBlocks) {
  const auto blocks = [](std::string_view text) {
    std::vector<std::string> shown;
    for (const IpNetwork& network : NetworksOf(*ParseIpRange(text))) {
      EXPECT_EQ(Masked(network.address, network.prefix), network.address);
      std::string address;
      for (std::size_t i = 12; i < 16; ++i) address += (i == 12 ? "" : ".") + std::to_string(network.address[i]);
      shown.push_back(address + "/" + std::to_string(network.prefix - 96));
    }
    return shown;
  };
  using Blocks = std::vector<std::string>;
  EXPECT_EQ(blocks("10.0.0.1-10.0.0.9"), (Blocks{"10.0.0.1/32", "10.0.0.2/31", "10.0.0.4/30", "10.0.0.8/31"}));
  EXPECT_EQ(blocks("10.0.0.0-10.0.0.255"), (Blocks{"10.0.0.0/24"}));
  EXPECT_EQ(blocks("10.0.0.77/24"), (Blocks{"10.0.0.0/24"}));
  EXPECT_EQ(blocks("10.0.0.7"), (Blocks{"10.0.0.7/32"}));
  EXPECT_EQ(blocks("0.0.0.0-255.255.255.255"), (Blocks{"0.0.0.0/0"}));
  EXPECT_EQ(NetworksOf(*ParseIpRange("::/0")).size(), 1U);
  EXPECT_EQ(NetworksOf(*ParseIpRange("::1-ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe")).size(), 254U);
}

// Every address of a range is in one block, and no other is.
TEST(NetworksOf, HoldsWhatTheRangeHolds) {
  for (unsigned first = 0; first < 40; ++first) {
    for (unsigned last = first; last < 40; ++last) {
      const auto address = [](unsigned i) {
        return Address("2001:db8::" + std::to_string(i / 10) + ":" + std::to_string(i % 10));
      };
      const std::vector<IpNetwork> networks = NetworksOf({address(first), address(last)});
      for (unsigned i = 0; i < 40; ++i) {
        unsigned in = 0;
        for (const IpNetwork& network : networks) in += Contains(network, address(i)) ? 1 : 0;
        EXPECT_EQ(in, first <= i && i <= last ? 1U : 0U) << first << " to " << last << ": " << i;
      }
    }
  }
}

TEST(Masked, ClearsTheBitsBehindThePrefix) {
  EXPECT_EQ(Masked(Address("255.255.255.255"), 96 + 13), Address("255.248.0.0"));
  EXPECT_EQ(Masked(Address("ffff::ffff"), 0), Address("::"));
  EXPECT_EQ(Masked(Address("ffff::ffff"), 128), Address("ffff::ffff"));
}

}  // namespace
}  // namespace crosstrail
