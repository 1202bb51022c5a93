#include "app/cli/arguments.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "app/cli/backup_arguments.hpp"
#include "app/cli/insight_arguments.hpp"
#include "app/cli/trust_arguments.hpp"

namespace aftercare::app {
namespace {

#ifndef AFTERCARE_VERSION
#define AFTERCARE_VERSION "0"
#endif

// Builds the commands once for one language; `chosen` is set by the command that was named.
class CommandLine {
 public:
  explicit CommandLine(bool chinese) : chinese_(chinese) {
    app_.name("aftercare");
    app_.set_version_flag("--version", std::string("aftercare ") + AFTERCARE_VERSION,
                          say("show the version", "显示版本"));
    app_.set_help_flag("-h,--help", say("show this help", "显示帮助"));
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.add_option("-w,--workspace", all_.workspace, say("the workspace's folder", "工作区文件夹"))
        ->envname("AFTERCARE_WORKSPACE");
    app_.add_flag("--json", all_.json,
                  say("one JSON document on stdout", "在标准输出给出一个 JSON"));
    app_.add_flag("-q,--quiet", all_.quiet, say("no progress", "不显示进度"));
    app_.add_option("--language", all_.language, say("language of messages", "消息语言"))
        ->check(CLI::IsMember({"zh", "en"}));
    add_making();
    add_data();
    add_dedupe();
    add_text();
    add_insight_commands(
        app_, insight_, [this] { all_.command = insight_; }, chinese_);
    add_reading();
    add_trust_commands(
        app_, trust_, [this](CommandArguments words) { all_.command = std::move(words); },
        chinese_);
    add_backup_commands(
        app_, backup_, [this](CommandArguments words) { all_.command = std::move(words); },
        chinese_);
    add_serving();
    auto* completion = app_.add_subcommand(
        "completion", say("print a completion script for bash", "输出 bash 补全脚本"));
    completion->callback([this] { completion_ = true; });
  }

  std::variant<Arguments, Printed> parse(const std::vector<std::string>& words) {
    std::vector<std::string> reversed(words.rbegin(), words.rend());
    try {
      app_.parse(reversed);
    } catch (const CLI::CallForHelp&) {
      return Printed{help(), 0};
    } catch (const CLI::CallForVersion&) {
      return Printed{std::string("aftercare ") + AFTERCARE_VERSION + "\n", 0};
    } catch (const CLI::ParseError& error) {
      return Printed{fmt::format("aftercare: {}\n{}\n", error.what(),
                                 say("See 'aftercare --help'", "见 aftercare --help")),
                     2};
    }
    if (completion_) return Printed{completion_script(), 0};
    if (all_.workspace.empty()) all_.workspace = ".";
    return all_;
  }

 private:
  const char* say(const char* en, const char* zh) const { return chinese_ ? zh : en; }

  template <typename T>
  CLI::App* command(CLI::App& parent, const char* name, const char* help, T* options) {
    auto* sub = parent.add_subcommand(name, help);
    sub->callback([this, options] { all_.command = *options; });
    return sub;
  }

  void add_making() {
    auto* init = command(app_, "init", say("make a workspace", "新建工作区"), &init_);
    init->add_option("DIR", init_.folder)->required();
    init->add_option("--name", init_.name, say("the shop's name", "店铺名称"));
    init->add_option("--zone", init_.zone, say("time zone", "时区"))->capture_default_str();
    init->add_option("--language", init_.language, say("zh or en", "zh 或 en"))
        ->check(CLI::IsMember({"zh", "en"}));
    auto* demo =
        command(app_, "demo",
                say("make a workspace with a simulated shop", "新建带模拟店铺的工作区"), &demo_);
    demo->add_option("DIR", demo_.folder)->required();
    demo->add_option("--customers", demo_.customers)
        ->capture_default_str()
        ->check(CLI::Range(1, 5'000'000));
    demo->add_option("--days", demo_.days)->capture_default_str()->check(CLI::Range(1, 3660));
    demo->add_option("--seed", demo_.seed)->capture_default_str();
    demo->add_option("--end", demo_.end,
                     say("last day, YYYY-MM-DD, or last minute, YYYY-MM-DDTHH:MM (default: now)",
                         "最后一天 YYYY-MM-DD，或最后时刻 YYYY-MM-DDTHH:MM（默认此刻）"));
  }

