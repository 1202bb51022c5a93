#include "app/cli/quality_arguments.hpp"

#include <CLI/CLI.hpp>
#include <string>

namespace aftercare::app {
namespace {

class QualityCommands {
 public:
  QualityCommands(CLI::App& program, QualityWords& words,
                  const std::function<void(CommandArguments)>& chosen, bool chinese)
      : program_(program), words_(words), chosen_(chosen), chinese_(chinese) {}

  void add_all() {
    add_quality();
    add_dedupe();
  }

 private:
  const char* say(const char* en, const char* zh) const { return chinese_ ? zh : en; }

  template <typename T>
  CLI::App* command(CLI::App& parent, const char* name, const char* help, T* options) {
    auto* sub = parent.add_subcommand(name, help);
    sub->callback([options, chosen = chosen_] { chosen(*options); });
    return sub;
  }

  void add_quality() {
    auto* quality = program_.add_subcommand(
        "quality", say("ledger and findings of the workspace, or the profile of any file",
                       "工作区的账目与质量发现，或任一文件的画像"));
    quality->add_option("FILE", words_.quality.file, say("any table", "任一表格"));
    quality->add_option("--html", words_.quality.html,
                        say("the profile as one HTML page", "把画像写成单个 HTML 页面"));
    quality
        ->add_option("--rules", words_.quality.rules,
                     say("judge the file by these rules (YAML); without a file: run the "
                         "workspace's rules over its tables",
                         "按此规则文件（YAML）检查；不给文件时对工作区各表运行规则"))
        ->expected(0, 1);
    quality->add_option("--table", words_.quality.table, say("only this table", "只检查此表"));
    quality->add_flag("--cells", words_.quality.cells,
                      say("list the file's suspected cells", "列出文件中可疑的单元格"));
    quality->add_option("-o,--out", words_.quality.out, say("write them as CSV", "写成 CSV"));
    auto* rules =
        quality->add_subcommand("rules", say("rules for a file or a table", "文件或表的规则"));
    rules->require_subcommand(1);
    auto* suggest = command(*rules, "suggest",
                            say("propose rules from what the file is like", "按文件现状建议规则"),
                            &words_.suggest_rules);
    auto* of_file = suggest->add_option("FILE", words_.suggest_rules.file);
    auto* of_table =
        suggest->add_option("--table", words_.quality.table,
                            say("from this stored table of the workspace", "按工作区的这张表建议"));
    of_file->excludes(of_table);
    suggest->add_option("-o,--out", words_.suggest_rules.out,
                        say("write them there", "写入此文件"));
    const std::string needed = say("FILE or --table", "FILE 或 --table");
    suggest->callback([&words = words_, chosen = chosen_, needed, of_file, of_table] {
      if (of_file->count() + of_table->count() == 0) throw CLI::RequiredError(needed);
      chosen(words.suggest_rules);
      if (of_table->count() == 0) return;
      words.quality.suggest = true;
      words.quality.out = words.suggest_rules.out;
      chosen(words.quality);
    });
    quality->callback([&words = words_, chosen = chosen_, quality] {
      words.quality.run_rules = quality->get_option("--rules")->count() > 0;
      if (quality->get_subcommands().empty()) chosen(words.quality);
    });
    add_review(*quality);
    auto* repair =
        command(*quality, "repair",
                say("find and repair wrong cells of a table", "发现并修复表格中的错误单元格"),
                &words_.repair);
    repair->add_option("FILE", words_.repair.file)->required();
    repair
        ->add_option("-o,--out", words_.repair.out,
                     say("the repaired table, CSV", "修复后的表格 CSV"))
        ->required();
    repair->add_option("--report", words_.repair.report,
                       say("every repair, CSV", "每处修复的明细 CSV"));
    repair
        ->add_option("--threshold", words_.repair.threshold,
                     say("repairs at least this sure are applied", "把握不低于此值的修复才应用"))
        ->capture_default_str()
        ->check(CLI::Range(0.0, 1.0));
    repair
        ->add_option("--ask", words_.repair.ask, say("put this many questions", "提出这么多个问题"))
        ->check(CLI::Range(1, 1000));
    repair->add_option("--answers", words_.repair.answers,
                       say("answers as CSV: row,column,value", "答案 CSV：row,column,value"));
    repair->add_option("--questions", words_.repair.questions,
                       say("write the questions as CSV", "把问题写成 CSV"));
  }

