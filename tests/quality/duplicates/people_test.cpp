#include "quality/duplicates/people.hpp"

#include <gtest/gtest.h>

#include <fmt/format.h>

#include <set>

#include "table_of.hpp"

namespace aftercare::quality {
namespace {

using Rows = std::vector<std::vector<std::string>>;

struct RawTable {
  std::vector<std::string> columns;
  Rows rows;
};

// An invented town to find somebody in: 400 people of both languages, all different.
Rows chinese_town() {
  const char* surnames[] = {"王", "李", "张", "刘", "陈", "杨", "赵", "黄", "周", "吴",
                            "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗"};
  const char* given[] = {"建国", "秀英", "子涵", "浩然", "雨桐", "思远", "佳怡",
                         "文博", "晓燕", "志强", "美玲", "天宇", "欣怡", "俊杰",
                         "梦琪", "国华", "丽娟", "海涛", "婷婷", "明哲"};
  const char* cities[] = {"杭州市", "成都市", "武汉市", "西安市", "青岛市"};
  const char* roads[] = {"幸福路", "和平街", "人民路", "解放大道", "中山路", "建设路", "新华街"};
  Rows rows;
  for (int i = 0; i < 400; ++i)
    rows.push_back(
        {fmt::format("c{}", i), std::string(surnames[i % 20]) + given[(i * 7 + i / 20) % 20],
         fmt::format("13{:09}", (i * 7919L + 13) * 104729 % 1000000000),
         std::string(cities[i % 5]) + roads[i * 3 % 7] + fmt::format("{}号", i * 37 % 290),
         fmt::format("{}-{:02}-{:02}", 1955 + i * 13 % 50, 1 + i * 5 % 12, 1 + i * 11 % 28)});
  return rows;
}

const std::vector<std::string> kChineseColumns = {"id", "姓名", "手机号", "收货地址", "出生日期"};

Rows english_town() {
  const char* surnames[] = {"abbott", "barlow", "carver", "dalton", "ellery", "farrow", "garner",
                            "hobson", "ingram", "jarvis", "kendal", "lowell", "mercer", "norris"};
  const char* given[] = {"alice", "brian", "clara", "david", "edith", "frank", "grace",
                         "henry", "irene", "james", "karen", "louis", "maria"};
  const char* suburbs[] = {"northgate", "eastmoor", "southbank", "westfield", "hillcrest"};
  Rows rows;
  for (int i = 0; i < 400; ++i)
    rows.push_back(
        {fmt::format("e{}", i), given[(i + i / 14) % 13], surnames[i % 14],
         fmt::format("{} {} street", 1 + i * 31 % 200, surnames[(i * 5 + 3) % 14]),
         suburbs[i * 3 % 5], fmt::format("{}", 3000 + i * 3 % 5 * 10 + i % 10),
         fmt::format("{:02}/{:02}/{}", 1 + i * 11 % 28, 1 + i * 5 % 12, 1950 + i * 13 % 50)});
  return rows;
}

const std::vector<std::string> kEnglishColumns = {"id",     "first_name", "last_name",    "address",
                                                  "suburb", "postcode",   "date_of_birth"};

// Whether two rows that are added to a town become one person.
bool are_one(const std::vector<std::string>& columns, Rows town, std::vector<std::string> one,
             std::vector<std::string> other) {
  // Some copies of others, as there are in any real table: without any there is nothing to learn.
  for (std::size_t i = 0; i < 30; ++i) {
    auto copy = town[i * 13];
    copy[0] += "-copy";
    copy[1 + i % (copy.size() - 1)] = i % 3 == 0 ? "" : copy[1 + i % (copy.size() - 1)];
    town.push_back(copy);
  }
  const auto first = town.size();
  town.push_back(std::move(one));
  town.push_back(std::move(other));
  const auto table = table_of(columns, std::move(town));
  const auto words = PersonWords::load({});
  EXPECT_TRUE(words.has_value());
  const auto pinyin = text::Pinyin::load({});
  EXPECT_TRUE(pinyin.has_value());
  auto fields = choose_person_fields(table, 0, *words);
  EXPECT_EQ(fields.size(), columns.size() - 1);
  base::NoProgress progress;
  const auto people =
      People::link(PersonTable::make(table, std::move(fields), {nullptr, &*pinyin}, 2),
                   {.workers = 2}, progress);
  return people->clusters()[first] == people->clusters()[first + 1];
}

bool one_in_china(std::vector<std::string> one, std::vector<std::string> other) {
  one.insert(one.begin(), "one");
  other.insert(other.begin(), "other");
  return are_one(kChineseColumns, chinese_town(), std::move(one), std::move(other));
}

bool one_in_english(std::vector<std::string> one, std::vector<std::string> other) {
  one.insert(one.begin(), "one");
  other.insert(other.begin(), "other");
  return are_one(kEnglishColumns, english_town(), std::move(one), std::move(other));
}

}  // namespace

TEST(PeopleTest, FindsOnePersonWrittenTwice) {
  EXPECT_TRUE(one_in_china({"顾念慈", "13700001234", "宁波市柳汀街88号3单元502", "1988-03-14"},
                           {"顾念慈", "+86 137 0000 1234", "宁波市柳汀街88号", ""}));
  EXPECT_TRUE(one_in_china({"顾念慈", "13700001234", "宁波市柳汀街88号3单元502", "1988-03-14"},
                           {"顾念慈", "137****1234", "宁波市柳汀街88号3单元502", "1988-03-14"}));
  EXPECT_TRUE(
      one_in_english({"Rosalind", "Thackeray", "14 quarry lane", "oldbridge", "4477", "03/11/1971"},
                     {"Rosalind", "Thackery", "14 quarry ln", "oldbridge", "4477", "11/03/1971"}));
}

TEST(PeopleTest, FindsNamesThatSoundTheSame) {
  EXPECT_TRUE(one_in_china({"顾念慈", "13700001234", "宁波市柳汀街88号3单元502", "1988-03-14"},
                           {"顾念词", "13700001234", "宁波市柳汀街88号3单元502", "1988-03-14"}));
  EXPECT_TRUE(one_in_china({"顾念慈", "13700001234", "宁波市柳汀街88号3单元502", "1988-03-14"},
                           {"Nianci Gu", "13700001234", "宁波市柳汀街88号", "1988-03-14"}));
}

TEST(PeopleTest, FindsSwappedNames) {
  EXPECT_TRUE(
      one_in_english({"rosalind", "thackeray", "14 quarry lane", "oldbridge", "4477", "03/11/1971"},
                     {"thackeray", "rosalind", "14 quarry lane", "oldbridge", "4477", ""}));
}

TEST(PeopleTest, TwinsAtOneAddressAreTwo) {
  EXPECT_FALSE(one_in_china({"顾念慈", "13700001234", "宁波市柳汀街88号3单元502", "1988-03-14"},
                            {"顾念恩", "13700001234", "宁波市柳汀街88号3单元502", "1988-03-14"}));
  EXPECT_FALSE(one_in_english(
      {"rosalind", "thackeray", "14 quarry lane", "oldbridge", "4477", "03/11/1971"},
      {"theodore", "thackeray", "14 quarry lane", "oldbridge", "4477", "03/11/1971"}));
}

TEST(PeopleTest, FatherAndSonAreTwo) {
  EXPECT_FALSE(one_in_china({"顾怀远", "13700001234", "宁波市柳汀街88号3单元502", "1958-07-02"},
                            {"顾念慈", "13700001234", "宁波市柳汀街88号3单元502", "1988-03-14"}));
  EXPECT_FALSE(one_in_english(
      {"percival", "thackeray", "14 quarry lane", "oldbridge", "4477", "03/11/1941"},
      {"theodore", "thackeray", "14 quarry lane", "oldbridge", "4477", "21/06/1971"}));
}

TEST(PeopleTest, ACommonNameInAnotherCityIsAnother) {
  EXPECT_FALSE(one_in_china({"王建国", "13700001234", "宁波市柳汀街88号3单元502", "1988-03-14"},
                            {"王建国", "15900004321", "昆明市翠湖路6号", "1961-10-30"}));
  EXPECT_FALSE(
      one_in_english({"alice", "abbott", "14 quarry lane", "oldbridge", "4477", "03/11/1971"},
                     {"alice", "abbott", "9 mill road", "northgate", "3001", "25/02/1990"}));
}

TEST(PeopleTest, AFamilysPhoneMakesNobodyOne) {
  EXPECT_FALSE(one_in_china({"沈若兰", "13700001234", "宁波市柳汀街88号3单元502", "1962-01-09"},
                            {"顾念慈", "13700001234", "宁波市柳汀街88号3单元502", "1988-03-14"}));
}

TEST(PeopleTest, AWaterfallAddsUpToTheOdds) {
  const auto table = table_of(kEnglishColumns, english_town());
  const auto words = PersonWords::load({});
  ASSERT_TRUE(words.has_value());
  base::NoProgress progress;
  const auto people =
      People::link(PersonTable::make(table, choose_person_fields(table, 0, *words), {}, 1),
                   {.workers = 1}, progress);
  const auto fall = people->explain(3, 17);
  float sum = fall.prior + fall.others;
  for (const auto& field : fall.fields) sum += field.weight;
  EXPECT_NEAR(sum, fall.log_odds, 0.01);
}

TEST(PeopleTest, TheResultDoesNotDependOnThreads) {
  const auto table = table_of(kEnglishColumns, english_town());
  const auto words = PersonWords::load({});
  ASSERT_TRUE(words.has_value());
  base::NoProgress progress;
  const auto fields = choose_person_fields(table, 0, *words);
  const auto one = People::link(PersonTable::make(table, fields, {}, 1), {.workers = 1}, progress);
  const auto four = People::link(PersonTable::make(table, fields, {}, 4), {.workers = 4}, progress);
  EXPECT_EQ(one->clusters(), four->clusters());
}

TEST(PersonColumnsTest, KnowsColumnsByNameAndByValues) {
  const auto table = table_of(
      {"nr", "rufzeichen", "contact", "kundenfeld", "born", "comment", "shop"},
      {{"1", "a", "a@x.example", "13900000001", "1990-01-01", "called twice, will call again", "x"},
       {"2", "b", "b@x.example", "13900000002", "1991-01-01", "", "y"},
       {"3", "c", "c@x.example", "13900000002", "1991-02-01", "", "y"}});
  const auto words = PersonWords::load({});
  ASSERT_TRUE(words.has_value());
  std::vector<std::pair<std::size_t, FieldKind>> found;
  for (const auto& [column, kind] : choose_person_fields(table, std::nullopt, *words))
    found.emplace_back(column, kind);
  EXPECT_EQ(found, (std::vector<std::pair<std::size_t, FieldKind>>{{2, FieldKind::email},
                                                                   {3, FieldKind::phone},
                                                                   {4, FieldKind::date},
                                                                   {6, FieldKind::category}}));
}

TEST(PersonColumnsTest, ReadsNamesOfBothLanguages) {
  const auto words = PersonWords::load({});
  ASSERT_TRUE(words.has_value());
  const std::pair<const char*, FieldKind> known[] = {{"given_name", FieldKind::given_name},
                                                     {"Surname", FieldKind::surname},
                                                     {"Customer Name", FieldKind::full_name},
                                                     {"收货人姓名", FieldKind::full_name},
                                                     {"手机号码", FieldKind::phone},
                                                     {"cust_phone", FieldKind::phone},
                                                     {"address_1", FieldKind::street},
                                                     {"收货地址", FieldKind::address},
                                                     {"billing_postcode", FieldKind::postcode},
                                                     {"soc_sec_id", FieldKind::identifier},
                                                     {"street_number", FieldKind::house_number},
                                                     {"所在城市", FieldKind::locality},
                                                     {"出生日期", FieldKind::date},
                                                     {"性别", FieldKind::category}};
  for (const auto& [name, kind] : known) EXPECT_EQ(words->kind_of(name), kind) << name;
  for (const auto* name : {"username", "order_status", "商品名称", "hotel", "comment", "qty"})
    EXPECT_FALSE(words->kind_of(name).has_value()) << name;
}

// Invented villagers, every row another person: few surnames, few places, birth years only.
RawTable villagers(int people, int villages, bool with_postcode) {
  const auto word = [](int number, int syllables) {
    std::string text;
    for (int i = 0; i < syllables; ++i, number /= 75)
      text += std::string(1, "bcdfghklmnprstv"[number % 15]) + "aeiou"[number / 15 % 5];
    return text;
  };
  std::uint64_t state = 11;
  const auto draw = [&state](int below) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return static_cast<int>((state >> 33) % static_cast<std::uint64_t>(below));
  };
  // The lower the number the more have it.
  const auto common = [&draw](int below) { return std::min(draw(below), draw(below)); };
  Rows rows;
  std::set<std::vector<std::string>> seen;
  while (static_cast<int>(rows.size()) < people) {
    const int village = draw(villages);
    std::vector<std::string> row = {word(common(120) * 7 + 3, 3), word(common(90) * 11 + 5, 2),
                                    std::to_string(1940 + draw(65)),
                                    word(village * 13 + 1, 3) + "ton"};
    if (with_postcode) {
      row[2] += fmt::format("-{:02}-{:02}", 1 + draw(12), 1 + draw(28));
      row.push_back(std::to_string(3000 + village));
    } else {
      row.push_back(fmt::format("{} {} road", 1 + draw(60), word(village * 8 + draw(8) + 900, 3)));
    }
    if (!seen.insert(row).second) continue;
    row.insert(row.begin(), fmt::format("v{}", rows.size()));
    rows.push_back(std::move(row));
  }
  if (with_postcode)
    return {{"id", "given_name", "surname", "date_of_birth", "village", "postcode"}, rows};
  return {{"id", "given_name", "surname", "birth_year", "village", "street"}, rows};
}

