#include "standard/person_head.hpp"

#include <algorithm>

namespace aftercare::standard {
namespace {

constexpr double kActOfPerson = 0.2;

bool does(const Acts& acts, std::string_view person, const std::string& act) {
  const auto known = acts.find(person);
  return known != acts.end() && std::ranges::find(known->second, act) != known->second.end();
}

}  // namespace

void settle_persons(const Acts& acts, double weight_of_person, double weight_of_name,
                    std::vector<Meaning>& meanings) {
  for (std::size_t i = 0; i < meanings.size(); ++i) {
    const bool after = i > 0;
    if (after && does(acts, meanings[i].name, meanings[i - 1].name))
      meanings[i - 1].weight *= kActOfPerson;
    if (meanings[i].name != kDoer) continue;
    if (after && does(acts, "customer", meanings[i - 1].name)) {
      meanings[i] = {"customer", weight_of_person, true};
      meanings.erase(meanings.begin() + static_cast<std::ptrdiff_t>(--i));
    } else {
      meanings[i] = {"name", weight_of_name, true};
    }
  }
  std::vector<Meaning> once;
  for (auto& meaning : meanings)
    if (std::ranges::find(once, meaning.name, &Meaning::name) == once.end())
      once.push_back(std::move(meaning));
  meanings = std::move(once);
}

}  // namespace aftercare::standard