  void add_data() {
    auto* ingest = command(app_, "ingest",
                           say("read files, or what is new in the declared sources, into the store",
                               "把文件或已声明数据源中的新数据读入存储"),
                           &ingest_);
    ingest->add_option("PATH", ingest_.paths,
                       say("files and folders; none: the declared sources",
                           "文件或文件夹；不写则读已声明的数据源"));
    ingest->add_option("--as", ingest_.entity,
                       say("what the rows are, e.g. case", "行的实体，如 case"));
    ingest->add_option("--source", ingest_.source,
                       say("name of the source; without PATH: the declared one to read",
                           "数据源名称；不写 PATH 时为要读的已声明数据源"));
    ingest->add_option("--mapping", ingest_.mapping, say("a mapping file", "映射文件"));
    command(app_, "run",
            say("the main job: read what is new in the declared sources",
                "主任务：读入已声明数据源的新数据"),
            &run_);
    auto* source = app_.add_subcommand("source", say("the declared sources", "已声明的数据源"));
    source->require_subcommand(1);
    source->add_subcommand("list", say("show them and how far each is read", "列出及其读取进度"))
        ->callback([this] { all_.command = SourceArguments{}; });
    auto* token = source->add_subcommand("token", say("a new token to push rows with; printed once",
                                                      "推送数据用的新令牌，只显示一次"));
    token->add_option("NAME", source_.name)->required();
    token->callback([this] {
      source_.action = SourceArguments::Action::token;
      all_.command = source_;
    });
    auto* map = app_.add_subcommand("map", say("mappings of columns to fields", "列到字段的映射"));
    map->require_subcommand(1);
    auto* suggest =
        command(*map, "suggest", say("propose a mapping for a file", "为文件建议映射"), &suggest_);
    suggest->add_option("FILE", suggest_.file)->required();
    suggest->add_option("-o,--out", suggest_.out, say("write it as YAML", "写成 YAML"));
    auto* quarantine =
        app_.add_subcommand("quarantine", say("rows that were set aside", "被隔离的行"));
    quarantine->require_subcommand(1);
    auto* list = quarantine->add_subcommand("list", say("show them", "列出"));
    list->callback([this] { choose(QuarantineArguments::Action::list); });
    auto* show = quarantine->add_subcommand("show", say("one whole, in clear", "查看一行原文"));
    show->add_option("ID", quarantine_.ids)->required();
    show->add_option("--reason", quarantine_.reason,
                     say("why; noted in the audit log", "理由，记入审计日志"));
    show->callback([this] { choose(QuarantineArguments::Action::show); });
    auto* replay = quarantine->add_subcommand(
        "replay", say("try again, mended or with better rules", "修改后或按新规则重放"));
    replay->add_option("ID", quarantine_.ids);
    replay->add_flag("--all", quarantine_.all, say("all that wait", "全部"));
    replay->add_option("--set", quarantine_.set,
                       say("COLUMN=VALUE, mends the row", "列=值，修改该行"));
    replay->callback([this] { choose(QuarantineArguments::Action::replay); });
    add_quality();
  }

