#include "pipeline/older_analysis.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>

#include "base/workers.hpp"
#include "language/analysis_version.hpp"
#include "pipeline/slice_maker.hpp"
#include "pipeline/stored_originals.hpp"
#include "store/duckdb/older_analysis.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

using records::Batch;
using records::Entity;
using records::FieldType;

constexpr std::size_t kAgainPortion = 20'480;
// Behind so many the engine's file is rewritten: it holds what was replaced in memory until then,
// and texts that were masked anew leave nothing of the old ones behind.
constexpr std::size_t kTidyPortions = 2;
constexpr std::size_t kAgainBlock = 640;  // Of a portion, analysed by one thread.

struct ReadAgain {
  const store::AnalysedText* text;
  Originals originals;
};

void set_text(Batch& batch, std::size_t row, const char* field, std::string_view value) {
  batch.column_or_add(field, FieldType::text).set(row, value);
}

void set_hints(Batch& batch, std::size_t row, const store::AnalysedText& text) {
  const bool is_case = batch.entity->name == "case";
  if (text.said_at)
    batch.column_or_add(is_case ? "opened_at" : "sent_at", FieldType::moment)
        .set(row, text.said_at->time_since_epoch().count());
  if (!text.sender.empty()) set_text(batch, row, "sender", text.sender);
  if (!text.channel.empty()) set_text(batch, row, "channel", text.channel);
  if (!text.kind.empty()) set_text(batch, row, "kind", text.kind);
  if (text.rating) batch.column_or_add("rating", FieldType::real).set(row, *text.rating);
}

Batch batch_of(const Entity& entity, const std::vector<const ReadAgain*>& rows) {
  Batch batch;
  batch.entity = &entity;
  batch.origins.resize(rows.size());
  batch.states.resize(rows.size(), records::RowState::good);
  for (const char* name : {"record_key", "content_hash", "text"})
    batch.column_or_add(name, FieldType::text);
  if (entity.name == "case") batch.column_or_add("title", FieldType::text);
  for (std::size_t row = 0; row < rows.size(); ++row) {
    const auto& text = *rows[row]->text;
    set_text(batch, row, "record_key", text.record_key);
    if (!text.content_hash.empty()) set_text(batch, row, "content_hash", text.content_hash);
    if (text.title) set_text(batch, row, "title", *text.title);
    if (text.text) set_text(batch, row, "text", *text.text);
    for (const auto& [name, value] : rows[row]->originals)
      if (const auto* field = entity.field(name); field != nullptr && !field->derived)
        set_text(batch, row, name.c_str(), value);
    set_hints(batch, row, text);
    if (!rows[row]->originals.empty()) set_person(batch, row, text.person);
  }
  return batch;
}

// Who found the kind of a record that kept its own is as it was, known or not.
void keep_finder(Batch& batch, const std::vector<const ReadAgain*>& rows) {
  auto* found = batch.column("kind_found");
  for (std::size_t row = 0; found != nullptr && row < rows.size(); ++row) {
    const auto& text = *rows[row]->text;
    if (text.kind.empty()) continue;
    if (text.kind_found)
      found->set(row, std::int64_t{*text.kind_found});
    else
      found->clear(row);
  }
}

base::Result<void> analyse(const Stages& stages, const Entity& entity,
                           std::span<const ReadAgain> rows, Batch& sealed, Batch& masked) {
  std::vector<const ReadAgain*> with, without;
  for (const auto& row : rows) (row.originals.empty() ? without : with).push_back(&row);
  sealed = batch_of(entity, with);
  masked = batch_of(entity, without);
  std::vector<std::string_view> customers;
  for (const auto* row : with) customers.emplace_back(row->text->customer_id);
  if (!with.empty())
    if (auto done = stages.mask(sealed, customers); !done) return done;
  if (!without.empty())
    if (auto done = stages.understand(masked); !done) return done;
  keep_finder(sealed, with);
  keep_finder(masked, without);
  return {};
}

