// text train --entities / eval: stretches of text that mean something.

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "app/cli/commands.hpp"
#include "app/cli/dedupe_file.hpp"
#include "app/cli/entity_trial.hpp"
#include "app/cli/kept_model.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/span_command.hpp"
#include "app/cli/table_text.hpp"
#include "app/cli/text_analyser.hpp"
#include "app/cli/text_file.hpp"
#include "base/workers.hpp"
#include "language/learnt/model_frame.hpp"
#include "language/learnt/span_model.hpp"
#include "language/learnt/text_trainer.hpp"
#include "language/own_entities.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;
using language::MarkedSpan;
using language::MarkedText;
using language::SpanModel;
using language::TextTools;

constexpr std::string_view kTaggedLines = "bio";

// Marked texts of a file, and what of it could not be used.
struct MarkedFile {
  std::vector<MarkedText> texts;
  std::size_t left_out = 0;        // Texts that the split left out.
  std::size_t spans_left_out = 0;  // Outside their text, or over another.
};

base::Result<std::string> bytes_of_file(const std::string& name, const Place& place) {
  std::ifstream in(place.absolute(name), std::ios::binary);
  if (!in)
    return base::failure(base::ErrorKind::input, fmt::format("file cannot be read: {}", name),
                         fmt::format("无法读取文件：{}", name));
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

// "C": a column of JSON; "TYPE,BEGIN,END": three columns, a span a row.
base::Result<MarkedFile> read_marked_table(const TextArguments& arguments, const std::string& text,
                                           const std::string& entities,
                                           const std::optional<language::HeldBackFifth>& split,
                                           FilePart part, const Place& place) {
  MarkedFile marked;
  const auto file = read_text_file(arguments.file, text, "", split, part, place);
  if (!file) return base::failure_of(file);
  marked.left_out = file->left_out;
  const auto& table = file->file.table;
  const auto names = language::labels_in(entities, ",");
  std::vector<std::size_t> columns;
  const bool one =
      std::find(table.columns.begin(), table.columns.end(), entities) != table.columns.end();
  if (!one && names.size() != 3)
    return base::failure(
        fmt::format("--entities names no column, nor three of them (TYPE,BEGIN,END): {}", entities),
        fmt::format("--entities 既不是一列，也不是三列（类型,起,止）：{}", entities));
  for (const auto name : one ? std::vector<std::string_view>{entities} : names) {
    const auto column = column_of(table, std::string(name), arguments.file);
    if (!column) return base::failure_of(column);
    columns.push_back(*column);
  }
  const auto refuse = [&](std::size_t used) {
    return base::failure(
        base::ErrorKind::input,
        fmt::format(
            "a cell holds no spans: {}, row {}. Wanted: a JSON array of objects with start, "
            "end and type, or a type with whole numbers",
            arguments.file, file->record(used)),
        fmt::format(
            "单元格不是标注：{} 第 {} 行。应为含 start、end、type 的 JSON 数组，或类型与整数",
            arguments.file, file->record(used)));
  };
  for (std::size_t i = 0; i < file->texts.size(); ++i) {
    auto& into = marked.texts.emplace_back(MarkedText{std::string(file->texts[i]), {}});
    const auto cell = [&](std::size_t at) { return table.cell(file->rows[i], columns[at]); };
    if (one) {
      if (!language::read_marked_spans(cell(0), into.spans)) return refuse(i);
    } else if (!cell(0).empty()) {
      std::uint32_t ends[2] = {0, 0};
      for (int k = 0; k < 2; ++k) {
        const auto digits = cell(static_cast<std::size_t>(k) + 1);
        if (digits.empty() || digits.size() > 9 ||
            digits.find_first_not_of("0123456789") != digits.npos)
          return refuse(i);
        for (const char digit : digits)
          ends[k] = ends[k] * 10 + static_cast<std::uint32_t>(digit - '0');
      }
      into.spans.push_back({ends[0], ends[1], std::string(cell(0))});
    }
    marked.spans_left_out += language::tidy_spans(into);
  }
  return marked;
}

base::Result<MarkedFile> read_marked(const TextArguments& arguments, const std::string& text,
                                     const std::string& entities,
                                     const std::optional<language::HeldBackFifth>& split,
                                     FilePart part, const Place& place) {
  if (entities != kTaggedLines)
    return read_marked_table(arguments, text, entities, split, part, place);
  MarkedFile marked;
  const auto bytes = bytes_of_file(arguments.file, place);
  if (!bytes) return base::failure_of(bytes);
  auto texts = language::read_tagged_lines(*bytes);
  if (!texts) return tl::unexpected(intake::at_file(texts.error(), arguments.file));
  for (auto& one : *texts) {
    if (split && part != FilePart::whole &&
        split->holds(one.text) != (part == FilePart::held_back)) {
      ++marked.left_out;
      continue;
    }
    marked.spans_left_out += language::tidy_spans(one);
    marked.texts.push_back(std::move(one));
  }
  return marked;
}

std::vector<std::string_view> texts_of(const std::vector<MarkedText>& marked) {
  std::vector<std::string_view> texts;
  for (const auto& one : marked) texts.push_back(one.text);
  return texts;
}

std::vector<language::SpanScore> ask_and_score_spans(const SpanModel& model, const TextTools& tools,
                                                     const std::vector<MarkedText>& marked) {
  const auto found = model.find_all(texts_of(marked), language::SpanReader(tools.segmenter.get()),
                                    base::default_workers());
  std::vector<std::vector<MarkedSpan>> spans;
  for (const auto& of : found) {
    auto& into = spans.emplace_back();
    for (const auto& one : of) into.push_back(one.span);
  }
  return language::score_spans(marked, spans);
}

Json span_scores_json(const std::vector<language::SpanScore>& scores, std::size_t texts) {
  const auto one = [](const language::SpanScore& score) {
    return Json{{"precision", score.precision()},
                {"recall", score.recall()},
                {"f1", score.f1()},
                {"given", score.given},
                {"found", score.found}};
  };
  Json json = {{"n", texts}};
  json.update(one(scores.front()));
  json["types"] = Json::array();
  for (std::size_t i = 1; i < scores.size(); ++i) {
    Json type = {{"type", scores[i].type}};
    type.update(one(scores[i]));
    json["types"].push_back(type);
  }
  return json;
}

void print_span_scores(const std::vector<language::SpanScore>& scores, const Console& console) {
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  TextTable table{{say("type", "类型"), say("precision", "精确率"), say("recall", "召回率"), "F1",
                   say("given", "应有"), say("found", "找到")},
                  {},
                  {false, true, true, true, true, true}};
  for (std::size_t i = 1; i <= scores.size(); ++i) {
    const auto& score = scores[i % scores.size()];
    table.rows.push_back({score.type.empty() ? say("all", "合计") : score.type,
                          fmt::format("{:.3f}", score.precision()),
                          fmt::format("{:.3f}", score.recall()), fmt::format("{:.4f}", score.f1()),
                          std::to_string(score.given), std::to_string(score.found)});
  }
  console.print(to_text(table));
}

// The model so far, on the same texts.
base::Result<void> try_alone(const std::optional<SpanModel>& before,
                             const std::vector<MarkedText>& held, language::ModelTrial& trial) {
  if (!before) return {};
  const auto tools = TextTools::load(before->needs_segmenter());
  if (!tools) return base::failure_of(tools);
  trial.before_accuracy = trial.before_macro_f1 =
      ask_and_score_spans(*before, *tools, held).front().f1();
  return {};
}

// As ingest uses it: beside the workspace's rules, which it must not make worse.
base::Result<void> try_beside_rules(const TextAnalyser& analyser, const SpanModel& model,
                                    const std::optional<SpanModel>& before,
                                    const std::vector<MarkedText>& held,
                                    language::ModelTrial& trial) {
  const auto rules = EntityTrial::make(analyser.get(), held, model.types());
  const auto now = rules.f1_with(model);
  if (!now) return base::failure_of(now);
  trial.accuracy = trial.macro_f1 = *now;
  const auto so_far = before ? rules.f1_with(*before) : base::Result<double>(rules.f1_of_rules());
  if (!so_far) return base::failure_of(so_far);
  trial.before_accuracy = trial.before_macro_f1 = *so_far;
  return {};
}

}  // namespace

