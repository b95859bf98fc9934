#include "exposure/baseline.h"
namespace crosstrail::exposure {
Result<std::vector<BaselineEntry>> ReadBaseline(std::string_view, const std::string&) { return std::vector<BaselineEntry>(); }
}  // namespace crosstrail::exposure
