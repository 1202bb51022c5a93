#include "app/cli/label_store_command.hpp"

#include <fmt/format.h>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/label_talk.hpp"
#include "app/cli/text_file.hpp"
#include "app/label_json.hpp"
#include "language/learnt/labelled_texts.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kDoubtsShown = 5;
constexpr std::size_t kDoubtsTold = 200;

class StoreShelf final : public TextShelf {
 public:
  StoreShelf(pipeline::LabelWork& work, std::vector<std::string> offered, std::string by)
      : work_(work), offered_(std::move(offered)), by_(std::move(by)) {}

  std::vector<std::string> names() const override {
    auto names = work_.names();
    for (const auto& one : offered_)
      if (std::find(names.begin(), names.end(), one) == names.end()) names.push_back(one);
    return names;
  }
  std::size_t labelled() const override { return work_.progress().labelled; }

  base::Result<std::vector<AskedText>> next() override {
    const auto items = work_.next(language::LabelDesk::kAtATime, {});
    if (!items) return base::failure_of(items);
    std::vector<AskedText> asked;
    for (const auto& item : *items) asked.push_back(asked_of(item));
    return asked;
  }
  base::Result<void> answer(const std::string& id, const std::string& label) override {
    return work_.answer(id, label, by_);
  }
  base::Result<std::optional<AskedText>> take_back() override {
    const auto item = work_.take_back(by_);
    if (item) return std::optional(asked_of(*item));
    if (item.error().kind != base::ErrorKind::usage) return base::failure_of(item);
    return std::optional<AskedText>();
  }

 private:
  static AskedText asked_of(const pipeline::LabelItem& item) {
    return {item.key, item.key, item.text, item.proposal.label, item.proposal.probability};
  }

  pipeline::LabelWork& work_;
  std::vector<std::string> offered_;
  std::string by_;
};

base::Result<void> wants_name(const TextArguments& arguments) {
  if (!arguments.name.empty()) return {};
  return base::failure(
      "what is labelled is not said: --name NAME (topic, sentiment, kind, or a name of your own), "
      "or "
      "a FILE",
      "未指定标注内容：--name 名称（topic、sentiment、kind 或自定义名称），或给出文件");
}

}  // namespace

base::Result<int> label_cases(const TextArguments& arguments, const pipeline::Session& session,
                              const Place& place) {
  const auto& console = place.console;
  const auto work = pipeline::LabelWork::open(session, arguments.name);
  if (!work) return base::failure_of(work);
  std::vector<std::string> offered;
  for (const auto name : language::labels_in(arguments.names, ",")) offered.emplace_back(name);
  StoreShelf shelf(**work, offered, place.caller.viewer.name);
  AnswerLines answers(place.in);
  if (auto done = talk_labels(shelf, answers, console); !done) return base::failure_of(done);
  if (auto learnt = (*work)->next(1, {}); !learnt) return base::failure_of(learnt);
  const auto progress = (*work)->progress();
  const auto doubts = (*work)->doubts();
  if (console.json()) {
    console.line(dumped_json({{"set", arguments.name},
                              {"labelled", progress.labelled},
                              {"left", progress.left},
                              {"labels", shelf.names()},
                              {"suspects", to_json(doubts, kDoubtsTold)}}));
    return kDone;
  }
  for (std::size_t i = 0; i < std::min(doubts.size(), kDoubtsShown); ++i)
    console.line(fmt::format(
        fmt::runtime(console.say("perhaps wrong: {} is labelled {}, {} is likelier ({:.2f}): {}",
                                 "可能有误：{} 标为 {}，更像 {}（{:.2f}）：{}")),
        doubts[i].key, doubts[i].given, doubts[i].likely, doubts[i].probability,
        shown_text(doubts[i].text, 60)));
  console.line(
      fmt::format(fmt::runtime(console.say(
                      "{} cases are labelled. Learn from them: aftercare text train --name "
                      "{}",
                      "已标注 {} 条案例。由此学习：aftercare text train --name {}")),
                  progress.labelled, arguments.name));
  return kDone;
}

base::Result<int> train_labels(const TextArguments& arguments, const pipeline::Session& session,
                               const Place& place) {
  const auto& console = place.console;
  ConsoleProgress progress(console);
  const auto trained = pipeline::train_from_labels(session, arguments.name, progress);
  if (!trained) return base::failure_of(trained);
  if (console.json()) {
    auto json = to_json(*trained, arguments.name);
    json["held_back"] = scores_json(trained->scores, trained->names, false, trained->unsure);
    console.line(dumped_json(json));
    return kDone;
  }
  print_scores(trained->scores, trained->names, false, trained->unsure, console);
  const auto& trial = trained->trial;
  console.line(fmt::format(
      fmt::runtime(console.say("learnt from {} labels, tried on {} held back: accuracy {:.4f}",
                               "由 {} 个标签学习，留出 {} 个检验：准确率 {:.4f}")),
      trial.texts, trial.tested, trial.accuracy));
  if (trial.before_accuracy)
    console.line(fmt::format(
        fmt::runtime(trained->against_rules
                         ? console.say("the analysis itself: {:.4f}: {}", "分析自身：{:.4f}：{}")
                         : console.say("the model so far: {:.4f}: {}", "原有模型：{:.4f}：{}")),
        *trial.before_accuracy,
        trial.used ? console.say("the new model is used", "启用新模型")
                   : console.say("the new one is worse and not used", "新模型较差，不启用")));
  return kDone;
}

base::Result<int> label_in_store(const TextArguments& arguments, const pipeline::Session& session,
                                 const Place& place) {
  if (auto named = wants_name(arguments); !named) return base::failure_of(named);
  return arguments.action == TextArguments::Action::label ? label_cases(arguments, session, place)
                                                          : train_labels(arguments, session, place);
}

}  // namespace aftercare::app
