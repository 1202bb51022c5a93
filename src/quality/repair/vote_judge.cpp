#include "quality/repair/vote_judge.hpp"

#include <algorithm>

#include "quality/repair/spelling.hpp"

namespace aftercare::quality {
namespace {

constexpr double kBuckets[] = {0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98};
constexpr double kRepeatShare = 0.4;  // Of true exceptions, how many stand in their group again.
constexpr double kSlipShare = 0.4;    // Of errors, how many are slips of writing.

// Near enough that one is the other with slips, of the hand or of the ear.
bool is_near(std::string_view a, std::string_view b, const text::Pinyin* pinyin) {
  if (likeness(a, b) >= 0.6) return true;
  if (pinyin != nullptr)
    if (const auto sound = sound_of(a, *pinyin); !sound.empty() && sound == sound_of(b, *pinyin))
      return true;
  const auto left = points_of(a), right = points_of(b);
  return std::max(left.size(), right.size()) >= 2 && slips_between(left, right, 1) <= 1;
}

// Numbers of a column are near each other by nature, and so are moments.
bool both_measured(std::string_view a, std::string_view b) {
  if (parse_moment(a) && parse_moment(b)) return true;
  const auto left = parse_number(a), right = parse_number(b);
  return left && right && left->plain && right->plain;
}

// Of pairs of different values, the share that is near.
double crowding(const CodedColumn& column, const text::Pinyin* pinyin) {
  std::vector<Code> values;
  for (Code code = 1; code < column.values.size(); ++code)
    if (column.counts[code] > 0) values.push_back(code);
  if (values.size() < 3) return 0;
  constexpr std::size_t kPairs = 300;
  std::size_t near = 0, looked = 0;
  for (std::size_t i = 0; i < kPairs; ++i) {
    // Spread evenly and the same each time.
    const auto a = values[(i * 7919) % values.size()], b = values[(i * 104729 + 1) % values.size()];
    if (a == b) continue;
    ++looked;
    near += is_near(column.values[a], column.values[b], pinyin);
  }
  return looked == 0 ? 0 : static_cast<double>(near) / static_cast<double>(looked);
}

}  // namespace

std::size_t VoteJudge::bucket_of(double share) {
  return static_cast<std::size_t>(
      std::upper_bound(std::begin(kBuckets), std::end(kBuckets), share) - std::begin(kBuckets));
}

VoteJudge::VoteJudge(const CodedTable& table, const ColumnFormat& format, const BallotBox& box,
                     std::size_t target, const ErrorChannel& channel, const std::vector<bool>& gaps,
                     const text::Pinyin* pinyin)
    : table_(table),
      target_(target),
      novelty_(format.novelty()),
      buckets_(std::size(kBuckets) + 1) {
  const auto& column = table.column(target);
  crowding_ = crowding(column, pinyin);
  // The larger the table, the oftener two people slip in the same way.
  const auto same_slips = 3 + static_cast<std::uint32_t>(table.rows() / 100'000);
  for (std::size_t row = 0; row < table.rows(); ++row) {
    const auto now = column.cells[row];
    auto ballot = box.ballot(row);
    if (ballot.winner == kNoCode) continue;
    auto& bucket = buckets_[bucket_of(ballot.share)];
    if (ballot.winner == now) {
      bucket.votes += 1, bucket.agreed += 1, cells_ += 1;
      continue;
    }
    if (ballot.winner == kEmpty) continue;
    if (now == kEmpty) {
      if (!gaps[row]) dissents_.push_back({row, Kind::empty, std::move(ballot)});
      continue;
    }
    bucket.votes += 1, cells_ += 1;
    const auto old = column.values[now], wanted = column.values[ballot.winner];
    Kind kind = Kind::known;
    const auto count = column.counts[now];
    const bool replaced = channel.explains(points_of(wanted), points_of(old));
    if (count <= 1 || (count <= same_slips && column.counts[ballot.winner] > 30 * count) ||
        replaced) {
      const bool near = replaced || is_near(old, wanted, pinyin);
      if (near)
        kind = both_measured(old, wanted) ? Kind::near_measure : Kind::near;
      else if (count <= 1)
        kind = Kind::fresh;
    }
    if (ballot.current_repeats && !replaced) kind = Kind::repeated;
    if (kind == Kind::repeated) bucket.repeated += 1;
    if (kind == Kind::known) bucket.known += 1;
    if (kind == Kind::fresh || kind == Kind::near_measure ||
        (kind == Kind::near && crowding_ > 0.2))
      bucket.fresh += 1;
    if (kind == Kind::near && ballot.current < 0.1)
      slips_ += 1 - std::min(1.0, crowding_ + novelty_);
    dissents_.push_back({row, kind, std::move(ballot)});
  }
}

std::vector<Verdict> VoteJudge::judge(double error_rate, double seen) const {
  std::vector<Verdict> verdicts;
  constexpr double kWeight = 1000;  // Cells that the table's rate counts for.
  const double errors = std::clamp(
      ((slips_ + seen) * kUnseen + kWeight * error_rate) / (cells_ + kWeight), 1e-5, 0.2);
  for (const auto& dissent : dissents_) {
    const auto& ballot = dissent.ballot;
    const auto& bucket = buckets_[bucket_of(ballot.share)];
    double soft = (bucket.repeated / kRepeatShare + 0.2) / (bucket.votes + 2);
    // More exceptions than the table has errors are no errors.
    const double exceptions = (bucket.known + bucket.fresh + bucket.repeated) / (bucket.votes + 1);
    soft = std::max(soft, exceptions - 1.5 * errors);
    // Small groups cannot show a repeat: there every second exception is taken for true.
    if (ballot.share < 0.8) soft = std::max(soft, 0.5 * exceptions);
    double wrong = 0, legitimate = 0, closeness = 1;
    switch (dissent.kind) {
      case Kind::near:
        legitimate = soft * novelty_ * std::max(0.02, crowding_), wrong = errors * kSlipShare;
        closeness = 1 / std::max(0.05, crowding_);
        break;
      case Kind::near_measure:
        legitimate = soft * novelty_ * 0.7, wrong = errors * 0.2;
        break;
      case Kind::fresh:
        legitimate = soft * novelty_, wrong = errors * 0.1;
        break;
      case Kind::known:
        legitimate = soft * (1 - novelty_) * (1 - kRepeatShare), wrong = errors * 0.4;
        if (ballot.supporters >= 2) legitimate *= 0.3;
        if (ballot.supporters < 2) wrong *= 0.3;
        break;
      case Kind::repeated:
        legitimate = soft * (1 - novelty_) * kRepeatShare, wrong = errors * 0.02;
        break;
      case Kind::empty:
        break;
    }
    // Something else that determines the column knows the value that stands there.
    if (ballot.defenders > 0) wrong *= 0.1;
    if (ballot.current > 0.2) wrong *= 0.1;
    if (ballot.reason == RepairReason::usual && dissent.kind != Kind::near) wrong *= 0.01;
    Verdict verdict{dissent.row, target_, ballot.winner, 0, 0, ballot.reason, ballot.because};
    const double rest = std::max(0.0, 1 - ballot.share - ballot.current);
    const double right = ballot.share * closeness / (ballot.share * closeness + rest);
    if (dissent.kind == Kind::empty) {
      const double filled = 1 - static_cast<double>(table_.column(target_).counts[kEmpty]) /
                                    static_cast<double>(table_.rows());
      verdict.suspicion = std::max(filled, ballot.share);
      const double accuracy =
          (bucket.agreed + 1) / (bucket.agreed + bucket.known + bucket.repeated + 2);
      verdict.confidence = accuracy * std::max(right, ballot.share);
      // In a column that is often empty, one voice is not enough.
      if (filled < 0.95 && ballot.supporters < 2) verdict.confidence *= 0.6;
      verdict.reason = RepairReason::imputed;
    } else {
      verdict.suspicion = wrong / (wrong + legitimate + 1e-12);
      verdict.confidence = verdict.suspicion * right;
    }
    verdict.near = dissent.kind == Kind::near || dissent.kind == Kind::empty;
    verdicts.push_back(std::move(verdict));
  }
  return verdicts;
}

}  // namespace aftercare::quality
