#include "quality/identify.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "small_dictionary.hpp"

namespace aftercare::quality {
namespace {

constexpr std::string_view kKey = "0123456789abcdef0123456789abcdef";

std::string_view at(const records::Batch& batch, const char* column, std::size_t row) {
  const auto* const found = batch.column(column);
  return found != nullptr && found->present[row] != 0 ? found->text(row) : "(null)";
}

}  // namespace

class IdentifyTest : public testing::Test {
 protected:
  records::Batch tickets(std::size_t rows) const {
    return batch_of(*dictionary_.entity("ticket"), rows);
  }
  records::Batch lines(std::size_t rows) const {
    return batch_of(*dictionary_.entity("line"), rows);
  }

  const records::Dictionary dictionary_ = small_dictionary();
};

TEST_F(IdentifyTest, KeyFieldsAreJoinedAndCannotRunIntoEachOther) {
  auto batch = lines(5);
  put_texts(batch, "order_id", {"A1", "A/1", "A%2F1", nullptr, ""});
  put_numbers(batch, "item_no", {2, 2, 2, 2, 2});
  identify(batch, kKey);
  EXPECT_EQ(at(batch, "record_key", 0), "A1/2");
  EXPECT_EQ(at(batch, "record_key", 1), "A%2F1/2");
  EXPECT_EQ(at(batch, "record_key", 2), "A%252F1/2");
  EXPECT_EQ(at(batch, "record_key", 3), fmt::format("~{}", at(batch, "content_hash", 3)));
  EXPECT_EQ(at(batch, "record_key", 4), fmt::format("~{}", at(batch, "content_hash", 4)));
}

TEST_F(IdentifyTest, ARepairThatIsOnlyProposedCountsAsMade) {
  auto made = tickets(3), proposed = tickets(3);
  for (auto* const batch : {&made, &proposed}) put_texts(*batch, "ticket_id", {"1", "2", "3"});
  put_numbers(made, "count", {3, 3, 3});
  put_numbers(proposed, "count", {7, 3, 7});
  made.column("count")->clear(2);
  proposed.unmade = {{2, "count", {}}, {0, "count", std::int64_t{3}}};
  for (auto* const batch : {&made, &proposed}) identify(*batch, kKey);
  for (std::size_t row = 0; row < 3; ++row)
    EXPECT_EQ(at(made, "content_hash", row), at(proposed, "content_hash", row)) << row;
  EXPECT_NE(at(made, "content_hash", 0), at(made, "content_hash", 2));
  EXPECT_EQ(proposed.column("count")->number(0), 7) << "the row itself is as it was";
}

TEST_F(IdentifyTest, ASingleKeyIsTakenAsItIs) {
  auto batch = tickets(1);
  put_texts(batch, "ticket_id", {"2026/03/1%"});
  identify(batch, kKey);
  EXPECT_EQ(at(batch, "record_key", 0), "2026/03/1%");
}

TEST_F(IdentifyTest, WithoutAKeyTheSameWordsAreTheSameRecord) {
  auto batch = tickets(3);
  put_texts(batch, "text", {"坏了", "坏了", nullptr});
  put_numbers(batch, "count", {1, 2, 3});  // Not part of same_if.
  identify(batch, kKey);
  EXPECT_EQ(at(batch, "record_key", 0), fmt::format("~{}", at(batch, "same_hash", 0)));
  EXPECT_EQ(at(batch, "record_key", 0), at(batch, "record_key", 1));
  EXPECT_NE(at(batch, "content_hash", 0), at(batch, "content_hash", 1));
  EXPECT_EQ(at(batch, "record_key", 2), fmt::format("~{}", at(batch, "content_hash", 2)));
}

TEST_F(IdentifyTest, RowsThatSayNothingAreNotComparable) {
  auto batch = tickets(5);
  put_texts(batch, "channel", {"chat", "chat", "chat", "chat", "chat"});
  put_texts(batch, "title", {nullptr, "", " 　", "坏了", nullptr});
  put_texts(batch, "text", {nullptr, nullptr, "\n", nullptr, "坏了"});
  identify(batch, kKey);
  EXPECT_EQ(at(batch, "same_hash", 0), "(null)");
  EXPECT_EQ(at(batch, "same_hash", 1), "(null)");
  EXPECT_EQ(at(batch, "same_hash", 2), "(null)");
  EXPECT_EQ(at(batch, "same_hash", 3).size(), 32U);
  EXPECT_NE(at(batch, "same_hash", 3), at(batch, "same_hash", 4));  // Title is not text.
}

TEST_F(IdentifyTest, EntitiesWithoutSameIfAreNeverComparable) {
  auto batch = lines(1);
  put_texts(batch, "order_id", {"A1"});
  identify(batch, kKey);
  EXPECT_EQ(at(batch, "same_hash", 0), "(null)");
  EXPECT_EQ(batch.column("text_hash"), nullptr);
}

TEST_F(IdentifyTest, NullIsNotEmptyAndValuesDoNotRunIntoEachOther) {
  auto batch = tickets(4);
  put_texts(batch, "title", {nullptr, "", "ab", "a"});
  put_texts(batch, "text", {"ab", "ab", "", "b"});
  identify(batch, kKey);
  std::vector<std::string_view> hashes;
  for (std::size_t row = 0; row < 4; ++row) hashes.push_back(at(batch, "content_hash", row));
  std::ranges::sort(hashes);
  EXPECT_EQ(std::ranges::adjacent_find(hashes), hashes.end());
}

TEST_F(IdentifyTest, TheOrderOfColumnsAndColumnsOfNullsDoNotMatter) {
  auto one = tickets(1);
  put_texts(one, "title", {"坏了"});
  put_numbers(one, "paid", {5});
  put_reals(one, "rating", {0.0});
  auto other = tickets(1);
  put_reals(other, "rating", {-0.0});
  put_texts(other, "currency", {nullptr});
  put_numbers(other, "paid", {5});
  put_texts(other, "title", {"坏了"});
  put_texts(other, "topic", {"quality"});  // Derived: what stages think of it is not its content.
  identify(one, kKey);
  identify(other, kKey);
  EXPECT_EQ(at(one, "content_hash", 0), at(other, "content_hash", 0));
  EXPECT_EQ(at(one, "same_hash", 0), at(other, "same_hash", 0));
}

TEST_F(IdentifyTest, EveryValueCounts) {
  const auto hash_of = [&](auto&& change) {
    auto batch = tickets(1);
    put_texts(batch, "title", {"坏了"});
    put_numbers(batch, "paid", {5});
    change(batch);
    identify(batch, kKey);
    return std::string(at(batch, "content_hash", 0));
  };
  const auto plain = hash_of([](auto&) {});
  EXPECT_EQ(plain, hash_of([](auto&) {}));
  EXPECT_NE(plain, hash_of([](auto& batch) { put_numbers(batch, "paid", {6}); }));
  EXPECT_NE(plain, hash_of([](auto& batch) { put_numbers(batch, "refund", {5}); }));
  EXPECT_NE(plain, hash_of([](auto& batch) { put_numbers(batch, "count", {0}); }));
  EXPECT_NE(plain, hash_of([](auto& batch) { put_texts(batch, "title", {"坏了 "}); }));
}

TEST_F(IdentifyTest, RepeatsAreToldByTheWordsAlone) {
  auto batch = tickets(6);
  put_texts(batch, "channel", {"chat", "email", "chat", "chat", "chat", "chat"});
  put_texts(batch, "text", {"垃圾", " 垃圾\r\n", "　垃圾", "垃 圾", " ", nullptr});
  identify(batch, kKey);
  EXPECT_EQ(at(batch, "text_hash", 0), at(batch, "text_hash", 1));
  EXPECT_EQ(at(batch, "text_hash", 0), at(batch, "text_hash", 2));
  EXPECT_NE(at(batch, "text_hash", 0), at(batch, "text_hash", 3));
  EXPECT_NE(at(batch, "same_hash", 0), at(batch, "same_hash", 1));
  EXPECT_EQ(at(batch, "text_hash", 4), "(null)");
  EXPECT_EQ(at(batch, "text_hash", 5), "(null)");
}

TEST_F(IdentifyTest, AnotherKeyGivesOtherDigests) {
  auto one = tickets(1);
  auto other = tickets(1);
  put_texts(one, "text", {"13812345678"});
  put_texts(other, "text", {"13812345678"});
  identify(one, kKey);
  identify(other, "another key, also of thirty-two b");
  EXPECT_NE(at(one, "content_hash", 0), at(other, "content_hash", 0));
}

}  // namespace aftercare::quality
