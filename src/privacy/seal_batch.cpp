#include "privacy/seal_batch.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "privacy/called.hpp"
#include "privacy/derived_words.hpp"
#include "privacy/mask.hpp"
#include "privacy/sealed_json.hpp"

namespace aftercare::privacy {
namespace {

using records::Batch;
using records::Column;
using records::Field;
using records::FieldType;
using records::Finding;
using records::FindingKind;
using records::PiiClass;
using records::Span;
using records::SpanKind;

bool holds_text(const Column& column) {
  return std::holds_alternative<std::vector<std::string_view>>(column.values);
}

bool is_personal_field(const Field& field) {
  return field.pii == PiiClass::personal || field.pii == PiiClass::sensitive;
}

bool is_about_persons(const records::Entity& entity) {
  return !entity.person.empty() || std::ranges::any_of(entity.fields, [](const Field& field) {
    return is_personal_field(field) || field.pii == PiiClass::free_text;
  });
}

// True if a number of seven digits or an e-mail could be in it; cheap, so that detectors
// see only what may matter.
bool may_identify(std::string_view text) {
  std::size_t digits = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == '@') return true;
    const bool wide = byte == 0xEF && at + 1 < text.size() &&
                      static_cast<unsigned char>(text[at + 1]) == 0xBC;  // Full-width forms.
    if (((byte >= '0' && byte <= '9') || wide) && ++digits == 7) return true;
  }
  return false;
}

// Numbers and addresses of mail; a brand that looks like a name is no reason to change a column.
bool is_surely_personal(SpanKind kind) {
  return kind == SpanKind::phone || kind == SpanKind::email || kind == SpanKind::id_card ||
         kind == SpanKind::bank_card;
}

std::string mask_found(std::string_view text, const Detect& detect, std::vector<Span>& spans) {
  spans.clear();
  if (detect && may_identify(text)) detect(text, spans);
  std::erase_if(spans, [](const Span& span) { return !is_surely_personal(span.kind); });
  return mask_text(text, spans);
}

struct PersonalColumn {
  const Field* field;
  Column* column;
  Column* token;
};
struct FreeTextColumn {
  const Field* field;
  Column* column;
  const RowSpans* spans;  // nullptr: ask the detector.
};
struct PlainColumn {
  const Field* field;
  Column* column;
};

// The columns of a batch sorted by what happens to them; pointers are valid as long as no
// column is added.
struct SealPlan {
  std::vector<PersonalColumn> personal;
  std::vector<FreeTextColumn> free_texts;
  std::vector<PlainColumn> plain;
  std::vector<Column*> derived;  // Words out of the free texts.
  const Column* province = nullptr;
  const Column* city = nullptr;
  const Column* owner = nullptr;    // Field holding the person's id.
  const Column* of_case = nullptr;  // Field holding the id of the case it belongs to.
  const Column* key = nullptr;
  Column* person = nullptr;
  Column* sealed = nullptr;
  std::vector<const Finding*> repairs;  // Of personal fields, in the order of the rows.
};

// Made, proposed, or rejected, which may be undone: only repairs say how sure they are.
bool is_repair(const Finding& finding) {
  return finding.kind == FindingKind::repaired || finding.confidence >= 0;
}

std::string_view text_at(const Column* column, std::size_t row) {
  return column != nullptr && column->present[row] != 0 ? column->text(row) : std::string_view();
}

void write_person(const SealPlan& plan, const records::Entity& entity, std::size_t row,
                  std::string& to) {
  const auto write = [&to](std::string_view kind, std::string_view id) {
    to.assign(kind);
    to.push_back('/');
    to.append(id);
  };
  if (const auto person = text_at(plan.owner, row); !person.empty())
    write("customer", person);
  else if (const auto of_case = text_at(plan.of_case, row); !of_case.empty())
    write("case", of_case);
  else
    write(entity.name, text_at(plan.key, row));
}

