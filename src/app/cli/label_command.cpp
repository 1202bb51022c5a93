// text label: texts shown one by one, the most useful first; every answer is kept at once.

#include "app/cli/label_command.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <unordered_map>

#include "app/cli/dedupe_file.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/text_file.hpp"
#include "base/utf8.hpp"
#include "base/workers.hpp"
#include "language/learnt/label_queue.hpp"
#include "language/learnt/text_trainer.hpp"
#include "text/delimited.hpp"

namespace aftercare::app {
namespace {

constexpr std::size_t kAtATime = 10;  // Texts between two trainings.
constexpr std::size_t kShownCharacters = 1200;
constexpr std::size_t kSuspectsShown = 5;

// Labelling one file: what is labelled, what comes next, what a model thinks.
class LabelSession {
 public:
  LabelSession(const TextArguments& arguments, const Place& place, TextFile file,
               language::TextTools tools)
      : arguments_(arguments),
        place_(place),
        file_(std::move(file)),
        tools_(std::move(tools)),
        labels_(file_.texts.size()),
        done_(file_.texts.size(), false) {}

  base::Result<void> read_earlier() {
    for (const auto name : language::labels_in(arguments_.names, ",")) name_of(std::string(name));
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
    for (std::size_t i = 0; i < file_.texts.size(); ++i)
      if (const auto found = given.find(file_.texts[i]); found != given.end()) {
        done_[i] = true;
        labels_[i] = std::string(found->second);
        if (!labels_[i].empty()) name_of(labels_[i]);
      }
    return {};
  }

  base::Result<void> run(std::istream& answers) {
    for (bool more = true; more;) {
      learn();
      const auto next =
          language::next_to_label(file_.texts, asked_, done_, tools_.reader(), kAtATime);
      if (next.empty()) break;
      for (const auto text : next)
        if (!(more = put(text, answers))) break;
      if (auto kept = keep(); !kept) return kept;
    }
    return keep();
  }

  void tell() const {
    const auto labelled = count();
    const auto& console = place_.console;
    if (console.json()) {
      nlohmann::ordered_json json = {
          {"file", arguments_.file}, {"out", arguments_.out},
          {"labelled", labelled},    {"left", file_.texts.size() - labelled},
          {"labels", names_},        {"suspects", nlohmann::ordered_json::array()}};
      for (const auto& one : suspects_)
        json["suspects"].push_back({{"row", file_.record(one.row)},
                                    {"label", one.given},
                                    {"likely", one.likely},
                                    {"probability", one.probability}});
      console.line(dumped_json(json));
      return;
    }
    std::size_t shown = 0;
    for (const auto& one : suspects_) {
      if (shown++ == kSuspectsShown) break;
      console.line(fmt::format(
          fmt::runtime(
              console.say("perhaps wrong: row {} is labelled {}, {} is likelier ({:.2f}): {}",
                          "可能有误：第 {} 行标为 {}，更像 {}（{:.2f}）：{}")),
          file_.record(one.row), one.given, one.likely, one.probability, shown_text(one.row, 60)));
    }
    console.line(fmt::format(
        fmt::runtime(console.say("{} of {} texts are labelled: {}. Learn from them: aftercare text "
                                 "train {} --text text --label label --name NAME",
                                 "{1} 条文本已标注 {0} 条：{2}。由此学习：aftercare text train {3} "
                                 "--text text --label label --name 名称")),
        labelled, file_.texts.size(), arguments_.out, arguments_.out));
  }

 private:
  struct Suspect {
    std::size_t row;
    std::string given;
    std::string likely;
    float probability;
  };

  std::size_t count() const {
    return static_cast<std::size_t>(std::count_if(
        labels_.begin(), labels_.end(), [](const auto& label) { return !label.empty(); }));
  }

  std::size_t name_of(const std::string& label) {
    const auto found = std::find(names_.begin(), names_.end(), label);
    if (found == names_.end()) names_.push_back(label);
    return static_cast<std::size_t>(found - names_.begin());
  }

  // Learns from what is labelled so far, if it is enough to learn from.
  void learn() {
    std::vector<std::string_view> texts, labels;
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < labels_.size(); ++i)
      if (!labels_[i].empty()) {
        texts.push_back(file_.texts[i]);
        labels.push_back(labels_[i]);
        rows.push_back(i);
      }
    if (texts.size() < kAtATime) return;
    const auto labelled = language::label_texts(texts, labels, {});
    if (!labelled) return;
    language::TrainSettings settings;
    settings.workers = base::default_workers();
    base::NoProgress quiet;
    const auto trained = language::train_text_model(*labelled, tools_, settings, quiet);
    if (!trained) return;  // One label only, so far.
    suspects_.clear();
    for (const auto& one : trained->suspects)
      suspects_.push_back({rows[labelled->rows[one.text]], labelled->labels[one.given],
                           labelled->labels[one.likely], one.probability_likely});
    asked_ = trained->model.ask_all(file_.texts, tools_.reader(), settings.workers);
    known_ = trained->model.labels();
  }

