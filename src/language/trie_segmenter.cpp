// Our own cutting, with cppjieba's dictionary, model and results.
//
// As cppjieba does it: between separators, the likeliest path over the dictionary (dynamic
// programming from the right, ties to the shorter word); runs of single characters go through a
// hidden Markov model, in which ASCII letters and digits stay together. What differs is the
// shape of the data: one open hash table of edges instead of a map per node, a bloom of children
// in each node that spares most look-ups that would fail, flat tables of emissions, and no
// allocation per text. Results equal cppjieba's bit by bit (trie_segmenter_test.cpp), so sums are
// added in its order and in doubles.

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <fstream>
#include <sstream>

#include "base/utf8.hpp"
#include "language/segmenter.hpp"

namespace aftercare::language {
namespace {

constexpr double kImpossible = -3.14e+100;
// States of the model, as the model file numbers them; odd ones end a word.
constexpr std::size_t kEnd = 1, kSingle = 3, kStates = 4;

bool is_separator(char32_t point) {
  return point == U' ' || point == U'\t' || point == U'\n' || point == U'，' || point == U'。';
}

bool is_letter(char32_t point) {
  return (point >= U'a' && point <= U'z') || (point >= U'A' && point <= U'Z');
}

bool is_digit_point(char32_t point) {
  return point >= U'0' && point <= U'9';
}

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

}  // namespace

// The words of the dictionary with the logarithm of their frequency.
class WordTrie {
 public:
  struct Node {
    std::uint64_t children = 0;  // Bloom of the points that go on.
    double weight = 1;           // Above 0: no word ends here.
    bool ends_word() const { return weight <= 0; }
  };

  WordTrie() : first_(kFirstPoints, 0), nodes_(1), edges_(std::size_t{1} << 20) {
    nodes_.reserve(std::size_t{1} << 19);
  }

  void put(std::string_view word, double weight) {
    std::uint32_t node = 0;
    for (std::size_t at = 0; at < word.size();) {
      const char32_t point = base::next_code_point(word, at);
      node = node == 0 ? first_or_new(point) : child_or_new(node, point);
    }
    if (node != 0) nodes_[node].weight = std::min(weight, 0.0);
  }

  /// The node of one point; node 0, which ends no word, if there is none.
  const Node& first(char32_t point, std::uint32_t& node) const {
    node = point < kFirstPoints ? first_[point] : find_edge(0, point);
    return nodes_[node];
  }
  /// 0: there is none.
  std::uint32_t child(std::uint32_t node, char32_t point) const {
    if ((nodes_[node].children & bit_of(point)) == 0) return 0;
    return find_edge(node, point);
  }
  const Node& node(std::uint32_t at) const { return nodes_[at]; }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t to = 0;
  };
  static constexpr std::size_t kFirstPoints = 0x10000;

  static std::uint64_t bit_of(char32_t point) {
    return std::uint64_t{1} << ((point * 0x9E3779B1U) >> 26);
  }
  static std::uint64_t key_of(std::uint32_t node, char32_t point) {
    return (std::uint64_t{node} << 21 | point) + 1;
  }
  std::size_t slot_of(std::uint64_t key) const {
    return static_cast<std::size_t>((key * 0x9E3779B97F4A7C15ULL) >> 20) & (edges_.size() - 1);
  }
  std::uint32_t find_edge(std::uint32_t node, char32_t point) const {
    const std::uint64_t key = key_of(node, point);
    for (std::size_t at = slot_of(key);; at = (at + 1) & (edges_.size() - 1)) {
      if (edges_[at].key == key) return edges_[at].to;
      if (edges_[at].key == 0) return 0;
    }
  }
  void add_edge(std::uint64_t key, std::uint32_t to) {
    std::size_t at = slot_of(key);
    while (edges_[at].key != 0) at = (at + 1) & (edges_.size() - 1);
    edges_[at] = {key, to};
  }
  std::uint32_t new_node() {
    nodes_.emplace_back();
    return static_cast<std::uint32_t>(nodes_.size() - 1);
  }
  std::uint32_t first_or_new(char32_t point) {
    if (point >= kFirstPoints) return child_or_new(0, point);
    if (first_[point] == 0) first_[point] = new_node();
    return first_[point];
  }
  std::uint32_t child_or_new(std::uint32_t node, char32_t point) {
    if (const auto known = find_edge(node, point); known != 0) return known;
    if (++used_ * 2 > edges_.size()) {
      std::vector<Slot> old(edges_.size() * 2);
      old.swap(edges_);
      for (const auto& slot : old)
        if (slot.key != 0) add_edge(slot.key, slot.to);
    }
    const auto to = new_node();
    nodes_[node].children |= bit_of(point);
    add_edge(key_of(node, point), to);
    return to;
  }

  std::vector<std::uint32_t> first_;
  std::vector<Node> nodes_;
  std::vector<Slot> edges_;
  std::size_t used_ = 0;
};

