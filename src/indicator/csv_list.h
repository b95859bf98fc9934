// Lists of indicators as CSV (RFC 4180) with a line of names at the top.
#pragma once

#include <string>
#include <string_view>

#include "indicator/line_reader.h"
#include "indicator/list_builder.h"

namespace crosstrail {

/// Reads the list whose line of names is `header`, the last line of `lines`. A column is called as a field of
/// indicators is ("threat.indicator.ip"), or by one of the short names of docs/indicators.md; others are warned of and
/// not read. Lines that begin with '#' are comments. Error: as of LineReader.
Status ReadCsvList(std::string_view header, LineReader& lines, ListBuilder& builder);

}  // namespace crosstrail
