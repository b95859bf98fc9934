// Small MaxMind databases, made from a list of networks: the format is https://maxmind.github.io/MaxMind-DB/.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace crosstrail {

struct MmdbValue;
using MmdbMap = std::vector<std::pair<std::string, MmdbValue>>;
using MmdbList = std::vector<MmdbValue>;
struct MmdbValue {
  std::variant<std::string, double, std::uint16_t, std::uint32_t, std::uint64_t, MmdbMap, MmdbList> held;
};

/// Builds a database of IPv4 networks, 24 bits a record.
class MmdbBuilder {
 public:
  explicit MmdbBuilder(std::string type) : type_(std::move(type)) { nodes_.push_back({}); }

  /// Networks must not overlap.
  void Add(std::array<std::uint8_t, 4> address, int prefix, const MmdbMap& entry) {
    std::size_t node = 0;
    for (int bit = 0; bit < prefix; ++bit) {
      const auto side = static_cast<std::size_t>(address[static_cast<std::size_t>(bit / 8)] >> (7 - bit % 8) & 1);
      if (bit + 1 == prefix) {
        nodes_[node][side] = {true, data_.size()};
      } else {
        if (nodes_[node][side].second == 0) {
          nodes_[node][side] = {false, nodes_.size()};
          nodes_.push_back({});
        }
        node = nodes_[node][side].second;
      }
    }
    Append(MmdbValue{entry}, data_);
  }

  std::string Build() const {
    std::string file;
    for (const auto& node : nodes_) {
      for (const auto& [is_data, at] : node) {
        std::size_t record = nodes_.size();  // nothing there
        if (is_data) record = nodes_.size() + 16 + at;
        if (!is_data && at != 0) record = at;
        for (int shift = 16; shift >= 0; shift -= 8) file += static_cast<char>(record >> shift & 0xFF);
      }
    }
    file.append(16, '\0');
    file += data_;
    file += "\xAB\xCD\xEFMaxMind.com";
    Append(MmdbValue{MmdbMap{{"binary_format_major_version", {std::uint16_t{2}}},
                             {"binary_format_minor_version", {std::uint16_t{0}}},
                             {"build_epoch", {std::uint64_t{1700000000}}},
                             {"database_type", {type_}},
                             {"description", {MmdbMap{}}},
                             {"ip_version", {std::uint16_t{4}}},
                             {"languages", {MmdbList{}}},
                             {"node_count", {static_cast<std::uint32_t>(nodes_.size())}},
                             {"record_size", {std::uint16_t{24}}}}},
           file);
    return file;
  }

 private:
  static void Control(unsigned type, std::size_t size, std::string& out) {
    const std::size_t low = size < 29 ? size : 29;
    out += static_cast<char>((type > 7 ? 0 : type << 5) | low);
    if (type > 7) out += static_cast<char>(type - 7);
    if (low == 29) out += static_cast<char>(size - 29);
  }

  static void Number(unsigned type, std::uint64_t value, std::size_t bytes, std::string& out) {
    Control(type, bytes, out);
    for (std::size_t i = bytes; i > 0; --i) out += static_cast<char>(value >> (8 * (i - 1)) & 0xFF);
  }

  static void Append(const MmdbValue& value, std::string& out) {
    if (const auto* text = std::get_if<std::string>(&value.held)) {
      Control(2, text->size(), out);
      out += *text;
    } else if (const auto* number = std::get_if<double>(&value.held)) {
      Number(3, std::bit_cast<std::uint64_t>(*number), 8, out);
    } else if (const auto* half = std::get_if<std::uint16_t>(&value.held)) {
      Number(5, *half, 2, out);
    } else if (const auto* small = std::get_if<std::uint32_t>(&value.held)) {
      Number(6, *small, 4, out);
    } else if (const auto* large = std::get_if<std::uint64_t>(&value.held)) {
      Number(9, *large, 8, out);
    } else if (const auto* map = std::get_if<MmdbMap>(&value.held)) {
      Control(7, map->size(), out);
      for (const auto& [key, held] : *map) {
        Append(MmdbValue{key}, out);
        Append(held, out);
      }
    } else {
      const auto& list = std::get<MmdbList>(value.held);
      Control(11, list.size(), out);
      for (const MmdbValue& item : list) Append(item, out);
    }
  }

  std::string type_;
  std::vector<std::array<std::pair<bool, std::size_t>, 2>> nodes_;
  std::string data_;
};

/// 192.0.2.0/24 in Milton, Washington; 198.51.100.0/24 in a country of which nothing more is known.
inline std::string PlacesDatabase() {
  MmdbBuilder builder("GeoLite2-City");
  const auto named = [](const std::string& name) { return MmdbValue{MmdbMap{{"names", {MmdbMap{{"en", {name}}}}}}}; };
  builder.Add(
      {192, 0, 2, 0}, 24,
      {{"city", named("Milton")},
       {"continent", named("North America")},
       {"country",
        {MmdbMap{{"iso_code", {std::string("US")}}, {"names", {MmdbMap{{"en", {std::string("United States")}}}}}}}},
       {"location", {MmdbMap{{"latitude", {47.2513}}, {"longitude", {-122.3149}}}}},
       {"subdivisions",
        {MmdbList{{MmdbMap{{"iso_code", {std::string("WA")}},
                           {"names", {MmdbMap{{"en", {std::string("Washington")}}}}}}}}}}});
  builder.Add({198, 51, 100, 0}, 24, {{"country", {MmdbMap{{"iso_code", {std::string("FR")}}}}}});
  return builder.Build();
}

/// 192.0.2.0/24 in AS64496 of Example Networks.
inline std::string SystemsDatabase() {
  MmdbBuilder builder("GeoLite2-ASN");
  builder.Add({192, 0, 2, 0}, 24,
              {{"autonomous_system_number", {std::uint32_t{64496}}},
               {"autonomous_system_organization", {std::string("Example Networks")}}});
  return builder.Build();
}

}  // namespace crosstrail
