// A question in plain words, Chinese or English, understood against the catalog.
//
//   auto words = AskWords::load(model, workspace);
//   const auto asked = ask("上个月各省的投诉率和去年比怎么样", *words, today);
//
// Nothing is guessed: a word that nobody knows, or that does not fit, is handed back, and such a
// question is not to be answered.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "metrics/ask/words.hpp"
#include "metrics/question.hpp"

namespace aftercare::metrics {

enum class AskChart { number, line, bar, map, table, waterfall };

/// A phrase of the question and what it was taken for.
struct AskedWord {
  std::string text;
  AskRole role = AskRole::filler;
  std::string name;                // Metric or dimension.
  std::string code;                // Of a value.
  std::vector<AskMeaning> others;  // Values of other dimensions that it could mean as well.
};

struct Asked {
  Question question;
  std::optional<Period> against;  // The period it is compared with.
  bool share = false;             // Each row as a share of the total.
  bool why = false;               // What drove the change between the two periods.
  AskChart chart = AskChart::number;
  std::vector<AskedWord> words;
  std::vector<std::string> not_understood;  // As written, in order.
  std::optional<base::Message> problem;     // Understood, but no question that can be answered.

  bool answerable() const { return not_understood.empty() && !problem; }
};

Asked ask(std::string_view text, const AskWords& words, records::Day today);

std::string_view to_name(AskChart chart);

/// The question in one line: "complaints by channel where province=广东 2026-10-01..2026-10-31 top
/// 5"; what is compared with stands behind "vs".
std::string query_line(const Asked& asked);

/// How it was understood, for its asker.
base::Message understanding(const Asked& asked, const Model& model);

}  // namespace aftercare::metrics
