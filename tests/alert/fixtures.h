// Alerts made by hand, for tests of writers.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "alert/alert.h"
#include "alert/writer.h"

namespace crosstrail {

/// A rule with something in every field that a writer shows.
const Rule& SharingRule();

/// Nothing but the keys every rule has.
const Rule& BareRule();

/// One PutBucketPolicy under SharingRule(), with what such a record has.
Alert SharingAlert();

/// No time, no fields, no rule texts, a record that is not JSON.
Alert BareAlert();

/// Two events: a failed login and a successful one, the second read from an Elastic document.
Alert TwoEventAlert();

/// SharingAlert() and its rule with one value wherever a log or a rule file could put it.
struct HostileAlert {
  explicit HostileAlert(const std::string& value);
  HostileAlert(const HostileAlert&) = delete;
  HostileAlert& operator=(const HostileAlert&) = delete;

  Rule rule;
  Alert alert;
};

std::string WriteAll(std::string_view format, const std::vector<Alert>& alerts, bool color = false);

/// Views into `text`.
std::vector<std::string_view> Lines(std::string_view text);
std::vector<std::string_view> Lines(std::string&& text) = delete;

/// What attackers put into user agents, bucket names and policies. `name` is for messages.
struct HostileValue {
  std::string name;
  std::string value;
};
std::vector<HostileValue> HostileValues();

}  // namespace crosstrail
