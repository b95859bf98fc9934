// Takes in what one list of indicators says, and says what of it is of no use.
#pragma once

#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "indicator/indicator_set.h"

namespace crosstrail {

/// A list as it was read.
struct IndicatorList {
  std::string path;
  std::uint64_t indicators = 0;
  std::uint64_t unusable = 0;  // lines or objects, or parts of patterns, that could not be used
  std::uint64_t revoked = 0;   // indicators that were taken back
};

/// Whole lines of a list, the first of which is line `line`. Neither owns nor copies.
struct ListPiece {
  std::string_view text;
  std::size_t line = 1;
};

/// One a list; not thread-safe. At most kMostProblems diagnostics are kept, and Finish says how many more there were.
class ListBuilder {
 public:
  static constexpr std::size_t kMostProblems = 20;

  ListBuilder(std::string path, IndicatorSet& set, Diagnostics& diagnostics);

  /// What has an address that is none, or no value at all, is an error at bytes [begin, end) of the piece. An indicator
  /// without an id is known by its line. Where it lacks what documents of Elastic's integrations say of themselves
  /// (event.kind, event.category, event.type, event.module) that is added.
  void Add(IndicatorDraft draft, const ListPiece& piece, std::size_t begin, std::size_t end);
  void AddRevoked() { ++list_.revoked; }

  /// Something that was meant as an indicator is of no use.
  void Error(const ListPiece& piece, std::size_t begin, std::size_t end, std::string message, std::string hint);
  void Warn(const ListPiece& piece, std::size_t begin, std::size_t end, std::string message, std::string hint);
  /// Something that was not meant as one is passed over.
  void NoteFile(std::string message);
  /// The file cannot be read, or from some place on.
  void FailFile(std::string message, std::string hint);

  /// Last. A list without indicators is warned of.
  IndicatorList Finish();

 private:
  std::size_t LineAt(const ListPiece& piece, std::size_t offset);
  void Tell(DiagnosticLevel level, const ListPiece& piece, std::size_t begin, std::size_t end, std::string message,
            std::string hint);

  IndicatorList list_;
  IndicatorSet& set_;
  Diagnostics& diagnostics_;
  std::size_t told_ = 0, left_out_ = 0;
  bool told_error_ = false;
  struct Counted {
    std::size_t piece = 0;  // the line that it begins with
    std::size_t offset = 0, line = 1;
  };
  Counted counted_;  // up to where the lines of a piece were counted
};

}  // namespace crosstrail
