#include "quality/profile/personal_column.hpp"

#include <algorithm>
#include <array>

#include "base/utf8.hpp"
#include "text/normal_text.hpp"
#include "text/width.hpp"

namespace aftercare::quality {
namespace {

using records::PersonalKind;

constexpr std::size_t kMostLookedAt = 400;

PersonalKind kind_of_entity(std::string_view entity) {
  if (entity == "phone") return PersonalKind::phone;
  if (entity == "email") return PersonalKind::email;
  if (entity == "id_card" || entity == "passport") return PersonalKind::id_card;
  if (entity == "bank_card") return PersonalKind::bank_card;
  if (entity == "person_name") return PersonalKind::name;
  if (entity == "address") return PersonalKind::address;
  if (entity == "account" || entity == "plate") return PersonalKind::account;
  return PersonalKind::none;
}

PersonalKind kind_of_type(ColumnType type) {
  switch (type) {
    case ColumnType::phone:
      return PersonalKind::phone;
    case ColumnType::email:
      return PersonalKind::email;
    case ColumnType::id_card:
      return PersonalKind::id_card;
    case ColumnType::bank_card:
      return PersonalKind::bank_card;
    default:
      return PersonalKind::none;
  }
}

// Whether values can be what the column's name says: a "name" of numbers is none.
bool may_hold(PersonalKind named, ColumnType type) {
  if (type == ColumnType::empty || type == ColumnType::boolean || type == ColumnType::day ||
      type == ColumnType::moment || type == ColumnType::url || type == ColumnType::real ||
      type == ColumnType::percent || type == ColumnType::money)
    return false;
  if (named == PersonalKind::name || named == PersonalKind::address)
    return type == ColumnType::word || type == ColumnType::text || type == ColumnType::id ||
           type == ColumnType::code;
  if (named == PersonalKind::email) return type == ColumnType::email || type == ColumnType::word;
  return true;
}

}  // namespace

std::string_view to_name(PersonalKind kind) {
  constexpr std::string_view names[] = {"none",    "name",      "phone",   "email", "address",
                                        "id_card", "bank_card", "account", "other"};
  return names[static_cast<std::size_t>(kind)];
}

records::Label label_of(PersonalKind kind) {
  constexpr std::string_view zh[] = {"无",       "姓名",     "电话", "邮箱", "地址",
                                     "身份证号", "银行卡号", "账号", "文中"};
  constexpr std::string_view en[] = {"none",    "name",      "phone",   "e-mail",     "address",
                                     "id card", "bank card", "account", "in the text"};
  const auto at = static_cast<std::size_t>(kind);
  return {std::string(en[at]), std::string(zh[at])};
}

void judge_personal(ColumnProfile& column, const std::vector<std::string_view>& sampled,
                    PersonalKind named, const text::RecogniserSet* recognisers) {
  if (const auto kind = kind_of_type(column.type); kind != PersonalKind::none) {
    column.personal = kind;
    column.personal_share = column.type_share;
    column.masked = true;
    return;
  }
  if (named != PersonalKind::none && may_hold(named, column.type)) {
    column.personal = named;
    column.personal_share = 1;
    column.masked = true;
    return;
  }
  const bool readable = column.type == ColumnType::text || column.type == ColumnType::word ||
                        column.type == ColumnType::id || column.type == ColumnType::code ||
                        column.type == ColumnType::json;
  if (recognisers == nullptr || !readable || sampled.empty()) return;
  std::array<std::size_t, 9> values{}, whole{};
  std::size_t any = 0, looked = 0;
  text::NormalText normal;
  text::RecogniserScratch scratch;
  std::vector<text::Found> found;
  const auto step = std::max<std::size_t>(1, sampled.size() / kMostLookedAt);
  for (std::size_t i = 0; i < sampled.size(); i += step, ++looked) {
    normal.clear();
    normal.add(sampled[i], nullptr);
    recognisers->find(normal, 0, normal.size(), scratch, found);
    std::array<bool, 9> here{};
    for (const auto& one : found) {
      const auto& spec = recognisers->recognisers()[one.recogniser].spec();
      const auto kind = static_cast<std::size_t>(kind_of_entity(spec.entity));
      if (kind == 0) continue;
      here[kind] = true;
      if ((one.end - one.begin) * 5 >= normal.size() * 3) ++whole[kind];
    }
    bool some = false;
    for (std::size_t kind = 1; kind < here.size(); ++kind) {
      values[kind] += here[kind];
      some = some || here[kind];
    }
    any += some;
  }
  const auto share = [looked](std::size_t part) {
    return static_cast<double>(part) / static_cast<double>(looked);
  };
  column.personal_share = share(any);
  const auto most = static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
  if (values[most] == 0) return;
  // A column of such values; or free text in which they stand now and then.
  constexpr double of_the_column = 0.5, now_and_then = 0.002;
  if (share(whole[most]) >= of_the_column) {
    column.personal = static_cast<PersonalKind>(most);
    column.masked = true;
  } else if (share(any) >= now_and_then) {
    column.personal = column.type == ColumnType::text        ? PersonalKind::other
                      : share(values[most]) >= of_the_column ? static_cast<PersonalKind>(most)
                                                             : PersonalKind::none;
    column.masked = column.personal != PersonalKind::none;
  }
}

}  // namespace aftercare::quality
