// A file whose column of texts is learnt from or labelled.

#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "app/cli/commands.hpp"
#include "intake/table_file.hpp"
#include "language/learnt/held_back.hpp"
#include "language/learnt/labelled_texts.hpp"
#include "language/learnt/model_scores.hpp"
#include "language/learnt/text_model.hpp"

namespace aftercare::app {

/// Rows of a file that are used, as cells of two columns.
struct TextFile {
  intake::TableFile file;
  std::vector<std::string_view> texts;
  std::vector<std::string_view> labels;  // Empty cells if no column of labels was asked for.
  std::vector<std::size_t> rows;         // In the table.
  std::size_t left_out = 0;              // By the split.

  /// The record's number in the file.
  std::uint64_t record(std::size_t used) const { return file.table.origins[rows[used]].row; }
};

enum class FilePart { whole, learnt_from, held_back };

/// Fails (usage) on a column that is not there, (input) if no row is left. `label` may be empty.
base::Result<TextFile> read_text_file(const std::string& name, const std::string& text,
                                      const std::string& label,
                                      const std::optional<language::HeldBackFifth>& split,
                                      FilePart part, const Place& place);

/// The column's place. Fails (usage), naming those there are.
base::Result<std::size_t> column_of(const records::RawBatch& table, const std::string& name,
                                    const std::string& file);

/// Scores of a model's answers as JSON and for a terminal.
nlohmann::ordered_json scores_json(const language::LabelScores& scores,
                                   const std::vector<std::string>& labels, bool multi,
                                   float unsure);
void print_scores(const language::LabelScores& scores, const std::vector<std::string>& labels,
                  bool multi, float unsure, const Console& console);

}  // namespace aftercare::app
