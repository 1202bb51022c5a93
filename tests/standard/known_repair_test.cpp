#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "raw_rows.hpp"
#include "standard/mapper.hpp"
#include "standard/mapping_file.hpp"

namespace aftercare::standard {
namespace {

// Records with these cells under the names of their fields.
records::Batch records_of(const std::string& entity, std::vector<std::string> fields,
                          const std::vector<Row>& rows) {
  std::string text =
      "name: own\nlabel: {zh: 自有, en: Own}\nentities:\n  - entity: " + entity + "\n    fields:\n";
  for (const auto& field : fields) text += "      " + field + ": " + field + "\n";
  const auto file = std::filesystem::temp_directory_path() /
                    ("aftercare_known_" + std::to_string(getpid()) + ".yaml");
  std::ofstream(file) << text;
  const auto mapping = load_mapping(file, shipped().dictionary());
  std::filesystem::remove(file);
  if (!mapping) throw std::runtime_error(mapping.error().message);
  const auto zone = records::Zone::named("Asia/Shanghai").value();
  return std::move(shipped().mapper(*mapping, zone).value().apply(raw_rows(fields, rows)).front());
}

records::Batch orders_of(std::vector<std::string> fields, const std::vector<Row>& rows) {
  return records_of("order", std::move(fields), rows);
}

TEST(KnownRepairTest, AWeightInAnotherUnitKeepsWhatStoodThere) {
  const auto parcels = records_of("shipment", {"shipment_id", "weight"},
                                  {{"SF1000000000001", "800 g"},
                                   {"SF1000000000002", "3斤"},
                                   {"SF1000000000003", "1.5kg"},
                                   {"SF1000000000004", "2"}});
  EXPECT_EQ(value_text(parcels, "weight", 1), value_text(parcels, "weight", 2));
  ASSERT_EQ(parcels.findings.size(), 2U);
  EXPECT_EQ(parcels.findings[0].rule, "unit_form");
  EXPECT_EQ(parcels.findings[0].before, "800 g");
  EXPECT_EQ(parcels.findings[0].after, "0.8");
}

TEST(KnownRepairTest, PhonesBecomeDigitsAndKeepWhatTheyWere) {
  const auto orders = orders_of({"order_id", "receiver_phone"}, {{"1", "+86 138-0013-8000"},
                                                                 {"2", "138OO138000"},
                                                                 {"3", "13800138000"},
                                                                 {"4", "138****8000"},
                                                                 {"5", "+1 415 555 0123"}});
  for (std::size_t row = 0; row < 3; ++row)
    EXPECT_EQ(value_text(orders, "receiver_phone", row), "13800138000");
  EXPECT_EQ(value_text(orders, "receiver_phone", 3), "138****8000");
  EXPECT_EQ(value_text(orders, "receiver_phone", 4), "+1 415 555 0123");
  ASSERT_EQ(orders.findings.size(), 2U);
  EXPECT_EQ(orders.findings[0].rule, "phone_form");
  EXPECT_EQ(orders.findings[1].rule, "phone_letters");
  EXPECT_EQ(orders.findings[1].kind, records::FindingKind::repaired);
  EXPECT_EQ(orders.findings[1].before, "138OO138000");
  EXPECT_EQ(orders.findings[1].after, "13800138000");
}

TEST(KnownRepairTest, TrackingNumbersOfNobodyStay) {
  const auto orders = orders_of({"order_id", "tracking_number"}, {{"1", "sf 1000000000001"},
                                                                  {"2", "SF1OOO000000001"},
                                                                  {"3", "X-17"},
                                                                  {"4", "SF1000000000001"}});
  for (const std::size_t row : {0U, 1U, 3U})
    EXPECT_EQ(value_text(orders, "tracking_number", row), "SF1000000000001") << row;
  EXPECT_EQ(value_text(orders, "tracking_number", 2), "X-17");
  EXPECT_EQ(orders.findings.size(), 2U);
}

TEST(KnownRepairTest, AnAddressFillsWhatTheSourceLeftEmpty) {
  const auto orders = orders_of({"order_id", "province", "city", "receiver_address"},
                                {{"1", "", "", "广东省深圳市南山区科技路1号"},
                                 {"2", "浙江", "", "广东省深圳市南山区科技路1号"},
                                 {"3", "", "宁波", "人民路1号"}});
  EXPECT_EQ(value_text(orders, "province", 0), "广东");
  EXPECT_EQ(value_text(orders, "city", 0), "深圳");
  EXPECT_EQ(value_text(orders, "district", 0), "南山区");
  EXPECT_EQ(value_text(orders, "city", 1), "null");  // Two provinces: nothing is sure.
  EXPECT_EQ(value_text(orders, "province", 2), "null");
  // Of the district nothing is told: the source never had one.
  ASSERT_EQ(orders.findings.size(), 2U);
  EXPECT_EQ(orders.findings[0].rule, "place_from_address");
  EXPECT_EQ(orders.findings[0].field, "province");
  EXPECT_EQ(orders.findings[0].before, "");
  EXPECT_EQ(orders.findings[1].field, "city");
}

}  // namespace
}  // namespace aftercare::standard
