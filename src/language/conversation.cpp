#include "language/conversation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/share.hpp"
#include "base/utf8.hpp"
#include "language/sentence.hpp"

namespace aftercare::language {

namespace {

double mean_of(std::span<const double> values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

std::string_view to_name(Ending ending) {
  constexpr std::string_view names[] = {"open", "resolved", "unresolved", "refused", "promised"};
  return names[static_cast<std::size_t>(ending)];
}

struct ConversationReader::Sentence {
  std::size_t message = 0;
  Side side = Side::customer;
  std::string_view text;
  std::uint32_t cues = 0;
  double mood = 0;
  bool has_topic = false;
  std::size_t facts = 0;  // Numbers, dates, amounts, parts, products named.
  std::size_t points = 0;
  bool promises = false;  // Of the shop's side.
  std::string_view about;
  std::optional<records::Moment> due;

  SaidSentence said() const { return {message, std::string(text), about, due}; }
};

base::Result<ConversationReader> ConversationReader::load(const std::filesystem::path& workspace,
                                                          const records::Zone& zone,
                                                          const Analyser& analyser) {
  auto cues = ConversationCues::load(workspace);
  if (!cues) return base::failure_of(cues);
  auto promises = PromiseReader::load(workspace, zone);
  if (!promises) return base::failure_of(promises);
  return ConversationReader(analyser, std::move(*cues), std::move(*promises));
}

std::vector<ConversationReader::Sentence> ConversationReader::sentences_of(
    std::span<const SaidMessage> messages, Scratch& scratch) const {
  std::vector<Sentence> sentences;
  Analysis found;
  std::vector<Entity> entities;
  std::vector<Promise> promises;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].side == Side::system) continue;
    each_sentence(messages[i].text, [&](std::string_view said) {
      Sentence sentence;
      sentence.message = i;
      sentence.side = messages[i].side;
      sentence.text = said;
      sentence.cues = cues_.in(said, sentence.side);
      if ((sentence.cues & cue::term) != 0) sentence.cues |= cue::promise;
      if (is_asked(said)) sentence.cues &= ~(cue::promise | cue::resolved | cue::settled);
      analyser_->analyse({}, said, {.moment = messages[i].at}, scratch, found);
      sentence.mood = found.sentiment_score;
      sentence.has_topic = !found.topic.empty();
      sentence.facts = found.text_spans.size();
      sentence.points = base::count_code_points(said);
      if (sentence.side == Side::agent) {
        analyser_->find_entities(said, messages[i].at, scratch, entities);
        promises_.read(said, messages[i].at, entities, analyser_->simplifier(), promises);
        if (!promises.empty()) {
          sentence.promises = true;
          sentence.about = promises.front().about;
          sentence.due = promises.front().due;
        }
      }
      sentences.push_back(sentence);
    });
  }
  return sentences;
}

// The last word decides: the customer's, else what the shop did, refused or promised last.
void ConversationReader::end_of(const std::vector<Sentence>& sentences, Conversation& found) {
  for (auto at = sentences.rbegin(); at != sentences.rend(); ++at) {
    if (at->side == Side::customer) {
      if ((at->cues & cue::unresolved) != 0)
        found.ending = Ending::unresolved;
      else if ((at->cues & cue::resolved) != 0)
        found.ending = Ending::resolved;
    } else if ((at->cues & cue::settled) != 0) {
      // "Hurried the courier on, it comes tomorrow" is not yet what was asked for; money on its way
      // back is.
      found.ending = at->due && at->about != "money" ? Ending::promised : Ending::resolved;
    } else if ((at->cues & cue::refused) != 0) {
      found.ending = Ending::refused;
    } else if ((at->cues & cue::promise) != 0 && (at->cues & cue::courtesy) == 0) {
      found.ending = Ending::promised;
    }
    if (found.ending == Ending::open) continue;
    found.outcome = at->said();
    return;
  }
}

