#include "language/corpus/topic_discovery.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace aftercare::language {
namespace {

// A phrase or a word, and the texts that are looked at and hold it.
struct DiscoveryTerm {
  std::string text;
  std::vector<std::uint32_t> looked_at;
  std::uint32_t before = 0;
  std::uint32_t elsewhere = 0;  // Of all other texts.
  double score = 0;
  float rarity = 0;
};

class Discovery {
 public:
  Discovery(const WordCorpus& corpus, const std::vector<FoundPhrase>& phrases,
            const std::vector<std::uint8_t>& looked_at, const std::vector<std::uint8_t>& before,
            std::uint32_t least)
      : corpus_(corpus), looked_at_(looked_at), before_(before), least_(least) {
    for (const auto flag : looked_at) seen_ += flag;
    for (const auto flag : before) seen_before_ += flag;
    add_words();
    for (const auto& phrase : phrases) {
      float rarity = 0;
      // Of words of mood alone, with what goes with them, nothing is told: "很 差", "不 好用".
      bool tells = false;
      for (const auto word : phrase.words) {
        rarity = std::max(rarity, corpus.rarity[word]);
        tells = tells || (corpus.is_content(word) && corpus.mood[word] == 0);
      }
      if (!tells) continue;
      add(phrase.text, phrase.texts, rarity * 1.5F);
    }
    rank();
    terms_of_.resize(corpus.texts());
    for (std::uint32_t term = 0; term < terms_.size(); ++term)
      for (const auto text : terms_[term].looked_at) terms_of_[text].push_back(term);
  }

  std::vector<DiscoveredTopic> gather(std::size_t most) {
    std::vector<DiscoveredTopic> topics;
    std::vector<std::uint8_t> taken(corpus_.texts(), 0);
    std::vector<std::uint8_t> used(terms_.size(), 0);
    std::vector<std::uint32_t> inside(terms_.size(), 0);
    for (std::uint32_t seed = 0; seed < terms_.size() && topics.size() < most; ++seed) {
      if (used[seed] != 0) continue;
      std::vector<std::uint32_t> texts;
      for (const auto text : terms_[seed].looked_at)
        if (taken[text] == 0) texts.push_back(text);
      if (texts.size() < least_) continue;
      auto with = companions(seed, texts, inside);
      // Texts that hold two of the companions join although they lack the seed.
      std::vector<std::pair<std::uint32_t, int>> votes;
      for (const auto term : with)
        for (const auto text : terms_[term].looked_at)
          if (taken[text] == 0) votes.emplace_back(text, 1);
      std::ranges::sort(votes);
      std::vector<std::pair<std::size_t, std::uint32_t>> typical;  // Votes, text.
      std::vector<std::uint8_t> in(corpus_.texts(), 0);
      for (const auto text : texts) in[text] = 1;
      std::vector<std::size_t> count(corpus_.texts(), 0);
      for (const auto& [text, vote] : votes) count[text] += static_cast<std::size_t>(vote);
      for (std::uint32_t text = 0; text < corpus_.texts(); ++text)
        if (in[text] != 0 || (count[text] >= 2 && taken[text] == 0))
          typical.emplace_back(count[text] + 2U * in[text], text);
      std::ranges::stable_sort(typical, std::greater{},
                               &std::pair<std::size_t, std::uint32_t>::first);
      DiscoveredTopic topic;
      for (const auto& [votes_of, text] : typical) {
        topic.texts.push_back(text);
        taken[text] = 1;
      }
      used[seed] = 1;
      topic.names.push_back(terms_[seed].text);
      for (const auto term : with) {
        used[term] = 1;
        const auto& name = terms_[term].text;
        const bool said = std::ranges::any_of(topic.names, [&name](const auto& known) {
          return known.find(name) != known.npos || name.find(known) != name.npos;
        });
        if (!said && topic.names.size() < 5) topic.names.push_back(name);
      }
      topic.before = terms_[seed].before;
      topic.growth = growth_score(static_cast<double>(terms_[seed].looked_at.size()), seen_,
                                  terms_[seed].before, seen_before_);
      topics.push_back(std::move(topic));
    }
    std::ranges::stable_sort(topics, std::greater{},
                             [](const auto& topic) { return topic.texts.size(); });
    return topics;
  }

