// Any text as a list of indicators: what is wrong has a place, and every value that was read is found again.
#include <string>

#include "fuzz/require.h"
#include "indicator/indicator_index.h"
#include "indicator/load.h"
#include "indicator/stix_pattern.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace crosstrail;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto pattern = ReadStixPattern(text); !pattern) CROSSTRAIL_REQUIRE(!pattern.error().empty());

  const LoadedIndicators loaded = ReadIndicators({text}, "fuzz");
  std::size_t lines = 2;
  for (const char c : text) lines += c == '\n' ? 1 : 0;
  for (const Diagnostic& diagnostic : loaded.diagnostics) {
    CROSSTRAIL_REQUIRE(Render(diagnostic, false).ends_with('\n'));
    CROSSTRAIL_REQUIRE(diagnostic.line <= lines);
  }
  CROSSTRAIL_REQUIRE(loaded.lists.size() == 1);
  CROSSTRAIL_REQUIRE(loaded.lists.front().indicators == loaded.set->size());
  // Nothing is lost without a word.
  CROSSTRAIL_REQUIRE(loaded.set->size() + loaded.lists.front().revoked != 0 || !loaded.diagnostics.empty());

  const IndicatorKey address{"threat.indicator.ip", Likeness::kAddress},
      url{"threat.indicator.url.full", Likeness::kText}, port{"threat.indicator.port", Likeness::kNumber},
      seen{"threat.indicator.first_seen", Likeness::kDate};
  const IndicatorIndex index(loaded.set, {address, url, port, seen});
  for (std::uint32_t i = 0; i < loaded.set->size(); ++i) {
    CROSSTRAIL_REQUIRE(!loaded.set->IdOf(i).empty());
    loaded.set->ForEach(i, [&](IndicatorSet::FieldNumber field, const IndicatorValue& value) {
      for (const IndicatorKey& key : {address, url, port, seen}) {
        const std::size_t table = index.TableOf(key);
        if (loaded.set->FieldName(field) != key.field || !index.Has(i, table, Value(value.text))) continue;
        std::vector<std::span<const IndicatorIndex::Posting>> runs;
        index.Find(table, Value(value.text), runs);
        bool found = false;
        for (const auto& run : runs) {
          for (const IndicatorIndex::Posting& posting : run) found = found || posting.indicator == i;
        }
        CROSSTRAIL_REQUIRE(found);
      }
    });
  }
  return 0;
}
