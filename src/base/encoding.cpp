#include "base/encoding.hpp"

#include <iconv.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <string>
#include <utility>

namespace aftercare::base {
namespace {

using Byte = unsigned char;

// The characters that make up about half of any Chinese text, and those of shop tables.
constexpr std::string_view kFrequentSimplified =
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之"
    "年过发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样"
    "理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将"
    "两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信"
    "表化老给世位次度门任常先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔"
    "更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统"
    "区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品"
    "住告类求据程北边死张该交规万取拉格望觉术领共确传师观清今切院让识候带导争运订单编号姓邮箱"
    "址快递退货款评价商客服户付店，。！？、：；“”（）《》";
constexpr std::string_view kFrequentTraditional =
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之"
    "年過發後作裡用道行所然家種事成方多經麼去法學如都同現當沒動面起看定天分還進好小部其些主樣"
    "理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將"
    "兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信"
    "表化老給世位次度門任常先海通教兒原東聲提立及比員解水名真論處走義各入幾口認條平系氣題活爾"
    "更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統"
    "區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品"
    "住告類求據程北邊死張該交規萬取拉格望覺術領共確傳師觀清今切院讓識候帶導爭運訂單編號姓郵箱"
    "址快遞退貨款評價商客服戶付店，。！？、：；「」（）《》";

using Pairs = std::bitset<65536>;

// The two-byte codes of the characters in an encoding of iconv's.
Pairs pairs_of(std::string_view characters, const char* encoding) {
  Pairs pairs;
  const auto converter = iconv_open(encoding, "UTF-8");
  if (converter == reinterpret_cast<iconv_t>(-1)) return pairs;
  std::string in(characters);
  std::string out(in.size() * 2, '\0');
  char* from = in.data();
  char* to = out.data();
  std::size_t in_left = in.size(), out_left = out.size();
  iconv(converter, &from, &in_left, &to, &out_left);
  iconv_close(converter);
  const std::size_t size = out.size() - out_left;
  for (std::size_t i = 0; i + 1 < size; i += 2)
    pairs.set(static_cast<std::size_t>(static_cast<Byte>(out[i])) << 8 |
              static_cast<Byte>(out[i + 1]));
  return pairs;
}

bool within(Byte byte, int lowest, int highest) {
  return byte >= lowest && byte <= highest;
}

// What bytes look like when read as a two-byte encoding.
struct PairCount {
  std::size_t pairs = 0;
  std::size_t frequent = 0;  // Of the pairs: the language's most frequent characters.
  std::size_t common = 0;    // Of the pairs: in the rows of everyday characters and signs.
  std::size_t invalid = 0;

  double frequency() const {
    return pairs == 0 ? 0 : static_cast<double>(frequent) / static_cast<double>(pairs);
  }
  // Twenty characters or more must show the language; a few must at least be everyday ones.
  // Where the language shows clearly, some characters may be broken: programs cut texts by bytes.
  bool plausible() const {
    if (pairs == 0 || invalid * 5 > pairs) return false;
    if (frequent * 4 >= pairs) return true;
    if (invalid * 50 > pairs) return false;
    return pairs < 20 ? common * 10 >= pairs * 8 : common * 20 >= pairs * 17 && frequency() > 0.05;
  }
};

PairCount count_gb18030(std::string_view bytes) {
  static const Pairs frequent = pairs_of(kFrequentSimplified, "GB18030");
  PairCount count;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto lead = static_cast<Byte>(bytes[at]);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    if (at + 1 >= bytes.size()) break;
    const auto trail = static_cast<Byte>(bytes[at + 1]);
    if (within(lead, 0x81, 0xFE) && (within(trail, 0x40, 0x7E) || within(trail, 0x80, 0xFE))) {
      ++count.pairs;
      count.frequent += frequent.test(static_cast<std::size_t>(lead) << 8 | trail);
      count.common += trail >= 0xA1 && (within(lead, 0xA1, 0xA3) || within(lead, 0xB0, 0xD7));
      at += 2;
      continue;
    }
    if (within(lead, 0x81, 0xFE) && within(trail, 0x30, 0x39)) {
      if (at + 3 >= bytes.size()) break;
      if (within(static_cast<Byte>(bytes[at + 2]), 0x81, 0xFE) &&
          within(static_cast<Byte>(bytes[at + 3]), 0x30, 0x39)) {
        at += 4;
        continue;
      }
    }
    ++count.invalid;
    ++at;
  }
  return count;
}

PairCount count_big5(std::string_view bytes) {
  static const Pairs frequent = pairs_of(kFrequentTraditional, "BIG5");
  PairCount count;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto lead = static_cast<Byte>(bytes[at]);
    if (lead < 0x80) {
      ++at;
      continue;
    }
    if (at + 1 >= bytes.size()) break;
    const auto trail = static_cast<Byte>(bytes[at + 1]);
    if (within(lead, 0x87, 0xFE) && (within(trail, 0x40, 0x7E) || within(trail, 0xA1, 0xFE))) {
      ++count.pairs;
      count.frequent += frequent.test(static_cast<std::size_t>(lead) << 8 | trail);
      count.common += within(lead, 0xA1, 0xC6);
      at += 2;
      continue;
    }
    ++count.invalid;
    ++at;
  }
  return count;
}

