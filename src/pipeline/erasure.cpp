#include "pipeline/erasure.hpp"

#include <fmt/format.h>

#include <map>
#include <mutex>
#include <nlohmann/json.hpp>

#include "pipeline/aside_search.hpp"
#include "pipeline/backup/key_copies.hpp"
#include "pipeline/signed_receipt.hpp"
#include "privacy/processing.hpp"
#include "store/duckdb/person_erasure.hpp"
#include "store/duckdb/person_records.hpp"

namespace aftercare::pipeline {
namespace {

using base::Result;
using Json = nlohmann::json;

Json in_both(std::string en, std::string zh) {
  return {{"en", std::move(en)}, {"zh", std::move(zh)}};
}

// What stays though the person is gone, and why.
Json kept_of(const privacy::Processing& processing, const store::Anonymised& done) {
  Json kept = Json::array();
  kept.push_back(
      in_both("counts and amounts of the rows, without whom they are about: numbers and "
              "ledgers do not change",
              "各行的数量与金额，不再指向任何人：指标与账目不变"));
  for (const auto& [entity, rows] : done.records) {
    const auto hold = processing.hold_of(entity);
    if (hold.years == 0 || rows == 0) continue;
    kept.push_back(in_both(
        fmt::format("{} rows of {} with their numbers, for {} years: {}", rows, entity, hold.years,
                    hold.law.en),
        fmt::format("{} 行 {} 及其单号，保存 {} 年：{}", rows, entity, hold.years, hold.law.zh)));
  }
  return kept;
}

// When nothing is left that opens old copies of the data, as far as the record of key copies goes.
Json note_of(const KeyCopies& copies) {
  if (copies.made == 0) return in_both("no copy of the keys is on record", "没有密钥副本的记录");
  std::string en, zh;
  if (copies.last_expires) {
    const auto day = records::to_iso(*copies.last_expires);
    en = fmt::format("the last copy of the keys with an end expires on {}", day);
    zh = fmt::format("有期限的密钥副本中，最后一份于 {} 到期", day);
  }
  if (copies.open > 0) {
    en += fmt::format(
        "{}{} copies of the keys have no end on record: they open old copies of the "
        "data until they are destroyed",
        en.empty() ? "" : "; ", copies.open);
    zh += fmt::format("{}{} 份密钥副本没有期限记录：在销毁之前仍可打开旧的数据副本",
                      zh.empty() ? "" : "；", copies.open);
  }
  return in_both(en, zh);
}

// By person's token: when the data were handed out in clear (export-person), and by whom.
Result<std::map<std::string, Json>> handed_out(const Session& session) {
  const auto noted = session.store().read(
      "SELECT subject, noted_at, actor FROM audit WHERE action = 'person_export' ORDER BY number");
  if (!noted) return base::failure_of(noted);
  std::map<std::string, Json> all;
  for (const auto& row : noted->rows)
    all[std::get<std::string>(row[0])].push_back(
        {{"exported_at", records::to_iso(std::get<records::Moment>(row[1]))},
         {"by", std::get<std::string>(row[2])}});
  return all;
}

Json receipt_json(const Session& session, const privacy::Processing& processing,
                  const privacy::ErasureIntent& intent, const store::PersonRecords& records,
                  const store::Anonymised& done, const std::string& token, const KeyCopies& copies,
                  const std::map<std::string, Json>& exported) {
  Json made = Json::array();
  for (const auto& [entity, rows] : done.records) {
    const auto* known = session.dictionary().entity(entity);
    const auto old = done.old_versions.find(entity);
    made.push_back({{"entity", entity},
                    {"label", in_both(known->label.en, known->label.zh)},
                    {"made_anonymous", rows},
                    {"old_versions_removed", old == done.old_versions.end() ? 0 : old->second}});
  }
  const auto given = exported.find("person/" + token);
  std::uint64_t keys = 0;
  for (const auto& name : intent.names) keys += name.starts_with("order/") ? 0 : 1;
  return {
      {"kind", "aftercare erasure receipt"},
      {"form", 1},
      {"workspace", session.workspace().settings().name},
      {"person", token},
      {"erased_at", records::to_iso(done.at)},
      {"by", intent.actor},
      {"reason", intent.reason},
      {"keys_destroyed", keys},
      {"records", std::move(made)},
      {"findings_emptied", done.findings},
      {"set_aside_emptied", done.set_aside},
      {"comparisons_removed", done.pairs},
      {"kept", kept_of(processing, done)},
      {"source_files", records.files},
      {"exports",
       {{"of_the_person", given == exported.end() ? Json::array() : given->second},
        {"note",
         in_both(
             "files that export-person wrote hold the data in clear, wherever they were taken: "
             "delete them; reports and exports for analysts name nobody",
             "export-person 写出的文件含明文数据，无论其现在何处：请删除；报告与供分析的导出不含"
             "任何个人身份")}}},
      {"backups",
       in_both("backups of the data hold the originals only sealed under the destroyed keys, so "
               "nothing readable; copies of keys/ made before can open them until the wrapping key "
               "is rotated and the copies are deleted",
               "数据备份中的原文均以已销毁的密钥密封，不可读；此前复制的 "
               "keys/ 在轮换包装密钥并删除副本之前仍可打开它们")},
      {"key_copies",
       {{"recorded", copies.made},
        {"without_end", copies.open},
        {"last_expires",
         copies.last_expires ? Json(records::to_iso(*copies.last_expires)) : Json()},
        {"note", note_of(copies)}}},
      {"sources",
       in_both("the files named in source_files are yours and still hold the person's "
               "rows: delete or mend them",
               "source_files 所列为您自己的来源文件，其中仍有此人的数据行：请删除或修改")}};
}

std::vector<std::string> names_of(const store::PersonRecords& records,
                                  const std::vector<store::SetAside>& aside) {
  std::vector<std::string> names = records.sealed_under;
  names.push_back("customer/" + records.customer);
  for (const auto& id : records.cases) names.push_back("case/" + id);
  for (const auto& id : records.orders) names.push_back("order/" + id);
  for (const auto& row : aside) names.push_back(row.row.person);
  std::ranges::sort(names);
  names.erase(std::unique(names.begin(), names.end()), names.end());
  return names;
}

Result<void> make_anonymous(const Session& session,
                            const std::vector<const privacy::ErasureIntent*>& intents,
                            std::vector<std::string*> receipts) {
  const auto processing =
      privacy::Processing::load(session.workspace().root(), session.dictionary());
  if (!processing) return base::failure_of(processing);
  std::vector<std::string> customers;
  for (const auto* intent : intents) customers.push_back(intent->customer);
  auto records = store::records_of_persons(session.store(), records::Viewer::owner(), customers);
  if (!records) return base::failure_of(records);
  const auto copies = key_copies(session);
  if (!copies) return base::failure_of(copies);
  const auto exported = handed_out(session);
  if (!exported) return base::failure_of(exported);
  std::vector<store::PersonErasure> erasures;
  for (std::size_t i = 0; i < intents.size(); ++i) {
    const auto& intent = *intents[i];
    const auto token = person_token(session, intent.customer);
    erasures.push_back(
        {std::move((*records)[i]),
         intent.replacement,
         intent.names,
         token,
         {{}, intent.actor, records::AuditAction::erasure, "person/" + token, intent.reason}});
  }
  std::size_t at = 0;
  const auto done = store::anonymise(
      session.store(), erasures,
      [&](const store::PersonErasure& erasure,
          const store::Anonymised& made) -> Result<std::string> {
        auto& receipt = *receipts[at];
        receipt = signed_receipt(
            session.vault(), receipt_json(session, *processing, *intents[at], erasure.records, made,
                                          erasure.person_token, *copies, *exported));
        ++at;
        return receipt;
      });
  if (!done) return base::failure_of(done);
  return {};
}

// Steps 2 to 4, of all together; each may have been done already. Returns the receipts.
Result<std::vector<std::string>> carry_out(const Session& session,
                                           const std::vector<privacy::ErasureIntent>& intents,
                                           const ErasureOptions& options) {
  const auto after = [&options](std::string_view step) {
    if (options.after) options.after(step);
  };
  auto& vault = session.vault();
  std::vector<std::string> names;
  for (const auto& intent : intents)
    names.insert(names.end(), intent.names.begin(), intent.names.end());
  if (auto gone = vault.destroy(names); !gone) return base::failure_of(gone);
  after("keys");
  std::vector<std::string> receipts(intents.size());
  std::vector<const privacy::ErasureIntent*> open;
  std::vector<std::string*> open_receipts;
  for (std::size_t i = 0; i < intents.size(); ++i) {
    auto known = store::erasure_receipt(session.store(), records::Viewer::owner(),
                                        person_token(session, intents[i].customer));
    if (!known) return base::failure_of(known);
    if (*known) {
      receipts[i] = std::move(**known);
    } else {
      open.push_back(&intents[i]);
      open_receipts.push_back(&receipts[i]);
    }
  }
  if (!open.empty())
    if (auto made = make_anonymous(session, open, open_receipts); !made)
      return base::failure_of(made);
  after("store");
  if (auto ended = vault.end_erasures(intents); !ended) return base::failure_of(ended);
  after("done");
  return receipts;
}

Result<std::size_t> finish_open(const Session& session) {
  const auto open = session.vault().open_erasures();
  if (!open) return base::failure_of(open);
  if (!open->empty())
    if (const auto done = carry_out(session, *open, {}); !done) return base::failure_of(done);
  return open->size();
}

privacy::ErasureIntent intent_of(const Session& session, const store::PersonRecords& records,
                                 const std::vector<store::SetAside>& aside, const Actor& who) {
  return {0,        records.customer, session.vault().replacement_id(),
          who.name, who.reason,       names_of(records, aside)};
}

// All four steps.
Result<std::vector<std::string>> begin_and_carry_out(const Session& session,
                                                     std::vector<privacy::ErasureIntent> intents,
                                                     const ErasureOptions& options) {
  // A new key that was not yet written would not be destroyed in the file.
  if (auto synced = session.vault().sync(); !synced) return base::failure_of(synced);
  if (auto begun = session.vault().begin_erasures(intents); !begun) return base::failure_of(begun);
  if (options.after) options.after("intent");
  return carry_out(session, intents, options);
}

}  // namespace

std::string person_token(const Session& session, const std::string& customer) {
  return session.vault().token(records::PersonalKind::account, "customer/" + customer);
}

Result<std::string> receipt_of(const Session& session, const std::string& customer) {
  const auto known = store::erasure_receipt(session.store(), records::Viewer::owner(),
                                            person_token(session, customer));
  if (!known) return base::failure_of(known);
  return known->value_or("");
}

Result<std::size_t> finish_erasures(const Session& session) {
  const std::lock_guard writing(session.writing());
  return finish_open(session);
}

Result<Erased> erase_customer(const Session& session, const std::string& customer, const Actor& who,
                              const ErasureOptions& options) {
  const std::lock_guard writing(session.writing());
  const auto viewer = records::Viewer::owner();
  if (const auto finished = finish_open(session); !finished) return base::failure_of(finished);
  const auto records = store::person_records(session.store(), viewer, customer);
  if (!records) return base::failure_of(records);
  const auto aside = rows_aside_about(session, customer);
  if (!aside) return base::failure_of(aside);
  if (records->empty() && aside->empty()) {
    if (session.vault().erased("customer/" + customer))
      return base::failure(fmt::format("the customer was erased already: {}; 'privacy receipt "
                                       "show --customer {}' prints the receipt",
                                       customer, customer),
                           fmt::format("该客户此前已被抹除：{}；用 privacy receipt show --customer "
                                       "{} 查看回执",
                                       customer, customer));
    return base::failure(fmt::format("nothing is stored about such a customer: {}", customer),
                         fmt::format("没有该客户的任何数据：{}", customer));
  }
  auto others = store::accounts_of_same_person(session.store(), viewer, customer);
  if (!others) return base::failure_of(others);
  auto receipts =
      begin_and_carry_out(session, {intent_of(session, *records, *aside, who)}, options);
  if (!receipts) return base::failure_of(receipts);
  return Erased{std::move(receipts->front()), std::move(*others)};
}

Result<std::size_t> erase_customers(const Session& session, const FindCustomers& find,
                                    const Actor& who, const ErasureOptions& options) {
  const std::lock_guard writing(session.writing());
  if (const auto finished = finish_open(session); !finished) return base::failure_of(finished);
  const auto customers = find();
  if (!customers) return base::failure_of(customers);
  if (customers->empty()) return 0;
  const auto records =
      store::records_of_persons(session.store(), records::Viewer::owner(), *customers);
  if (!records) return base::failure_of(records);
  const auto aside = rows_aside_about_each(session, *customers);
  if (!aside) return base::failure_of(aside);
  std::vector<privacy::ErasureIntent> intents;
  for (std::size_t i = 0; i < customers->size(); ++i)
    intents.push_back(intent_of(session, (*records)[i], (*aside)[i], who));
  if (const auto done = begin_and_carry_out(session, std::move(intents), options); !done)
    return base::failure_of(done);
  return customers->size();
}

}  // namespace aftercare::pipeline
