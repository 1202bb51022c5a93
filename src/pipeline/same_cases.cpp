#include "pipeline/same_cases.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <mutex>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "pipeline/case_groups.hpp"
#include "pipeline/known_same.hpp"
#include "quality/duplicates/near_texts.hpp"
#include "quality/duplicates/text_sketches.hpp"
#include "quality/duplicates/text_units.hpp"
#include "quality/duplicates/workers.hpp"
#include "store/duckdb/alike_write.hpp"
#include "store/duckdb/compared_texts.hpp"
#include "text/traditional.hpp"

namespace aftercare::pipeline {
namespace {

using store::ComparedText;

constexpr std::size_t kTextsAtOnce = 200'000;
constexpr std::size_t kFewTexts = 5'000;       // Too few to know templates by themselves.
constexpr std::size_t kTemplateTexts = 2'000;  // Stored ones that then show them.
constexpr std::size_t kCasesOfPerson = 50;
constexpr std::size_t kMostVoices = 1'000;  // Of one text that a case is tried with.
// Similarities. One person who says half of it again says the same; of two who are perhaps two it
// takes more, and a text long enough that nobody else writes it. Set by scripts/score copies
// (docs/quality-scores.md): of those with a precision of .97 on every kind of text the best F1.
constexpr double kJoinedVoice = 0.5;
constexpr double kJoinedNameless = 0.75;
constexpr std::uint32_t kTellingWeight = 30;  // 15 Chinese characters, 30 letters.
constexpr double kProposedVoice = 0.4;
constexpr std::size_t kSketchesOfBlock = 4096;
constexpr char kPersonKnown = '+';
constexpr char kPersonUnknown = '-';

class CaseComparison {
 public:
  CaseComparison(const Session& session, const text::Simplifier& simplifier, std::int64_t until)
      : session_(session), simplifier_(simplifier), until_(until) {}

  /// Compares a portion of fresh cases and adds to what is to be stored.
  base::Result<store::AlikeChange> compare(const std::vector<std::string>& keys,
                                           ComparedRecords& result, base::Progress& progress) {
    store::AlikeChange change;
    change.entity = "case";
    change.renewed = keys;
    auto fresh = store::texts_of(session_.store(), viewer_, keys);
    if (!fresh) return base::failure_of(fresh);
    const std::unordered_set<std::string_view> renewed(keys.begin(), keys.end());
    auto all = std::move(*fresh);
    const auto fresh_count = all.size();
    if (fresh_count < kFewTexts) {
      auto shown = store::newest_texts(session_.store(), viewer_, until_, kTemplateTexts);
      if (!shown) return base::failure_of(shown);
      std::erase_if(*shown, [&](const auto& text) { return renewed.contains(text.key); });
      std::ranges::move(*shown, std::back_inserter(all));
    }
    if (auto met = meet(all, fresh_count, renewed, change); !met) return base::failure_of(met);

    std::vector<std::string_view> texts;
    texts.reserve(all.size());
    for (const auto& text : all) texts.emplace_back(text.text);
    const auto same =
        quality::find_same_texts(texts, &simplifier_, {quality::default_workers(), {}}, progress);
    result.compared += same.compared;
    pair_voices(all, fresh_count, same.cluster, change);
    return change;
  }

