#include "language/conversation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/share.hpp"
#include "base/utf8.hpp"
#include "base/yaml_file.hpp"
#include "text/normal_text.hpp"

namespace aftercare::language {
namespace {

constexpr std::string_view kCueNames[] = {"promise",  "courtesy",   "transfer",
                                          "resolved", "unresolved", "settled",
                                          "refused",  "demand",     "greeting"};

// Calls visit(sentence) for each, with its closing sign.
template <typename Visit>
void each_sentence(std::string_view text, Visit&& visit) {
  std::size_t begin = 0;
  const auto give = [&](std::size_t end) {
    auto sentence = text.substr(begin, end - begin);
    while (!sentence.empty() && (sentence.front() == ' ' || sentence.front() == '\n'))
      sentence.remove_prefix(1);
    while (!sentence.empty() && (sentence.back() == ' ' || sentence.back() == '\n'))
      sentence.remove_suffix(1);
    if (!sentence.empty()) visit(sentence);
    begin = end;
  };
  for (std::size_t at = 0; at < text.size();) {
    const auto byte = text[at];
    std::size_t size = 0;
    for (const std::string_view mark : {"。", "！", "？", "；", "…"})
      if (text.substr(at).starts_with(mark)) size = mark.size();
    if (byte == '!' || byte == '?' || byte == '\n') size = 1;
    // A full stop ends a sentence before a space: not in "3.5" or "x.com".
    if (byte == '.' && (at + 1 == text.size() || text[at + 1] == ' ' || text[at + 1] == '\n'))
      size = 1;
    if (size == 0) {
      ++at;
      continue;
    }
    at += size;
    give(at);
  }
  give(text.size());
}

// A question promises and ends nothing.
bool is_asked(std::string_view sentence) {
  for (const std::string_view end : {"？", "?", "吗", "么", "吧"})
    if (sentence.ends_with(end)) return true;
  return false;
}

double mean_of(std::span<const double> values) {
  if (values.empty()) return 0;
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

}  // namespace

std::string_view to_name(Side side) {
  constexpr std::string_view names[] = {"customer", "agent", "bot", "system"};
  return names[static_cast<std::size_t>(side)];
}

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
};

base::Result<ConversationReader> ConversationReader::load(const std::filesystem::path& workspace,
                                                          const Analyser& analyser) {
  const auto files = base::catalog_files("conversations.yaml", workspace);
  if (!files) return base::failure_of(files);
  ConversationReader reader;
  reader.analyser_ = &analyser;
  for (const auto& file : *files) {
    const auto yaml = base::load_yaml(file);
    if (!yaml) return base::failure_of(yaml);
    for (const auto& node : (*yaml)["cues"]) {
      const auto name = base::text_or(node, "cue", "");
      const auto side = base::text_or(node, "side", "");
      const auto cue = std::ranges::find(kCueNames, name);
      if (cue == std::end(kCueNames) || (side != "customer" && side != "agent" && side != "any"))
        return base::failure(fmt::format("unknown cue '{}' or side '{}', at {}", name, side,
                                         base::where(file, node)),
                             fmt::format("未知的提示“{}”或说话方“{}”，位于 {}", name, side,
                                         base::where(file, node)));
      const auto bit = 1U << (cue - std::begin(kCueNames));
      for (const auto& phrase : node["phrases"]) {
        const auto number = reader.phrases_.add(phrase.Scalar());
        if (number == text::PhraseSet::kNone) continue;
        if (number >= reader.meanings_.size()) reader.meanings_.resize(number + 1);
        if (side != "agent") reader.meanings_[number].of_customer |= bit;
        if (side != "customer") reader.meanings_[number].of_agent |= bit;
      }
    }
  }
  return reader;
}

std::uint32_t ConversationReader::cues_in(std::string_view sentence, Side side) const {
  thread_local text::NormalText normal;
  normal.clear();
  normal.add(sentence, nullptr);
  std::uint32_t cues = 0;
  phrases_.each(normal.points(), [&](std::size_t, std::size_t, std::uint32_t phrase) {
    cues |= side == Side::customer ? meanings_[phrase].of_customer : meanings_[phrase].of_agent;
  });
  return cues;
}

std::vector<ConversationReader::Sentence> ConversationReader::sentences_of(
    std::span<const SaidMessage> messages, Scratch& scratch) const {
  std::vector<Sentence> sentences;
  Analysis found;
  for (std::size_t i = 0; i < messages.size(); ++i) {
    if (messages[i].side == Side::system) continue;
    each_sentence(messages[i].text, [&](std::string_view said) {
      Sentence sentence;
      sentence.message = i;
      sentence.side = messages[i].side;
      sentence.text = said;
      sentence.cues = cues_in(said, sentence.side);
      if (is_asked(said)) sentence.cues &= ~(promise | resolved | settled);
      analyser_->analyse({}, said, {.moment = messages[i].at}, scratch, found);
      sentence.mood = found.sentiment_score;
      sentence.has_topic = !found.topic.empty();
      sentence.facts = found.text_spans.size();
      sentence.points = base::count_code_points(said);
      sentences.push_back(sentence);
    });
  }
  return sentences;
}

// The last word decides: the customer's, else what the shop did, refused or promised last.
void ConversationReader::end_of(const std::vector<Sentence>& sentences, Conversation& found) {
  for (auto at = sentences.rbegin(); at != sentences.rend(); ++at) {
    if (at->side == Side::customer) {
      if ((at->cues & unresolved) != 0)
        found.ending = Ending::unresolved;
      else if ((at->cues & resolved) != 0)
        found.ending = Ending::resolved;
    } else if ((at->cues & settled) != 0) {
      found.ending = Ending::resolved;
    } else if ((at->cues & refused) != 0) {
      found.ending = Ending::refused;
    } else if ((at->cues & promise) != 0 && (at->cues & courtesy) == 0) {
      found.ending = Ending::promised;
    }
    if (found.ending == Ending::open) continue;
    found.outcome = {at->message, std::string(at->text)};
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
    return SaidSentence{chosen->message, std::string(chosen->text)};
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
    if ((sentence.cues & (greeting | resolved)) != 0 && sentence.points < 10) return 0.0;
    return (sentence.cues & demand) != 0 ? score - 0.6 : score;
  });
  found.demand = best([&](const Sentence& sentence) {
    if (sentence.side != Side::customer || (sentence.cues & demand) == 0) return 0.0;
    if ((sentence.cues & resolved) != 0) return 0.0;
    return 1 + says_much(sentence) + (sentence.has_topic ? 0.5 : 0) + 0.3 * early(sentence);
  });
  found.promise = best([&](const Sentence& sentence) {
    if (sentence.side != Side::agent || (sentence.cues & promise) == 0) return 0.0;
    const double score = 1 + says_much(sentence) +
                         0.5 * static_cast<double>(std::min<std::size_t>(sentence.facts, 2)) +
                         0.3 * (1 - early(sentence));
    return (sentence.cues & courtesy) != 0 ? score - 1.5 : score;
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
    if ((sentence.cues & transfer) != 0 && !found.transfer) found.transfer = sentence.message;
    if (sentence.side == Side::agent && (sentence.cues & promise) != 0 &&
        (sentence.cues & courtesy) == 0)
      found.promises.push_back({sentence.message, std::string(sentence.text)});
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
