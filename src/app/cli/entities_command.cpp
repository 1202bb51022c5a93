// text entities: what texts speak of by name or number, with places and meanings.

#include <fmt/format.h>

#include "app/cli/commands.hpp"
#include "app/cli/dedupe_file.hpp"
#include "app/cli/kept_model.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/span_command.hpp"
#include "app/cli/text_analyser.hpp"
#include "app/cli/text_file.hpp"
#include "base/utf8.hpp"
#include "base/workers.hpp"
#include "language/learnt/model_frame.hpp"
#include "language/learnt/span_model.hpp"
#include "language/learnt/text_trainer.hpp"
#include "text/delimited.hpp"

namespace aftercare::app {
namespace {

using EntityJson = nlohmann::ordered_json;

// An entity as it is told, whether a model or the program's own rules found it.
struct ToldEntity {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::string type;
  std::string text;
  double score = 0;
  std::string reason;
  std::string value;
  std::uint32_t region = 0;
};
using ToldEntities = std::vector<std::vector<ToldEntity>>;

base::Result<ToldEntities> entities_of_model(const language::SpanModel& model,
                                             const TextFile& file) {
  const auto tools = language::TextTools::load(model.needs_segmenter());
  if (!tools) return base::failure_of(tools);
  const auto found = model.find_all(file.texts, language::SpanReader(tools->segmenter.get()),
                                    base::default_workers());
  ToldEntities told(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::size_t byte = 0;
    std::uint32_t character = 0;
    const auto byte_at = [&](std::uint32_t to) {
      for (; character < to && byte < file.texts[i].size(); ++character)
        base::next_code_point(file.texts[i], byte);
      return byte;
    };
    for (const auto& one : found[i]) {
      const auto from = byte_at(one.span.begin), to = byte_at(one.span.end);
      told[i].push_back({one.span.begin, one.span.end, one.span.type,
                         std::string(file.texts[i].substr(from, to - from)), one.probability,
                         "model", "", 0});
    }
  }
  return told;
}

ToldEntities entities_of_rules(const language::Analyser& analyser, const TextFile& file,
                               const std::vector<std::optional<records::Moment>>& moments) {
  ToldEntities told(file.texts.size());
  base::for_blocks(
      file.texts.size(), 256, base::default_workers(),
      [&](std::size_t, std::size_t from, std::size_t to) {
        language::Scratch scratch;
        std::vector<language::Entity> found;
        for (std::size_t i = from; i < to; ++i) {
          analyser.find_entities(file.texts[i], moments[i], scratch, found);
          for (auto& one : found)
            told[i].push_back({one.begin, one.end, std::string(records::to_name(one.kind)),
                               std::move(one.text), one.score, std::string(one.reason),
                               std::move(one.value), one.region});
        }
      });
  return told;
}

}  // namespace

base::Result<int> find_entities(const TextArguments& arguments,
                                const std::filesystem::path& workspace, const Place& place) {
  std::optional<language::SpanModel> model;
  if (!arguments.model.empty()) {
    auto loaded = language::SpanModel::load(model_named(arguments.model, workspace, place));
    if (!loaded) return base::failure_of(loaded);
    model = std::move(*loaded);
  }
  const std::string column =
      arguments.text.empty() && model ? model->text_column() : arguments.text;
  const auto file = read_text_file(arguments.file, column, "", {}, FilePart::whole, place);
  if (!file) return base::failure_of(file);
  ToldEntities told;
  if (model) {
    auto found = entities_of_model(*model, *file);
    if (!found) return base::failure_of(found);
    told = std::move(*found);
  } else {
    const auto analyser = TextAnalyser::open(workspace, arguments, place);
    if (!analyser) return base::failure_of(analyser);
    const auto moments = moments_of(*file, arguments, analyser->zone());
    if (!moments) return base::failure_of(moments);
    told = entities_of_rules(analyser->get(), *file, *moments);
  }
  EntityJson texts = EntityJson::array();
  std::string lines = "row,start,end,type,text,score,reason,value,region\n";
  std::size_t count = 0;
  for (std::size_t i = 0; i < told.size(); ++i) {
    EntityJson entities = EntityJson::array();
    for (const auto& one : told[i]) {
      if (one.score < arguments.unsure) continue;
      ++count;
      if (place.console.json()) {
        entities.push_back({{"start", one.begin},
                            {"end", one.end},
                            {"type", one.type},
                            {"text", one.text},
                            {"score", one.score},
                            {"reason", one.reason}});
        if (!one.value.empty()) entities.back()["value"] = one.value;
        if (one.region != 0) entities.back()["region"] = std::to_string(one.region);
      }
      lines += fmt::format("{},{},{},", file->record(i), one.begin, one.end);
      text::append_field(lines, one.type);
      lines += ',';
      text::append_field(lines, one.text);
      lines += fmt::format(",{:.4f},", one.score);
      text::append_field(lines, one.reason);
      lines += ',';
      text::append_field(lines, one.value);
      lines += one.region == 0 ? ",\n" : fmt::format(",{}\n", one.region);
    }
    if (place.console.json())
      texts.push_back({{"row", file->record(i)}, {"entities", std::move(entities)}});
  }
  if (!arguments.out.empty())
    if (auto done = write_whole_file(place.absolute(arguments.out), lines); !done)
      return base::failure_of(done);
  const auto& console = place.console;
  if (console.json()) {
    console.line(dumped_json(EntityJson{{"file", arguments.file},
                                        {"column", column},
                                        {"n", told.size()},
                                        {"found", count},
                                        {"texts", std::move(texts)}}));
    return kDone;
  }
  if (arguments.out.empty()) console.print(lines);
  console.note(
      fmt::format(fmt::runtime(console.say("{} entities in {} texts", "{1} 条文本中有 {0} 个实体")),
                  count, told.size()));
  return kDone;
}

}  // namespace aftercare::app
