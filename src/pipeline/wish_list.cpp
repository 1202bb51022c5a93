#include "pipeline/wish_list.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <string_view>

#include "base/workers.hpp"
#include "language/analyser.hpp"
#include "language/rivals.hpp"
#include "store/duckdb/compared_texts.hpp"

namespace aftercare::pipeline {
namespace {

constexpr std::size_t kCasesAtOnce = 20'000;
constexpr std::size_t kWordsOfGroup = 3;

base::Result<language::RivalReader> wish_reader(const Session& session,
                                                const language::Analyser& analyser) {
  return language::RivalReader::load(session.workspace().root(), analyser);
}

// Wishes by each of their words, and how many of them are not gathered yet.
struct WordUse {
  std::vector<std::size_t> wishes;
  std::size_t left = 0;
};
using WordUses = std::map<std::string_view, WordUse>;

// The word that most share, the longer of equals; empty: none is shared.
std::string_view most_shared(const WordUses& uses) {
  std::string_view best;
  std::size_t most = 1;
  for (const auto& [word, use] : uses)
    if (use.left > most || (use.left == most && most > 1 && word.size() > best.size()))
      best = word, most = use.left;
  return best;
}

void add_wish(WishGroup& group, const store::StoredWish& wish, std::set<std::string>& known) {
  if (!known.insert(wish.case_key).second) return;
  ++group.cases;
  group.unmet += wish.unmet;
  for (const auto& aspect : wish.aspects) ++group.aspects[aspect];
  if (!wish.day) return;
  if (!group.first || *wish.day < *group.first) group.first = wish.day;
  if (!group.last || *wish.day > *group.last) group.last = wish.day;
}

}  // namespace

base::Result<std::uint64_t> collect_wishes(const Session& session, base::Progress& progress) {
  const auto viewer = records::Viewer::owner();
  const auto until = store::wishes_read_until(session.store(), viewer);
  if (!until) return base::failure_of(until);
  const auto fresh = store::fresh_cases(session.store(), viewer, *until);
  if (!fresh) return base::failure_of(fresh);
  if (fresh->keys.empty()) return 0;
  const auto analyser = session.analyser();
  if (!analyser) return base::failure_of(analyser);
  const auto reader = wish_reader(session, **analyser);
  if (!reader) return base::failure_of(reader);
  progress.begin("wishes", fresh->keys.size(), "cases");
  for (std::size_t from = 0; from < fresh->keys.size(); from += kCasesAtOnce) {
    const auto to = std::min(from + kCasesAtOnce, fresh->keys.size());
    const std::vector<std::string> keys(fresh->keys.begin() + static_cast<std::ptrdiff_t>(from),
                                        fresh->keys.begin() + static_cast<std::ptrdiff_t>(to));
    const auto texts = store::texts_of(session.store(), viewer, keys);
    if (!texts) return base::failure_of(texts);
    std::vector<std::vector<store::StoredWish>> found(texts->size());
    base::for_blocks(
        texts->size(), 256, base::default_workers(),
        [&](std::size_t, std::size_t begin, std::size_t end) {
          language::Scratch scratch;
          std::vector<language::RivalMention> rivals;
          std::vector<language::Wish> wishes;
          for (std::size_t i = begin; i < end; ++i) {
            reader->read((*texts)[i].text, scratch, rivals, wishes);
            for (auto& wish : wishes)
              if (!wish.words.empty())
                found[i].push_back({(*texts)[i].key, wish.unmet, std::move(wish.aspects),
                                    std::move(wish.words), std::nullopt});
          }
        });
    std::vector<store::StoredWish> all;
    for (auto& of : found) std::ranges::move(of, std::back_inserter(all));
    // Until the last portion is in, the next time begins with the same cases.
    const auto kept = store::keep_wishes(session.store(), keys, all,
                                         to == fresh->keys.size() ? fresh->newest : *until);
    if (!kept) return base::failure_of(kept);
    progress.update(to);
  }
  progress.end();
  return fresh->keys.size();
}

std::vector<WishGroup> group_wishes(const std::vector<store::StoredWish>& wishes,
                                    std::size_t samples) {
  WordUses uses;
  for (std::size_t i = 0; i < wishes.size(); ++i)
    for (const auto& word : wishes[i].words) {
      auto& use = uses[word];
      if (!use.wishes.empty() && use.wishes.back() == i) continue;  // Said twice.
      use.wishes.push_back(i);
      ++use.left;
    }
  std::vector<bool> taken(wishes.size(), false);
  std::vector<WishGroup> groups;
  for (std::string_view word; !(word = most_shared(uses)).empty();) {
    WishGroup group;
    std::set<std::string> known;
    std::map<std::string, std::set<std::string>> companions;
    const auto& of_word = uses[word].wishes;
    for (auto at = of_word.rbegin(); at != of_word.rend(); ++at) {  // The newest first.
      if (taken[*at]) continue;
      taken[*at] = true;
      const auto& wish = wishes[*at];
      if (!known.contains(wish.case_key) && group.samples.size() < samples)
        group.samples.emplace_back(wish.case_key, "");
      add_wish(group, wish, known);
      const std::set<std::string_view> words(wish.words.begin(), wish.words.end());
      for (const auto other : words) {
        --uses[other].left;
        if (other != word) companions[std::string(other)].insert(wish.case_key);
      }
    }
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const auto& [other, of] : companions)
      if (of.size() * 3 >= group.cases) ranked.emplace_back(of.size(), other);
    std::ranges::sort(ranked, [](const auto& a, const auto& b) {
      return a.first != b.first ? a.first > b.first : a.second < b.second;
    });
    group.words.emplace_back(word);
    for (const auto& [count, other] : ranked)
      if (group.words.size() < kWordsOfGroup) group.words.push_back(other);
    groups.push_back(std::move(group));
  }
  for (auto i = wishes.size(); i-- > 0;) {
    if (taken[i]) continue;
    const auto& words = wishes[i].words;
    WishGroup group;
    std::set<std::string> known;
    add_wish(group, wishes[i], known);
    group.words.assign(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(
                                                          std::min(kWordsOfGroup, words.size())));
    if (samples > 0) group.samples.emplace_back(wishes[i].case_key, "");
    groups.push_back(std::move(group));
  }
  std::ranges::stable_sort(groups, std::greater{}, &WishGroup::cases);
  return groups;
}

