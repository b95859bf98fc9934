// Rules for what kind of event a record is: @timestamp, event.*, data_stream.*, console logins.
#include <initializer_list>

#include "base/text.h"
#include "event/categorisation.h"
#include "event/field_rules.h"

namespace crosstrail::field_rules {
namespace {

constexpr std::string_view kConsoleLogin = "ConsoleLogin";

bool IsConsoleLogin(const FieldReader& reader) { return reader.Text("eventName") == kConsoleLogin; }

// Console logins answer some questions with "No" and with a variety of texts for yes.
void EmitUnlessNo(FieldReader& reader, RecordPath path) {
  if (IsConsoleLogin(reader) && reader.Has(path)) reader.EmitBool(reader.Text(path) != "No");
}

}  // namespace

void Timestamp(FieldReader& reader) {
  for (const RecordPath path : std::initializer_list<RecordPath>{"eventTime", "digestEndTime", "@timestamp"}) {
    if (reader.Has(path)) return reader.EmitAt(path);
  }
}

void KindIsEvent(FieldReader& reader) { reader.Emit("event"); }
void ModuleIsAws(FieldReader& reader) { reader.Emit("aws"); }
void DatasetIsCloudTrail(FieldReader& reader) { reader.Emit("aws.cloudtrail"); }
void StreamIsLogs(FieldReader& reader) { reader.Emit("logs"); }
void NamespaceIsDefault(FieldReader& reader) { reader.Emit("default"); }
void ProviderIsAws(FieldReader& reader) { reader.Emit("aws"); }
void EcsVersion(FieldReader& reader) { reader.Emit("8.11.0"); }

void OnlyInDocuments(FieldReader& /*reader*/) {}
void OnlyAdded(FieldReader& /*reader*/) {}
void OriginalText(FieldReader& reader) { reader.Emit(reader.Source().json); }

void SourcePath(FieldReader& reader) {
  if (reader.Source().source != nullptr) reader.Emit(reader.Source().source->path);
}
void SourceSha256(FieldReader& reader) {
  if (reader.Source().source != nullptr) reader.Emit(reader.Source().source->sha256);
}
void SourceIndex(FieldReader& reader) {
  if (reader.Source().source != nullptr) reader.EmitLong(static_cast<std::int64_t>(reader.Source().index));
}

void DigestHash(FieldReader& reader) {
  if (reader.Text("previousDigestHashAlgorithm") == "SHA-256") reader.EmitAt("previousDigestSignature");
}

void EventCategory(FieldReader& reader) {
  if (const Categorisation* row = FindCategorisation(reader.Text("eventName"))) reader.Emit(row->category);
}

void EventType(FieldReader& reader) {
  const Categorisation* row = FindCategorisation(reader.Text("eventName"));
  if (row == nullptr) return reader.Emit("info");
  for (const std::string_view type : row->types) reader.Emit(type);
}

void EventOutcome(FieldReader& reader) {
  if (IsConsoleLogin(reader)) {
    const std::string_view answer = reader.Text("responseElements.ConsoleLogin");
    if (!answer.empty()) {
      std::string& outcome = reader.NewText();
      outcome = FoldCase(answer);
      return reader.Emit(outcome);
    }
  }
  reader.Emit(reader.Has("errorCode") || reader.Has("errorMessage") ? "failure" : "success");
}

void ConsoleLoginTo(FieldReader& reader) {
  if (IsConsoleLogin(reader)) reader.EmitAt("additionalEventData.LoginTo");
}

void ConsoleLoginMfaUsed(FieldReader& reader) { EmitUnlessNo(reader, "additionalEventData.MFAUsed"); }
void ConsoleLoginMobileVersion(FieldReader& reader) { EmitUnlessNo(reader, "additionalEventData.MobileVersion"); }

}  // namespace crosstrail::field_rules
