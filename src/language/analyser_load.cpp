#include <utility>

#include "language/analyser_parts.hpp"
#include "language/lexicon.hpp"
#include "language/spoken_forms.hpp"
#include "language/topic_choice.hpp"

namespace aftercare::language {
Analyser::Analyser(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}
Analyser::~Analyser() = default;

const Taxonomy& Analyser::taxonomy() const {
  return parts_->taxonomy;
}

base::Result<std::unique_ptr<Analyser>> Analyser::load(const std::filesystem::path& workspace,
                                                       const Extra& extra) {
  const auto lexicons = Lexicons::load(workspace);
  if (!lexicons) return base::failure_of(lexicons);
  const auto prepared = open_prepared_words();
  if (!prepared) return base::failure_of(prepared);

  auto forms = load_spoken_forms(workspace);
  if (!forms) return base::failure_of(forms);
  auto segmenter = make_segmenter(*prepared, words_kept_whole(*lexicons, *forms));
  if (!segmenter) return base::failure_of(segmenter);

  auto parts = std::make_unique<Parts>();
  const auto rest = [&]() -> base::Result<void> {
    auto taxonomy = Taxonomy::load(workspace, *lexicons);
    if (!taxonomy) return base::failure_of(taxonomy);
    parts->taxonomy = std::move(*taxonomy);
    auto own = OwnModels::load(extra.models, parts->taxonomy);
    if (!own) return base::failure_of(own);
    parts->own = std::move(*own);
    auto own_entities = OwnEntities::load(extra.models);
    if (!own_entities) return base::failure_of(own_entities);
    parts->own_entities = std::move(*own_entities);
    auto noise = NoiseJudge::make(*lexicons);
    if (!noise) return base::failure_of(noise);
    parts->noise = std::move(*noise);
    auto entities = EntityMarker::load(workspace);
    if (!entities) return base::failure_of(entities);
    parts->entities = std::move(*entities);
    parts->zone = extra.zone;
    Names names{extra.products, extra.brands, {}, std::move(*forms)};
    parts->entities.regions().each_name([&names](const std::string& name, bool also_word) {
      names.places.push_back({name, also_word});
    });
    auto vocabulary = Vocabulary::make(*lexicons, parts->taxonomy, names);
    if (!vocabulary) return base::failure_of(vocabulary);
    parts->vocabulary = std::move(*vocabulary);
    parts->keywords = Keywords(*prepared, lexicons->lexicon("stop"));
    auto simplifier = text::Simplifier::load();
    if (!simplifier) return base::failure_of(simplifier);
    parts->simplifier = std::move(*simplifier);
    return {};
  }();
  if (!rest) return base::failure_of(rest);
  if (!extra.rules_alone) {
    auto shipped = ShippedModel::load();
    if (!shipped) return base::failure_of(shipped);
    parts->shipped.emplace(std::move(*shipped));
    parts->topic_of_head = topics_of_heads(parts->taxonomy, parts->shipped->topics().codes());
  }
  parts->segmenter = std::move(*segmenter);
  return std::unique_ptr<Analyser>(new Analyser(std::move(parts)));
}

}  // namespace aftercare::language
