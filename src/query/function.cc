#include "query/function.h"

#include <fmt/format.h>

#include <array>

#include "base/ip_network.h"
#include "base/text.h"
#include "query/arithmetic.h"
#include "query/text_function.h"

namespace crosstrail {
namespace {

using enum ArgumentKind;

Scalar CidrMatch(const Call& call) {
  const auto* text = std::get_if<std::string_view>(&call.arguments[0]);
  if (text == nullptr) return {};
  const std::optional<IpAddress> address = ParseIpAddress(*text);
  if (!address) return false;
  for (const Scalar& argument : call.arguments.subspan(1)) {
    const auto* block = std::get_if<std::string_view>(&argument);
    if (block == nullptr) return {};
    const std::optional<IpNetwork> network = ParseIpNetwork(*block);
    if (network && Contains(*network, *address)) return true;
  }
  return false;
}

// Elastic EQL function reference; null handling as its suite of string functions has it.
const std::array<Function, 17>& Table() {
  static const std::array<Function, 17> kTable = {{
      {"-", ResultKind::kNumber, {kNumber}, 1, false, false, NegateNumber},  // unary minus
      {"add", ResultKind::kNumber, {kNumber, kNumber}, 2, false, false, Add},
      {"between", ResultKind::kText, {kText, kText, kText, kBoolean}, 3, false, true, Between},
      {"cidrMatch", ResultKind::kBoolean, {kText, kNetwork}, 2, true, false, CidrMatch},
      {"concat", ResultKind::kText, {kAnything}, 1, true, false, Concat},
      {"divide", ResultKind::kNumber, {kNumber, kNumber}, 2, false, false, Divide},
      {"endsWith", ResultKind::kBoolean, {kText, kText}, 2, false, true, EndsWith},
      {"indexOf", ResultKind::kNumber, {kText, kText, kInteger}, 2, false, true, IndexOf},
      {"length", ResultKind::kNumber, {kText}, 1, false, false, Length},
      {"modulo", ResultKind::kNumber, {kNumber, kNumber}, 2, false, false, Modulo},
      {"multiply", ResultKind::kNumber, {kNumber, kNumber}, 2, false, false, Multiply},
      {"number", ResultKind::kNumber, {kText, kInteger}, 1, false, false, ToNumber},
      {"startsWith", ResultKind::kBoolean, {kText, kText}, 2, false, true, StartsWith},
      {"string", ResultKind::kText, {kAnything}, 1, false, false, ToString},
      {"stringContains", ResultKind::kBoolean, {kText, kText}, 2, false, true, StringContains},
      {"substring", ResultKind::kText, {kText, kInteger, kInteger}, 2, false, false, Substring},
      {"subtract", ResultKind::kNumber, {kNumber, kNumber}, 2, false, false, Subtract},
  }};
  return kTable;
}

}  // namespace

std::span<const Function> Functions() { return Table(); }

const Function* FindFunction(std::string_view name) {
  for (const Function& function : Table()) {
    if (EqualsIgnoringAsciiCase(function.name, name)) return &function;
  }
  return nullptr;
}

}  // namespace crosstrail
