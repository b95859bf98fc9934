#include "enrich/user_agent.h"

#include <fmt/format.h>
#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/text.h"

namespace crosstrail {
namespace {

constexpr std::string_view kOther = "Other";
constexpr std::size_t kParts = 5;  // a name and four parts of a version

// One expression: what it captures, or a fixed text in its place, becomes the name and the parts of the version.
struct Pattern {
  std::string regex;
  bool ignore_case = false;
  std::array<std::optional<std::string>, kParts> replacements;  // of the name, then of the version
};

struct Match {
  std::string name;
  std::string version;
};

// An ordered list of expressions, the first that matches counts. Most are ruled out by the literal texts they need.
class PatternList {
 public:
  explicit PatternList(std::vector<Pattern> patterns) : patterns_(std::move(patterns)) {}

  // The first expression that RE2 does not take, with its reason; nullopt when all are compiled.
  std::optional<std::string> Compile() {
    for (const Pattern& pattern : patterns_) {
      RE2::Options options;
      options.set_case_sensitive(!pattern.ignore_case);
      options.set_log_errors(false);
      int id = 0;
      if (const RE2::ErrorCode code = filter_.Add(pattern.regex, options, &id); code != RE2::NoError) {
        return fmt::format("{} (error {})", pattern.regex, static_cast<int>(code));
      }
    }
    if (!patterns_.empty()) filter_.Compile(&literals_);
    return std::nullopt;
  }

  std::optional<Match> Find(std::string_view text, const std::string& folded) const {
    if (patterns_.empty()) return std::nullopt;
    std::vector<int> present;
    for (std::size_t i = 0; i < literals_.size(); ++i) {
      if (folded.find(literals_[i]) != std::string::npos) present.push_back(static_cast<int>(i));
    }
    const re2::StringPiece piece(text.data(), text.size());
    const int first = filter_.FirstMatch(piece, present);
    if (first < 0) return std::nullopt;
    return Read(filter_.GetRE2(first), patterns_[static_cast<std::size_t>(first)], piece);
  }

 private:
  static std::optional<Match> Read(const RE2& regex, const Pattern& pattern, const re2::StringPiece& text) {
    std::array<re2::StringPiece, kParts + 1> groups;
    const int count = std::min<int>(regex.NumberOfCapturingGroups() + 1, kParts + 1);
    if (!regex.Match(text, 0, text.size(), RE2::UNANCHORED, groups.data(), count)) return std::nullopt;
    const auto group = [&](std::size_t i) { return std::string_view(groups[i].data(), groups[i].size()); };
    Match match;
    if (const auto& name = pattern.replacements[0]) {
      match.name = *name;
      const std::size_t at = name->find("$1");
      if (at != std::string::npos && groups[1].data() != nullptr) match.name.replace(at, 2, group(1));
    } else {
      match.name = group(1);
    }
    // A part counts only where all before it are there.
    for (std::size_t i = 1; i < kParts; ++i) {
      const std::string part(pattern.replacements[i] ? std::string_view(*pattern.replacements[i]) : group(i + 1));
      if (part.empty()) break;
      match.version += (i == 1 ? "" : ".") + part;
    }
    return match;
  }

  std::vector<Pattern> patterns_;
  std::vector<std::string> literals_;
  re2::FilteredRE2 filter_;
};

using Keys = std::array<const char*, kParts>;

std::vector<Pattern> ReadPatterns(const YAML::Node& list, const Keys& keys) {
  std::vector<Pattern> patterns;
  for (const YAML::Node& entry : list) {
    Pattern pattern;
    pattern.regex = entry["regex"].as<std::string>();
    pattern.ignore_case = entry["regex_flag"] && entry["regex_flag"].as<std::string>() == "i";
    for (std::size_t i = 0; i < kParts; ++i) {
      if (keys[i] != nullptr && entry[keys[i]]) pattern.replacements[i] = entry[keys[i]].as<std::string>();
    }
    patterns.push_back(std::move(pattern));
  }
  return patterns;
}

constexpr Keys kAgentKeys{"family_replacement", "v1_replacement", "v2_replacement", "v3_replacement", "v4_replacement"};
constexpr Keys kSystemKeys{"os_replacement", "os_v1_replacement", "os_v2_replacement", "os_v3_replacement",
                           "os_v4_replacement"};
constexpr Keys kDeviceKeys{"device_replacement", nullptr, nullptr, nullptr, nullptr};

}  // namespace

class UserAgentParser::Impl {
 public:
  Impl(const YAML::Node& file)
      : agents_(ReadPatterns(file["user_agent_parsers"], kAgentKeys)),
        systems_(ReadPatterns(file["os_parsers"], kSystemKeys)),
        devices_(ReadPatterns(file["device_parsers"], kDeviceKeys)) {}

  std::optional<std::string> Compile() {
    for (PatternList* list : {&agents_, &systems_, &devices_}) {
      if (auto problem = list->Compile()) return problem;
    }
    return std::nullopt;
  }

  UserAgent Parse(std::string_view text) const {
    const std::string folded = FoldCase(text);
    UserAgent parsed;
    const auto agent = agents_.Find(text, folded);
    parsed.name = agent && !agent->name.empty() ? agent->name : kOther;
    if (agent) parsed.version = agent->version;
    if (const auto system = systems_.Find(text, folded); system && !system->name.empty()) {
      parsed.os_name = system->name;
      parsed.os_version = system->version;
      if (!system->version.empty()) parsed.os_full = system->name + " " + system->version;
    }
    const auto device = devices_.Find(text, folded);
    parsed.device = device && !device->name.empty() ? device->name : kOther;
    return parsed;
  }

 private:
  PatternList agents_, systems_, devices_;
};

UserAgentParser::UserAgentParser(std::string path) : path_(std::move(path)) {}
UserAgentParser::~UserAgentParser() = default;

Result<std::unique_ptr<UserAgentParser::Impl>> UserAgentParser::Read(const std::string& path) {
  try {
    auto impl = std::make_unique<Impl>(YAML::LoadFile(path));
    if (const auto problem = impl->Compile()) {
      return Fail(ErrorCode::kMalformed, fmt::format("{}: an expression cannot be used: {}", path, *problem));
    }
    return impl;
  } catch (const YAML::BadFile&) {
    return Fail(ErrorCode::kIo, fmt::format("{}: cannot be read", path));
  } catch (const YAML::Exception& problem) {
    return Fail(ErrorCode::kMalformed, fmt::format("{}:{}: is not a list of user agent expressions: {}", path,
                                                   problem.mark.line + 1, problem.msg));
  }
}

Result<std::shared_ptr<const UserAgentParser>> UserAgentParser::Load(const std::string& path) {
  auto impl = Read(path);
  if (!impl) return tl::unexpected<Error>(std::move(impl.error()));
  std::shared_ptr<UserAgentParser> parser(new UserAgentParser(path));
  std::call_once(parser->read_, [&] { parser->impl_ = std::move(*impl); });
  return std::shared_ptr<const UserAgentParser>(std::move(parser));
}

std::shared_ptr<const UserAgentParser> UserAgentParser::LoadLater(std::string path) {
  return std::shared_ptr<const UserAgentParser>(new UserAgentParser(std::move(path)));
}

UserAgent UserAgentParser::Parse(std::string_view text) const {
  std::call_once(read_, [this] {
    auto impl = Read(path_);
    if (!impl) throw std::runtime_error(impl.error().message);
    impl_ = std::move(*impl);
  });
  return impl_->Parse(text);
}

}  // namespace crosstrail