// European text: mostly ASCII, its letters with accents alone or in short runs.
bool looks_like_windows_1252(std::string_view bytes) {
  std::size_t ascii = 0, high = 0, in_long_runs = 0, run = 0;
  const auto end_run = [&] {
    if (run >= 4) in_long_runs += run;
    run = 0;
  };
  for (const char raw : bytes) {
    const auto byte = static_cast<Byte>(raw);
    if (byte < 0x80) {
      end_run();
      ascii += byte > ' ';
      continue;
    }
    if (byte == 0x81 || byte == 0x8D || byte == 0x8F || byte == 0x90 || byte == 0x9D) return false;
    ++high;
    ++run;
  }
  end_run();
  return high * 10 <= ascii * 4 && in_long_runs * 10 <= high;
}

struct Utf8Count {
  std::size_t two = 0;     // Sequences of two bytes, weak evidence.
  std::size_t longer = 0;  // Of three and four, strong.
  std::size_t invalid = 0;
};

Utf8Count count_utf8(std::string_view bytes) {
  Utf8Count count;
  std::size_t at = 0;
  while (at < bytes.size()) {
    const auto lead = static_cast<Byte>(bytes[at]);
    const std::size_t size = lead < 0x80                ? 1
                             : within(lead, 0xC2, 0xDF) ? 2
                             : within(lead, 0xE0, 0xEF) ? 3
                             : within(lead, 0xF0, 0xF4) ? 4
                                                        : 0;
    if (size == 1) {
      ++at;
      continue;
    }
    if (size != 0 && at + size > bytes.size()) break;
    const auto one = bytes.substr(at, size);
    if (size == 0 || !simdjson::validate_utf8(one.data(), one.size())) {
      ++count.invalid;
      ++at;
      continue;
    }
    ++(size == 2 ? count.two : count.longer);
    at += size;
  }
  return count;
}

// Share of 16-bit units that text of an office would hold; none if most NULs stand where no half
// of an ASCII character would.
double share_of_text_units(std::string_view bytes, bool little) {
  std::size_t good = 0, units = 0, nuls = 0, in_place = 0;
  for (std::size_t at = 0; at < bytes.size(); ++at)
    if (bytes[at] == '\0') ++nuls, in_place += at % 2 == (little ? 1 : 0);
  if (in_place * 2 <= nuls) return 0;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2, ++units) {
    const auto first = static_cast<Byte>(bytes[at]), second = static_cast<Byte>(bytes[at + 1]);
    const unsigned unit = little ? first | second << 8 : second | first << 8;
    good += (unit >= 0x20 && unit < 0x7F) || unit == '\t' || unit == '\n' || unit == '\r' ||
            unit == 1 || (unit >= 0xA0 && unit < 0x600) || (unit >= 0x2010 && unit < 0x2700) ||
            (unit >= 0x3000 && unit < 0xA000) || (unit >= 0xAC00 && unit < 0xE000) ||
            (unit >= 0xFE30 && unit < 0xFFEF);
  }
  return units == 0 ? 0 : static_cast<double>(good) / static_cast<double>(units);
}

