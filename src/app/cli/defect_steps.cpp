#include "app/cli/defect_steps.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "insight/told/counted_rows.hpp"
#include "metrics/buckets.hpp"
#include "metrics/cell.hpp"
#include "metrics/plan.hpp"

namespace aftercare::app {
namespace {

using ByDay = std::map<records::Day, double>;

// Of one dimension: by value, and failures also by their kind (a dimension and its value).
struct Course {
  std::map<std::string, ByDay> sold;
  std::map<std::array<std::string, 3>, ByDay> failed;  // Value, what, failure.
};

class CourseReader {
 public:
  CourseReader(const DefectStepsAsked& asked, const DefectReport& report)
      : asked_(asked), report_(report), model_(asked.whom.workspace().model) {}

  base::Result<Course> read(const metrics::Dimension& dimension) const {
    Course course;
    auto question = asked_.question;
    question.by = {asked_.step, dimension.name};
    const auto workspace = asked_.whom.workspace();
    const auto answer = metrics::answer(model_, question, workspace.engine, workspace.viewer);
    if (!answer) return base::failure_of(answer);
    const bool counts = has_rows_of_failures(asked_.ratio, dimension);
    for (std::size_t i = 0; i < answer->rows.size(); ++i) {
      const auto& row = answer->rows[i];
      const auto* day = std::get_if<records::Day>(&row[0]);
      if (day == nullptr || store::is_null(row[1])) continue;
      const auto value = metrics::label_of(dimension, row[1], asked_.whom.language());
      course.sold[value][*day] += metrics::number_in(answer->n[i][0]).value_or(0);
      if (!counts) course.failed[{value, "", ""}][*day] += failures_in(*answer, i, asked_.ratio);
    }
    if (!counts) return course;
    if (auto read = read_failures(dimension, course); !read) return tl::unexpected(read.error());
    return course;
  }

 private:
  // kinds: the dimensions by which the groups' failures are looked at apart.
  std::vector<const metrics::Dimension*> kinds() const {
    std::vector<const metrics::Dimension*> found;
    for (const auto& group : report_.groups) {
      if (group.what.empty()) continue;
      const auto what = model_.dimension(group.what);
      if (what && std::ranges::find(found, *what) == found.end()) found.push_back(*what);
    }
    return found;
  }

  base::Result<void> read_failures(const metrics::Dimension& dimension, Course& course) const {
    const auto unit = (*model_.dimension(asked_.step))->unit;
    const auto whats = kinds();
    std::vector<std::string> columns = {"day", dimension.name};
    for (const auto* what : whats) columns.push_back(what->name);
    insight::RowsAsked rows;
    rows.where = asked_.question.where;
    rows.from = asked_.question.from;
    rows.to = asked_.question.to;
    const auto frame = insight::counted_rows(asked_.whom.workspace(),
                                             asked_.question.metrics.front(), columns, rows);
    if (!frame) return base::failure_of(frame);
    for (const auto& row : frame->rows) {
      const auto* day = std::get_if<records::Day>(&row[0]);
      if (day == nullptr || store::is_null(row[1])) continue;
      const auto begin = metrics::first_day_of(*day, unit);
      const auto value = metrics::label_of(dimension, row[1], asked_.whom.language());
      course.failed[{value, "", ""}][begin] += 1;
      for (std::size_t i = 0; i < whats.size(); ++i)
        if (!store::is_null(row[2 + i]))
          course
              .failed[{value, whats[i]->name,
                       metrics::label_of(*whats[i], row[2 + i], asked_.whom.language())}][begin] +=
              1;
    }
    return {};
  }

  const DefectStepsAsked& asked_;
  const DefectReport& report_;
  const metrics::Model& model_;
};

}  // namespace

bool has_rows_of_failures(const metrics::Ratio& ratio, const metrics::Dimension& dimension) {
  const auto& counted = ratio.numerator.front();
  return counted.function == store::Function::count &&
         metrics::has_dimension(counted.fact, dimension);
}

double failures_in(const metrics::Answer& answer, std::size_t row, const metrics::Ratio& ratio) {
  return metrics::number_in(answer.rows[row].back()).value_or(0) / ratio.scale *
         metrics::number_in(answer.n[row][0]).value_or(0);
}

base::Result<void> add_defect_steps(const DefectStepsAsked& asked, DefectReport& report) {
  std::map<std::string, Course> courses;
  std::set<records::Day> days;
  const auto& model = asked.whom.workspace().model;
  for (const auto& group : report.groups) {
    if (courses.contains(group.dimension)) continue;
    const auto dimension = model.dimension(group.dimension);
    if (!dimension) return base::failure_of(dimension);
    auto course = CourseReader(asked, report).read(**dimension);
    if (!course) return base::failure_of(course);
    for (const auto& [value, sold] : course->sold)
      for (const auto& [day, n] : sold) days.insert(day);
    for (const auto& [group_kind, failed] : course->failed)
      for (const auto& [day, n] : failed) days.insert(day);
    courses.emplace(group.dimension, std::move(*course));
  }
  for (const auto day : days) report.steps.push_back(records::to_iso(day));
  for (const auto day : days)
    report.step_days.push_back(static_cast<double>(day.time_since_epoch().count()));
  const auto at = [](const auto& all, const auto& key, records::Day day) {
    const auto found = all.find(key);
    if (found == all.end()) return 0.0;
    const auto of_day = found->second.find(day);
    return of_day == found->second.end() ? 0.0 : of_day->second;
  };
  for (auto& group : report.groups) {
    const auto& course = courses.at(group.dimension);
    const std::array<std::string, 3> kind = {group.value, group.what, group.failure};
    for (const auto day : days)
      group.steps.push_back({at(course.sold, group.value, day), at(course.failed, kind, day)});
  }
  return {};
}

}  // namespace aftercare::app
