#include "privacy/seal_batch.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "shop_dictionary.hpp"

namespace aftercare::privacy {
namespace {

using records::Span;
using records::SpanKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;

constexpr std::string_view kPhone = "13812345678";
constexpr std::string_view kOtherPhone = "13987654321";

// Finds two phone numbers: enough of a detector.
void detect_phones(std::string_view text, std::vector<Span>& spans) {
  for (const auto phone : {kPhone, kOtherPhone})
    for (auto at = text.find(phone); at != text.npos; at = text.find(phone, at + 1))
      spans.push_back({static_cast<std::uint32_t>(at),
                       static_cast<std::uint32_t>(at + phone.size()), SpanKind::phone, 1.0F});
}

}  // namespace

class SealBatchTest : public testing::Test {
 protected:
  SealBatchTest() { sealing_.vault = vault_.get(); }

  base::Result<void> seal(records::Batch& batch) {
    if (const auto ready = prepare_columns(batch); !ready) return ready;
    return seal_rows(batch, sealing_, 0, batch.rows(), *batch.arena);
  }
  std::map<std::string, std::string> originals(const records::Batch& batch, std::size_t row) {
    return originals_of(
               vault_->unseal(text_of(batch, "person", row), text_of(batch, "sealed", row)).value())
        .value();
  }

