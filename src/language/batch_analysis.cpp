#include "language/batch_analysis.hpp"

#include <utility>

#include "language/analysis_version.hpp"

namespace aftercare::language {
namespace {

using records::Column;
using records::FieldType;

constexpr std::pair<std::string_view, FieldType> kDerived[] = {
    {"kind", FieldType::code},          {"language", FieldType::code},
    {"topic", FieldType::code},         {"topic_group", FieldType::code},
    {"topics", FieldType::text},        {"component", FieldType::code},
    {"sentiment", FieldType::code},     {"sentiment_score", FieldType::real},
    {"severity", FieldType::integer},   {"urgency", FieldType::integer},
    {"keywords", FieldType::text},      {"entities", FieldType::text},
    {"chars", FieldType::integer},      {"noise", FieldType::code},
    {"aspects", FieldType::text},       {"demands", FieldType::text},
    {"emotion", FieldType::code},       {"motive", FieldType::code},
    {"kind_found", FieldType::boolean}, {"analysis_version", FieldType::integer},
};

std::string_view text_at(const Column* column, std::size_t row) {
  return column != nullptr && column->present[row] != 0 ? column->text(row) : std::string_view();
}

void set_unless_empty(Column* column, std::size_t row, std::string_view text,
                      records::Arena& arena) {
  if (text.empty())
    column->clear(row);
  else
    column->set(row, arena.keep(text));
}

}  // namespace

void prepare_columns(records::Batch& cases) {
  for (const auto& [name, type] : kDerived) cases.column_or_add(name, type);
}

std::shared_ptr<records::Arena> analyse_rows(const Analyser& analyser, records::Batch& cases,
                                             std::size_t from, std::size_t to, Scratch& scratch,
                                             std::vector<RowSpans>& spans) {
  auto arena = std::make_shared<records::Arena>();
  const Column* title = cases.column("title");
  const Column* text = cases.column("text");
  const Column* channel = cases.column("channel");
  const Column* opened = cases.column("opened_at");
  const Column* rating = cases.column("rating");
  Column* kind = cases.column("kind");
  Column* language = cases.column("language");
  Column* topic = cases.column("topic");
  Column* topic_group = cases.column("topic_group");
  Column* topics = cases.column("topics");
  Column* component = cases.column("component");
  Column* sentiment = cases.column("sentiment");
  Column* score = cases.column("sentiment_score");
  Column* severity = cases.column("severity");
  Column* urgency = cases.column("urgency");
  Column* keywords = cases.column("keywords");
  Column* entities = cases.column("entities");
  Column* chars = cases.column("chars");
  Column* noise = cases.column("noise");
  Column* aspects = cases.column("aspects");
  Column* demands = cases.column("demands");
  Column* emotion = cases.column("emotion");
  Column* motive = cases.column("motive");
  Column* kind_found = cases.column("kind_found");
  Column* version = cases.column("analysis_version");
  Analysis found;
  for (std::size_t row = from; row < to; ++row) {
    if (cases.states[row] == records::RowState::quarantined) continue;
    Hints hints{text_at(channel, row), text_at(kind, row), std::nullopt, std::nullopt};
    if (rating != nullptr && rating->present[row] != 0) hints.rating = rating->real(row);
    if (opened != nullptr && opened->present[row] != 0)
      hints.moment = records::Moment(std::chrono::microseconds(opened->number(row)));
    analyser.analyse(text_at(title, row), text_at(text, row), hints, scratch, found);
    kind_found->set(row, std::int64_t{kind->present[row] == 0});
    if (kind->present[row] == 0) kind->set(row, found.kind);
    version->set(row, std::int64_t{kAnalysisVersion});
    language->set(row, to_name(found.language));
    set_unless_empty(topic, row, found.topic, *arena);
    set_unless_empty(topic_group, row, found.topic_group, *arena);
    set_unless_empty(topics, row, found.topics, *arena);
    set_unless_empty(component, row, found.component, *arena);
    sentiment->set(row, to_name(found.sentiment));
    if (found.sentiment == Sentiment::unscored)
      score->clear(row);
    else
      score->set(row, found.sentiment_score);
    severity->set(row, std::int64_t{found.severity});
    urgency->set(row, std::int64_t{found.urgency});
    set_unless_empty(keywords, row, found.keywords, *arena);
    set_unless_empty(entities, row, found.entities, *arena);
    chars->set(row, std::int64_t{found.chars});
    set_unless_empty(noise, row, found.noise, *arena);
    set_unless_empty(aspects, row, found.aspects, *arena);
    set_unless_empty(demands, row, found.demands, *arena);
    set_unless_empty(emotion, row, found.emotion, *arena);
    set_unless_empty(motive, row, found.motive, *arena);
    spans[row].title.assign(found.title_spans.begin(), found.title_spans.end());
    spans[row].text.assign(found.text_spans.begin(), found.text_spans.end());
  }
  return arena;
}

}  // namespace aftercare::language
