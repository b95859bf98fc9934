// What a User-Agent header says of the program, operating system and device behind it, by the expressions of the
// uap-core project (https://github.com/ua-parser/uap-core), which Elastic's user_agent processor uses as well.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

namespace crosstrail {

/// Empty strings where an expression says nothing. Names and versions are put together as Elastic's processor does.
struct UserAgent {
  std::string name;        // "aws-cli"; "Other" when no expression matches
  std::string version;     // "2.17.60"
  std::string os_name;     // "Mac OS X"
  std::string os_version;  // "10.15.7"
  std::string os_full;     // "Mac OS X 10.15.7"; empty without a version
  std::string device;      // "iPhone"; "Other" when no expression matches
};

/// Where Debian's package uap-core has them.
inline constexpr const char* kDefaultUserAgentExpressions = "/usr/share/uap-core/regexes.yaml";

/// Immutable and thread-safe. Loading takes about 150 ms; the compiled expressions (about 1,200) take 15 MB.
class UserAgentParser {
 public:
  /// Reads the expressions from a regexes.yaml of uap-core. Error: the file cannot be read, is not of this form, or has
  /// an expression that RE2 does not take.
  static Result<std::shared_ptr<const UserAgentParser>> Load(const std::string& path);

  /// The same, once the first text is parsed, so that nothing is read where none is. What Load says is wrong is thrown
  /// then (std::runtime_error): for files that come with the system, not for those that somebody names.
  static std::shared_ptr<const UserAgentParser> LoadLater(std::string path);

  ~UserAgentParser();
  UserAgentParser(const UserAgentParser&) = delete;
  UserAgentParser& operator=(const UserAgentParser&) = delete;

  /// Linear in `text`; about a tenth of a millisecond, so keep what it says.
  UserAgent Parse(std::string_view text) const;

 private:
  class Impl;
  explicit UserAgentParser(std::string path);

  static Result<std::unique_ptr<Impl>> Read(const std::string& path);

  const std::string path_;  // to be read
  mutable std::once_flag read_;
  mutable std::unique_ptr<Impl> impl_;
};

}  // namespace crosstrail
