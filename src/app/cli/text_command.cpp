// text train / eval / predict: labels of any file's texts, learnt from labelled ones.

#include <fmt/format.h>

#include "app/cli/commands.hpp"
#include "app/cli/conversation_command.hpp"
#include "app/cli/corpus_command.hpp"
#include "app/cli/dedupe_file.hpp"
#include "app/cli/kept_model.hpp"
#include "app/cli/label_command.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/rivals_command.hpp"
#include "app/cli/span_command.hpp"
#include "app/cli/table_text.hpp"
#include "app/cli/text_analyze.hpp"
#include "app/cli/text_file.hpp"
#include "base/workers.hpp"
#include "language/learnt/model_frame.hpp"
#include "language/learnt/span_model.hpp"
#include "language/learnt/text_trainer.hpp"
#include "text/delimited.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;
using language::LabelledTexts;
using language::TextModel;
using language::TextTools;

constexpr std::string_view kUnknownLabel = "unknown";

Json recipe_json(const language::TriedRecipe& tried) {
  static constexpr const char* kViewNames[] = {"word", "adjacent", "points", "inside", "together"};
  const auto& recipe = tried.recipe;
  Json views = Json::array();
  for (unsigned view = 0; view < std::size(kViewNames); ++view)
    if ((recipe.views >> view & 1U) != 0) views.push_back(kViewNames[view]);
  return {{"views", views},
          {"local", recipe.local == language::LocalWeight::bm25 ? "bm25" : "sublinear"},
          {"per_view", recipe.per_view},
          {"naive_bayes", recipe.naive_bayes},
          {"floor", recipe.floor},
          {"cost", recipe.cost},
          {"balance", recipe.balance},
          {"accuracy", tried.accuracy},
          {"macro_f1", tried.macro_f1},
          {"chosen", tried.chosen}};
}

std::uint32_t least_texts_of(const TextArguments& arguments) {
  if (arguments.least_texts > 0) return arguments.least_texts;
  return arguments.name.empty() ? 2 : 5;
}

base::Result<LabelledTexts> labelled_of(const TextFile& file, const std::string& name,
                                        const language::LabelSettings& settings) {
  auto labelled = language::label_texts(file.texts, file.labels, settings);
  if (!labelled) return tl::unexpected(intake::at_file(labelled.error(), name));
  return labelled;
}

Json split_json(const language::HeldBackFifth& split, std::size_t left_out) {
  return {{"by", "md5(text) mod 5"}, {"held_back", split.rest}, {"rows_left_out", left_out}};
}

// Labels that texts not learnt from speak against: row,given,likely,probability.
std::string suspects_csv(const language::TrainedModel& trained, const LabelledTexts& labelled,
                         const TextFile& file) {
  std::string lines = "row,label,likely,probability_label,probability_likely\n";
  for (const auto& one : trained.suspects) {
    lines += fmt::format("{},", file.record(labelled.rows[one.text]));
    text::append_field(lines, labelled.labels[one.given]);
    lines += ',';
    text::append_field(lines, labelled.labels[one.likely]);
    lines += fmt::format(",{:.4f},{:.4f}\n", one.probability_given, one.probability_likely);
  }
  return lines;
}