void ConversationReader::summarise(const std::vector<Sentence>& sentences, Conversation& found) {
  const auto best = [&](auto&& score_of) -> std::optional<SaidSentence> {
    const Sentence* chosen = nullptr;
    double highest = 0;
    for (const auto& sentence : sentences) {
      const double score = score_of(sentence);
      if (score <= highest) continue;
      highest = score;
      chosen = &sentence;
    }
    if (chosen == nullptr) return std::nullopt;
    return chosen->said();
  };
  const auto last = sentences.empty() ? 1.0 : static_cast<double>(sentences.back().message + 1);
  const auto says_much = [](const Sentence& sentence) {  // Long enough, not endless.
    return std::min<double>(static_cast<double>(sentence.points), 40) / 40;
  };
  const auto early = [last](const Sentence& sentence) {
    return 1 - static_cast<double>(sentence.message) / last;
  };
  found.problem = best([&](const Sentence& sentence) {
    if (sentence.side != Side::customer || sentence.points < 4) return 0.0;
    double score = says_much(sentence) + 0.8 * early(sentence);
    score += sentence.has_topic ? 1.0 : 0;
    score += sentence.mood < 0 ? 1.0 : 0;
    score += 0.3 * static_cast<double>(std::min<std::size_t>(sentence.facts, 2));
    if ((sentence.cues & (cue::greeting | cue::resolved)) != 0 && sentence.points < 10) return 0.0;
    return (sentence.cues & cue::demand) != 0 ? score - 0.6 : score;
  });
  found.demand = best([&](const Sentence& sentence) {
    if (sentence.side != Side::customer || (sentence.cues & cue::demand) == 0) return 0.0;
    if ((sentence.cues & cue::resolved) != 0) return 0.0;
    return 1 + says_much(sentence) + (sentence.has_topic ? 0.5 : 0) + 0.3 * early(sentence);
  });
  found.promise = best([&](const Sentence& sentence) {
    if (!sentence.promises) return 0.0;
    const double score = 1 + says_much(sentence) + (sentence.due ? 0.5 : 0) +
                         0.5 * static_cast<double>(std::min<std::size_t>(sentence.facts, 2)) +
                         0.3 * (1 - early(sentence));
    return (sentence.cues & cue::courtesy) != 0 ? score - 1.5 : score;
  });
}

Conversation ConversationReader::read(std::span<const SaidMessage> messages,
                                      Scratch& scratch) const {
  Conversation found;
  std::optional<std::size_t> first_of_customer;
  std::optional<Side> speaking;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    const auto& message = messages[i];
    ++found.messages[static_cast<std::size_t>(message.side)];
    if (message.side == Side::system) continue;
    if (speaking != message.side) ++found.turns;
    speaking = message.side;
    if (message.side == Side::customer && !first_of_customer) first_of_customer = i;
    if (message.side == Side::agent && first_of_customer && !found.first_reply) {
      found.first_reply = i;
      const auto& asked = messages[*first_of_customer].at;
      if (asked && message.at && *message.at >= *asked)
        found.first_reply_seconds =
            std::chrono::duration_cast<std::chrono::seconds>(*message.at - *asked).count();
    }
  }
  const auto sentences = sentences_of(messages, scratch);
  for (const auto& sentence : sentences) {
    if ((sentence.cues & cue::transfer) != 0 && !found.transfer) found.transfer = sentence.message;
    if (sentence.promises) found.promises.push_back(sentence.said());
  }
  std::vector<double> moods;
  std::size_t message = messages.size();
  double count = 0;
  for (const auto& sentence : sentences) {
    if (sentence.side != Side::customer) continue;
    if (sentence.message != message) {
      if (count > 0) moods.back() /= count;
      moods.push_back(0);
      count = 0;
      message = sentence.message;
    }
    moods.back() += sentence.mood;
    ++count;
  }
  if (count > 0) moods.back() /= count;
  const auto third = (moods.size() + 2) / 3;
  found.mood_begin = mean_of(std::span(moods).first(third));
  found.mood_end = mean_of(std::span(moods).last(third));
  found.course = std::move(moods);
  end_of(sentences, found);
  summarise(sentences, found);
  return found;
}

}  // namespace aftercare::language
