#include "text/region.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/packed.hpp"
#include "base/share.hpp"
#include "base/utf8.hpp"
#include "base/yaml_file.hpp"
#include "text/text_packed.hpp"
#include "text/width.hpp"

namespace aftercare::text {
namespace {

std::string region_key(std::string_view text) {
  std::string lower(text);
  for (char& byte : lower)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + ('a' - 'A'));
  return lower;
}

bool begins_part(std::string_view rest) {
  for (const std::string_view mark : {" ", "-", "/", ",", "·", "　", "，"})
    if (rest.starts_with(mark)) return true;
  return false;
}

/// What texts that begin alike share; a name is never shorter.
std::uint32_t start_of(std::string_view text) {
  constexpr std::size_t bytes_of_a_sign = 3;
  std::uint32_t start = 0;
  for (const char byte : text.substr(0, bytes_of_a_sign))
    start = start << 8 | static_cast<unsigned char>(byte);
  return start;
}

/// The district that a text begins with: two to seven characters up to 区, 县, 旗 or 市.
std::string_view district_at(std::string_view text) {
  constexpr int longest = 7;
  int characters = 0;
  for (std::size_t at = 0; at < text.size() && characters < longest; ++characters) {
    const auto from = at;
    const auto point = base::next_code_point(text, at);
    if (!is_han(point)) return {};
    const auto letter = text.substr(from, at - from);
    if (characters > 0 && (letter == "区" || letter == "县" || letter == "旗" || letter == "市"))
      return text.substr(0, at);
    for (const std::string_view street : {"路", "街", "道", "号", "村"})
      if (letter == street) return {};
  }
  return {};
}

// Where people live and work, not what governs them.
bool is_neighbourhood(std::string_view name) {
  for (const std::string_view end :
       {"小区", "社区", "校区", "厂区", "园区", "景区", "片区", "城区"})
    if (name.ends_with(end)) return true;
  return false;
}

// A development zone has no place in the official list, yet stands in addresses like a district.
bool is_zone(std::string_view name) {
  for (const std::string_view end : {"开发区", "高新区", "新区", "保税区", "自贸区"})
    if (name.ends_with(end)) return true;
  return false;
}

// "南山" of "南山区". Only of names that stay two characters long.
std::string_view without_kind(std::string_view district) {
  constexpr std::size_t shortest = 6;
  for (const std::string_view end : {"新区", "区", "县", "市"})
    if (district.ends_with(end) && district.size() >= shortest + end.size())
      return district.substr(0, district.size() - end.size());
  return {};
}

// The six digits of a place among those of what it lies in; 0 where nothing is told.
std::uint32_t number_in(const YAML::Node& root, const char* kind, const std::string& within,
                        const std::string& name) {
  const auto all = root[kind];
  if (!all || !all.IsMap()) return 0;
  const auto numbers = all[within];
  if (!numbers || !numbers.IsMap()) return 0;
  const auto number = numbers[name];
  return number && number.IsScalar() ? number.as<std::uint32_t>(0) : 0;
}

}  // namespace

base::Result<Regions> Regions::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("regions.yaml", workspace);
  if (!files) return base::failure_of(files);
  auto regions = base::prepared_or<Regions>("regions", *files, load_files);
  if (regions) regions->index_cities();
  return regions;
}

void Regions::index_cities() {
  cities_by_start_.clear();
  for (std::size_t i = 0; i < cities_.size(); ++i)
    cities_by_start_[start_of(cities_[i].name)].push_back(i);
}

