#include "pipeline/rival_list.hpp"

#include <algorithm>
#include <map>

#include "base/workers.hpp"
#include "language/analyser.hpp"
#include "language/rivals.hpp"
#include "store/duckdb/compared_texts.hpp"
#include "store/rights.hpp"

namespace aftercare::pipeline {
namespace {

constexpr std::size_t kRivalTextsAtOnce = 20'000;
constexpr std::size_t kRivalSamples = 3;

}  // namespace

base::Result<RivalList> rival_list(const Session& session, const std::vector<std::string>& cases,
                                   const records::Viewer& viewer) {
  if (viewer.fields.of(records::PiiClass::free_text) < records::Shown::masked)
    return records::refusal("you do not see what customers wrote", "您无权查看客户所写的文字");
  if (const auto all = store::needs_all_rows(viewer); !all) return tl::unexpected(all.error());
  RivalList list;
  list.cases = cases.size();
  if (cases.empty()) return list;
  const auto analyser = session.analyser();
  if (!analyser) return base::failure_of(analyser);
  const auto reader = language::RivalReader::load(session.workspace().root(), **analyser);
  if (!reader) return base::failure_of(reader);
  std::map<std::string, NamedRival> rivals;
  for (std::size_t from = 0; from < cases.size(); from += kRivalTextsAtOnce) {
    const auto to = std::min(from + kRivalTextsAtOnce, cases.size());
    const auto texts = store::texts_of(session.store(), viewer,
                                       {cases.begin() + static_cast<std::ptrdiff_t>(from),
                                        cases.begin() + static_cast<std::ptrdiff_t>(to)});
    if (!texts) return base::failure_of(texts);
    std::vector<std::vector<language::RivalMention>> found(texts->size());
    base::for_blocks(texts->size(), 256, base::default_workers(),
                     [&](std::size_t, std::size_t begin, std::size_t end) {
                       language::Scratch scratch;
                       std::vector<language::Wish> wishes;
                       for (std::size_t i = begin; i < end; ++i)
                         reader->read((*texts)[i].text, scratch, found[i], wishes);
                     });
    for (std::size_t i = 0; i < found.size(); ++i) {
      std::map<std::string, language::Sentiment> named;  // A case counts once.
      for (const auto& one : found[i]) named.emplace(one.rival, one.sentiment);
      for (const auto& [name, mood] : named) {
        auto& rival = rivals[name];
        rival.rival = name;
        ++rival.cases;
        rival.better += mood == language::Sentiment::positive;
        rival.worse += mood == language::Sentiment::negative;
        if (rival.samples.size() < kRivalSamples) rival.samples.push_back((*texts)[i].key);
      }
    }
  }
  for (auto& [name, rival] : rivals) list.rivals.push_back(std::move(rival));
  std::ranges::stable_sort(list.rivals, std::greater<>(), &NamedRival::cases);
  return list;
}

}  // namespace aftercare::pipeline
