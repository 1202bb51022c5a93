// quality findings, review, accept, reject, undo: what was found row by row, and values and repairs
// that somebody has to decide about.

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <iterator>
#include <nlohmann/json.hpp>
#include <tuple>

#include "app/cli/commands.hpp"
#include "app/cli/field_names.hpp"
#include "app/cli/table_text.hpp"
#include "app/review_json.hpp"
#include "pipeline/value_review.hpp"
#include "standard/moment_text.hpp"
#include "store/duckdb/finding_view.hpp"
#include "store/rights.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;
using Asked = ReviewArguments::Action;

std::string one_document(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string sure_text(std::optional<double> confidence) {
  return confidence ? fmt::format("{:.2f}", *confidence) : std::string();
}

// "case.status" -> entity and field.
std::pair<std::string, std::string> entity_and_field(const std::string& word) {
  const auto dot = std::min(word.find('.'), word.size());
  return {word.substr(0, dot), word.substr(std::min(dot + 1, word.size()))};
}

// A personal value by its mask and sign; by the mask alone every value that has it.
bool names(const std::string& asked, const std::string& value) {
  return asked == value || (value.starts_with(asked + "#") &&
                            value.size() == asked.size() + 1 + records::kCalledPersonalDigits);
}

class ReviewCommand {
 public:
  ReviewCommand(const ReviewArguments& arguments, const pipeline::Session& session,
                const Place& place)
      : arguments_(arguments),
        session_(session),
        console_(place.console),
        viewer_(place.caller.viewer),
        names_(session.dictionary(), place.console) {}

  base::Result<int> run() const {
    switch (arguments_.action) {
      case Asked::findings:
        return findings();
      case Asked::list:
        return list();
      case Asked::accept:
      case Asked::reject:
        return decide();
      case Asked::undo:
        return undo();
    }
    return kDone;
  }

 private:
  base::Result<int> findings() const {
    store::FindingFilter filter;
    std::tie(filter.entity, filter.field) = entity_and_field(arguments_.column);
    filter.rule = arguments_.rule;
    filter.kind = arguments_.kind;
    const auto page = store::findings(session_.store(), viewer_, filter, arguments_.limit, 0);
    if (!page) return base::failure_of(page);
    if (console_.json()) {
      Json rows = Json::array();
      for (const auto& row : page->rows) rows.push_back(finding_json(session_, row));
      console_.line(one_document({{"total", page->total}, {"rows", std::move(rows)}}));
      return kDone;
    }
    TextTable table{
        {said("finding", "发现"), said("where", "位置"), said("kind", "类别"),
         said("value", "取值"), said("sure", "把握"), said("file", "文件"), said("row", "行")},
        {},
        {false, false, false, false, true, false, true}};
    for (const auto& row : page->rows)
      table.rows.push_back(
          {in_words(session_.finding_labels().of(row.rule)), names_.of(row.entity, row.field),
           kind_in_words(row.kind, console_),
           value_text(row.kind, row.before, shown(row.entity, row.field, row.after)),
           sure_text(row.confidence), row.file, fmt::format("{}", row.row)});
    if (!table.rows.empty()) console_.print(to_text(table));
    console_.line(
        fmt::format(fmt::runtime(console_.say("{} of {} findings", "共 {1} 条发现，列出 {0} 条")),
                    table.rows.size(), page->total));
    return kDone;
  }

  base::Result<int> list() const {
    if (const auto may = store::needs_all_rows(viewer_); !may) return base::failure_of(may);
    const auto proposed = pipeline::proposed_meanings(session_);
    if (!proposed) return base::failure_of(proposed);
    const auto decisions = store::value_decisions(session_.store(), viewer_);
    if (!decisions) return base::failure_of(decisions);
    const auto json = review_json(session_, *proposed, *decisions);
    if (console_.json()) {
      console_.line(one_document(json));
      return kDone;
    }
    TextTable table{
        {said("field", "字段"), said("value", "取值"), said("means", "建议"), said("sure", "把握"),
         said("records", "记录"), said("waiting", "隔离"), said("because", "理由")},
        {},
        {false, false, false, true, true, true}};
    for (const auto& one : *proposed) {
      const auto* const trust = session_.finding_labels().trust(one.about.rule);
      const bool near = !one.code.empty() || one.about.rule != store::kUnlistedRule;
      table.rows.push_back(
          {one.about.entity + "." + one.about.field, quoted(one.about.value),
           near ? quoted(shown(one.about.entity, one.about.field, one.code)) : "—",
           near ? sure_text(one.likeness) : "", fmt::format("{}", one.about.stored),
           fmt::format("{}", one.about.waiting),
           in_words(trust == nullptr ? session_.finding_labels().of(one.about.rule) : trust->why)});
    }
    if (!table.rows.empty()) console_.print(to_text(table));
    console_.line(fmt::format(fmt::runtime(console_.say("{} values to decide", "待定取值 {} 个")),
                              proposed->size()));
    TextTable past{{said("decision", "决定"), said("field", "字段"), said("value", "取值"),
                    said("means", "含义"), said("records", "记录")},
                   {},
                   {true, false, false, false, true}};
    for (const auto& one : *decisions)
      if (one.state != "undone")
        past.rows.push_back(
            {fmt::format("{}", one.id), one.entity + "." + one.field, quoted(one.value),
             one.state == "rejected" ? said("left as it is", "保持原样")
                                     : quoted(shown(one.entity, one.field, one.code)),
             fmt::format("{}", one.rows)});
    if (past.rows.empty()) return kDone;
    console_.line("");
    console_.print(to_text(past));
    return kDone;
  }

  // What of the proposals the words name: these values, or all that would become `--as`.
  base::Result<std::vector<pipeline::Meaning>> meanings() const {
    pipeline::Meaning asked;
    std::tie(asked.entity, asked.field) = entity_and_field(arguments_.column);
    const bool accept = arguments_.action == Asked::accept;
    asked.verdict =
        accept ? pipeline::Meaning::Verdict::accept : pipeline::Meaning::Verdict::reject;
    if (arguments_.values.empty() && !arguments_.as)
      return base::failure("name the values, or with --as what they would become",
                           "请给出取值，或用 --as 指明它们将变成什么");
    const auto proposed = pipeline::proposed_meanings(session_);
    if (!proposed) return base::failure_of(proposed);
    std::vector<pipeline::Meaning> meanings;
    auto left = arguments_.values;
    for (const auto& one : *proposed) {
      if (one.about.entity != asked.entity || one.about.field != asked.field) continue;
      const bool named = std::ranges::any_of(
          arguments_.values, [&one](const auto& value) { return names(value, one.about.value); });
      // Without a list only what is proposed can be put there: --as says which proposal is meant.
      const bool meant = !arguments_.as || is_asked(one) || (accept && has_list(asked));
      if ((!named && !arguments_.values.empty()) || !meant) continue;
      if (!named && !is_asked(one)) continue;
      std::erase_if(left, [&one](const auto& value) { return names(value, one.about.value); });
      auto meaning = asked;
      meaning.values = {one.about.value};
      meaning.suggested = one.about.suggested;
      if (accept) meaning.code = is_asked(one) ? one.code : arguments_.as.value_or(one.code);
      if (accept && meaning.code.empty() && one.about.rule == store::kUnlistedRule)
        return base::failure(fmt::format("no code is near: {}: '{}'; say with --as what it means",
                                         arguments_.column, one.about.value),
                             fmt::format("没有相近的代码：{}：“{}”；请用 --as 指明其含义",
                                         arguments_.column, one.about.value));
      meanings.push_back(std::move(meaning));
    }
    // What is not proposed may be decided before, or come later.
    for (auto& value : left) {
      auto meaning = asked;
      meaning.values = {value};
      meaning.code = accept ? arguments_.as.value_or("") : std::string();
      if (accept && !arguments_.as) {
        const auto again = decided_as(asked.entity, asked.field, value);
        if (!again) return base::failure_of(again);
        meaning.code = *again;
      }
      meanings.push_back(std::move(meaning));
    }
    if (!meanings.empty()) return meanings;
    return base::failure(
        fmt::format("nothing waits there: {}. See 'aftercare quality review'", arguments_.column),
        fmt::format("此处没有待定取值：{}。见 aftercare quality review", arguments_.column));
  }

  const records::Field* field_of(const std::string& entity, const std::string& field) const {
    const auto* const known = session_.dictionary().entity(entity);
    return known == nullptr ? nullptr : known->field(field);
  }

  bool has_list(const pipeline::Meaning& asked) const {
    const auto* const field = field_of(asked.entity, asked.field);
    return field != nullptr && !field->codes.empty();
  }

  // A moment as people of the workspace read it; all else as it stands.
  std::string shown(const std::string& entity, const std::string& name,
                    const std::string& value) const {
    const auto* const field = field_of(entity, name);
    if (field == nullptr || field->type != records::FieldType::moment) return value;
    const auto moment = standard::MomentReader(records::Zone::utc()).moment(value);
    return moment ? records::to_local_text(records::Moment(std::chrono::microseconds(*moment)),
                                           session_.zone())
                  : value;
  }

  // Whether --as names what is proposed, as it stands or as it is shown.
  bool is_asked(const pipeline::ProposedMeaning& one) const {
    return arguments_.as && (one.code == *arguments_.as ||
                             shown(one.about.entity, one.about.field, one.code) == *arguments_.as);
  }

  // The code that a value was given before; empty if it was given none.
  base::Result<std::string> decided_as(const std::string& entity, const std::string& field,
                                       const std::string& value) const {
    const auto decisions = store::value_decisions(session_.store(), viewer_);
    if (!decisions) return base::failure_of(decisions);
    for (const auto& one : *decisions)
      if (one.entity == entity && one.field == field && one.value == value &&
          one.state == "accepted")
        return one.code;
    return std::string();
  }

  base::Result<int> decide() const {
    if (const auto may = store::needs_all_rows(viewer_); !may) return base::failure_of(may);
    const auto asked = meanings();
    if (!asked) return base::failure_of(asked);
    const auto now =
        std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
    pipeline::Decided all;
    for (const auto& meaning : *asked) {
      auto done = pipeline::decide(session_, meaning, now, viewer_.name);
      if (!done) return base::failure_of(done);
      all.changed += done->changed;
      all.replayed += done->replayed;
      std::ranges::move(done->decisions, std::back_inserter(all.decisions));
    }
    return tell(all);
  }

  base::Result<int> undo() const {
    if (const auto may = store::needs_all_rows(viewer_); !may) return base::failure_of(may);
    const auto done = pipeline::undo(session_, arguments_.id, viewer_.name);
    if (!done) return base::failure_of(done);
    return tell(*done);
  }

  base::Result<int> tell(const pipeline::Decided& done) const {
    if (console_.json()) {
      console_.line(one_document(decided_json(done)));
      return kDone;
    }
    for (const auto& one : done.decisions)
      console_.line(fmt::format(
          fmt::runtime(
              one.state == "undone"
                  ? console_.say("decision {0}: {1} is undone", "已撤销决定 {0}：{1}")
              : one.state == "rejected"
                  ? console_.say("decision {0}: {1} stays as it is", "决定 {0}：{1} 保持原样")
                  : console_.say("decision {0}: {1} becomes {2}", "决定 {0}：{1} 改为 {2}")),
          one.id, quoted(one.value), quoted(shown(one.entity, one.field, one.code))));
    console_.line(fmt::format(fmt::runtime(console_.say("{} records changed, {} rows replayed",
                                                        "{} 条记录已改，重放 {} 行")),
                              done.changed, done.replayed));
    return kDone;
  }

  std::string in_words(const records::Label& label) const {
    return console_.chinese() ? label.zh : label.en;
  }
  std::string said(const char* en, const char* zh) const {
    return std::string(console_.say(en, zh));
  }
  std::string quoted(const std::string& value) const {
    if (value.empty()) return said("(nothing)", "（空）");
    return fmt::format(fmt::runtime(console_.say("'{}'", "“{}”")), value);
  }
  std::string value_text(const std::string& kind, const std::string& before,
                         const std::string& after) const {
    if (kind != "repaired" && kind != "proposed") return before;
    return (before.empty() ? "—" : before) + " → " + (after.empty() ? "—" : after);
  }

  const ReviewArguments& arguments_;
  const pipeline::Session& session_;
  const Console& console_;
  const records::Viewer viewer_;
  const FieldNames names_;
};

}  // namespace

base::Result<int> run_review(const ReviewArguments& arguments, const pipeline::Session& session,
                             const Place& place) {
  return ReviewCommand(arguments, session, place).run();
}

}  // namespace aftercare::app
