// The gazetteer of provinces, cities and districts: what every way of writing one means.

#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.hpp"

namespace aftercare::text {

struct Province {
  std::string code;          // How it is stored: the short Chinese name, "广东".
  std::string full;          // "广东省".
  std::string en;            // "Guangdong".
  std::uint32_t number = 0;  // In GB/T 2260, six digits: 440000; 0: not told.
};

/// What a text names of a place, from the widest on; what it does not name is empty.
struct Place {
  std::string_view province;  // The code.
  std::string_view city;      // In short: "深圳". Of a municipality its name again.
  std::string_view district;  // In full, "南山区".
};

/// Immutable once loaded; safe between threads.
class Regions {
 public:
  /// Reads catalog/regions.yaml and the workspace's overlay (path may be empty).
  /// Fails (usage) with file and line on an entry that is not one.
  static base::Result<Regions> load(const std::filesystem::path& workspace);
  static base::Result<Regions> load_files(const std::vector<std::filesystem::path>& files);

  /// The code of the province a text names: "广东省", "guangdong", "Guangdong Province",
  /// "广东省深圳市", "广东 深圳" are all "广东". Empty if it names none: a place whose name only
  /// begins like a province ("海南藏族自治州") is none.
  std::string_view province(std::string_view text) const;

  /// The parts of an address or the name of a city: "广东省深圳市南山区科技路1号", "深圳南山区",
  /// "深圳市", "浙江 杭州 西湖区". A city alone names its province too, a district its city where
  /// the province is told and has no other of that name. Nothing is guessed: a text that only
  /// begins like a city ("中山路3号") names none, and where the districts of a city are listed,
  /// "文三小区" is none of them. What the place does not own views the text.
  Place place(std::string_view text) const;

  /// The number in GB/T 2260 of the narrowest part that has one, six digits: 440305 of
  /// 广东/深圳/南山区. 0 if none does. A development zone has none of its own.
  std::uint32_t number(const Place& place) const;

  /// Calls visit(name, also_word) for every name of a province or city; `also_word` where the name
  /// alone says something else too ("白银", "安康").
  template <typename Visit>
  void each_name(Visit&& visit) const {
    for (const auto& [name, index] : names_) visit(name, false);
    for (const auto& city : cities_) visit(city.name, also_words_.contains(city.name));
  }

  /// Whether a district of this full name is listed, of whatever city.
  bool is_district(std::string_view name) const;

  const std::vector<Province>& provinces() const { return provinces_; }

  template <typename Archive>
  void serialize(Archive& archive);  // text_packed.hpp

 private:
  std::vector<Province> provinces_;
  /// The city that a text begins with; of the told province only.
  std::string_view city_at(std::string_view text, std::size_t province, bool told,
                           std::size_t* of = nullptr) const;

  void index_cities();

  struct City {
    std::string name;  // In short.
    std::size_t province = 0;
    std::uint32_t number = 0;

    template <typename Archive>
    void serialize(Archive& archive);
  };

  struct District {
    std::string name;
    std::string city;  // In short.
    std::size_t province = 0;
    std::uint32_t number = 0;

    template <typename Archive>
    void serialize(Archive& archive);
  };
  /// The district that a text begins with. `city`: in short, empty if it is not known.
  std::string_view known_district(std::string_view text, std::string_view city,
                                  std::size_t province) const;
  /// The one listed district of a province that a text begins with.
  const District* only_district(std::string_view text, std::size_t province) const;

  std::map<std::string, std::size_t, std::less<>> names_;  // In lower case.
  std::set<std::string, std::less<>> also_words_;
  // By city, the longest names first.
  std::map<std::string, std::vector<District>, std::less<>> districts_;
  std::vector<City> cities_;  // The longest names first.
  /// Places in cities_, by the first bytes of the names: hundreds begin with many signs, few with
  /// one.
  std::unordered_map<std::uint32_t, std::vector<std::size_t>> cities_by_start_;
};

}  // namespace aftercare::text
