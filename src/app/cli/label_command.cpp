// text label FILE: the texts of a file, labelled into another.

#include "app/cli/label_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/label_talk.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/text_file.hpp"
#include "language/learnt/label_desk.hpp"
#include "language/learnt/text_trainer.hpp"
#include "text/delimited.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kSuspectsShown = 5;

class FileShelf final : public TextShelf {
 public:
  FileShelf(const TextArguments& arguments, const Place& place, const TextFile& file,
            language::TextTools tools)
      : arguments_(arguments),
        place_(place),
        file_(file),
        desk_({file.texts.begin(), file.texts.end()}, std::move(tools)) {}

  base::Result<void> read_earlier() {
    for (const auto name : language::labels_in(arguments_.names, ","))
      desk_.offer(std::string(name));
    std::error_code none;
    const auto kept = place_.absolute(arguments_.out);
    if (!std::filesystem::exists(kept, none) || std::filesystem::file_size(kept, none) == 0)
      return {};
    const auto earlier = intake::read_table(kept);
    if (!earlier) return base::failure_of(earlier);
    const auto text = column_of(earlier->table, "text", arguments_.out);
    const auto label = column_of(earlier->table, "label", arguments_.out);
    if (!text) return base::failure_of(text);
    if (!label) return base::failure_of(label);
    std::unordered_map<std::string_view, std::string_view> given;
    for (std::size_t row = 0; row < earlier->table.rows(); ++row)
      given[earlier->table.cell(row, *text)] = earlier->table.cell(row, *label);
    for (std::uint32_t i = 0; i < file_.texts.size(); ++i)
      if (const auto found = given.find(file_.texts[i]); found != given.end()) {
        if (found->second.empty())
          desk_.skip(i);
        else
          desk_.give(i, std::string(found->second));
      }
    return {};
  }

  std::vector<std::string> names() const override { return desk_.names(); }
  std::size_t labelled() const override { return desk_.labelled(); }

  base::Result<std::vector<AskedText>> next() override {
    if (desk_.is_due()) desk_.learn();
    std::vector<AskedText> asked;
    for (const auto text : desk_.next(language::LabelDesk::kAtATime)) asked.push_back(ask(text));
    return asked;
  }

  base::Result<void> answer(const std::string& id, const std::string& label) override {
    const auto text = static_cast<std::uint32_t>(std::stoul(id));
    if (label.empty())
      desk_.skip(text);
    else
      desk_.give(text, label);
    answered_.push_back(text);
    return keep();
  }

  base::Result<std::optional<AskedText>> take_back() override {
    if (answered_.empty()) return std::optional<AskedText>();
    const auto text = answered_.back();
    answered_.pop_back();
    desk_.take_back(text);
    if (auto kept = keep(); !kept) return base::failure_of(kept);
    return std::optional(ask(text));
  }

  base::Result<void> keep() const {
    std::string lines = "row,text,label\n";
    for (std::uint32_t i = 0; i < file_.texts.size(); ++i) {
      if (desk_.label(i).empty()) continue;
      lines += fmt::format("{},", file_.record(i));
      text::append_field(lines, file_.texts[i]);
      lines += ',';
      text::append_field(lines, desk_.label(i));
      lines += '\n';
    }
    return replace_file(place_.absolute(arguments_.out), lines);
  }

  void tell() {
    if (desk_.is_due()) desk_.learn();
    const auto labelled = desk_.labelled();
    const auto& console = place_.console;
    if (console.json()) {
      nlohmann::ordered_json json = {
          {"file", arguments_.file}, {"out", arguments_.out},
          {"labelled", labelled},    {"left", file_.texts.size() - labelled},
          {"labels", desk_.names()}, {"suspects", nlohmann::ordered_json::array()}};
      for (const auto& one : desk_.suspicions())
        json["suspects"].push_back({{"row", file_.record(one.text)},
                                    {"label", one.given},
                                    {"likely", one.likely},
                                    {"probability", one.probability}});
      console.line(dumped_json(json));
      return;
    }
    std::size_t shown = 0;
    for (const auto& one : desk_.suspicions()) {
      if (shown++ == kSuspectsShown) break;
      console.line(
          fmt::format(fmt::runtime(console.say(
                          "perhaps wrong: row {} is labelled {}, {} is likelier ({:.2f}): {}",
                          "可能有误：第 {} 行标为 {}，更像 {}（{:.2f}）：{}")),
                      file_.record(one.text), one.given, one.likely, one.probability,
                      shown_text(file_.texts[one.text], 60)));
    }
    console.line(fmt::format(
        fmt::runtime(console.say("{} of {} texts are labelled: {}. Learn from them: aftercare text "
                                 "train {} --text text --label label --name NAME",
                                 "{1} 条文本已标注 {0} 条：{2}。由此学习：aftercare text train {3} "
                                 "--text text --label label --name 名称")),
        labelled, file_.texts.size(), arguments_.out, arguments_.out));
  }

 private:
  AskedText ask(std::uint32_t text) const {
    const auto proposal = desk_.proposal(text);
    return {std::to_string(text), std::to_string(file_.record(text)),
            std::string(file_.texts[text]), proposal.label, proposal.probability};
  }

  const TextArguments& arguments_;
  const Place& place_;
  const TextFile& file_;
  language::LabelDesk desk_;
  std::vector<std::uint32_t> answered_;
};

}  // namespace

base::Result<int> label_texts_of(const TextArguments& arguments, const Place& place) {
  if (arguments.out.empty())
    return base::failure("where the labelled texts go is not said: -o LABELLED.csv",
                         "未指定标注结果的文件：-o 文件.csv");
  const auto file = read_text_file(arguments.file, arguments.text, "", {}, FilePart::whole, place);
  if (!file) return base::failure_of(file);
  auto tools = language::TextTools::load(language::mostly_han(file->texts));
  if (!tools) return base::failure_of(tools);
  FileShelf shelf(arguments, place, *file, std::move(*tools));
  if (auto read = shelf.read_earlier(); !read) return base::failure_of(read);
  AnswerLines answers(place.in);
  if (auto done = talk_labels(shelf, answers, place.console); !done) return base::failure_of(done);
  if (auto kept = shelf.keep(); !kept) return base::failure_of(kept);
  shelf.tell();
  return kDone;
}

}  // namespace aftercare::app
