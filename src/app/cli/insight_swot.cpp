// insight swot FILE: what a table's texts praise, blame, wish for, and whom they compare with.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <map>

#include "app/cli/table_texts.hpp"
#include "app/told_swot.hpp"
#include "insight/swot/lost_customers.hpp"
#include "language/rivals.hpp"
#include "pipeline/wish_list.hpp"
#include "pipeline/workspace.hpp"

namespace aftercare::app {
namespace {

// Rivals and wishes of one text.
struct RivalsAndWishes {
  std::vector<language::RivalMention> rivals;
  std::vector<language::Wish> wishes;
};

class TableSwot {
 public:
  TableSwot(const TableRows& rows, const TableTexts& texts) : rows_(rows), texts_(texts) {
    for (const auto row : rows_.kept())
      if (texts_.of(row).known) looked_.push_back(row);
  }

  void add_topics(const char* kind, const char* list) {
    std::map<std::string, std::vector<std::size_t>> topics;
    for (const auto row : looked_)
      if (const auto& one = texts_.of(row); one.kind == kind && !one.topic.empty())
        topics[one.topic].push_back(row);
    std::vector<std::pair<std::string, std::vector<std::size_t>>> ranked(topics.begin(),
                                                                         topics.end());
    std::ranges::stable_sort(ranked, std::greater{},
                             [](const auto& one) { return one.second.size(); });
    if (ranked.size() > kSwotLines) ranked.resize(kSwotLines);
    for (const auto& [topic, of_topic] : ranked) {
      SwotLine line;
      line.list = list;
      line.kind = kind;
      line.what = texts_.topic_label(topic);
      line.samples = samples_of(of_topic);
      count(line, of_topic.size());
    }
  }

  /// Where complaints gather, by the columns that describe the rows.
  base::Result<void> add_defects(const TableCauseWords& words, bool chinese) {
    std::vector<double> events(rows_.table().rows(), std::numeric_limits<double>::quiet_NaN());
    std::vector<bool> complaints(events.size());
    for (const auto row : looked_) {
      complaints[row] = texts_.of(row).kind == "complaint";
      events[row] = complaints[row] ? 1 : 0;
    }
    const auto problem = texts_.topics(complaints, chinese);
    const auto causes = TableCauses::count(rows_, events, {}, words, &problem);
    // A table of texts alone says what, not where.
    if (!causes && words.by.empty()) return {};
    if (!causes) return base::failure_of(causes);
    const auto tree = insight::cause_tree(causes->rows());
    if (!tree) return {};  // No complaint.
    for (auto& line : defect_lines(*tree, causes->rows())) lines_.push_back(std::move(line));
    return {};
  }

  base::Result<void> add_wishes_and_rivals(const std::filesystem::path& workspace,
                                           const Place& place) {
    const auto reader =
        language::RivalReader::load(pipeline::if_workspace(workspace), texts_.analyser());
    if (!reader) return base::failure_of(reader);
    std::vector<RivalsAndWishes> reads(looked_.size());
    for_texts(reads.size(), place, [&](std::size_t i, language::Scratch& scratch) {
      reader->read(texts_.text(looked_[i]), scratch, reads[i].rivals, reads[i].wishes);
    });
    add_wishes(reads);
    add_rivals(reads);
    return {};
  }

  /// After which complaints nothing more was heard of a customer.
  base::Result<void> add_lost(const std::string& id) {
    const auto column = rows_.table().column(id);
    if (!column) return base::failure_of(column);
    insight::LostCustomers customers;
    int last = 0;
    for (const auto row : rows_.kept()) {
      const auto who = rows_.cell(row, *column);
      const auto& day = rows_.days()[row];
      if (!day) continue;
      const auto at = static_cast<int>(day->time_since_epoch().count());
      last = std::max(last, at);
      if (who.empty()) continue;
      customers.add_order(who, at);
      const auto& one = texts_.of(row);
      if (one.kind == "complaint" && !one.topic.empty()) customers.add_problem(who, one.topic, at);
    }
    std::size_t told = 0;
    for (const auto& one : std::move(customers).build(last, kLostAfterDays)) {
      if (told == kSwotLines || one.q > 0.02 || one.share <= one.others) break;
      ++told;
      SwotLine line;
      line.list = "threats";
      line.kind = "lost";
      const auto topic = texts_.topic_label(one.problem);
      line.what = {fmt::format("nothing more within {} days after: {}", kLostAfterDays, topic.en),
                   fmt::format("{} 天内不再出现，此前的问题：{}", kLostAfterDays, topic.zh)};
      line.count = one.lost;
      line.n = one.n;
      line.interval = metrics::Interval{one.low, one.high};
      line.beside = one.others;
      lines_.push_back(std::move(line));
    }
    return {};
  }

  const std::vector<SwotLine>& lines() const { return lines_; }

 private:
  std::string name_of(std::size_t row) const { return std::to_string(rows_.table().record(row)); }