base::Result<int> train_text(const TextArguments& arguments, const std::filesystem::path& workspace,
                             const Place& place) {
  const auto split = language::held_back_of(
      arguments.split.empty() && !arguments.name.empty() ? "md5" : arguments.split);
  if (!split) return base::failure_of(split);
  auto registry = registry_for(arguments, workspace, *split ? (*split)->rest : 0);
  if (!registry) return base::failure_of(registry);
  const auto file = read_text_file(arguments.file, arguments.text, arguments.label, *split,
                                   FilePart::learnt_from, place);
  if (!file) return base::failure_of(file);
  const auto labelled = labelled_of(*file, arguments.file, {arguments.multi, arguments.separator});
  if (!labelled) return base::failure_of(labelled);
  std::optional<TextFile> held;
  if (*split) {
    auto read = read_text_file(arguments.file, arguments.text, arguments.label, *split,
                               FilePart::held_back, place);
    if (!read) return base::failure_of(read);
    held = std::move(*read);
  }
  const auto tools = TextTools::load(language::mostly_han(labelled->texts));
  if (!tools) return base::failure_of(tools);
  const auto& console = place.console;
  language::TrainSettings settings;
  settings.least_texts = least_texts_of(arguments);
  settings.seed = arguments.seed;
  settings.workers = base::default_workers();
  settings.text_column = arguments.text;
  settings.label_column = arguments.label;
  ConsoleProgress progress(console);
  auto trained = language::train_text_model(*labelled, *tools, settings, progress);
  if (!trained) return tl::unexpected(intake::at_file(trained.error(), arguments.file));
  if (arguments.unsure >= 0) trained->model.set_unsure(static_cast<float>(arguments.unsure));
  const auto bytes = trained->model.to_bytes();
  if (!arguments.out.empty())
    if (auto done = replace_file(place.absolute(arguments.out), bytes); !done)
      return base::failure_of(done);
  if (!arguments.suspects.empty())
    if (auto done = write_whole_file(place.absolute(arguments.suspects),
                                     suspects_csv(*trained, *labelled, *file));
        !done)
      return base::failure_of(done);
  // What is told is told of the file: its weights are rounded.
  const auto kept = TextModel::parse(bytes, arguments.out);
  if (!kept) return base::failure_of(kept);
  const auto& model = *kept;

  Json json = {{"model", arguments.out.empty() ? arguments.name : arguments.out},
               {"texts", labelled->texts.size()},
               {"labels", labelled->labels.size()},
               {"without_text", labelled->without_text},
               {"without_label", labelled->without_label},
               {"features", model.features()},
               {"least_texts", settings.least_texts},
               {"checked_accuracy", model.story().checked_accuracy},
               {"checked_macro_f1", model.story().checked_macro_f1}};
  if (labelled->multi) json["separator"] = labelled->separator;
  json["recipes"] = Json::array();
  for (const auto& tried : trained->tried) json["recipes"].push_back(recipe_json(tried));
  std::optional<language::LabelScores> scores;
  std::vector<std::string> names;
  if (*split) {
    json["split"] = split_json(**split, file->left_out);
    const auto given = labelled_of(*held, arguments.file, {labelled->multi, labelled->separator});
    if (!given) return base::failure_of(given);
    scores = language::ask_and_score(model, *tools, *given, names);
    json["held_back"] = scores_json(*scores, names, model.multi(), model.unsure());
    if (*registry) {
      const auto measure = [](const language::LabelScores& of, bool multi) {
        return multi ? of.micro_f1 : of.accuracy;
      };
      language::ModelTrial trial;
      trial.texts = labelled->texts.size();
      trial.tested = scores->texts;
      trial.held_back = (*split)->rest;
      trial.accuracy = measure(*scores, model.multi());
      trial.macro_f1 = scores->macro_f1;
      if ((*registry)->has(arguments.name)) {
        const auto before = TextModel::load((*registry)->model_file(arguments.name));
        if (!before) return base::failure_of(before);
        const auto before_tools = TextTools::load(before->needs_segmenter());
        if (!before_tools) return base::failure_of(before_tools);
        std::vector<std::string> known;
        const auto old = language::ask_and_score(*before, *before_tools, *given, known);
        trial.before_accuracy = measure(old, model.multi());
        trial.before_macro_f1 = old.macro_f1;
      }
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
  if (scores) print_scores(*scores, names, model.multi(), model.unsure(), console);
  console.line(
      fmt::format(fmt::runtime(console.say(
                      "learnt {} labels from {} texts ({} rows without text, {} without "
                      "label): {}. On texts held back in turn: accuracy {:.4f}, macro F1 "
                      "{:.4f}",
                      "已从 {1} 条文本学习 {0} 个标签（缺文本 {2} 行，缺标签 {3} 行）：{4}。"
                      "轮流留出检验：准确率 {5:.4f}，宏平均 F1 {6:.4f}")),
                  labelled->labels.size(), labelled->texts.size(), labelled->without_text,
                  labelled->without_label, arguments.out.empty() ? arguments.name : arguments.out,
                  model.story().checked_accuracy, model.story().checked_macro_f1));
  if (labelled->multi)
    console.line(labelled->separator.empty()
                     ? std::string(console.say("no separator was seen: each cell is one label",
                                               "未发现分隔符：每个单元格为一个标签"))
                     : fmt::format(fmt::runtime(console.say("labels are separated by '{}'",
                                                            "标签以“{}”分隔")),
                                   labelled->separator));
  return kDone;
}

struct LoadedModel {
  TextModel model;
  TextTools tools;
};

base::Result<LoadedModel> load_model(const TextArguments& arguments,
                                     const std::filesystem::path& workspace, const Place& place) {
  auto model = TextModel::load(model_named(arguments.model, workspace, place));
  if (!model) return base::failure_of(model);
  if (arguments.unsure >= 0) model->set_unsure(static_cast<float>(arguments.unsure));
  auto tools = TextTools::load(model->needs_segmenter());
  if (!tools) return base::failure_of(tools);
  return LoadedModel{std::move(*model), std::move(*tools)};
}

base::Result<int> eval_text(const TextArguments& arguments, const std::filesystem::path& workspace,
                            const Place& place) {
  const auto split = language::held_back_of(arguments.split);
  if (!split) return base::failure_of(split);
  const auto loaded = load_model(arguments, workspace, place);
  if (!loaded) return base::failure_of(loaded);
  const auto& story = loaded->model.story();
  const auto file =
      read_text_file(arguments.file, arguments.text.empty() ? story.text_column : arguments.text,
                     arguments.label.empty() ? story.label_column : arguments.label, *split,
                     FilePart::held_back, place);
  if (!file) return base::failure_of(file);
  const auto& model = loaded->model;
  const auto labelled = labelled_of(
      *file, arguments.file,
      {model.multi(), arguments.separator.empty() ? model.separator() : arguments.separator});
  if (!labelled) return base::failure_of(labelled);
  std::vector<std::string> names;
  const auto scores = language::ask_and_score(model, loaded->tools, *labelled, names);
  const auto& console = place.console;
  if (!console.json()) {
    print_scores(scores, names, model.multi(), model.unsure(), console);
    return kDone;
  }
  Json json = {{"model", arguments.model}, {"file", arguments.file}};
  if (*split) json["split"] = split_json(**split, file->left_out);
  json.update(scores_json(scores, names, model.multi(), model.unsure()));
  json["without_text"] = labelled->without_text;
  json["without_label"] = labelled->without_label;
  console.line(dumped_json(json));
  return kDone;
}

base::Result<int> predict_text(const TextArguments& arguments,
                               const std::filesystem::path& workspace, const Place& place) {
  const auto loaded = load_model(arguments, workspace, place);
  if (!loaded) return base::failure_of(loaded);
  const auto& model = loaded->model;
  const auto file = read_text_file(
      arguments.file, arguments.text.empty() ? model.story().text_column : arguments.text, "", {},
      FilePart::whole, place);
  if (!file) return base::failure_of(file);
  const auto answers = model.ask_all(file->texts, loaded->tools.reader(), base::default_workers());
  const std::string separator = model.separator().empty() ? "|" : model.separator();
  std::string lines = model.multi() ? "row,labels,probabilities\n" : "row,label,probability,best\n";
  std::size_t unknown = 0;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const auto& answer = answers[i];
    lines += fmt::format("{},", file->record(i));
    if (model.multi()) {
      std::string labels, probabilities;
      for (const auto label : answer.labels) {
        labels += (labels.empty() ? "" : separator) + model.labels()[label];
        probabilities += fmt::format("{}{:.4f}", probabilities.empty() ? "" : separator,
                                     answer.probabilities[label]);
      }
      unknown += answer.labels.empty();
      text::append_field(lines, labels);
      lines += ',';
      text::append_field(lines, probabilities);
      lines += '\n';
      continue;
    }
    const auto best = answer.labels.front();
    const bool sure = answer.probabilities[best] >= model.unsure();
    unknown += !sure;
    text::append_field(lines, sure ? std::string_view(model.labels()[best]) : kUnknownLabel);
    lines += fmt::format(",{:.4f},", answer.probabilities[best]);
    text::append_field(lines, model.labels()[best]);
    lines += '\n';
  }
  if (auto done = write_whole_file(place.absolute(arguments.out), lines); !done)
    return base::failure_of(done);
  const auto& console = place.console;
  if (console.json())
    console.line(dumped_json(Json{{"model", arguments.model},
                                  {"out", arguments.out},
                                  {"texts", answers.size()},
                                  {"unknown", unknown},
                                  {"unsure_below", model.unsure()}}));
  else
    console.line(
        fmt::format(fmt::runtime(console.say(
                        "{} texts labelled, {} of them unknown (less probable than {}): {}",
                        "已标注 {} 条文本，其中 {} 条未知（概率低于 {}）：{}")),
                    answers.size(), unknown, model.unsure(), arguments.out));
  return kDone;
}

}  // namespace