base::Result<Regions> Regions::load_files(const std::vector<std::filesystem::path>& files) {
  Regions regions;
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    const auto list = root->IsMap() ? (*root)["provinces"] : YAML::Node();
    if (!list.IsSequence())
      return base::failure(fmt::format("missing: provinces, at {}", base::where(file, *root)),
                           fmt::format("缺少：provinces，位于 {}", base::where(file, *root)));
    for (const auto& node : list) {
      const bool whole = node.IsMap() && node["label"] && node["label"].IsMap();
      Province province{whole ? base::text_or(node, "code", "") : "",
                        whole ? base::text_or(node, "full", "") : "",
                        whole ? base::text_or(node["label"], "en", "") : "",
                        whole && node["number"] ? node["number"].as<std::uint32_t>(0) * 10'000 : 0};
      if (province.code.empty() || province.full.empty() || province.en.empty())
        return base::failure(
            fmt::format("a province needs code, full and label, at {}", base::where(file, node)),
            fmt::format("省份需要 code、full 和 label，位于 {}", base::where(file, node)));
      const auto known = std::ranges::find(regions.provinces_, province.code, &Province::code);
      const auto index = static_cast<std::size_t>(known - regions.provinces_.begin());
      for (const auto& name : {province.code, province.full, province.en})
        regions.names_[region_key(name)] = index;
      if (node["synonyms"] && node["synonyms"].IsSequence())
        for (const auto& name : node["synonyms"])
          if (name.IsScalar()) regions.names_[region_key(name.Scalar())] = index;
      if (known == regions.provinces_.end())
        regions.provinces_.push_back(std::move(province));
      else
        *known = std::move(province);
    }
    for (const auto& word : (*root)["also_words"]) regions.also_words_.insert(word.Scalar());
    for (const auto& node : (*root)["cities"]) {
      const auto known =
          std::ranges::find(regions.provinces_, node.first.Scalar(), &Province::code);
      if (known == regions.provinces_.end() || !node.second.IsSequence())
        return base::failure(fmt::format("cities of an unknown province: {}, at {}",
                                         node.first.Scalar(), base::where(file, node.first)),
                             fmt::format("未知省份的城市：{}，位于 {}", node.first.Scalar(),
                                         base::where(file, node.first)));
      const auto province = static_cast<std::size_t>(known - regions.provinces_.begin());
      for (const auto& city : node.second)
        regions.cities_.push_back(
            {city.Scalar(), province,
             number_in(*root, "numbers", node.first.Scalar(), city.Scalar())});
    }
  }
  std::ranges::stable_sort(
      regions.cities_, [](const City& a, const City& b) { return a.name.size() > b.name.size(); });
  regions.index_cities();
  for (const auto& file : files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    for (const auto& node : (*root)["districts"]) {
      const auto name = node.first.Scalar();
      const auto city = std::ranges::find(regions.cities_, name, &City::name);
      const auto alone = std::ranges::find(regions.provinces_, name, &Province::code);
      if ((city == regions.cities_.end() && alone == regions.provinces_.end()) ||
          !node.second.IsSequence())
        return base::failure(
            fmt::format("districts of an unknown city: {}, at {}", name,
                        base::where(file, node.first)),
            fmt::format("未知城市的区县：{}，位于 {}", name, base::where(file, node.first)));
      const auto province = city != regions.cities_.end()
                                ? city->province
                                : static_cast<std::size_t>(alone - regions.provinces_.begin());
      auto& districts = regions.districts_[name];
      for (const auto& district : node.second)
        districts.push_back({district.Scalar(), name, province,
                             number_in(*root, "district_numbers", name, district.Scalar())});
      std::ranges::stable_sort(districts, [](const District& a, const District& b) {
        return a.name.size() > b.name.size();
      });
    }
  }
  return regions;
}

std::uint32_t Regions::number(const Place& place) const {
  if (!place.district.empty())
    if (const auto of = districts_.find(place.city); of != districts_.end())
      for (const auto& district : of->second)
        if (district.name == place.district && district.number != 0) return district.number;
  for (const auto& city : cities_)
    if (city.name == place.city && provinces_[city.province].code == place.province &&
        city.number != 0)
      return city.number;
  const auto province = std::ranges::find(provinces_, place.province, &Province::code);
  return province == provinces_.end() ? 0 : province->number;
}

std::string_view Regions::province(std::string_view text) const {
  const auto name = region_key(text);
  if (const auto at = names_.find(name); at != names_.end()) return provinces_[at->second].code;
  for (const std::string_view tail : {" province", " sheng", " municipality", " city"})
    if (name.ends_with(tail)) {
      const auto at = names_.find(name.substr(0, name.size() - tail.size()));
      return at == names_.end() ? std::string_view() : provinces_[at->second].code;
    }
  for (const auto& province : provinces_) {
    if (text.starts_with(province.full)) return province.code;
    if (text.starts_with(province.code) && begins_part(text.substr(province.code.size())))
      return province.code;
  }
  return {};
}

