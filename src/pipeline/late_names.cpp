#include "pipeline/late_names.hpp"

#include <algorithm>
#include <memory>
#include <vector>

#include "pipeline/stored_originals.hpp"
#include "privacy/derived_words.hpp"
#include "store/duckdb/text_rewrite.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

using records::Batch;
using records::Entity;
using records::FieldType;
using records::PiiClass;

constexpr std::size_t kBlock = 2'000;

bool brings(const standard::Mapping& mapping, std::string_view entity) {
  return std::ranges::any_of(mapping.entities,
                             [&](const auto& each) { return each.entity == entity; });
}

// What of a record holds words of its texts.
std::vector<std::string> text_columns(const Entity& entity) {
  std::vector<std::string> columns;
  for (const auto& field : entity.fields)
    if (field.pii == PiiClass::free_text || privacy::holds_words_of_texts(field))
      columns.push_back(field.name);
  return columns;
}

// What relative dates and promises are read against.
void set_context(Batch& batch, std::size_t row, const store::SealedText& text) {
  const bool is_case = batch.entity->name == "case";
  if (text.said_at)
    batch.column_or_add(is_case ? "opened_at" : "sent_at", FieldType::moment)
        .set(row, text.said_at->time_since_epoch().count());
  if (!text.sender.empty())
    batch.column_or_add("sender", FieldType::code).set(row, std::string_view(text.sender));
}

// Reads stored texts in blocks and writes those anew that name their customer.
class SecondLook {
 public:
  SecondLook(const Session& session, const Stages& stages, const Entity& entity)
      : session_(session), stages_(stages), entity_(entity), columns_(text_columns(entity)) {}

  base::Result<void> take(store::SealedText&& text) {
    block_.push_back(std::move(text));
    return block_.size() < kBlock ? base::Result<void>() : look();
  }

  base::Result<void> look() {
    if (block_.empty()) return {};
    std::vector<std::string_view> ids;
    for (const auto& text : block_) ids.emplace_back(text.customer_id);
    if (auto learnt = stages_.known().learn(ids); !learnt) return learnt;
    std::vector<Named> named;
    for (const auto& text : block_) {
      auto originals = originals_of(session_.vault(), text.person, text.sealed);
      if (!originals) return base::failure_of(originals);
      if (names_customer(*originals, text.customer_id))
        named.push_back({&text, std::move(*originals)});
    }
    auto written = write(named);
    block_.clear();
    return written;
  }

  std::uint64_t rewritten() const { return rewritten_; }

 private:
  struct Named {
    const store::SealedText* text;
    Originals originals;
  };

  bool names_customer(const Originals& originals, std::string_view customer) {
    known_.clear();
    stages_.known().append(customer, known_);
    if (known_.empty()) return false;
    spans_.clear();
    for (const auto& [name, value] : originals)
      if (const auto* field = entity_.field(name); field && field->pii == PiiClass::free_text)
        privacy::find_known(value, known_, spans_);
    return !spans_.empty();
  }

  base::Result<void> write(const std::vector<Named>& named) {
    if (named.empty()) return {};
    Batch batch;
    batch.entity = &entity_;
    batch.origins.resize(named.size());
    batch.states.resize(named.size(), records::RowState::good);
    std::vector<std::string_view> customers;
    for (const char* name : {"record_key", "content_hash"})
      batch.column_or_add(name, FieldType::text);
    for (const auto& field : entity_.fields)
      if (!field.derived && std::ranges::any_of(named, [&](const Named& one) {
            return one.originals.contains(field.name);
          }))
        batch.column_or_add(field.name, FieldType::text);
    for (std::size_t row = 0; row < named.size(); ++row) {
      batch.column("record_key")->set(row, std::string_view(named[row].text->record_key));
      batch.column("content_hash")->set(row, std::string_view(named[row].text->content_hash));
      for (const auto& [name, value] : named[row].originals)
        if (auto* column = batch.column(name)) column->set(row, std::string_view(value));
      set_context(batch, row, *named[row].text);
      set_person(batch, row, named[row].text->person);
      customers.emplace_back(named[row].text->customer_id);
    }
    if (auto done = stages_.mask(batch, customers); !done) return done;
    store::Writer writer(session_.store());
    if (auto written = writer.rewrite(batch, columns_); !written) return written;
    rewritten_ += named.size();
    return {};
  }

  const Session& session_;
  const Stages& stages_;
  const Entity& entity_;
  const std::vector<std::string> columns_;
  std::vector<store::SealedText> block_;
  std::vector<privacy::KnownValue> known_;
  std::vector<records::Span> spans_;
  std::uint64_t rewritten_ = 0;
};

}  // namespace

base::Result<std::uint64_t> mask_late_names(const Session& session, const Stages& stages,
                                            const standard::Mapping& mapping,
                                            const std::string& file_id) {
  std::uint64_t rewritten = 0;
  if (!session.vault().seals()) return rewritten;
  const bool customers = brings(mapping, "customer");
  if (customers) stages.forget_customers();
  for (const auto& entity : session.dictionary().entities()) {
    const bool of_case = std::ranges::any_of(
        entity.fields, [](const auto& field) { return field.references == "case"; });
    if (!customers && !(of_case && (brings(mapping, entity.name) || brings(mapping, "case"))))
      continue;
    SecondLook second(session, stages, entity);
    auto done = store::texts_with_late_customers(
        session.store(), records::Viewer::owner(), entity, file_id,
        [&second](store::SealedText&& text) { return second.take(std::move(text)); });
    if (done) done = second.look();
    if (!done) return base::failure_of(done);
    rewritten += second.rewritten();
  }
  if (rewritten > 0) store::Writer(session.store()).tidy();
  return rewritten;
}

}  // namespace aftercare::pipeline
