// Rules for the free-form areas of a record as Java's text.
#include "event/field_rules.h"

namespace crosstrail::field_rules {

void RequestParametersText(FieldReader& reader) { reader.EmitMapText("requestParameters"); }
void ResponseElementsText(FieldReader& reader) { reader.EmitMapText("responseElements"); }
void AdditionalEventDataText(FieldReader& reader) { reader.EmitMapText("additionalEventData"); }
void ServiceEventDetailsText(FieldReader& reader) { reader.EmitMapText("serviceEventDetails"); }

}  // namespace crosstrail::field_rules
