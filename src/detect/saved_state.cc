#include "detect/saved_state.h"

#include <fmt/format.h>

namespace crosstrail {

Result<nlohmann::json> ParseState(std::string_view text, int version, const std::string& identity) {
  nlohmann::json state = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!state.is_object() || !state.contains("version") || !state.contains("rule")) {
    return Fail(ErrorCode::kMalformed, "this is not the state of a detector");
  }
  if (state["version"] != version || state["rule"] != identity) {
    return Fail(ErrorCode::kUnsupported,
                "this state was saved by another version, or for another form of the rule; what the rule waits for is "
                "lost");
  }
  return state;
}

Status DamagedState(const std::exception& problem) {
  return Fail(ErrorCode::kMalformed, fmt::format("this state is damaged: {}", problem.what()));
}

}  // namespace crosstrail
