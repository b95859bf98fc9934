#include "base/ip.h"

#include <gtest/gtest.h>

namespace crosstrail {
namespace {

TEST(IpTest, AddressesHaveOneForm) {
  EXPECT_EQ(CanonicalIp("192.0.2.7"), "192.0.2.7");
  EXPECT_EQ(CanonicalIp("2001:DB8:0:0::7"), "2001:db8::7");
  EXPECT_EQ(CanonicalIp("::ffff:192.0.2.7"), "192.0.2.7");
}

TEST(IpTest, WhatIsNoAddress) {
  using std::string_literals::operator""s;
  for (const std::string& text : {""s, "192.0.2"s, "192.0.2.7 "s, "192.0.2.256"s, "192.0.2.07"s, "0xC0.0.2.7"s,
                                  "ec2.amazonaws.com"s, "AWS Internal"s, "192.0.2.7\0x"s, std::string(100, '1')}) {
    EXPECT_EQ(CanonicalIp(text), "") << text;
    EXPECT_FALSE(IsIpAddress(text)) << text;
  }
}

}  // namespace
}  // namespace crosstrail
