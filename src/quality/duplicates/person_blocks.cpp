#include "quality/duplicates/person_blocks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "base/utf8.hpp"
#include "quality/duplicates/text_units.hpp"
#include "quality/duplicates/workers.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kSampled = 200'000;  // Rows that a pass's cost is estimated on.
constexpr double kPairsPerRow = 30;        // Of all passes.
constexpr double kPairsPerRowAndPass = 3;
constexpr double kAffordable = 3e6;  // Pairs, however few the rows.
constexpr std::size_t kKeyBlock = 16'384;

// What a value is cut to. Empty: it is no use cut.
std::string_view cut_short(std::string_view value, FieldKind kind, bool ascii) {
  switch (kind) {
    case FieldKind::given_name:
    case FieldKind::surname:
    case FieldKind::full_name:
    case FieldKind::street:
    case FieldKind::address:
    case FieldKind::locality:
    case FieldKind::text:
      return ascii ? value.substr(0, 3) : base::first_code_points(value, 2);
    case FieldKind::date:
      return value.size() == 8 ? value.substr(0, 6) : std::string_view();
    case FieldKind::phone:
    case FieldKind::identifier:
      return value.size() >= 7 ? value.substr(value.size() - 4) : std::string_view();
    case FieldKind::email:
      return value.substr(0, value.find('@'));
    case FieldKind::postcode:
      return value.substr(0, value.size() > 1 ? value.size() - 1 : 1);
    case FieldKind::house_number:
    case FieldKind::region:
    case FieldKind::category:
      break;
  }
  return {};
}

std::string_view two_syllables(std::string_view sound) {
  const auto first = sound.find(' ');
  return first == sound.npos ? sound : sound.substr(0, sound.find(' ', first + 1));
}

// Per value of a field its number in keys: as it is, and cut short. 0: none.
struct FieldKeys {
  std::vector<std::uint32_t> whole;
  std::vector<std::uint32_t> cut;
};

std::uint32_t nonzero(std::uint64_t number) {
  const auto half = static_cast<std::uint32_t>(number >> 32 ^ number);
  return half == 0 ? 1 : half;
}

FieldKeys keys_of(const PersonTable& persons, std::size_t field) {
  const auto& values = persons.values(field);
  const auto kind = persons.fields()[field].kind;
  FieldKeys keys{std::vector<std::uint32_t>(values.size()),
                 std::vector<std::uint32_t>(values.size())};
  for (std::uint32_t value = 1; value < values.size(); ++value) {
    keys.whole[value] = nonzero(mixed(value, 17));
    // Names that sound alike are together.
    const auto sound = persons.sound(field, value);
    const auto cut = sound.empty() ? cut_short(values.of(value), kind, values.is_ascii(value))
                                   : two_syllables(sound);
    if (cut.empty() || cut.find('*') != cut.npos) continue;
    std::uint64_t hash = 29;
    for (const char byte : cut) hash = mixed(hash, static_cast<unsigned char>(byte));
    keys.cut[value] = nonzero(hash);
  }
  return keys;
}

struct Part {
  std::size_t field;
  bool cut;
};

// One field, or two.
struct Pass {
  std::array<Part, 2> parts;
  std::size_t size;
  double cost;  // Pairs it leads to.
};

class PassKeys {
 public:
  PassKeys(const PersonTable& persons, const std::vector<FieldKeys>& keys)
      : persons_(persons), keys_(keys) {}

  std::uint32_t of(const Pass& pass, std::size_t row) const {
    const auto cells = persons_.row(row);
    std::uint64_t parts[2] = {0, 0};
    for (std::size_t i = 0; i < pass.size; ++i) {
      const auto& [field, cut] = pass.parts[i];
      const auto part = cut ? keys_[field].cut[cells[field]] : keys_[field].whole[cells[field]];
      if (part == 0) return 0;
      parts[i] = mixed(part, 3);
    }
    if (pass.size == 1) return nonzero(parts[0]);
    // The same whichever column each stands in, where they share their values.
    const bool shared = persons_.share_values(pass.parts[0].field, pass.parts[1].field) &&
                        pass.parts[0].cut == pass.parts[1].cut;
    return nonzero(shared ? mixed(parts[0] + parts[1], 5) : mixed(mixed(parts[0], 7), parts[1]));
  }

