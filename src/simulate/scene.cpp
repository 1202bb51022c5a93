#include "simulate/scene.hpp"

#include <array>

#include "base/utf8.hpp"

namespace aftercare::simulate {
namespace {

constexpr std::array<std::int64_t, 8> kAmounts = {5, 10, 20, 30, 50, 60, 80, 100};

void write_date(Second at, Language language, std::string& to) {
  const auto date = civil_of(at);
  if (language == Language::en) {
    static constexpr std::array<std::string_view, 12> kMonths = {
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    to += kMonths[static_cast<std::size_t>(date.month - 1)];
    to.push_back(' ');
    append_number(to, date.day);
    return;
  }
  append_number(to, date.month);
  to += "月";
  append_number(to, date.day);
  to += "号";
}

Grammar::Rule demand_rule(const Scene& scene) {
  const auto& grammar = scene.content->grammar(scene.language);
  if (scene.angry) return grammar.rule("demand.angry");
  // Names are few and short; the lookup is a fraction of writing the text.
  std::string name = "demand.";
  name += kGroups[scene.content->issues[scene.issue].group];
  return grammar.rule(name);
}

void replace_one(std::string& text, const std::vector<std::pair<std::string, std::string>>& pairs,
                 Random& random) {
  const auto first = random.below(static_cast<std::uint32_t>(pairs.size()));
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& [from, to] = pairs[(first + i) % pairs.size()];
    const auto at = text.find(from);
    if (at == text.npos) continue;
    text.replace(at, from.size(), to);
    return;
  }
}

bool is_letter(char32_t point) {
  return (point >= 0x4E00 && point <= 0x9FFF) || (point >= 'a' && point <= 'z');
}

// Doubles or loses one letter. Digits stay: an order number with a slip would be another order.
void slip_letter(std::string& text, Random& random) {
  std::size_t at = random.below(static_cast<std::uint32_t>(text.size()));
  while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) --at;
  auto end = at;
  if (!is_letter(base::next_code_point(text, end))) return;
  if (random.chance(0.5)) {
    text.insert(end, text.substr(at, end - at));
  } else {
    text.erase(at, end - at);
  }
}

void to_traditional(std::string& text, const Variants& variants, std::string& work) {
  work.clear();
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    const auto other = point < 0x10000 ? variants.traditional[point] : U'\0';
    base::append_code_point(work, other != 0 ? other : point);
  }
  text.swap(work);
}

}  // namespace

void Scene::write(Slot slot, Random& random, std::string& to) const {
  const auto& category = content->categories[product->category];
  const auto& subject = content->issues[issue];
  switch (slot) {
    case Slot::product:
      to += product->name.in(language);
      return;
    case Slot::brand:
      to += product->brand;
      return;
    case Slot::model:
      to += (other_product != nullptr ? other_product : product)->model;
      return;
    case Slot::category:
      to += category.name.in(language);
      return;
    case Slot::component:
      if (subject.component >= 0)
        to += content->components[static_cast<std::size_t>(subject.component)].name.in(language);
      return;
    case Slot::order:
      if (!order.empty()) {
        to += order;
      } else {
        to += language == Language::zh ? "查不到" : "unknown";
      }
      return;
    case Slot::tracking:
      if (!tracking.empty()) {
        to += tracking;
      } else {
        to += language == Language::zh ? "查不到" : "unknown";
      }
      return;
    case Slot::carrier:
      if (carrier != nullptr) {
        to += carrier->name.in(language);
      } else {
        to += language == Language::zh ? "快递" : "the courier";
      }
      return;
    case Slot::amount:
      append_number(to, kAmounts[random.below(kAmounts.size())]);
      return;
    case Slot::price:
      append_number(to, product->cents / 100);
      return;
    case Slot::days:
      append_number(to, days);
      return;
    case Slot::late:
      append_number(to, late);
      return;
    case Slot::hours:
      append_number(to, random.between(2, 24));
      return;
    case Slot::date:
      write_date(bought, language, to);
      return;
    case Slot::city:
      to += content->provinces[person->province].cities[person->city].name;
      return;
    case Slot::province:
      to += content->province_forms[person->province].name;
      return;
    case Slot::name:
      to += person->name;
      return;
    case Slot::phone:
      to += person->phone;
      return;
    case Slot::address:
      to += person->address;
      return;
    case Slot::email:
      to += person->email;
      return;
    case Slot::agent:
      if (!agent.empty()) {
        to += agent;
      } else {
        to += language == Language::zh ? "客服" : "support";
      }
      return;
    case Slot::promotion:
      to += promotion->in(language);
      return;
    case Slot::points:
      append_number(to, random.between(2, 60) * 50);
      return;
    case Slot::few:
      append_number(to, random.between(2, 9));
      return;
    case Slot::core:
      say(subject.core[static_cast<std::size_t>(language)], random, to);
      return;
    case Slot::demand:
      say(demand_rule(*this), random, to);
      return;
    case Slot::good:
      say(category.good[static_cast<std::size_t>(language)], random, to);
      return;
    case Slot::shop:
      to += content->shop.in(language);
      return;
  }
}

void tidy(std::string& text, std::size_t from) {
  constexpr std::size_t kMark = 3;  // Bytes of a Chinese mark in UTF-8.
  static constexpr std::array<std::string_view, 4> kMarks = {"，", "。", "！", "？"};
  const auto mark_at = [&](std::size_t at) {
    for (const auto mark : kMarks)
      if (text.compare(at, kMark, mark) == 0) return mark;
    return std::string_view();
  };
  for (auto at = text.find('\xEF', from); at != text.npos; at = text.find('\xEF', at + 1)) {
    // A comma beside a stronger mark, or at the end of a line, goes; of two marks one stays.
    if (mark_at(at) != kMarks[0]) continue;
    const auto behind = at + kMark;
    const bool ends = behind == text.size() || text[behind] == '\n';
    if (ends || !mark_at(behind).empty()) text.erase(at--, kMark);
  }
  for (const auto mark : kMarks)
    for (auto at = text.find(mark, from); at != text.npos; at = text.find(mark, at + kMark))
      while (text.compare(at + kMark, kMark, kMarks[1]) == 0 ||
             text.compare(at + kMark, kMark, kMarks[0]) == 0)
        text.erase(at + kMark, kMark);
}

void disturb(std::string& text, const Hand& hand, const Variants& variants, Random& random,
             std::string& work) {
  if (text.empty()) return;
  if (random.chance(hand.mixes)) replace_one(text, variants.mixed, random);
  if (random.chance(hand.slips)) {
    if (random.chance(0.5)) {
      replace_one(text, variants.slips, random);
    } else {
      slip_letter(text, random);
    }
  }
  if (hand.traditional) to_traditional(text, variants, work);
}

}  // namespace aftercare::simulate
