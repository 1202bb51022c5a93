#include "pipeline/stored_words.hpp"

#include <fmt/format.h>

#include <chrono>
#include <string_view>

#include "base/workers.hpp"
#include "store/duckdb/overview.hpp"
#include "store/duckdb/period_texts.hpp"

namespace aftercare::pipeline {
namespace {

constexpr std::chrono::days kWeek{7};

// The period asked and the one before it.
base::Result<void> settle_days(const Session& session, const records::Viewer& viewer,
                               const WordsAsked& asked, StoredWords& words) {
  auto last = asked.to;
  if (!last) {
    const auto known = store::case_days(session.store(), viewer);
    if (!known) return base::failure_of(known);
    last = known->last;
  }
  if (!last)
    return base::failure("there are no cases yet: aftercare run, or aftercare ingest FILE",
                         "还没有案例：请先运行 aftercare run 或 aftercare ingest 文件");
  words.to = *last;
  words.from = asked.from.value_or(*last - (kWeek - std::chrono::days(1)));
  if (words.from > words.to)
    return base::failure(fmt::format("the first day is after the last: {} > {}",
                                     records::to_iso(words.from), records::to_iso(words.to)),
                         fmt::format("首日晚于末日：{} > {}", records::to_iso(words.from),
                                     records::to_iso(words.to)));
  const auto length = words.to - words.from + std::chrono::days(1);
  words.before_from = words.from - length;
  words.before_to = words.from - std::chrono::days(1);
  return {};
}

}  // namespace

base::Result<StoredWords> stored_words(const Session& session, const records::Viewer& viewer,
                                       const WordsAsked& asked) {
  StoredWords words;
  if (const auto days = settle_days(session, viewer, asked, words); !days)
    return base::failure_of(days);
  const auto now = store::period_texts(session.store(), viewer, words.from, words.to, asked.most);
  if (!now) return base::failure_of(now);
  const auto before =
      store::period_texts(session.store(), viewer, words.before_from, words.before_to, asked.most);
  if (!before) return base::failure_of(before);
  words.stored_now = now->stored;
  words.stored_before = before->stored;
  std::vector<std::string_view> texts;
  for (const auto* part : {&*now, &*before}) {
    const bool is_now = part == &*now;
    for (const auto& one : part->texts) {
      texts.push_back(one.text);
      words.cases.push_back(one.case_key);
      words.windows.now.push_back(is_now);
      words.windows.before.push_back(!is_now);
      words.unknown.push_back(is_now && !one.has_topic);
      words.without_topic += words.unknown.back();
    }
  }
  words.windows.known = true;
  words.windows.texts_now = static_cast<double>(now->texts.size());
  words.windows.texts_before = static_cast<double>(before->texts.size());
  const auto analyser = session.analyser();
  if (!analyser) return base::failure_of(analyser);
  words.analyser = *analyser;
  words.corpus = language::read_corpus(texts, **analyser, base::default_workers());
  return words;
}

std::vector<language::DiscoveredTopic> new_topics(
    const StoredWords& words, const std::vector<language::FoundPhrase>& phrases) {
  return language::discover_topics(words.corpus, phrases, words.unknown, words.windows.before);
}

}  // namespace aftercare::pipeline
