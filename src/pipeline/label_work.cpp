#include "pipeline/label_work.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "language/learnt/model_registry.hpp"
#include "language/learnt/text_trainer.hpp"

namespace aftercare::pipeline {
namespace {

// As many as a model is asked about in a blink after every few answers.
constexpr std::uint64_t kCasesAtHand = 4000;
// While a file is read in, cases come all the time.
constexpr std::chrono::seconds kBetweenLoads(60);

std::string judged_as(const std::string& set) {
  return store::is_judged_column(set) ? set : std::string();
}

}  // namespace

const std::vector<metrics::DimensionValue>* label_choices(const Session& session,
                                                          const std::string& set) {
  if (!store::is_judged_column(set)) return nullptr;
  const auto dimension = session.model().dimension(set);
  return dimension && !(*dimension)->values.empty() ? &(*dimension)->values : nullptr;
}

LabelWork::LabelWork(const Session& session, std::string set)
    : session_(session), set_(std::move(set)) {}

base::Result<std::unique_ptr<LabelWork>> LabelWork::open(const Session& session,
                                                         const std::string& set) {
  if (auto sound = language::ModelRegistry::check_name(set); !sound) return base::failure_of(sound);
  std::unique_ptr<LabelWork> work(new LabelWork(session, set));
  if (auto loaded = work->load(); !loaded) return base::failure_of(loaded);
  return work;
}

// REQUIRES: mutex_ is held, or nobody else knows of this.
base::Result<void> LabelWork::load() {
  const auto viewer = records::Viewer::owner();
  const auto stamp = store::label_stamp(session_.store(), viewer, set_);
  if (!stamp) return base::failure_of(stamp);
  auto found = store::texts_to_label(session_.store(), viewer, set_, judged_as(set_), kCasesAtHand);
  if (!found) return base::failure_of(found);
  std::vector<std::string> texts;
  std::vector<std::string_view> views;
  std::map<std::string, std::size_t> uses;
  keys_.clear();
  places_.clear();
  for (auto& one : *found) {
    places_.emplace(one.key, static_cast<std::uint32_t>(keys_.size()));
    keys_.push_back(one.key);
    texts.push_back(std::move(one.text));
    ++uses[one.label.empty() ? one.judged : one.label];
  }
  views.assign(texts.begin(), texts.end());
  auto tools = language::TextTools::load(language::mostly_han(views));
  if (!tools) return base::failure_of(tools);
  views.clear();
  auto desk = std::make_shared<language::LabelDesk>(std::move(texts), std::move(*tools));
  if (const auto* choices = label_choices(session_, set_)) {
    std::vector<std::string> codes;
    for (const auto& value : *choices) codes.push_back(value.code);
    std::ranges::stable_sort(codes, std::greater<>{},
                             [&uses](const std::string& code) { return uses[code]; });
    for (const auto& code : codes) desk->offer(code);
  }
  for (std::uint32_t i = 0; i < found->size(); ++i) {
    const auto& one = (*found)[i];
    desk->hint(i, one.judged);
    if (!one.label.empty()) desk->give(i, one.label);
    if (one.skipped) desk->skip(i);
  }
  desk_ = std::move(desk);
  stamp_ = *stamp;
  loaded_ = std::chrono::steady_clock::now();
  return {};
}

base::Result<void> LabelWork::follow() {
  const auto stamp = store::label_stamp(session_.store(), records::Viewer::owner(), set_);
  if (!stamp) return base::failure_of(stamp);
  const std::lock_guard lock(mutex_);
  const bool labelled = stamp->newest_label != stamp_.newest_label;
  const bool grown = stamp->newest_case != stamp_.newest_case &&
                     (keys_.empty() || std::chrono::steady_clock::now() - loaded_ > kBetweenLoads);
  return labelled || grown ? load() : base::Result<void>();
}

std::vector<std::string> LabelWork::names() const {
  const std::lock_guard lock(mutex_);
  return desk_->names();
}

LabelProgress LabelWork::progress() const {
  const std::lock_guard lock(mutex_);
  return {desk_->labelled(), desk_->left()};
}

LabelItem LabelWork::item(std::uint32_t text) const {
  return {keys_[text], desk_->texts()[text], desk_->proposal(text)};
}

base::Result<std::vector<LabelItem>> LabelWork::next(std::size_t most,
                                                     const std::vector<std::string>& besides) {
  if (auto followed = follow(); !followed) return base::failure_of(followed);
  {
    const std::lock_guard learning(learning_);
    std::shared_ptr<language::LabelDesk> desk;
    std::vector<std::string> labels;
    {
      const std::lock_guard lock(mutex_);
      if (desk_->is_due()) desk = desk_, labels = desk_->labels();
    }
    if (desk != nullptr) {
      auto lesson = desk->study(labels);
      const std::lock_guard lock(mutex_);
      desk->take(std::move(lesson));
    }
  }
  const std::lock_guard lock(mutex_);
  const std::set<std::string> left_out(besides.begin(), besides.end());
  std::vector<LabelItem> items;
  std::vector<std::string> keys;
  for (const auto text : desk_->next(most + besides.size()))
    if (items.size() < most && !left_out.contains(keys_[text])) {
      items.push_back(item(text));
      keys.push_back(keys_[text]);
    }
  // What is shown is what the store holds now: a person may have been erased meanwhile.
  const auto now = store::label_texts_of(session_.store(), records::Viewer::owner(), keys, "");
  if (!now) return base::failure_of(now);
  std::map<std::string, std::string> texts;
  for (const auto& one : *now) texts.emplace(one.key, one.text);
  std::erase_if(items, [&texts](const LabelItem& one) { return !texts.contains(one.key); });
  for (auto& one : items) one.text = texts[one.key];
  return items;
}

std::vector<LabelDoubt> LabelWork::doubts() const {
  const std::lock_guard lock(mutex_);
  std::vector<LabelDoubt> doubts;
  for (const auto& one : desk_->suspicions())
    if (desk_->label(one.text) == one.given)  // Not changed since.
      doubts.push_back(
          {keys_[one.text], desk_->texts()[one.text], one.given, one.likely, one.probability});
  return doubts;
}

// REQUIRES: mutex_ is held.
void LabelWork::note(const std::string& key, const std::string& label, bool skipped) {
  const auto at = places_.find(key);
  if (at == places_.end()) return;  // Among the many that are not at hand.
  if (!label.empty())
    desk_->give(at->second, label);
  else if (skipped)
    desk_->skip(at->second);
  else
    desk_->take_back(at->second);
}

base::Result<void> LabelWork::answer(const std::string& key, const std::string& label,
                                     const std::string& by) {
  const auto* choices = label_choices(session_, set_);
  if (!label.empty() && choices != nullptr &&
      std::ranges::find(*choices, label, &metrics::DimensionValue::code) == choices->end())
    return base::failure(fmt::format("'{}' is no value of {}", label, set_),
                         fmt::format("“{}”不是 {} 的取值", label, set_));
  std::vector<store::HandLabel> rows(1);
  rows[0].set = set_;
  rows[0].case_key = key;
  rows[0].label = label;
  rows[0].act = label.empty() ? store::LabelAct::skipped : store::LabelAct::given;
  rows[0].by = by;
  const std::lock_guard lock(mutex_);
  const auto before = store::label_stamp(session_.store(), records::Viewer::owner(), set_);
  if (!before) return base::failure_of(before);
  if (auto added = store::add_hand_labels(session_.store(), rows); !added) return added;
  if (before->newest_label == stamp_.newest_label) stamp_.newest_label = rows[0].id;
  note(key, label, label.empty());
  return {};
}

base::Result<LabelItem> LabelWork::take_back(const std::string& by) {
  const std::lock_guard lock(mutex_);
  const auto taken = store::take_back_label(session_.store(), set_, by);
  if (!taken) return base::failure_of(taken);
  const auto viewer = records::Viewer::owner();
  const auto left = store::label_in_force(session_.store(), viewer, set_, taken->case_key);
  if (!left) return base::failure_of(left);
  const auto now = store::label_stamp(session_.store(), viewer, set_);
  if (!now) return base::failure_of(now);
  stamp_.newest_label = now->newest_label;
  note(taken->case_key, left->label, left->skipped);
  const auto shown = store::label_texts_of(session_.store(), viewer, {taken->case_key}, "");
  if (!shown) return base::failure_of(shown);
  LabelItem back{
      taken->case_key, shown->empty() ? std::string() : shown->front().text, {taken->label, 0}};
  return back;
}

base::Result<std::shared_ptr<LabelWork>> LabelShelf::set(const std::string& name) {
  const std::lock_guard lock(mutex_);
  auto& work = sets_[name];
  if (work == nullptr) {
    auto opened = LabelWork::open(session_, name);
    if (!opened) {
      sets_.erase(name);
      return base::failure_of(opened);
    }
    work = std::move(*opened);
  }
  return work;
}

}  // namespace aftercare::pipeline