 private:
  // Adds stored texts that are worth comparing, and notes the sketches of the fresh ones.
  base::Result<void> meet(std::vector<ComparedText>& all, std::size_t fresh_count,
                          const std::unordered_set<std::string_view>& renewed,
                          store::AlikeChange& change) {
    std::vector<std::string_view> texts;
    for (const auto& text : all) texts.emplace_back(text.text);
    auto sketches = quality::sketch_texts(texts, &simplifier_, quality::default_workers());
    sketches.resize(fresh_count);
    std::vector<char> sides(fresh_count);
    std::set<std::string> persons;
    for (std::size_t i = 0; i < fresh_count; ++i) {
      sides[i] = !all[i].person.empty();
      if (sides[i]) persons.insert(all[i].person);
      if (sketches[i][0] == 0) continue;
      if (change.sketches.empty() || change.sketches.back().keys.size() == kSketchesOfBlock)
        change.sketches.emplace_back();
      auto& block = change.sketches.back();
      block.keys.push_back((sides[i] ? kPersonKnown : kPersonUnknown) + all[i].key);
      block.bands.append(reinterpret_cast<const char*>(sketches[i].data()),
                         sizeof(quality::TextSketch));
    }
    auto wanted = store::cases_of_persons(session_.store(), viewer_,
                                          {persons.begin(), persons.end()}, until_, kCasesOfPerson);
    if (!wanted) return base::failure_of(wanted);
    quality::SketchMeetings meetings(sketches, sides);
    auto read = store::each_sketch_block(
        session_.store(), viewer_,
        [&](const std::vector<std::string_view>& keys, std::string_view bands) {
          for (std::size_t i = 0; i < keys.size(); ++i) {
            quality::TextSketch old;
            if (keys[i].empty() || bands.size() < (i + 1) * sizeof(old)) continue;
            std::memcpy(old.data(), bands.data() + i * sizeof(old), sizeof(old));
            if (!meetings.meets(old, keys[i][0] == kPersonKnown)) continue;
            wanted->emplace_back(keys[i].substr(1));
          }
        });
    if (!read) return read;
    std::unordered_set<std::string_view> there(renewed);
    for (const auto& text : all) there.insert(text.key);
    std::erase_if(*wanted, [&](const std::string& key) { return there.contains(key); });
    std::ranges::sort(*wanted);
    wanted->erase(std::unique(wanted->begin(), wanted->end()), wanted->end());
    auto old = store::texts_of(session_.store(), viewer_, *wanted);
    if (!old) return base::failure_of(old);
    // Old ones that are there as templates only may be met as well: all of them take part.
    std::ranges::move(*old, std::back_inserter(all));
    return {};
  }

  // Of each cluster of alike texts the pairs that are one voice, one for each fresh case or more.
  void pair_voices(const std::vector<ComparedText>& all, std::size_t fresh_count,
                   const std::vector<std::uint32_t>& cluster, store::AlikeChange& change) const {
    std::map<std::uint32_t, std::vector<std::uint32_t>> clusters;
    std::vector<std::uint32_t> sizes(all.size());
    for (const auto first : cluster) ++sizes[first];
    for (std::uint32_t row = 0; row < all.size(); ++row)
      if (sizes[cluster[row]] > 1) clusters[cluster[row]].push_back(row);
    for (auto& [first, rows] : clusters) {
      std::ranges::sort(rows, [&](std::uint32_t a, std::uint32_t b) {
        return std::tie(all[a].opened, all[a].key) < std::tie(all[b].opened, all[b].key);
      });
      // The first row of each voice so far; nameless ones may be anybody's.
      std::vector<std::uint32_t> voices;
      for (const auto row : rows) {
        const auto partner = voice_of(all, all[row], voices);
        if (!partner) {
          voices.push_back(row);
          continue;
        }
        if (row >= fresh_count && *partner >= fresh_count) continue;
        add_pair(all[*partner], all[row], change);
      }
    }
  }

  // The earliest voice that this may be, rather one of the same person, order and product.
  static std::optional<std::uint32_t> voice_of(const std::vector<ComparedText>& all,
                                               const ComparedText& text,
                                               const std::vector<std::uint32_t>& voices) {
    std::optional<std::uint32_t> best;
    int best_rank = 0;
    for (std::size_t i = 0; i < voices.size() && i < kMostVoices; ++i) {
      const auto voice = voices[i];
      int rank = 1;
      bool fits = true;
      for (const auto& [member, worth] :
           {std::pair(&ComparedText::person, 4), std::pair(&ComparedText::order, 2),
            std::pair(&ComparedText::product, 1)}) {
        const auto& one = all[voice].*member;
        const auto& other = text.*member;
        if (one.empty() || other.empty()) continue;
        fits = fits && one == other;
        rank += worth;
      }
      if (fits && rank > best_rank) best = voice, best_rank = rank;
    }
    return best;
  }

