#include "language/learnt/text_trainer.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>
#include <numeric>
#include <tuple>

#include "base/digest.hpp"
#include "base/utf8.hpp"
#include "base/workers.hpp"
#include "language/learnt/recipe_choices.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

// Work is counted in features of texts times classes, never in time: that would not repeat.
constexpr double kChoiceWork = 25e6;  // Of one recipe tried.
constexpr double kCheckWork = 250e6;  // Above: probabilities are fitted on one fold, not on five.
constexpr std::size_t kMostChoiceRows = 12'000;
constexpr std::size_t kLeastChoiceRows = 1'500;
constexpr double kClassesThatCost = 30;  // With more, most rows of a class settle at once.
constexpr unsigned kChoiceFolds = 3, kCheckFolds = 5;
constexpr std::size_t kMostJoined = 3;
constexpr double kJoinWork = 70e6;  // Above: one recipe alone, for its time.
constexpr double kSwayed = 0.02;    // Texts that change sides by chance, as a share.
// A label is suspected if it is this improbable while another is this probable.
constexpr float kDoubted = 0.1F, kTrusted = 0.8F;
constexpr double kJoinGain = 0.01;  // Of the logarithmic loss, for a member to be worth its time.

std::uint64_t hash_of(std::string_view text, std::uint64_t seed) {
  const auto digest = base::digest_of(text);
  std::uint64_t hash = 0;
  std::memcpy(&hash, digest.data(), sizeof(hash));
  hash = (hash ^ (seed * 0xD6E8FEB86659FD93ULL)) * 0x9E3779B97F4A7C15ULL;
  return hash ^ (hash >> 31);
}

// Margins of texts by a recipe that had not learnt from them; row-major by label.
struct HeldBack {
  Recipe recipe;
  std::vector<float> margins;
  double accuracy = 0;
  double macro_f1 = 0;
  double goodness() const { return accuracy + macro_f1; }
};

}  // namespace

bool mostly_han(std::span<const std::string_view> texts) {
  std::size_t han = 0, letters = 0;
  for (std::size_t i = 0; i < texts.size(); i += std::max<std::size_t>(1, texts.size() / 500)) {
    const auto text = texts[i].substr(0, 2000);
    for (std::size_t at = 0; at < text.size();) {
      const char32_t point = base::next_code_point(text, at);
      han += text::is_han(point);
      letters += point > U'@';
    }
  }
  return han * 10 > letters;
}

class TextTrainer {
 public:
  TextTrainer(const LabelledTexts& labelled, const TextTools& tools, const TrainSettings& settings,
              base::Progress& progress)
      : labelled_(labelled), tools_(tools), settings_(settings), progress_(progress) {}

  base::Result<TrainedModel> run() {
    if (auto fit = check(); !fit) return base::failure_of(fit);
    put_in_order();
    const auto choices = recipe_choices(mostly_han(texts_), classes() > 2 || labelled_.multi);
    Views views = 0;
    for (const auto& recipe : choices.families) views |= recipe.views;
    progress_.begin("recipes tried", 0, "recipes");
    corpus_ = FeatureCorpus::make(texts_, tools_.reader(), views, settings_.least_texts,
                                  settings_.workers);
    rarity_ = FeatureRarity::of(corpus_);
    const auto tried = choose(choices);
    const auto members = join(tried);
    progress_.end();
    return learn(tried, members);
  }

 private:
  std::size_t classes() const {
    return !labelled_.multi && labelled_.labels.size() == 2 ? 1 : labelled_.labels.size();
  }
  std::size_t labels() const { return labelled_.labels.size(); }
  std::uint16_t label_of_class(std::size_t one) const {
    return static_cast<std::uint16_t>(classes() < labels() ? 1 : one);
  }

