// Elastic's exceptions: lists of items, each of which leaves out the events of a rule for which all its entries hold.
// They come in Kibana's NDJSON exports, of lists or of rules, and in the TOML form of Elastic's detection-rules.
//
// As Elastic has it: an entry holds when any value of its field does; "match" is exact and minds case (on addresses
// also a block), "wildcard" has '*' and '?', "excluded" negates; CloudTrail has no nested mappings, so "nested" never
// holds. What lists and items say beside that (os_types, tags, comments) is not needed here.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/source_text.h"
#include "rule/rule.h"
#include "rule/value_lists.h"
#include "toml/table_reader.h"
#include "toml/toml.h"

namespace crosstrail {

/// The `list_id` and the `namespace_type` that `reader`'s table says. A namespace that Elastic does not know is an
/// error at its place.
void ReadListName(const TableReader& reader, ExceptionListName& name);

/// Collects exceptions and gives them to rules. Not thread-safe.
class ExceptionLists {
 public:
  /// `fields` is where the fields of entries are interned. It and `values` must outlive this.
  ExceptionLists(FieldSet& fields, ValueLists& values) : fields_(fields), values_(values) {}

  /// The container of a list: that there is such a list.
  void AddList(const TomlValue& container);

  /// An item, from the text of `source`. One with errors is left out; one whose value list is missing is, too, with a
  /// warning.
  void AddItem(const TomlValue& item, const SourceText& source, Diagnostics& diagnostics);

  /// A document of detection-rules: [metadata] with rule_ids, [[exceptions]] with container and items.
  void AddDocument(const TomlValue& document, const SourceText& source, Diagnostics& diagnostics);

  /// Gives each rule the items of the lists it asks for and of the documents that name its id. Lists and rules that are
  /// missing are warnings, once each.
  Diagnostics AttachTo(RuleSet& rules) const;

 private:
  class Compiler;

  std::string HintAtMissing(const ExceptionListName& name) const;

  /// A document's word that a rule has a list.
  struct Naming {
    std::string rule_id;
    ExceptionListName list;
    std::string file;
    std::size_t line = 0;
  };

  std::map<ExceptionListName, std::vector<CompiledException>> lists_;  // their items
  std::vector<Naming> named_;                                          // by documents
  FieldSet& fields_;
  ValueLists& values_;
};

}  // namespace crosstrail
