// Lists of indicators as the tests of indicator/ write and read them.
#pragma once

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "indicator/load.h"

namespace crosstrail {

/// "id field=value field=value ..." of one indicator, without what every one is given.
inline std::string Shown(const IndicatorSet& set, std::uint32_t indicator) {
  std::string text(set.IdOf(indicator));
  set.ForEach(indicator, [&](IndicatorSet::FieldNumber field, const IndicatorValue& value) {
    const std::string& name = set.FieldName(field);
    if (name.starts_with("event.")) return;
    text += " " + name + "=" + std::string(value.text);
  });
  if (const auto until = set.ValidUntil(indicator)) text += " until " + FormatInstant(*until);
  return text;
}

inline std::vector<std::string> Shown(const LoadedIndicators& loaded) {
  std::vector<std::string> lines;
  for (std::uint32_t i = 0; i < loaded.set->size(); ++i) lines.push_back(Shown(*loaded.set, i));
  return lines;
}

inline std::string RenderAll(const Diagnostics& diagnostics) {
  std::string text;
  for (const Diagnostic& diagnostic : diagnostics) text += Render(diagnostic, false);
  return text;
}

/// A list that was read, and what was wrong with it.
struct ListCase {
  std::string name, text;
  std::vector<std::string> indicators;
  std::string diagnostics;
};

inline std::ostream& operator<<(std::ostream& out, const ListCase& one) { return out << one.name; }

inline std::string CaseName(const testing::TestParamInfo<ListCase>& info) { return info.param.name; }

}  // namespace crosstrail
