// Explanations of the workspace, or of the rows of a file.

#include "app/cli/insight_words.hpp"

namespace aftercare::app {

void InsightWords::add_explanations() {
  add_compare();
  add_cohorts();
  add_rootcause();
  add_swot();
  add_story();
  add_spikes();
  add_influences();
}

void InsightWords::add_compare() {
  auto* compare =
      action("compare",
             say("two segments side by side, on every metric (or column) that both have",
                 "两个分组在全部可用指标（或列）上的对比"),
             Action::compare);
  auto* file = add_file(compare);
  compare
      ->add_option("--first", words_.first,
                   say("the first segment, as a condition: province = 广东",
                       "第一组的条件，如 province = 广东"))
      ->required();
  compare->add_option("--second", words_.second,
                      say("the second; without it all others", "第二组；不给则为其余全部"));
  compare->add_option("--metric", words_.metric, say("these metrics only: A,B", "仅这些指标：A,B"))
      ->excludes(file);
  add_of_file(compare, file, "--value", words_.value, "these columns only: A,B", "仅这些列：A,B");
  add_of_file(compare, file, "--time", words_.time, "column of times", "时间列");
  add_rows(compare);
  add_top(compare);
}

void InsightWords::add_cohorts() {
  auto* cohorts = action("cohorts",
                         say("customers by the month of their first order, and what became of them",
                             "按首单月份分组的客户及其后续"),
                         Action::cohorts);
  auto* file = add_file(cohorts);
  add_of_file(cohorts, file, "--id", words_.id, "column of who", "客户列");
  add_of_file(cohorts, file, "--time", words_.time, "column of times", "时间列");
  add_of_file(cohorts, file, "--activity", words_.activity,
              "column of what happened; without it every row is the same",
              "所发生事件的列；不给则每行相同");
  add_of_file(cohorts, file, "--first", words_.first, "what begins a history: order",
              "以哪种事件为起点，如 order");
  add_rows(cohorts);
  add_top(cohorts);
}

void InsightWords::add_rootcause() {
  auto* cause =
      action("rootcause",
             say("why, and why again: where a problem gathers beyond chance, step by step",
                 "逐层追问原因：问题集中在哪里"),
             Action::rootcause);
  auto* file = add_file(cause);
  cause
      ->add_option("--metric", words_.metric,
                   say("a ratio of counts (default: complaint_rate)",
                       "计数之比的指标（默认 complaint_rate）"))
      ->excludes(file);
  add_of_file(cause, file, "--value", words_.value,
              "column of events: 0 and 1, or how many a row tells of",
              "事件列：0/1，或每行的事件数");
  add_of_file(cause, file, "--base", words_.base,
              "column of what they are counted on (default: rows)", "分母列（默认按行计）");
  add_of_file(cause, file, "--problem", words_.problem,
              "columns that name the problem: A,B (default: those that only rows with events "
              "fill)",
              "说明问题的列：A,B（默认为仅在有事件的行中填写的列）");
  add_of_file(cause, file, "--id", words_.id,
              "column of an order or customer: rows of one come together",
              "订单或客户列：同一编号的多行不视为相互独立");
  add_of_file(cause, file, "--time", words_.time, "column of times", "时间列");
  add_of_file(cause, file, "--text", words_.text, "column of texts, for samples",
              "文本列，用于样例");
  cause->add_option(
      "--by", words_.by,
      say("dimensions or columns that may explain it: A,B", "可能的原因维度或列：A,B"));
  add_rows(cause);
  add_top(cause);
}

void InsightWords::add_swot() {
  auto* swot = action("swot",
                      say("praise, complaints and defects, wishes, rivals and lost customers",
                          "优势、劣势、机会、威胁"),
                      Action::swot);
  auto* file = add_file(swot);
  add_of_file(swot, file, "--text", words_.text, "column of texts", "文本列");
  add_of_file(swot, file, "--id", words_.id, "column of who", "客户列");
  add_of_file(swot, file, "--time", words_.time, "column of times", "时间列");
  add_of_file(swot, file, "--by", words_.by,
              "columns that may explain complaints: A,B (default: those with few values)",
              "可能解释投诉的列：A,B（默认为取值较少的列）");
  add_rows(swot);
  add_top(swot);
}

void InsightWords::add_story() {
  auto* story = action(
      "story", say("the ten facts of the week that matter", "本周最重要的十个事实"), Action::story);
  auto* file = add_file(story);
  add_of_file(story, file, "--time", words_.time, "column of times", "时间列");
  add_of_file(story, file, "--value", words_.value,
              "columns of numbers: A,B (default: those that hold numbers alone)",
              "数值列：A,B（默认为全是数字的列）");
  add_of_file(story, file, "--by", words_.by,
              "columns that describe the rows: A,B (default: those with few values)",
              "描述各行的列：A,B（默认为取值较少的列）");
  add_rows(story);
  add_top(story);
}

void InsightWords::add_spikes() {
  auto* spikes = action("spikes",
                        say("where more blame than usual came up, and what nobody said before",
                            "负面情绪的突增，以及此前没人说过的词语"),
                        Action::spikes);
  auto* file = add_file(spikes);
  add_of_file(spikes, file, "--text", words_.text, "column of texts", "文本列");
  add_of_file(spikes, file, "--time", words_.time, "column of times", "时间列");
  spikes->add_option(
      "--by", words_.by,
      say("dimensions or columns whose values are looked at: A,B", "按这些维度或列查看：A,B"));
  spikes
      ->add_option("--step", words_.step, say("the last day, or week", "最近一日 day 或一周 week"))
      ->check(CLI::IsMember({"day", "week"}))
      ->capture_default_str();
  add_rows(spikes);
  add_top(spikes);
}

void InsightWords::add_influences() {
  auto* influences = action(
      "influences",
      say("what satisfaction (or any share, mean or column) depends on, each beside all others",
          "满意度（或任一占比、均值、列）受什么影响，各因素相互剥离"),
      Action::influences);
  auto* file = influences->add_option("FILE", words_.file,
                                      say("any table; or a metric's name", "任一表格，或指标名"));
  influences
      ->add_option("--value", words_.value,
                   say("column of the result: 0 and 1, or numbers", "结果列：0/1 或数值"))
      ->needs(file);
  add_metric(influences, file);
  influences->add_option(
      "--by", words_.by,
      say("columns or dimensions that may have an influence: A,B", "可能有影响的列或维度：A,B"));
  add_of_file(influences, file, "--time", words_.time, "column of times, for --from and --to",
              "时间列，用于 --from 与 --to");
  add_top(influences);
}

}  // namespace aftercare::app
