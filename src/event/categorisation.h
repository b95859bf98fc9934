// Which ECS category and type an API call has.
#pragma once

#include <array>
#include <string_view>

namespace crosstrail {

struct Categorisation {
  std::string_view action;                // CloudTrail's eventName
  std::string_view category;              // event.category
  std::array<std::string_view, 2> types;  // event.type; the second may be empty
};

/// The row of `action`, or nullptr: most calls have none, and then no category and the type "info".
const Categorisation* FindCategorisation(std::string_view action);

}  // namespace crosstrail
