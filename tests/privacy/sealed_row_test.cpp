#include "privacy/sealed_row.hpp"

#include <gtest/gtest.h>

#include "fresh_folder.hpp"

namespace aftercare::privacy {

class SealedRowTest : public testing::Test {
 protected:
  const FreshFolder folder_;
  const std::unique_ptr<Vault> vault_ = std::move(Vault::create(folder_.path / "keys").value());
};

TEST_F(SealedRowTest, CellsComeBackUnderTheirColumns) {
  const std::vector<std::string> columns = {"姓名", "note \"x\"", ""};
  const std::vector<std::string_view> cells = {"王小明", "a,b\n\"c\"\\", ""};
  const auto sealed = seal_cells(*vault_, "f1", 42, columns, cells).value();
  EXPECT_EQ(sealed.person, "quarantine/f1/42");
  EXPECT_EQ(sealed.sealed.find("王小明"), std::string::npos);
  const auto row = unseal_row(*vault_, sealed.person, sealed.sealed).value();
  EXPECT_EQ(row.columns, columns);
  EXPECT_EQ(row.cells, (std::vector<std::string>{"王小明", "a,b\n\"c\"\\", ""}));
  EXPECT_EQ(row.raw, "");
}

TEST_F(SealedRowTest, TextThatIsNoRowComesBackAsText) {
  const auto sealed = seal_raw(*vault_, "f1", 7, "王小明,\"13812345678\xFF").value();
  const auto row = unseal_row(*vault_, sealed.person, sealed.sealed).value();
  EXPECT_TRUE(row.columns.empty());
  EXPECT_EQ(row.raw, "王小明,\"13812345678\xEF\xBF\xBD");  // What is no UTF-8 is replaced.
}

TEST_F(SealedRowTest, EachRowHasAKeyOfItsOwn) {
  const auto one = seal_raw(*vault_, "f1", 1, "a").value();
  const auto two = seal_raw(*vault_, "f1", 2, "b").value();
  EXPECT_FALSE(unseal_row(*vault_, two.person, one.sealed).has_value());
}

TEST_F(SealedRowTest, RefusesWhatIsNoSealedRow) {
  for (const auto* const json : {"", "1", "{}", R"({"raw":1})", R"({"columns":["a"],"cells":[]})",
                                 R"({"columns":["a"],"cells":[1]})", R"({"columns":["a"]})"}) {
    const auto sealed = vault_->seal("quarantine/f1/1", json).value();
    EXPECT_FALSE(unseal_row(*vault_, "quarantine/f1/1", sealed).has_value()) << json;
  }
}

}  // namespace aftercare::privacy