  // Control characters are shown as dots, so no text can drive the terminal.
  std::string shown_text(std::size_t text, std::size_t most) const {
    std::string shown(base::first_code_points(file_.texts[text], most));
    for (auto& byte : shown)
      if (static_cast<unsigned char>(byte) < 0x20 && byte != '\n') byte = ' ';
    return shown;
  }

  // False when there is to be no more.
  bool put(std::uint32_t text, std::istream& answers) {
    const auto& console = place_.console;
    std::string likely;
    float sure = 0;
    if (!asked_.empty()) {
      likely = known_[asked_[text].labels.front()];
      sure = asked_[text].probabilities[asked_[text].labels.front()];
    }
    if (!console.json()) {
      console.line(
          fmt::format("\n[{}] {}", file_.record(text), shown_text(text, kShownCharacters)));
      std::string choices;
      for (std::size_t i = 0; i < names_.size(); ++i)
        choices += fmt::format("{}{} {}", i == 0 ? "" : "  ", i + 1, names_[i]);
      console.line(choices);
      console.print(likely.empty() ? fmt::format("{}> ", count())
                                   : fmt::format("{} [{} {:.2f}]> ", count(), likely, sure));
    }
    for (std::string line; std::getline(answers, line);) {
      while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
      if (line == "q") return false;
      if (line == "s" || (line.empty() && likely.empty())) {
        done_[text] = true;
        return true;
      }
      if (line == "u") {
        if (!last_.empty()) {
          labels_[last_.back()].clear();
          done_[last_.back()] = false;
          last_.pop_back();
        }
        continue;
      }
      if (line.empty()) line = likely;
      if (line.find_first_not_of("0123456789") == line.npos && line.size() < 6) {
        const auto number = static_cast<std::size_t>(std::stoul(line));
        if (number == 0 || number > names_.size()) {
          console.note(console.say("no label has this number", "没有此编号的标签"));
          continue;
        }
        line = names_[number - 1];
      }
      if (line.starts_with('=')) line.erase(0, 1);
      if (line.empty()) continue;
      name_of(line);
      labels_[text] = line;
      done_[text] = true;
      last_.push_back(text);
      return true;
    }
    return false;
  }

  base::Result<void> keep() const {
    std::string lines = "row,text,label\n";
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      if (labels_[i].empty()) continue;
      lines += fmt::format("{},", file_.record(i));
      text::append_field(lines, file_.texts[i]);
      lines += ',';
      text::append_field(lines, labels_[i]);
      lines += '\n';
    }
    return replace_file(place_.absolute(arguments_.out), lines);
  }

  const TextArguments& arguments_;
  const Place& place_;
  TextFile file_;
  language::TextTools tools_;
  std::vector<std::string> names_;
  std::vector<std::string> labels_;  // Per text; empty: none yet.
  std::vector<bool> done_;           // Labelled or passed over.
  std::vector<std::uint32_t> last_;
  std::vector<language::LabelAnswer> asked_;
  std::vector<std::string> known_;  // Labels of the model that was asked.
  std::vector<Suspect> suspects_;
};

}  // namespace

base::Result<int> label_texts_of(const TextArguments& arguments, const Place& place) {
  auto file = read_text_file(arguments.file, arguments.text, "", {}, FilePart::whole, place);
  if (!file) return base::failure_of(file);
  auto tools = language::TextTools::load(language::mostly_han(file->texts));
  if (!tools) return base::failure_of(tools);
  LabelSession session(arguments, place, std::move(*file), std::move(*tools));
  if (auto read = session.read_earlier(); !read) return base::failure_of(read);
  place.console.note(place.console.say(
      "A number or a name labels the text, Enter takes what is proposed, s skips, u takes the last "
      "answer back, q ends. =NAME is a label called like one of these.",
      "输入编号或名称为文本标注；回车采用建议，s 跳过，u 撤销上一个，q 结束。与这些同名的标签写作 "
      "=名称。"));
  if (auto done = session.run(std::cin); !done) return base::failure_of(done);
  session.tell();
  return kDone;
}

}  // namespace aftercare::app