base::Result<int> train_spans(const TextArguments& arguments,
                              const std::filesystem::path& workspace, const Place& place) {
  const auto split = language::held_back_of(
      arguments.split.empty() && !arguments.name.empty() ? "md5" : arguments.split);
  if (!split) return base::failure_of(split);
  auto registry = registry_for(arguments, workspace, *split ? (*split)->rest : 0);
  if (!registry) return base::failure_of(registry);
  auto marked = read_marked(arguments, arguments.text, arguments.entities, *split,
                            FilePart::learnt_from, place);
  if (!marked) return base::failure_of(marked);
  std::optional<MarkedFile> held;
  if (*split) {
    auto read = read_marked(arguments, arguments.text, arguments.entities, *split,
                            FilePart::held_back, place);
    if (!read) return base::failure_of(read);
    held = std::move(*read);
  }
  language::SpanTrainSettings settings;
  settings.least_texts = arguments.least_texts > 0 ? arguments.least_texts
                         : arguments.name.empty()  ? 2
                                                   : 5;
  settings.seed = arguments.seed;
  settings.with_segmenter = language::mostly_han(texts_of(marked->texts));
  settings.text_column = arguments.text;
  settings.span_column = arguments.entities;
  const auto tools = TextTools::load(settings.with_segmenter);
  if (!tools) return base::failure_of(tools);
  const auto& console = place.console;
  const std::size_t texts = marked->texts.size();
  ConsoleProgress progress(console);
  progress.begin("texts learnt from", texts, "texts");
  const auto trained = SpanModel::train(std::move(marked->texts),
                                        language::SpanReader(tools->segmenter.get()), settings);
  if (!trained) return tl::unexpected(intake::at_file(trained.error(), arguments.file));
  progress.update(texts);
  progress.end();
  const auto bytes = trained->to_bytes();
  if (!arguments.out.empty())
    if (auto done = replace_file(place.absolute(arguments.out), bytes); !done)
      return base::failure_of(done);
  const auto kept = SpanModel::parse(bytes, arguments.out);
  if (!kept) return base::failure_of(kept);
  Json json = {{"model", arguments.out.empty() ? arguments.name : arguments.out},
               {"texts", texts},
               {"types", kept->types()},
               {"features", kept->features()},
               {"spans_left_out", marked->spans_left_out}};
  std::vector<language::SpanScore> scores;
  if (held) {
    scores = ask_and_score_spans(*kept, *tools, held->texts);
    json["split"] = {{"by", "md5(text) mod 5"},
                     {"held_back", (*split)->rest},
                     {"rows_left_out", marked->left_out}};
    json["held_back"] = span_scores_json(scores, held->texts.size());
    if (*registry) {
      language::ModelTrial trial;
      trial.kind = "entities";
      trial.texts = texts;
      trial.tested = held->texts.size();
      trial.held_back = (*split)->rest;
      trial.accuracy = trial.macro_f1 = scores.front().f1();
      std::optional<SpanModel> before;
      if ((*registry)->has(arguments.name)) {
        auto loaded = SpanModel::load((*registry)->model_file(arguments.name));
        if (!loaded) return base::failure_of(loaded);
        before = std::move(*loaded);
      }
      base::Result<void> tried;
      if (arguments.name == language::kOwnEntities) {
        const auto analyser = TextAnalyser::open_without_models(workspace, arguments, place);
        if (!analyser) return base::failure_of(analyser);
        tried = try_beside_rules(*analyser, *kept, before, held->texts, trial);
      } else {
        tried = try_alone(before, held->texts, trial);
      }
      if (!tried) return base::failure_of(tried);
      if (auto kept_there =
              offer_model(**registry, arguments.name, bytes, trial, json, place.console);
          !kept_there)
        return base::failure_of(kept_there);
    }
  }
  if (console.json()) {
    console.line(dumped_json(json));
    return kDone;
  }
  if (held) print_span_scores(scores, console);
  console.line(fmt::format(fmt::runtime(console.say("learnt {} types of entities from {} texts: {}",
                                                    "已从 {1} 条文本学习 {0} 种实体：{2}")),
                           kept->types().size(), texts,
                           arguments.out.empty() ? arguments.name : arguments.out));
  return kDone;
}

base::Result<int> eval_spans(const TextArguments& arguments, const std::string& bytes,
                             const Place& place) {
  const auto split = language::held_back_of(arguments.split);
  if (!split) return base::failure_of(split);
  const auto model = SpanModel::parse(bytes, arguments.model);
  if (!model) return base::failure_of(model);
  const auto tools = TextTools::load(model->needs_segmenter());
  if (!tools) return base::failure_of(tools);
  const auto marked =
      read_marked(arguments, arguments.text.empty() ? model->text_column() : arguments.text,
                  arguments.entities.empty() ? model->span_column() : arguments.entities, *split,
                  FilePart::held_back, place);
  if (!marked) return base::failure_of(marked);
  const auto scores = ask_and_score_spans(*model, *tools, marked->texts);
  const auto& console = place.console;
  if (console.json())
    console.line(dumped_json(span_scores_json(scores, marked->texts.size())));
  else
    print_span_scores(scores, console);
  return kDone;
}

}  // namespace aftercare::app