  void add_quality() {
    auto* quality = app_.add_subcommand(
        "quality", say("ledger and findings of the workspace, or the profile of any file",
                       "工作区的账目与质量发现，或任一文件的画像"));
    quality->add_option("FILE", quality_.file, say("any table", "任一表格"));
    quality->add_option("--html", quality_.html,
                        say("the profile as one HTML page", "把画像写成单个 HTML 页面"));
    quality
        ->add_option("--rules", quality_.rules,
                     say("judge the file by these rules (YAML); without a file: run the "
                         "workspace's rules over its tables",
                         "按此规则文件（YAML）检查；不给文件时对工作区各表运行规则"))
        ->expected(0, 1);
    quality->add_option("--table", quality_.table, say("only this table", "只检查此表"));
    quality->add_flag("--cells", quality_.cells,
                      say("list the file's suspected cells", "列出文件中可疑的单元格"));
    quality->add_option("-o,--out", quality_.out, say("write them as CSV", "写成 CSV"));
    auto* rules =
        quality->add_subcommand("rules", say("rules for a file or a table", "文件或表的规则"));
    rules->require_subcommand(1);
    auto* suggest = command(*rules, "suggest",
                            say("propose rules from what the file is like", "按文件现状建议规则"),
                            &suggest_rules_);
    auto* of_file = suggest->add_option("FILE", suggest_rules_.file);
    auto* of_table =
        suggest->add_option("--table", quality_.table,
                            say("from this stored table of the workspace", "按工作区的这张表建议"));
    of_file->excludes(of_table);
    suggest->add_option("-o,--out", suggest_rules_.out, say("write them there", "写入此文件"));
    suggest->callback([this, of_file, of_table] {
      if (of_file->count() + of_table->count() == 0)
        throw CLI::RequiredError(std::string(say("FILE or --table", "FILE 或 --table")));
      all_.command = suggest_rules_;
      if (of_table->count() == 0) return;
      quality_.suggest = true;
      quality_.out = suggest_rules_.out;
      all_.command = quality_;
    });
    quality->callback([this, quality] {
      quality_.run_rules = quality->get_option("--rules")->count() > 0;
      if (quality->get_subcommands().empty()) all_.command = quality_;
    });
    auto* repair = command(
        *quality, "repair",
        say("find and repair wrong cells of a table", "发现并修复表格中的错误单元格"), &repair_);
    repair->add_option("FILE", repair_.file)->required();
    repair->add_option("-o,--out", repair_.out, say("the repaired table, CSV", "修复后的表格 CSV"))
        ->required();
    repair->add_option("--report", repair_.report, say("every repair, CSV", "每处修复的明细 CSV"));
    repair
        ->add_option("--threshold", repair_.threshold,
                     say("repairs at least this sure are applied", "把握不低于此值的修复才应用"))
        ->capture_default_str()
        ->check(CLI::Range(0.0, 1.0));
    repair->add_option("--ask", repair_.ask, say("put this many questions", "提出这么多个问题"))
        ->check(CLI::Range(1, 1000));
    repair->add_option("--answers", repair_.answers,
                       say("answers as CSV: row,column,value", "答案 CSV：row,column,value"));
    repair->add_option("--questions", repair_.questions,
                       say("write the questions as CSV", "把问题写成 CSV"));
  }

  void add_dedupe() {
    auto* dedupe = command(app_, "dedupe",
                           say("find what is the same in any file; without one: in the workspace",
                               "在任意文件中查找相同的记录；不给文件时在工作区中查找"),
                           &dedupe_);
    // The parent's callback runs last: with a subcommand, that one was meant.
    dedupe->callback([this, dedupe] {
      if (!dedupe->get_subcommands().empty()) return;
      all_.command = dedupe_;
      const bool of_file = !dedupe_.file.empty() || !dedupe_.id.empty() || dedupe_.people ||
                           !dedupe_.text.empty() || !dedupe_.out.empty() ||
                           !dedupe_.pairs.empty() || !dedupe_.explain.empty();
      if (!of_file) all_.command = same_;
    });
    dedupe->add_option("FILE", dedupe_.file);
    dedupe->add_option(
        "--id", dedupe_.id,
        say("column that names a row (default: its number)", "标识行的列（默认：行号）"));
    auto* people =
        dedupe->add_flag("--people", dedupe_.people, say("rows are persons", "每行是一个人"));
    dedupe->add_option("--text", dedupe_.text, say("column of texts", "文本列"))->excludes(people);
    dedupe->add_option("-o,--out", dedupe_.out,
                       say("write id,cluster as CSV", "写出 id,cluster 的 CSV"));
    dedupe->add_option("--pairs", dedupe_.pairs,
                       say("write the scored pairs as CSV", "写出带分数的配对 CSV"));
    dedupe->add_option("--explain", dedupe_.explain,
                       say("ID1,ID2: why they are (not) the same", "ID1,ID2：为何相同或不同"));
    add_dedupe_pairs(*dedupe);
    add_dedupe_review(*dedupe);
  }

