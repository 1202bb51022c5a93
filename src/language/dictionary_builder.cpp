#include "language/dictionary_builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fstream>
#include <map>
#include <sstream>
#include <unordered_map>
#include <vector>

#include "base/prepared_file.hpp"
#include "base/utf8.hpp"
#include "language/background_words.hpp"
#include "language/character_model.hpp"
#include "language/word_cell.hpp"

namespace aftercare::language {
namespace {

std::string bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return std::move(content).str();
}

double number_in(std::string_view text) {
  double value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// Takes the part of `rest` before the next `mark` off it.
std::string_view take_until(std::string_view& rest, char mark) {
  const auto at = std::min(rest.find(mark), rest.size());
  const auto part = rest.substr(0, at);
  rest.remove_prefix(std::min(at + 1, rest.size()));
  return part;
}

// The model's file: start, transitions and emissions, lines with '#' between.
struct ModelTables {
  std::vector<double> model;  // 4 of start, 16 of transition.
  std::vector<double> emissions = std::vector<double>(kStates, kImpossible);
  std::unordered_map<char32_t, std::uint32_t> row_of;

  bool read(std::string_view content) {
    std::size_t number = 0;
    while (!content.empty()) {
      auto line = take_until(content, '\n');
      if (line.empty() || line.front() == '#') continue;
      if (number <= kStates) {
        for (std::size_t i = 0; i < kStates; ++i) model.push_back(number_in(take_until(line, ' ')));
      } else if (number <= 2 * kStates) {
        read_emissions(line, number - kStates - 1);
      }
      ++number;
    }
    return number == 2 * kStates + 1 && is_word_model(std::span(model).subspan(kStates)) &&
           emissions.size() / kStates <= 0x10000;
  }

 private:
  void read_emissions(std::string_view line, std::size_t state) {
    while (!line.empty()) {
      auto entry = take_until(line, ',');
      if (entry.empty()) continue;
      std::size_t at = 0;
      const char32_t point = base::next_code_point(entry, at);
      entry.remove_prefix(std::min(at + 1, entry.size()));
      const auto rows = static_cast<std::uint32_t>(emissions.size() / kStates);
      const auto [row, added] = row_of.emplace(point, rows);
      if (added) emissions.resize(emissions.size() + kStates, kImpossible);
      emissions[row->second * kStates + state] = number_in(entry);
    }
  }
};

struct DictionaryWord {
  std::vector<std::uint32_t> labels;
  double weight = 0;
};

// A node that goes on: words [begin, end) share their first `depth` labels.
struct InnerNode {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t depth = 0;
  std::uint32_t base = 0;
};

// Lays the sorted words out as a double array.
class CellLayout {
 public:
  explicit CellLayout(const std::vector<DictionaryWord>& words) : words_(words) {}

  bool make() {
    find_inner(0, words_.size(), 0);
    std::vector<std::size_t> order;
    for (std::size_t i = 1; i < inner_.size(); ++i) order.push_back(i);
    std::vector<std::size_t> children(inner_.size());
    for (const auto i : order) children[i] = labels_below(inner_[i]).size();
    std::ranges::stable_sort(order, std::greater{}, [&](auto i) { return children[i]; });
    for (const auto i : order)
      if (!place(inner_[i])) return false;
    cells.assign(std::size_t{last_base_} + kMostCharacters, 0);
    for (std::uint32_t label = 0; label < kMostCharacters; ++label)
      firsts.push_back(cell_of(label, 0, kLeastPlace, 0));
    weights.push_back(std::ranges::min_element(words_, {}, &DictionaryWord::weight)->weight);
    place_of_weight_[weights.back()] = kLeastPlace;
    fill();
    return true;
  }

  std::vector<WordCell> firsts;  // By label.
  std::vector<WordCell> cells;
  std::vector<double> weights = {1};

 private:
  template <typename Visit>
  void each_child(std::size_t begin, std::size_t end, std::size_t depth, Visit&& visit) const {
    while (begin < end && words_[begin].labels.size() == depth) ++begin;
    while (begin < end) {
      const auto label = words_[begin].labels[depth];
      auto stop = begin + 1;
      while (stop < end && words_[stop].labels[depth] == label) ++stop;
      visit(label, begin, stop);
      begin = stop;
    }
  }

  void find_inner(std::size_t begin, std::size_t end, std::size_t depth) {
    if (words_[end - 1].labels.size() == depth) return;  // The longest stand last.
    number_of_[{begin, depth}] = inner_.size();
    inner_.push_back({begin, end, depth, 0});
    each_child(begin, end, depth, [&](std::uint32_t, std::size_t from, std::size_t to) {
      find_inner(from, to, depth + 1);
    });
  }

  std::vector<std::uint32_t> labels_below(const InnerNode& node) const {
    std::vector<std::uint32_t> labels;
    each_child(node.begin, node.end, node.depth,
               [&](std::uint32_t label, std::size_t, std::size_t) { labels.push_back(label); });
    return labels;
  }

  bool is_used(std::size_t at) const { return at < used_.size() && used_[at]; }

  // The first base that is nobody's and leaves every child a free cell. Where a node of as many
  // children found no room before, none is looked for again.
  bool place(InnerNode& node) {
    const auto labels = labels_below(node);
    auto& from = from_[std::min(labels.size(), std::size_t{64})];
    for (std::size_t base = std::max<std::size_t>(from, 1);; ++base) {
      if (base > kMostBase) return false;
      if (base < based_.size() && based_[base]) continue;
      if (!std::ranges::all_of(labels, [&](auto label) { return !is_used(base + label); }))
        continue;
      if (used_.size() < base + kMostCharacters) {
        used_.resize(base + kMostCharacters);
        based_.resize(base + kMostCharacters);
      }
      for (const auto label : labels) used_[base + label] = true;
      based_[base] = true;
      node.base = static_cast<std::uint32_t>(base);
      last_base_ = std::max(last_base_, node.base);
      if (labels.size() < 8)
        from = base > kSlack ? std::max(from, base - kSlack) : from;
      else
        from = std::max(from, base > 8 * kSlack ? base - 8 * kSlack : 0);
      return true;
    }
  }

  std::uint32_t place_of(double weight) {
    const auto [at, added] =
        place_of_weight_.emplace(weight, static_cast<std::uint32_t>(weights.size()));
    if (added) weights.push_back(weight);
    return at->second;
  }

  void fill() {
    for (const auto& node : inner_)
      each_child(
          node.begin, node.end, node.depth,
          [&](std::uint32_t label, std::size_t from, std::size_t to) {
            std::uint32_t weight = 0, bloom = 0, base = 0;
            const auto depth = node.depth + 1;
            // Of a word given twice the last counts.
            for (auto at = from; at < to && words_[at].labels.size() == depth; ++at)
              weight = place_of(words_[at].weight);
            if (const auto inner = number_of_.find({from, depth}); inner != number_of_.end()) {
              base = inner_[inner->second].base;
              for (const auto below : labels_below(inner_[inner->second]))
                bloom |= 1U << bloom_bit(below);
            }
            if (node.depth == 0)
              firsts[label] = cell_of(label, bloom, std::max(weight, kLeastPlace), base);
            else
              cells[node.base + label] = cell_of(label, bloom, weight, base);
          });
  }

  static constexpr std::size_t kSlack = 2048;

  const std::vector<DictionaryWord>& words_;
  std::vector<InnerNode> inner_;  // The root first; its children stand in `firsts`.
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> number_of_;
  std::vector<bool> used_, based_;
  std::array<std::size_t, 65> from_{};
  std::uint32_t last_base_ = 0;
  std::unordered_map<double, std::uint32_t> place_of_weight_;
};

// The words as labels (numbers of characters, the most used first), sorted, with their weights.
struct WordTables {
  std::vector<DictionaryWord> words;
  std::unordered_map<char32_t, std::uint32_t> label_of_point;

  explicit WordTables(std::string_view content) {
    std::unordered_map<char32_t, std::uint64_t> uses;
    double total = 0;
    std::vector<std::pair<std::u32string, double>> read;
    while (!content.empty()) {
      auto line = take_until(content, '\n');
      const auto word = take_until(line, ' ');
      const auto count = number_in(take_until(line, ' '));
      if (word.empty() || !(count > 0)) continue;
      total += count;
      std::u32string points;
      for (std::size_t at = 0; at < word.size();) points += base::next_code_point(word, at);
      for (const char32_t point : points) uses[point] += static_cast<std::uint64_t>(count) + 1;
      read.emplace_back(std::move(points), count);
    }
    std::vector<std::pair<std::uint64_t, char32_t>> order;
    for (const auto& [point, count] : uses) order.emplace_back(count, point);
    std::ranges::sort(order, std::greater{});
    for (const auto& [count, point] : order)
      label_of_point.emplace(point, static_cast<std::uint32_t>(label_of_point.size()) + 1);
    for (const auto& [points, count] : read) {
      DictionaryWord word;
      for (const char32_t point : points) word.labels.push_back(label_of_point[point]);
      word.weight = std::log(count / total);
      words.push_back(std::move(word));
    }
    std::ranges::stable_sort(words, {}, &DictionaryWord::labels);
  }
};

template <typename T>
std::span<const std::byte> bytes_of_table(const std::vector<T>& table) {
  return std::as_bytes(std::span(table));
}

}  // namespace

base::Result<void> build_dictionary(const std::filesystem::path& folder,
                                    const std::filesystem::path& file) {
  const auto damaged = [&folder](std::string_view what) {
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("the dictionary of Chinese words is damaged: {} of {}", what, folder.string()),
        fmt::format("中文词典已损坏：{}（{}）", what, folder.string()));
  };
  const WordTables dictionary(bytes_of(folder / "jieba.dict.utf8"));
  if (dictionary.words.empty() || dictionary.label_of_point.size() >= kMostCharacters)
    return damaged("jieba.dict.utf8");
  CellLayout layout(dictionary.words);
  if (!layout.make() || layout.weights.size() > kMostWeights) return damaged("jieba.dict.utf8");
  ModelTables model;
  if (!model.read(bytes_of(folder / "hmm_model.utf8"))) return damaged("hmm_model.utf8");
  const auto background =
      make_background(bytes_of(folder / "idf.utf8"), bytes_of(folder / "stop_words.utf8"));

