#include "app/cli/table_texts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/workers.hpp"

namespace aftercare::app {
namespace {

UnderstoodText understood_of(const language::Analysis& found) {
  UnderstoodText one;
  one.known = found.noise.empty();
  one.scored = one.known && found.sentiment != language::Sentiment::unscored;
  one.negative = one.known && found.sentiment == language::Sentiment::negative;
  if (one.scored) one.sentiment = language::to_name(found.sentiment);
  one.topic = found.topic == "unknown" ? std::string_view() : found.topic;
  one.kind = found.kind;
  return one;
}

}  // namespace

void for_texts(std::size_t n, const Place& place,
               const std::function<void(std::size_t, language::Scratch&)>& read) {
  constexpr std::size_t of_a_worker = 256, shown = 8'192;
  ConsoleProgress progress(place.console);
  progress.begin("texts", n, "texts");
  for (std::size_t begin = 0; begin < n; begin += shown) {
    const auto end = std::min(n, begin + shown);
    base::for_blocks(end - begin, of_a_worker, base::default_workers(),
                     [&](std::size_t, std::size_t from, std::size_t to) {
                       language::Scratch scratch;
                       for (std::size_t i = from; i < to; ++i) read(begin + i, scratch);
                     });
    progress.update(end);
  }
  progress.end();
}

base::Result<TableTexts> TableTexts::read(const TableRows& rows, const std::string& column,
                                          const std::filesystem::path& workspace,
                                          const Place& place) {
  const auto at = rows.table().column(column);
  if (!at) return base::failure_of(at);
  if (std::ranges::all_of(rows.kept(),
                          [&](std::size_t row) { return rows.cell(row, *at).empty(); }))
    return base::failure(base::ErrorKind::input,
                         fmt::format("no row has a text in column {}", column),
                         fmt::format("{} 列没有任何文本", column));
  auto analyser = TextAnalyser::open(workspace, {}, place);
  if (!analyser) return base::failure_of(analyser);
  TableTexts texts(rows, std::move(*analyser), *at);
  texts.understood_.resize(rows.table().rows());
  for_texts(rows.kept().size(), place, [&](std::size_t i, language::Scratch& scratch) {
    const auto row = rows.kept()[i];
    const auto text = texts.text(row);
    if (text.empty()) return;
    language::Analysis found;
    texts.analyser().analyse({}, text, {}, scratch, found);
    texts.understood_[row] = understood_of(found);
  });
  return texts;
}

base::Message TableTexts::topic_label(const std::string& code) const {
  const auto& topics = analyser().taxonomy().topics;
  const auto found = std::ranges::find(topics, code, &language::Topic::code);
  if (found == topics.end()) return insight::same(code);
  return {found->label.en, found->label.zh};
}

AddedColumn TableTexts::topics(const std::vector<bool>& wanted, bool chinese) const {
  AddedColumn column{"topic", {"topic", "主题"}, std::vector<std::string>(understood_.size())};
  for (const auto row : rows_->kept()) {
    const auto& topic = understood_[row].topic;
    if (!wanted[row] || topic.empty()) continue;
    const auto label = topic_label(topic);
    column.values[row] = chinese ? label.zh : label.en;
  }
  return column;
}

std::vector<AddedColumn> TableTexts::features(bool chinese) const {
  auto topic = topics(std::vector<bool>(understood_.size(), true), chinese);
  AddedColumn kind{"kind", {"kind", "类型"}, std::vector<std::string>(understood_.size())};
  AddedColumn mood{"sentiment", {"sentiment", "情感"}, kind.values};
  for (const auto row : rows_->kept()) {
    kind.values[row] = understood_[row].kind;
    mood.values[row] = understood_[row].sentiment;
  }
  return {std::move(topic), std::move(kind), std::move(mood)};
}

}  // namespace aftercare::app
