#include "pipeline/consent.hpp"

#include <fmt/format.h>

#include <mutex>

#include "pipeline/erasure.hpp"
#include "pipeline/same_review.hpp"
#include "privacy/processing.hpp"
#include "store/duckdb/person_erasure.hpp"
#include "store/duckdb/person_records.hpp"

namespace aftercare::pipeline {
namespace {

using base::Result;

Result<privacy::Processing> processing_for(const Session& session, const std::string& purpose) {
  auto processing = privacy::Processing::load(session.workspace().root(), session.dictionary());
  if (!processing) return processing;
  const auto* known = processing->purpose(purpose);
  if (known != nullptr && known->withdrawable) return processing;
  std::string names, names_zh;
  for (const auto& one : processing->purposes())
    if (one.withdrawable) {
      names += (names.empty() ? "" : ", ") + one.code;
      names_zh += (names_zh.empty() ? "" : "、") + one.code;
    }
  return base::failure(
      known == nullptr
          ? fmt::format("no such purpose: {}; consent can be withdrawn for: {}", purpose, names)
          : fmt::format("this purpose does not rest on consent: {}; consent can be "
                        "withdrawn for: {}",
                        purpose, names),
      known == nullptr
          ? fmt::format("没有该目的：{}；可撤回同意的目的：{}", purpose, names_zh)
          : fmt::format("该目的并非基于同意：{}；可撤回同意的目的：{}", purpose, names_zh));
}

Result<void> keep(const Session& session, const store::Consent& consent, const Actor& who) {
  const auto subject = fmt::format("person/{} {} {}", person_token(session, consent.customer),
                                   consent.purpose, consent.withdrawn ? "withdrawn" : "given");
  return store::keep_consent(session.store(), consent,
                             {{}, who.name, records::AuditAction::consent, subject, who.reason});
}

// Stored rows that are there for this purpose only.
Result<std::uint64_t> unlink_rows(const Session& session, const std::string& customer,
                                  const privacy::Processing& processing, const std::string& purpose,
                                  const Actor& who) {
  auto records = store::person_records(session.store(), records::Viewer::owner(), customer);
  if (!records) return base::failure_of(records);
  const auto of_purpose = [&](const std::string& entity) {
    return processing.purpose_of(entity) == purpose;
  };
  std::erase_if(records->keys, [&](const auto& one) { return !of_purpose(one.first); });
  std::erase_if(records->old_keys, [&](const auto& one) { return !of_purpose(one.first); });
  if (records->empty()) return 0;
  const auto done = store::unlink_records(
      session.store(), *records, session.vault().replacement_id(),
      {{},
       who.name,
       records::AuditAction::consent,
       fmt::format("person/{} {} unlinked", person_token(session, customer), purpose),
       who.reason});
  if (!done) return base::failure_of(done);
  std::uint64_t rows = 0;
  for (const auto& [entity, count] : done->records) rows += count;
  return rows;
}

}  // namespace

Result<ConsentNoted> withdraw_consent(const Session& session, const std::string& customer,
                                      const std::string& purpose, const Actor& who) {
  const auto processing = processing_for(session, purpose);
  if (!processing) return base::failure_of(processing);
  ConsentNoted noted;
  {
    const std::lock_guard writing(session.writing());
    if (auto kept = keep(session, {customer, purpose, true, who.name, {}}, who); !kept)
      return base::failure_of(kept);
    const auto rows = unlink_rows(session, customer, *processing, purpose, who);
    if (!rows) return base::failure_of(rows);
    noted.rows = *rows;
  }
  // Joined with nobody, there is nothing to take apart.
  if (purpose == kRecognition) (void)say_apart(session, "customer", {customer}, who.name);
  return noted;
}

Result<ConsentNoted> give_consent(const Session& session, const std::string& customer,
                                  const std::string& purpose, const Actor& who) {
  if (const auto processing = processing_for(session, purpose); !processing)
    return base::failure_of(processing);
  const std::lock_guard writing(session.writing());
  if (auto kept = keep(session, {customer, purpose, false, who.name, {}}, who); !kept)
    return base::failure_of(kept);
  return ConsentNoted{};
}

}  // namespace aftercare::pipeline
