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
struct AgentProgram {
  std::string name;     // "aws-cli"; "Other" when no expression matches
  std::string version;  // "2.17.60"
};
struct AgentSystem {
  std::string name;     // "Mac OS X"
  std::string version;  // "10.15.7"
  std::string full;     // "Mac OS X 10.15.7"; empty without a version
};
struct AgentDevice {
  std::string name;  // "iPhone"; "Other" when no expression matches
};

/// Where Debian's package uap-core has them.
inline constexpr const char* kDefaultUserAgentExpressions = "/usr/share/uap-core/regexes.yaml";

/// Immutable and thread-safe. Reading the file takes about 15 ms, and compiling the expressions (about 1,200, 15 MB)
/// 150.
class UserAgentParser {
 public:
  /// Reads and compiles the expressions in a regexes.yaml of uap-core. Error: the file cannot be read, is not of this
  /// form, or has an expression that RE2 does not take.
  static Result<std::shared_ptr<const UserAgentParser>> Load(const std::string& path);

  /// The same, but nothing is read before the first text is parsed, and no expression compiled before a text may match
  /// it. What Load says is wrong is thrown then (std::runtime_error): for files that come with the system, not for
  /// those that somebody names.
  static std::shared_ptr<const UserAgentParser> LoadLater(std::string path);

  ~UserAgentParser();
  UserAgentParser(const UserAgentParser&) = delete;
  UserAgentParser& operator=(const UserAgentParser&) = delete;

  /// Linear in `text`; some hundredths of a millisecond, so keep what they say.
  AgentProgram Program(std::string_view text) const;
  AgentSystem System(std::string_view text) const;
  AgentDevice Device(std::string_view text) const;

 private:
  class Impl;
  explicit UserAgentParser(std::string path);

  static Result<std::unique_ptr<Impl>> Read(const std::string& path);
  const Impl& Expressions() const;

  const std::string path_;  // to be read
  mutable std::once_flag read_;
  mutable std::unique_ptr<Impl> impl_;
};

}  // namespace crosstrail