base::Result<int> run_text(const TextArguments& arguments, const std::filesystem::path& workspace,
                           const Place& place) {
  using Action = TextArguments::Action;
  if (arguments.reads_many_texts() && !(arguments.from.empty() && arguments.to.empty()))
    return base::failure(
        "--from and --to are for what is stored; of a file --time and --days say what is now",
        "--from、--to 用于已存数据；文件请用 --time 与 --days 指定本期");
  const bool tagged = arguments.action == Action::train && arguments.entities == "bio";
  if ((arguments.action == Action::train || arguments.action == Action::entities ||
       arguments.action == Action::label || arguments.action == Action::analyze ||
       arguments.reads_many_texts() || arguments.action == Action::rivals) &&
      arguments.text.empty() && arguments.model.empty() && !tagged)
    return base::failure("no column of texts is named: --text COLUMN", "未指定文本列：--text 列名");
  switch (arguments.action) {
    case Action::train:
      if (arguments.out.empty() && arguments.name.empty())
        return base::failure("where the model goes is not said: -o MODEL or --name NAME",
                             "未指定模型保存位置：-o 文件 或 --name 名称");
      if (arguments.entities.empty() == arguments.label.empty())
        return base::failure("train wants either --label COLUMN or --entities",
                             "train 须指定 --label 列名 或 --entities 之一");
      return arguments.entities.empty() ? train_text(arguments, workspace, place)
                                        : train_spans(arguments, workspace, place);
    case Action::eval: {
      const auto bytes = language::read_model_file(model_named(arguments.model, workspace, place));
      if (!bytes) return base::failure_of(bytes);
      return language::SpanModel::is_one(*bytes) ? eval_spans(arguments, *bytes, place)
                                                 : eval_text(arguments, workspace, place);
    }
    case Action::label:
      return label_texts_of(arguments, place);
    case Action::analyze:
      return analyze_texts(arguments, workspace, place);
    case Action::models:
      return list_models(workspace, place);
    case Action::entities:
      return find_entities(arguments, workspace, place);
    case Action::keywords:
    case Action::phrases:
    case Action::discover:
    case Action::names:
      return read_corpus_of(arguments, workspace, place);
    case Action::conversation:
      return read_conversations(arguments, workspace, place);
    case Action::rivals:
      return find_rivals(arguments, workspace, place);
    case Action::predict:
      return predict_text(arguments, workspace, place);
    case Action::wishes:  // In the store alone.
    case Action::retopic:
    case Action::reanalyze:
      break;
  }
  return kDone;
}

}  // namespace aftercare::app
