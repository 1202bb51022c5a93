#include "app/profile_file.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "intake/reader.hpp"
#include "standard/catalog.hpp"
#include "standard/word.hpp"

namespace aftercare::app {
namespace {

using records::PersonalKind;

/// One of the states that slices go to in turn, on a thread of its own. The number of stripes is
/// fixed, so that the order in which values reach a state does not depend on the machine.
class Stripe {
 public:
  Stripe() : thread_([this] { work(); }) {}
  ~Stripe() { finish(); }
  Stripe(const Stripe&) = delete;
  Stripe& operator=(const Stripe&) = delete;

  /// Waits while two slices wait already.
  void put(records::RawBatch&& batch) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_.size() < 2; });
    waiting_.push_back(std::move(batch));
    changed_.notify_all();
  }
  void finish() {
    if (!thread_.joinable()) return;
    {
      const std::lock_guard lock(mutex_);
      over_ = true;
    }
    changed_.notify_all();
    thread_.join();
  }
  /// After finish().
  const quality::TableState& state() const { return state_; }

 private:
  void work() {
    for (;;) {
      records::RawBatch batch;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return over_ || !waiting_.empty(); });
        if (waiting_.empty()) return;
        batch = std::move(waiting_.front());
        waiting_.pop_front();
      }
      changed_.notify_all();
      state_.add(batch);
    }
  }

  quality::TableState state_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<records::RawBatch> waiting_;
  bool over_ = false;
  std::thread thread_;  // Last: it uses all of the others.
};

bool is_called(const records::Field& field, const std::string& loose_name) {
  for (const auto* name : {&field.name, &field.label.zh, &field.label.en})
    if (standard::loose(*name) == loose_name) return true;
  return std::ranges::any_of(field.synonyms, [&loose_name](const std::string& synonym) {
    return standard::loose(synonym) == loose_name;
  });
}

// What the dictionary says of columns called so: by the suggestion for the whole table, and where
// every field of that name is personal.
std::vector<PersonalKind> personal_by_name(const std::vector<std::string>& columns,
                                           const records::RawBatch& sample,
                                           const standard::Catalog& catalog) {
  std::vector<PersonalKind> kinds(columns.size(), PersonalKind::none);
  constexpr double sure = 0.6;
  const auto& dictionary = catalog.dictionary();
  for (std::size_t i = 0; i < columns.size(); ++i) {
    // "address_1" is an address.
    const auto name =
        standard::loose(columns[i].substr(0, columns[i].find_last_not_of("0123456789_- ") + 1));
    bool any = false, all = true;
    for (const auto& entity : dictionary.entities())
      for (const auto& field : entity.fields) {
        if (field.derived || !is_called(field, name)) continue;
        any = true;
        all = all && field.personal != PersonalKind::none;
        if (field.personal != PersonalKind::none) kinds[i] = field.personal;
      }
    if (!any || !all) kinds[i] = PersonalKind::none;
  }
  const auto suggestion = catalog.suggest(columns, sample);
  for (std::size_t i = 0; i < columns.size() && i < suggestion.columns.size(); ++i) {
    const auto& choice = suggestion.columns[i].choice;
    const auto* entity = dictionary.entity(choice.entity);
    const auto* field = entity == nullptr ? nullptr : entity->field(choice.field);
    if (field != nullptr && choice.confidence >= sure && field->personal != PersonalKind::none)
      kinds[i] = field->personal;
  }
  return kinds;
}

}  // namespace

base::Result<ProfiledFile> profile_file(const std::filesystem::path& file,
                                        const std::filesystem::path& workspace,
                                        base::Progress& progress) {
  const auto catalog = standard::Catalog::load(workspace);
  if (!catalog) return base::failure_of(catalog);
  const auto recognisers = text::RecogniserSet::load(workspace);
  if (!recognisers) return base::failure_of(recognisers);
  const auto languages = quality::TextLanguages::load(workspace);
  if (!languages) return base::failure_of(languages);
  auto reader = intake::open(file);
  if (!reader) return base::failure_of(reader);

  ProfiledFile done;
  quality::ProfileContext context;
  context.recognisers = &*recognisers;
  context.languages = &*languages;
  quality::TableState whole;
  {
    std::array<Stripe, 2> stripes;
    progress.begin(file.filename().string(), (*reader)->description().size, "bytes");
    for (;;) {
      auto slice = (*reader)->next();
      if (!slice) return base::failure_of(slice);
      if (!*slice) break;
      context.rejected += (*slice)->rejected.size();
      progress.update((*slice)->bytes_consumed);
      if ((*slice)->number == 0)
        context.named = personal_by_name((*slice)->batch.columns, (*slice)->batch, *catalog);
      stripes[(*slice)->number % stripes.size()].put(std::move((*slice)->batch));
    }
    for (auto& stripe : stripes) {
      stripe.finish();
      whole.merge(stripe.state());
    }
    progress.end();
  }
  if (whole.rows() == 0)
    return base::failure(base::ErrorKind::input,
                         fmt::format("the file has no row: {}", file.string()),
                         fmt::format("文件中没有数据行：{}", file.string()));
  const auto& description = (*reader)->description();
  done.name = file.filename().string();
  done.format = std::string(intake::to_name(description.format));
  done.encoding = description.encoding;
  done.bytes = description.size;
  done.profile = quality::profile_of(whole, context);
  return done;
}

}  // namespace aftercare::app