  void add_pair(const ComparedText& one, const ComparedText& other,
                store::AlikeChange& change) const {
    const double score = quality::text_similarity(one.text, other.text, &simplifier_);
    if (score < kProposedVoice) return;
    units_.read(one.text, &simplifier_);
    auto weight = units_.weight();
    units_.read(other.text, &simplifier_);
    weight = std::min(weight, units_.weight());
    const bool one_person = !one.person.empty() && one.person == other.person;
    const bool joined =
        one_person ? score >= kJoinedVoice : score >= kJoinedNameless && weight >= kTellingWeight;
    change.pairs.push_back({key_pair(one.key, other.key), score, joined, ""});
  }

  const Session& session_;
  const text::Simplifier& simplifier_;
  const std::int64_t until_;
  mutable quality::TextUnits units_;
  const records::Viewer viewer_ = records::Viewer::owner();
};

}  // namespace

base::Result<ComparedRecords> compare_cases(const Session& session, base::Progress& progress) {
  const std::lock_guard writing(session.writing());
  const auto viewer = records::Viewer::owner();
  auto& store = session.store();
  const auto before = store::compared_so_far(store, viewer, "case");
  if (!before) return base::failure_of(before);
  const auto fresh = store::fresh_cases(store, viewer, before->commit);
  if (!fresh) return base::failure_of(fresh);
  const auto verdicts = store::pair_verdicts(store, viewer, "case", true);
  if (!verdicts) return base::failure_of(verdicts);
  const auto simplifier = text::Simplifier::load();
  if (!simplifier) return base::failure_of(simplifier);

  ComparedRecords result;
  result.fresh = fresh->keys.size();
  result.records = before->records + result.fresh;
  CaseComparison comparison(session, **simplifier, before->commit);
  std::size_t from = 0;
  do {
    const auto to = std::min(fresh->keys.size(), from + kTextsAtOnce);
    const std::vector<std::string> keys(fresh->keys.begin() + static_cast<std::ptrdiff_t>(from),
                                        fresh->keys.begin() + static_cast<std::ptrdiff_t>(to));
    store::AlikeChange change;
    change.entity = "case";
    if (!keys.empty()) {
      auto compared = comparison.compare(keys, result, progress);
      if (!compared) return base::failure_of(compared);
      if (!progress.wanted()) return comparison_stopped();
      change = std::move(*compared);
    }
    auto known = store::joined_pairs(store, viewer, "case");
    if (!known) return base::failure_of(known);
    const std::unordered_set<std::string_view> renewed(keys.begin(), keys.end());
    std::erase_if(*known, [&](const store::KeyPair& pair) {
      return renewed.contains(pair.first) || renewed.contains(pair.second);
    });
    for (const auto& pair : change.pairs)
      if (pair.joined) known->push_back(pair.keys);
    auto groups = case_groups(session, *verdicts, *known);
    if (!groups) return base::failure_of(groups);
    change.groups = std::move(*groups);
    if (to == fresh->keys.size())
      change.compared = store::ComparedSoFar{fresh->newest, result.records, 0, {}};
    const auto changed = store::change_alike(store, change);
    if (!changed) return base::failure_of(changed);
    result.changed += changed->records;
    from = to;
  } while (from < fresh->keys.size());
  const auto counts = store::group_counts(store, viewer, "case");
  if (!counts) return base::failure_of(counts);
  result.groups = counts->groups;
  result.repeated = counts->repeated;
  const auto page = store::review_pairs(store, viewer, {"case", "proposed"}, 0, 0);
  if (!page) return base::failure_of(page);
  result.proposed = page->total;
  return result;
}

}  // namespace aftercare::pipeline