  std::vector<WordCell> chars(0x10000, kUnknownChar);
  std::vector<std::uint16_t> rows(0x10000, 0);
  for (const auto& [point, label] : dictionary.label_of_point) {
    if (point >= chars.size()) return damaged("a character beyond U+FFFF");
    chars[point] = layout.firsts[label];
  }
  for (const auto& [point, row] : model.row_of) {
    if (point >= rows.size()) return damaged("a character beyond U+FFFF");
    rows[point] = static_cast<std::uint16_t>(row);
  }
  for (std::size_t point = 0; point < chars.size(); ++point)
    if (is_separator(static_cast<char32_t>(point))) chars[point] = kSeparatorChar;

  std::vector<std::span<const std::byte>> sections(static_cast<std::size_t>(WordSection::count));
  const auto at = [&sections](WordSection section) -> auto& {
    return sections[static_cast<std::size_t>(section)];
  };
  at(WordSection::chars) = bytes_of_table(chars);
  at(WordSection::cells) = bytes_of_table(layout.cells);
  at(WordSection::weights) = bytes_of_table(layout.weights);
  at(WordSection::rows) = bytes_of_table(rows);
  at(WordSection::model) = bytes_of_table(model.model);
  at(WordSection::emissions) = bytes_of_table(model.emissions);
  at(WordSection::backgrounds) = bytes_of_table(background);
  return base::write_prepared(file, kWordsVersion, sections);
}

}  // namespace aftercare::language