 private:
  void add_words() {
    std::vector<std::vector<std::uint32_t>> texts(corpus_.words.size());
    for (std::uint32_t number = 0; number < corpus_.texts(); ++number)
      for (const auto word : corpus_.text(number))
        if (word != WordCorpus::kBreak && (texts[word].empty() || texts[word].back() != number))
          texts[word].push_back(number);
    for (std::uint32_t word = 0; word < corpus_.words.size(); ++word)
      if (corpus_.is_content(word) && corpus_.mood[word] == 0)
        add(corpus_.words[word], texts[word], corpus_.rarity[word]);
  }

  void add(const std::string& text, const std::vector<std::uint32_t>& texts, float rarity) {
    DiscoveryTerm term;
    for (const auto number : texts) {
      if (looked_at_[number] != 0)
        term.looked_at.push_back(number);
      else if (!before_.empty() && before_[number] != 0)
        ++term.before;
      else
        ++term.elsewhere;
    }
    // What every fourth text says tells nothing apart.
    if (term.looked_at.size() < least_ ||
        static_cast<double>(term.looked_at.size()) > seen_ / 4 + least_ * 4)
      return;
    term.text = text;
    term.rarity = rarity;
    terms_.push_back(std::move(term));
  }

  void rank() {
    const double others = static_cast<double>(corpus_.texts()) - seen_;
    for (auto& term : terms_) {
      const double here = static_cast<double>(term.looked_at.size());
      const double more = growth_score(here, seen_, term.before + term.elsewhere, others);
      term.score = others > 0 ? more * term.rarity : here * term.rarity;
    }
    std::erase_if(terms_, [&](const DiscoveryTerm& term) { return others > 0 && term.score < 20; });
    std::ranges::stable_sort(terms_, std::greater{}, &DiscoveryTerm::score);
  }

  // Terms that stand in a quarter of the texts and there at least three times as often as else.
  std::vector<std::uint32_t> companions(std::uint32_t seed, const std::vector<std::uint32_t>& texts,
                                        std::vector<std::uint32_t>& inside) const {
    std::vector<std::uint32_t> met;
    for (const auto text : texts)
      for (const auto term : terms_of_[text])
        if (inside[term]++ == 0) met.push_back(term);
    std::vector<std::pair<double, std::uint32_t>> ranked;
    for (const auto term : met) {
      const double here = inside[term], size = static_cast<double>(texts.size());
      const double lift =
          here / size / (static_cast<double>(terms_[term].looked_at.size()) / seen_);
      if (term != seed && here >= size / 4 && lift >= 3)
        ranked.emplace_back(here * std::log(lift), term);
    }
    for (const auto term : met) inside[term] = 0;
    std::ranges::sort(ranked, std::greater{});
    constexpr std::size_t most = 12;
    std::vector<std::uint32_t> with;
    for (std::size_t i = 0; i < std::min(ranked.size(), most); ++i)
      with.push_back(ranked[i].second);
    return with;
  }

  const WordCorpus& corpus_;
  const std::vector<std::uint8_t>& looked_at_;
  const std::vector<std::uint8_t>& before_;
  std::uint32_t least_;
  double seen_ = 0;
  double seen_before_ = 0;
  std::vector<DiscoveryTerm> terms_;                  // The best first.
  std::vector<std::vector<std::uint32_t>> terms_of_;  // By text.
};

}  // namespace

std::vector<DiscoveredTopic> discover_topics(const WordCorpus& corpus,
                                             const std::vector<FoundPhrase>& phrases,
                                             const std::vector<std::uint8_t>& looked_at,
                                             const std::vector<std::uint8_t>& before,
                                             const DiscoverySettings& settings) {
  const auto seen = std::accumulate(looked_at.begin(), looked_at.end(), std::size_t{0});
  const auto least = settings.least_texts > 0
                         ? settings.least_texts
                         : std::max<std::uint32_t>(5, static_cast<std::uint32_t>(seen / 1000));
  return Discovery(corpus, phrases, looked_at, before, least).gather(settings.most_groups);
}

}  // namespace aftercare::language
