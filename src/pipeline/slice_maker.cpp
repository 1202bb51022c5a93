#include "pipeline/slice_maker.hpp"

#include <algorithm>
#include <unordered_map>

#include "language/batch_analysis.hpp"
#include "language/message_marks.hpp"
#include "pipeline/erased_rows.hpp"
#include "privacy/masked_text.hpp"
#include "privacy/sealed_row.hpp"
#include "quality/check.hpp"
#include "quality/identify.hpp"
#include "quality/score_counts.hpp"
#include "quality/weigh.hpp"
#include "store/duckdb/sealed_customers.hpp"
#include "text/normal_text.hpp"

namespace aftercare::pipeline {
namespace {

using records::Batch;

std::optional<records::SpanKind> span_kind(std::string_view name) {
  for (int i = 0; i <= static_cast<int>(records::SpanKind::account); ++i)
    if (const auto kind = static_cast<records::SpanKind>(i); records::to_name(kind) == name)
      return kind;
  return std::nullopt;
}

// The customer of each row, if any: the record's own, or that of the session it belongs to.
std::vector<std::string_view> customers_of(const Batch& batch, const Batch* cases) {
  std::vector<std::string_view> customers(batch.rows());
  if (const auto* own = batch.column("customer_id")) {
    for (std::size_t row = 0; row < batch.rows(); ++row)
      if (own->present[row]) customers[row] = own->text(row);
    return customers;
  }
  const auto* session = batch.column("case_id");
  const auto* ids = cases ? cases->column("case_id") : nullptr;
  const auto* owners = cases ? cases->column("customer_id") : nullptr;
  if (session == nullptr || ids == nullptr || owners == nullptr) return customers;
  std::unordered_map<std::string_view, std::string_view> owner_of;
  for (std::size_t row = 0; row < cases->rows(); ++row)
    if (ids->present[row] && owners->present[row]) owner_of[ids->text(row)] = owners->text(row);
  for (std::size_t row = 0; row < batch.rows(); ++row)
    if (session->present[row])
      if (const auto at = owner_of.find(session->text(row)); at != owner_of.end())
        customers[row] = at->second;
  return customers;
}

// What is known of a person is looked for in these alone.
bool has_free_texts(const Batch& batch) {
  return std::ranges::any_of(batch.entity->fields, [&batch](const records::Field& field) {
    return field.pii == records::PiiClass::free_text && batch.column(field.name) != nullptr;
  });
}

// The language stage on the cases of a slice; what it finds of persons goes on to privacy.
void read_texts(const language::Analyser& analyser, Batch& cases, privacy::Sealing& sealing) {
  thread_local language::Scratch scratch;
  language::prepare_columns(cases);
  std::vector<language::RowSpans> found(cases.rows());
  cases.keeps.push_back(language::analyse_rows(analyser, cases, 0, cases.rows(), scratch, found));
  privacy::RowSpans titles, texts;
  for (auto& row : found) {
    titles.push_back(std::move(row.title));
    texts.push_back(std::move(row.text));
  }
  sealing.spans.emplace("title", std::move(titles));
  sealing.spans.emplace("text", std::move(texts));
}

void read_messages(const language::Analyser& analyser, const language::PromiseReader& promises,
                   Batch& messages, privacy::Sealing& sealing) {
  thread_local language::Scratch scratch;
  privacy::RowSpans texts;
  messages.keeps.push_back(language::mark_messages(analyser, promises, messages, scratch, texts));
  sealing.spans.emplace("text", std::move(texts));
}

// The first reason why a row was quarantined.
const records::Finding* reason_of(const Batch& batch, std::uint32_t row) {
  for (const auto& finding : batch.findings)
    if (finding.row == row && finding.kind == records::FindingKind::quarantined) return &finding;
  return nullptr;
}

// Sets one row of a batch aside, with the raw row it was cut from.
base::Result<void> set_row_aside(const Session& session, const std::string& file_id,
                                 const RawSlice& raw, std::size_t raw_row, const Batch& batch,
                                 std::uint32_t row, store::Slice& slice) {
  if (const auto* erased = reason_of(batch, row); erased && keeps_nothing(erased->rule)) {
    slice.quarantined.push_back(
        {batch.origins[row], batch.entity->name, erased->rule, erased->field, {}, {}});
    return {};
  }
  const std::vector<std::string>& columns = raw.batch.columns;
  const auto cells = std::span(raw.batch.cells).subspan(raw_row * columns.size(), columns.size());
  auto sealed =
      privacy::seal_cells(session.vault(), file_id, raw.batch.origins[raw_row].row, columns, cells);
  if (!sealed) return base::failure_of(sealed);
  const auto* why = reason_of(batch, row);
  slice.quarantined.push_back({batch.origins[row], batch.entity->name, why ? why->rule : "rejected",
                               why ? why->field : "", std::move(sealed->sealed),
                               std::move(sealed->person)});
  return {};
}

// Rows that are not stored. A record of a second entity alone waits too, uncounted, unless the
// whole row does.
base::Result<void> set_rows_aside(const Session& session, const std::string& file_id,
                                  const RawSlice& raw, store::Slice& slice) {
  const auto& main = slice.batches.front();
  for (const auto& batch : slice.batches)
    for (std::uint32_t row = 0; row < batch.rows(); ++row) {
      if (batch.states[row] == records::RowState::good) continue;
      auto raw_row = std::size_t{row};  // The main batch has every raw row.
      if (&batch != &main) {
        // Rows need not stand in the order of the file: mails come conversation by conversation.
        const auto at =
            std::ranges::find(raw.batch.origins, batch.origins[row].row, &records::RowOrigin::row);
        raw_row = static_cast<std::size_t>(at - raw.batch.origins.begin());
        if (raw_row >= main.rows() || main.states[raw_row] != records::RowState::good) continue;
      }
      if (auto aside = set_row_aside(session, file_id, raw, raw_row, batch, row, slice); !aside)
        return aside;
    }
  for (const auto& rejected : raw.rejected) {
    auto sealed = privacy::seal_raw(session.vault(), file_id, rejected.origin.row, rejected.raw);
    if (!sealed) return base::failure_of(sealed);
    slice.quarantined.push_back({rejected.origin, main.entity->name, rejected.reason, "",
                                 std::move(sealed->sealed), std::move(sealed->person)});
  }
  std::ranges::sort(slice.quarantined, {}, [](const auto& row) { return row.origin.row; });
  return {};
}

}  // namespace

Stages::~Stages() = default;

Stages::Stages(const Session& session, std::optional<records::Moment> as_of,
               text::RecogniserSet recognisers, DecidedValues decided,
               privacy::Processing processing)
    : session_(session),
      as_of_(as_of),
      recognisers_(std::move(recognisers)),
      decided_(std::move(decided)),
      processing_(std::move(processing)) {
  for (const auto& recogniser : recognisers_.recognisers())
    kinds_.push_back(span_kind(recogniser.spec().entity).value_or(records::SpanKind::account));
  known_ = std::make_unique<privacy::KnownPersons>(
      session.vault(), *session.dictionary().entity("customer"),
      [&session](const std::vector<std::string>& ids) {
        return store::sealed_customers(session.store(), records::Viewer::owner(), ids)
            .map([](std::vector<store::SealedCustomerRow>&& rows) {
              std::vector<privacy::SealedCustomer> customers;
              for (auto& row : rows)
                customers.push_back(
                    {std::move(row.customer_id), std::move(row.person), std::move(row.sealed)});
              return customers;
            });
      });
}

base::Result<std::unique_ptr<Stages>> Stages::make(const Session& session,
                                                   std::optional<records::Moment> as_of) {
  auto recognisers = text::RecogniserSet::load(session.workspace().root());
  if (!recognisers) return base::failure_of(recognisers);
  auto decided = DecidedValues::load(session.store(), session.vault());
  if (!decided) return base::failure_of(decided);
  auto processing = privacy::Processing::load(session.workspace().root(), session.dictionary());
  if (!processing) return base::failure_of(processing);
  return std::unique_ptr<Stages>(new Stages(session, as_of, std::move(*recognisers),
                                            std::move(*decided), std::move(*processing)));
}

void Stages::detect(std::string_view text, std::vector<records::Span>& spans) const {
  thread_local text::NormalText normal;
  thread_local text::RecogniserScratch scratch;
  thread_local std::vector<text::Found> found;
  normal.clear();
  normal.add(text, nullptr);
  recognisers_.find(normal, 0, normal.size(), scratch, found);
  for (const auto& one : found)
    spans.push_back({normal.begin_of(one.begin), normal.end_of(one.end - 1), kinds_[one.recogniser],
                     one.score});
}

base::Result<const language::PromiseReader*> Stages::promise_reader() const {
  const std::lock_guard lock(loading_);
  if (!promises_) {
    auto loaded = language::PromiseReader::load(session_.workspace().root(), session_.zone());
    if (!loaded) return base::failure_of(loaded);
    promises_ = std::make_unique<language::PromiseReader>(std::move(*loaded));
  }
  return promises_.get();
}

std::string Stages::masked(std::string_view text) const {
  std::vector<records::Span> spans;
  detect(text, spans);
  return privacy::mask_text(text, spans);
}

std::string Stages::masked_name(std::string_view name) const {
  std::string apart(name);  // Of the same length: signs that join words part them here.
  std::ranges::replace(apart, '_', ' ');
  std::vector<records::Span> spans;
  detect(apart, spans);
  return privacy::mask_text(name, spans);
}

base::Result<void> Stages::understand(Batch& batch, privacy::Sealing& sealing) const {
  if (batch.entity->name == "case" && (batch.column("text") || batch.column("title"))) {
    const auto analyser = session_.analyser();
    if (!analyser) return base::failure_of(analyser);
    read_texts(**analyser, batch, sealing);
  }
  if (batch.entity->name == "message" && batch.column("text")) {
    const auto analyser = session_.analyser();
    if (!analyser) return base::failure_of(analyser);
    const auto promises = promise_reader();
    if (!promises) return base::failure_of(promises);
    read_messages(**analyser, **promises, batch, sealing);
  }
  return {};
}

base::Result<void> Stages::understand(Batch& batch) const {
  privacy::Sealing nothing;
  return understand(batch, nothing);
}

base::Result<void> Stages::mask(Batch& batch,
                                const std::vector<std::string_view>& customers) const {
  privacy::Sealing sealing;
  sealing.vault = &session_.vault();
  sealing.detect = [this](std::string_view text, std::vector<records::Span>& spans) {
    detect(text, spans);
  };
  if (auto understood = understand(batch, sealing); !understood) return understood;
  if (batch.entity->name != "customer" && has_free_texts(batch)) {
    std::vector<std::string_view> ids;
    std::ranges::copy_if(customers, std::back_inserter(ids),
                         [](std::string_view id) { return !id.empty(); });
    if (!ids.empty())
      if (auto learnt = known_->learn(ids); !learnt) return learnt;
    sealing.known = [this, &customers](std::size_t row, std::vector<privacy::KnownValue>& known) {
      if (!customers[row].empty()) known_->append(customers[row], known);
    };
  }
  if (auto prepared = privacy::prepare_columns(batch); !prepared) return prepared;
  auto arena = std::make_shared<records::Arena>();
  batch.keeps.push_back(arena);
  if (auto sealed = privacy::seal_rows(batch, sealing, 0, batch.rows(), *arena); !sealed)
    return sealed;
  privacy::protect_findings(batch, sealing);
  return {};
}

base::Result<store::Slice> Stages::process(const standard::Mapper& mapper,
                                           const std::string& file_id, RawSlice&& raw) const {
  store::Slice slice;
  slice.file_id = file_id;
  slice.number = raw.number;
  slice.last = raw.last;
  // An element of an array is a row where the mapping says so: the ledger counts what becomes of
  // it.
  const auto rows_before = raw.batch.rows();
  mapper.unfold_main(raw.batch);
  slice.rows_read = raw.records + raw.batch.rows() - rows_before;
  slice.headers = raw.headers;
  slice.blanks = raw.blanks;
  slice.batches = mapper.apply(raw.batch);
  const auto withdrawn = store::withdrawn_consents(session_.store(), records::Viewer::owner());
  if (!withdrawn) return base::failure_of(withdrawn);
  const Batch* cases = nullptr;
  const quality::CheckContext judging{as_of_, &session_.finding_labels(), raw.repair_threshold};
  for (auto& batch : slice.batches) {
    quality::weigh_repairs(batch, session_.finding_labels(), raw.repair_threshold);
    decided_.admit(batch);
    quality::check(batch, session_.rules(), judging);
    quality::count_quality(batch, session_.rules(), judging);
    quality::identify(batch, session_.vault().content_key());
    decided_.fill(batch);
    if (batch.entity->name == "case") cases = &batch;
  }
  for (auto& batch : slice.batches) {
    const auto customers = customers_of(batch, cases);
    if (auto aside = set_erased_aside(session_.vault(), batch, customers); !aside)
      return base::failure_of(aside);
    if (!withdrawn->empty())
      set_withdrawn_aside(*withdrawn, processing_.purpose_of(batch.entity->name), batch, customers);
    if (auto done = mask(batch, customers); !done) return base::failure_of(done);
    forget_erased(batch);
  }
  if (auto aside = set_rows_aside(session_, file_id, raw, slice); !aside)
    return base::failure_of(aside);
  return slice;
}

}  // namespace aftercare::pipeline