  const records::Dictionary dictionary_ = shop_dictionary();
  const FreshFolder folder_;
  const std::unique_ptr<Vault> vault_ = std::move(Vault::create(folder_.path / "keys").value());
  Sealing sealing_;
};

TEST_F(SealBatchTest, PersonalFieldsBecomeMaskTokenAndSealedOriginal) {
  auto batch = batch_of(*dictionary_.entity("customer"), 2);
  put(batch, "customer_id", {"C1", "C2"});
  put(batch, "name", {"王小明", nullptr});
  put(batch, "phone", {"138-1234-5678", "+86 13812345678"});
  put(batch, "address", {"南山区科技路1号", ""});
  put(batch, "province", {"广东", nullptr});
  put(batch, "city", {"深圳市", nullptr});
  put(batch, "level", {"gold", "gold"});
  ASSERT_TRUE(seal(batch).has_value());

  EXPECT_EQ(text_of(batch, "name", 0), "王**");
  EXPECT_EQ(text_of(batch, "phone", 0), "138****5678");
  EXPECT_EQ(text_of(batch, "address", 0), "广东深圳市***");
  EXPECT_EQ(text_of(batch, "level", 0), "gold");
  EXPECT_EQ(text_of(batch, "person", 0), "customer/C1");
  EXPECT_THAT(originals(batch, 0),
              ElementsAre(Pair("address", "南山区科技路1号"), Pair("name", "王小明"),
                          Pair("phone", "138-1234-5678")));

  EXPECT_EQ(text_of(batch, "name", 1), "(null)");
  EXPECT_EQ(text_of(batch, "name_token", 1), "(null)");
  EXPECT_EQ(text_of(batch, "address", 1), "");
  EXPECT_EQ(text_of(batch, "address_token", 1), "(null)");  // Nothing to join by.
  EXPECT_EQ(text_of(batch, "phone_token", 0), text_of(batch, "phone_token", 1));
  EXPECT_EQ(text_of(batch, "phone_token", 0).size(), 32U);
}

TEST_F(SealBatchTest, ARecordWithoutPersonalValuesHasNothingSealed) {
  auto batch = batch_of(*dictionary_.entity("customer"), 1);
  put(batch, "customer_id", {"C1"});
  put(batch, "name", {nullptr});
  ASSERT_TRUE(seal(batch).has_value());
  EXPECT_EQ(text_of(batch, "sealed", 0), "(null)");
  EXPECT_FALSE(vault_->knows("customer/C1").value());
}

TEST_F(SealBatchTest, FreeTextLosesSpansTheRowsOwnValuesAndWhatIsKnown) {
  auto batch = batch_of(*dictionary_.entity("case"), 2);
  put(batch, "customer_id", {"C1", nullptr});
  put(batch, "customer_name", {"王小明", nullptr});
  put(batch, "title", {"王小明的退款", nullptr});
  put(batch, "text", {"我是王小明，打13812345678或找李小红，寄科技路18号A座", "坏了"});
  put(batch, "tags", {"退款", nullptr});
  sealing_.spans["text"] = {{}, {}};
  detect_phones(text_of(batch, "text", 0), sealing_.spans["text"][0]);
  sealing_.spans["title"] = {{}, {}};
  sealing_.known = [](std::size_t row, std::vector<KnownValue>& known) {
    if (row == 0) known.push_back({records::PersonalKind::address, "科技路18号a座"});
  };
  ASSERT_TRUE(seal(batch).has_value());
  EXPECT_EQ(text_of(batch, "title", 0), "[姓名]的退款");
  EXPECT_EQ(text_of(batch, "text", 0), "我是[姓名]，打[电话]或找李小红，寄[地址]");
  EXPECT_EQ(text_of(batch, "tags", 0), "退款");
  EXPECT_EQ(originals(batch, 0).at("text"), "我是王小明，打13812345678或找李小红，寄科技路18号A座");
  EXPECT_EQ(text_of(batch, "text", 1), "坏了");
  EXPECT_EQ(text_of(batch, "person", 1), "case/K1");
  EXPECT_THAT(originals(batch, 1), ElementsAre(Pair("text", "坏了")));
}

TEST_F(SealBatchTest, MessagesAreSealedWithTheirCase) {
  auto batch = batch_of(*dictionary_.entity("message"), 2);
  put(batch, "case_id", {"S1", nullptr});
  put(batch, "text", {"你好", "在吗"});
  sealing_.detect = detect_phones;
  ASSERT_TRUE(seal(batch).has_value());
  EXPECT_EQ(text_of(batch, "person", 0), "case/S1");
  EXPECT_EQ(text_of(batch, "person", 1), "message/K1");
}

TEST_F(SealBatchTest, ATextNobodyLookedThroughIsRefused) {
  auto batch = batch_of(*dictionary_.entity("case"), 1);
  put(batch, "text", {"我的电话13812345678"});
  const auto sealed = seal(batch);
  ASSERT_FALSE(sealed.has_value());
  EXPECT_THAT(sealed.error().message, HasSubstr("case.text was not looked for"));
  sealing_.spans["text"] = {};  // Spans of another number of rows.
  EXPECT_FALSE(seal(batch).has_value());
  sealing_.spans.clear();
  sealing_.detect = detect_phones;
  ASSERT_TRUE(seal(batch).has_value());
  EXPECT_EQ(text_of(batch, "text", 0), "我的电话[电话]");
}

TEST_F(SealBatchTest, NumbersInOtherTextOfAPersonAreMaskedToo) {
  sealing_.detect = detect_phones;
  auto batch = batch_of(*dictionary_.entity("case"), 2);
  put(batch, "tags", {"回电13812345678", "单号1381234"});
  ASSERT_TRUE(seal(batch).has_value());
  EXPECT_EQ(text_of(batch, "tags", 0), "回电[电话]");
  EXPECT_EQ(originals(batch, 0).at("tags"), "回电13812345678");
  EXPECT_EQ(text_of(batch, "tags", 1), "单号1381234");
  EXPECT_EQ(text_of(batch, "sealed", 1), "(null)");

  auto products = batch_of(*dictionary_.entity("product"), 1);
  put(products, "name", {"键盘 13812345678"});
  ASSERT_TRUE(seal(products).has_value());
  EXPECT_EQ(text_of(products, "name", 0), "键盘 13812345678");
  EXPECT_EQ(text_of(products, "person", 0), "(null)");
}

TEST_F(SealBatchTest, QuarantinedRowsAreMaskedButNotSealed) {
  auto batch = batch_of(*dictionary_.entity("customer"), 1);
  put(batch, "customer_id", {"C1"});
  put(batch, "phone", {"13812345678"});
  batch.states[0] = records::RowState::quarantined;
  ASSERT_TRUE(seal(batch).has_value());
  EXPECT_EQ(text_of(batch, "phone", 0), "138****5678");
  EXPECT_EQ(text_of(batch, "sealed", 0), "(null)");
}

TEST_F(SealBatchTest, NeedsKeysAndTextColumns) {
  auto unnamed = batch_of(*dictionary_.entity("customer"), 1);
  unnamed.columns.clear();
  EXPECT_THAT(prepare_columns(unnamed).error().message, HasSubstr("no record_key"));
  auto numbers = batch_of(*dictionary_.entity("customer"), 1);
  numbers.column_or_add("phone", records::FieldType::integer);
  EXPECT_THAT(prepare_columns(numbers).error().message, HasSubstr("must be text: customer.phone"));
  auto unprepared = batch_of(*dictionary_.entity("customer"), 1);
  put(unprepared, "phone", {"13812345678"});
  EXPECT_FALSE(seal_rows(unprepared, sealing_, 0, 1, *unprepared.arena).has_value());
  EXPECT_EQ(text_of(unprepared, "phone", 0), "13812345678");
}

TEST_F(SealBatchTest, ThreadsSealDisjointRows) {
  constexpr std::size_t kRows = 4000;
  auto batch = batch_of(*dictionary_.entity("case"), kRows);
  put(batch, "text", std::vector<const char*>(kRows, "我的电话13812345678"));
  put(batch, "customer_name", std::vector<const char*>(kRows, "王小明"));
  sealing_.detect = detect_phones;
  ASSERT_TRUE(prepare_columns(batch).has_value());
  {
    std::vector<std::jthread> threads;
    for (std::size_t part = 0; part < 4; ++part) {
      auto arena = std::make_shared<records::Arena>();
      batch.keeps.push_back(arena);
      threads.emplace_back([&, part, arena] {
        EXPECT_TRUE(seal_rows(batch, sealing_, part * kRows / 4, (part + 1) * kRows / 4, *arena)
                        .has_value());
      });
    }
  }
  ASSERT_TRUE(vault_->sync().has_value());
  for (std::size_t row = 0; row < kRows; ++row) {
    ASSERT_EQ(text_of(batch, "text", row), "我的电话[电话]");
    ASSERT_EQ(originals(batch, row).at("customer_name"), "王小明");
  }
}

TEST_F(SealBatchTest, FindingsQuoteNothingPersonal) {
  auto batch = batch_of(*dictionary_.entity("case"), 1);
  sealing_.detect = detect_phones;
  const auto finding = [](const char* field, const char* before, const char* after) {
    return records::Finding{0, records::FindingKind::repaired, field, "rule", before, after};
  };
  batch.findings = {finding("customer_name", "王小明", "王小红"),
                    finding("text", "我的电话是123", ""),
                    finding("rating", "9", "5"),
                    finding("rating", "13812345678", ""),  // A phone number in a wrong column.
                    finding("", "王小明,13812345678", ""),
                    finding("unmapped", "john", "")};
  protect_findings(batch, sealing_);
  std::vector<std::string> values;
  for (const auto& each : batch.findings) values.push_back(each.before + "|" + each.after);
  EXPECT_THAT(values, ElementsAre("王**|王**", "[文本]|", "9|5", "[phone]|", "[文本]|", "[text]|"));
}

TEST_F(SealBatchTest, WithSealingOffEverythingLeaks) {
  const FreshFolder folder;
  ASSERT_TRUE(Vault::create(folder.path / "keys").has_value());
  const auto open = std::move(Vault::open(folder.path / "keys", {.seal = false}).value());
  sealing_.vault = open.get();
  sealing_.detect = detect_phones;
  auto batch = batch_of(*dictionary_.entity("case"), 1);
  put(batch, "customer_name", {"王小明"});
  put(batch, "text", {"电话13812345678"});
  ASSERT_TRUE(seal(batch).has_value());
  EXPECT_EQ(text_of(batch, "customer_name", 0), "王小明");
  EXPECT_EQ(text_of(batch, "text", 0), "电话13812345678");
  EXPECT_THAT(std::string(text_of(batch, "sealed", 0)), HasSubstr("13812345678"));
}

TEST_F(SealBatchTest, OriginalsKeepEverySign) {
  auto batch = batch_of(*dictionary_.entity("case"), 1);
  const auto* const text = "他说\"退\\款\"\n\t\x01\x1F😀</script>";
  put(batch, "text", {text});
  sealing_.detect = detect_phones;
  ASSERT_TRUE(seal(batch).has_value());
  EXPECT_EQ(originals(batch, 0).at("text"), text);
  for (const auto* const json : {"", "[]", "{\"a\":1}", "{\"a\":\"b\"", "null"})
    EXPECT_FALSE(originals_of(json).has_value()) << json;
}

}  // namespace aftercare::privacy
