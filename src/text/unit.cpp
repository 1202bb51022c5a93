#include "text/unit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/share.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::text {
namespace {

std::string unit_key(std::string_view word) {
  std::string key(word);
  for (char& byte : key)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + ('a' - 'A'));
  return key;
}

}  // namespace

base::Result<Units> Units::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("units.yaml", workspace);
  if (!files) return base::failure_of(files);
  Units units;
  std::vector<std::string> kinds;
  for (const auto& file : *files) {
    const auto root = base::load_yaml(file);
    if (!root) return base::failure_of(root);
    const auto list = root->IsMap() ? (*root)["kinds"] : YAML::Node();
    if (!list.IsSequence())
      return base::failure(fmt::format("missing: kinds, at {}", base::where(file, *root)),
                           fmt::format("缺少：kinds，位于 {}", base::where(file, *root)));
    for (const auto& node : list) {
      const auto code = node.IsMap() ? base::text_or(node, "code", "") : "";
      auto kind = std::ranges::find(kinds, code);
      if (kind == kinds.end()) kind = kinds.insert(kinds.end(), code);
      for (const auto& one : node["units"]) {
        Unit unit{static_cast<std::size_t>(kind - kinds.begin()), base::text_or(one, "code", ""),
                  0};
        const auto factor = base::text_or(one, "factor", "");
        std::from_chars(factor.data(), factor.data() + factor.size(), unit.factor);
        if (code.empty() || unit.code.empty() || !(unit.factor > 0))
          return base::failure(
              fmt::format("a unit needs code and a factor above 0, at {}", base::where(file, one)),
              fmt::format("单位需要 code 和大于 0 的 factor，位于 {}", base::where(file, one)));
        const auto index = units.units_.size();
        units.words_[unit_key(unit.code)] = index;
        for (const auto& word : one["words"])
          if (word.IsScalar()) units.words_[unit_key(word.Scalar())] = index;
        units.units_.push_back(std::move(unit));
      }
    }
  }
  return units;
}

const Unit* Units::named(std::string_view word) const {
  const auto found = words_.find(unit_key(word));
  return found == words_.end() ? nullptr : &units_[found->second];
}

std::optional<Amount> Units::read(std::string_view text) const {
  std::size_t end = 0;
  bool point = false;
  while (end < text.size() &&
         ((text[end] >= '0' && text[end] <= '9') || (text[end] == '.' && !point && end > 0))) {
    point |= text[end] == '.';
    ++end;
  }
  constexpr std::size_t most_digits = 12;
  if (end == 0 || end > most_digits || text[end - 1] == '.') return std::nullopt;
  auto word = end;
  while (word < text.size() && text[word] == ' ') ++word;
  Amount amount;
  amount.gap = text.substr(end, word - end);
  amount.word = text.substr(word);
  amount.unit = named(amount.word);
  if (amount.unit == nullptr) return std::nullopt;
  std::from_chars(text.data(), text.data() + end, amount.number);
  return amount;
}

std::string number_in(const Amount& amount, const Unit& unit) {
  const double value = amount.number * amount.unit->factor / unit.factor;
  auto written = fmt::format("{:.6f}", value);
  while (written.ends_with('0')) written.pop_back();
  if (written.ends_with('.')) written.pop_back();
  double back = 0;
  std::from_chars(written.data(), written.data() + written.size(), back);
  return std::abs(back - value) <= 1e-9 * std::abs(value) ? written : std::string();
}

}  // namespace aftercare::text
