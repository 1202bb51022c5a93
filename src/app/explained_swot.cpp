// swot: what is good, what is bad, what is wished for, and what draws customers away.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/explained.hpp"
#include "app/told_swot.hpp"
#include "insight/rootcause/counted_causes.hpp"
#include "insight/swot/lost_customers.hpp"
#include "metrics/interval.hpp"
#include "metrics/rows.hpp"
#include "pipeline/rival_list.hpp"
#include "pipeline/wish_list.hpp"

namespace aftercare::app {
namespace {

class SwotSearch {
 public:
  SwotSearch(const insight::RowsAsked& rows, const ExplainFor& whom)
      : rows_(rows), whom_(whom), workspace_(whom.workspace()) {}

  base::Result<void> gather() {
    if (auto done = cases_by_topic("praise", "strengths"); !done) return done;
    if (auto done = cases_by_topic("complaint", "weaknesses"); !done) return done;
    if (auto done = defects(); !done) return done;
    leave_out("wish", wishes());
    leave_out("rival", rivals());
    leave_out("lost", lost());
    return {};
  }

  const std::vector<SwotLine>& lines() const { return lines_; }
  const std::vector<std::pair<std::string, base::Message>>& left_out() const { return left_out_; }

 private:
  // What this asker may not see is left out with its reason; the rest is told.
  void leave_out(const char* kind, const base::Result<void>& done) {
    if (!done)
      left_out_.emplace_back(kind, base::Message{done.error().message, done.error().message_zh});
  }

  metrics::Question question(std::vector<metrics::Filter> more) const {
    metrics::Question question;
    question.metrics = {"cases"};
    question.where = rows_.where;
    question.where.insert(question.where.end(), more.begin(), more.end());
    question.from = rows_.from;
    question.to = rows_.to;
    return question;
  }

  std::vector<std::string> samples_of(const std::vector<metrics::Filter>& where) const {
    metrics::Page page;
    page.size = kSwotSamples;
    const auto rows = metrics::rows(workspace_.model, question(where), page, workspace_.engine,
                                    workspace_.viewer);
    std::vector<std::string> keys;
    if (rows)
      for (const auto& row : rows->rows) keys.push_back(insight::text_in(row[0]));
    std::erase(keys, "");
    return keys;
  }

  base::Result<void> cases_by_topic(const char* kind, const char* list) {
    const metrics::Filter of_kind{"kind", metrics::FilterOperator::in, {kind}};
    auto asked = question({of_kind});
    asked.by = {"topic"};
    const auto answer =
        metrics::answer(workspace_.model, asked, workspace_.engine, workspace_.viewer);
    if (!answer) return base::failure_of(answer);
    const auto all =
        metrics::answer(workspace_.model, question({}), workspace_.engine, workspace_.viewer);
    if (!all) return base::failure_of(all);
    const auto n = std::get_if<std::int64_t>(&all->total[0]);
    const auto& topic = **workspace_.model.dimension("topic");
    std::size_t told = 0;
    for (const auto& row : answer->rows) {
      if (store::is_null(row[0]) || told == kSwotLines) continue;
      ++told;
      SwotLine line;
      line.list = list;
      line.kind = kind;
      line.what = {metrics::label_of(topic, row[0], metrics::Language::en),
                   metrics::label_of(topic, row[0], metrics::Language::zh)};
      line.count = static_cast<double>(std::get<std::int64_t>(row[1]));
      line.n = n == nullptr ? 0 : static_cast<double>(*n);
      line.interval = metrics::share_interval(line.count, line.n);
      line.samples =
          samples_of({of_kind, {"topic", metrics::FilterOperator::in, {insight::text_in(row[0])}}});
      lines_.push_back(std::move(line));
    }
    return {};
  }

  // Where complaints about quality gather beyond chance.
  base::Result<void> defects() {
    const auto counted =
        insight::counted_causes(workspace_, "quality_complaint_rate", {}, whom_.language(), rows_);
    if (!counted) return base::failure_of(counted);
    const auto tree = insight::cause_tree(counted->rows);
    if (!tree) return {};  // No complaint about quality.
    for (auto& line : defect_lines(*tree, counted->rows)) lines_.push_back(std::move(line));
    return {};
  }

