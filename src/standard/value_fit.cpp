#include "standard/value_fit.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "standard/word.hpp"

namespace aftercare::standard {
namespace {

using records::Field;
using records::FieldType;
using records::PersonalKind;
using records::PiiClass;

constexpr double kMost = 0.8;       // A share of values that speaks for a field.
constexpr double kUnlikely = 0.15;  // Factor when the values are of another kind.

// A value that ends or begins with a word of the list ("widgetchat", "REFUND_SUCCESS") is half of
// it.
constexpr double kHalfListed = 0.6;
constexpr std::size_t kShortestPart = 4;  // Bytes: four letters, two Chinese characters.

double listed(const Field& field, std::string_view value) {
  const auto word = fold(value);
  double best = 0;
  const auto hold = [&](const std::string& other) {
    const auto known = fold(other);
    if (known == word)
      best = 1;
    else if (known.size() >= kShortestPart && (word.starts_with(known) || word.ends_with(known)))
      best = std::max(best, kHalfListed);
  };
  for (const auto& code : field.codes) {
    hold(code.code);
    hold(code.label.zh);
    hold(code.label.en);
    std::ranges::for_each(code.synonyms, hold);
    if (best == 1) break;
  }
  return best;
}

double listed_share(const Field& field, const ValueProfile& profile) {
  if (profile.words.empty()) return 0;
  double share = 0;
  for (const auto value : profile.words) share += listed(field, value);
  return share / static_cast<double>(profile.words.size());
}

ValueFit score_code(const Field& field, const ValueProfile& profile, bool key) {
  if (!field.codes.empty()) {
    const auto share = listed_share(field, profile);
    // Yes and no are said of anything.
    const bool telling = profile.numbers < kMost && profile.booleans < kMost;
    if (share >= kMost)
      return {1, telling ? 0.5 : 0, {"its values are in the code list", "取值在代码表中"}};
    // A database's own small numbers may stand for codes, if the name says so.
    const bool small = profile.numbers >= kMost && profile.mean_chars < 2 && profile.lowest >= 0 &&
                       profile.fractions == 0 && profile.moments < kMost;
    if (small) return {0.6, 0, {}};
    // Words that nobody listed may still be codes; sentences are none.
    constexpr double longest_code = 30;
    const bool sentences = profile.sentences >= kMost &&
                           (profile.phrases < kMost || profile.mean_chars > longest_code);
    if (share < 0.3 && (sentences || profile.numbers >= kMost || profile.moments >= kMost ||
                        profile.urls >= kMost))
      return {kUnlikely, 0, {}};
    if (share < 0.3 && profile.booleans >= kMost) return {0.3, 0, {}};
    return {share < 0.3 ? 0.6 : 0.85, 0, {}};
  }
  if (field.gazetteer == "province") {
    if (profile.places >= 0.6) return {1, 0.5, {"its values are provinces", "取值是省份"}};
    if (profile.lower >= kMost) return {0.5, 0, {}};  // Places have capitals.
    return {profile.numbers >= kMost || profile.mean_chars > 30 ? kUnlikely : 0.9, 0, {}};
  }
  if (field.gazetteer == "courier" && profile.couriers >= 0.6)
    return {1, 0.5, {"its values are couriers", "取值是快递公司"}};
  constexpr double longest_id = 45;
  const bool mail_of_customer = profile.emails >= kMost && field.references != "agent";
  if (profile.mean_chars > longest_id || mail_of_customer) return {kUnlikely, 0, {}};
  if (profile.moments >= kMost && profile.numbers < kMost) return {kUnlikely, 0, {}};
  if (profile.urls >= kMost) return {kUnlikely, 0, {}};
  if (profile.booleans >= kMost && profile.numbers < kMost) return {0.3, 0, {}};
  if (field.pii == PiiClass::pseudonym && profile.people >= kMost) return {0.5, 0, {}};
  if (key && profile.filled < 0.9) return {0.7, 0, {}};
  if (key && profile.ids < 0.3) return {0.5, 0, {}};
  if (key && profile.values >= 3 && profile.distinct < 0.9)
    return {profile.distinct < 0.5 ? 0.6 : 0.75, 0, {}};
  return {};
}

// The factor where not all values are of the field's kind. Some are wrong in any table; while most
// are right the very name still decides, and what is wrong becomes findings.
double mostly(double share) {
  constexpr double half = 0.5, least = 0.6;
  if (share < half) return kUnlikely;
  return std::min(1.0, least + (1 - least) * (share - half) / (kMost - half));
}

ValueFit score_number(const Field& field, const ValueProfile& profile) {
  if (profile.numbers < kMost) return {mostly(profile.numbers), 0, {}};
  // What is taken off may be written below zero.
  const bool taken_off = field.type == FieldType::money && profile.highest <= 0;
  constexpr double few = 0.1;
  const bool outside =
      profile.outside(taken_off ? std::nullopt : field.lowest, field.highest) > few;
  // Nothing but 0 and 1 says whether, not how much.
  const bool whether = field.type == FieldType::money && profile.booleans >= kMost &&
                       profile.highest == 1 && profile.lowest >= 0;
  const bool no_count = field.type == FieldType::integer && profile.fractions >= 0.3;
  if (whether) return {0.4, 0, {}};
  return {outside || no_count ? 0.5 : 1, 0, {"its values are numbers", "取值是数字"}};
}

ValueFit score_text(const Field& field, const ValueProfile& profile) {
  if (field.personal == PersonalKind::phone)
    return profile.phones >= 0.6
               ? ValueFit{1, 0.6, {"its values are phone numbers", "取值是电话号码"}}
           : profile.numbers >= kMost && profile.mean_chars >= 7 && profile.mean_chars <= 15
               ? ValueFit{0.85, 0, {}}
               : ValueFit{0.4, 0, {}};
  if (field.personal == PersonalKind::email)
    return profile.emails >= 0.6
               ? ValueFit{1, 0.6, {"its values are e-mail addresses", "取值是邮箱地址"}}
               : ValueFit{0.4, 0, {}};
  if (profile.moments >= kMost) return {kUnlikely, 0, {}};
  if (field.pii == PiiClass::free_text) {
    if (profile.numbers >= kMost || profile.urls >= kMost) return {kUnlikely, 0, {}};
    if (profile.sentences >= 0.5 && profile.distinct >= 0.5)
      return {1, 0.45, {"its values are sentences", "取值是成句的文字"}};
    constexpr double words_of_a_list = 8;
    return {profile.mean_chars < 3 ? 0.6 : profile.mean_chars < words_of_a_list ? 0.8 : 0.9, 0, {}};
  }
  constexpr double longest_name = 80;
  if (profile.urls >= kMost) return {kUnlikely, 0, {}};
  if (profile.booleans >= kMost && profile.numbers < kMost) return {0.3, 0, {}};
  if (profile.emails >= kMost || profile.phones >= kMost || profile.numbers >= kMost)
    return {0.4, 0, {}};
  if (field.personal == PersonalKind::name && profile.couriers >= 0.6) return {kUnlikely, 0, {}};
  if (field.personal == PersonalKind::name && profile.ids >= kMost && profile.mean_chars < 40)
    return {0.5, 0, {}};
  return {profile.mean_chars > longest_name ? 0.5 : 1, 0, {}};
}

}  // namespace

ValueFit fit_values(const records::Field& field, const ValueProfile& profile, bool key) {
  // An empty column among filled ones is no key.
  if (profile.values == 0) return {profile.filled > 0 ? 0.9 : key ? 0.4 : 0.85, 0, {}};
  switch (field.type) {
    case FieldType::moment:
    case FieldType::day:
      // Only a name says that numbers are days.
      if (profile.serials >= 0.95)
        return {0.9, 0, {"its values are days as spreadsheets count", "取值是电子表格的日期序号"}};
      if (profile.moments >= kMost) {
        // One moment for all rows is of the file, unless a name says otherwise.
        const bool of_the_file = profile.values > 2 && profile.words.size() == 1;
        return {1, of_the_file ? 0 : 0.4, {"its values are times", "取值是时间"}};
      }
      return {mostly(profile.moments), 0, {}};
    case FieldType::integer:
    case FieldType::real:
    case FieldType::money:
      return score_number(field, profile);
    case FieldType::boolean:
      if (profile.booleans >= kMost) return {1, 0, {"its values say yes or no", "取值表示是或否"}};
      return {kUnlikely, 0, {}};
    case FieldType::code:
      return score_code(field, profile, key);
    case FieldType::text:
    case FieldType::blob:
      return score_text(field, profile);
  }
  return {};
}

}  // namespace aftercare::standard
