#include "enrich/address_database.h"

#include <fmt/format.h>
#include <maxminddb.h>

#include <cerrno>

#include "base/system_message.h"

namespace crosstrail {
namespace {

// Walks one path of a database's entry, e.g. {"country", "names", "en"}; the database is hostile input as well, so
// every type is checked.
template <typename... Keys>
std::optional<MMDB_entry_data_s> Find(MMDB_entry_s entry, Keys... keys) {
  MMDB_entry_data_s data{};
  const int status = MMDB_get_value(&entry, &data, keys..., nullptr);
  if (status != MMDB_SUCCESS || !data.has_data) return std::nullopt;
  return data;
}

template <typename... Keys>
std::string_view Text(const MMDB_entry_s& entry, Keys... keys) {
  const auto data = Find(entry, keys...);
  if (!data || data->type != MMDB_DATA_TYPE_UTF8_STRING) return {};
  return {data->utf8_string, data->data_size};
}

template <typename... Keys>
std::optional<double> Number(const MMDB_entry_s& entry, Keys... keys) {
  const auto data = Find(entry, keys...);
  if (!data || data->type != MMDB_DATA_TYPE_DOUBLE) return std::nullopt;
  return data->double_value;
}

}  // namespace

class AddressDatabase::Impl {
 public:
  Impl() = default;
  ~Impl() {
    if (open_) MMDB_close(&database_);
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  Status Open(const std::string& path, Kind kind) {
    const int status = MMDB_open(path.c_str(), MMDB_MODE_MMAP, &database_);
    if (status != MMDB_SUCCESS) {
      const std::string why =
          status == MMDB_IO_ERROR || status == MMDB_FILE_OPEN_ERROR ? SystemMessage(errno) : MMDB_strerror(status);
      return Fail(ErrorCode::kIo, fmt::format("{}: cannot be opened as a MaxMind database: {}", path, why));
    }
    open_ = true;
    const std::string_view type = database_.metadata.database_type;
    const bool fits = kind == Kind::kSystems
                          ? type.find("ASN") != std::string_view::npos || type.find("ISP") != std::string_view::npos
                          : type.find("City") != std::string_view::npos ||
                                type.find("Country") != std::string_view::npos ||
                                type.find("Enterprise") != std::string_view::npos;
    if (fits) return {};
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("{}: is a database of type {}; {} is wanted here", path, type,
                            kind == Kind::kSystems ? "one of autonomous systems (GeoLite2-ASN)"
                                                   : "one of places (GeoLite2-City)"));
  }

  std::optional<MMDB_entry_s> Look(const std::string& address) const {
    int address_error = 0;
    int status = MMDB_SUCCESS;
    MMDB_lookup_result_s found = MMDB_lookup_string(&database_, address.c_str(), &address_error, &status);
    if (address_error != 0 || status != MMDB_SUCCESS || !found.found_entry) return std::nullopt;
    return found.entry;
  }

 private:
  MMDB_s database_{};
  bool open_ = false;
};

AddressDatabase::AddressDatabase(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AddressDatabase::~AddressDatabase() = default;

Result<std::shared_ptr<const AddressDatabase>> AddressDatabase::Open(const std::string& path, Kind kind) {
  auto impl = std::make_unique<Impl>();
  if (Status opened = impl->Open(path, kind); !opened) return tl::unexpected<Error>(std::move(opened.error()));
  return std::shared_ptr<const AddressDatabase>(new AddressDatabase(std::move(impl)));
}

std::optional<Place> AddressDatabase::FindPlace(const std::string& address) const {
  const auto entry = impl_->Look(address);
  if (!entry) return std::nullopt;
  Place place;
  place.continent_name = Text(*entry, "continent", "names", "en");
  place.country_iso_code = Text(*entry, "country", "iso_code");
  place.country_name = Text(*entry, "country", "names", "en");
  place.region_name = Text(*entry, "subdivisions", "0", "names", "en");
  const std::string_view region = Text(*entry, "subdivisions", "0", "iso_code");
  if (!region.empty() && !place.country_iso_code.empty()) {
    place.region_iso_code = fmt::format("{}-{}", place.country_iso_code, region);
  }
  place.city_name = Text(*entry, "city", "names", "en");
  place.latitude = Number(*entry, "location", "latitude");
  place.longitude = Number(*entry, "location", "longitude");
  return place;
}

std::optional<AutonomousSystem> AddressDatabase::FindSystem(const std::string& address) const {
  const auto entry = impl_->Look(address);
  if (!entry) return std::nullopt;
  AutonomousSystem system;
  if (const auto number = Find(*entry, "autonomous_system_number"); number && number->type == MMDB_DATA_TYPE_UINT32) {
    system.number = number->uint32;
  }
  system.organization = Text(*entry, "autonomous_system_organization");
  return system;
}

}  // namespace crosstrail