// Finds the columns that say whose a row is.
void plan_person(const Batch& batch, SealPlan& plan) {
  const auto text_column = [&](std::string_view name) -> const Column* {
    const auto* const column = batch.column(name);
    return column != nullptr && holds_text(*column) ? column : nullptr;
  };
  const auto& entity = *batch.entity;
  if (!entity.person.empty()) plan.owner = text_column(entity.person);
  for (const auto& field : entity.fields)
    if (field.references == "case") plan.of_case = text_column(field.name);
  plan.key = text_column("record_key");
}

base::Result<SealPlan> plan_of(Batch& batch, const Sealing& sealing) {
  SealPlan plan;
  const bool scan = is_about_persons(*batch.entity);
  for (const auto& field : batch.entity->fields) {
    auto* const column = batch.column(field.name);
    if (column == nullptr) continue;
    if (field.derived) {
      if (holds_words_of_texts(field)) plan.derived.push_back(column);
      continue;
    }
    if (is_personal_field(field)) {
      plan.personal.push_back({&field, column, batch.column(field.name + "_token")});
    } else if (field.pii == PiiClass::free_text) {
      const auto at = sealing.spans.find(field.name);
      const auto* const spans = at == sealing.spans.end() ? nullptr : &at->second;
      if ((spans == nullptr && !sealing.detect) ||
          (spans != nullptr && spans->size() != batch.rows()))
        return base::failure(
            base::ErrorKind::internal,
            fmt::format("personal data in {}.{} was not looked for; nothing was sealed",
                        batch.entity->name, field.name),
            fmt::format("{}.{} 中的个人信息尚未识别，未做封存", batch.entity->name, field.name));
      plan.free_texts.push_back({&field, column, spans});
    } else if (scan && field.type == FieldType::text && sealing.detect) {
      plan.plain.push_back({&field, column});
    }
  }
  const auto text_column = [&](std::string_view name) -> const Column* {
    const auto* const column = batch.column(name);
    return column != nullptr && holds_text(*column) ? column : nullptr;
  };
  plan.province = text_column("province");
  plan.city = text_column("city");
  plan_person(batch, plan);
  for (const auto& finding : batch.findings) {
    const auto* const field = batch.entity->field(finding.field);
    if (field != nullptr && is_personal_field(*field) && is_repair(finding))
      plan.repairs.push_back(&finding);
  }
  std::ranges::stable_sort(plan.repairs, {}, &Finding::row);
  plan.person = batch.column("person");
  plan.sealed = batch.column("sealed");
  const bool prepared = plan.key != nullptr && plan.person != nullptr && plan.sealed != nullptr &&
                        std::ranges::all_of(plan.personal, [](const PersonalColumn& each) {
                          return each.token != nullptr;
                        });
  if (!prepared)
    return base::failure(
        base::ErrorKind::internal,
        fmt::format("the columns of {} are not prepared for sealing", batch.entity->name),
        fmt::format("{} 的列尚未为封存做好准备", batch.entity->name));
  return plan;
}

// Works through rows with buffers that keep their memory.
class RowSealer {
 public:
  RowSealer(const Batch& batch, const Sealing& sealing, SealPlan plan, records::Arena& arena)
      : batch_(batch), sealing_(sealing), plan_(std::move(plan)), arena_(arena) {}

  base::Result<void> seal(std::size_t row) {
    originals_.clear();
    write_known(row);
    for (const auto& each : plan_.personal) seal_personal(each, row);
    seal_repairs(row);
    named_ = masked_ = false;
    for (const auto& each : plan_.free_texts) seal_free_text(each, row);
    if (named_) clean_derived(row);
    if (masked_) place_entities(row);
    for (const auto& each : plan_.plain) seal_plain(each, row);
    return seal_originals(row);
  }

 private:
  bool masks() const { return sealing_.vault->seals(); }

  void write_known(std::size_t row) {
    known_.clear();
    if (plan_.free_texts.empty()) return;
    for (const auto& each : plan_.personal)
      if (each.column->present[row] != 0)
        known_.push_back({each.field->personal, std::string(each.column->text(row))});
    if (sealing_.known) sealing_.known(row, known_);
  }

