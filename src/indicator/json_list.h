// Lists of indicators in JSON: documents of Elastic's shape, a line each or otherwise, and STIX 2.1.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "indicator/list_builder.h"
#include "json/tree.h"

namespace crosstrail {

/// One a list; not thread-safe.
class JsonListReader {
 public:
  /// A document that is longer is an error.
  static constexpr std::size_t kLongestDocument = std::size_t{16} << 20U;

  explicit JsonListReader(ListBuilder& builder) : builder_(builder) {}

  /// Everything in `piece`, whose text kJsonPadding readable bytes follow: see SplitDocuments.
  void Read(const ListPiece& piece);

  /// Says what was passed over; last.
  void Finish();

 private:
  void Document(const ListPiece& piece, std::size_t begin, std::size_t end);
  void Elastic(const JsonNode& root, const ListPiece& piece, std::size_t begin, std::size_t end);
  void Stix(const JsonNode& object, const ListPiece& piece, std::size_t begin, std::size_t end);
  void StixIndicator(const JsonNode& object, const ListPiece& piece, std::size_t begin, std::size_t end);

  ListBuilder& builder_;
  JsonTree tree_;
  std::map<std::string, std::uint64_t> passed_over_;  // objects of STIX that are no indicators, by type
};

}  // namespace crosstrail
