#include "records/dictionary.hpp"
#include "place/place.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

namespace aftercare::records {
namespace {

namespace fs = std::filesystem;

/// A file that is gone after the test.
class DictionaryTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("aftercare_dictionary_" + std::to_string(getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  /// A dictionary of one entity whose fields are given.
  fs::path with_fields(const std::string& fields) {
    return write("one.yaml",
                 "entities:\n- name: refund\n  label: {zh: 退款, en: Refund}\n"
                 "  key: [refund_id]\n  fields:\n"
                 "  - {name: refund_id, type: code, label: {zh: 编号, en: Id}}\n" +
                     fields);
  }

  fs::path folder_;
};

const Dictionary& shipped() {
  static const auto dictionary =
      Dictionary::load_files({place::root() / "catalog" / "dictionary.yaml"}).value();
  return dictionary;
}

TEST(ShippedDictionaryTest, HoldsEveryCanonicalEntity) {
  std::set<std::string> names;
  for (const auto& entity : shipped().entities()) names.insert(entity.name);
  EXPECT_EQ(names, (std::set<std::string>{"customer", "category", "product", "agent", "order",
                                          "order_item", "shipment", "return", "case", "message",
                                          "survey", "event"}));
}

TEST(ShippedDictionaryTest, SaysHowPersonalAFieldIs) {
  const auto& dictionary = shipped();
  const auto* customer = dictionary.entity("customer");
  ASSERT_NE(customer, nullptr);
  EXPECT_EQ(customer->field("phone")->pii, PiiClass::personal);
  EXPECT_EQ(customer->field("phone")->personal, PersonalKind::phone);
  EXPECT_EQ(customer->field("customer_id")->pii, PiiClass::pseudonym);
  EXPECT_EQ(customer->field("province")->pii, PiiClass::none);
  EXPECT_EQ(dictionary.entity("case")->field("text")->pii, PiiClass::free_text);
  EXPECT_EQ(dictionary.entity("agent")->field("display_name")->pii, PiiClass::none);
}

TEST(ShippedDictionaryTest, TwoCasesAreTheSameByContentOnlyIfWhoAboutWhatAndTextAgree) {
  EXPECT_EQ(
      shipped().entity("case")->same_if,
      (std::vector<std::string>{"channel", "customer_id", "order_id", "product_id", "category",
                                "opened_at", "rating", "given_sentiment", "target", "title", "text",
                                "customer_phone", "customer_email"}));
}

TEST(ShippedDictionaryTest, DerivedFieldsAreNoSourceColumns) {
  for (const auto& field : shipped().entity("case")->fields) {
    if (field.derived)
      EXPECT_TRUE(field.synonyms.empty()) << field.name;
    else
      EXPECT_FALSE(field.synonyms.empty()) << field.name;
  }
}

TEST(ShippedDictionaryTest, NoWordMeansTwoCodesOfOneField) {
  for (const auto& entity : shipped().entities())
    for (const auto& field : entity.fields) {
      std::set<std::string> words;
      for (const auto& code : field.codes) {
        EXPECT_TRUE(words.insert(code.code).second) << entity.name << "." << field.name;
        for (const auto& word : code.synonyms)
          EXPECT_TRUE(word == code.code || words.insert(word).second)
              << entity.name << "." << field.name << ": " << word;
      }
    }
}

TEST_F(DictionaryTest, AnOverlayAddsAndReplaces) {
  const auto first = with_fields(
      "  - name: way\n    type: code\n    label: {zh: 方式, en: Way}\n    synonyms: [方式]\n"
      "    codes: [{code: card, label: {zh: 银行卡, en: Card}}]\n");
  const auto overlay =
      write("overlay.yaml",
            "entities:\n- name: refund\n  fields:\n"
            "  - name: way\n    label: {zh: 退款方式, en: Refund way}\n    synonyms: [退款渠道]\n"
            "    codes: [{code: cash, label: {zh: 现金, en: Cash}}]\n"
            "  - {name: shelf, type: text, label: {zh: 货架, en: Shelf}}\n");
  const auto dictionary = Dictionary::load_files({first, overlay});
  ASSERT_TRUE(dictionary) << dictionary.error().message;
  const auto* refund = dictionary->entity("refund");
  EXPECT_EQ(refund->fields.size(), 3U);
  EXPECT_EQ(refund->field("way")->type, FieldType::code);
  EXPECT_EQ(refund->field("way")->label.en, "Refund way");
  EXPECT_EQ(refund->field("way")->synonyms, (std::vector<std::string>{"方式", "退款渠道"}));
  EXPECT_EQ(refund->field("way")->codes.size(), 2U);
  EXPECT_EQ(refund->label.zh, "退款");
  EXPECT_EQ(dictionary->entity("refunds"), nullptr);
}

TEST_F(DictionaryTest, RefusesWithFileAndLine) {
  const std::pair<std::string, std::string> cases[] = {
      {"  - {name: a, type: colour, label: {zh: 甲, en: A}}\n", "unknown type: colour"},
      {"  - {name: a, type: text, label: {zh: 甲, en: A}, pii: secret}\n", "unknown pii: secret"},
      {"  - {name: a, type: text, label: {zh: 甲, en: A}, pii: personal}\n",
       "a personal field needs both pii and personal: a"},
      {"  - {name: a, type: text, label: {zh: 甲}}\n", "needs both zh and en: label"},
      {"  - {name: a, type: text, label: {zh: 甲, en: A}, requierd: true}\n",
       "unknown word: requierd"},
      {"  - {name: A-1, type: text, label: {zh: 甲, en: A}}\n", "not a name in snake_case: A-1"},
      {"  - {name: a, type: real, label: {zh: 甲, en: A}, lowest: 2, highest: 1}\n",
       "the range is empty: a"},
      {"  - {name: a, type: real, label: {zh: 甲, en: A}, lowest: low}\n", "not a number: low"},
      {"  - {name: a, type: text, label: {zh: 甲, en: A}, pattern: \"(\"}\n", "not a pattern: ("},
      {"  - {name: a, type: text, label: {zh: 甲, en: A}, codes: [{label: {zh: 一, en: B}}]}\n",
       "missing: code"},
      {"  - {name: a, type: text, label: {zh: 甲, en: A}, synonyms: 甲}\n",
       "wrong kind of value: synonyms"},
  };
  for (const auto& [fields, reason] : cases) {
    const auto file = with_fields(fields);
    const auto dictionary = Dictionary::load_files({file});
    ASSERT_FALSE(dictionary) << fields;
    EXPECT_EQ(dictionary.error().message, reason + ", at " + file.string() + ":7");
    EXPECT_EQ(dictionary.error().kind, base::ErrorKind::usage);
    EXPECT_FALSE(dictionary.error().message_zh.empty());
  }
}

TEST_F(DictionaryTest, RefusesReferencesToNothing) {
  const auto file =
      with_fields("  - {name: a, type: code, label: {zh: 甲, en: A}, references: moon}\n");
  const auto dictionary = Dictionary::load_files({file});
  ASSERT_FALSE(dictionary);
  EXPECT_EQ(dictionary.error().message,
            "reference to an unknown entity: refund.a -> moon, in " + file.string());
  EXPECT_FALSE(Dictionary::load_files({write("empty.yaml", "")}));
  EXPECT_FALSE(Dictionary::load_files({write("bad.yaml", "entities: [\n")}));
  EXPECT_FALSE(Dictionary::load_files({folder_ / "absent.yaml"}));
  EXPECT_FALSE(Dictionary::load_files({write("key.yaml",
                                             "entities:\n- name: refund\n  label: {zh: 退款, en: "
                                             "Refund}\n  key: [refund_id]\n")}));
}

}  // namespace
}  // namespace aftercare::records
