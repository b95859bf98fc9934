#include "policy/constraint.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <span>

#include "policy/scalars.h"
#include "policy/value_pattern.h"

namespace crosstrail::policy {
namespace {

using Theory = ValueTest::Theory;

std::string FormatAddress(const IpAddress& address) {
  constexpr std::size_t kMappedBytes = 12;
  constexpr IpAddress kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 0, 0, 0, 0};
  char text[INET6_ADDRSTRLEN] = {};
  if (std::memcmp(address.data(), kMapped.data(), kMappedBytes) == 0) {
    inet_ntop(AF_INET, address.data() + kMappedBytes, text, sizeof text);
  } else {
    inet_ntop(AF_INET6, address.data(), text, sizeof text);
  }
  return text;
}

// The first address of `network` and the one after its last.
void AppendEnds(const IpNetwork& network, std::vector<std::string>& out) {
  constexpr unsigned kBits = 8;
  IpAddress first = network.address;
  IpAddress last = network.address;
  for (unsigned bit = network.prefix; bit < first.size() * kBits; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % kBits));
    first[bit / kBits] = static_cast<std::uint8_t>(first[bit / kBits] & ~mask);
    last[bit / kBits] = static_cast<std::uint8_t>(last[bit / kBits] | mask);
  }
  out.push_back(FormatAddress(first));
  for (std::size_t i = last.size(); i-- > 0;) {
    if (++last[i] != 0) break;
  }
  out.push_back(FormatAddress(last));
}

// All values that can matter to the tests of numbers, times and addresses.
std::vector<std::string> Candidates(std::span<const Constraint> demands) {
  std::vector<double> numbers;
  std::vector<double> dates;
  std::vector<std::string> out;
  for (const Constraint& demand : demands) {
    if (demand.test == nullptr) continue;
    const ValueTest& test = *demand.test;
    if (test.theory == Theory::kNumber) numbers.insert(numbers.end(), test.numbers.begin(), test.numbers.end());
    if (test.theory == Theory::kDate) dates.insert(dates.end(), test.numbers.begin(), test.numbers.end());
    for (const IpNetwork& network : test.networks) AppendEnds(network, out);
    for (const TextPattern& pattern : test.patterns) {
      if (const auto text = OnlyText(pattern)) out.push_back(ToUtf8(*text));
    }
  }
  const auto points = [&](std::vector<double>& bounds, std::string (*format)(double)) {
    std::sort(bounds.begin(), bounds.end());
    for (std::size_t i = 0; i < bounds.size(); ++i) {
      out.push_back(format(bounds[i]));
      out.push_back(format(bounds[i] + 1));
      out.push_back(format(bounds[i] - 1));
      if (i > 0) out.push_back(format(bounds[i - 1] + (bounds[i] - bounds[i - 1]) / 2));
    }
  };
  points(numbers, FormatNumber);
  points(dates, FormatDate);
  for (const char* usual : {"198.51.100.7", "203.0.113.77", "2001:db8:77::1", "1", "0"}) out.emplace_back(usual);
  return out;
}

bool ValueMeets(std::span<const Constraint> demands, std::string_view value) {
  return std::all_of(demands.begin(), demands.end(), [&](const Constraint& demand) {
    return demand.test == nullptr ? demand.want : Holds(*demand.test, value) == demand.want;
  });
}

bool IsEmpty(const ValueTest& test) { return test.patterns.empty() && test.numbers.empty() && test.networks.empty(); }

struct ValueAnswer {
  Found found = Found::kNo;
  std::string value;
};

