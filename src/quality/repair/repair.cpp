#include "quality/repair/repair.hpp"

#include <algorithm>
#include <deque>
#include <unordered_map>

#include "quality/profile/value_reading.hpp"
#include "quality/repair/ballot.hpp"
#include "quality/repair/coded_table.hpp"
#include "quality/repair/column_format.hpp"
#include "quality/repair/determinant.hpp"
#include "quality/repair/lone_value.hpp"
#include "quality/repair/natural_gap.hpp"
#include "quality/repair/repair_question.hpp"
#include "quality/repair/source_truth.hpp"
#include "quality/repair/spelling.hpp"
#include "quality/repair/vote_judge.hpp"

namespace aftercare::quality {
namespace {

constexpr double kLeastTold = 0.3;    // Less sure repairs are not worth a person's time.
constexpr double kSuspected = 0.5;    // From which a cell is called suspected.
constexpr double kEmptyIsOdd = 0.04;  // Share of empty cells up to which an empty one is odd.
constexpr double kPasses[] = {0.95, 0.85, 0.7};  // Surest repairs first: they make others clear.

class RepairWork {
 public:
  RepairWork(const records::RawBatch& batch, const RepairOptions& options, base::Progress& progress)
      : options_(options), progress_(progress), table_(batch), original_(table_.width()) {
    for (std::size_t c = 0; c < table_.width(); ++c) original_[c] = table_.column(c).cells;
    seen_.assign(table_.width(), 0);
  }

  RepairOutcome run() {
    learn_formats();
    learn_formats();
    exchange();
    learn_formats();
    clear_null_words();
    rewrite();
    learn_formats();
    exchange();
    find_gaps();
    determinants_ = find_determinants(table_, formats_, options_.knowledge, progress_);
    count_dependents();
    believe_sources();
    progress_.begin("votes", std::size(kPasses) + 1, "passes");
    std::size_t passes = 0;
    for (const auto threshold : kPasses) {
      vote(threshold, false);
      progress_.update(++passes);
    }
    vote(options_.threshold, true);
    progress_.end();
    for (std::size_t c = 0; c < table_.width(); ++c) {
      accept(find_misheard(table_, formats_[c], c, options_.knowledge), options_.threshold);
      accept(find_misspelt(table_, formats_[c], c, options_.knowledge), options_.threshold);
      accept(find_replaced(table_, formats_[c], c, channel_), options_.threshold);
    }
    suspect_rest();
    return outcome();
  }

 private:
  using CellId = std::uint64_t;
  CellId cell_id(std::size_t row, std::size_t c) const { return row * table_.width() + c; }

  // Of the columns that changed since they were last learnt.
  void learn_formats() {
    for (std::size_t c = 0; c < table_.width(); ++c) {
      const auto& column = table_.column(c);
      if (formats_.size() == c) {
        formats_.emplace_back(column, options_.knowledge);
        learnt_at_.push_back(column.edits);
      } else if (learnt_at_[c] != column.edits) {
        formats_[c] = ColumnFormat(column, options_.knowledge);
        learnt_at_[c] = column.edits;
      }
    }
  }

  // "N/A" among values is no value: it takes no part in votes and may be filled.
  void clear_null_words() {
    for (std::size_t c = 0; c < table_.width(); ++c) {
      const auto& column = table_.column(c);
      std::vector<bool> null(column.values.size(), false);
      bool any = false;
      for (Code code = 1; code < column.values.size(); ++code)
        if (is_missing_word(column.values[code]) &&
            column.counts[code] <= 0.02 * static_cast<double>(table_.rows()))
          any = null[code] = true;
      if (!any) continue;
      for (std::size_t row = 0; row < table_.rows(); ++row)
        if (null[table_.code(row, c)]) table_.set(row, c, kEmpty);
    }
  }

  void rewrite() {
    for (std::size_t c = 0; c < table_.width(); ++c) {
      const auto values = table_.column(c).values.size();
      std::vector<std::optional<RewrittenValue>> rewritten(values);
      bool any = false;
      for (Code code = 1; code < values; ++code)
        if (table_.column(c).counts[code] > 0 && (rewritten[code] = formats_[c].rewrite(code)))
          any = true;
      if (!any) continue;
      for (std::size_t row = 0; row < table_.rows(); ++row) {
        const auto code = table_.code(row, c);
        if (code >= values || !rewritten[code]) continue;
        const auto& one = *rewritten[code];
        consider({row, c, table_.intern(c, one.value), 0.97, one.confidence, one.reason, {}},
                 kFormatSure);
      }
    }
  }

  void exchange() { accept(find_exchanged(table_, formats_), options_.threshold); }

  // Empty cells that are no fault; the others, where they are rare, are.
  void find_gaps() {
    for (std::size_t c = 0; c < table_.width(); ++c) {
      gaps_.push_back(natural_gaps(table_, c));
      double odd = 0;
      for (std::size_t row = 0; row < table_.rows(); ++row)
        odd += table_.code(row, c) == kEmpty && !gaps_[c][row];
      rarely_empty_.push_back(odd > 0 && odd <= kEmptyIsOdd * static_cast<double>(table_.rows()));
      if (rarely_empty_[c]) seen_[c] += odd;
    }
  }

