#include "app/cli/arguments.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>

#include "app/cli/backup_arguments.hpp"
#include "app/cli/insight_arguments.hpp"
#include "app/cli/quality_arguments.hpp"
#include "app/cli/text_arguments.hpp"
#include "app/cli/trust_arguments.hpp"
#include "app/cli/usage_words.hpp"
#include "app/cli/users_arguments.hpp"
#include "text/nearest.hpp"

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
    const auto chosen = [this](CommandArguments words) { all_.command = std::move(words); };
    add_quality_commands(app_, quality_, chosen, chinese_);
    add_text_commands(app_, text_, chosen, chinese_);
    add_insight_commands(
        app_, insight_, [this] { all_.command = insight_; }, chinese_);
    add_reading();
    add_trust_commands(app_, trust_, chosen, chinese_);
    add_backup_commands(app_, backup_, chosen, chinese_);
    add_serving();
    add_users_commands(app_, users_, chosen, chinese_);
    command(app_, "link", say("a new one-time link to the dashboard", "新的一次性看板链接"),
            &link_);
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
      auto said = unknown_command(words);
      if (said.empty()) said = chinese_ ? usage_in_chinese(error.what()) : error.what();
      return Printed{fmt::format("aftercare: {}\n{}\n", said,
                                 say("See 'aftercare --help'", "见 aftercare --help")),
                     2};
    }
    if (completion_) return Printed{completion_script(), 0};
    if (all_.workspace.empty()) all_.workspace = ".";
    return all_;
  }

 private:
  const char* say(const char* en, const char* zh) const { return chinese_ ? zh : en; }

  // What to say of the first word that should name a command and names none; "" if all do.
  std::string unknown_command(const std::vector<std::string>& words) const {
    const CLI::App* within = &app_;
    for (const auto& word : words) {
      if (word.starts_with('-') || within->get_require_subcommand_min() == 0) return {};
      const auto commands = within->get_subcommands([](const CLI::App*) { return true; });
      if (const auto known = std::ranges::find(commands, word, &CLI::App::get_name);
          known != commands.end()) {
        within = *known;
        continue;
      }
      std::vector<std::string> names;
      for (const auto* one : commands)
        if (!one->get_name().empty()) names.push_back(one->get_name());
      const auto near = text::nearest(word, names);
      auto said = fmt::format(fmt::runtime(say("no such command: {}", "没有这个命令：{}")), word);
      if (!near.empty())
        said += fmt::format(fmt::runtime(say(". Did you mean {}?", "。是否指 {}？")),
                            fmt::join(near, say(" or ", " 或 ")));
      return said;
    }
    return {};
  }

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
    auto* suggest = command(
        *map, "suggest",
        say("propose a mapping for a file or a database", "为文件或数据库建议映射"), &suggest_);
    auto* file = suggest->add_option("FILE", suggest_.file);
    suggest
        ->add_option("--source", suggest_.source,
                     say("of a database that aftercare.yaml declares, instead of a file",
                         "用于 aftercare.yaml 声明的数据库，而非文件"))
        ->excludes(file);
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
    query->add_option("--limit,--top", query_.limit, say("the first N rows", "前 N 行"));
    query->add_flag("--other", query_.other,
                    say("what --top leaves out as one row", "--top 之外的合为一行“其他”"));
    query->add_option("--compare", query_.compare,
                      say("with the period before (previous) or a year before (year)",
                          "与上一期（previous）或去年同期（year）对比"));
    query->add_option(
        "--rolling", query_.rolling,
        say("each day (week, month) with the N-1 before it", "每日（周、月）与其前 N-1 个合计"));
    query->add_flag("--moving-average", query_.moving_average,
                    say("of --rolling: counts and sums per day (week, month)",
                        "配合 --rolling：计数与合计按日（周、月）平均"));
    query->add_flag("--cumulative", query_.cumulative,
                    say("each day (week, month) with all before it", "逐日（周、月）累计"));
    query->add_flag("--share", query_.share,
                    say("each row's share of the total", "每行占总计的比例"));
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
    auto* sql = command(app_, "sql",
                        say("a SELECT of your own over the tables that your role sees",
                            "在您的角色可见的表上执行自己写的 SELECT"),
                        &sql_);
    sql->add_option("STATEMENT", sql_.statement,
                    say("e.g. \"SELECT count(*) FROM case_fact\"; -: from standard input",
                        "如 \"SELECT count(*) FROM case_fact\"；-：从标准输入读取"));
    sql->add_flag("--tables", sql_.tables,
                  say("the tables and columns, and how your role sees them",
                      "列出表与列，以及您的角色看到的方式"));
    sql->add_option("--limit", sql_.limit, say("at most N rows (100000)", "最多 N 行（100000）"))
        ->capture_default_str();
    sql->add_flag("--csv", sql_.csv, say("as CSV", "输出 CSV"));
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
  }

  std::string help() const {
    const CLI::App* deepest = &app_;
    std::string above;
    for (;;) {
      const auto chosen = deepest->get_subcommands();
      if (chosen.empty()) return deepest->help(above);
      above += (above.empty() ? "" : " ") + deepest->get_name();
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
  InsightArguments insight_;
  QueryArguments query_;
  AskArguments ask_;
  SqlArguments sql_;
  GlossaryArguments glossary_;
  ReportArguments report_;
  QualityWords quality_;
  TextWords text_;
  TrustWords trust_;
  BackupWords backup_;
  UsersWords users_;
  ServeArguments serve_;
  LinkArguments link_;
};

}  // namespace

std::variant<Arguments, Printed> parse_arguments(const std::vector<std::string>& words,
                                                 bool chinese) {
  return CommandLine(chosen_chinese(words, chinese)).parse(words);
}

bool opens_store(const CommandArguments& command) {
  if (const auto* text = std::get_if<TextArguments>(&command)) return text->of_store();
  if (const auto* quality = std::get_if<QualityArguments>(&command)) return quality->file.empty();
  if (const auto* insight = std::get_if<InsightArguments>(&command)) return insight->of_workspace();
  if (const auto* privacy = std::get_if<PrivacyArguments>(&command)) return privacy->key.empty();
  if (const auto* map = std::get_if<MapSuggestArguments>(&command)) return map->in_workspace;
  return !std::holds_alternative<InitArguments>(command) &&
         !std::holds_alternative<GlossaryArguments>(command) &&
         !std::holds_alternative<DemoArguments>(command) &&
         !std::holds_alternative<SuggestRulesArguments>(command) &&
         !std::holds_alternative<RepairArguments>(command) &&
         !std::holds_alternative<DedupeArguments>(command) &&
         !std::holds_alternative<DedupePairsArguments>(command) &&
         !std::holds_alternative<RestoreArguments>(command) &&
         !std::holds_alternative<ServeArguments>(command);
}

bool reads_answers(const CommandArguments& command) {
  if (const auto* sql = std::get_if<SqlArguments>(&command)) return sql->statement == "-";
  const auto* text = std::get_if<TextArguments>(&command);
  return text != nullptr && text->action == TextArguments::Action::label;
}

}  // namespace aftercare::app
