// Diagnostics about rules as SARIF 2.1.0, for code hosts and editors.
#pragma once

#include <string>

#include "base/diagnostic.h"

namespace crosstrail::cli {

/// One document, on one line. Columns count code points.
std::string Sarif(const Diagnostics& diagnostics);

}  // namespace crosstrail::cli