bool holds_controls(std::string_view bytes) {
  const auto controls = std::ranges::count_if(bytes, [](char raw) {
    const auto byte = static_cast<Byte>(raw);
    return byte == 0x7F || (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' &&
                            byte != '\f' && byte != 1 && byte != 0x1B);
  });
  return controls >= 2 && static_cast<std::size_t>(controls) * 50 > bytes.size();
}

}  // namespace

std::string_view to_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::utf8:
      return "UTF-8";
    case Encoding::utf16le:
      return "UTF-16LE";
    case Encoding::utf16be:
      return "UTF-16BE";
    case Encoding::gb18030:
      return "GB18030";
    case Encoding::big5:
      return "Big5";
    case Encoding::windows_1252:
      return "Windows-1252";
  }
  return "";
}

std::optional<Encoding> encoding_named(std::string_view name) {
  std::string plain;
  for (const char letter : name)
    if (letter != '-' && letter != '_' && letter != ' ')
      plain.push_back(static_cast<char>(letter >= 'A' && letter <= 'Z' ? letter + 32 : letter));
  constexpr std::pair<std::string_view, Encoding> names[] = {
      {"utf8", Encoding::utf8},
      {"utf8bom", Encoding::utf8},
      {"utf8sig", Encoding::utf8},
      {"ascii", Encoding::utf8},
      {"utf16le", Encoding::utf16le},
      {"utf16", Encoding::utf16le},
      {"utf16be", Encoding::utf16be},
      {"gb18030", Encoding::gb18030},
      {"gbk", Encoding::gb18030},
      {"gb2312", Encoding::gb18030},
      {"cp936", Encoding::gb18030},
      {"big5", Encoding::big5},
      {"big5hkscs", Encoding::big5},
      {"cp950", Encoding::big5},
      {"windows1252", Encoding::windows_1252},
      {"cp1252", Encoding::windows_1252},
      {"latin1", Encoding::windows_1252},
      {"iso88591", Encoding::windows_1252},
  };
  for (const auto& [known, encoding] : names)
    if (known == plain) return encoding;
  return std::nullopt;
}

tl::expected<Detection, NoText> detect_encoding(std::string_view sample) {
  const auto starts = [sample](std::string_view mark) { return sample.starts_with(mark); };
  if (starts("\xEF\xBB\xBF")) return Detection{Encoding::utf8, 3};
  if (starts("\x84\x31\x95\x33")) return Detection{Encoding::gb18030, 4};
  if (starts(std::string_view("\xFF\xFE\0\0", 4)) || starts(std::string_view("\0\0\xFE\xFF", 4)))
    return tl::unexpected(NoText::unknown_encoding);  // UTF-32
  if (starts("\xFF\xFE")) return Detection{Encoding::utf16le, 2};
  if (starts("\xFE\xFF")) return Detection{Encoding::utf16be, 2};
  if (sample.find('\0') != sample.npos) {
    const double little = share_of_text_units(sample, true);
    const double big = share_of_text_units(sample, false);
    if (std::max(little, big) < 0.95) return tl::unexpected(NoText::binary);
    return Detection{little >= big ? Encoding::utf16le : Encoding::utf16be};
  }
  if (holds_controls(sample)) return tl::unexpected(NoText::binary);

  if (std::ranges::all_of(sample, [](char byte) { return static_cast<Byte>(byte) < 0x80; }))
    return Detection{Encoding::utf8, 0, true};
  const auto utf8 = count_utf8(sample);
  if (utf8.longer * 3 + utf8.two >= utf8.invalid * 4 && utf8.longer + utf8.two > 0)
    return Detection{Encoding::utf8};
  const auto gb18030 = count_gb18030(sample), big5 = count_big5(sample);
  const bool simplified = gb18030.plausible(), traditional = big5.plausible();
  if (simplified && (!traditional || gb18030.frequency() >= big5.frequency()))
    return Detection{Encoding::gb18030};
  if (traditional) return Detection{Encoding::big5};
  if (looks_like_windows_1252(sample)) return Detection{Encoding::windows_1252};
  return tl::unexpected(NoText::unknown_encoding);
}

}  // namespace aftercare::base