  base::Result<void> wishes() {
    if (whom_.viewer.fields.of(records::PiiClass::free_text) < records::Shown::masked)
      return records::refusal("you do not see what customers wrote", "您无权查看客户所写的文字");
    if (!whom_.viewer.scope.whole())
      return records::refusal("you see only some rows", "您只能查看部分数据");
    base::NoProgress quiet;
    if (const auto read = pipeline::collect_wishes(whom_.session, quiet); !read)
      return base::failure_of(read);
    const auto list =
        pipeline::wish_list(whom_.session, rows_.from, rows_.to, kSwotLines, kSwotSamples);
    if (!list) return base::failure_of(list);
    for (const auto& group : list->told) {
      SwotLine line;
      line.list = "opportunities";
      line.kind = "wish";
      line.what = insight::same(fmt::format("{}", fmt::join(group.words, " ")));
      line.count = static_cast<double>(group.cases);
      line.n = static_cast<double>(list->cases);
      line.interval = metrics::share_interval(line.count, line.n);
      for (const auto& [key, clause] : group.samples) line.samples.push_back(key);
      lines_.push_back(std::move(line));
    }
    return {};
  }

  base::Result<void> rivals() {
    const auto rows = insight::counted_rows(workspace_, "cases", {"case_key"}, rows_);
    if (!rows) return base::failure_of(rows);
    std::vector<std::string> keys;
    for (const auto& row : rows->rows) keys.push_back(insight::text_in(row[0]));
    const auto list = pipeline::rival_list(whom_.session, keys, whom_.viewer);
    if (!list) return base::failure_of(list);
    for (const auto& rival : list->rivals) {
      if (&rival - list->rivals.data() == static_cast<std::ptrdiff_t>(kSwotLines)) break;
      auto line = rival_line(rival.rival, rival.better, rival.worse);
      line.count = static_cast<double>(rival.cases);
      line.n = static_cast<double>(list->cases);
      line.interval = metrics::share_interval(line.count, line.n);
      line.samples = rival.samples;
      lines_.push_back(std::move(line));
    }
    return {};
  }

  // After which problems customers stay away more than after others.
  base::Result<void> lost() {
    if (whom_.viewer.fields.of(records::PiiClass::pseudonym) == records::Shown::masked)
      return records::refusal("you cannot tell customers apart", "您无法区分各个客户");
    const auto problems =
        insight::counted_rows(workspace_, "complaints", {"customer_id", "topic", "day"}, rows_);
    if (!problems) return base::failure_of(problems);
    const auto orders = insight::counted_rows(workspace_, "orders", {"customer_id", "day"}, {});
    if (!orders) return base::failure_of(orders);
    insight::LostCustomers customers;
    int last = 0;
    const auto day_of = [](const store::Cell& cell) {
      const auto* day = std::get_if<records::Day>(&cell);
      return day == nullptr ? -1 : static_cast<int>(day->time_since_epoch().count());
    };
    for (const auto& row : orders->rows) {
      const int day = day_of(row[1]);
      last = std::max(last, day);
      if (!store::is_null(row[0]) && day >= 0) customers.add_order(insight::text_in(row[0]), day);
    }
    const auto& topic = **workspace_.model.dimension("topic");
    for (const auto& row : problems->rows)
      if (!store::is_null(row[0]) && !store::is_null(row[1]) && day_of(row[2]) >= 0)
        customers.add_problem(insight::text_in(row[0]), insight::text_in(row[1]), day_of(row[2]));
    std::size_t told = 0;
    for (const auto& one : std::move(customers).build(last, kLostAfterDays)) {
      if (told == kSwotLines || one.q > 0.02 || one.share <= one.others) break;
      ++told;
      SwotLine line;
      line.list = "threats";
      line.kind = "lost";
      const auto name = [&](metrics::Language language) {
        return metrics::label_of(topic, store::Cell(one.problem), language);
      };
      line.what = {fmt::format("no order within {} days after: {}", kLostAfterDays,
                               name(metrics::Language::en)),
                   fmt::format("{} 天内不再下单，此前的问题：{}", kLostAfterDays,
                               name(metrics::Language::zh))};
      line.count = one.lost;
      line.n = one.n;
      line.interval = metrics::Interval{one.low, one.high};
      line.beside = one.others;
      line.samples = samples_of({{"kind", metrics::FilterOperator::in, {"complaint"}},
                                 {"topic", metrics::FilterOperator::in, {one.problem}}});
      lines_.push_back(std::move(line));
    }
    return {};
  }

  const insight::RowsAsked& rows_;
  const ExplainFor& whom_;
  insight::Workspace workspace_;
  std::vector<SwotLine> lines_;
  std::vector<std::pair<std::string, base::Message>> left_out_;
};

}  // namespace

base::Result<Explained> explain_swot(const InsightArguments& asked, const ExplainFor& whom) {
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  SwotSearch search(*rows, whom);
  if (const auto done = search.gather(); !done) return tl::unexpected(done.error());
  return told_swot(search.lines(), search.left_out(), {});
}

}  // namespace aftercare::app
