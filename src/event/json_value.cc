#include "event/json_value.h"

#include <fmt/format.h>

#include <iterator>

#include "json/write.h"

namespace crosstrail {
namespace {

// Milliseconds, as Elastic prints dates, unless that would lose something. Most documents hold one instant several
// times.
const std::string& FormatDate(Instant at) {
  thread_local Instant last = 0;
  thread_local std::string text = FormatInstantMillis(last);
  if (at != last) {
    last = at;
    text = at % (kSecond / 1000) == 0 ? FormatInstantMillis(at) : FormatInstant(at);
  }
  return text;
}

}  // namespace

void AppendJsonValue(const Value& value, std::string& out) {
  struct Printer {
    std::string& out;
    void operator()(bool held) const { out += held ? "true" : "false"; }
    void operator()(std::int64_t held) const { fmt::format_to(std::back_inserter(out), "{}", held); }
    void operator()(double held) const { fmt::format_to(std::back_inserter(out), "{}", held); }
    void operator()(std::string_view held) const { AppendJsonString(held, out); }
    void operator()(InstantValue held) const {
      out += '"';
      out += FormatDate(held.at);
      out += '"';
    }
  };
  std::visit(Printer{out}, value);
}

void AppendJsonValues(Values values, bool always_list, std::string& out) {
  const bool list = always_list || values.size() > 1;
  if (list) out += '[';
  const char* separator = "";
  for (const Value& value : values) {
    out += separator;
    separator = ",";
    AppendJsonValue(value, out);
  }
  if (list) out += ']';
}

}  // namespace crosstrail
