#include "language/batch_analysis.hpp"

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <vector>

namespace aftercare::language {

TEST(BatchAnalysisTest, WorkersFillTheirRowsOnly) {
  const auto analyser = Analyser::load({});
  ASSERT_TRUE(analyser.has_value()) << analyser.error().message;
  records::Batch cases;
  constexpr std::size_t rows = 6;
  cases.origins.resize(rows);
  cases.states.assign(rows, records::RowState::good);
  cases.states[4] = records::RowState::quarantined;
  auto& text = cases.column_or_add("text", records::FieldType::text);
  const std::string texts[rows] = {"物流太慢了，差评，电话13800138000",
                                   "Great phone, love it",
                                   "Produto muito bom, recomendo",
                                   "",
                                   "质量很好",
                                   "请问有货吗？"};
  for (std::size_t row = 0; row < rows; ++row)
    if (!texts[row].empty()) text.set(row, texts[row]);
  auto& title = cases.column_or_add("title", records::FieldType::text);
  title.set(3, std::string_view("发票抬头错了 a@b.example"));
  auto& kind = cases.column_or_add("kind", records::FieldType::code);
  kind.set(1, std::string_view("suggestion"));

  prepare_columns(cases);
  std::vector<RowSpans> spans(rows);
  std::shared_ptr<records::Arena> kept[2];
  std::thread first([&] {
    Scratch scratch;
    kept[0] = analyse_rows(**analyser, cases, 0, 3, scratch, spans);
  });
  std::thread second([&] {
    Scratch scratch;
    kept[1] = analyse_rows(**analyser, cases, 3, rows, scratch, spans);
  });
  first.join();
  second.join();
  for (const auto& arena : kept) cases.keeps.push_back(arena);

  const auto at = [&cases](std::string_view name, std::size_t row) -> std::string {
    const auto* column = cases.column(name);
    return column->present[row] != 0 ? std::string(column->text(row)) : "null";
  };
  EXPECT_EQ(at("language", 0), "zh");
  EXPECT_EQ(at("topic", 0), "logistics.late");
  EXPECT_EQ(at("topic_group", 0), "logistics");
  EXPECT_EQ(at("sentiment", 0), "negative");
  ASSERT_EQ(spans[0].text.size(), 1U);
  EXPECT_EQ(spans[0].text[0].kind, records::SpanKind::phone);
  EXPECT_EQ(texts[0].substr(spans[0].text[0].begin, 11), "13800138000");
  EXPECT_EQ(at("kind", 1), "suggestion");  // As its source said.
  EXPECT_EQ(at("sentiment", 1), "positive");
  EXPECT_EQ(at("language", 2), "other");
  EXPECT_EQ(at("sentiment", 2), "unscored");
  EXPECT_EQ(cases.column("sentiment_score")->present[2], 0);
  EXPECT_EQ(at("topic", 2), "null");
  EXPECT_EQ(at("topic", 3), "invoice.problem");
  ASSERT_EQ(spans[3].title.size(), 1U);
  EXPECT_EQ(spans[3].title[0].kind, records::SpanKind::email);
  EXPECT_EQ(cases.column("chars")->number(3), 0);
  EXPECT_EQ(at("language", 4), "null");  // Quarantined rows are left alone.
  EXPECT_EQ(at("kind", 5), "pre_sale");
}

}  // namespace aftercare::language
