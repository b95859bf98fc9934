#include "query/arithmetic.h"

#include <cmath>
#include <limits>

namespace crosstrail {
namespace {

constexpr std::int64_t kLowest = std::numeric_limits<std::int64_t>::min();

bool IsNumber(const Scalar& scalar) {
  return std::holds_alternative<std::int64_t>(scalar) || std::holds_alternative<double>(scalar);
}

double ToDouble(const Scalar& scalar) {
  if (const auto* integer = std::get_if<std::int64_t>(&scalar)) return static_cast<double>(*integer);
  return std::get<double>(scalar);
}

Scalar FiniteOrNull(double value) { return std::isfinite(value) ? Scalar(value) : Scalar(); }

template <typename Integers, typename Doubles>
Scalar Apply(const Call& call, Integers integers, Doubles doubles) {
  const Scalar& a = call.arguments[0];
  const Scalar& b = call.arguments[1];
  if (!IsNumber(a) || !IsNumber(b)) return {};
  const auto* left = std::get_if<std::int64_t>(&a);
  const auto* right = std::get_if<std::int64_t>(&b);
  if (left != nullptr && right != nullptr) return integers(*left, *right);
  return FiniteOrNull(doubles(ToDouble(a), ToDouble(b)));
}

}  // namespace

Scalar Add(const Call& call) {
  return Apply(
      call,
      [](std::int64_t a, std::int64_t b) {
        std::int64_t result = 0;
        return __builtin_add_overflow(a, b, &result) ? Scalar() : Scalar(result);
      },
      [](double a, double b) { return a + b; });
}

Scalar Subtract(const Call& call) {
  return Apply(
      call,
      [](std::int64_t a, std::int64_t b) {
        std::int64_t result = 0;
        return __builtin_sub_overflow(a, b, &result) ? Scalar() : Scalar(result);
      },
      [](double a, double b) { return a - b; });
}

Scalar Multiply(const Call& call) {
  return Apply(
      call,
      [](std::int64_t a, std::int64_t b) {
        std::int64_t result = 0;
        return __builtin_mul_overflow(a, b, &result) ? Scalar() : Scalar(result);
      },
      [](double a, double b) { return a * b; });
}

Scalar Divide(const Call& call) {
  return Apply(
      call,
      [](std::int64_t a, std::int64_t b) { return b == 0 || (a == kLowest && b == -1) ? Scalar() : Scalar(a / b); },
      [](double a, double b) { return a / b; });
}

Scalar Modulo(const Call& call) {
  return Apply(
      call,
      [](std::int64_t a, std::int64_t b) {
        if (b == 0) return Scalar();
        return b == -1 ? Scalar(std::int64_t{0}) : Scalar(a % b);
      },
      [](double a, double b) { return std::fmod(a, b); });
}

Scalar NegateNumber(const Call& call) {
  const Scalar& value = call.arguments[0];
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return *integer == kLowest ? Scalar() : Scalar(-*integer);
  }
  if (const auto* number = std::get_if<double>(&value)) return -*number;
  return {};
}

}  // namespace crosstrail