  void add_same_entity(CLI::App& command) {
    auto* customers =
        command.add_flag("--customers", same_.customers, say("only customers", "只看客户"));
    command.add_flag("--cases", same_.cases, say("only cases", "只看案例"))->excludes(customers);
  }

  void add_dedupe_review(CLI::App& dedupe) {
    using Action = SameArguments::Action;
    add_same_entity(dedupe);
    const auto action = [&](const char* name, const char* help, Action what) {
      auto* sub = dedupe.add_subcommand(name, help);
      if (what != Action::undo) add_same_entity(*sub);
      sub->callback([this, what] {
        same_.action = what;
        all_.command = same_;
      });
      return sub;
    };
    const auto keys = [this](CLI::App* sub, const char* name, const char* help) {
      sub->add_option(name, same_.keys, help)->required()->delimiter(',');
    };
    auto* list = action(
        "list", say("pairs to decide, joined, or kept apart", "待判定、已合并或已分开的配对"),
        Action::list);
    list->add_option(
            "--state", same_.state,
            say("proposed, joined or apart", "proposed 待判定，joined 已合并，apart 已分开"))
        ->check(CLI::IsMember({"proposed", "joined", "apart"}));
    list->add_option("--limit", same_.limit)->capture_default_str()->check(CLI::Range(1, 100'000));
    keys(action("show", say("two side by side, and why", "并排查看两条记录及原因"), Action::show),
         "PAIR", say("ONE,OTHER", "一,二"));
    keys(action("accept", say("a pair is one", "确认配对为同一个"), Action::accept), "PAIR",
         say("ONE,OTHER", "一,二"));
    keys(action("split",
                say("a pair is two; or one record is none of its group",
                    "配对不是同一个；或将一条记录移出合并组"),
                Action::split),
         "PAIR", say("ONE,OTHER, or ONE", "一,二，或单条"));
    keys(action("merge", say("these records are one", "将这些记录合并为同一个"), Action::merge),
         "KEY", say("two or more", "两条或更多"));
    action("undo", say("take back what was said", "撤销判定"), Action::undo)
        ->add_option("ID", same_.id, say("number of the verdict", "判定编号"))
        ->required();
  }

  void add_dedupe_pairs(CLI::App& dedupe) {
    auto* pairs = dedupe.add_subcommand(
        "pairs", say("learn from labelled pairs what is the same", "从已标注的配对中学习"));
    pairs->require_subcommand(1);
    const auto action = [&](const char* name, const char* help, DedupePairsArguments::Action what) {
      auto* sub = pairs->add_subcommand(name, help);
      sub->callback([this, what] {
        dedupe_pairs_.action = what;
        all_.command = dedupe_pairs_;
      });
      return sub;
    };
    using Action = DedupePairsArguments::Action;
    auto* train = action("train", say("learn a model", "训练模型"), Action::train);
    train->add_option("FILE", dedupe_pairs_.file)->required();
    train->add_option("-o,--out", dedupe_pairs_.out, say("the model", "模型文件"))->required();
    train->add_option("--valid", dedupe_pairs_.valid,
                      say("pairs to choose the threshold on", "用于选择阈值的配对"));
    auto* eval = action("eval", say("test a model", "评估模型"), Action::eval);
    eval->add_option("MODEL", dedupe_pairs_.model)->required();
    eval->add_option("FILE", dedupe_pairs_.file)->required();
    auto* predict = action("predict", say("judge pairs", "判断配对"), Action::predict);
    predict->add_option("MODEL", dedupe_pairs_.model)->required();
    predict->add_option("FILE", dedupe_pairs_.file)->required();
    predict->add_option("-o,--out", dedupe_pairs_.out, say("write CSV", "写出 CSV"))->required();
  }

  void add_text() {
    auto* text =
        app_.add_subcommand("text", say("labels of any file's texts, learnt from labelled ones",
                                        "从已标注的文本学习，为任意文件的文本标注"));
    text->require_subcommand(1);
    using Action = TextArguments::Action;
    const auto action = [&](const char* name, const char* help, Action what) {
      auto* sub = text->add_subcommand(name, help);
      sub->callback([this, what] {
        text_.action = what;
        all_.command = text_;
      });
      if (what == Action::eval || what == Action::predict)
        sub->add_option("MODEL", text_.model)->required();
      auto* file = sub->add_option("FILE", text_.file);
      if (what == Action::label || what == Action::train)
        file->description(say("without it: the workspace's cases", "不给出时：工作区的案例"));
      else
        file->required();
      sub->add_option("--text", text_.text, say("column of texts", "文本列"));
      sub->add_option("--unsure", text_.unsure,
                      say("a label less probable is unknown", "概率低于此值视为未知"))
          ->check(CLI::Range(0.0, 1.0));
      return sub;
    };
    const auto add_time = [&](CLI::App* sub) {
      sub->add_option("--time", text_.time,
                      say("column of when a text was written", "文本时间所在的列"));
      sub->add_option("--zone", text_.zone,
                      say("time zone, where no workspace says it", "时区（工作区未指定时）"))
          ->capture_default_str();
    };
    const auto add_labels = [&](CLI::App* sub) {
      sub->add_option("--label", text_.label, say("column of labels", "标签列"));
      sub->add_option(
          "--entities", text_.entities,
          say("entities instead of labels: a column of JSON spans, three columns "
              "TYPE,BEGIN,END, or bio if FILE is tagged lines",
              "学习实体而非标签：JSON 标注列，或三列 类型,起,止；FILE 为逐行标记时写 bio"));
      sub->add_option("--separator", text_.separator,
                      say("between several labels of a cell (default: sniffed)",
                          "同一单元格多个标签的分隔符（默认：自动识别）"));
      sub->add_option(
          "--split", text_.split,
          say("md5 or md5:K: hold back the rows whose MD5 of the text mod 5 is K "
              "(default 1); train learns from the others, eval tests on these",
              "md5 或 md5:K：留出文本 MD5 模 5 等于 K（默认 1）的行；train 用其余行学习，"
              "eval 用留出行检验"));
    };
    auto* train = action("train", say("learn a model", "训练模型"), Action::train);
    add_labels(train);
    train->add_option("-o,--out", text_.out, say("the model", "模型文件"));
    train->add_option("--name", text_.name,
                      say("keep it in the workspace under this name; used only if it is not worse "
                          "than the one there",
                          "以此名称保存在工作区；不差于原有模型才启用"));
    train->add_option("--suspects", text_.suspects,
                      say("write labels that look wrong as CSV", "把可能有误的标签写成 CSV"));
    train->add_flag("--multi", text_.multi,
                    say("a cell may hold several labels", "一个单元格可含多个标签"));
    train
        ->add_option(
            "--least-texts", text_.least_texts,
            say("keep what at least so many different texts use (default 2; with --name 5)",
                "只保留至少出现在这么多条不同文本中的特征（默认 2；带 --name 时 5）"))
        ->check(CLI::Range(1, 1'000'000));
    train->add_option("--seed", text_.seed)->capture_default_str();
    auto* eval = action("eval", say("test a model", "评估模型"), Action::eval);
    add_labels(eval);
    auto* predict = action("predict", say("label texts", "为文本标注"), Action::predict);
    predict->add_option("-o,--out", text_.out, say("write CSV", "写出 CSV"))->required();
    auto* entities = action(
        "entities",
        say("find names, numbers, dates ... with their places", "找出姓名、号码、日期等及其位置"),
        Action::entities);
    entities->add_option("--model", text_.model,
                         say("a learnt one (default: what the program knows itself)",
                             "学得的模型（默认：程序自带的识别）"));
    entities->add_option("-o,--out", text_.out, say("write CSV", "写出 CSV"));
    add_time(entities);
    for (const auto& [name, help, what] :
         {std::tuple{"keywords",
                     say("words that tell what the texts speak of, and what grows",
                         "反映文本内容的关键词及其增长"),
                     Action::keywords},
          std::tuple{
              "phrases",
              say("phrases that no list knows, and what grows", "发现词典之外的短语及其增长"),
              Action::phrases},
          std::tuple{"discover",
                     say("groups of texts that no topic is known for, by their phrases",
                         "发现主题体系之外的新话题，以短语命名"),
                     Action::discover}}) {
      auto* sub = action(name, help, what);
      add_time(sub);
      sub->add_option("--days", text_.days,
                      say("how many days now has, counted back from the last text",
                          "本期天数，自最后一条文本向前计"))
          ->check(CLI::Range(1, 3660))
          ->capture_default_str();
      sub->add_option("--top", text_.top, say("so many are told", "列出个数"))
          ->check(CLI::Range(1, 100'000))
          ->capture_default_str();
    }
    auto* talk =
        action("conversation",
               say("what happened in each conversation: replies, promises, ending, summary",
                   "每个会话：回复、承诺、结局与摘要"),
               Action::conversation);
    add_time(talk);
    talk->add_option("--session", text_.session,
                     say("column of the conversation's id (default: call_id, session_id, case_id)",
                         "会话编号列（默认 call_id、session_id、case_id）"));
    talk->add_option("--sender", text_.sender,
                     say("column of who speaks (default: sender, role, speaker)",
                         "说话人列（默认 sender、role、speaker）"));
    talk->add_option("--agent", text_.agent,
                     say("the value that means an agent; all others are the customer",
                         "表示客服的取值；其余均为客户"));
    action("rivals",
           say("other brands and shops compared with, and what is wished for",
               "提到的竞品与店铺，以及未满足的需求"),
           Action::rivals);
    auto* label = action(
        "label", say("label texts by hand, the most useful first", "手工标注文本，最有用的先标"),
        Action::label);
    label->add_option("--labels", text_.names,
                      say("labels to choose from: A,B,C", "可选标签：A,B,C"));
    label->add_option(
        "--name", text_.name,
        say("of cases: what is labelled: topic, sentiment, kind, or a name of your own",
            "标注案例时：标注内容，topic、sentiment、kind 或自定义名称"));
    label->add_option("-o,--out", text_.out,
                      say("of a file: the labelled texts, CSV", "标注文件时：已标注的文本 CSV"));
    auto* analyze = action("analyze",
                           say("topic, mood, severity, kind, keywords ... of every text",
                               "每条文本的主题、情感、严重度、类型、关键词等"),
                           Action::analyze);
    analyze->add_option("--column", text_.text, say("the same as --text", "同 --text"));
    analyze->add_option("-o,--out", text_.out, say("write CSV", "写出 CSV"))->required();
    auto* wishes = text->add_subcommand(
        "wishes", say("what the workspace's customers wish for and miss, the most told first",
                      "工作区客户的愿望与缺失，最常提到的在前"));
    wishes->callback([this] {
      text_.action = Action::wishes;
      all_.command = text_;
    });
    wishes->add_option("--from", text_.from, say("first day", "首日"));
    wishes->add_option("--to", text_.to, say("last day", "末日"));
    wishes->add_option("--top", text_.top, say("so many are told", "列出个数"))
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    text->add_subcommand("models", say("the models that the workspace keeps", "工作区中的模型"))
        ->callback([this] {
          text_.action = Action::models;
          all_.command = text_;
        });
  }

  void choose(QuarantineArguments::Action action) {
    quarantine_.action = action;
    all_.command = quarantine_;
  }

  void add_reading() {
    auto* query = command(app_, "query", say("numbers", "指标数值"), &query_);
    query->add_option("METRIC", query_.metrics)->required();
    query->add_option("--by", query_.by, say("dimensions", "维度"))->delimiter(',');
    query->add_option(
        "--where", query_.where,
        say("filter, e.g. \"channel in (chat,email)\"", "筛选，如 \"channel in (chat,email)\""));
    query->add_option("--from", query_.from, say("first day", "起始日"));
    query->add_option("--to", query_.to, say("last day", "结束日"));
    query->add_option("--limit", query_.limit);
    query->add_flag("--csv", query_.csv, say("as CSV", "输出 CSV"));
    query->add_flag("--rows", query_.rows, say("the records behind the number", "数值背后的记录"));
    auto* asking =
        command(app_, "ask",
                say("a question in plain words, e.g. \"return rate last month by product\"",
                    "用大白话提问，如“上个月各商品的退货率”"),
                &ask_);
    asking->add_option("QUESTION", ask_.words)->required();
    asking->add_option(
        "--today", ask_.today,
        say("the day that is today, YYYY-MM-DD (default: now, or the last day of the data)",
            "作为“今天”的日期 YYYY-MM-DD（默认此刻，或数据的最后一天）"));
    command(app_, "glossary", say("what every number means", "每个指标的含义"), &glossary_);
    auto* report = command(
        app_, "report", say("write the report as one HTML file", "生成单文件 HTML 报告"), &report_);
    report->add_option("-o,--out", report_.out);
    report->add_option("--from", report_.from, say("first day", "起始日"));
    report->add_option("--to", report_.to, say("last day", "结束日"));
  }

  void add_serving() {
    auto* serve = command(app_, "serve",
                          say("the dashboard on 127.0.0.1", "在 127.0.0.1 上提供看板"), &serve_);
    serve->add_option("--port", serve_.port)->capture_default_str();
    serve
        ->add_option("--address", serve_.address,
                     say("another address to listen on: needs TLS and users",
                         "监听其他地址：需要 TLS 与用户"))
        ->capture_default_str();
    serve->add_option("--name", serve_.names,
                      say("a name by which the server is reached", "访问服务器所用的名称"));
    auto* certificate = serve->add_option("--cert", serve_.certificate,
                                          say("certificate file (PEM)", "证书文件（PEM）"));
    auto* key = serve->add_option("--key", serve_.key, say("its key (PEM)", "私钥文件（PEM）"));
    certificate->needs(key);
    key->needs(certificate);
    add_users();
    command(app_, "link", say("a new one-time link to the dashboard", "新的一次性看板链接"),
            &link_);
  }

  void add_users() {
    using Action = UsersArguments::Action;
    auto* users =
        app_.add_subcommand("users", say("who may use the workspace", "谁可以使用工作区"));
    users->require_subcommand(1);
    const auto sub = [this, users](const char* name, const char* help, Action action) {
      auto* one = users->add_subcommand(name, help);
      one->callback([this, action] {
        users_.action = action;
        all_.command = users_;
      });
      if (action != Action::list) one->add_option("NAME", users_.name)->required();
      return one;
    };
    const auto rows = [this](CLI::App& one) {
      one.add_option("--shop", users_.shops, say("only these shops", "仅限这些店铺"));
      one.add_option("--team", users_.teams, say("only these teams", "仅限这些班组"));
      one.add_option("--region", users_.regions, say("only these provinces", "仅限这些省份"));
      one.add_option("--agent", users_.agent,
                     say("the agent that the user is", "该用户对应的客服"));
    };
    sub("list", say("show them", "列出"), Action::list);
    auto* add =
        sub("add", say("a new user; asks for the password", "新增用户；随后输入密码"), Action::add);
    add->add_option("--role", users_.role, say("see catalog/roles.yaml", "见 catalog/roles.yaml"))
        ->required();
    rows(*add);
    add->add_option("--subject", users_.subject,
                    say("who it is at the provider of identities; no password then",
                        "在身份提供方的标识；此时无需密码"));
    sub("password", say("a new password; asks for it", "修改密码；随后输入"), Action::password);
    sub("role", say("another role", "修改角色"), Action::role)
        ->add_option("ROLE", users_.role)
        ->required();
    rows(*sub("rows", say("which rows the user sees; none named: all", "可见的数据；不写则全部"),
              Action::rows));
    sub("disable", say("no entry any more", "停用"), Action::disable);
    sub("enable", say("entry again", "启用"), Action::enable);
    sub("code", say("a second factor: an authenticator app", "两步验证：验证器应用"), Action::code)
        ->add_flag("--off", users_.off, say("none any more", "取消"));
    auto* token =
        sub("token", say("a token for programs; told once", "供程序使用的令牌，只显示一次"),
            Action::token);
    token->add_option("--label", users_.label, say("what it is for", "用途"))->required();
    token->add_option("--action", users_.actions, say("only these actions", "仅限这些操作"));
    token->add_option("--days", users_.days, say("how long it lasts", "有效天数"))
        ->capture_default_str();
    sub("revoke", say("a token is void", "作废令牌"), Action::revoke)
        ->add_option("--label", users_.label, say("which; none: all", "哪一个；不写则全部"));
  }

  std::string help() const {
    const CLI::App* deepest = &app_;
    for (;;) {
      const auto chosen = deepest->get_subcommands();
      if (chosen.empty()) return deepest->help();
      deepest = chosen.front();
    }
  }

  std::string completion_script() const {
    std::string names;
    for (const auto* sub : app_.get_subcommands([](const CLI::App*) { return true; }))
      names += (names.empty() ? "" : " ") + sub->get_name();
    return fmt::format(
        "_aftercare() {{\n  local word=${{COMP_WORDS[COMP_CWORD]}}\n"
        "  if [ \"$COMP_CWORD\" = 1 ]; then COMPREPLY=($(compgen -W '{}' -- \"$word\"))\n"
        "  else COMPREPLY=($(compgen -f -- \"$word\")); fi\n}}\n"
        "complete -F _aftercare aftercare\n",
        names);
  }

  bool chinese_;
  bool completion_ = false;
  CLI::App app_{"Aftercare"};
  Arguments all_;
  InitArguments init_;
  DemoArguments demo_;
  IngestArguments ingest_;
  RunArguments run_;
  SourceArguments source_;
  MapSuggestArguments suggest_;
  QuarantineArguments quarantine_;
  QualityArguments quality_;
  SuggestRulesArguments suggest_rules_;
  RepairArguments repair_;
  DedupeArguments dedupe_;
  SameArguments same_;
  DedupePairsArguments dedupe_pairs_;
  TextArguments text_;
  InsightArguments insight_;
  QueryArguments query_;
  AskArguments ask_;
  GlossaryArguments glossary_;
  ReportArguments report_;
  TrustWords trust_;
  BackupWords backup_;
  UsersArguments users_;
  ServeArguments serve_;
  LinkArguments link_;
};

}  // namespace

std::variant<Arguments, Printed> parse_arguments(const std::vector<std::string>& words,
                                                 bool chinese) {
  return CommandLine(chinese).parse(words);
}

bool opens_store(const CommandArguments& command) {
  if (const auto* text = std::get_if<TextArguments>(&command))
    return text->action == TextArguments::Action::wishes ||
           (text->file.empty() && (text->action == TextArguments::Action::label ||
                                   text->action == TextArguments::Action::train));
  if (const auto* quality = std::get_if<QualityArguments>(&command)) return quality->file.empty();
  if (const auto* insight = std::get_if<InsightArguments>(&command))
    return !insight->metric.empty();
  if (const auto* privacy = std::get_if<PrivacyArguments>(&command)) return privacy->key.empty();
  return !std::holds_alternative<InitArguments>(command) &&
         !std::holds_alternative<GlossaryArguments>(command) &&
         !std::holds_alternative<DemoArguments>(command) &&
         !std::holds_alternative<MapSuggestArguments>(command) &&
         !std::holds_alternative<SuggestRulesArguments>(command) &&
         !std::holds_alternative<RepairArguments>(command) &&
         !std::holds_alternative<DedupeArguments>(command) &&
         !std::holds_alternative<DedupePairsArguments>(command) &&
         !std::holds_alternative<RestoreArguments>(command) &&
         !std::holds_alternative<ServeArguments>(command);
}

bool reads_answers(const CommandArguments& command) {
  const auto* text = std::get_if<TextArguments>(&command);
  return text != nullptr && text->action == TextArguments::Action::label;
}

}  // namespace aftercare::app