base::Result<WishList> wish_list(const Session& session, std::optional<records::Day> from,
                                 std::optional<records::Day> to, std::size_t most,
                                 std::size_t samples) {
  const auto viewer = records::Viewer::owner();
  const auto wishes = store::wishes_between(session.store(), viewer, from, to);
  if (!wishes) return base::failure_of(wishes);
  WishList list;
  std::set<std::string_view> cases;
  for (const auto& wish : *wishes) cases.insert(wish.case_key);
  list.cases = cases.size();
  list.told = group_wishes(*wishes, samples);
  list.groups = list.told.size();
  if (list.told.size() > most) list.told.resize(most);
  // What they say is read from the texts as they are now.
  std::vector<std::string> keys;
  for (const auto& group : list.told)
    for (const auto& [key, clause] : group.samples) keys.push_back(key);
  if (keys.empty()) return list;
  const auto texts = store::texts_of(session.store(), viewer, keys);
  if (!texts) return base::failure_of(texts);
  std::map<std::string_view, std::string_view> text_of;
  for (const auto& one : *texts) text_of[one.key] = one.text;
  const auto analyser = session.analyser();
  if (!analyser) return base::failure_of(analyser);
  const auto reader = wish_reader(session, **analyser);
  if (!reader) return base::failure_of(reader);
  language::Scratch scratch;
  std::vector<language::RivalMention> rivals;
  std::vector<language::Wish> found;
  for (auto& group : list.told) {
    for (auto& [key, clause] : group.samples) {
      reader->read(text_of[key], scratch, rivals, found);
      for (const auto& wish : found)
        if (clause.empty() ||
            std::ranges::find(wish.words, group.words.front()) != wish.words.end())
          clause = wish.clause;
    }
    std::erase_if(group.samples, [](const auto& one) { return one.second.empty(); });
  }
  return list;
}

}  // namespace aftercare::pipeline
