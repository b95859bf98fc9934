// Random requests, such as AWS could make of somebody's call: the keys that follow from one another agree, and those
// that exclude each other are not together.
//
// Source: IAM User Guide, "AWS global condition context keys" (which principal has which key).
#pragma once

#include "policy/document.h"
#include "policy/request.h"
#include "tests/policy/random_world.h"

namespace crosstrail::policy {

/// A request of anybody, the owner included. Half of them are made of what `document` says, so that they often come
/// close to being allowed or denied.
Request RandomRequest(Dice& dice, const Document& document);

/// "kind arn action resource key=values ...", for failures.
std::string Describe(const Request& request);

}  // namespace crosstrail::policy
