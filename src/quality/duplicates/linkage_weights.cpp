#include "quality/duplicates/linkage_weights.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "quality/duplicates/text_units.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kRandomPairs = 500'000;
constexpr int kLearningRounds = 30;
constexpr double kUsualMatches = 20;  // Pairs of one person that usual values of m count as.
constexpr float kMostRarity = 5;      // Bits.
constexpr double kLeastShare = 1e-12;
constexpr double kMostDifferent = 0.25;  // Of m.
constexpr double kUsuallyDifferent = 0.05;
constexpr double kMostExcess = 0.75;         // Of values that a person may change.
constexpr std::size_t kJointRows = 100'000;  // That dependences are counted on.

constexpr std::size_t at(Level level) {
  return static_cast<std::size_t>(level);
}

// What is usual between two records of one person: missing, different, crossed, similar, close,
// equal.
std::array<double, kLevels> usual_m(FieldKind kind) {
  switch (kind) {
    case FieldKind::category:
    case FieldKind::region:
      return {0, 0.06, 0.01, 0.01, 0.02, 0.90};
    case FieldKind::given_name:  // Another one altogether is rather a brother's.
      return {0, 0.03, 0.03, 0.05, 0.09, 0.80};
    case FieldKind::full_name:
      return {0, 0.025, 0.03, 0.045, 0.1, 0.80};
    case FieldKind::house_number:
      return {0, 0.12, 0.01, 0.01, 0.05, 0.81};
    default:
      return {0, 0.05, 0.03, 0.04, 0.08, 0.80};
  }
}

// How rarely two strangers have an equal value at least, by what the field can hold.
double least_u(FieldKind kind, double values) {
  switch (kind) {
    case FieldKind::phone:
    case FieldKind::email:
    case FieldKind::identifier:
      return 1e-6;
    case FieldKind::date:
      return 3e-5;
    default:
      return 0.1 / std::max(1.0, values);
  }
}

enum class Reach { person, birth, home, place };

// Whom a value tells apart.
Reach reach_of(FieldKind kind) {
  switch (kind) {
    case FieldKind::date:
      return Reach::birth;
    case FieldKind::surname:
    case FieldKind::phone:
    case FieldKind::house_number:
    case FieldKind::street:
    case FieldKind::address:
      return Reach::home;
    case FieldKind::postcode:
    case FieldKind::locality:
    case FieldKind::region:
      return Reach::place;
    default:
      return Reach::person;
  }
}

bool is_name(FieldKind kind) {
  return kind == FieldKind::given_name || kind == FieldKind::surname ||
         kind == FieldKind::full_name;
}

bool is_street(FieldKind kind) {
  return kind == FieldKind::street || kind == FieldKind::address;
}

bool is_place(FieldKind kind) {
  return kind == FieldKind::postcode || kind == FieldKind::locality || kind == FieldKind::region ||
         is_street(kind);
}

// Whether a place of two persons is the same: of a street, whatever the house.
bool place_agrees(FieldKind kind, Level level) {
  return level == Level::equal || (is_street(kind) && level >= Level::similar);
}

// A value's number among places: that of a street without its houses.
std::uint64_t place_number(const PersonTable& persons, std::size_t field, std::uint32_t value) {
  if (!is_street(persons.fields()[field].kind)) return value;
  std::uint64_t number = 0;
  for (const char byte : persons.values(field).of(value))
    if (byte < '0' || byte > '9') number = mixed(number, static_cast<unsigned char>(byte));
  return number;
}

// The share of pairs that are one person only seemingly: two records of one person differ seldom,
// so where a name or a birth date differs in more of them, the rest are strangers who share what is
// common in the place they live in.
double seeming_share(FieldKind kind, double different) {
  if (different <= kMostDifferent) return 0;
  const double excess = (different - kUsuallyDifferent) / (1 - kUsuallyDifferent);
  return is_name(kind) || kind == FieldKind::date ? excess : std::min(excess, kMostExcess);
}

// Names of two people of one family: often a shared surname or generation character.
constexpr std::array<double, kLevels> kFamilyNames = {0, 0.72, 0.01, 0.22, 0.04, 0.01};

// Whether a class (linkage_weights.hpp) is about people who have this in common.
bool has_in_common(std::size_t kind_class, FieldKind kind, std::size_t level) {
  if (kind_class == 0) return true;
  // Nobody else's names are the other way round.
  if (is_name(kind) && level == at(Level::crossed)) return false;
  const Reach least[] = {Reach::person, Reach::birth, Reach::home, Reach::place};
  return kind_class < std::size(least) && reach_of(kind) >= least[kind_class];
}

