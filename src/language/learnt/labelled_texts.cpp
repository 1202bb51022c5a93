#include "language/learnt/labelled_texts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <unordered_set>

namespace aftercare::language {
namespace {

constexpr std::size_t kMostLabels = 2000;
constexpr std::array<std::string_view, 9> kSeparators = {"|", ";", "；", "、", "，",
                                                         ",", "/", "\t", " "};

std::string_view trimmed(std::string_view cell) {
  constexpr std::string_view space = " \t\r\n";
  const auto first = cell.find_first_not_of(space);
  if (first == cell.npos) return {};
  return cell.substr(first, cell.find_last_not_of(space) - first + 1);
}

}  // namespace

bool LabelledTexts::is_of(std::size_t text, std::uint16_t label) const {
  return std::binary_search(of[text].begin(), of[text].end(), label);
}

std::vector<std::string_view> labels_in(std::string_view cell, std::string_view separator) {
  std::vector<std::string_view> labels;
  const auto add = [&labels](std::string_view label) {
    label = trimmed(label);
    if (!label.empty()) labels.push_back(label);
  };
  while (!separator.empty()) {
    const auto at = cell.find(separator);
    if (at == cell.npos) break;
    add(cell.substr(0, at));
    cell.remove_prefix(at + separator.size());
  }
  add(cell);
  return labels;
}

std::string sniff_label_separator(std::span<const std::string_view> cells) {
  std::string best;
  const auto reuse = [&cells](std::string_view separator, std::size_t& with) {
    std::unordered_set<std::string_view> different;
    std::size_t pieces = 0;
    for (const auto cell : cells) {
      const auto labels = labels_in(cell, separator);
      with += labels.size() > 1;
      pieces += labels.size();
      different.insert(labels.begin(), labels.end());
    }
    return static_cast<double>(pieces) /
           static_cast<double>(std::max<std::size_t>(1, different.size()));
  };
  std::size_t none = 0;
  double most = reuse({}, none) * 1.05;
  for (const auto separator : kSeparators) {
    std::size_t with = 0;
    const double reused = reuse(separator, with);
    if (with * 50 >= cells.size() && with > 0 && reused > most) most = reused, best = separator;
  }
  return best;
}

base::Result<LabelledTexts> label_texts(std::span<const std::string_view> texts,
                                        std::span<const std::string_view> labels,
                                        const LabelSettings& settings) {
  LabelledTexts made;
  made.multi = settings.multi;
  if (settings.multi)
    made.separator =
        settings.separator.empty() ? sniff_label_separator(labels) : settings.separator;
  std::map<std::string_view, std::uint16_t> numbers;
  std::vector<std::vector<std::string_view>> cells;
  for (std::size_t row = 0; row < texts.size(); ++row) {
    if (trimmed(texts[row]).empty()) {
      ++made.without_text;
      continue;
    }
    auto found = labels_in(labels[row], made.separator);
    if (found.empty() && !settings.multi) {
      ++made.without_label;
      continue;
    }
    for (const auto label : found) numbers.emplace(label, 0);
    if (numbers.size() > kMostLabels)
      return base::failure(
          base::ErrorKind::input,
          fmt::format("the column of labels has more than {} different values: it holds no labels",
                      kMostLabels),
          fmt::format("标签列的不同取值超过 {} 个：该列不是标签", kMostLabels));
    made.texts.push_back(texts[row]);
    made.rows.push_back(static_cast<std::uint32_t>(row));
    cells.push_back(std::move(found));
  }
  if (numbers.empty())
    return base::failure(
        base::ErrorKind::input,
        fmt::format("no row has both a text and a label ({} without text, {} without label)",
                    made.without_text, made.without_label + cells.size()),
        fmt::format("没有同时含文本和标签的行（缺文本 {} 行，缺标签 {} 行）", made.without_text,
                    made.without_label + cells.size()));
  for (auto& [label, number] : numbers) {
    number = static_cast<std::uint16_t>(made.labels.size());
    made.labels.emplace_back(label);
  }
  for (const auto& cell : cells) {
    auto& of = made.of.emplace_back();
    for (const auto label : cell) of.push_back(numbers.at(label));
    std::sort(of.begin(), of.end());
    of.erase(std::unique(of.begin(), of.end()), of.end());
  }
  return made;
}

}  // namespace aftercare::language