  // The pairs a pass leads to, from a sample.
  double cost(const Pass& pass) const {
    const std::size_t sampled = std::min(persons_.rows(), kSampled);
    const auto step = persons_.rows() / std::max<std::size_t>(1, sampled);
    std::vector<std::uint32_t> counts(std::bit_ceil(sampled * 4 + 1));
    std::size_t rows = 0;
    for (std::size_t row = 0; row < persons_.rows(); row += std::max<std::size_t>(1, step)) {
      ++rows;
      if (const auto key = of(pass, row)) ++counts[key & (counts.size() - 1)];
    }
    double pairs = 0;
    const double scale = static_cast<double>(persons_.rows()) / static_cast<double>(rows);
    for (const auto count : counts) {
      const double block = count * scale;
      if (count > 1 && block <= kLargestBlock * 2) pairs += 0.5 * count * (count - 1);
    }
    return pairs * scale * scale;
  }

 private:
  const PersonTable& persons_;
  const std::vector<FieldKeys>& keys_;
};

}  // namespace

PersonBlocks PersonBlocks::make(const PersonTable& persons, unsigned workers) {
  const auto& fields = persons.fields();
  std::vector<FieldKeys> keys(fields.size());
  for_blocks(fields.size(), 1, workers, [&](std::size_t field, std::size_t, std::size_t) {
    keys[field] = keys_of(persons, field);
  });
  const PassKeys pass_keys(persons, keys);
  const auto rows = static_cast<double>(persons.rows());
  const double most = std::max(kAffordable, rows * kPairsPerRow);
  const double most_of_one = std::max(kAffordable / 10, rows * kPairsPerRowAndPass);

  // Per one or two fields the variants, from the loosest on.
  std::vector<std::vector<Pass>> choices;
  for (std::size_t one = 0; one < fields.size(); ++one) {
    choices.push_back({Pass{{Part{one, true}, {}}, 1, 0}, Pass{{Part{one, false}, {}}, 1, 0}});
    for (std::size_t other = one + 1; other < fields.size(); ++other) {
      auto& variants = choices.emplace_back();
      for (const auto& [cut_one, cut_other] : {std::pair(true, true), std::pair(true, false),
                                               std::pair(false, true), std::pair(false, false)})
        variants.push_back({{Part{one, cut_one}, Part{other, cut_other}}, 2, 0});
    }
  }
  std::vector<std::optional<Pass>> chosen(choices.size());
  for_blocks(choices.size(), 1, workers, [&](std::size_t number, std::size_t, std::size_t) {
    for (auto& pass : choices[number]) {
      pass.cost = pass_keys.cost(pass);
      if (pass.cost == 0 || pass.cost > most_of_one) continue;
      chosen[number] = pass;
      return;
    }
  });
  std::vector<Pass> passes;
  for (const auto& pass : chosen)
    if (pass) passes.push_back(*pass);
  std::stable_sort(passes.begin(), passes.end(),
                   [](const Pass& one, const Pass& other) { return one.cost < other.cost; });
  double cost = 0;
  std::size_t affordable = 0;
  while (affordable < passes.size() && affordable < kMostPasses &&
         (cost += passes[affordable].cost) <= most)
    ++affordable;
  passes.resize(affordable);

  PersonBlocks blocks;
  for (const auto& pass : passes) {
    std::string name;
    for (std::size_t i = 0; i < pass.size; ++i)
      name += (i > 0 ? " + " : "") + std::string(to_name(fields[pass.parts[i].field].kind)) +
              (pass.parts[i].cut ? "*" : "");
    blocks.names_.push_back(std::move(name));
  }
  blocks.keys_.resize(passes.size() * persons.rows());
  for_blocks(persons.rows(), kKeyBlock, workers,
             [&](std::size_t, std::size_t from, std::size_t to) {
               for (auto row = from; row < to; ++row)
                 for (std::size_t pass = 0; pass < passes.size(); ++pass)
                   blocks.keys_[row * passes.size() + pass] = pass_keys.of(passes[pass], row);
             });
  return blocks;
}

}  // namespace aftercare::quality
