#include "quality/repair/repair_reason.hpp"

#include <array>

namespace aftercare::quality {
namespace {

struct ReasonText {
  RepairReason reason;
  std::string_view code;
  const char* en;
  const char* zh;
};

constexpr std::array kReasonTexts{
    ReasonText{RepairReason::format, "format", "written with more around it than the column has",
               "比该列的写法多出其他内容"},
    ReasonText{RepairReason::spaces, "spaces", "stray spaces, full-width or invisible characters",
               "含多余空格、全角或不可见字符"},
    ReasonText{RepairReason::letter_case, "letter_case",
               "upper or lower case otherwise than in the column", "大小写与该列不一致"},
    ReasonText{RepairReason::number_form, "number_form",
               "a number written otherwise than in the column", "数字写法与该列不一致"},
    ReasonText{RepairReason::moment_form, "moment_form",
               "a day or time written otherwise than in the column", "日期或时间写法与该列不一致"},
    ReasonText{RepairReason::digits_form, "digits_form", "marks among bare digits",
               "纯数字中夹有符号"},
    ReasonText{RepairReason::province_form, "province_form",
               "a province written otherwise than in the column", "省份写法与该列不一致"},
    ReasonText{RepairReason::phone_form, "phone_form",
               "a phone number written otherwise than in the column", "电话写法与该列不一致"},
    ReasonText{RepairReason::tracking_form, "tracking_form",
               "a tracking number with marks or letters that couriers do not print",
               "运单号中夹有快递公司不会印的符号或字母"},
    ReasonText{RepairReason::courier_form, "courier_form",
               "a courier written otherwise than in the column", "快递公司写法与该列不一致"},
    ReasonText{RepairReason::unit_form, "unit_form", "an amount in another unit than the column's",
               "数量的单位与该列不一致"},
    ReasonText{RepairReason::variant, "variant", "a rare way of writing a frequent value",
               "常见取值的少见写法"},
    ReasonText{RepairReason::dependency, "dependency", "other columns determine another value",
               "其他列决定的取值与此不同"},
    ReasonText{RepairReason::usual, "usual", "a slip from what nearly every row has",
               "与几乎每行都有的取值只差笔误"},
    ReasonText{RepairReason::imputed, "imputed",
               "it was empty; filled with what other columns determine",
               "原为空；按其他列决定的取值补全"},
    ReasonText{RepairReason::sources, "sources", "the more reliable sources say otherwise",
               "更可靠的来源给出不同取值"},
    ReasonText{RepairReason::order, "order", "the rows around it say otherwise",
               "与前后行的规律不符"},
    ReasonText{RepairReason::arithmetic, "arithmetic", "the numbers of the row do not add up",
               "与本行其他数字的计算结果不符"},
    ReasonText{RepairReason::exchanged, "exchanged",
               "two cells of the row stand in each other's place", "本行两个单元格互换了位置"},
    ReasonText{RepairReason::spelling, "spelling", "one slip away from a frequent value",
               "与常见取值只差一处笔误"},
    ReasonText{RepairReason::sound, "sound", "sounds like a frequent value, in other characters",
               "与常见取值同音，用字不同"},
    ReasonText{RepairReason::place, "place", "the address of the row names another place",
               "与本行地址所在的地区不符"},
    ReasonText{RepairReason::channel, "channel",
               "a character that replaces others in many cells of the table",
               "某字符在全表多处误替换其他字符"},
    ReasonText{RepairReason::answer, "answer", "a person gave this value", "由人工给出"},
    ReasonText{RepairReason::learnt, "learnt", "a rewriting learnt from answers",
               "由回答中学到的改写"},
    ReasonText{RepairReason::missing, "missing", "empty in a column that is nearly always filled",
               "该列几乎总有值，此处为空"},
    ReasonText{RepairReason::odd_shape, "odd_shape", "a shape that the column does not have",
               "形状与该列不符"},
    ReasonText{RepairReason::odd_value, "odd_value",
               "other columns speak against it, but for no single value",
               "其他列与此矛盾，但不能确定正确取值"},
    ReasonText{RepairReason::foreign_value, "foreign_value", "a value of another column",
               "属于另一列的取值"},
};

const ReasonText& text_of(RepairReason reason) {
  for (const auto& one : kReasonTexts)
    if (one.reason == reason) return one;
  return kReasonTexts.front();
}

}  // namespace

std::string_view code_of(RepairReason reason) {
  return text_of(reason).code;
}

base::Message sentence_of(RepairReason reason) {
  const auto& text = text_of(reason);
  return {text.en, text.zh};
}

std::string_view code_of(RepairState state) {
  switch (state) {
    case RepairState::applied:
      return "applied";
    case RepairState::proposed:
      return "proposed";
    case RepairState::suspected:
      return "suspected";
  }
  return "";
}

}  // namespace aftercare::quality