std::uint64_t next_random(std::uint64_t& state) {
  state = state * 6364136223846793005ULL + 1442695040888963407ULL;
  return state >> 33;
}

}  // namespace

LinkageWeights LinkageWeights::start(const PersonTable& persons,
                                     const PersonComparison& comparison) {
  LinkageWeights weights(persons);
  const auto& fields = persons.fields();
  const auto rows = static_cast<double>(persons.rows());
  weights.all_pairs_ = rows * (rows - 1) / 2;
  std::vector<std::array<std::size_t, kLevels>> counts(fields.size());
  const auto count = [&](std::size_t one, std::size_t other) {
    const auto pattern = comparison.compare(one, other);
    for (std::size_t field = 0; field < fields.size(); ++field)
      ++counts[field][at(level_of(pattern, field))];
  };
  if (weights.all_pairs_ <= kRandomPairs) {
    for (std::size_t one = 0; one < persons.rows(); ++one)
      for (std::size_t other = one + 1; other < persons.rows(); ++other) count(one, other);
  } else {
    std::uint64_t state = 42;
    for (std::size_t i = 0; i < kRandomPairs; ++i) {
      const auto one = next_random(state) % persons.rows();
      const auto other = next_random(state) % persons.rows();
      if (one != other) count(one, other);
    }
  }
  for (std::size_t field = 0; field < fields.size(); ++field) {
    const auto kind = fields[field].kind;
    const auto filled = static_cast<double>(persons.filled(field));
    const double pairs = std::max(1.0, filled * (filled - 1) / 2);
    double equal = 0;
    double values = 0;
    const auto value_counts = persons.counts(field);
    for (std::size_t value = 1; value < value_counts.size(); ++value) {
      const double times = value_counts[value];
      equal += times * (times - 1) / 2;
      values += times > 0;
    }
    weights.both_filled_.push_back(pairs);
    weights.floor_.push_back(least_u(kind, values));
    // Equal values are counted exactly, the other levels by the random pairs that are not equal.
    double unequal = 0;
    for (auto level = at(Level::different); level < at(Level::equal); ++level)
      unequal += static_cast<double>(counts[field][level]) + 0.1;
    LevelShares shares{};
    const double equal_share = std::min(0.999, equal / pairs);
    for (auto level = at(Level::different); level < at(Level::equal); ++level)
      shares[level] =
          (1 - equal_share) * (static_cast<double>(counts[field][level]) + 0.1) / unequal;
    shares[at(Level::equal)] = equal_share;
    weights.counted_.push_back(shares);
    shares[at(Level::equal)] = std::max(equal_share, weights.floor_.back());
    weights.u_.push_back(shares);
    weights.m_.push_back(usual_m(kind));
  }
  weights.find_dependences();
  const double one_person = 0.2 * rows / std::max(1.0, weights.all_pairs_);
  weights.share_ = {one_person, one_person * 0.1, one_person * 0.3, one_person * 2, 1};
  weights.refresh();
  return weights;
}

void LinkageWeights::find_dependences() {
  const auto& fields = persons_->fields();
  std::vector<std::size_t> places;
  for (std::size_t field = 0; field < fields.size(); ++field)
    if (is_place(fields[field].kind)) places.push_back(field);
  if (places.size() < 2) return;
  const std::size_t step = std::max<std::size_t>(1, persons_->rows() / kJointRows);
  std::vector<Dependence> all;
  for (std::size_t i = 0; i < places.size(); ++i)
    for (std::size_t j = i + 1; j < places.size(); ++j) {
      std::unordered_map<std::uint64_t, double> ones;
      std::unordered_map<std::uint64_t, double> others;
      std::unordered_map<std::uint64_t, double> both;
      double rows = 0;
      for (std::size_t row = 0; row < persons_->rows(); row += step) {
        const auto values = persons_->row(row);
        if (values[places[i]] == 0 || values[places[j]] == 0) continue;
        const auto one = place_number(*persons_, places[i], values[places[i]]);
        const auto other = place_number(*persons_, places[j], values[places[j]]);
        ++rows, ++ones[one], ++others[other], ++both[mixed(one, other)];
      }
      if (rows < 2) continue;
      const auto equal_share = [rows](const auto& counts) {
        double pairs = 0;
        for (const auto& [value, times] : counts) pairs += times * (times - 1);
        return pairs / (rows * (rows - 1));
      };
      // Copies of one person have both in common whatever depends on what: two for each row.
      const double copies = 4 / rows;
      const double one = equal_share(ones);
      const double other = equal_share(others);
      const double joint = equal_share(both) - copies;
      if (joint > one * other)
        all.push_back(
            {places[i], places[j],
             static_cast<float>(std::log2(std::min(joint, std::min(one, other)) / (one * other)))});
    }
  std::ranges::sort(
      all, [](const Dependence& one, const Dependence& other) { return one.bits > other.bits; });
  std::vector<std::size_t> tree(fields.size());
  for (std::size_t field = 0; field < tree.size(); ++field) tree[field] = field;
  for (const auto& edge : all) {
    if (tree[edge.one] == tree[edge.other]) continue;
    dependences_.push_back(edge);
    std::ranges::replace(tree, tree[edge.other], tree[edge.one]);
  }
}

