// Rules for what is known beside the record: user_agent.*, source.as.*, source.geo.*.
#include "base/ip.h"
#include "event/field_rules.h"

namespace crosstrail::field_rules {
namespace {

// What these texts belong to may be forgotten before the event is closed, so the event gets copies.
void EmitCopy(FieldReader& reader, std::string_view text) {
  if (!text.empty()) reader.Emit(reader.NewText() = text);
}

template <typename Part>
void EmitOfAgent(FieldReader& reader, const Part* (CachedEnrichment::*find)(std::string_view),
                 std::string Part::*text) {
  const std::string_view agent = reader.Text("userAgent");
  if (agent.empty()) return;
  if (const Part* part = (reader.Enrichments().*find)(agent)) EmitCopy(reader, part->*text);
}

void EmitOfProgram(FieldReader& reader, std::string AgentProgram::*text) {
  EmitOfAgent(reader, &CachedEnrichment::FindProgram, text);
}

void EmitOfSystem(FieldReader& reader, std::string AgentSystem::*text) {
  EmitOfAgent(reader, &CachedEnrichment::FindOperatingSystem, text);
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

void UserAgentName(FieldReader& reader) { EmitOfProgram(reader, &AgentProgram::name); }
void UserAgentVersion(FieldReader& reader) { EmitOfProgram(reader, &AgentProgram::version); }
void SystemName(FieldReader& reader) { EmitOfSystem(reader, &AgentSystem::name); }
void SystemVersion(FieldReader& reader) { EmitOfSystem(reader, &AgentSystem::version); }
void SystemFull(FieldReader& reader) { EmitOfSystem(reader, &AgentSystem::full); }
void DeviceName(FieldReader& reader) { EmitOfAgent(reader, &CachedEnrichment::FindDevice, &AgentDevice::name); }

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
