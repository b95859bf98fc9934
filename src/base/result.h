// Errors are values: Result<T> for whatever input, files or people can cause.
//
// An Error says what happened, where, and what to do about it, in one sentence each; it never needs a code to be
// understood. Exceptions are left to bugs and exhausted memory.
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace crosstrail {

enum class ErrorCode {
  kInvalidArgument,  // the caller (often a person at a terminal) asked for something that makes no sense
  kNotFound,
  kPermission,
  kIo,
  kMalformed,    // bytes that are not what they should be
  kLimit,        // a configured bound was reached
  kUnsupported,  // well-formed, but not something this program does
};

struct Error {
  ErrorCode code = ErrorCode::kInvalidArgument;
  std::string message;  // what happened and what to do, without a trailing full stop
};

template <typename T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

/// `return Fail(ErrorCode::kIo, "...")` from a function that returns any Result.
inline tl::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

}  // namespace crosstrail
