// Value lists: what Kibana keeps as lists of values for exceptions to refer to, as text files with a value a line (the
// form in which Kibana imports and exports them).
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "query/value_set.h"

namespace crosstrail {

/// A file under the id by which exceptions know it.
struct ValueListFile {
  std::string id, path;
};

/// "NAME=FILE" is one list; a folder gives one of each of its files, under its name and its name without the last
/// extension; a file, the same of itself. What cannot be read is an error.
std::vector<ValueListFile> FindValueLists(const std::vector<std::string>& arguments, Diagnostics& diagnostics);

/// Reads lists when they are first asked for. Not thread-safe.
class ValueLists {
 public:
  explicit ValueLists(std::vector<ValueListFile> files) : files_(std::move(files)) {}

  /// The list `id`, its values read by Kibana's `type`: "ip" and "ip_range" are addresses, blocks and ranges, "text"
  /// ignores case, anything else is exact. nullptr: there is no such list, or its file cannot be read, which is an
  /// error in `diagnostics`, as is each of its values that is no address (the rest of the list counts).
  std::shared_ptr<const ValueSet> Find(std::string_view id, const std::string& type, Diagnostics& diagnostics);

 private:
  std::vector<ValueListFile> files_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const ValueSet>> read_;
};

}  // namespace crosstrail