Place Regions::place(std::string_view text) const {
  constexpr std::string_view gaps[] = {" ", "-", "/", ",", "·", "　", "，", "中国"};
  const auto skip = [&gaps](std::string_view& rest) {
    for (bool cut = true; cut;) {
      cut = false;
      for (const auto gap : gaps)
        if (rest.starts_with(gap)) rest.remove_prefix(gap.size()), cut = true;
    }
  };
  Place place;
  skip(text);
  std::size_t province = provinces_.size();
  for (std::size_t i = 0; i < provinces_.size() && province == provinces_.size(); ++i) {
    const auto& each = provinces_[i];
    // "吉林市" and "海南州" are cities elsewhere; a short name must end there or go on with one.
    if (text.starts_with(each.full))
      province = i, text.remove_prefix(each.full.size());
    else if (text.starts_with(each.code) && text.size() > each.code.size() &&
             (begins_part(text.substr(each.code.size())) ||
              !city_at(text.substr(each.code.size()), i, true).empty() ||
              (each.full.ends_with("市") && !district_at(text.substr(each.code.size())).empty())))
      province = i, text.remove_prefix(each.code.size());
    else if (text == each.code)
      province = i, text = {};
  }
  skip(text);
  const bool told = province < provinces_.size();
  std::size_t of = province;
  const auto city = city_at(text, province, told, &of);
  if (!city.empty()) {
    place.city = city;
    province = of;
    text.remove_prefix(std::min(text.size(), city.size()));
    for (const std::string_view end : {"市", "地区", "盟", "自治州", "州"})
      if (!city.ends_with(end) && text.starts_with(end)) {
        text.remove_prefix(end.size());
        break;
      }
  }
  if (province >= provinces_.size()) return {};
  place.province = provinces_[province].code;
  // Of a municipality, "北京市" stands once or twice: "北京市北京市朝阳区".
  if (provinces_[province].full.ends_with("市")) {
    place.city = provinces_[province].code;
    if (text.starts_with(provinces_[province].full))
      text.remove_prefix(provinces_[province].full.size());
    if (text.starts_with("市辖区")) text.remove_prefix(std::string_view("市辖区").size());
  }
  skip(text);
  if (place.city.empty() && told)
    if (const auto* only = only_district(text, province); only != nullptr) {
      place.city = only->city;
      place.district = only->name;
      return place;
    }
  place.district = known_district(text, place.city, province);
  return place;
}

std::string_view Regions::known_district(std::string_view text, std::string_view city,
                                         std::size_t province) const {
  const auto seen = district_at(text);
  const auto listed = districts_.find(city);
  // Two cities may share a name; what is listed belongs to one province.
  if (listed == districts_.end() || listed->second.front().province != province)
    return is_neighbourhood(seen) ? std::string_view() : seen;
  for (const auto& district : listed->second)
    if (text.starts_with(district.name)) return district.name;
  for (const auto& district : listed->second) {
    const auto name = without_kind(district.name);
    if (name.empty() || !text.starts_with(name)) continue;
    const auto rest = text.substr(name.size());
    if (rest.empty() || begins_part(rest)) return district.name;
  }
  if (is_zone(seen)) return seen;
  // Counties and towns that came after the list.
  return seen.ends_with("区") ? std::string_view() : seen;
}

const Regions::District* Regions::only_district(std::string_view text, std::size_t province) const {
  const District* found = nullptr;
  for (const auto& [city, districts] : districts_) {
    if (districts.front().province != province) continue;
    for (const auto& district : districts) {
      if (!text.starts_with(district.name)) continue;
      if (found != nullptr && found->city != district.city) return nullptr;
      if (found == nullptr) found = &district;
    }
  }
  return found;
}

bool Regions::is_district(std::string_view name) const {
  return std::ranges::any_of(districts_, [&](const auto& city) {
    return std::ranges::any_of(city.second, [&](const District& one) { return one.name == name; });
  });
}

std::string_view Regions::city_at(std::string_view text, std::size_t province, bool told,
                                  std::size_t* of) const {
  const auto near = cities_by_start_.find(start_of(text));
  if (near == cities_by_start_.end()) return {};
  for (const auto at : near->second) {
    const auto& city = cities_[at];
    if (told && city.province != province) continue;
    if (!text.starts_with(city.name)) continue;
    const auto rest = text.substr(city.name.size());
    bool whole = rest.empty() || begins_part(rest) || city.name.ends_with("市");
    for (const std::string_view end :
         {"市",     "地区", "盟",     "州",     "藏族",   "蒙古",    "朝鲜族",
          "土家族", "彝族", "布依族", "哈尼族", "傣族",   "白族",    "傈僳族",
          "回族",   "壮族", "羌族",   "苗族",   "哈萨克", "柯尔克孜"})
      whole = whole || rest.starts_with(end);
    if (whole || !district_at(rest).empty() || (told && rest.size() > 3)) {
      if (of != nullptr) *of = city.province;
      return city.name;
    }
  }
  return {};
}

}  // namespace aftercare::text