  void add_review(CLI::App& quality) {
    using Action = ReviewArguments::Action;
    const auto action = [&](const char* name, const char* help, Action what) {
      auto* sub = quality.add_subcommand(name, help);
      sub->callback([&words = words_, chosen = chosen_, what] {
        words.review.action = what;
        chosen(words.review);
      });
      return sub;
    };
    auto* findings =
        action("findings", say("what was found, row by row", "逐行列出质量发现"), Action::findings);
    findings->add_option("--field", words_.review.column,
                         say("ENTITY or ENTITY.FIELD", "实体 或 实体.字段"));
    findings->add_option("--rule", words_.review.rule, say("code of the rule", "规则代码"));
    findings->add_option("--kind", words_.review.kind)
        ->check(CLI::IsMember(
            {"flagged", "repaired", "proposed", "unresolved", "quarantined", "resolved"}));
    findings->add_option("--limit", words_.review.limit)
        ->capture_default_str()
        ->check(CLI::Range(1, 100'000));
    action("review", say("values and repairs to decide", "待定的取值与修复"), Action::list);
    const auto decides = [this](CLI::App* sub) {
      sub->add_option("FIELD", words_.review.column, say("ENTITY.FIELD", "实体.字段"))->required();
      sub->add_option("VALUE", words_.review.values, say("as the source wrote it", "来源的写法"));
      sub->add_option("--as", words_.review.as,
                      say("what it becomes; without VALUE: all that would become it",
                          "改为何值；不给取值时指所有将改为此值者"));
    };
    decides(action("accept", say("make a proposed repair", "接受待定的修复"), Action::accept));
    decides(
        action("reject", say("leave values as they are", "保持原样，不再提出"), Action::reject));
    action("undo", say("take a decision back", "撤销决定"), Action::undo)
        ->add_option("ID", words_.review.id, say("number of the decision", "决定编号"))
        ->required();
  }

  void add_dedupe() {
    auto* dedupe = command(program_, "dedupe",
                           say("find what is the same in any file; without one: in the workspace",
                               "在任意文件中查找相同的记录；不给文件时在工作区中查找"),
                           &words_.dedupe);
    // The parent's callback runs last: with a subcommand, that one was meant.
    dedupe->callback([&words = words_, chosen = chosen_, dedupe] {
      if (!dedupe->get_subcommands().empty()) return;
      chosen(words.dedupe);
      const bool of_file = !words.dedupe.file.empty() || !words.dedupe.id.empty() ||
                           words.dedupe.people || !words.dedupe.text.empty() ||
                           !words.dedupe.out.empty() || !words.dedupe.pairs.empty() ||
                           !words.dedupe.explain.empty();
      if (!of_file) chosen(words.same);
    });
    dedupe->add_option("FILE", words_.dedupe.file);
    dedupe->add_option(
        "--id", words_.dedupe.id,
        say("column that names a row (default: its number)", "标识行的列（默认：行号）"));
    auto* people =
        dedupe->add_flag("--people", words_.dedupe.people, say("rows are persons", "每行是一个人"));
    dedupe->add_option("--text", words_.dedupe.text, say("column of texts", "文本列"))
        ->excludes(people);
    dedupe->add_option("-o,--out", words_.dedupe.out,
                       say("write id,cluster as CSV", "写出 id,cluster 的 CSV"));
    dedupe->add_option("--pairs", words_.dedupe.pairs,
                       say("write the scored pairs as CSV", "写出带分数的配对 CSV"));
    dedupe->add_option("--explain", words_.dedupe.explain,
                       say("ID1,ID2: why they are (not) the same", "ID1,ID2：为何相同或不同"));
    add_dedupe_pairs(*dedupe);
    add_dedupe_review(*dedupe);
  }

  void add_same_entity(CLI::App& command) {
    auto* customers =
        command.add_flag("--customers", words_.same.customers, say("only customers", "只看客户"));
    command.add_flag("--cases", words_.same.cases, say("only cases", "只看案例"))
        ->excludes(customers);
  }

  void add_dedupe_review(CLI::App& dedupe) {
    using Action = SameArguments::Action;
    add_same_entity(dedupe);
    const auto action = [&](const char* name, const char* help, Action what) {
      auto* sub = dedupe.add_subcommand(name, help);
      if (what != Action::undo) add_same_entity(*sub);
      sub->callback([&words = words_, chosen = chosen_, what] {
        words.same.action = what;
        chosen(words.same);
      });
      return sub;
    };
    const auto keys = [this](CLI::App* sub, const char* name, const char* help) {
      sub->add_option(name, words_.same.keys, help)->required()->delimiter(',');
    };
    auto* list = action(
        "list", say("pairs to decide, joined, or kept apart", "待判定、已合并或已分开的配对"),
        Action::list);
    list->add_option(
            "--state", words_.same.state,
            say("proposed, joined or apart", "proposed 待判定，joined 已合并，apart 已分开"))
        ->check(CLI::IsMember({"proposed", "joined", "apart"}));
    list->add_option("--limit", words_.same.limit)
        ->capture_default_str()
        ->check(CLI::Range(1, 100'000));
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
        ->add_option("ID", words_.same.id, say("number of the verdict", "判定编号"))
        ->required();
  }

  void add_dedupe_pairs(CLI::App& dedupe) {
    auto* pairs = dedupe.add_subcommand(
        "pairs", say("learn from labelled pairs what is the same", "从已标注的配对中学习"));
    pairs->require_subcommand(1);
    const auto action = [&](const char* name, const char* help, DedupePairsArguments::Action what) {
      auto* sub = pairs->add_subcommand(name, help);
      sub->callback([&words = words_, chosen = chosen_, what] {
        words.dedupe_pairs.action = what;
        chosen(words.dedupe_pairs);
      });
      return sub;
    };
    using Action = DedupePairsArguments::Action;
    auto* train = action("train", say("learn a model", "训练模型"), Action::train);
    train->add_option("FILE", words_.dedupe_pairs.file)->required();
    train->add_option("-o,--out", words_.dedupe_pairs.out, say("the model", "模型文件"))
        ->required();
    train->add_option("--valid", words_.dedupe_pairs.valid,
                      say("pairs to choose the threshold on", "用于选择阈值的配对"));
    auto* eval = action("eval", say("test a model", "评估模型"), Action::eval);
    eval->add_option("MODEL", words_.dedupe_pairs.model)->required();
    eval->add_option("FILE", words_.dedupe_pairs.file)->required();
    auto* predict = action("predict", say("judge pairs", "判断配对"), Action::predict);
    predict->add_option("MODEL", words_.dedupe_pairs.model)->required();
    predict->add_option("FILE", words_.dedupe_pairs.file)->required();
    predict->add_option("-o,--out", words_.dedupe_pairs.out, say("write CSV", "写出 CSV"))
        ->required();
  }

  CLI::App& program_;
  QualityWords& words_;
  std::function<void(CommandArguments)> chosen_;
  bool chinese_;
};

}  // namespace

void add_quality_commands(CLI::App& program, QualityWords& words,
                          const std::function<void(CommandArguments)>& chosen, bool chinese) {
  QualityCommands(program, words, chosen, chinese).add_all();
}

}  // namespace aftercare::app
