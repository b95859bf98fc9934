// Rules for the free-form areas of a record: as Java's text and leaf by leaf.
#include "event/field_rules.h"

namespace crosstrail::field_rules {

void RequestParametersText(FieldReader& reader) { reader.EmitMapText("requestParameters"); }
void ResponseElementsText(FieldReader& reader) { reader.EmitMapText("responseElements"); }
void AdditionalEventDataText(FieldReader& reader) { reader.EmitMapText("additionalEventData"); }
void ServiceEventDetailsText(FieldReader& reader) { reader.EmitMapText("serviceEventDetails"); }

void RequestParametersLeaves(FieldReader& reader) { reader.EmitLeavesWithinLimit("requestParameters"); }
void ResponseElementsLeaves(FieldReader& reader) { reader.EmitLeavesWithinLimit("responseElements"); }
void AdditionalEventDataLeaves(FieldReader& reader) { reader.EmitLeavesWithinLimit("additionalEventData"); }
void ServiceEventDetailsLeaves(FieldReader& reader) { reader.EmitLeavesWithinLimit("serviceEventDetails"); }
void InsightDetailsLeaves(FieldReader& reader) { reader.EmitLeaves("insightDetails"); }

}  // namespace crosstrail::field_rules
