// What AWS refuses in a policy that can be read, and what it stores although it does not do what it seems to.
//
// Only what can be told from the policy alone: no lists of services, actions or condition keys are consulted, and the
// kind of resource it is meant for is not known. Sources: IAM User Guide, "Grammar of the IAM JSON policy language" and
// "IAM policy validation check reference".
#pragma once

#include "base/source_text.h"
#include "policy/document.h"

namespace crosstrail::policy {

/// Reports on `document`, whose spans are of the text of `problems`. Linear in the document.
void CheckDocument(const Document& document, Problems& problems);

}  // namespace crosstrail::policy
