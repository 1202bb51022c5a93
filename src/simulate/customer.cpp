#include "simulate/customer.hpp"

#include <algorithm>

namespace aftercare::simulate {
namespace {

constexpr Second kHistory = 900 * kDay;  // How long before the first day the shop began.
constexpr std::uint32_t kPercentBefore = 75;
constexpr std::uint64_t kTraits = 1;
constexpr std::uint64_t kPersons = 2;

}  // namespace

Customers::Customers(const Content& content, std::uint64_t seed, std::uint32_t count, Second start,
                     std::uint32_t days)
    : content_(&content), seed_(mixed(seed)), count_(count), start_(start), days_(days) {}

void Customers::append_id(std::string& to, std::uint32_t customer) {
  to.push_back('C');
  append_number(to, customer + 1, 7);
}

Traits Customers::traits(std::uint32_t customer) const {
  Random random(seed_ + customer, kTraits);
  Traits traits;
  traits.language = random.chance(content_->people.english_share) ? Language::en : Language::zh;
  traits.traditional = traits.language == Language::zh && random.chance(0.04);
  traits.other_receiver = random.chance(0.15);
  const double drawn = random.unit();
  traits.activity = 0.2 + 2.8 * drawn * drawn;
  traits.patience = random.unit();
  traits.level = static_cast<std::uint8_t>(content_->people.level_weights.pick(random));
  return traits;
}

Second Customers::registered_at(std::uint32_t customer) const {
  const auto before = static_cast<std::uint32_t>(std::uint64_t{count_} * kPercentBefore / 100);
  const auto jitter = static_cast<Second>(mixed(seed_ ^ customer) % 600);
  if (customer < before)
    return start_ - kHistory + kHistory * static_cast<Second>(customer) / before + jitter;
  const auto span = static_cast<Second>(days_) * kDay - kHour;
  return start_ + span * (customer - before) / (count_ - before) + jitter;
}

std::uint32_t Customers::registered_by(Second at) const {
  std::uint32_t low = 0;
  std::uint32_t high = count_;
  while (low < high) {  // registered_at grows but for the jitter, which no caller minds.
    const auto middle = low + (high - low) / 2;
    if (registered_at(middle) < at) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}

void Customers::person(std::uint32_t customer, Person& person) const {
  fill(std::uint64_t{customer} * 2, traits(customer).language == Language::en, person);
}

void Customers::receiver(std::uint32_t customer, Person& person) const {
  fill(std::uint64_t{customer} * 2 + 1, false, person);
}

void Customers::fill(std::uint64_t who, bool english, Person& person) const {
  const auto& lists = content_->people;
  Random random(seed_ + who, kPersons);
  person.woman = random.chance(0.55);
  person.name.clear();
  if (english) {
    person.name += random.one_of(lists.english_first);
    person.name.push_back(' ');
    person.name += random.one_of(lists.english_last);
  } else {
    const auto size = static_cast<std::uint32_t>(lists.surnames.size());
    person.name += lists.surnames[random.lower_of_two(size)];
    const auto& given = person.woman ? lists.given_women : lists.given_men;
    person.name += random.one_of(given);
    if (random.chance(0.7)) person.name += random.one_of(given);
  }
  // The last eight digits run through all numbers before one comes again.
  person.phone = random.one_of(lists.phone_prefixes);
  append_number(person.phone,
                static_cast<std::int64_t>((who * 49'979'687 + seed_ % 99'999'989) % 100'000'000),
                8);
  person.email = random.one_of(lists.syllables);
  if (random.chance(0.6)) person.email += random.chance(0.3) ? "." : "_";
  person.email += random.one_of(lists.syllables);
  append_number(person.email, static_cast<std::int64_t>(who % 100'000), 2);
  person.email.push_back('@');
  person.email += random.one_of(lists.email_domains);

  person.province = static_cast<std::uint16_t>(content_->province_weights.pick(random));
  const auto& province = content_->provinces[person.province];
  const auto cities = static_cast<std::uint32_t>(province.cities.size());
  person.city = static_cast<std::uint16_t>(random.lower_of_two(cities));
  const auto& city = province.cities[person.city];
  const auto& forms = content_->province_forms[person.province];
  person.address.clear();
  if (forms.name != city.name) person.address += forms.full;
  person.address += city.name;
  if (forms.name != "香港") person.address += "市";
  person.address += random.one_of(city.districts);
  person.address += random.one_of(lists.roads);
  append_number(person.address, random.between(1, 998));
  person.address += "号";
  if (random.chance(0.75)) person.address += random.one_of(lists.estates);
  append_number(person.address, random.between(1, 28));
  person.address += random.chance(0.5) ? "栋" : "号楼";
  append_number(person.address, random.between(1, 30));
  append_number(person.address, random.between(1, 6), 2);
  person.address += "室";
}

}  // namespace aftercare::simulate
