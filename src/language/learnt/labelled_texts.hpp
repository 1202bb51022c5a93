// Texts with the labels people gave them, read from two columns of a table.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace aftercare::language {

struct LabelSettings {
  bool multi = false;     // A cell may hold several labels.
  std::string separator;  // Between them; empty: sniffed.
};

struct LabelledTexts {
  std::vector<std::string_view> texts;         // Views into the cells given.
  std::vector<std::string> labels;             // By number, in order of bytes.
  std::vector<std::vector<std::uint16_t>> of;  // Per text, in order; multi: perhaps none.
  std::vector<std::uint32_t> rows;             // Per text: its place among the cells given.
  bool multi = false;
  std::string separator;          // Of multi.
  std::size_t without_text = 0;   // Rows left out.
  std::size_t without_label = 0;  // Rows left out; of multi none is.

  bool is_of(std::size_t text, std::uint16_t label) const;
};

/// Labels are trimmed. Fails (input) if no row has text and label, or there are more labels than
/// a column of labels would have (2,000).
base::Result<LabelledTexts> label_texts(std::span<const std::string_view> texts,
                                        std::span<const std::string_view> labels,
                                        const LabelSettings& settings);

/// The labels in a cell, trimmed, none empty; without a separator the whole cell is one.
std::vector<std::string_view> labels_in(std::string_view cell, std::string_view separator);

/// What separates several labels in one cell, judged by which cut leaves the fewest different
/// labels for what it cuts; empty if nothing does.
std::string sniff_label_separator(std::span<const std::string_view> cells);

}  // namespace aftercare::language
