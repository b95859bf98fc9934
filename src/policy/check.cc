#include "policy/check.h"

namespace crosstrail::policy {

void CheckDocument(const Document&, Problems&) {}

}  // namespace crosstrail::policy