  void believe_sources() {
    const auto found = find_source_truth(table_, determinants_);
    if (!found) return;
    settled_.assign(table_.width(), false);
    for (const auto& target : found->targets) {
      settled_[target.column] = true;
      for (std::size_t row = 0; row < table_.rows(); ++row) {
        const auto truth = target.truth[row];
        if (truth == kNoCode || truth == table_.code(row, target.column)) continue;
        const double sure = target.confidence[row];
        consider({row,
                  target.column,
                  truth,
                  std::max(sure, 0.5),
                  sure,
                  RepairReason::sources,
                  {found->key, found->source}},
                 0.4);
      }
    }
  }

  void vote(double threshold, bool last) {
    std::vector<std::size_t> judged;
    std::deque<VoteJudge> judges;
    double cells = 0, slips = 0;
    for (std::size_t c = 0; c < table_.width(); ++c) {
      if (!settled_.empty() && settled_[c]) continue;
      if (formats_[c].is_prose()) continue;
      const BallotBox box(table_, determinants_, c);
      if (box.empty()) continue;
      judges.emplace_back(table_, formats_[c], box, c, channel_, gaps_[c],
                          options_.knowledge.pinyin);
      judged.push_back(c);
      cells += judges.back().cells(), slips += judges.back().slips() + seen_[c];
    }
    const double rate = (slips * kUnseen + 0.2) / (cells + 500);
    std::vector<Verdict> verdicts;
    for (std::size_t i = 0; i < judges.size(); ++i) {
      auto some = judges[i].judge(rate, seen_[judged[i]]);
      verdicts.insert(verdicts.end(), std::make_move_iterator(some.begin()),
                      std::make_move_iterator(some.end()));
    }
    std::stable_sort(verdicts.begin(), verdicts.end(), [](const Verdict& a, const Verdict& b) {
      return a.row != b.row ? a.row < b.row : a.confidence > b.confidence;
    });
    for (std::size_t i = 0; i < verdicts.size();) {
      std::vector<std::size_t> changed;
      const auto row = verdicts[i].row;
      // Many different values at once are another thing, not as many errors.
      std::size_t apart = 0;
      for (std::size_t j = i; j < verdicts.size() && verdicts[j].row == row; ++j)
        apart += verdicts[j].confidence >= threshold && !verdicts[j].near;
      if (apart >= 4) {
        for (; i < verdicts.size() && verdicts[i].row == row; ++i)
          if (verdicts[i].near && verdicts[i].confidence >= threshold)
            consider(std::move(verdicts[i]), threshold);
        continue;
      }
      const auto culprits = misleading_keys(verdicts, i, threshold);
      for (; i < verdicts.size() && verdicts[i].row == row; ++i) {
        auto& verdict = verdicts[i];
        if (!verdict.near && verdict.because.size() == 1 &&
            std::find(culprits.begin(), culprits.end(), verdict.because[0]) != culprits.end())
          continue;
        // What a cell says that is itself being mended waits for the next pass.
        const bool waits =
            std::any_of(verdict.because.begin(), verdict.because.end(), [&](std::size_t c) {
              return std::find(changed.begin(), changed.end(), c) != changed.end();
            });
        if (waits && !last) continue;
        if (verdict.confidence >= threshold) {
          changed.push_back(verdict.column);
          consider(std::move(verdict), threshold);
        } else if (last) {
          consider(std::move(verdict), threshold);
        }
      }
    }
  }

  // Columns that alone contradict several others of the row: rather this one cell is wrong.
  std::vector<std::size_t> misleading_keys(const std::vector<Verdict>& verdicts, std::size_t from,
                                           double threshold) {
    std::vector<std::size_t> found;
    const auto row = verdicts[from].row;
    std::unordered_map<std::size_t, double> against;
    for (auto i = from; i < verdicts.size() && verdicts[i].row == row; ++i)
      if (verdicts[i].confidence >= threshold && !verdicts[i].near &&
          verdicts[i].because.size() == 1)
        against[verdicts[i].because[0]] += 1;
    for (const auto& [column, count] : against) {
      if (count < 2 || count < 0.5 * dependents_[column]) continue;
      found.push_back(column);
      suspect(row, column, 0.8, RepairReason::odd_value);
    }
    return found;
  }

  // How many columns each column determines by itself.
  void count_dependents() {
    dependents_.assign(table_.width(), 0);
    for (const auto& list : determinants_.of)
      for (const auto& one : list) {
        const auto& columns = determinants_.keys[one.key].columns;
        if (columns.size() == 1 && one.score >= 0.8) dependents_[columns[0]] += 1;
      }
  }

  void accept(std::vector<Verdict> verdicts, double threshold) {
    for (auto& verdict : verdicts) consider(std::move(verdict), threshold);
  }

