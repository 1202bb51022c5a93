#include <future>
#include <optional>
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

// What depends on nothing else is read beside the rest: half of the time is one chain.
base::Result<std::unique_ptr<Analyser>> Analyser::load(const std::filesystem::path& workspace,
                                                       const Extra& extra) {
  auto entities_read = std::async(std::launch::async, EntityMarker::load, workspace);
  auto models_read = std::async(std::launch::async, [rules_alone = extra.rules_alone] {
    auto prepared = open_prepared_words();
    return std::pair(std::move(prepared),
                     rules_alone ? std::nullopt : std::optional(ShippedModel::load()));
  });
  const auto lexicons = Lexicons::load(workspace);
  if (!lexicons) return base::failure_of(lexicons);
  auto forms = load_spoken_forms(workspace);
  if (!forms) return base::failure_of(forms);
  auto kept_whole = words_kept_whole(*lexicons, *forms);

  auto parts = std::make_unique<Parts>();
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
  auto simplifier = text::Simplifier::load();
  if (!simplifier) return base::failure_of(simplifier);
  parts->simplifier = std::move(*simplifier);

  auto vocabulary = Vocabulary::prepared(workspace);

  auto entities = entities_read.get();
  if (!entities) return base::failure_of(entities);
  parts->entities = std::move(*entities);
  parts->zone = extra.zone;
  if (!vocabulary) {
    auto made = Vocabulary::make(*lexicons, parts->taxonomy, place_names(parts->entities.regions()),
                                 *forms);
    if (!made) return base::failure_of(made);
    vocabulary = std::move(*made);
  }
  vocabulary->add_own({extra.products, extra.brands}, *forms);
  parts->vocabulary = std::move(*vocabulary);

  auto [prepared, shipped] = models_read.get();
  if (!prepared) return base::failure_of(prepared);
  auto segmenter = make_segmenter(*prepared, kept_whole);
  if (!segmenter) return base::failure_of(segmenter);
  parts->segmenter = std::move(*segmenter);
  parts->keywords = Keywords(*prepared, lexicons->lexicon("stop"));
  if (shipped) {
    if (!*shipped) return base::failure_of(*shipped);
    parts->shipped.emplace(std::move(**shipped));
    parts->topic_of_head = topics_of_heads(parts->taxonomy, parts->shipped->topics().codes());
  }
  return std::unique_ptr<Analyser>(new Analyser(std::move(parts)));
}

}  // namespace aftercare::language
