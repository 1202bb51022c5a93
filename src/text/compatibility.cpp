#include "text/compatibility.hpp"

#include <array>
#include <utility>

namespace aftercare::text {
namespace {

// U+2F00.. and U+F900.., in order; U+FFFD where there is no plain twin.
constexpr std::u32string_view kRadicals =
    U"一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山"
    U"巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手"
    U"支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛"
    U"矢石示禸禾穴立竹米糸缶网羊羽老而耒耳"
    U"聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑"
    U"非面革韋韭音頁風飛食首香馬骨高髟鬥鬯"
    U"鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";
constexpr std::u32string_view kDoubles =
    U"豈更車賈滑串句龜龜契金喇奈懶癩羅蘿螺裸邏樂洛烙珞落酪駱亂卵欄爛蘭鸞嵐濫藍襤拉臘蠟廊朗浪狼郎來"
    U"冷勞擄櫓爐盧老蘆虜路露魯鷺碌祿綠菉錄"
    U"鹿論壟弄籠聾牢磊賂雷壘屢樓淚漏累縷陋勒肋凜凌稜綾菱陵讀拏樂諾丹寧怒率異北磻便復不泌數索參塞省"
    U"葉說殺辰沈拾若掠略亮兩凉梁糧良諒量勵"
    U"呂女廬旅濾礪閭驪麗黎力曆歷轢年憐戀撚漣煉璉秊練聯輦蓮連鍊列劣咽烈裂說廉念捻殮簾獵令囹寧嶺怜玲"
    U"瑩羚聆鈴零靈領例禮醴隸惡了僚寮尿料樂"
    U"燎療蓼遼龍暈阮劉杻柳流溜琉留硫紐類六戮陸倫崙淪輪律慄栗率隆利吏履易李梨泥理痢罹裏裡里離匿溺吝"
    U"燐璘藺隣鱗麟林淋臨立笠粒狀炙識什茶刺"
    U"切度拓糖宅洞暴輻行降見廓兀嗀﨎﨏塚﨑晴﨓﨔凞猪益礼神祥福靖精羽﨟蘒﨡諸﨣﨤逸都﨧﨨﨩飯飼館鶴"
    U"郞隷侮僧免勉勤卑喝嘆器塀墨層屮悔慨憎"
    U"懲敏既暑梅海渚漢煮爫琢碑社祉祈祐祖祝禍禎穀突節練縉繁署者臭艹艹著褐視謁謹賓贈辶逸難響頻恵�舘";

constexpr std::pair<char32_t, std::u32string_view> kUnits[] = {
    {0x338E, U"mg"}, {0x338F, U"kg"},  {0x3396, U"ml"},  {0x3397, U"dl"}, {0x3398, U"l"},
    {0x339C, U"mm"}, {0x339D, U"cm"},  {0x339E, U"km"},  {0x33A1, U"m2"}, {0x33A5, U"m3"},
    {0x33C4, U"cc"}, {0x2103, U"°C"},  {0x2116, U"No"},  {0xFB00, U"ff"}, {0xFB01, U"fi"},
    {0xFB02, U"fl"}, {0xFB03, U"ffi"}, {0xFB04, U"ffl"}, {0xB2, U"2"},    {0xB3, U"3"},
    {0xB9, U"1"}};

constexpr std::u32string_view kNumbers[] = {U"0",  U"1",  U"2",  U"3",  U"4",  U"5",  U"6",
                                            U"7",  U"8",  U"9",  U"10", U"11", U"12", U"13",
                                            U"14", U"15", U"16", U"17", U"18", U"19", U"20"};
constexpr std::u32string_view kRoman[] = {U"I",   U"II", U"III", U"IV", U"V",  U"VI",
                                          U"VII", U"",   U"IX",  U"X",  U"XI", U"XII"};
constexpr std::u32string_view kLetters = U"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::u32string_view one_of(std::u32string_view table, std::size_t at) {
  return table[at] == U'\xFFFD' ? std::u32string_view() : table.substr(at, 1);
}

}  // namespace

std::u32string_view compatible(char32_t point) {
  if (point >= 0x2F00 && point < 0x2F00 + kRadicals.size())
    return one_of(kRadicals, point - 0x2F00);
  if (point >= 0xF900 && point < 0xF900 + kDoubles.size()) return one_of(kDoubles, point - 0xF900);
  if (point >= 0x2460 && point <= 0x2473) return kNumbers[point - 0x2460 + 1];
  if (point >= 0x2474 && point <= 0x2487) return kNumbers[point - 0x2474 + 1];
  if (point >= 0x2776 && point <= 0x277F) return kNumbers[point - 0x2776 + 1];
  if (point == 0x2070 || (point >= 0x2074 && point <= 0x2079)) return kNumbers[point - 0x2070];
  if (point >= 0x2080 && point <= 0x2089) return kNumbers[point - 0x2080];
  if (point >= 0x24B6 && point <= 0x24E9) return kLetters.substr(point - 0x24B6, 1);
  if (point >= 0x2160 && point <= 0x216B) return kRoman[point - 0x2160];
  if (point >= 0x2170 && point <= 0x217B) return kRoman[point - 0x2170];
  if (point >= 0x1D400 && point <= 0x1D6A3) return kLetters.substr((point - 0x1D400) % 52, 1);
  if (point >= 0x1D7CE && point <= 0x1D7FF) return kNumbers[(point - 0x1D7CE) % 10];
  for (const auto& [unit, written] : kUnits)
    if (unit == point) return written;
  return {};
}

}  // namespace aftercare::text