// How many records it had; 0: none is left.
base::Result<std::uint64_t> analyse_portion(const Session& session, const Stages& stages,
                                            const Entity& entity) {
  const std::lock_guard turn(session.writing());
  const auto texts = store::texts_of_older_analysis(
      session.store(), records::Viewer::owner(), entity, language::kAnalysisVersion, kAgainPortion);
  if (!texts) return base::failure_of(texts);
  if (texts->empty()) return 0;
  std::vector<ReadAgain> rows;
  std::vector<std::string_view> customers;
  for (const auto& text : *texts) {
    auto originals = originals_of(session.vault(), text.person, text.sealed);
    if (!originals) return base::failure_of(originals);
    rows.push_back({&text, std::move(*originals)});
    if (!text.customer_id.empty()) customers.emplace_back(text.customer_id);
  }
  if (auto learnt = stages.known().learn(customers); !learnt) return base::failure_of(learnt);
  const auto blocks = (rows.size() + kAgainBlock - 1) / kAgainBlock;
  std::vector<Batch> batches(2 * blocks);
  std::vector<std::optional<base::Error>> failed(blocks);
  base::for_blocks(rows.size(), kAgainBlock, base::default_workers(),
                   [&](std::size_t block, std::size_t from, std::size_t to) {
                     const auto done =
                         analyse(stages, entity, std::span(rows).subspan(from, to - from),
                                 batches[2 * block], batches[2 * block + 1]);
                     if (!done) failed[block] = done.error();
                   });
  for (auto& error : failed)
    if (error) return tl::unexpected(std::move(*error));
  if (auto written = store::write_analysis(session.store(), batches); !written)
    return base::failure_of(written);
  return rows.size();
}

void tidy(const Session& session) {
  const std::lock_guard turn(session.writing());
  store::Writer(session.store()).tidy();
}

}  // namespace

base::Result<std::vector<OlderAnalysis>> older_analysis(const Session& session) {
  std::vector<OlderAnalysis> older;
  for (const auto name : store::kAnalysedEntities) {
    const auto* entity = session.dictionary().entity(name);
    if (entity == nullptr) continue;
    const auto count = store::older_analysis(session.store(), records::Viewer::owner(), *entity,
                                             language::kAnalysisVersion);
    if (!count) return base::failure_of(count);
    if (count->again + count->without_text > 0)
      older.push_back({entity->name, count->again, count->without_text});
  }
  return older;
}

base::Result<std::vector<AnalysedAgain>> analyse_older(const Session& session,
                                                       base::Progress& progress, const Actor& who) {
  const auto older = older_analysis(session);
  if (!older) return base::failure_of(older);
  std::vector<AnalysedAgain> again;
  std::unique_ptr<Stages> stages;
  for (const auto& one : *older) {
    if (one.again == 0 || !progress.wanted()) continue;
    if (!stages) {
      auto made = Stages::make(session, std::nullopt);
      if (!made) return base::failure_of(made);
      stages = std::move(*made);
    }
    const auto& entity = *session.dictionary().entity(one.entity);
    auto& done = again.emplace_back(AnalysedAgain{one.entity});
    progress.begin("records analysed again", one.again, "records");
    for (std::size_t portion = 1; progress.wanted(); ++portion) {
      const auto records = analyse_portion(session, *stages, entity);
      if (!records) return base::failure_of(records);
      if (*records == 0 || portion % kTidyPortions == 0) tidy(session);
      if (*records == 0) break;
      done.records += *records;
      progress.update(done.records);
    }
    progress.end();
    if (done.records == 0) continue;
    if (auto noted = note(session, records::AuditAction::reanalysis, who,
                          fmt::format("texts/{}, {} records", one.entity, done.records));
        !noted)
      return base::failure_of(noted);
  }
  return again;
}

}  // namespace aftercare::pipeline