// A value that meets every one of `demands`.
ValueAnswer FindValue(std::span<const Constraint> demands, const std::vector<std::string>& preferred,
                      std::size_t& budget) {
  for (const std::string& value : preferred) {
    if (ValueMeets(demands, value)) return {.found = Found::kYes, .value = value};
  }
  bool listed = false;  // only the texts of some patterns can do, and they are candidates
  bool other = false;
  std::vector<TextRequirement> requirements;
  for (const Constraint& demand : demands) {
    if (demand.test == nullptr) {
      if (!demand.want) return {};
      continue;
    }
    if (demand.want && IsEmpty(*demand.test)) return {};
    if (demand.test->theory == Theory::kText) {
      listed = listed || (demand.want && std::all_of(demand.test->patterns.begin(), demand.test->patterns.end(),
                                                     [](const TextPattern& p) { return OnlyText(p).has_value(); }));
      requirements.push_back({.patterns = demand.test->patterns, .want = demand.want});
    } else {
      other = true;
    }
  }
  if (!other) {
    const TextAnswer answer = FindText(requirements, budget);
    return {.found = answer.found, .value = ToUtf8(answer.text)};
  }
  for (const std::string& value : Candidates(demands)) {
    if (ValueMeets(demands, value)) return {.found = Found::kYes, .value = value};
  }
  return {.found = listed || requirements.empty() ? Found::kNo : Found::kUndecided, .value = {}};
}

}  // namespace

bool Holds(const ValueTest& test, std::string_view value) {
  switch (test.theory) {
    case Theory::kText: {
      const std::u32string text = ToCodePoints(value);
      return std::any_of(test.patterns.begin(), test.patterns.end(),
                         [&](const TextPattern& pattern) { return PatternMatches(pattern, text); });
    }
    case Theory::kNumber:
    case Theory::kDate: {
      const auto number = test.theory == Theory::kDate ? ParseDate(value) : ParseNumber(value);
      return number && std::any_of(test.numbers.begin(), test.numbers.end(),
                                   [&](double bound) { return Compare(test.relation, *number, bound); });
    }
    case Theory::kAddress: {
      const auto asked = ParseIpNetwork(value);
      return asked && std::any_of(test.networks.begin(), test.networks.end(), [&](const IpNetwork& network) {
               return asked->prefix >= network.prefix && Contains(network, asked->address);
             });
    }
  }
  return false;
}

bool Meets(const Constraint& constraint, const std::vector<std::string>& values) {
  if (values.empty()) return constraint.absent_ok;
  if (constraint.test == nullptr) return constraint.want;
  const auto one = [&](const std::string& value) { return Holds(*constraint.test, value) == constraint.want; };
  return constraint.all ? std::all_of(values.begin(), values.end(), one)
                        : std::any_of(values.begin(), values.end(), one);
}

bool Accepts(const Variable& variable, const std::vector<std::string>& values) {
  const auto meets = [&](const Constraint& constraint) { return Meets(constraint, values); };
  return std::all_of(variable.shape.begin(), variable.shape.end(), meets) &&
         std::all_of(variable.constraints.begin(), variable.constraints.end(), meets);
}

VariableAnswer Solve(const Variable& variable, std::size_t& budget) {
  const auto& constraints = variable.constraints;
  if (variable.presence != Presence::kPresent &&
      std::all_of(constraints.begin(), constraints.end(), [](const Constraint& c) { return c.absent_ok; })) {
    return {.found = Found::kYes, .absent = true, .values = {}};
  }
  if (variable.presence == Presence::kAbsent) return {};
  std::vector<Constraint> each = variable.shape;  // what every value has to meet
  std::vector<Constraint> some;                   // what one value has to meet
  for (const Constraint& constraint : constraints) {
    (variable.multi_valued && !constraint.all && constraint.test != nullptr ? some : each).push_back(constraint);
  }
  VariableAnswer answer{.found = Found::kYes, .absent = false, .values = {}};
  const auto add = [&](std::span<const Constraint> demands) {
    ValueAnswer value = FindValue(demands, variable.preferred, budget);
    if (value.found != Found::kYes) {
      answer.found = value.found;
      return false;
    }
    if (std::find(answer.values.begin(), answer.values.end(), value.value) == answer.values.end()) {
      answer.values.push_back(std::move(value.value));
    }
    return true;
  };
  if (some.empty()) {
    add(each);
    return answer;
  }
  for (const Constraint& constraint : some) {
    each.push_back(constraint);
    if (!add(each)) return answer;
    each.pop_back();
  }
  return answer;
}

}  // namespace crosstrail::policy
