// A column of texts of a table, understood.

#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/table_causes.hpp"
#include "app/cli/text_analyser.hpp"
#include "app/told_samples.hpp"

namespace aftercare::app {

/// Calls `read(i, scratch)` for each of `n` texts on all cores, and shows how far it is.
void for_texts(std::size_t n, const Place& place,
               const std::function<void(std::size_t, language::Scratch&)>& read);

/// What was understood of a row's text.
struct UnderstoodText {
  bool known = false;  // There is a text, and it is no noise.
  bool scored = false;
  bool negative = false;
  std::string_view sentiment;  // Its code.
  std::string topic;           // "" where none is sure.
  std::string kind;
};

class TableTexts {
 public:
  /// The rows kept. Fails (usage) on a column that is not there, (input) if no row has a text, and
  /// as TextAnalyser does.
  static base::Result<TableTexts> read(const TableRows& rows, const std::string& column,
                                       const std::filesystem::path& workspace, const Place& place);

  const language::Analyser& analyser() const { return analyser_.get(); }
  /// By row of the table.
  const UnderstoodText& of(std::size_t row) const { return understood_[row]; }
  std::string_view text(std::size_t row) const { return rows_->cell(row, column_); }
  std::string sample(std::size_t row) const { return masked_sample(text(row), analyser()); }
  /// Its name in both languages; the code where the catalogue has none.
  base::Message topic_label(const std::string& code) const;
  /// The topics of rows, by row of the table; "" of rows that are not `wanted`.
  AddedColumn topics(const std::vector<bool>& wanted, bool chinese) const;
  /// Topic, kind and sentiment of every row; "" where the text says none.
  std::vector<AddedColumn> features(bool chinese) const;

 private:
  TableTexts(const TableRows& rows, TextAnalyser analyser, std::size_t column)
      : rows_(&rows), analyser_(std::move(analyser)), column_(column) {}

  const TableRows* rows_;
  TextAnalyser analyser_;
  std::size_t column_;
  std::vector<UnderstoodText> understood_;
};

}  // namespace aftercare::app
