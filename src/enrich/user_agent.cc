#include "enrich/user_agent.h"

#include <fmt/format.h>
#include <re2/re2.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <array>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/text.h"
#include "enrich/required_texts.h"

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

// One that is compiled when a text may match it. Thread-safe.
class Expression {
 public:
  explicit Expression(Pattern pattern) : pattern_(std::move(pattern)), required_(RequiredTexts(pattern_.regex)) {}

  const Pattern& pattern() const { return pattern_; }

  // `folded` is the text in small letters, `is_ascii`: all of it is. Other letters may be the same as ASCII ones.
  bool MayMatch(std::string_view folded, bool is_ascii) const {
    if (required_.empty() || (pattern_.ignore_case && !is_ascii)) return true;
    return std::ranges::any_of(required_, [&](const std::string& text) { return folded.find(text) != folded.npos; });
  }

  // nullptr: RE2 does not take it.
  const RE2* Compiled() const {
    std::call_once(once_, [this] {
      RE2::Options options;
      options.set_case_sensitive(!pattern_.ignore_case);
      options.set_log_errors(false);
      compiled_ = std::make_unique<const RE2>(pattern_.regex, options);
    });
    return compiled_->ok() ? compiled_.get() : nullptr;
  }

  std::string Problem() const {
    return fmt::format("an expression cannot be used: {}: {}", pattern_.regex, compiled_->error());
  }

 private:
  const Pattern pattern_;
  const std::vector<std::string> required_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<const RE2> compiled_;
};

// An ordered list of expressions, the first that matches counts. Most are ruled out by the texts they need.
class PatternList {
 public:
  explicit PatternList(std::vector<Pattern> patterns) {
    for (Pattern& pattern : patterns) expressions_.emplace_back(std::move(pattern));
  }

  // What is wrong with the first expression that RE2 does not take.
  std::optional<std::string> Compile() const {
    for (const Expression& expression : expressions_) {
      if (expression.Compiled() == nullptr) return expression.Problem();
    }
    return std::nullopt;
  }

  // Throws std::runtime_error where an expression that may match cannot be compiled.
  std::optional<Match> Find(std::string_view text) const {
    const std::string folded = FoldCase(text);
    const bool is_ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    for (const Expression& expression : expressions_) {
      if (!expression.MayMatch(folded, is_ascii)) continue;
      const RE2* const regex = expression.Compiled();
      if (regex == nullptr) throw std::runtime_error(expression.Problem());
      if (auto match = Read(*regex, expression.pattern(), {text.data(), text.size()})) return match;
    }
    return std::nullopt;
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

  std::deque<Expression> expressions_;  // neither copied nor moved
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
      : programs_(ReadPatterns(file["user_agent_parsers"], kAgentKeys)),
        systems_(ReadPatterns(file["os_parsers"], kSystemKeys)),
        devices_(ReadPatterns(file["device_parsers"], kDeviceKeys)) {}

  std::optional<std::string> Compile() const {
    for (const PatternList* list : {&programs_, &systems_, &devices_}) {
      if (auto problem = list->Compile()) return problem;
    }
    return std::nullopt;
  }

  AgentProgram Program(std::string_view text) const {
    auto match = programs_.Find(text);
    return {NameOf(match), match ? std::move(match->version) : std::string()};
  }

  AgentSystem System(std::string_view text) const {
    const auto match = systems_.Find(text);
    if (!match || match->name.empty()) return {};
    return {match->name, match->version, match->version.empty() ? std::string() : match->name + " " + match->version};
  }

  AgentDevice Device(std::string_view text) const { return {NameOf(devices_.Find(text))}; }

 private:
  static std::string NameOf(const std::optional<Match>& match) {
    return match && !match->name.empty() ? match->name : std::string(kOther);
  }

  PatternList programs_, systems_, devices_;
};

UserAgentParser::UserAgentParser(std::string path) : path_(std::move(path)) {}
UserAgentParser::~UserAgentParser() = default;

Result<std::unique_ptr<UserAgentParser::Impl>> UserAgentParser::Read(const std::string& path) {
  try {
    return std::make_unique<Impl>(YAML::LoadFile(path));
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
  if (const auto problem = (*impl)->Compile()) {
    return Fail(ErrorCode::kMalformed, fmt::format("{}: {}", path, *problem));
  }
  std::shared_ptr<UserAgentParser> parser(new UserAgentParser(path));
  std::call_once(parser->read_, [&] { parser->impl_ = std::move(*impl); });
  return std::shared_ptr<const UserAgentParser>(std::move(parser));
}

std::shared_ptr<const UserAgentParser> UserAgentParser::LoadLater(std::string path) {
  return std::shared_ptr<const UserAgentParser>(new UserAgentParser(std::move(path)));
}

const UserAgentParser::Impl& UserAgentParser::Expressions() const {
  std::call_once(read_, [this] {
    auto impl = Read(path_);
    if (!impl) throw std::runtime_error(impl.error().message);
    impl_ = std::move(*impl);
  });
  return *impl_;
}

AgentProgram UserAgentParser::Program(std::string_view text) const { return Expressions().Program(text); }
AgentSystem UserAgentParser::System(std::string_view text) const { return Expressions().System(text); }
AgentDevice UserAgentParser::Device(std::string_view text) const { return Expressions().Device(text); }

}  // namespace crosstrail