bool LinkageWeights::both_agree(const Dependence& two, Pattern pattern) const {
  const auto& fields = persons_->fields();
  return place_agrees(fields[two.one].kind, level_of(pattern, two.one)) &&
         place_agrees(fields[two.other].kind, level_of(pattern, two.other));
}

float LinkageWeights::said_twice(Pattern pattern) const {
  float bits = 0;
  for (const auto& two : dependences_)
    if (both_agree(two, pattern)) bits += two.bits;
  return bits;
}

double LinkageWeights::share_of(std::size_t kind_class, std::size_t field,
                                std::size_t level) const {
  const auto kind = persons_->fields()[field].kind;
  if (has_in_common(kind_class, kind, level)) return m_[field][level];
  const bool family = kind_class == 1 || kind_class == 2;
  if (family && is_name(kind) && level != at(Level::crossed)) return kFamilyNames[level];
  return u_[field][level];
}

void LinkageWeights::refresh() {
  for (std::size_t one = 0; one < kClasses; ++one) {
    weight_[one].assign(m_.size(), {});
    for (std::size_t field = 0; field < m_.size(); ++field)
      for (std::size_t level = 1; level < kLevels; ++level)
        weight_[one][field][level] = static_cast<float>(
            std::log2(std::max(share_of(one, field, level), kLeastShare) / u_[field][level]));
  }
}

float LinkageWeights::plain_weight(Pattern pattern) const {
  float sum = 0;
  for (const auto& field : weight_[0]) {
    sum += field[pattern & 15];
    pattern >>= 4;
  }
  return sum;
}

float LinkageWeights::least_weight() const {
  return static_cast<float>(-std::log2(share_[0])) - 14;
}

void LinkageWeights::learn(std::span<const CandidatePair> pairs) {
  std::unordered_map<Pattern, double> seen;
  for (const auto& pair : pairs) seen[pair.pattern] += 1;
  std::vector<std::pair<Pattern, double>> patterns(seen.begin(), seen.end());
  std::sort(patterns.begin(), patterns.end());
  const auto fields = m_.size();
  for (int round = 0; round < kLearningRounds; ++round) {
    std::vector<LevelShares> of_one(fields, LevelShares{});
    std::vector<LevelShares> explained(fields, LevelShares{});
    std::array<double, kClasses> found{};
    refresh();
    for (const auto& [pattern, times] : patterns) {
      std::array<double, kClasses> likelihood{};
      double most = -1e300;
      for (std::size_t one = 0; one < kClasses; ++one) {
        double sum = std::log2(share_[one]);
        if (one + 1 < kClasses) sum -= said_twice(pattern);
        for (std::size_t field = 0; field < fields; ++field)
          sum += weight_[one][field][at(level_of(pattern, field))];
        likelihood[one] = sum;
        most = std::max(most, sum);
      }
      double all = 0;
      for (auto& one : likelihood) all += one = std::exp2(one - most);
      for (std::size_t one = 0; one < kClasses; ++one) {
        const double expected = times * likelihood[one] / all;
        found[one] += expected;
        for (std::size_t field = 0; field < fields; ++field) {
          const auto level = at(level_of(pattern, field));
          if (one == 0) of_one[field][level] += expected;
          if (one < 4 && has_in_common(one, persons_->fields()[field].kind, level))
            explained[field][level] += expected;
        }
      }
    }
    double seeming = 0;
    for (std::size_t field = 0; field < fields; ++field) {
      const auto usual = usual_m(persons_->fields()[field].kind);
      double sum = 0;
      for (std::size_t level = 1; level < kLevels; ++level) sum += of_one[field][level];
      for (std::size_t level = 1; level < kLevels; ++level)
        m_[field][level] =
            (of_one[field][level] + kUsualMatches * usual[level]) / (sum + kUsualMatches);
      // Two records of one person agree for the most part; a class that does not is another kind
      // of pair, however many of them there are.
      double& different = m_[field][at(Level::different)];
      seeming = std::max(seeming, seeming_share(persons_->fields()[field].kind, different));
      if (different > kMostDifferent) {
        const double shrink = (1 - kMostDifferent) / (1 - different);
        for (std::size_t level = at(Level::crossed); level < kLevels; ++level)
          m_[field][level] *= shrink;
        different = kMostDifferent;
      }
      // What strangers have in common is what is left of all pairs.
      double strangers = 0;
      for (std::size_t level = 1; level < kLevels; ++level) {
        const double left = both_filled_[field] * counted_[field][level] - explained[field][level];
        const double least = level == at(Level::equal) ? floor_[field] : 0.2 * floor_[field];
        u_[field][level] = std::max(left / both_filled_[field], least);
        strangers += u_[field][level];
      }
      for (std::size_t level = 1; level < kLevels; ++level) u_[field][level] /= strangers;
    }
    share_[0] =
        std::clamp(found[0] * (1 - seeming), 0.5, 2.0 * static_cast<double>(persons_->rows())) /
        all_pairs_;
    const std::array<double, kClasses> least{0, 0.04, 0.2, 0.05, 0};
    for (std::size_t one = 1; one + 1 < kClasses; ++one)
      share_[one] = std::max(found[one] / all_pairs_, least[one] * share_[0]);
  }
  refresh();
}

