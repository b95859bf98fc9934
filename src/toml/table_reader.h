// Reads a TOML table against a list of the keys it may hold: types are checked, missing keys asked for, likely typing
// errors named. What a key is called, its type and an example of it are data (KeySpec), so every message can show one.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/source_text.h"
#include "toml/toml.h"

namespace crosstrail {

struct KeySpec {
  enum class Need { kMandatory, kOptional };
  /// kAny: known to Elastic's schema and accepted in any form, because nothing here reads it.
  enum class Form { kString, kInteger, kBoolean, kStrings, kTable, kTables, kAny };
  std::string_view name;
  Form form;
  Need need;
  std::string_view example;  // one line of TOML
};

/// Not thread-safe; lives as long as the table, the specification and the problems it was given.
class TableReader {
 public:
  /// What becomes of keys outside the specification: accepted, with a warning where one looks like a misspelt key that
  /// is absent; or errors, each with the nearest key or, if none is near, all of them.
  enum class Unknown { kAccepted, kRejected };

  /// `what` names the table in messages: "the rule", "a [[case]]". Reports mandatory keys that are missing, and unknown
  /// keys, at once.
  TableReader(const TomlValue& table, std::string_view what, std::span<const KeySpec> keys, Problems& problems,
              Unknown unknown = Unknown::kAccepted);

  /// The value of `key` (one of the specification) when it is there and has its form; else nullptr, with an error
  /// reported when it is there.
  const TomlValue* Find(std::string_view key) const;

  /// Whether Find would return a value; reports nothing.
  bool Has(std::string_view key) const;

  /// Each leaves `out` alone when Find would return nullptr.
  void Read(std::string_view key, std::string& out) const;
  void Read(std::string_view key, bool& out) const;
  void Read(std::string_view key, std::vector<std::string>& out) const;
  /// An error, too, unless least <= value <= most.
  void Read(std::string_view key, std::int64_t least, std::int64_t most, std::int64_t& out) const;

  /// Reports that the value of `key` makes no sense, in these words.
  void Reject(std::string_view key, std::string message, std::string hint) const;

 private:
  const KeySpec& Spec(std::string_view key) const;
  void ReportMissing() const;
  void ReportMisspelt() const;
  void ReportUnknown() const;
  void ReportForm(const KeySpec& spec, const TomlMember& member, const TomlValue& culprit) const;

  const TomlValue& table_;
  std::string_view what_;
  std::span<const KeySpec> keys_;
  Problems& problems_;
};

}  // namespace crosstrail
