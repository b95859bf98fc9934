// What a MaxMind database (GeoLite2, GeoIP2 or one of the same form) says of an IP address.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace crosstrail {

/// Of a City (or Country) database. Views live as long as the database; empty where it says nothing.
struct Place {
  std::string_view continent_name;
  std::string_view country_iso_code;  // "US"
  std::string_view country_name;
  std::string region_iso_code;  // ISO 3166-2: "US-WA"
  std::string_view region_name;
  std::string_view city_name;
  std::optional<double> latitude, longitude;
};

/// Of an ASN database.
struct AutonomousSystem {
  std::optional<std::int64_t> number;
  std::string_view organization;
};

/// Immutable and thread-safe. The file is mapped, not read; a look-up costs about a microsecond.
class AddressDatabase {
 public:
  /// What is looked up in a database.
  enum class Kind : std::uint8_t { kPlaces, kSystems };

  /// Error: the file cannot be read, is no such database, or is one of another kind.
  static Result<std::shared_ptr<const AddressDatabase>> Open(const std::string& path, Kind kind);

  ~AddressDatabase();
  AddressDatabase(const AddressDatabase&) = delete;
  AddressDatabase& operator=(const AddressDatabase&) = delete;

  /// `address` is an IPv4 or IPv6 address as text. nullopt when the database does not know it.
  std::optional<Place> FindPlace(const std::string& address) const;
  std::optional<AutonomousSystem> FindSystem(const std::string& address) const;

 private:
  class Impl;
  explicit AddressDatabase(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace crosstrail
