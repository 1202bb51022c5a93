#include "language/own_models.hpp"

#include <algorithm>
#include <span>

#include "language/learnt/model_frame.hpp"
#include "language/learnt/span_model.hpp"
#include "language/shipped/shipped_input.hpp"

namespace aftercare::language {
namespace {

constexpr std::array kOwnMoods = {Sentiment::negative, Sentiment::neutral, Sentiment::positive};
constexpr std::string_view kOwnNames[] = {"topic", "sentiment", "kind"};

template <typename List, typename Is>
std::optional<std::uint16_t> place_of(const List& list, const Is& is) {
  const auto at = std::ranges::find_if(list, is);
  if (at == std::end(list)) return std::nullopt;
  return static_cast<std::uint16_t>(at - std::begin(list));
}

}  // namespace

std::optional<std::uint16_t> OwnModels::code_of(About about, const std::string& label,
                                                const Taxonomy& taxonomy) {
  switch (about) {
    case About::topic:
      return place_of(taxonomy.topics, [&](const Topic& one) {
        return one.code == label || std::ranges::find(one.was, label) != one.was.end();
      });
    case About::sentiment:
      return place_of(kOwnMoods, [&](Sentiment one) { return to_name(one) == label; });
    case About::kind:
      break;
  }
  return place_of(kKindNames, [&](std::string_view one) { return one == label; });
}

base::Result<OwnModels> OwnModels::load(const std::filesystem::path& models,
                                        const Taxonomy& taxonomy) {
  OwnModels all;
  bool cuts_words = false;
  for (std::size_t i = 0; i < std::size(kOwnNames); ++i) {
    const auto file = models / kOwnNames[i] / "model";
    std::error_code none;
    if (models.empty() || !std::filesystem::is_regular_file(file, none)) continue;
    const auto bytes = read_model_file(file);
    if (!bytes) return base::failure_of(bytes);
    if (SpanModel::is_one(*bytes)) continue;
    auto model = TextModel::parse(*bytes, file.string());
    if (!model) return base::failure_of(model);
    Own own{static_cast<About>(i), std::move(*model), {}};
    for (const auto& label : own.model.labels())
      if (const auto code = code_of(own.about, label, taxonomy)) own.codes.push_back(*code);
    if (own.model.multi() || own.codes.size() != own.model.labels().size()) continue;
    cuts_words |= own.model.needs_segmenter();
    all.models_.push_back(std::move(own));
  }
  if (all.none()) return all;
  auto tools = TextTools::load(cuts_words);
  if (!tools) return base::failure_of(tools);
  all.tools_ = std::move(*tools);
  return all;
}

void OwnModels::judge(std::string_view title, std::string_view text, OwnScratch& scratch,
                      OwnAnswer& answer) const {
  answer = {};
  // As it was learnt: title and text in a line each.
  scratch.text.assign(title);
  if (!title.empty() && !text.empty()) scratch.text += '\n';
  scratch.text += text;
  const auto reader = tools_.reader();
  for (const auto& own : models_) {
    own.model.ask(scratch.text, reader, scratch.model, scratch.answer);
    const auto best = scratch.answer.labels.front();
    const auto& probabilities = scratch.answer.probabilities;
    if (probabilities[best] < own.model.unsure()) continue;
    switch (own.about) {
      case About::topic:
        answer.topic = own.codes[best];
        answer.topic_probability = probabilities[best];
        break;
      case About::sentiment:
        answer.sentiment = kOwnMoods[own.codes[best]];
        for (std::size_t i = 0; i < own.codes.size(); ++i) {
          if (kOwnMoods[own.codes[i]] == Sentiment::positive)
            answer.sentiment_score += static_cast<double>(probabilities[i]);
          if (kOwnMoods[own.codes[i]] == Sentiment::negative)
            answer.sentiment_score -= static_cast<double>(probabilities[i]);
        }
        break;
      case About::kind:
        answer.kind = kKindNames[own.codes[best]];
        break;
    }
  }
}

}  // namespace aftercare::language