  void seal_personal(const PersonalColumn& each, std::size_t row) {
    if (each.column->present[row] == 0) return;
    const auto value = each.column->text(row);
    const auto kind = each.field->personal;
    originals_.add(each.field->name, value);
    if (kind == records::PersonalKind::address || !masks()) {
      write_token(each, row, normalise(kind, value));
      if (masks()) each.column->set(row, arena_.keep(masked_address(value, row)));
      return;
    }
    const auto covered = cover(kind, value);
    write_token(each, row, covered.plain);
    each.column->set(row, value.empty() ? std::string_view() : arena_.keep(covered.mask));
  }

  // What stood there before a repair, or what one would put there.
  void seal_repairs(std::size_t row) {
    auto at = std::ranges::lower_bound(plan_.repairs, row, {}, &Finding::row);
    for (; at != plan_.repairs.end() && (*at)->row == row; ++at) {
      const auto& one = **at;
      if (one.kind == FindingKind::repaired)
        originals_.add(before_name(one.rule, one.field), one.before);
      else
        originals_.add(proposed_name(one.rule, one.field), one.after);
    }
  }

  void write_token(const PersonalColumn& each, std::size_t row, std::string_view plain) {
    if (!plain.empty())
      each.token->set(row, arena_.keep(sealing_.vault->token(each.field->personal, plain)));
  }

  std::string masked_address(std::string_view value, std::size_t row) const {
    if (value.empty()) return {};
    const auto province = text_at(plan_.province, row);
    const auto city = text_at(plan_.city, row);
    if (province.empty() && city.empty() && sealing_.regions != nullptr)
      return mask_address(value, sealing_.regions->province(value), {});
    return mask_address(value, province, city);
  }

  void seal_free_text(const FreeTextColumn& each, std::size_t row) {
    if (each.column->present[row] == 0) return;
    const auto text = each.column->text(row);
    if (text.empty()) return;
    spans_.clear();
    if (each.spans != nullptr)
      spans_.assign((*each.spans)[row].begin(), (*each.spans)[row].end());
    else
      sealing_.detect(text, spans_);
    const auto found = spans_.size();
    find_known(text, known_, spans_);
    named_ = named_ || (masks() && spans_.size() > found);
    originals_.add(each.field->name, text);
    if (!masks()) return;
    if (std::ranges::none_of(spans_, [](const Span& span) { return is_personal(span.kind); }))
      return;
    each.column->set(row, arena_.keep(mask_text(text, spans_)));
    masked_ = true;
  }

  // Language hides what looks personal; what only the customer's values tell is hidden here.
  void clean_derived(std::size_t row) {
    std::string held;
    for (const auto& each : plan_.free_texts)
      held.append(text_at(each.column, row)).push_back('\n');
    for (auto* const column : plan_.derived) {
      if (column->present[row] == 0) continue;
      const auto kept = words_still_held(column->text(row), held);
      if (kept.empty())
        column->clear(row);
      else
        column->set(row, arena_.keep(kept));
    }
  }

  // What language found stands elsewhere in the masked text.
  void place_entities(std::size_t row) {
    std::string_view title, text;
    for (const auto& each : plan_.free_texts) {
      if (each.field->name == "title") title = text_at(each.column, row);
      if (each.field->name == "text") text = text_at(each.column, row);
    }
    for (auto* const column : plan_.derived)
      if (column->name != "keywords" && column->present[row] != 0)
        column->set(row, arena_.keep(placed_in_masked(column->text(row), title, text)));
  }

  void seal_plain(const PlainColumn& each, std::size_t row) {
    if (each.column->present[row] == 0) return;
    const auto text = each.column->text(row);
    if (!may_identify(text)) return;
    const auto clean = mask_found(text, sealing_.detect, spans_);
    if (clean == text) return;
    originals_.add(each.field->name, text);
    if (masks()) each.column->set(row, arena_.keep(clean));
  }

