#include "text/region.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace aftercare::text {

namespace {
const Regions& shipped_regions() {
  static const auto regions =
      Regions::load_files({std::filesystem::path(AFTERCARE_ROOT) / "catalog" / "regions.yaml"})
          .value();
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

}  // namespace aftercare::text
