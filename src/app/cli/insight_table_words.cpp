// Series, baskets, events and units: of a file by its columns, or of a metric.

#include "app/cli/insight_words.hpp"

namespace aftercare::app {

void InsightWords::add_tables() {
  add_rules();
  add_forecast();
  add_anomalies();
  add_trend();
  add_drivers();
  add_impact();
  add_flow();
  add_defects();
}

void InsightWords::add_rules() {
  auto* rules =
      action("rules", say("what goes together, more than by chance", "经常一起出现的组合与规则"),
             Action::rules);
  auto* file = rules->add_option("FILE", words_.file,
                                 say("any table; or a metric's name", "任一表格，或指标名"));
  add_metric(rules, file);
  rules->add_option("--by", words_.by,
                    say("dimensions of the metric's rows; the first tells the problems that "
                        "follow each other: A,B",
                        "该指标数据行的维度：A,B；第一个用于判断接连出现的问题"));
  rules
      ->add_option("--within", words_.within,
                   say("days in which a next problem follows", "后续问题的天数上限"))
      ->check(CLI::Range(1, 366))
      ->capture_default_str();
  auto* transaction =
      rules->add_option("--transaction", words_.transaction,
                        say("column that tells baskets apart; without it a line is a basket",
                            "区分购物篮的列；不给则一行是一个购物篮"));
  auto* item = rules->add_option("--item", words_.item, say("column of items", "物品列"));
  transaction->needs(item);
  item->needs(transaction);
  rules->add_option("--min-support", words_.min_support,
                    say("share of the baskets, as 0.01 or 1%; from 1 on: their number",
                        "最小支持度：占比如 0.01 或 1%；1 及以上为个数"));
  rules
      ->add_option("--min-confidence", words_.min_confidence,
                   say("rules less sure are not told", "低于此置信度的规则不列出"))
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  add_of_file(rules, file, "--time", words_.time, "column of times, for --id, --from and --to",
              "时间列，用于 --id、--from 与 --to");
  add_of_file(rules, file, "--id", words_.id, "column of who: tells what item follows which, too",
              "客户列：同时分析接连出现的物品");
  add_top(rules);
}

void InsightWords::add_series(CLI::App* sub) {
  auto* file = sub->add_option("FILE", words_.file,
                               say("any table; or a metric's name", "任一表格，或指标名"));
  sub->add_option("--time", words_.time, say("column of times", "时间列"))->needs(file);
  sub->add_option("--value", words_.value, say("column of numbers", "数值列"))->needs(file);
  sub->add_option("--id", words_.id,
                  say("column that tells series apart; without it the file is one",
                      "区分序列的列；不给则整个文件是一条序列"))
      ->needs(file);
  sub->add_option("--metric", words_.metric,
                  say("a metric of the workspace, instead of a file", "工作区的指标（代替文件）"))
      ->excludes(file);
  sub->add_option("--step", words_.step,
                  say("hour, day, week or month", "hour 时，day 日，week 周，month 月"))
      ->check(CLI::IsMember({"hour", "day", "week", "month"}));
  sub->add_option("--by", words_.by,
                  say("dimension whose values are a series each", "按此维度分成多条序列"));
  sub->add_option("--where", words_.where, say("filter", "筛选"));
  sub->add_option("--from", words_.from, say("first day", "起始日"));
  sub->add_option("--to", words_.to, say("last day", "结束日"));
  sub->add_option("--season", words_.season,
                  say("steps after which it repeats (1: none; default: by the calendar)",
                      "重复周期的步数（1 为无；默认按日历）"))
      ->check(CLI::Range(1, 100'000));
  add_page(sub);
  add_top(sub);
}

CLI::Option* InsightWords::add_base(CLI::App* sub) {
  return sub->add_option(
      "--base", words_.base,
      say("column of what the values are a part of (shares) or counted on (rates)",
          "分母列：数值占其比例，或按其计数"));
}

void InsightWords::add_forecast() {
  auto* forecast = action("forecast",
                          say("the next values, with intervals and how far off it was before",
                              "未来的值、区间与回测误差"),
                          Action::forecast);
  add_series(forecast);
  forecast->add_option("--horizon", words_.horizon, say("steps ahead", "预测步数"))
      ->required()
      ->check(CLI::Range(1, 10'000));
  forecast->add_option("--level", words_.level, say("of the interval", "区间的置信水平"))
      ->check(CLI::Range(0.5, 0.999))
      ->capture_default_str();
  add_holidays(forecast);
  add_staffing(forecast);
}

void InsightWords::add_holidays(CLI::App* sub) {
  sub->add_option("--holidays", words_.holidays,
                  say("file of days that are like no other: day, name (default, of a metric by the "
                      "day: holidays and sales days known by name)",
                      "特殊日期文件：日期, 名称（按日的指标默认用已知的节假日与大促）"));
}

void InsightWords::add_staffing(CLI::App* forecast) {
  auto& staffing = words_.staffing;
  auto* handling = forecast->add_option(
      "--handling", staffing.handling_s,
      say("seconds of work a contact takes: tells how many people are needed (Erlang C)",
          "每个接触的处理秒数：据此测算所需人数（Erlang C）"));
  handling->check(CLI::Range(1.0, 86'400.0));
  const auto number = [&](const char* name, double& value, const char* en, const char* zh) {
    forecast->add_option(name, value, say(en, zh))->needs(handling)->capture_default_str();
  };
  number("--service-level", staffing.answered_share, "share answered in time", "服务水平目标");
  number("--answer-within", staffing.within_s, "seconds within which it counts as in time",
         "及时应答的秒数");
  number("--occupancy", staffing.most_occupancy, "people are busy for this share at most",
         "占用率上限");
  number("--shrinkage", staffing.shrinkage, "share of paid time that is not at work",
         "损耗率：付薪时间中不在岗的占比");
  number("--at-once", staffing.at_once, "contacts that one serves at the same time",
         "每人同时服务数");
  number("--open-hours", staffing.open_hours, "hours a day, of steps of a day or longer",
         "每天营业小时（步长为日及以上时）");
}

void InsightWords::add_anomalies() {
  auto* anomalies =
      action("anomalies", say("what no one expected: a score for every row", "每一行的异常分数"),
             Action::anomalies);
  add_series(anomalies);
  anomalies
      ->add_option("--alarm", words_.alarm,
                   say("a score from here on is an anomaly", "分数不低于此值视为异常"))
      ->check(CLI::Range(0.0, 1.0))
      ->capture_default_str();
  anomalies->add_option("--state", words_.state,
                        say("file that remembers: only what came since the last time is told",
                            "记忆文件：只报告上次之后的新数据"));
}

void InsightWords::add_trend() {
  auto* trend = action("trend",
                       say("level, slope, season, changes, and rules of the control chart",
                           "水平、趋势、季节、突变点与控制图判异"),
                       Action::trend);
  add_series(trend);
  add_holidays(trend);
  auto* base = add_base(trend);
  trend
      ->add_option(
          "--chart", words_.chart,
          say("with a base: p for shares (default), u for rates", "有分母时：p 比例（默认），u 率"))
      ->check(CLI::IsMember({"p", "u"}))
      ->needs(base);
}

void InsightWords::add_drivers() {
  auto* drivers = action("drivers",
                         say("what explains the gap between two periods or groups of rows",
                             "两个时间段或两组之间的差距由什么造成"),
                         Action::drivers);
  auto* file = drivers->add_option("FILE", words_.file,
                                   say("any table; or a metric's name", "任一表格，或指标名"));
  drivers
      ->add_option("--metric", words_.metric,
                   say("a metric of the workspace, instead of a file", "工作区的指标（代替文件）"))
      ->excludes(file);
  drivers->add_option("--where", words_.where, say("filter", "筛选"));
  drivers->add_option("--value", words_.value,
                      say("column of numbers whose means are compared; without it rows are counted",
                          "比较其均值的数值列；不给则比较行数"));
  drivers->add_option("--time", words_.time, say("column of times", "时间列"));
  drivers->add_option("--before", words_.before,
                      say("first period, DAY..DAY", "前一时间段，日..日"));
  drivers->add_option("--after", words_.after,
                      say("second period, DAY..DAY", "后一时间段，日..日"));
  drivers->add_option(
      "--group", words_.group,
      say("column that tells two groups apart, instead of periods", "区分两组的列（代替时间段）"));
  drivers->add_option("--from", words_.from, say("its value of the first group", "第一组的取值"));
  drivers->add_option("--to", words_.to, say("its value of the second", "第二组的取值"));
  add_of_file(drivers, file, "--text", words_.text,
              "column of texts: what they are about may explain it too",
              "文本列：文本的主题、类型与情感也参与解释");
  drivers->add_option("--by", words_.by,
                      say("columns that may explain it: A,B (default: up to 12 with few values)",
                          "可能的解释列：A,B（默认取值较少的至多 12 列）"));
  drivers
      ->add_option("--depth", words_.depth,
                   say("conditions of a segment at most", "细分的条件个数上限"))
      ->check(CLI::Range(1, 3))
      ->capture_default_str();
  add_page(drivers);
  add_top(drivers);
}

void InsightWords::add_impact() {
  auto* impact = action("impact",
                        say("whether something that began on one day changed a series",
                            "某日开始的改变是否产生了影响"),
                        Action::impact);
  add_series(impact);
  impact->add_option("--at", words_.at, say("when it began", "开始的时间"))->required();
  impact->add_option("--treated", words_.treated,
                     say("the series that it touched; all others are what it is compared with",
                         "受影响的序列；其余作为对照"));
  impact
      ->add_option("--control", words_.control,
                   say("of the others: all, the three that went most alike (matched), or the mix "
                       "of them that did (synthetic)",
                       "对照：all 其余全部，matched 走势最接近的三条，synthetic 合成对照"))
      ->check(CLI::IsMember({"all", "matched", "synthetic"}));
  add_base(impact);
}

void InsightWords::add_flow() {
  auto* flow = action("flow",
                      say("the steps of cases, how often one follows another, where they wait",
                          "案例的步骤、先后次数与等待"),
                      Action::flow);
  auto* file = flow->add_option("FILE", words_.file,
                                say("any table; or a metric's name", "任一表格，或指标名"));
  add_metric(flow, file);
  flow->add_option("--case", words_.of_case,
                   say("column of what case an event belongs to", "事件所属案例的列"));
  flow->add_option("--activity", words_.activity, say("column of what happened", "所发生步骤的列"));
  flow->add_option("--time", words_.time, say("column of times", "时间列"));
  flow->add_option(
          "--actor", words_.actor,
          say("column of who did it: tells who waits for whom", "执行者的列：据此统计谁在等谁"))
      ->needs(file);
  flow->add_option("--declared", words_.declared,
                   say("the flow that cases should take: a name of the catalog, or a YAML file",
                       "应有流程：目录中的名称，或 YAML 文件"));
  add_top(flow);
}

void InsightWords::add_defects() {
  auto* defects = action("defects",
                         say("what fails more than its siblings, and how long things last",
                             "哪些明显比同类更易失效，以及能用多久"),
                         Action::defects);
  auto* file = defects->add_option("FILE", words_.file, say("units, one a row", "每行一件"));
  defects->add_option("--time", words_.time, say("column of when it came into use", "开始使用的列"))
      ->needs(file);
  defects
      ->add_option(
          "--ended", words_.ended,
          say("column of when it failed; empty cells: it works", "失效时间的列；空值表示仍正常"))
      ->needs(file);
  defects
      ->add_option(
          "--metric", words_.metric,
          say("a ratio of the workspace, instead of a file", "工作区的比率指标（代替文件）"))
      ->excludes(file);
  defects->add_option(
      "--by", words_.by,
      say("columns or dimensions whose values are compared: A,B", "比较其取值的列或维度：A,B"));
  defects->add_option(
      "--compared-within", words_.compared_within,
      say("column or dimension in whose values siblings are alike (none: all are; default: what "
          "the catalogue says)",
          "在其同一取值内比较同类的列或维度（none 为不分；默认按目录定义）"));
  defects->add_option("--step", words_.step, say("week or month", "week 周，month 月"))
      ->check(CLI::IsMember({"week", "month"}));
  defects->add_option("--where", words_.where, say("filter", "筛选"));
  defects->add_option("--from", words_.from, say("first day", "起始日"));
  defects->add_option("--to", words_.to, say("last day", "结束日"));
  add_page(defects);
  add_top(defects);
}

}  // namespace aftercare::app
