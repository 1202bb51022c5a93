#include "language/corpus/name_finder.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <unordered_map>

namespace aftercare::language {
namespace {

using Neighbour = std::uint64_t;  // A word and the place it stands at.
constexpr std::size_t kPlaces = 4;

struct Company {
  std::size_t texts = 0;
  std::uint32_t last_text = ~std::uint32_t{0};
  double said = 0;  // Places counted.
  std::unordered_map<Neighbour, double> counts;
};

// Who stands beside each word: two before and two behind it, an end counting as a word.
std::vector<Company> companies_of(const WordCorpus& corpus) {
  std::vector<Company> companies(corpus.words.size());
  for (std::uint32_t number = 0; number < corpus.texts(); ++number) {
    const auto text = corpus.text(number);
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (text[at] == WordCorpus::kBreak) continue;
      auto& company = companies[text[at]];
      if (company.last_text != number) ++company.texts;
      company.last_text = number;
      const auto meet = [&](std::size_t place, std::uint32_t word) {
        company.counts[Neighbour{word} * kPlaces + place] += 1;
        company.said += 1;
      };
      // Behind an end nobody stands.
      const auto before = at > 0 ? text[at - 1] : WordCorpus::kBreak;
      const auto behind = at + 1 < text.size() ? text[at + 1] : WordCorpus::kBreak;
      meet(0, before);
      meet(1, behind);
      if (before != WordCorpus::kBreak) meet(2, at > 1 ? text[at - 2] : WordCorpus::kBreak);
      if (behind != WordCorpus::kBreak)
        meet(3, at + 2 < text.size() ? text[at + 2] : WordCorpus::kBreak);
    }
  }
  return companies;
}

struct Crowd {
  double said = 0;
  std::unordered_map<Neighbour, double> counts;

  void add(const Company& company) {
    said += company.said;
    for (const auto& [neighbour, count] : company.counts) counts[neighbour] += count;
  }
  double of(Neighbour neighbour) const {
    const auto at = counts.find(neighbour);
    return at == counts.end() ? 0 : at->second;
  }
};

// How much more its company is that of the known than anybody's: mean log odds, of little company
// little. A known one is judged without itself.
double likeness(const Company& company, bool known, const Crowd& members, const Crowd& all) {
  constexpr double doubt = 5;    // Of whom is met rarely little is known.
  constexpr double little = 40;  // Ten words with two on each side.
  const double of_members = members.said - (known ? company.said : 0);
  const double of_all = all.said - company.said;
  if (of_members <= 0 || of_all <= 0) return 0;
  double sum = 0;
  for (const auto& [neighbour, count] : company.counts) {
    const double everywhere = all.of(neighbour) - count;
    if (everywhere <= 0) continue;
    const double expected = everywhere / of_all * of_members;
    const double met = members.of(neighbour) - (known ? count : 0);
    sum += count * std::log((met + doubt * expected / (doubt + everywhere)) / expected + 1e-3);
  }
  return sum / (company.said + little);
}

double cosine(const Company& one, const Company& other, const Crowd& all) {
  double product = 0, of_one = 0, of_other = 0;
  const auto weight = [&](Neighbour neighbour, double count, double said) {
    return std::max(0.0, std::log(count * all.said / (said * all.of(neighbour))));
  };
  for (const auto& [neighbour, count] : one.counts) {
    const double mine = weight(neighbour, count, one.said);
    of_one += mine * mine;
    const auto at = other.counts.find(neighbour);
    if (at != other.counts.end()) product += mine * weight(neighbour, at->second, other.said);
  }
  for (const auto& [neighbour, count] : other.counts) {
    const double theirs = weight(neighbour, count, other.said);
    of_other += theirs * theirs;
  }
  return of_one > 0 && of_other > 0 ? product / std::sqrt(of_one * of_other) : 0;
}

// The known ones nearest to a word, and the part that the nearest is of.
void tell_alike(std::uint32_t word, const std::vector<std::uint32_t>& members,
                const std::vector<Company>& companies, const Crowd& all, const WordCorpus& corpus,
                const Analyser& analyser, FoundName& name) {
  std::vector<std::pair<double, std::uint32_t>> nearest;
  for (const auto member : members)
    nearest.emplace_back(cosine(companies[word], companies[member], all), member);
  constexpr std::size_t most = 3;
  const auto shown = std::min(most, nearest.size());
  std::ranges::partial_sort(nearest, nearest.begin() + static_cast<std::ptrdiff_t>(shown),
                            std::greater{});
  for (std::size_t i = 0; i < shown; ++i)
    if (nearest[i].first > 0) name.like.push_back(corpus.words[nearest[i].second]);
  if (!name.like.empty() && name.kind == NameKind::component)
    name.code = analyser.known_as(name.like.front()).component;
}

}  // namespace

std::string_view to_name(NameKind kind) {
  return kind == NameKind::component ? "component" : "brand";
}

FoundNames find_names(const WordCorpus& corpus, const Analyser& analyser, std::size_t least) {
  FoundNames found;
  const auto companies = companies_of(corpus);
  Crowd all;
  std::vector<std::uint32_t> looked_at;
  for (std::uint32_t word = 0; word < companies.size(); ++word) {
    all.add(companies[word]);
    if (corpus.is_content(word) && corpus.mood[word] == 0 && companies[word].texts >= least)
      looked_at.push_back(word);
  }
  for (const auto kind : {NameKind::component, NameKind::brand}) {
    std::vector<std::uint8_t> known(companies.size(), 0);
    std::vector<std::uint32_t> members;
    Crowd crowd;
    for (const auto word : looked_at) {
      const auto role = analyser.known_as(corpus.words[word]);
      if (kind == NameKind::component ? role.component.empty() : !role.brand) continue;
      known[word] = 1;
      members.push_back(word);
      crowd.add(companies[word]);
    }
    constexpr std::size_t fewest = 5;
    if (members.size() < fewest) continue;
    std::vector<double> of_known;
    for (const auto word : members) of_known.push_back(likeness(companies[word], true, crowd, all));
    // As like as the better third of the known ones are.
    auto sorted = of_known;
    std::ranges::sort(sorted, std::greater{});
    const double least_like = std::max(sorted[sorted.size() / 3], 0.05);
    auto& counted = kind == NameKind::component ? found.components : found.brands;
    counted.seen = members.size();
    counted.found = static_cast<std::size_t>(
        std::ranges::count_if(of_known, [&](double score) { return score >= least_like; }));
    for (const auto word : looked_at) {
      if (analyser.known_as(corpus.words[word]).listed) continue;
      const double score = likeness(companies[word], false, crowd, all);
      if (score < least_like) continue;
      auto& name = found.names.emplace_back();
      name.name = corpus.words[word];
      name.kind = kind;
      name.texts = companies[word].texts;
      name.score = score;
      tell_alike(word, members, companies, all, corpus, analyser, name);
    }
  }
  // What is like both is told as what it is more like.
  std::ranges::stable_sort(found.names, std::greater{}, &FoundName::score);
  std::set<std::string> told;
  std::erase_if(found.names, [&](const FoundName& one) { return !told.insert(one.name).second; });
  return found;
}

}  // namespace aftercare::language
