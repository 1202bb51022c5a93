// quality FILE: what a table is like, as a table for a terminal, JSON, or one HTML page.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <cmath>

#include "app/cli/commands.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/table_text.hpp"
#include "app/profile_file.hpp"
#include "app/profile_json.hpp"
#include "pipeline/workspace.hpp"
#include "quality/profile/issues.hpp"
#include "quality/profile/personal_column.hpp"
#include "report/profile_document.hpp"

namespace aftercare::app {
namespace {

namespace fs = std::filesystem;
using quality::ColumnProfile;
using quality::ColumnType;

/// Writes the profile for a reader at a terminal.
class ProfileText {
 public:
  ProfileText(const ProfiledFile& file, const Console& console)
      : file_(file), profile_(file.profile), console_(console) {}

  void write() const {
    heading();
    columns();
    relations();
    issues();
  }

 private:
  std::string say(const char* en, const char* zh) const {
    return std::string(console_.say(en, zh));
  }

  void heading() const {
    console_.line(fmt::format(fmt::runtime(console_.say("{}: {} rows, {} columns ({}, {})",
                                                        "{}：{} 行，{} 列（{}，{}）")),
                              file_.name, profile_.rows, profile_.columns.size(), file_.format,
                              file_.encoding));
  }

  static std::string share_text(std::uint64_t part, std::uint64_t whole) {
    if (part == 0 || whole == 0) return "0";
    const double percent = 100.0 * static_cast<double>(part) / static_cast<double>(whole);
    return percent < 0.1 ? "<0.1%" : fmt::format("{:.1f}%", percent);
  }

  static std::string value_text(double value, ColumnType type) {
    if (type == ColumnType::day || type == ColumnType::moment) {
      const records::Moment moment{std::chrono::seconds(std::llround(value))};
      const auto iso = records::to_iso(moment);
      return iso.substr(0, type == ColumnType::day ? 10 : 16);
    }
    return value == std::floor(value) && std::abs(value) < 1e15 ? fmt::format("{:.0f}", value)
                                                                : fmt::format("{:.5g}", value);
  }

  std::string type_text(const ColumnProfile& column) const {
    const auto type = quality::label_of(column.type);
    auto text = console_.chinese() ? type.zh : type.en;
    if (column.personal == records::PersonalKind::none) return text;
    const auto personal = quality::label_of(column.personal);
    return text + (console_.chinese() ? fmt::format("（个人信息：{}）", personal.zh)
                                      : fmt::format(" (personal: {})", personal.en));
  }

  // What a reader wants to see of the values in a few words.
  std::string content_text(const ColumnProfile& column) const {
    if (column.numbers) {
      const auto& n = *column.numbers;
      const auto value = [&](double number) { return value_text(number, column.type); };
      return fmt::format("{} … {} … {}", value(n.lowest), value(n.median), value(n.highest));
    }
    if (column.masked)
      return column.shapes.empty() || column.type == ColumnType::text
                 ? say("(not shown)", "（不显示）")
                 : shortened(column.shapes.front().name, 28);
    std::string text;
    for (std::size_t i = 0; i < std::min<std::size_t>(3, column.top.size()); ++i) {
      if (column.top[i].count < 2 && i > 0) break;
      text += fmt::format("{}{} ({})", i == 0 ? "" : ", ", shortened(column.top[i].value, 16),
                          column.top[i].count);
    }
    return text;
  }

  static std::string shortened(std::string_view text, std::size_t width) {
    std::string kept;
    for (const char c : text) kept += c == '\n' || c == '\r' || c == '\t' ? ' ' : c;
    if (shown_width(kept) <= width) return kept;
    while (shown_width(kept) >= width) {
      kept.pop_back();
      while (!kept.empty() && (static_cast<unsigned char>(kept.back()) & 0xC0) == 0x80)
        kept.pop_back();
      if (!kept.empty() && static_cast<unsigned char>(kept.back()) >= 0xC0) kept.pop_back();
    }
    return kept + "…";
  }

