// The functions that terms call: Elasticsearch's EQL functions and arithmetic. Pure and thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "query/scalar.h"

namespace crosstrail {

/// Keeps the strings that functions make alive, at stable addresses, for one evaluation.
class TextScratch {
 public:
  std::string_view Keep(std::string text) { return texts_.emplace_back(std::move(text)); }

 private:
  std::deque<std::string> texts_;
};

struct Call {
  std::span<const Scalar> arguments;
  bool ignore_case = false;  // the `~` form
  TextScratch& scratch;
};

/// What an argument must be; null is always allowed, and values of another type give null.
enum class ArgumentKind : std::uint8_t { kText, kInteger, kNumber, kBoolean, kNetwork, kAnything };

enum class ResultKind : std::uint8_t { kText, kNumber, kBoolean };

struct Function {
  std::string_view name;  // as documented; looked up without regard to case
  ResultKind result;
  std::vector<ArgumentKind> arguments;  // the last one repeats when `variadic`
  std::size_t required;                 // at least this many
  bool variadic;
  bool has_insensitive_form;
  Scalar (*evaluate)(const Call& call);
};

/// Ascending by name.
std::span<const Function> Functions();

/// The function of that name in any case, or nullptr.
const Function* FindFunction(std::string_view name);

}  // namespace crosstrail
