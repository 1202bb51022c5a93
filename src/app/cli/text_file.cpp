#include "app/cli/text_file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/table_text.hpp"

namespace aftercare::app {
namespace {

using ScoreJson = nlohmann::ordered_json;
constexpr std::size_t kConfusedShown = 10, kConfusedTold = 200;

}  // namespace

base::Result<std::size_t> column_of(const records::RawBatch& table, const std::string& name,
                                    const std::string& file) {
  const auto found = std::find(table.columns.begin(), table.columns.end(), name);
  if (found != table.columns.end()) return static_cast<std::size_t>(found - table.columns.begin());
  std::string all;
  for (const auto& column : table.columns) all += (all.empty() ? "" : ", ") + column;
  return base::failure(fmt::format("no such column: {}, in {}. It has: {}", name, file, all),
                       fmt::format("没有这一列：{}，位于 {}。该文件有：{}", name, file, all));
}

base::Result<TextFile> read_text_file(const std::string& name, const std::string& text,
                                      const std::string& label,
                                      const std::optional<language::HeldBackFifth>& split,
                                      FilePart part, const Place& place) {
  auto read = intake::read_table(place.absolute(name));
  if (!read) return base::failure_of(read);
  TextFile file{std::move(*read), {}, {}, {}, 0};
  const auto& table = file.file.table;
  const auto text_at = column_of(table, text, name);
  if (!text_at) return base::failure_of(text_at);
  std::optional<std::size_t> label_at;
  if (!label.empty()) {
    const auto found = column_of(table, label, name);
    if (!found) return base::failure_of(found);
    label_at = *found;
  }
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto cell = table.cell(row, *text_at);
    if (split && part != FilePart::whole && split->holds(cell) != (part == FilePart::held_back)) {
      ++file.left_out;
      continue;
    }
    file.texts.push_back(cell);
    file.labels.push_back(label_at ? table.cell(row, *label_at) : std::string_view());
    file.rows.push_back(row);
  }
  if (!file.rows.empty()) return file;
  return base::failure(
      base::ErrorKind::input,
      fmt::format("no row is left: the split takes all {} rows of {}. Choose another K of md5:K",
                  file.left_out, name),
      fmt::format("没有剩余的行：划分排除了 {1} 的全部 {0} 行。请换一个 md5:K 的 K", file.left_out,
                  name));
}

ScoreJson scores_json(const language::LabelScores& scores, const std::vector<std::string>& labels,
                      bool multi, float unsure) {
  ScoreJson json = {{"n", scores.texts},
                    {"accuracy", scores.accuracy},
                    {"accuracy_interval", {scores.accuracy_low, scores.accuracy_high}},
                    {"macro_f1", scores.macro_f1},
                    {"micro_f1", scores.micro_f1},
                    {"calibration_error", scores.calibration_error}};
  if (!multi) {
    json["unsure_below"] = unsure;
    json["answered"] = scores.answered;
    json["answered_accuracy"] = scores.answered_accuracy;
  }
  json["labels"] = ScoreJson::array();
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto& label = scores.labels[i];
    json["labels"].push_back({{"label", labels[i]},
                              {"precision", label.precision()},
                              {"recall", label.recall()},
                              {"f1", label.f1()},
                              {"given", label.given},
                              {"predicted", label.predicted}});
  }
  if (multi) return json;
  json["confusion"] = ScoreJson::array();
  for (const auto& pair : scores.confused) {
    if (json["confusion"].size() == kConfusedTold) break;
    json["confusion"].push_back(
        {{"given", labels[pair.given]}, {"predicted", labels[pair.predicted]}, {"n", pair.texts}});
  }
  return json;
}

void print_scores(const language::LabelScores& scores, const std::vector<std::string>& labels,
                  bool multi, float unsure, const Console& console) {
  const auto say = [&](const char* en, const char* zh) { return std::string(console.say(en, zh)); };
  TextTable table{{say("label", "标签"), say("precision", "精确率"), say("recall", "召回率"), "F1",
                   say("given", "应有"), say("predicted", "预测")},
                  {},
                  {false, true, true, true, true, true}};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    const auto& label = scores.labels[i];
    table.rows.push_back({labels[i], fmt::format("{:.3f}", label.precision()),
                          fmt::format("{:.3f}", label.recall()), fmt::format("{:.3f}", label.f1()),
                          std::to_string(label.given), std::to_string(label.predicted)});
  }
  console.print(to_text(table));
  if (!multi && !scores.confused.empty()) {
    TextTable confused{{say("given", "应为"), say("predicted", "预测为"), say("texts", "文本数")},
                       {},
                       {false, false, true}};
    for (const auto& pair : scores.confused) {
      if (confused.rows.size() == kConfusedShown) break;
      confused.rows.push_back(
          {labels[pair.given], labels[pair.predicted], std::to_string(pair.texts)});
    }
    console.line("");
    console.print(to_text(confused));
  }
  console.line(fmt::format(
      fmt::runtime(console.say("accuracy {:.4f} ({:.4f} to {:.4f} with 95 %), macro F1 {:.4f}, "
                               "micro F1 {:.4f}, calibration error {:.4f}, {} texts",
                               "准确率 {:.4f}（95% 区间 {:.4f} 至 {:.4f}），宏平均 F1 {:.4f}，"
                               "微平均 F1 {:.4f}，校准误差 {:.4f}，共 {} 条文本")),
      scores.accuracy, scores.accuracy_low, scores.accuracy_high, scores.macro_f1, scores.micro_f1,
      scores.calibration_error, scores.texts));
  if (!multi)
    console.line(fmt::format(
        fmt::runtime(console.say("{} texts are answered (probability {} and more), {:.4f} of them "
                                 "right; the others are unknown",
                                 "{} 条有把握（概率不低于 {}），其中 {:.4f} 正确；其余为未知")),
        scores.answered, unsure, scores.answered_accuracy));
}

}  // namespace aftercare::app
