// A dictionary and batches small enough to read beside the tests that use them.

#pragma once

#include <fmt/format.h>

#include <fstream>
#include <string>
#include <vector>

#include "fresh_folder.hpp"
#include "records/batch.hpp"
#include "records/dictionary.hpp"

namespace aftercare::privacy {

inline records::Dictionary shop_dictionary() {
  const FreshFolder folder;
  std::ofstream(folder.path / "dictionary.yaml") << R"(
entities:
  - name: customer
    label: {zh: 客户, en: Customer}
    grain: {zh: 一行一个客户, en: One row per customer}
    key: [customer_id]
    person: customer_id
    fields:
      - {name: customer_id, type: code, pii: pseudonym, label: {zh: 编号, en: Id}}
      - {name: name, type: text, pii: personal, personal: name, label: {zh: 姓名, en: Name}}
      - {name: phone, type: text, pii: personal, personal: phone, label: {zh: 电话, en: Phone}}
      - {name: email, type: text, pii: sensitive, personal: email, label: {zh: 邮箱, en: E-mail}}
      - {name: address, type: text, pii: personal, personal: address, label: {zh: 地址, en: Address}}
      - {name: province, type: code, label: {zh: 省份, en: Province}}
      - {name: city, type: text, label: {zh: 城市, en: City}}
      - {name: level, type: code, label: {zh: 等级, en: Level}}
  - name: case
    label: {zh: 事件, en: Case}
    grain: {zh: 一行一个事件, en: One row per case}
    key: [case_id]
    person: customer_id
    fields:
      - {name: case_id, type: code, label: {zh: 编号, en: Id}}
      - {name: customer_id, type: code, pii: pseudonym, label: {zh: 客户, en: Customer}}
      - {name: customer_name, type: text, pii: personal, personal: name, label: {zh: 姓名, en: Name}}
      - {name: title, type: text, pii: free_text, label: {zh: 标题, en: Title}}
      - {name: text, type: text, pii: free_text, label: {zh: 内容, en: Text}}
      - {name: tags, type: text, label: {zh: 标签, en: Tags}}
      - {name: rating, type: real, label: {zh: 评分, en: Rating}}
  - name: message
    label: {zh: 消息, en: Message}
    grain: {zh: 一行一条消息, en: One row per message}
    key: [message_id]
    fields:
      - {name: message_id, type: code, label: {zh: 编号, en: Id}}
      - {name: case_id, type: code, references: case, label: {zh: 事件, en: Case}}
      - {name: text, type: text, pii: free_text, label: {zh: 内容, en: Text}}
  - name: product
    label: {zh: 商品, en: Product}
    grain: {zh: 一行一个商品, en: One row per product}
    key: [product_id]
    fields:
      - {name: product_id, type: code, label: {zh: 编号, en: Id}}
      - {name: name, type: text, label: {zh: 名称, en: Name}}
)";
  return records::Dictionary::load_files({folder.path / "dictionary.yaml"}).value();
}

/// A batch whose rows have the keys K0, K1, ... and no other column.
inline records::Batch batch_of(const records::Entity& entity, std::size_t rows) {
  records::Batch batch;
  batch.entity = &entity;
  batch.origins.resize(rows);
  batch.states.assign(rows, records::RowState::good);
  auto& key = batch.column_or_add("record_key", records::FieldType::text);
  for (std::size_t row = 0; row < rows; ++row)
    key.set(row, batch.arena->keep(fmt::format("K{}", row)));
  return batch;
}

/// Fills a text column; nullptr is null.
inline void put(records::Batch& batch, const char* name, const std::vector<const char*>& texts) {
  auto& column = batch.column_or_add(name, records::FieldType::text);
  for (std::size_t row = 0; row < texts.size(); ++row)
    if (texts[row] != nullptr) column.set(row, batch.arena->keep(texts[row]));
}

inline std::string_view text_of(const records::Batch& batch, const char* name, std::size_t row) {
  const auto* const column = batch.column(name);
  return column != nullptr && column->present[row] != 0 ? column->text(row) : "(null)";
}

}  // namespace aftercare::privacy
