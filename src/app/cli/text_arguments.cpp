#include "app/cli/text_arguments.hpp"

#include <CLI/CLI.hpp>
#include <string>

namespace aftercare::app {
namespace {

class TextCommands {
 public:
  TextCommands(CLI::App& program, TextWords& words,
               const std::function<void(CommandArguments)>& chosen, bool chinese)
      : program_(program), words_(words), chosen_(chosen), chinese_(chinese) {}

  void add_all() { add_text(); }

 private:
  const char* say(const char* en, const char* zh) const { return chinese_ ? zh : en; }

  void add_text() {
    auto* text =
        program_.add_subcommand("text", say("labels of any file's texts, learnt from labelled ones",
                                            "从已标注的文本学习，为任意文件的文本标注"));
    text->require_subcommand(1);
    using Action = TextArguments::Action;
    const auto action = [&](const char* name, const char* help, Action what) {
      auto* sub = text->add_subcommand(name, help);
      sub->callback([&words = words_, chosen = chosen_, what] {
        words.text.action = what;
        chosen(words.text);
      });
      if (what == Action::eval || what == Action::predict)
        sub->add_option("MODEL", words_.text.model)->required();
      auto* file = sub->add_option("FILE", words_.text.file);
      if (what == Action::label || what == Action::train)
        file->description(say("without it: the workspace's cases", "不给出时：工作区的案例"));
      else if (what == Action::conversation)
        file->description(
            say("without it: a stored case, --case", "不给出时：用 --case 指定已存案例"));
      else if (what == Action::keywords || what == Action::phrases || what == Action::discover ||
               what == Action::names)
        file->description(
            say("without it: the workspace's texts of --from to --to (default: the "
                "last week), against as many days before",
                "不给出时：工作区 --from 至 --to 的文本（默认最近一周），对比此前同样天数"));
      else
        file->required();
      sub->add_option("--text", words_.text.text, say("column of texts", "文本列"));
      sub->add_option("--unsure", words_.text.unsure,
                      say("a label less probable is unknown", "概率低于此值视为未知"))
          ->check(CLI::Range(0.0, 1.0));
      return sub;
    };
    const auto add_time = [&](CLI::App* sub) {
      sub->add_option("--time", words_.text.time,
                      say("column of when a text was written", "文本时间所在的列"));
      sub->add_option("--zone", words_.text.zone,
                      say("time zone, where no workspace says it", "时区（工作区未指定时）"))
          ->capture_default_str();
    };
    const auto add_period = [&](CLI::App* sub) {
      sub->add_option("--from", words_.text.from, say("first day", "首日"));
      sub->add_option("--to", words_.text.to, say("last day", "末日"));
    };
    const auto add_labels = [&](CLI::App* sub) {
      sub->add_option("--label", words_.text.label, say("column of labels", "标签列"));
      sub->add_option(
          "--entities", words_.text.entities,
          say("entities instead of labels: a column of JSON spans, three columns "
              "TYPE,BEGIN,END, or bio if FILE is tagged lines",
              "学习实体而非标签：JSON 标注列，或三列 类型,起,止；FILE 为逐行标记时写 bio"));
      sub->add_option("--separator", words_.text.separator,
                      say("between several labels of a cell (default: sniffed)",
                          "同一单元格多个标签的分隔符（默认：自动识别）"));
      sub->add_option(
          "--split", words_.text.split,
          say("md5 or md5:K: hold back the rows whose MD5 of the text mod 5 is K "
              "(default 1); train learns from the others, eval tests on these",
              "md5 或 md5:K：留出文本 MD5 模 5 等于 K（默认 1）的行；train 用其余行学习，"
              "eval 用留出行检验"));
    };
    auto* train = action("train", say("learn a model", "训练模型"), Action::train);
    add_labels(train);
    train->add_option("-o,--out", words_.text.out, say("the model", "模型文件"));
    train->add_option("--name", words_.text.name,
                      say("keep it in the workspace under this name; used only if it is not worse "
                          "than the one there",
                          "以此名称保存在工作区；不差于原有模型才启用"));
    train->add_option("--suspects", words_.text.suspects,
                      say("write labels that look wrong as CSV", "把可能有误的标签写成 CSV"));
    train->add_flag("--multi", words_.text.multi,
                    say("a cell may hold several labels", "一个单元格可含多个标签"));
    train
        ->add_option(
            "--least-texts", words_.text.least_texts,
            say("keep what at least so many different texts use (default 2; with --name 5)",
                "只保留至少出现在这么多条不同文本中的特征（默认 2；带 --name 时 5）"))
        ->check(CLI::Range(1, 1'000'000));
    train->add_option("--seed", words_.text.seed)->capture_default_str();
    auto* eval = action("eval", say("test a model", "评估模型"), Action::eval);
    add_labels(eval);
    auto* predict = action("predict", say("label texts", "为文本标注"), Action::predict);
    predict->add_option("-o,--out", words_.text.out, say("write CSV", "写出 CSV"))->required();
    auto* entities = action(
        "entities",
        say("find names, numbers, dates ... with their places", "找出姓名、号码、日期等及其位置"),
        Action::entities);
    entities->add_option("--model", words_.text.model,
                         say("a learnt one (default: what the program knows itself)",
                             "学得的模型（默认：程序自带的识别）"));
    entities->add_option("-o,--out", words_.text.out, say("write CSV", "写出 CSV"));
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
      add_period(sub);
      sub->add_option("--days", words_.text.days,
                      say("how many days now has, counted back from the last text",
                          "本期天数，自最后一条文本向前计"))
          ->check(CLI::Range(1, 3660))
          ->capture_default_str();
      sub->add_option("--top", words_.text.top, say("so many are told", "列出个数"))
          ->check(CLI::Range(1, 100'000))
          ->capture_default_str();
    }
    auto* names = action("names",
                         say("parts and brands that no list knows, by the company they keep",
                             "从上下文学出词表之外的部件与品牌"),
                         Action::names);
    add_period(names);
    names->add_option("--top", words_.text.top, say("so many are told", "列出个数"))
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    names->add_option("-o,--out", words_.text.out,
                      say("write them as word lists (YAML)", "写成词表（YAML）"));
    auto* talk =
        action("conversation",
               say("what happened in each conversation: replies, promises, ending, summary",
                   "每个会话：回复、承诺、结局与摘要"),
               Action::conversation);
    add_time(talk);
    talk->add_option("--case", words_.text.case_key,
                     say("the stored case's key, instead of FILE", "已存案例的编号，代替文件"));
    talk->add_option("--session", words_.text.session,
                     say("column of the conversation's id (default: call_id, session_id, case_id)",
                         "会话编号列（默认 call_id、session_id、case_id）"));
    talk->add_option("--sender", words_.text.sender,
                     say("column of who speaks (default: sender, role, speaker)",
                         "说话人列（默认 sender、role、speaker）"));
    talk->add_option("--agent", words_.text.agent,
                     say("the value that means an agent; all others are the customer",
                         "表示客服的取值；其余均为客户"));
    action("rivals",
           say("other brands and shops compared with, and what is wished for",
               "提到的竞品与店铺，以及未满足的需求"),
           Action::rivals);
    auto* label = action(
        "label", say("label texts by hand, the most useful first", "手工标注文本，最有用的先标"),
        Action::label);
    label->add_option("--labels", words_.text.names,
                      say("labels to choose from: A,B,C", "可选标签：A,B,C"));
    label->add_option(
        "--name", words_.text.name,
        say("of cases: what is labelled: topic, sentiment, kind, or a name of your own",
            "标注案例时：标注内容，topic、sentiment、kind 或自定义名称"));
    label->add_option("-o,--out", words_.text.out,
                      say("of a file: the labelled texts, CSV", "标注文件时：已标注的文本 CSV"));
    auto* analyze = action("analyze",
                           say("topic, mood, severity, kind, keywords ... of every text",
                               "每条文本的主题、情感、严重度、类型、关键词等"),
                           Action::analyze);
    analyze->add_option("--column", words_.text.text, say("the same as --text", "同 --text"));
    analyze->add_option("-o,--out", words_.text.out, say("write CSV", "写出 CSV"))->required();
    auto* wishes = text->add_subcommand(
        "wishes", say("what the workspace's customers wish for and miss, the most told first",
                      "工作区客户的愿望与缺失，最常提到的在前"));
    wishes->callback([&words = words_, chosen = chosen_] {
      words.text.action = Action::wishes;
      chosen(words.text);
    });
    add_period(wishes);
    wishes->add_option("--top", words_.text.top, say("so many are told", "列出个数"))
        ->check(CLI::Range(1, 100'000))
        ->capture_default_str();
    text->add_subcommand("retopic", say("judge the stored cases of topics that were split again",
                                        "重新判定被拆分主题的已存案例"))
        ->callback([&words = words_, chosen = chosen_] {
          words.text.action = Action::retopic;
          chosen(words.text);
        });
    text->add_subcommand("reanalyze", say("analyse again what an older analysis judged",
                                          "用现行分析重新分析旧版分析的已存文本"))
        ->callback([&words = words_, chosen = chosen_] {
          words.text.action = Action::reanalyze;
          chosen(words.text);
        });
    text->add_subcommand("models", say("the models that the workspace keeps", "工作区中的模型"))
        ->callback([&words = words_, chosen = chosen_] {
          words.text.action = Action::models;
          chosen(words.text);
        });
  }

  CLI::App& program_;
  TextWords& words_;
  std::function<void(CommandArguments)> chosen_;
  bool chinese_;
};

}  // namespace

void add_text_commands(CLI::App& program, TextWords& words,
                       const std::function<void(CommandArguments)>& chosen, bool chinese) {
  TextCommands(program, words, chosen, chinese).add_all();
}

}  // namespace aftercare::app
