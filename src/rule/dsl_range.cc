// Range queries. Source: Elasticsearch reference, "Range query".
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>

#include "base/text.h"
#include "rule/dsl_fields.h"
#include "rule/dsl_input.h"

namespace crosstrail::dsl {
namespace {

using Form = KeySpec::Form;

constexpr auto kRangeKeys = std::to_array<KeySpec>({
    AnyForm("gte", R"(gte = "2023-07-10")"),
    AnyForm("gt", "gt = 5"),
    AnyForm("lte", R"(lte = "2023-07-10")"),
    AnyForm("lt", "lt = 5"),
    AnyForm("from", "from = 5"),
    AnyForm("to", "to = 5"),
    {"include_lower", Form::kBoolean, KeySpec::Need::kOptional, "include_lower = true"},
    {"include_upper", Form::kBoolean, KeySpec::Need::kOptional, "include_upper = true"},
    {"format", Form::kString, KeySpec::Need::kOptional, R"(format = "strict_date_optional_time")"},
    {"time_zone", Form::kString, KeySpec::Need::kOptional, R"(time_zone = "UTC")"},
    {"relation", Form::kString, KeySpec::Need::kOptional, R"(relation = "intersects")"},
    kBoost,
    kName,
});

// How dates are written.
struct DateForms {
  bool dates = true;
  bool millis = true;  // since 1970
  bool seconds = false;
};

// The names between the "||" of an option `format`.
std::optional<DateForms> ReadForms(const FieldQuery& query) {
  const TomlValue* const option = query.Option("format");
  if (option == nullptr) return DateForms{};
  DateForms forms{.dates = false, .millis = false};
  std::string_view rest = option->string;
  while (true) {
    const std::size_t end = std::min(rest.find("||"), rest.size());
    const std::string_view name = rest.substr(0, end);
    if (name == "strict_date_optional_time" || name == "date_optional_time" ||
        name == "strict_date_optional_time_nanos") {
      forms.dates = true;
    } else if (name == "epoch_millis") {
      forms.millis = true;
    } else if (name == "epoch_second") {
      forms.seconds = true;
    } else {
      query.Reject("format", fmt::format("the date format \"{}\" is not supported", Printable(name)),
                   "leave it out, and write dates as \"2023-07-10T12:22:41Z\"; strict_date_optional_time, epoch_millis "
                   "and epoch_second are known");
      return std::nullopt;
    }
    if (end == rest.size()) return forms;
    rest.remove_prefix(end + 2);
  }
}

// The bound as it is written where dates have no format of their own; nullopt: it does not have these forms.
std::optional<std::string> Unformatted(const std::string& bound, const DateForms& forms) {
  constexpr std::size_t kYear = 4;
  const std::string_view date = std::string_view(bound).substr(0, bound.find("||"));
  const char* const end = date.data() + date.size();
  std::int64_t number = 0;
  const auto read = std::from_chars(date.data(), end, number);
  const bool is_number = read.ec == std::errc() && read.ptr == end;
  if (!is_number || (forms.dates && date.size() == kYear)) return forms.dates ? std::optional(bound) : std::nullopt;
  if (!forms.millis && !forms.seconds) return std::nullopt;
  const std::int64_t unit = forms.millis ? kSecond / 1000 : kSecond;
  const std::int64_t most = kMaxInstant / unit - 1;
  if (number > most || number < -most) return std::nullopt;
  const Instant instant = number * unit;
  return (forms.millis ? FormatInstantMillis(instant) : FormatInstant(instant)) + bound.substr(date.size());
}

// An end of the range: two names that say whether it is included, and the older form.
struct EndNames {
  std::string_view included, excluded, old, old_included;
};

class RangeReader {
 public:
  RangeReader(const FieldQuery& query, Scope& scope) : query_(query), scope_(scope) {}

  Expression Run() {
    if (!CheckOptions()) return Always(Truth::kFalse);
    const bool low = ReadEnd({"gte", "gt", "from", "include_lower"}, low_);
    const bool high = ReadEnd({"lte", "lt", "to", "include_upper"}, high_);
    if (!low || !high) return Always(Truth::kFalse);
    std::optional<Misfit> misfit;
    return IsWithin(query_.field(), scope_.fields, low_.Bound(), high_.Bound(), misfit);
  }

 private:
  struct End {
    std::optional<std::string> text;
    bool is_included = true;

    std::optional<RangeEnd> Bound() const { return text ? std::optional(RangeEnd{*text, is_included}) : std::nullopt; }
  };

  bool CheckOptions() {
    if (const TomlValue* const relation = query_.Option("relation");
        relation != nullptr && FoldCase(relation->string) == "disjoint") {
      query_.Reject("relation", "no field of CloudTrail holds ranges, which alone can be disjoint", "leave it out");
      return false;
    }
    const TomlValue* const zone = query_.Option("time_zone");
    if (zone != nullptr && std::ranges::find(kUtc, zone->string) == kUtc.end()) {
      query_.Reject("time_zone", fmt::format("the time zone \"{}\" is not supported", Printable(zone->string)),
                    "leave it out, and write dates with their offset: \"2023-07-10T12:22:41+02:00\"");
      return false;
    }
    const std::optional<DateForms> forms = ReadForms(query_);
    if (forms) forms_ = *forms;
    return forms.has_value();
  }

  // False where something is wrong.
  bool ReadEnd(const EndNames& names, End& end) {
    const TomlValue* found = nullptr;
    for (const std::string_view name : {names.included, names.excluded, names.old}) {
      const TomlMember* const member = query_.place().Find(name);
      if (member == nullptr) continue;
      if (found != nullptr) {
        query_.Reject(name, fmt::format("this end of the range was given already, before `{}`", name),
                      "write one of them");
        return false;
      }
      found = &member->value;
      end.is_included = name != names.excluded;
      if (name == names.old && query_.Option(names.old_included) != nullptr) {
        end.is_included = query_.Flag(names.old_included);
      }
    }
    if (found == nullptr) return true;
    end.text = TextOf(*found, scope_);
    if (!end.text) return false;
    if (query_.type() == FieldType::kDate && query_.Option("format") != nullptr && !end.text->starts_with("now")) {
      end.text = Unformatted(*end.text, forms_);
      if (!end.text) {
        Fail(*found, scope_, "this date does not have the range's format", "change the value, or leave out `format`");
        return false;
      }
    }
    std::optional<Misfit> misfit;
    IsInOrder(query_.field(), scope_.fields, Comparison::kLess, *end.text, misfit);
    if (misfit) Fail(*found, scope_, *misfit);
    return !misfit;
  }

  const FieldQuery& query_;
  Scope& scope_;
  DateForms forms_;
  End low_, high_;
};

}  // namespace

Expression Range(const TomlMember& query, Scope& scope) {
  const FieldQuery field(query, kRangeKeys, scope);
  if (!field.good()) return Always(Truth::kFalse);
  if (!field.has_options()) {
    return Fail(field.place(), scope, "a range has one or two ends",
                R"(for example: range = { "@timestamp" = { gte = "2023-07-10", lt = "2023-07-11" } })");
  }
  return RangeReader(field, scope).Run();
}

}  // namespace crosstrail::dsl