// cppjieba's hidden Markov model: start, transitions, emissions of each state.
class CharacterModel {
 public:
  using Row = std::array<double, kStates>;

  bool read(std::string_view content) {
    std::size_t line_number = 0;
    while (!content.empty()) {
      auto line = take_until(content, '\n');
      if (line.empty() || line.front() == '#') continue;
      if (line_number == 0) {
        for (auto& value : start_) value = number_in(take_until(line, ' '));
      } else if (line_number <= kStates) {
        for (auto& value : transition_[line_number - 1]) value = number_in(take_until(line, ' '));
      } else if (line_number <= 2 * kStates) {
        const std::size_t state = line_number - kStates - 1;
        while (!line.empty()) {
          auto entry = take_until(line, ',');
          if (entry.empty()) continue;
          std::size_t at = 0;
          const char32_t point = base::next_code_point(entry, at);
          entry.remove_prefix(std::min(at + 1, entry.size()));
          emission_of_new(point)[state] = number_in(entry);
        }
      }
      ++line_number;
    }
    return line_number == 2 * kStates + 1;
  }

  const Row& start() const { return start_; }
  const std::array<Row, kStates>& transition() const { return transition_; }
  const Row& emission(char32_t point) const {
    return rows_[point < index_.size() ? index_[point] : 0];
  }

 private:
  Row& emission_of_new(char32_t point) {
    if (point >= index_.size()) return beyond_;
    if (index_[point] == 0) {
      index_[point] = static_cast<std::uint16_t>(rows_.size());
      rows_.push_back(rows_[0]);
    }
    return rows_[index_[point]];
  }

  Row start_{};
  std::array<Row, kStates> transition_{};
  std::vector<Row> rows_{{kImpossible, kImpossible, kImpossible, kImpossible}};
  std::vector<std::uint16_t> index_ = std::vector<std::uint16_t>(0x10000, 0);
  Row beyond_{};  // The model has no character beyond the first plane.
};

class TrieSegmenter final : public Segmenter {
 public:
  bool read(const std::filesystem::path& folder) {
    const auto content = bytes_of(folder / "jieba.dict.utf8");
    double total = 0;
    std::size_t words = 0;
    const auto each_word = [&content](auto&& visit) {
      for (std::string_view rest(content); !rest.empty();) {
        auto line = take_until(rest, '\n');
        const auto word = take_until(line, ' ');
        const auto count = number_in(take_until(line, ' '));
        if (!word.empty() && count > 0) visit(word, count);
      }
    };
    each_word([&](std::string_view, double count) {
      total += count;
      ++words;
    });
    each_word([&](std::string_view word, double count) {
      const double weight = std::log(count / total);
      least_ = std::min(least_, weight);
      trie_.put(word, weight);
    });
    return words > 0 && model_.read(bytes_of(folder / "hmm_model.utf8"));
  }

  // Weighs the word a little more than the parts it would else be cut into, so that it wins.
  void keep_whole(std::string_view word) {
    if (base::count_code_points(word) < 2 || !base::is_utf8(word)) return;
    std::vector<std::string_view> parts;
    Segmenter::cut(word, parts);
    if (parts.size() < 2) return;
    double weight = 0.1;
    for (const auto part : parts) weight += weight_of(part);
    trie_.put(word, weight);
  }

  std::unique_ptr<SegmentScratch> make_scratch() const override {
    return std::make_unique<Scratch>();
  }