  base::Result<void> seal_originals(std::size_t row) {
    write_person(plan_, *batch_.entity, row, person_);
    const bool sealed = !originals_.empty() && batch_.states[row] == records::RowState::good;
    if (sealed || !text_at(plan_.owner, row).empty()) plan_.person->set(row, arena_.keep(person_));
    if (!sealed) return {};
    const auto done = sealing_.vault->seal_into(person_, originals_.finish(), blob_);
    if (!done) return done;
    plan_.sealed->set(row, arena_.keep(blob_));
    return {};
  }

  const Batch& batch_;
  const Sealing& sealing_;
  const SealPlan plan_;
  records::Arena& arena_;
  SealedJson originals_;
  std::vector<KnownValue> known_;
  std::vector<Span> spans_;
  std::string person_;
  std::string blob_;
  bool masked_ = false;  // Some free text of the row was.
  bool named_ = false;   // A known value was found in a free text of the row.
};

}  // namespace

base::Result<void> prepare_columns(Batch& batch) {
  for (const auto& field : batch.entity->fields) {
    const auto* const column = batch.column(field.name);
    if (column == nullptr || (!is_personal_field(field) && field.pii != PiiClass::free_text))
      continue;
    if (!holds_text(*column))
      return base::failure(
          base::ErrorKind::internal,
          fmt::format("a personal field must be text: {}.{}", batch.entity->name, field.name),
          fmt::format("个人信息字段必须是文本：{}.{}", batch.entity->name, field.name));
    if (is_personal_field(field)) batch.column_or_add(field.name + "_token", FieldType::text);
  }
  if (batch.column("record_key") == nullptr)
    return base::failure(base::ErrorKind::internal,
                         fmt::format("the rows of {} have no record_key yet", batch.entity->name),
                         fmt::format("{} 的行还没有 record_key", batch.entity->name));
  batch.column_or_add("person", FieldType::text);
  batch.column_or_add("sealed", FieldType::blob);
  return {};
}

base::Result<void> seal_rows(Batch& batch, const Sealing& sealing, std::size_t from, std::size_t to,
                             records::Arena& arena) {
  auto plan = plan_of(batch, sealing);
  if (!plan) return base::failure_of(plan);
  RowSealer sealer(batch, sealing, std::move(*plan), arena);
  for (std::size_t row = from; row < to; ++row)
    if (const auto done = sealer.seal(row); !done) return done;
  return {};
}

void protect_findings(Batch& batch, const Sealing& sealing) {
  if (!sealing.vault->seals()) return;
  std::vector<Span> spans;
  for (auto& finding : batch.findings) {
    const auto* const field = batch.entity->field(finding.field);
    const auto protect = [&](std::string& value) {
      if (value.empty()) return;
      if (field == nullptr || field->pii == PiiClass::free_text)
        value = tag_of_text(value);
      else if (is_personal_field(*field))
        value = mask(field->personal, value);
      else
        value = mask_found(value, sealing.detect, spans);
    };
    const auto proposed = finding.after;
    const bool personal = field != nullptr && is_personal_field(*field);
    const bool decided = finding.rule == records::kDecidedRule ||
                         (finding.kind != FindingKind::repaired && is_repair(finding));
    if (personal && decided)
      finding.before = called(*sealing.vault, field->personal, finding.before);
    else
      protect(finding.before);
    protect(finding.after);
    // Nobody can accept a value that is not there any more; a personal one is sealed.
    if (finding.kind == FindingKind::proposed && !personal && finding.after != proposed)
      finding.kind = FindingKind::flagged;
  }
}

std::string person_of(const Batch& batch, std::size_t row) {
  SealPlan plan;
  plan_person(batch, plan);
  std::string person;
  write_person(plan, *batch.entity, row, person);
  return person;
}

base::Result<std::map<std::string, std::string>> originals_of(std::string_view json) {
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  std::map<std::string, std::string> originals;
  bool good = parsed.is_object();
  if (good)
    for (const auto& [name, value] : parsed.items()) {
      good = good && value.is_string();
      if (value.is_string()) originals.emplace(name, value.get<std::string>());
    }
  if (!good)
    return base::failure(base::ErrorKind::internal, "a sealed original is not what was sealed",
                         "封存的原文内容不符合格式");
  return originals;
}

}  // namespace aftercare::privacy
