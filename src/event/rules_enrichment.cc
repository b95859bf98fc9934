// Rules for what is known beside the record: user_agent.*, source.as.*, source.geo.*.
#include "base/ip.h"
#include "event/field_rules.h"

namespace crosstrail::field_rules {
namespace {

// What these texts belong to may be forgotten before the event is closed, so the event gets copies.
void EmitCopy(FieldReader& reader, std::string_view text) {
  if (!text.empty()) reader.Emit(reader.NewText() = text);
}

void EmitOfAgent(FieldReader& reader, std::string UserAgent::*part) {
  const std::string_view text = reader.Text("userAgent");
  if (text.empty()) return;
  if (const UserAgent* agent = reader.Enrichments().FindUserAgent(text)) EmitCopy(reader, agent->*part);
}

const Place* FindPlace(const FieldReader& reader, CachedEnrichment& enrichment) {
  const std::string_view address = reader.Text("sourceIPAddress");
  return IsIpAddress(address) ? enrichment.FindPlace(address) : nullptr;
}

void EmitOfPlace(FieldReader& reader, std::string_view Place::*part) {
  if (const Place* place = FindPlace(reader, reader.Enrichments())) reader.Emit(place->*part);
}

void EmitOfPlace(FieldReader& reader, std::optional<double> Place::*part) {
  const Place* place = FindPlace(reader, reader.Enrichments());
  if (place != nullptr && place->*part) reader.EmitDouble(*(place->*part));
}

const AutonomousSystem* FindSystem(FieldReader& reader) {
  const std::string_view address = reader.Text("sourceIPAddress");
  return IsIpAddress(address) ? reader.Enrichments().FindSystem(address) : nullptr;
}

}  // namespace

void UserAgentName(FieldReader& reader) { EmitOfAgent(reader, &UserAgent::name); }
void UserAgentVersion(FieldReader& reader) { EmitOfAgent(reader, &UserAgent::version); }
void SystemName(FieldReader& reader) { EmitOfAgent(reader, &UserAgent::os_name); }
void SystemVersion(FieldReader& reader) { EmitOfAgent(reader, &UserAgent::os_version); }
void SystemFull(FieldReader& reader) { EmitOfAgent(reader, &UserAgent::os_full); }
void DeviceName(FieldReader& reader) { EmitOfAgent(reader, &UserAgent::device); }

void SystemNumber(FieldReader& reader) {
  const AutonomousSystem* system = FindSystem(reader);
  if (system != nullptr && system->number) reader.EmitLong(*system->number);
}

void SystemOrganization(FieldReader& reader) {
  if (const AutonomousSystem* system = FindSystem(reader)) reader.Emit(system->organization);
}

void ContinentName(FieldReader& reader) { EmitOfPlace(reader, &Place::continent_name); }
void CountryIsoCode(FieldReader& reader) { EmitOfPlace(reader, &Place::country_iso_code); }
void CountryName(FieldReader& reader) { EmitOfPlace(reader, &Place::country_name); }
void RegionName(FieldReader& reader) { EmitOfPlace(reader, &Place::region_name); }
void CityName(FieldReader& reader) { EmitOfPlace(reader, &Place::city_name); }
void Latitude(FieldReader& reader) { EmitOfPlace(reader, &Place::latitude); }
void Longitude(FieldReader& reader) { EmitOfPlace(reader, &Place::longitude); }

void RegionIsoCode(FieldReader& reader) {
  if (const Place* place = FindPlace(reader, reader.Enrichments())) EmitCopy(reader, place->region_iso_code);
}

}  // namespace crosstrail::field_rules
