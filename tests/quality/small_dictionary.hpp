// A dictionary small enough to read beside the tests that use it.

#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

#include "records/batch.hpp"
#include "records/dictionary.hpp"

namespace aftercare::quality {

/// A file with this text, gone when the test ends.
struct DefinitionFile {
  explicit DefinitionFile(std::string_view text) {
    auto name = (std::filesystem::temp_directory_path() / "aftercare_XXXXXX.yaml").string();
    const auto handle = ::mkstemps(name.data(), 5);
    EXPECT_GE(handle, 0);
    path = name;
    std::ofstream(path) << text;
  }
  DefinitionFile(const DefinitionFile&) = delete;
  DefinitionFile& operator=(const DefinitionFile&) = delete;
  ~DefinitionFile() {
    std::error_code ignored;
    std::filesystem::remove(path, ignored);
  }

  std::filesystem::path path;
};

inline records::Dictionary small_dictionary() {
  const DefinitionFile file(R"(
entities:
  - name: ticket
    label: {zh: 工单, en: Ticket}
    grain: {zh: 一行一个工单, en: One row per ticket}
    key: [ticket_id]
    same_if: [channel, title, text]
    fields:
      - {name: ticket_id, type: code, label: {zh: 编号, en: Id}}
      - {name: channel, type: code, required: true, label: {zh: 渠道, en: Channel},
         codes: [{code: chat, label: {zh: 会话, en: Chat}}, {code: email, label: {zh: 邮件, en: E-mail}}]}
      - {name: rating, type: real, lowest: 1, highest: 5, label: {zh: 评分, en: Rating}}
      - {name: paid, type: money, lowest: 0, label: {zh: 实付, en: Paid}}
      - {name: refund, type: money, label: {zh: 退款, en: Refund}}
      - {name: count, type: integer, label: {zh: 数量, en: Count}}
      - {name: opened_at, type: moment, label: {zh: 创建, en: Opened}}
      - {name: closed_at, type: moment, label: {zh: 关闭, en: Closed}}
      - {name: due, type: day, label: {zh: 到期, en: Due}}
      - {name: currency, type: code, pattern: "[A-Z]{3}", label: {zh: 币种, en: Currency}}
      - {name: title, type: text, pii: free_text, label: {zh: 标题, en: Title}}
      - {name: text, type: text, pii: free_text, label: {zh: 内容, en: Text}}
      - {name: topic, type: code, derived: true, label: {zh: 主题, en: Topic}}
  - name: line
    label: {zh: 明细, en: Line}
    grain: {zh: 一行一件, en: One row per item}
    key: [order_id, item_no]
    fields:
      - {name: order_id, type: code, label: {zh: 订单, en: Order}}
      - {name: item_no, type: integer, label: {zh: 行号, en: Number}}
      - {name: price, type: money, label: {zh: 价格, en: Price}}
)");
  return records::Dictionary::load_files({file.path}).value();
}

/// A batch of `rows` rows without columns.
inline records::Batch batch_of(const records::Entity& entity, std::size_t rows) {
  records::Batch batch;
  batch.entity = &entity;
  batch.origins.resize(rows);
  batch.states.assign(rows, records::RowState::good);
  return batch;
}

/// Fills a text column; nullptr is null.
inline void put_texts(records::Batch& batch, const char* name,
                      const std::vector<const char*>& texts) {
  auto& column = batch.column_or_add(name, batch.entity->field(name)->type);
  for (std::size_t row = 0; row < texts.size(); ++row)
    if (texts[row] != nullptr) column.set(row, batch.arena->keep(texts[row]));
}

inline constexpr std::int64_t kNull = INT64_MIN;

/// Fills a column of numbers; kNull is null.
inline void put_numbers(records::Batch& batch, const char* name,
                        const std::vector<std::int64_t>& numbers) {
  auto& column = batch.column_or_add(name, batch.entity->field(name)->type);
  for (std::size_t row = 0; row < numbers.size(); ++row)
    if (numbers[row] != kNull) column.set(row, numbers[row]);
}

inline void put_reals(records::Batch& batch, const char* name, const std::vector<double>& reals) {
  auto& column = batch.column_or_add(name, records::FieldType::real);
  for (std::size_t row = 0; row < reals.size(); ++row) column.set(row, reals[row]);
}

}  // namespace aftercare::quality
