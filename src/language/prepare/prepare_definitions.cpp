// prepare_definitions FILE: the shipped catalog's definitions of language as read, made by the
// build.

#include <fmt/format.h>

#include <string>
#include <vector>

#include "base/packed.hpp"
#include "base/share.hpp"
#include "language/language_packed.hpp"
#include "language/segmenter.hpp"
#include "text/recogniser_set.hpp"
#include "text/text_packed.hpp"
#include "text/traditional.hpp"

namespace aftercare::language {
namespace {

using Definitions = std::vector<base::PreparedDefinition>;
using Files = std::vector<std::filesystem::path>;

template <typename T>
base::Result<T> add_read(const std::string& kind, const char* name,
                         base::Result<T> (*parse)(const Files&), Definitions& definitions) {
  const auto files = base::catalog_files(name, {});
  if (!files) return base::failure_of(files);
  auto read = parse(*files);
  if (read) definitions.push_back({kind, *files, {}, base::packed(*read)});
  return read;
}

base::Result<void> add_vocabulary(const Lexicons& lexicons, const text::Regions& regions,
                                  const std::vector<SpokenForm>& forms, Definitions& definitions) {
  const auto taxonomy = Taxonomy::load({}, lexicons);
  if (!taxonomy) return base::failure_of(taxonomy);
  const auto vocabulary = Vocabulary::make(lexicons, *taxonomy, place_names(regions), forms);
  if (!vocabulary) return base::failure_of(vocabulary);
  const auto files = Vocabulary::files({});
  if (!files) return base::failure_of(files);
  definitions.push_back({"vocabulary", *files, {}, base::packed(*vocabulary)});
  return {};
}

base::Result<void> prepare(const std::filesystem::path& file) {
  Definitions definitions;
  const auto lexicons =
      add_read<Lexicons>("lexicons", "lexicons", Lexicons::load_files, definitions);
  if (!lexicons) return base::failure_of(lexicons);
  const auto forms =
      add_read<std::vector<SpokenForm>>("forms", "forms.yaml", load_spoken_forms, definitions);
  if (!forms) return base::failure_of(forms);
  const auto topics =
      add_read<Taxonomy>("topics", "topics.yaml", Taxonomy::load_topics, definitions);
  if (!topics) return base::failure_of(topics);
  const auto regions =
      add_read<text::Regions>("regions", "regions.yaml", text::Regions::load_files, definitions);
  if (!regions) return base::failure_of(regions);
  const auto couriers = add_read<text::CourierDefinitions>(
      "couriers", "couriers.yaml", text::CourierDefinitions::load_files, definitions);
  if (!couriers) return base::failure_of(couriers);
  const auto recognisers = add_read<std::vector<text::RecogniserSpec>>(
      "recognisers", "recognisers.yaml", text::RecogniserSet::judged_specs, definitions);
  if (!recognisers) return base::failure_of(recognisers);

  if (auto added = add_vocabulary(*lexicons, *regions, *forms, definitions); !added) return added;

  const auto words = open_prepared_words();
  if (!words) return base::failure_of(words);
  for (auto& part : prepared_segmenter(*words, words_kept_whole(*lexicons, *forms)))
    definitions.push_back(std::move(part));
  auto simplified = text::Simplifier::prepare();
  if (!simplified) return base::failure_of(simplified);
  definitions.push_back(std::move(*simplified));
  return base::write_prepared_definitions(file, definitions);
}

}  // namespace
}  // namespace aftercare::language

int main(int count, char** words) {
  if (count != 2) {
    fmt::print(stderr, "Usage: prepare_definitions FILE\n");
    return 2;
  }
  const auto prepared = aftercare::language::prepare(words[1]);
  if (!prepared) fmt::print(stderr, "prepare_definitions: {}\n", prepared.error().message);
  return prepared ? 0 : 4;
}