std::size_t persons_in(const RawTable& raw) {
  const auto table = table_of(raw.columns, raw.rows);
  const auto words = PersonWords::load({});
  base::NoProgress progress;
  const auto people =
      People::link(PersonTable::make(table, choose_person_fields(table, 0, *words), {}, 2),
                   {.workers = 2}, progress);
  std::set<std::uint32_t> firsts(people->clusters().begin(), people->clusters().end());
  return firsts.size();
}

TEST(PeopleTest, PeopleOfOneVillageWithACommonNameAreAsManyAsTheyAre) {
  for (const bool with_postcode : {false, true}) {
    EXPECT_EQ(persons_in(villagers(1500, 10, with_postcode)), 1500U) << with_postcode;
    EXPECT_GE(persons_in(villagers(8000, 25, with_postcode)), 7996U) << with_postcode;
  }
}

TEST(PeopleTest, WhoStandsTwiceInAVillageIsFoundAllTheSame) {
  auto village = villagers(3000, 20, true);
  // A typing error in the surname, or no birth date.
  for (int i = 0; i < 300; ++i) {
    auto copy = village.rows[static_cast<std::size_t>(i) * 10];
    copy[0] += "-copy";
    if (i % 2 == 0)
      copy[2] += "s";
    else
      copy[1].pop_back();
    village.rows.push_back(std::move(copy));
  }
  const auto persons = persons_in(village);
  EXPECT_GE(persons, 2999U);
  EXPECT_LE(persons, 3010U);
}

}  // namespace aftercare::quality
