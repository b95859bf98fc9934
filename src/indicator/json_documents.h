// The documents in a text of JSON: values one after the other, the items of a list, the objects of a STIX bundle.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string_view>

namespace crosstrail {

/// Where a text stops being a list of documents.
struct SplitFailure {
  std::size_t offset = 0;
  std::string_view reason;
};

/// Calls `use(begin, end)` for the bytes of each document: of each item of a list, of each item of `objects` of an
/// object that has a list called so, of any other value as it is. Looks at brackets and quotes alone, so that a
/// document may be no JSON, which costs no other. Linear; needs no memory.
std::optional<SplitFailure> SplitDocuments(std::string_view text,
                                           const std::function<void(std::size_t, std::size_t)>& use);

}  // namespace crosstrail
