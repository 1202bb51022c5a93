#include "app/cli/insight_arguments.hpp"

#include <filesystem>

#include "app/cli/insight_words.hpp"

namespace aftercare::app {
namespace {

// 'insight trend csat': a bare word that is no file is a metric, unless columns of a file are
// named.
void take_for_metric(InsightArguments& words) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789_";
  std::error_code none;
  const bool columns = !(words.time.empty() && words.value.empty() && words.transaction.empty() &&
                         words.item.empty() && words.of_case.empty() && words.activity.empty() &&
                         words.group.empty() && words.id.empty() && words.ended.empty());
  if (columns || !words.metric.empty() || words.file.empty() ||
      words.file.find_first_not_of(letters) != words.file.npos ||
      std::filesystem::exists(words.file, none))
    return;
  words.metric = std::exchange(words.file, {});
  words.metric_or_file = true;
}

}  // namespace

InsightWords::InsightWords(CLI::App& program, InsightArguments& words,
                           const std::function<void()>& chosen, bool chinese)
    : words_(words), chosen_(chosen), chinese_(chinese) {
  insight_ = program.add_subcommand(
      "insight", say("what happened and why, in any table file or by a metric of the workspace",
                     "任意表格文件或工作区指标：发生了什么，为什么"));
  insight_->require_subcommand(1);
}

CLI::App* InsightWords::action(const char* name, const char* help, Action what) {
  auto* sub = insight_->add_subcommand(name, help);
  sub->callback([words = &words_, chosen = chosen_, what, sub] {
    words->action = what;
    if (sub->get_option_no_throw("--metric") != nullptr) take_for_metric(*words);
    chosen();
  });
  return sub;
}

void InsightWords::add_top(CLI::App* sub) {
  sub->add_option("--top", words_.top, say("so many are told", "列出个数"))
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
}

void InsightWords::add_page(CLI::App* sub) {
  sub->add_option("--html", words_.html, say("write a page too", "同时写出网页"));
}

// What every explanation of the workspace takes.
void InsightWords::add_rows(CLI::App* sub) {
  sub->add_option("--where", words_.where, say("filter", "筛选"));
  sub->add_option("--from", words_.from, say("first day", "起始日"));
  sub->add_option("--to", words_.to, say("last day", "结束日"));
  add_page(sub);
}

CLI::Option* InsightWords::add_file(CLI::App* sub) {
  return sub->add_option("FILE", words_.file,
                         say("any table, instead of the workspace", "任一表格（代替工作区）"));
}

void InsightWords::add_of_file(CLI::App* sub, CLI::Option* file, const char* name,
                               std::string& value, const char* en, const char* zh) {
  sub->add_option(name, value, say(en, zh))->needs(file);
}

// Of a file or of a metric's rows.
void InsightWords::add_metric(CLI::App* sub, CLI::Option* file) {
  sub->add_option("--metric", words_.metric,
                  say("rows that a metric of the workspace counts, instead of a file",
                      "工作区指标所统计的数据行（代替文件）"))
      ->excludes(file);
  add_rows(sub);
}

void add_insight_commands(CLI::App& program, InsightArguments& words,
                          const std::function<void()>& chosen, bool chinese) {
  InsightWords insight(program, words, chosen, chinese);
  insight.add_tables();
  insight.add_explanations();
}

}  // namespace aftercare::app