  std::vector<std::string> samples_of(const std::vector<std::size_t>& rows) const {
    std::vector<std::string> samples;
    for (auto at = rows.rbegin(); at != rows.rend() && samples.size() < kSwotSamples; ++at)
      samples.push_back(name_of(*at));
    return samples;
  }

  // The line with its count among all texts.
  void count(SwotLine& line, std::size_t n) {
    line.count = static_cast<double>(n);
    line.n = static_cast<double>(looked_.size());
    line.interval = metrics::share_interval(line.count, line.n);
    lines_.push_back(std::move(line));
  }

  void add_wishes(const std::vector<RivalsAndWishes>& reads) {
    std::vector<store::StoredWish> wishes;
    for (std::size_t i = 0; i < reads.size(); ++i)
      for (const auto& wish : reads[i].wishes)
        if (!wish.words.empty())
          wishes.push_back({name_of(looked_[i]), wish.unmet, wish.aspects, wish.words, {}});
    auto groups = pipeline::group_wishes(wishes, kSwotSamples);
    if (groups.size() > kSwotLines) groups.resize(kSwotLines);
    for (const auto& group : groups) {
      SwotLine line;
      line.list = "opportunities";
      line.kind = "wish";
      line.what = insight::same(fmt::format("{}", fmt::join(group.words, " ")));
      for (const auto& [row, clause] : group.samples) line.samples.push_back(row);
      count(line, group.cases);
    }
  }

  void add_rivals(const std::vector<RivalsAndWishes>& reads) {
    struct Named {
      std::vector<std::size_t> rows;
      std::size_t better = 0, worse = 0;
    };
    std::map<std::string, Named> rivals;
    for (std::size_t i = 0; i < reads.size(); ++i) {
      std::map<std::string_view, language::Sentiment> of_text;  // A text counts once.
      for (const auto& mention : reads[i].rivals) {
        auto& towards = of_text.emplace(mention.rival, mention.sentiment).first->second;
        if (towards == language::Sentiment::neutral) towards = mention.sentiment;
      }
      for (const auto& [name, towards] : of_text) {
        auto& rival = rivals[std::string(name)];
        rival.rows.push_back(looked_[i]);
        rival.better += towards == language::Sentiment::positive ? 1 : 0;
        rival.worse += towards == language::Sentiment::negative ? 1 : 0;
      }
    }
    std::vector<std::pair<std::string, Named>> ranked(rivals.begin(), rivals.end());
    std::ranges::stable_sort(ranked, std::greater{},
                             [](const auto& one) { return one.second.rows.size(); });
    if (ranked.size() > kSwotLines) ranked.resize(kSwotLines);
    for (const auto& [name, rival] : ranked) {
      auto line = rival_line(name, rival.better, rival.worse);
      line.samples = samples_of(rival.rows);
      count(line, rival.rows.size());
    }
  }

  const TableRows& rows_;
  const TableTexts& texts_;
  std::vector<std::size_t> looked_;
  std::vector<SwotLine> lines_;
};

}  // namespace

base::Result<int> insight_swot(const InsightArguments& arguments,
                               const std::filesystem::path& workspace, const Place& place) {
  if (arguments.text.empty() || (!arguments.id.empty() && arguments.time.empty()))
    return base::failure(
        "no texts are named: give FILE --text COLUMN; with --id COLUMN (who) also --time COLUMN "
        "(when)",
        "未指定文本：请给出 FILE --text 列；给出 --id 列（谁）时还需 --time 列（何时）");
  const auto rows = TableRows::read(arguments, DaysRead::always, place);
  if (!rows) return base::failure_of(rows);
  TableCauseWords words;
  words.by = arguments.by;
  words.id = arguments.id;
  words.taken = {arguments.text, arguments.id, arguments.time};
  const auto numbers = number_columns(rows->table(), "", words.taken);
  if (!numbers) return base::failure_of(numbers);
  for (const auto& column : *numbers) words.taken.push_back(column.name);
  const auto texts = TableTexts::read(*rows, arguments.text, workspace, place);
  if (!texts) return base::failure_of(texts);
  TableSwot swot(*rows, *texts);
  swot.add_topics("praise", "strengths");
  swot.add_topics("complaint", "weaknesses");
  if (const auto done = swot.add_defects(words, place.console.chinese()); !done)
    return tl::unexpected(done.error());
  if (const auto done = swot.add_wishes_and_rivals(workspace, place); !done)
    return tl::unexpected(done.error());
  if (!arguments.id.empty())
    if (const auto done = swot.add_lost(arguments.id); !done) return tl::unexpected(done.error());
  std::vector<std::pair<std::string, base::Message>> left_out;
  if (arguments.id.empty())
    left_out.emplace_back("lost", base::Message{"nobody is named: give --id COLUMN --time COLUMN",
                                                "未指定客户：请给出 --id 列 --time 列"});
  const auto told = told_swot(swot.lines(), left_out, {"rows", {"rows", "行"}});
  return tell_sheet(told.json, told.sheet, arguments, nullptr, place);
}

}  // namespace aftercare::app