  void cut(std::span<const char32_t> points, SegmentScratch& given,
           std::vector<Word>& words) const override {
    auto& scratch = static_cast<Scratch&>(given);
    words.clear();
    const std::size_t size = points.size();
    for (std::size_t begin = 0; begin < size;) {
      std::size_t end = begin;
      while (end < size && !is_separator(points[end])) ++end;
      if (end == begin) {  // A separator is a word by itself.
        words.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(begin + 1)});
        ++begin;
        continue;
      }
      cut_range(points, begin, end, scratch, words);
      begin = end;
    }
  }
  using Segmenter::cut;

 private:
  struct Scratch final : SegmentScratch {
    std::vector<double> best;         // Weight of the best path from here to the end.
    std::vector<std::uint32_t> next;  // Where its first word ends.
    std::vector<std::array<std::uint8_t, kStates>> from;  // Viterbi's way back.
    std::vector<std::uint8_t> states;
  };

  double weight_of(std::string_view word) const {
    std::uint32_t node = 0;
    for (std::size_t at = 0; at < word.size();) {
      const char32_t point = base::next_code_point(word, at);
      if (node == 0)
        trie_.first(point, node);
      else
        node = trie_.child(node, point);
      if (node == 0) return least_;
    }
    return trie_.node(node).ends_word() ? trie_.node(node).weight : least_;
  }

  void cut_range(std::span<const char32_t> points, std::size_t begin, std::size_t end,
                 Scratch& scratch, std::vector<Word>& words) const {
    const std::size_t size = end - begin;
    scratch.best.resize(size + 1);
    scratch.next.resize(size);
    scratch.best[size] = 0;
    for (std::size_t at = size; at-- > 0;) {
      std::uint32_t node = 0;
      const auto& single = trie_.first(points[begin + at], node);
      double best = scratch.best[at + 1] + (single.ends_word() ? single.weight : least_);
      std::uint32_t next = static_cast<std::uint32_t>(at + 1);
      for (std::size_t to = at + 1; node != 0 && to < size; ++to) {
        node = trie_.child(node, points[begin + to]);
        if (node == 0) break;
        const auto& reached = trie_.node(node);
        if (!reached.ends_word()) continue;
        const double value = scratch.best[to + 1] + reached.weight;
        if (value > best) {
          best = value;
          next = static_cast<std::uint32_t>(to + 1);
        }
      }
      scratch.best[at] = best;
      scratch.next[at] = next;
    }
    for (std::size_t at = 0; at < size;) {
      std::size_t to = scratch.next[at];
      if (to - at > 1) {
        words.push_back(
            {static_cast<std::uint32_t>(begin + at), static_cast<std::uint32_t>(begin + to)});
        at = to;
        continue;
      }
      while (to < size && scratch.next[to] == to + 1) ++to;
      if (to - at == 1 && points[begin + at] >= 0x80) {
        words.push_back(
            {static_cast<std::uint32_t>(begin + at), static_cast<std::uint32_t>(begin + to)});
      } else {
        cut_singles(points, begin + at, begin + to, scratch, words);
      }
      at = to;
    }
  }

  // A run of single characters: ASCII by its own rules, the rest by the model.
  void cut_singles(std::span<const char32_t> points, std::size_t begin, std::size_t end,
                   Scratch& scratch, std::vector<Word>& words) const {
    std::size_t left = begin;
    std::size_t right = begin;
    while (right < end) {
      if (points[right] >= 0x80) {
        ++right;
        continue;
      }
      if (left < right) cut_by_model(points, left, right, scratch, words);
      left = right;
      if (is_letter(points[left])) {
        while (right < end && (is_letter(points[right]) || is_digit_point(points[right]))) ++right;
      } else if (is_digit_point(points[left])) {
        while (right < end && (is_digit_point(points[right]) || points[right] == U'.')) ++right;
      } else {
        ++right;
      }
      words.push_back({static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(right)});
      left = right;
    }
    if (left < right) cut_by_model(points, left, right, scratch, words);
  }

  void cut_by_model(std::span<const char32_t> points, std::size_t begin, std::size_t end,
                    Scratch& scratch, std::vector<Word>& words) const {
    const std::size_t size = end - begin;
    scratch.from.resize(size);
    CharacterModel::Row weight{};
    const auto& first = model_.emission(points[begin]);
    for (std::size_t state = 0; state < kStates; ++state)
      weight[state] = model_.start()[state] + first[state];
    const auto& transition = model_.transition();
    for (std::size_t at = 1; at < size; ++at) {
      const auto& emission = model_.emission(points[begin + at]);
      CharacterModel::Row now;
      for (std::size_t state = 0; state < kStates; ++state) {
        double best = kImpossible;
        std::uint8_t from = kEnd;
        for (std::size_t old = 0; old < kStates; ++old) {
          const double value = weight[old] + transition[old][state] + emission[state];
          if (value > best) {
            best = value;
            from = static_cast<std::uint8_t>(old);
          }
        }
        now[state] = best;
        scratch.from[at][state] = from;
      }
      weight = now;
    }
    scratch.states.resize(size);
    std::size_t state = weight[kEnd] >= weight[kSingle] ? kEnd : kSingle;
    for (std::size_t at = size; at-- > 0;) {
      scratch.states[at] = static_cast<std::uint8_t>(state);
      if (at > 0) state = scratch.from[at][state];
    }
    std::size_t left = begin;
    for (std::size_t at = 0; at < size; ++at) {
      if (scratch.states[at] % 2 == 0) continue;
      words.push_back(
          {static_cast<std::uint32_t>(left), static_cast<std::uint32_t>(begin + at + 1)});
      left = begin + at + 1;
    }
  }

  WordTrie trie_;
  CharacterModel model_;
  double least_ = 0;
};

base::Result<std::unique_ptr<Segmenter>> load_segmenter(const std::vector<std::string>& words) {
  const auto folder = dictionary_folder();
  if (!folder) return base::failure_of(folder);
  auto segmenter = std::make_unique<TrieSegmenter>();
  if (!segmenter->read(*folder))
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("the dictionary of Chinese words is damaged: {}", folder->string()),
        fmt::format("中文词典已损坏：{}", folder->string()));
  for (const auto& word : words) segmenter->keep_whole(word);
  return segmenter;
}

}  // namespace aftercare::language
