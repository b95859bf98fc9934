// Reads the public EQL suites: cases from a subset of TOML that all of their files keep to, events from JSON lines.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fake_event.h"

namespace crosstrail::suite {

/// The folder of the conformance data; nullopt where it is not at hand.
std::optional<std::filesystem::path> Folder();

std::string ReadFile(const std::filesystem::path& path);

/// One [[table]] of a file: its header and its keys, strings unquoted, everything else as written.
struct Table {
  std::string header;
  std::map<std::string, std::string> keys;
};

std::vector<Table> ReadTables(const std::string& text);

/// "[1, 2]" as numbers.
std::vector<std::int64_t> ParseIds(const std::string& array);

/// The events of a JSON lines file. Numbers, booleans and texts give fields their types; `types` overrides them. A null
/// is no value, except that `null_texts` names fields whose explicit null is a text.
std::vector<std::unique_ptr<FakeEvent>> ReadEvents(const std::filesystem::path& path,
                                                   const std::map<std::string, FieldType>& types,
                                                   const std::map<std::string, std::string>& null_texts,
                                                   FieldSet& fields);

}  // namespace crosstrail::suite