  // Takes a verdict into the table if it is sure enough, and remembers it.
  void consider(Verdict verdict, double threshold) {
    const auto old = table_.code(verdict.row, verdict.column);
    if (verdict.confidence >= threshold) {
      if (verdict.reason == RepairReason::dependency || verdict.reason == RepairReason::order) {
        const auto right = table_.text(verdict.column, verdict.now);
        const auto wrong = table_.text(verdict.column, old);
        if (old != kEmpty && likeness(right, wrong) >= 0.5) {
          channel_.learn(verdict.column, right, wrong);
        }
      }
      if (old != kEmpty) seen_[verdict.column] += 1;
      table_.set(verdict.row, verdict.column, verdict.now);
    } else if (verdict.confidence < kLeastTold && verdict.suspicion < kSuspected) {
      return;
    }
    auto& known = verdicts_[cell_id(verdict.row, verdict.column)];
    if (known.now != kNoCode && known.confidence > verdict.confidence &&
        verdict.confidence < threshold)
      return;
    known = std::move(verdict);
  }

  // Cells that are odd, though nothing says what they should be.
  void suspect_rest() {
    for (std::size_t c = 0; c < table_.width(); ++c) {
      const auto& column = table_.column(c);
      if (rarely_empty_[c])
        for (std::size_t row = 0; row < table_.rows(); ++row)
          if (table_.code(row, c) == kEmpty && !gaps_[c][row])
            suspect(row, c, 0.8, RepairReason::missing);
      std::vector<bool> odd(column.values.size(), false);
      bool any = false;
      for (Code code = 1; code < column.values.size(); ++code)
        if (column.counts[code] > 0 && column.counts[code] <= 2 &&
            formats_[c].is_odd_shape(column.values[code]))
          any = odd[code] = true;
      if (!any) continue;
      for (std::size_t row = 0; row < table_.rows(); ++row)
        if (odd[table_.code(row, c)]) suspect(row, c, 0.7, RepairReason::odd_shape);
    }
  }

  void suspect(std::size_t row, std::size_t c, double suspicion, RepairReason reason) {
    auto& known = verdicts_[cell_id(row, c)];
    if (known.now != kNoCode) {
      known.suspicion = std::max(known.suspicion, suspicion);
      return;
    }
    known = {row, c, kNoCode, suspicion, 0, reason, {}};
  }

  RepairOutcome outcome() {
    RepairOutcome result;
    for (auto& [id, verdict] : verdicts_) {
      const auto c = verdict.column;
      const auto before = original_[c][verdict.row];
      Repair repair;
      repair.row = verdict.row, repair.column = c;
      repair.old = table_.text(c, before);
      repair.reason = verdict.reason;
      repair.because = verdict.because;
      const auto now = table_.code(verdict.row, c);
      if (now != before && now != kEmpty && verdict.now != kNoCode &&
          verdict.confidence >= options_.threshold) {
        repair.now = table_.text(c, now);
        repair.confidence = verdict.confidence;
        repair.state = RepairState::applied;
      } else if (verdict.now != kNoCode && verdict.now != before &&
                 verdict.confidence >= kLeastTold) {
        repair.now = table_.text(c, verdict.now);
        repair.confidence = verdict.confidence;
        repair.state = RepairState::proposed;
      } else {
        if (verdict.now == before) continue;
        repair.confidence = verdict.suspicion;
        repair.state = RepairState::suspected;
        if (repair.reason == RepairReason::dependency || repair.reason == RepairReason::imputed)
          repair.reason = before == kEmpty ? RepairReason::missing : RepairReason::odd_value;
      }
      repair.suspicion = std::max(verdict.suspicion, repair.confidence);
      if (repair.state == RepairState::suspected && repair.suspicion < kSuspected) continue;
      result.repairs.push_back(std::move(repair));
    }
    std::sort(result.repairs.begin(), result.repairs.end(), [](const Repair& a, const Repair& b) {
      return a.row != b.row ? a.row < b.row : a.column < b.column;
    });
    return result;
  }

  static constexpr double kFormatSure = 0.7;

  const RepairOptions& options_;
  base::Progress& progress_;
  CodedTable table_;
  std::vector<std::vector<Code>> original_;
  std::vector<ColumnFormat> formats_;
  std::vector<std::size_t> learnt_at_;  // Edits of the column when its format was learnt.
  Determinants determinants_;
  std::vector<bool> settled_;  // Columns that their sources settled; no votes there.
  std::vector<double> dependents_;
  ErrorChannel channel_;
  std::vector<std::vector<bool>> gaps_;  // Per column and row: empty by nature.
  std::vector<bool> rarely_empty_;       // Per column.
  std::vector<double> seen_;             // Per column: cells found wrong so far, or oddly empty.
  std::unordered_map<CellId, Verdict> verdicts_;
};

}  // namespace

RepairOutcome find_repairs(const records::RawBatch& table, const RepairOptions& options,
                           base::Progress& progress) {
  auto found = RepairWork(table, options, progress).run();
  learn_from_answers(found, table, options.answers, options.threshold);
  return found;
}

}  // namespace aftercare::quality
