#include "language/message_marks.hpp"

#include <algorithm>

#include "language/analysis_version.hpp"

namespace aftercare::language {
namespace {

using records::FieldType;

// Of the promises with a term the one that falls due first.
const Promise* first_due(const std::vector<Promise>& promises) {
  const Promise* first = nullptr;
  for (const auto& promise : promises)
    if (promise.due && (first == nullptr || *promise.due < *first->due)) first = &promise;
  return first;
}

}  // namespace

std::shared_ptr<records::Arena> mark_messages(const Analyser& analyser,
                                              const PromiseReader& promises,
                                              records::Batch& messages, Scratch& scratch,
                                              std::vector<std::vector<records::Span>>& spans) {
  auto arena = std::make_shared<records::Arena>();
  messages.column_or_add("entities", FieldType::text);
  messages.column_or_add("promises", FieldType::text);
  messages.column_or_add("promise", FieldType::code);
  messages.column_or_add("promise_due", FieldType::moment);
  messages.column_or_add("analysis_version", FieldType::integer);
  auto& entities = *messages.column("entities");
  auto& promised = *messages.column("promises");
  auto& about = *messages.column("promise");
  auto& due = *messages.column("promise_due");
  auto& version = *messages.column("analysis_version");
  const auto* text = messages.column("text");
  const auto* sender = messages.column("sender");
  const auto* sent = messages.column("sent_at");
  spans.assign(messages.rows(), {});
  if (text == nullptr) return arena;
  std::vector<Entity> found;
  std::vector<Promise> made;
  std::string json;
  for (std::size_t row = 0; row < messages.rows(); ++row) {
    if (text->present[row] == 0) continue;
    version.set(row, std::int64_t{kAnalysisVersion});
    std::optional<records::Moment> said;
    if (sent != nullptr && sent->present[row] != 0)
      said = records::Moment(std::chrono::microseconds(sent->number(row)));
    analyser.mark_text(text->text(row), said, scratch, found, spans[row], json);
    if (!json.empty()) entities.set(row, arena->keep(json));
    if (sender == nullptr || sender->present[row] == 0 || sender->text(row) != "agent") continue;
    promises.read(text->text(row), said, found, analyser.simplifier(), made);
    if (made.empty()) continue;
    promised.set(row, arena->keep(promises_json(made)));
    if (const auto* first = first_due(made)) {
      about.set(row, first->about);
      due.set(row, first->due->time_since_epoch().count());
    }
  }
  return arena;
}

}  // namespace aftercare::language
