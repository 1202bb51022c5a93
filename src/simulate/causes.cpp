#include "simulate/causes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace aftercare::simulate {
namespace {

struct Batch {
  std::int32_t from;
  std::int32_t days;
};

// Batches change every 20 to 40 days, each product at its own pace.
Batch batch_of(std::uint64_t seed, std::uint16_t product, std::int32_t day) {
  const auto drawn = mixed(seed ^ (product * 7919ULL));
  const auto length = static_cast<std::int32_t>(20 + drawn % 21);
  const auto shift = static_cast<std::int32_t>((drawn >> 8) % static_cast<std::uint64_t>(length));
  const auto number = (day + shift) / length;
  return {number * length - shift, length};
}

std::string date_of(Second start, std::int32_t day) {
  std::string text;
  append_date(text, start + day * kDay);
  return text;
}

}  // namespace

std::string_view to_name(Cause cause) {
  switch (cause) {
    case Cause::none:
      return "";
    case Cause::bad_batch:
      return "bad_batch";
    case Cause::carrier_failure:
      return "carrier_failure";
    case Cause::promotion:
      return "promotion";
    case Cause::packaging:
      return "packaging";
  }
  return "";
}

Causes Causes::plan(const Content& content, std::uint64_t seed, Second start, std::uint32_t days) {
  Causes causes;
  causes.start = start;
  causes.days = days;
  causes.seed = seed;
  const auto length = static_cast<std::int32_t>(days);
  Random random(seed, 0xCA05E);

  // A product that sells well, so that its bad batch can be seen; its first part fails.
  std::vector<std::uint16_t> popular;
  for (std::uint16_t i = 0; i < content.products.size(); ++i)
    if (i == 0 || content.products[i].category != content.products[i - 1].category)
      popular.push_back(i);
  const auto which = random.below(3);  // Earphones, power bank, robot vacuum: they have batteries.
  causes.bad_product = popular[which];
  causes.bad_component =
      content.categories[content.products[causes.bad_product].category].parts[0].component;
  const auto sold = std::min<std::int32_t>(24, length / 3);
  causes.bad_sold.from = length >= 75 ? length - 52 : length * 3 / 10;
  causes.bad_sold.to = causes.bad_sold.from + sold - 1;
  causes.bad_wave = {causes.bad_sold.from + 4, std::min(length - 1, causes.bad_sold.to + 20)};

  causes.failing_carrier = static_cast<std::uint16_t>(1 + random.below(2));
  causes.failing_province = static_cast<std::uint16_t>(random.below(3));  // Big ones.
  causes.failing.from = length >= 60 ? length - 26 : length / 2;
  causes.failing.to = causes.failing.from + 9;

  causes.promotion_name = content.otherwise;
  auto at = std::max(8, length * 6 / 10);
  for (std::int32_t day = length - 6; day >= std::max(8, length * 3 / 10); --day) {
    const auto date = civil_of(start + day * kDay);
    const auto same = [&](const PromotionName& one) {
      return one.month == date.month && one.day == date.day;
    };
    const auto found = std::find_if(content.promotions.begin(), content.promotions.end(), same);
    if (found == content.promotions.end()) continue;
    causes.promotion_name = found->name;
    at = day;
    break;
  }
  causes.promotion = {at, std::min(length - 1, at + 2)};

  causes.improved_category = 3;
  for (std::uint16_t i = 0; i < content.categories.size(); ++i)
    if (content.categories[i].fragile > content.categories[causes.improved_category].fragile)
      causes.improved_category = i;
  causes.improved_from = length * 55 / 100;
  return causes;
}

void Causes::append_batch(std::string& to, std::uint16_t product, std::int32_t day) const {
  auto batch = batch_of(seed, product, day);
  if (product == bad_product) {
    // Its own calendar: the bad batch is sold in exactly its window.
    if (bad_sold.holds(day)) {
      batch = {bad_sold.from, 0};
    } else if (day > bad_sold.to) {
      batch = {bad_sold.to + 1 + (day - bad_sold.to - 1) / 30 * 30, 0};
    } else {
      batch = {bad_sold.from - ((bad_sold.from - day - 1) / 30 + 1) * 30, 0};
    }
  }
  const auto made = civil_of(start + (batch.from - 12) * kDay);
  to += "B-";
  if (days > 300) append_number(to, made.year % 100, 2);
  append_number(to, made.month, 2);
  append_number(to, made.day, 2);
}

void Causes::tell(const Content& content, Truth& truth) const {
  const auto& product = content.products[bad_product];
  std::string batch;
  append_batch(batch, bad_product, bad_sold.from);
  truth.anomaly(
      "bad_batch", date_of(start, bad_wave.from), date_of(start, bad_wave.to),
      fmt::format("product={}|category={}|batch={}|component={}", product.id,
                  content.categories[product.category].name.zh, batch,
                  content.components[bad_component].name.zh),
      fmt::format("sold from {} to {}; the component fails {} times as often",
                  date_of(start, bad_sold.from), date_of(start, bad_sold.to), bad_factor));
  truth.anomaly("carrier_failure", date_of(start, failing.from), date_of(start, failing.to),
                fmt::format("carrier={}|province={}", content.carriers[failing_carrier].name.zh,
                            content.province_forms[failing_province].name),
                "parcels shipped in the window arrive four to eight days late");
  truth.anomaly("promotion", date_of(start, promotion.from), date_of(start, promotion.to),
                fmt::format("promotion={}", promotion_name.zh),
                "orders rise; price-protection claims for the 14 days before; shipping is slow");
  truth.anomaly("packaging", date_of(start, improved_from),
                date_of(start, static_cast<std::int32_t>(days) - 1),
                fmt::format("category={}", content.categories[improved_category].name.zh),
                "better packaging: transport damage falls to 15 % of what it was");
}

}  // namespace aftercare::simulate
