#include "quality/repair/lone_value.hpp"

#include <algorithm>
#include <unordered_map>

namespace aftercare::quality {
namespace {

// Rows of some codes of a column.
std::unordered_map<Code, std::vector<std::size_t>> rows_of(const CodedColumn& column,
                                                           const std::vector<bool>& wanted) {
  std::unordered_map<Code, std::vector<std::size_t>> rows;
  for (std::size_t row = 0; row < column.cells.size(); ++row)
    if (wanted[column.cells[row]]) rows[column.cells[row]].push_back(row);
  return rows;
}

// By its name a column of what persons are called.
bool holds_names(const CodedColumn& column, const RepairKnowledge& knowledge) {
  if (knowledge.persons == nullptr) return false;
  const auto kind = knowledge.persons->kind_of(column.name);
  return kind == FieldKind::given_name || kind == FieldKind::surname ||
         kind == FieldKind::full_name;
}

}  // namespace

std::vector<Verdict> find_exchanged(CodedTable& table, std::span<const ColumnFormat> formats) {
  // A bit per column; wider tables are looked at as far as that goes.
  const auto width = std::min<std::size_t>(table.width(), 64);
  const auto rows = static_cast<double>(table.rows());
  // How likely the column is to hold the text: by its rows, or as a new value by its shape.
  const auto belonging = [&](std::size_t c, std::string_view text, double own) {
    const auto code = table.find(c, text);
    const double times = code == kNoCode ? 0 : table.column(c).counts[code] - own;
    const double known = times >= 2 ? times / rows : times * 0.2 / rows;
    return std::max(known, formats[c].shape_share(text) * formats[c].novelty() * 0.1) + 1e-7;
  };
  // Per rare or oddly shaped value: the columns where it would rather be at home.
  std::vector<std::vector<std::uint64_t>> rather(width);
  const double most = std::max(2.0, 0.01 * rows);
  for (std::size_t c = 0; c < width; ++c) {
    const auto& column = table.column(c);
    const auto values = column.values.size();
    rather[c].resize(values, 0);
    for (Code code = 1; code < values; ++code) {
      const auto text = column.values[code];
      if (column.counts[code] == 0 || column.counts[code] > most) continue;
      const bool odd = formats[c].is_odd_shape(text);
      if (!odd && (formats[c].is_key() || formats[c].novelty() >= 0.3)) continue;
      const double here = belonging(c, text, 1);
      for (std::size_t b = 0; b < width; ++b) {
        if (b == c || formats[b].is_prose()) continue;
        // Two columns of numbers say nothing about whose a number is.
        if (!odd && formats[c].has_numbers() && formats[b].has_numbers()) continue;
        if (belonging(b, text, 0) >= 3 * here) rather[c][code] |= std::uint64_t{1} << b;
      }
    }
  }
  std::vector<Verdict> verdicts;
  for (std::size_t row = 0; row < table.rows(); ++row)
    for (std::size_t a = 0; a < width; ++a) {
      const auto left = table.code(row, a);
      if (left >= rather[a].size() || rather[a][left] == 0) continue;
      double best = 200;  // Times as likely as no exchange; errors themselves are rare.
      std::size_t other = width;
      for (std::size_t b = 0; b < width; ++b) {
        const auto right = table.code(row, b);
        if ((rather[a][left] >> b & 1) == 0 || right >= rather[b].size() ||
            (rather[b][right] >> a & 1) == 0)
          continue;
        const auto in_a = table.text(a, left), in_b = table.text(b, right);
        const double odds = belonging(b, in_a, 0) / belonging(a, in_a, 1) * belonging(a, in_b, 0) /
                            belonging(b, in_b, 1);
        if (odds > best) best = odds, other = b;
      }
      if (other <= a || other == width) continue;  // Both find each other; told once.
      const auto in_a = table.text(a, left), in_b = table.text_at(row, other);
      const double sure = best / (best + 40);
      verdicts.push_back({row,
                          a,
                          table.intern(a, in_b),
                          sure,
                          0.98 * sure,
                          RepairReason::exchanged,
                          {other},
                          false});
      verdicts.push_back({row,
                          other,
                          table.intern(other, in_a),
                          sure,
                          0.98 * sure,
                          RepairReason::exchanged,
                          {a},
                          false});
    }
  return verdicts;
}

std::vector<Verdict> find_misspelt(const CodedTable& table, const ColumnFormat& format,
                                   std::size_t c, const RepairKnowledge& knowledge) {
  if (format.is_prose() || format.is_key() || format.is_measure()) return {};
  const auto& column = table.column(c);
  const auto filled = static_cast<double>(column.filled());
  SpellingIndex index;
  std::size_t frequent = 0;
  double rare = 0;
  for (Code code = 1; code < column.values.size(); ++code) {
    if (column.counts[code] >= 5 && column.values[code].size() >= 2) {
      index.add(code, column.values[code]);
      ++frequent;
    }
    if (column.counts[code] == 1) rare += 1;
  }
  if (frequent < 2) return {};
  const bool names = holds_names(column, knowledge);
  // How often do values that are surely right stand one slip apart?
  double crowded = 0;
  for (Code code = 1; code < column.values.size(); ++code)
    if (column.counts[code] >= 5 && !index.near(column.values[code]).empty()) crowded += 1;
  const double crowd = (crowded + 0.5) / (static_cast<double>(frequent) + 1);
  std::vector<bool> wanted(column.values.size(), false);
  std::unordered_map<Code, std::pair<Code, double>> best;
  for (Code code = 1; code < column.values.size(); ++code) {
    if (column.counts[code] == 0 || column.counts[code] > 2) continue;
    const auto value = column.values[code];
    if (names && static_cast<unsigned char>(value.front()) >= 0x80) continue;
    auto near = index.near(value);
    std::erase_if(near, [&](std::uint32_t other) {
      return differ_in_digits_only(value, column.values[other]) || column.counts[other] < 5;
    });
    if (near.empty()) continue;
    double all = 0, most = 0;
    Code winner = kNoCode;
    for (const auto other : near) {
      const double count = column.counts[other];
      all += count;
      if (count > most) most = count, winner = other;
    }
    best[code] = {winner, most / all};
    wanted[code] = true;
  }
  std::vector<Verdict> verdicts;
  // Rare values with no frequent neighbour are as many as the column really has.
  const double fresh = std::max(0.0, rare - static_cast<double>(best.size()));
  for (const auto& [code, rows] : rows_of(column, wanted)) {
    const auto& [winner, share] = best[code];
    // A new value lands by chance next to a frequent one as often as frequent ones do.
    const double legitimate = (fresh + 0.5) * crowd + 0.02;
    const double slips = static_cast<double>(best.size());
    const double suspicion = slips / (slips + legitimate * 2 + 0.5) * (1 - std::min(0.9, crowd));
    const double length = static_cast<double>(points_of(column.values[winner]).size());
    const double sure = length >= 4 ? 1 : length == 3 ? 0.9 : 0.75;
    for (const auto row : rows)
      verdicts.push_back(
          {row, c, winner, suspicion, suspicion * share * sure, RepairReason::spelling, {}});
  }
  (void)filled;
  std::sort(verdicts.begin(), verdicts.end(),
            [](const Verdict& a, const Verdict& b) { return a.row < b.row; });
  return verdicts;
}

std::vector<Verdict> find_misheard(const CodedTable& table, const ColumnFormat& format,
                                   std::size_t c, const RepairKnowledge& knowledge) {
  constexpr double own_names = 0.3;  // Share of single values from which a column is of names.
  if (knowledge.pinyin == nullptr || format.is_prose() || format.is_measure() ||
      format.novelty() > own_names)
    return {};
  const auto& pinyin = *knowledge.pinyin;
  const auto& column = table.column(c);
  if (holds_names(column, knowledge)) return {};
  constexpr std::uint32_t frequent_from = 5;
  std::unordered_map<std::string, std::vector<Code>> by_sound;
  double frequent = 0, rare = 0;
  for (Code code = 1; code < column.values.size(); ++code) {
    rare += column.counts[code] == 1;
    if (column.counts[code] < frequent_from) continue;
    ++frequent;
    if (auto sound = sound_of(column.values[code], pinyin); !sound.empty())
      by_sound[std::move(sound)].push_back(code);
  }
  if (by_sound.size() < 2) return {};
  double crowded = 0;
  for (const auto& [sound, codes] : by_sound)
    if (codes.size() > 1) crowded += static_cast<double>(codes.size());
  const double crowd = (crowded + 0.5) / (frequent + 1);
  std::vector<bool> wanted(column.values.size(), false);
  std::unordered_map<Code, std::pair<Code, double>> best;
  for (Code code = 1; code < column.values.size(); ++code) {
    if (column.counts[code] == 0 || column.counts[code] > 2) continue;
    const auto found = by_sound.find(sound_of(column.values[code], pinyin));
    if (found == by_sound.end()) continue;
    double all = 0, most = 0;
    Code winner = kNoCode;
    for (const auto other : found->second) {
      all += column.counts[other];
      if (column.counts[other] > most) most = column.counts[other], winner = other;
    }
    best[code] = {winner, most / all};
    wanted[code] = true;
  }
  std::vector<Verdict> verdicts;
  const double slips = static_cast<double>(best.size());
  const double fresh = std::max(0.0, rare - slips);
  // Of words of two characters many are two words that sound alike (权利, 权力).
  const auto certainty = [&](Code code) {
    return points_of(column.values[code]).size() > 2 ? 1 : 0.6;
  };
  // That a new value sounds like a frequent one is as rare as that two frequent ones do.
  const double suspicion =
      slips / (slips + (fresh + 0.5) * crowd + 0.1) * (1 - std::min(0.9, crowd));
  for (const auto& [code, rows] : rows_of(column, wanted))
    for (const auto row : rows)
      verdicts.push_back({row,
                          c,
                          best[code].first,
                          suspicion,
                          suspicion * best[code].second * certainty(code),
                          RepairReason::sound,
                          {},
                          true});
  std::sort(verdicts.begin(), verdicts.end(),
            [](const Verdict& a, const Verdict& b) { return a.row < b.row; });
  return verdicts;
}

std::vector<Verdict> find_replaced(const CodedTable& table, const ColumnFormat& format,
                                   std::size_t c, const ErrorChannel& channel) {
  if (format.is_prose() || format.novelty() > 0.5 || !channel.known()) return {};
  const auto& column = table.column(c);
  std::vector<bool> wanted(column.values.size(), false);
  std::unordered_map<std::size_t, std::vector<Code>> by_length;
  std::vector<std::u32string> points(column.values.size());
  for (Code code = 1; code < column.values.size(); ++code)
    if (column.counts[code] > 0 && column.values[code].size() <= 256) {
      points[code] = points_of(column.values[code]);
      by_length[points[code].size()].push_back(code);
    }
  std::unordered_map<Code, std::pair<Code, double>> best;
  for (Code code = 1; code < column.values.size(); ++code) {
    if (column.counts[code] == 0 || column.counts[code] > 2 || points[code].empty()) continue;
    if (std::none_of(points[code].begin(), points[code].end(),
                     [&](char32_t point) { return channel.replaces(point); }))
      continue;
    const auto& candidates = by_length[points[code].size()];
    if (candidates.size() > 20'000) continue;
    double all = 0, most = 0;
    Code winner = kNoCode;
    for (const auto other : candidates) {
      if (other == code || !channel.explains(points[other], points[code])) continue;
      const double count = column.counts[other];
      all += count;
      if (count > most) most = count, winner = other;
    }
    // Someone else may have been meant, the less likely the more of it is the same.
    if (winner != kNoCode) best[code] = {winner, most / (all + 0.3)}, wanted[code] = true;
  }
  std::vector<Verdict> verdicts;
  for (const auto& [code, rows] : rows_of(column, wanted))
    for (const auto row : rows)
      verdicts.push_back(
          {row, c, best[code].first, 0.95, 0.95 * best[code].second, RepairReason::channel, {}});
  std::sort(verdicts.begin(), verdicts.end(),
            [](const Verdict& a, const Verdict& b) { return a.row < b.row; });
  return verdicts;
}

}  // namespace aftercare::quality
