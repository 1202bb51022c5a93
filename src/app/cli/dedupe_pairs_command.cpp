// dedupe pairs train / eval / predict: a matcher learnt from labelled pairs.

#include <fmt/format.h>

#include "app/cli/commands.hpp"
#include "app/cli/dedupe_file.hpp"
#include "intake/table_file.hpp"
#include "quality/duplicates/pair_model.hpp"
#include "quality/duplicates/workers.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

base::Error named_after(base::Error error, const std::string& file) {
  return intake::at_file(std::move(error), file);
}

base::Result<int> train_pairs(const DedupePairsArguments& arguments, const Place& place) {
  const auto file = intake::read_table(place.absolute(arguments.file));
  if (!file) return base::failure_of(file);
  const auto pairs = quality::PairTable::make(file->table, true);
  if (!pairs) return tl::unexpected(named_after(pairs.error(), arguments.file));
  std::optional<intake::TableFile> valid_file;
  std::optional<quality::PairTable> valid;
  if (!arguments.valid.empty()) {
    auto read = intake::read_table(place.absolute(arguments.valid));
    if (!read) return base::failure_of(read);
    valid_file = std::move(*read);
    auto made = quality::PairTable::make(valid_file->table, true);
    if (!made) return tl::unexpected(named_after(made.error(), arguments.valid));
    valid = std::move(*made);
  }
  const auto& console = place.console;
  ConsoleProgress progress(console);
  progress.begin("pairs learnt from", pairs->pairs(), "pairs");
  const auto model =
      quality::PairModel::train(*pairs, valid ? &*valid : nullptr, quality::default_workers());
  if (!model) return tl::unexpected(named_after(model.error(), arguments.file));
  progress.update(pairs->pairs());
  progress.end();
  if (auto done = write_whole_file(place.absolute(arguments.out), model->to_json()); !done)
    return base::failure_of(done);
  if (console.json())
    console.line(dumped_json(Json{
        {"model", arguments.out}, {"pairs", pairs->pairs()}, {"threshold", model->threshold()}}));
  else
    console.line(
        fmt::format(fmt::runtime(console.say("learnt from {} pairs: {}", "已从 {} 个配对学习：{}")),
                    pairs->pairs(), arguments.out));
  return kDone;
}

base::Result<int> ask_pairs(const DedupePairsArguments& arguments, const Place& place) {
  const bool eval = arguments.action == DedupePairsArguments::Action::eval;
  const auto model = quality::PairModel::load(place.absolute(arguments.model));
  if (!model) return base::failure_of(model);
  const auto file = intake::read_table(place.absolute(arguments.file));
  if (!file) return base::failure_of(file);
  const auto pairs = quality::PairTable::make(file->table, eval);
  if (!pairs) return tl::unexpected(named_after(pairs.error(), arguments.file));
  const auto asked = model->ask(*pairs, quality::default_workers());
  if (!asked) return tl::unexpected(named_after(asked.error(), arguments.file));
  const auto& console = place.console;
  if (eval) {
    const auto scores = quality::score_pairs(*asked, pairs->labels(), model->threshold());
    if (console.json())
      console.line(dumped_json(Json{{"precision", scores.precision},
                                    {"recall", scores.recall},
                                    {"f1", scores.f1},
                                    {"threshold", model->threshold()},
                                    {"n", scores.pairs}}));
    else
      console.line(fmt::format(
          fmt::runtime(console.say("precision {:.4f}, recall {:.4f}, F1 {:.4f} on {} pairs",
                                   "精确率 {:.4f}，召回率 {:.4f}，F1 {:.4f}，共 {} 个配对")),
          scores.precision, scores.recall, scores.f1, scores.pairs));
    return kDone;
  }
  std::string lines = "row,probability,same\n";
  std::size_t same = 0;
  for (std::size_t pair = 0; pair < asked->size(); ++pair) {
    const bool yes = (*asked)[pair] >= model->threshold();
    same += yes;
    lines +=
        fmt::format("{},{:.6f},{}\n", file->table.origins[pair].row, (*asked)[pair], yes ? 1 : 0);
  }
  if (auto done = write_whole_file(place.absolute(arguments.out), lines); !done)
    return base::failure_of(done);
  if (console.json())
    console.line(dumped_json(Json{{"pairs", asked->size()}, {"same", same}}));
  else
    console.line(fmt::format(
        fmt::runtime(console.say("{} of {} pairs are the same", "{1} 个配对中有 {0} 个相同")), same,
        asked->size()));
  return kDone;
}

}  // namespace

base::Result<int> run_dedupe_pairs(const DedupePairsArguments& arguments, const Place& place) {
  return arguments.action == DedupePairsArguments::Action::train ? train_pairs(arguments, place)
                                                                 : ask_pairs(arguments, place);
}

}  // namespace aftercare::app
