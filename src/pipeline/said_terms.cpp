#include "pipeline/said_terms.hpp"

#include <algorithm>
#include <iterator>

#include "base/workers.hpp"
#include "language/corpus/phrase_finder.hpp"
#include "language/corpus/word_corpus.hpp"
#include "store/duckdb/compared_texts.hpp"
#include "store/rights.hpp"

namespace aftercare::pipeline {
namespace {

constexpr std::size_t kTermTextsAtOnce = 20'000;

std::vector<SaidTerm> words_said(const language::WordCorpus& corpus, std::uint32_t least) {
  std::vector<std::vector<std::uint32_t>> said(corpus.words.size());
  for (std::uint32_t text = 0; text < corpus.texts(); ++text)
    for (const auto word : corpus.text(text))
      if (word != language::WordCorpus::kBreak && (said[word].empty() || said[word].back() != text))
        said[word].push_back(text);
  std::vector<SaidTerm> terms;
  for (std::uint32_t word = 0; word < corpus.words.size(); ++word)
    if (corpus.is_content(word) && corpus.mood[word] == 0 && said[word].size() >= least)
      terms.push_back({corpus.words[word], std::move(said[word])});
  return terms;
}

}  // namespace

std::vector<SaidTerm> terms_said(const std::vector<std::string_view>& texts,
                                 const language::Analyser& analyser, std::uint32_t least) {
  const auto corpus = language::read_corpus(texts, analyser, base::default_workers());
  auto terms = words_said(corpus, least);
  language::PhraseSettings settings;
  settings.least_texts = least;
  for (auto& phrase : language::find_phrases(corpus, settings))
    terms.push_back({std::move(phrase.text), std::move(phrase.texts)});
  return terms;
}

base::Result<SaidTerms> said_terms(const Session& session, const std::vector<std::string>& cases,
                                   const records::Viewer& viewer, std::uint32_t least) {
  if (viewer.fields.of(records::PiiClass::free_text) < records::Shown::masked)
    return records::refusal("you do not see what customers wrote", "您无权查看客户所写的文字");
  if (const auto all = store::needs_all_rows(viewer); !all) return tl::unexpected(all.error());
  SaidTerms said;
  std::vector<std::string> texts;
  for (std::size_t from = 0; from < cases.size(); from += kTermTextsAtOnce) {
    const auto to = std::min(from + kTermTextsAtOnce, cases.size());
    auto part = store::texts_of(session.store(), viewer,
                                {cases.begin() + static_cast<std::ptrdiff_t>(from),
                                 cases.begin() + static_cast<std::ptrdiff_t>(to)});
    if (!part) return base::failure_of(part);
    for (auto& one : *part) {
      said.cases.push_back(std::move(one.key));
      texts.push_back(std::move(one.text));
    }
  }
  if (texts.empty()) return said;
  const auto analyser = session.analyser();
  if (!analyser) return base::failure_of(analyser);
  said.terms = terms_said({texts.begin(), texts.end()}, **analyser, least);
  return said;
}

}  // namespace aftercare::pipeline
