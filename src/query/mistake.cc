#include "query/mistake.h"

#include <algorithm>
#include <utility>

namespace crosstrail {

Diagnostics ToDiagnostics(std::string_view text, Mistakes mistakes) {
  constexpr std::size_t kMost = 20;
  std::stable_sort(mistakes.begin(), mistakes.end(),
                   [](const Mistake& a, const Mistake& b) { return a.offset < b.offset; });
  const auto same = [](const Mistake& a, const Mistake& b) { return a.offset == b.offset && a.message == b.message; };
  mistakes.erase(std::unique(mistakes.begin(), mistakes.end(), same), mistakes.end());
  if (mistakes.size() > kMost) mistakes.resize(kMost);
  Diagnostics diagnostics;
  for (Mistake& mistake : mistakes) {
    const TextPosition position = PositionOf(text, mistake.offset);
    Diagnostic& diagnostic = diagnostics.emplace_back();
    diagnostic.message = std::move(mistake.message);
    diagnostic.hint = std::move(mistake.hint);
    diagnostic.line = position.line;
    diagnostic.column = position.column;
    diagnostic.length = mistake.length;
    diagnostic.source_line = LineOf(text, position.line);
  }
  return diagnostics;
}

}  // namespace crosstrail