  base::Result<void> check() const {
    if (labelled_.labels.size() > 1) return {};
    const bool some_without =
        labelled_.multi && std::any_of(labelled_.of.begin(), labelled_.of.end(),
                                       [](const auto& of) { return of.empty(); });
    if (some_without) return {};
    return base::failure(
        base::ErrorKind::input,
        fmt::format("all {} texts bear the same label ({}): there is nothing to tell apart",
                    labelled_.texts.size(), labelled_.labels.front()),
        fmt::format("全部 {} 条文本的标签相同（{}）：没有可区分的内容", labelled_.texts.size(),
                    labelled_.labels.front()));
  }

  // By content and seed, so the order of the file tells nothing. Equal texts share a fold.
  void put_in_order() {
    const std::size_t count = labelled_.texts.size();
    std::vector<std::uint64_t> hashes(count);
    for (std::size_t i = 0; i < count; ++i) hashes[i] = hash_of(labelled_.texts[i], settings_.seed);
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](std::uint32_t one, std::uint32_t other) {
      if (hashes[one] != hashes[other]) return hashes[one] < hashes[other];
      return labelled_.of[one] < labelled_.of[other];
    });
    for (const auto i : order) {
      texts_.push_back(labelled_.texts[i]);
      of_.push_back(labelled_.of[i]);
      hashes_.push_back(hashes[i]);
      places_.push_back(i);
    }
  }

  const WeighedCorpus& weighed(const Recipe& recipe) {
    const auto key = std::make_tuple(recipe.views, recipe.local, recipe.per_view);
    auto found = weighed_.find(key);
    if (found == weighed_.end())
      found =
          weighed_.emplace(key, WeighedCorpus(corpus_, rarity_, recipe, settings_.workers)).first;
    return found->second;
  }

  void learn_class(const Recipe& recipe, const WeightedRows& all,
                   std::span<const std::uint32_t> rows, std::size_t one,
                   LinearClass& learnt) const {
    std::vector<bool> is_of(rows.size());
    double own = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto& of = of_[rows[i]];
      is_of[i] = std::binary_search(of.begin(), of.end(), label_of_class(one));
      own += is_of[i];
    }
    scale_features(recipe, corpus_, rows, is_of, learnt);
    SolverSettings solver;
    const double others = static_cast<double>(rows.size()) - own;
    const double balance =
        own > 0 && others > 0 ? std::clamp(std::pow(others / own, recipe.balance), 0.05, 20.0) : 1;
    solver.cost_against = recipe.cost;
    solver.cost_for = recipe.cost * static_cast<float>(balance);
    solver.seed = settings_.seed + one;
    solve_linear(all, rows, is_of, solver, learnt);
  }

  // Margins of the rows [0, count) that lie in the first `tested` of `folds` folds, learnt from the
  // others of these rows.
  HeldBack hold_back(const Recipe& recipe, std::size_t count, unsigned folds, unsigned tested) {
    HeldBack held{recipe, {}, 0, 0};
    const auto all = weighed(recipe).rows();
    std::vector<std::uint32_t> place(count, 0), rows;
    for (std::uint32_t row = 0; row < count; ++row)
      if (hashes_[row] % folds < tested) {
        place[row] = static_cast<std::uint32_t>(rows.size());
        rows.push_back(row);
      }
    std::vector<float> of_classes(rows.size() * classes());
    std::vector<std::vector<std::uint32_t>> learnt_from(tested);
    for (std::uint32_t row = 0; row < count; ++row)
      for (unsigned fold = 0; fold < tested; ++fold)
        if (hashes_[row] % folds != fold) learnt_from[fold].push_back(row);
    base::for_blocks(tested * classes(), 1, settings_.workers,
                     [&](std::size_t task, std::size_t, std::size_t) {
                       const std::size_t fold = task / classes(), one = task % classes();
                       LinearClass learnt;
                       learn_class(recipe, all, learnt_from[fold], one, learnt);
                       for (const auto row : rows) {
                         if (hashes_[row] % folds != fold) continue;
                         const auto size = all.end[row] - all.begin[row];
                         of_classes[place[row] * classes() + one] =
                             margin_of(learnt, all.numbers.subspan(all.begin[row], size),
                                       all.values.subspan(all.begin[row], size));
                       }
                     });
    for (std::size_t i = 0; i < rows.size(); ++i)
      spread_margins(std::span(of_classes).subspan(i * classes(), classes()), labels(),
                     held.margins);
    return held;
  }

  std::vector<std::vector<std::uint16_t>> truth(std::size_t count, unsigned folds,
                                                unsigned tested) const {
    std::vector<std::vector<std::uint16_t>> given;
    for (std::uint32_t row = 0; row < count; ++row)
      if (hashes_[row] % folds < tested) given.push_back(of_[row]);
    return given;
  }

  void judge(HeldBack& held, std::span<const std::vector<std::uint16_t>> given) const {
    Margins margins{1, labels(), held.margins};
    Calibration plain{labelled_.multi, {1}, std::vector<float>(labels(), 0)};
    const auto scores = judged(plain, margins, given);
    held.accuracy = labelled_.multi ? scores.micro_f1 : scores.accuracy;
    held.macro_f1 = scores.macro_f1;
  }

  LabelScores judged(const Calibration& calibration, const Margins& margins,
                     std::span<const std::vector<std::uint16_t>> given) const {
    std::vector<LabelAnswer> answers(margins.texts());
    for (std::size_t t = 0; t < answers.size(); ++t) {
      auto& answer = answers[t];
      calibration.apply(margins.of(t), answer.probabilities);
      if (labelled_.multi) {
        for (std::size_t label = 0; label < labels(); ++label)
          if (answer.probabilities[label] >= 0.5F)
            answer.labels.push_back(static_cast<std::uint16_t>(label));
      } else {
        answer.labels.push_back(static_cast<std::uint16_t>(
            std::max_element(answer.probabilities.begin(), answer.probabilities.end()) -
            answer.probabilities.begin()));
      }
    }
    return score_labels(given, answers, labels(), labelled_.multi, 0.5F);
  }

  std::vector<HeldBack> choose(const RecipeChoices& choices) {
    const double classes_cost = std::min<double>(kClassesThatCost, static_cast<double>(classes()));
    const double each = static_cast<double>(corpus_.numbers.size()) /
                        std::max<double>(1, static_cast<double>(corpus_.rows())) * classes_cost;
    choice_rows_ = std::min(
        {corpus_.rows(), kMostChoiceRows,
         std::max<std::size_t>(kLeastChoiceRows, static_cast<std::size_t>(kChoiceWork / each))});
    choice_tested_ = each * static_cast<double>(choice_rows_) * kChoiceFolds <= 1.5 * kChoiceWork
                         ? kChoiceFolds
                         : 1;
    const auto given = truth(choice_rows_, kChoiceFolds, choice_tested_);
    std::vector<HeldBack> tried;
    const auto attempt = [&](const Recipe& recipe) {
      for (const auto& one : tried)
        if (one.recipe == recipe) return;
      tried.push_back(hold_back(recipe, choice_rows_, kChoiceFolds, choice_tested_));
      judge(tried.back(), given);
      progress_.update(tried.size());
    };
    for (const auto& recipe : choices.families) attempt(recipe);
    auto best =
        std::max_element(tried.begin(), tried.end(), [](const auto& one, const auto& other) {
          return one.goodness() < other.goodness();
        })->recipe;
    // A step away from what a family is known to like must gain more than chance would give.
    const double chance = 2 * std::sqrt(kSwayed / static_cast<double>(given.size()));
    const auto step = [&](const std::vector<float>& values, const auto& taken) {
      const auto from = best;
      double most = 0;
      for (const auto& one : tried)
        if (one.recipe == from) most = one.goodness() + chance;
      for (const float value : values) {
        attempt(taken(from, value));
        if (tried.back().goodness() > most)
          most = tried.back().goodness(), best = tried.back().recipe;
      }
    };
    step(choices.cost_factors, [](Recipe recipe, float factor) {
      recipe.cost *= factor;
      return recipe;
    });
    step(choices.balances, [](Recipe recipe, float balance) {
      recipe.balance = balance;
      return recipe;
    });
    std::stable_sort(tried.begin(), tried.end(), [&best](const auto& one, const auto& other) {
      if ((one.recipe == best) != (other.recipe == best)) return one.recipe == best;
      return one.goodness() > other.goodness();
    });
    return tried;
  }

  Margins together(const std::vector<const HeldBack*>& members) const {
    Margins margins{members.size(), labels(), {}};
    const std::size_t texts = members.front()->margins.size() / labels();
    for (std::size_t t = 0; t < texts; ++t)
      for (const auto* member : members)
        margins.values.insert(
            margins.values.end(),
            member->margins.begin() + static_cast<std::ptrdiff_t>(t * labels()),
            member->margins.begin() + static_cast<std::ptrdiff_t>((t + 1) * labels()));
    return margins;
  }

  // The best recipe first, then those that lower the loss of what is joined so far.
  std::vector<Recipe> join(const std::vector<HeldBack>& tried) const {
    const auto given = truth(choice_rows_, kChoiceFolds, choice_tested_);
    std::vector<const HeldBack*> members = {&tried.front()};
    const auto loss_of = [&](const std::vector<const HeldBack*>& joined) {
      const auto margins = together(joined);
      return log_loss(Calibration::fit(margins, given, labelled_.multi, false), margins, given);
    };
    double loss = loss_of(members);
    const double work = static_cast<double>(corpus_.numbers.size()) *
                        std::min<double>(kClassesThatCost, static_cast<double>(classes()));
    const std::size_t most = work > kJoinWork ? 1 : std::min(kMostJoined, tried.size());
    while (members.size() < most) {
      const HeldBack* best = nullptr;
      double lowest = loss * (1 - kJoinGain);
      for (const auto& one : tried) {
        if (std::find(members.begin(), members.end(), &one) != members.end()) continue;
        auto joined = members;
        joined.push_back(&one);
        if (const double now = loss_of(joined); now < lowest) lowest = now, best = &one;
      }
      if (best == nullptr) break;
      members.push_back(best);
      loss = lowest;
    }
    std::vector<Recipe> recipes;
    for (const auto* member : members) recipes.push_back(member->recipe);
    return recipes;
  }

  void calibrate(const std::vector<Recipe>& recipes, TextModel& model,
                 std::vector<SuspectedLabel>& suspects) {
    const double work = static_cast<double>(corpus_.numbers.size()) *
                        std::min<double>(kClassesThatCost, static_cast<double>(classes())) *
                        static_cast<double>(recipes.size()) * kCheckFolds;
    const unsigned tested = work <= kCheckWork ? kCheckFolds : 1;
    std::vector<HeldBack> held;
    progress_.begin("recipes checked", recipes.size(), "recipes");
    for (const auto& recipe : recipes) {
      held.push_back(hold_back(recipe, corpus_.rows(), kCheckFolds, tested));
      progress_.update(held.size());
    }
    progress_.end();
    std::vector<const HeldBack*> members;
    for (const auto& one : held) members.push_back(&one);
    const auto margins = together(members);
    const auto given = truth(corpus_.rows(), kCheckFolds, tested);
    const auto plain = Calibration::fit(margins, given, labelled_.multi, false);
    const auto biased = Calibration::fit(margins, given, labelled_.multi, true);
    const auto plain_scores = judged(plain, margins, given);
    const auto biased_scores = judged(biased, margins, given);
    const auto goodness = [this](const LabelScores& scores) {
      return (labelled_.multi ? scores.micro_f1 : scores.accuracy) + scores.macro_f1;
    };
    // Without biases rare labels keep their chance; they must earn their place.
    const bool use = goodness(biased_scores) > goodness(plain_scores);
    const auto& scores = use ? biased_scores : plain_scores;
    model.calibration_ = use ? biased : plain;
    if (!labelled_.multi) suspect(use ? biased : plain, margins, tested, suspects);
    model.story_.checked_accuracy = scores.accuracy;
    model.story_.checked_macro_f1 = scores.macro_f1;
  }

  void suspect(const Calibration& calibration, const Margins& margins, unsigned tested,
               std::vector<SuspectedLabel>& suspects) const {
    std::size_t t = 0;
    std::vector<float> probabilities;
    for (std::uint32_t row = 0; row < corpus_.rows(); ++row) {
      if (hashes_[row] % kCheckFolds >= tested) continue;
      calibration.apply(margins.of(t++), probabilities);
      const auto likely = static_cast<std::uint16_t>(
          std::max_element(probabilities.begin(), probabilities.end()) - probabilities.begin());
      const auto given = of_[row].front();
      if (probabilities[given] < kDoubted && probabilities[likely] > kTrusted)
        suspects.push_back(
            {places_[row], given, likely, probabilities[given], probabilities[likely]});
    }
    std::stable_sort(suspects.begin(), suspects.end(), [](const auto& one, const auto& other) {
      return one.probability_given < other.probability_given;
    });
  }

  TrainedModel learn(const std::vector<HeldBack>& tried, const std::vector<Recipe>& recipes) {
    TrainedModel trained;
    auto& model = trained.model;
    for (const auto& one : tried)
      trained.tried.push_back(
          {one.recipe, one.accuracy, one.macro_f1,
           std::find(recipes.begin(), recipes.end(), one.recipe) != recipes.end()});
    model.labels_ = labelled_.labels;
    model.separator_ = labelled_.separator;
    model.shares_.assign(labels(), 0);
    for (const auto& of : of_)
      for (const auto label : of) model.shares_[label] += 1;
    for (auto& share : model.shares_) share /= static_cast<float>(of_.size());
    model.needs_segmenter_ = tools_.segmenter != nullptr;
    model.story_ = {
        settings_.text_column, settings_.label_column, corpus_.rows(), settings_.least_texts, 0, 0};
    calibrate(recipes, model, trained.suspects);
    std::vector<std::uint32_t> rows(corpus_.rows());
    std::iota(rows.begin(), rows.end(), 0U);
    progress_.begin("classes learnt", recipes.size() * classes(), "classes");
    for (const auto& recipe : recipes) {
      auto& member = model.members_.emplace_back();
      member.recipe = recipe;
      member.classes.resize(classes());
      const auto all = weighed(recipe).rows();
      base::for_blocks(classes(), 1, settings_.workers,
                       [&](std::size_t one, std::size_t, std::size_t) {
                         learn_class(recipe, all, rows, one, member.classes[one]);
                       });
      progress_.update(model.members_.size() * classes());
    }
    progress_.end();
    model.keys_ = std::move(corpus_.keys);
    model.numbers_ = FeatureNumbers(model.keys_);
    model.rarity_ = std::move(rarity_);
    return trained;
  }

  const LabelledTexts& labelled_;
  const TextTools& tools_;
  const TrainSettings& settings_;
  base::Progress& progress_;
  std::vector<std::string_view> texts_;         // In the order learnt from.
  std::vector<std::vector<std::uint16_t>> of_;  // Their labels.
  std::vector<std::uint64_t> hashes_;
  std::vector<std::uint32_t> places_;  // In the texts given.
  FeatureCorpus corpus_;
  FeatureRarity rarity_;
  std::map<std::tuple<Views, LocalWeight, bool>, WeighedCorpus> weighed_;
  std::size_t choice_rows_ = 0;
  unsigned choice_tested_ = kChoiceFolds;
};

base::Result<TrainedModel> train_text_model(const LabelledTexts& labelled, const TextTools& tools,
                                            const TrainSettings& settings,
                                            base::Progress& progress) {
  return TextTrainer(labelled, tools, settings, progress).run();
}

}  // namespace aftercare::language