  void columns() const {
    TextTable table{
        {say("column", "列"), say("type", "类型"), say("missing", "缺失"),
         say("distinct", "不同值"), say("length", "长度"),
         say("lowest … median … highest, or most frequent", "最小 … 中位 … 最大，或常见值")},
        {},
        {false, false, true, true, true}};
    for (const auto& column : profile_.columns)
      table.rows.push_back({shortened(column.name, 30), type_text(column),
                            share_text(column.missing, column.rows),
                            fmt::format("{}{}", column.distinct_exact ? "" : "≈", column.distinct),
                            column.values() == 0 ? ""
                            : column.shortest == column.longest
                                ? fmt::format("{:.0f}", column.longest)
                                : fmt::format("{:.0f}–{:.0f}", column.shortest, column.longest),
                            content_text(column)});
    console_.print(to_text(table));
  }

  void relations() const {
    std::string keys;
    for (const auto& key : profile_.keys)
      keys += fmt::format("{}{}{}", keys.empty() ? "" : ", ", fmt::join(key.columns, " + "),
                          key.sampled ? say(" (on a sample)", "（按抽样）") : "");
    if (!keys.empty()) console_.line(say("candidate keys: ", "候选主键：") + keys);
    std::string decided;
    std::size_t shown = 0;
    for (const auto& one : profile_.dependencies) {
      if (++shown > 8) break;
      decided += fmt::format("{}{} → {} ({:.0f}%)", decided.empty() ? "" : ", ", one.from, one.to,
                             one.strength * 100);
    }
    if (profile_.dependencies.size() > 8)
      decided += fmt::format(fmt::runtime(console_.say(" and {} more", " 等 {} 个")),
                             profile_.dependencies.size() - 8);
    if (!decided.empty()) console_.line(say("one decides the other: ", "函数依赖：") + decided);
  }

  void issues() const {
    if (profile_.issues.empty()) {
      console_.line(say("Nothing looks wrong.", "未发现问题。"));
      return;
    }
    TextTable table{{"", say("column", "列"), say("rows", "行数"), say("what was found", "发现")},
                    {},
                    {false, false, true}};
    constexpr const char* en[] = {"note", "warning", "error"};
    constexpr const char* zh[] = {"提示", "警告", "错误"};
    for (const auto& issue : profile_.issues) {
      const auto severity = static_cast<std::size_t>(issue.severity);
      table.rows.push_back(
          {say(en[severity], zh[severity]),
           issue.column.empty() ? say("(table)", "（整表）") : shortened(issue.column, 30),
           fmt::format("{}", issue.count),
           console_.chinese() ? issue.message.zh : issue.message.en});
    }
    console_.line("");
    console_.print(to_text(table));
  }

  const ProfiledFile& file_;
  const quality::TableProfile& profile_;
  const Console& console_;
};

base::Result<void> write_page(const ProfiledFile& file, const fs::path& to,
                              const Console& console) {
  auto css = theme_css();
  if (!css) return base::failure_of(css);
  report::ProfileFrame frame;
  frame.file = file.name;
  frame.format = file.format;
  frame.encoding = file.encoding;
  const auto now = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now());
  frame.made_at = records::to_local_text(now, records::Zone::utc()).substr(0, 16) + " UTC";
  frame.theme_css = std::move(*css);
  frame.chinese = console.chinese();
  return replace_file(to, report::profile_document(file.profile, frame));
}

}  // namespace

base::Result<int> run_profile(const QualityArguments& arguments, const fs::path& workspace,
                              const Place& place) {
  // A workspace's own dictionary counts, but none is needed to look at a file.
  ConsoleProgress progress(place.console);
  const auto done =
      profile_file(place.absolute(arguments.file), pipeline::if_workspace(workspace), progress);
  if (!done) return base::failure_of(done);
  const auto& console = place.console;
  if (!arguments.html.empty())
    if (auto written = write_page(*done, place.absolute(arguments.html), console); !written)
      return base::failure_of(written);
  if (console.json())
    console.line(
        profile_json(*done).dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
  else
    ProfileText(*done, console).write();
  return kDone;
}

}  // namespace aftercare::app
