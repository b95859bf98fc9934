#include "enrich/user_agent.h"

#include <fmt/format.h>
#include <re2/re2.h>

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
#include "enrich/agent_patterns.h"
#include "enrich/required_texts.h"

namespace crosstrail {
namespace {

constexpr std::string_view kOther = "Other";
constexpr std::size_t kParts = AgentPattern::kParts;

struct Match {
  std::string name;
  std::string version;
};

// One that is compiled when a text may match it. Thread-safe.
class Expression {
 public:
  explicit Expression(AgentPattern pattern) : pattern_(std::move(pattern)), required_(RequiredTexts(pattern_.regex)) {}

  const AgentPattern& pattern() const { return pattern_; }

  // `folded` is the text in small letters, `is_ascii`: all of it is. Other letters may be the same as ASCII ones.
  bool MayMatch(std::string_view folded, bool is_ascii) const {
    if (pattern_.ignore_case && !is_ascii) return true;
    const auto is_there = [&](const std::string& text) { return folded.find(text) != folded.npos; };
    return std::ranges::all_of(required_,
                               [&](const TextChoice& texts) { return std::ranges::any_of(texts, is_there); });
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
  const AgentPattern pattern_;
  const std::vector<TextChoice> required_;
  mutable std::once_flag once_;
  mutable std::unique_ptr<const RE2> compiled_;
};

// An ordered list of expressions, the first that matches counts. Most are ruled out by the texts they need.
class PatternList {
 public:
  explicit PatternList(std::vector<AgentPattern> patterns) {
    for (AgentPattern& pattern : patterns) expressions_.emplace_back(std::move(pattern));
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
  static std::optional<Match> Read(const RE2& regex, const AgentPattern& pattern, const re2::StringPiece& text) {
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

}  // namespace

class UserAgentParser::Impl {
 public:
  explicit Impl(AgentPatterns patterns)
      : programs_(std::move(patterns.programs)),
        systems_(std::move(patterns.systems)),
        devices_(std::move(patterns.devices)) {}

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
  Result<AgentPatterns> patterns = ReadAgentPatterns(path);
  if (!patterns) return tl::unexpected<Error>(std::move(patterns.error()));
  return std::make_unique<Impl>(std::move(*patterns));
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