float LinkageWeights::rarity_of(std::size_t field, std::uint32_t value) const {
  const auto filled = static_cast<double>(persons_->filled(field));
  const double times = persons_->count(field, value);
  // Two of them are this pair; of the rest each could be another.
  const double share = std::max((std::max(times - 2, 0.0) + 0.5) / filled, floor_[field]);
  const auto bits = static_cast<float>(std::log2(u_[field][at(Level::equal)] / share));
  return std::clamp(bits, -kMostRarity, kMostRarity);
}

LinkageWeights::Waterfall LinkageWeights::explain(std::uint32_t one, std::uint32_t other,
                                                  Pattern pattern) const {
  Waterfall fall;
  const auto first = persons_->row(one);
  const auto second = persons_->row(other);
  // log2 of each class's likelihood beside that of strangers.
  std::array<double, kClasses> beside{};
  for (std::size_t kind = 0; kind < kClasses; ++kind) beside[kind] = std::log2(share_[kind]);
  for (std::size_t field = 0; field < m_.size(); ++field) {
    FieldWeight part;
    part.level = level_of(pattern, field);
    if (part.level == Level::equal && first[field] == second[field])
      part.rarity = rarity_of(field, first[field]);
    part.weight = weight_[0][field][at(part.level)] + part.rarity;
    for (const auto& two : dependences_)
      if (two.other == field && both_agree(two, pattern)) part.weight -= two.bits;
    for (std::size_t kind = 0; kind < kClasses; ++kind) {
      const float weight = weight_[kind][field][at(part.level)];
      beside[kind] += weight == 0 ? 0 : weight + part.rarity;
    }
    fall.fields.push_back(part);
  }
  for (std::size_t kind = 0; kind + 1 < kClasses; ++kind) beside[kind] -= said_twice(pattern);
  double others = 0;
  for (std::size_t kind = 1; kind < kClasses; ++kind) others += std::exp2(beside[kind] - beside[4]);
  fall.prior = static_cast<float>(std::log2(share_[0]) - std::log2(share_[4]));
  fall.others = static_cast<float>(-std::log2(others));
  fall.log_odds = static_cast<float>(beside[0] - beside[4]) + fall.others;
  return fall;
}

float LinkageWeights::log_odds(std::uint32_t one, Pattern pattern) const {
  const auto first = persons_->row(one);
  std::array<float, kClasses> beside{};
  for (std::size_t field = 0; field < m_.size(); ++field) {
    const auto level = at(level_of(pattern, field));
    if (level == 0) continue;
    const float rarity = level == at(Level::equal) ? rarity_of(field, first[field]) : 0;
    // A weight of 0 is that of strangers, whom rarity is already counted for.
    for (std::size_t kind = 0; kind + 1 < kClasses; ++kind) {
      const float weight = weight_[kind][field][level];
      beside[kind] += weight == 0 ? 0 : weight + rarity;
    }
  }
  const float twice = said_twice(pattern);
  for (std::size_t kind = 0; kind + 1 < kClasses; ++kind) beside[kind] -= twice;
  double others = 1;
  const double strangers = std::log2(share_[4]);
  for (std::size_t kind = 1; kind + 1 < kClasses; ++kind)
    others += std::exp2(beside[kind] + std::log2(share_[kind]) - strangers);
  return static_cast<float>(beside[0] + std::log2(share_[0]) - strangers - std::log2(others));
}

}  // namespace aftercare::quality
