#include "text/region.hpp"
#include "place/place.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace aftercare::text {

namespace {
const Regions& shipped_regions() {
  static const auto regions =
      Regions::load_files({place::root() / "catalog" / "regions.yaml"}).value();
  return regions;
}
}  // namespace

TEST(RegionTest, EveryWayOfWritingAProvinceIsItsShortName) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"广东", "广东"},
      {"广东省", "广东"},
      {"Guangdong", "广东"},
      {"GUANGDONG PROVINCE", "广东"},
      {"广东省深圳市南山区", "广东"},
      {"广东 深圳", "广东"},
      {"内蒙古自治区", "内蒙古"},
      {"内蒙", "内蒙古"},
      {"宁夏回族自治区", "宁夏"},
      {"新疆维吾尔自治区", "新疆"},
      {"上海市", "上海"},
      {"香港特别行政区", "香港"},
      {"臺灣", "台湾"},
      {"Shanxi", "山西"},
      {"Shaanxi", "陕西"},
  };
  for (const auto& [text, code] : cases) EXPECT_EQ(shipped_regions().province(text), code) << text;
}

TEST(RegionTest, WhatIsNoProvinceOfChinaHasNoCode) {
  for (const std::string_view text :
       {"", "SP", "海南藏族自治州", "河南蒙古族自治县", "深圳市", "东广", "California", "Guang"})
    EXPECT_EQ(shipped_regions().province(text), "") << text;
}

TEST(RegionTest, KnowsAllThirtyFour) {
  EXPECT_EQ(shipped_regions().provinces().size(), 34U);
}

TEST(RegionTest, APlaceHasTheNumberOfItsNarrowestPart) {
  const std::pair<std::string_view, std::uint32_t> cases[] = {
      {"广东省深圳市南山区科技路1号", 440305},
      {"深圳市", 440300},
      {"广东省", 440000},
      {"北京市海淀区", 110108},
      {"北京", 110000},
      {"上海浦东新区", 310115},
      {"重庆市云阳县", 500235},
      {"海南三亚", 460200},
      {"湖北省仙桃市", 429004},
      {"青海省海南州", 632500},
      {"新疆石河子", 659001},
      {"浙江 杭州 西湖区", 330106},
      {"江西南昌西湖区", 360103},
      // A zone has none of its own, and of Taiwan's cities none is told.
      {"深圳市大鹏新区", 440300},
      {"台湾高雄", 710000},
      {"香港", 810000},
      {"中山路3号", 0},
      {"", 0},
  };
  for (const auto& [text, number] : cases)
    EXPECT_EQ(shipped_regions().number(shipped_regions().place(text)), number) << text;
}

TEST(RegionTest, AnEntryThatIsNoneNamesFileAndLine) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("aftercare_regions_" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file) << "provinces:\n  - {code: 甲, full: 甲省, label: {zh: 甲, en: Jia}}\n"
                         "  - {code: 乙}\n";
  const auto regions = Regions::load_files({file});
  ASSERT_FALSE(regions);
  EXPECT_EQ(regions.error().message,
            "a province needs code, full and label, at " + file.string() + ":3");
  std::filesystem::remove(file);
}

/// "province/city/district" of a text.
std::string place_text(std::string_view text) {
  static const auto regions = Regions::load({}).value();
  const auto place = regions.place(text);
  return std::string(place.province) + "/" + std::string(place.city) + "/" +
         std::string(place.district);
}

TEST(RegionTest, APlaceOutOfAnAddress) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"广东省深圳市南山区科技路1号", "广东/深圳/南山区"},
      {"广东深圳南山区科技路1号", "广东/深圳/南山区"},
      {"深圳市南山区", "广东/深圳/南山区"},
      {"深圳", "广东/深圳/"},
      {"浙江省 杭州市 西湖区 文三路1号", "浙江/杭州/西湖区"},
      {"北京市朝阳区某某路1号", "北京/北京/朝阳区"},
      {"北京市北京市朝阳区", "北京/北京/朝阳区"},
      {"北京朝阳区", "北京/北京/朝阳区"},
      {"吉林省吉林市船营区", "吉林/吉林市/船营区"},
      {"吉林市", "吉林/吉林市/"},
      {"新疆维吾尔自治区喀什地区", "新疆/喀什/"},
      {"延边朝鲜族自治州延吉市", "吉林/延边/"},
      {"江苏省苏州市昆山市", "江苏/苏州/昆山市"},
      {"四川省", "四川//"},
      {"广东 深圳 南山", "广东/深圳/南山区"},
      {"上海浦东新区世纪大道1号", "上海/上海/浦东新区"},
      {"广东省南山区科技路1号", "广东/深圳/南山区"},
      {"江苏省鼓楼区中山路1号", "江苏//鼓楼区"},
      {"福建省鼓楼区五四路1号", "福建/福州/鼓楼区"},
      {"杭州市文三小区3幢", "浙江/杭州/"},
      {"杭州市西湖大道3号", "浙江/杭州/"},
      {"成都市高新区天府大道1号", "四川/成都/高新区"},
      {"山东省日照市东港区", "山东/日照/东港区"},
  };
  for (const auto& [text, place] : cases) EXPECT_EQ(place_text(text), place) << text;
}

TEST(RegionTest, StreetsThatBeginLikeAPlaceAreNone) {
  for (const char* text : {"", "中山路3号", "北京路8号", "南京西路1号", "人民路", "Main St 1",
                           "海南藏族自治州", "朝阳区", "\xff"})
    EXPECT_EQ(place_text(text), "//") << text;
}

TEST(RegionTest, KnowsTheDistrictsOfTheBigCities) {
  for (const char* name : {"南山区", "浦东新区", "西湖区", "昆山市", "长沙县"})
    EXPECT_TRUE(shipped_regions().is_district(name)) << name;
  for (const char* name : {"", "区", "文三小区", "南山"})
    EXPECT_FALSE(shipped_regions().is_district(name)) << name;
}

TEST(RegionTest, DistrictsNeedTheirCity) {
  const auto file = std::filesystem::temp_directory_path() /
                    ("aftercare_districts_" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file) << "provinces:\n  - {code: 甲, full: 甲省, label: {zh: 甲, en: Jia}}\n"
                         "cities: {甲: [乙城]}\ndistricts:\n  丙城: [丁区]\n";
  const auto regions = Regions::load_files({file});
  ASSERT_FALSE(regions);
  EXPECT_EQ(regions.error().message,
            "districts of an unknown city: 丙城, at " + file.string() + ":5");
  std::filesystem::remove(file);
}

}  // namespace aftercare::text
