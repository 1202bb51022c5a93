#include "privacy/mask.hpp"

#include <gtest/gtest.h>

namespace aftercare::privacy {

using records::PersonalKind;

struct MaskCase {
  PersonalKind kind;
  const char* value;
  const char* expected;
};

TEST(MaskTest, LeavesEnoughToRecogniseAndNotToFindOut) {
  const MaskCase cases[] = {
      {PersonalKind::name, "王小明", "王**"},
      {PersonalKind::name, "王明", "王**"},
      {PersonalKind::name, "欧阳娜娜", "欧**"},
      {PersonalKind::name, "王", "***"},
      {PersonalKind::name, "John Smith", "J***"},
      {PersonalKind::name, "", "***"},
      {PersonalKind::phone, "13812345678", "138****5678"},
      {PersonalKind::phone, "+86 138-1234-5678", "138****5678"},
      {PersonalKind::phone, "１３８１２３４５６７８", "138****5678"},
      {PersonalKind::phone, "010-88886666", "010****6666"},
      {PersonalKind::phone, "+1 (415) 555-2671", "141****2671"},
      {PersonalKind::phone, "8888 6666", "88****66"},
      {PersonalKind::phone, "1234567", "****"},
      {PersonalKind::phone, "微信联系", "****"},
      {PersonalKind::email, "a.lee@example.com", "a***@***.com"},
      {PersonalKind::email, "Lee@mail.example.cn", "L***@***.cn"},
      {PersonalKind::email, "lee@intranet", "l***@***"},
      {PersonalKind::email, "lee@host.wangxiaoming", "l***@***"},
      {PersonalKind::email, "@example.com", "***"},
      {PersonalKind::email, "no mail", "***"},
      {PersonalKind::address, "广东省深圳市南山区科技路1号", "广东省***"},
      {PersonalKind::address, "黑龙江省哈尔滨市", "黑龙江省***"},
      {PersonalKind::address, "王小明广东省深圳市", "***"},
      {PersonalKind::address, "省吃俭用小区", "***"},
      {PersonalKind::address, "5 Main Street", "***"},
      {PersonalKind::id_card, "110101199003078515", "***"},
      {PersonalKind::bank_card, "6222 0212 3456 7890 123", "****0123"},
      {PersonalKind::bank_card, "0123", "****"},
      {PersonalKind::account, "wang_1990", "***"},
      {PersonalKind::other, "anything", "***"},
  };
  for (const auto& each : cases)
    EXPECT_EQ(mask(each.kind, each.value), each.expected) << each.value;
}

TEST(MaskTest, AnAddressKeepsThePlaceThatStandsBesideIt) {
  EXPECT_EQ(mask_address("科技路1号", "广东", "深圳市"), "广东深圳市***");
  EXPECT_EQ(mask_address("建国路1号", "北京", "北京市"), "北京市***");
  EXPECT_EQ(mask_address("科技路1号", "广东", ""), "广东***");
  EXPECT_EQ(mask_address("广东省科技路1号", "", ""), "广东省***");
}

TEST(MaskTest, EqualPersonsHaveEqualPlainForms) {
  const MaskCase cases[] = {
      {PersonalKind::phone, "138 1234 5678", "13812345678"},
      {PersonalKind::phone, "+86-138-1234-5678", "13812345678"},
      {PersonalKind::phone, "8613812345678", "13812345678"},
      {PersonalKind::phone, "0086 13812345678", "13812345678"},
      {PersonalKind::phone, "１３８１２３４５６７８", "13812345678"},
      {PersonalKind::phone, "+86 10 8888 6666", "01088886666"},
      {PersonalKind::phone, "+86 (0)10 8888 6666", "01088886666"},
      {PersonalKind::phone, "010-88886666", "01088886666"},
      {PersonalKind::phone, "86886666", "86886666"},  // A short number that begins with 86.
      {PersonalKind::phone, "+1 415 555 2671", "14155552671"},
      {PersonalKind::phone, "0014155552671", "14155552671"},
      {PersonalKind::email, " Lee.A@Example.COM ", "lee.a@example.com"},
      {PersonalKind::name, " 王 小 明 ", "王小明"},
      {PersonalKind::name, "阿凡提·买买提", "阿凡提买买提"},
      {PersonalKind::name, "John  SMITH", "johnsmith"},
      {PersonalKind::id_card, "11010119900307851x", "11010119900307851x"},
      {PersonalKind::id_card, "11010119900307851Ｘ", "11010119900307851x"},
      {PersonalKind::bank_card, "6222-0212 3456", "622202123456"},
      {PersonalKind::address, "科技路 １号，A座", "科技路1号a座"},
      {PersonalKind::phone, "  ", ""},
  };
  for (const auto& each : cases)
    EXPECT_EQ(normalise(each.kind, each.value), each.expected) << each.value;
}

}  // namespace aftercare::privacy
