// story: the ten facts of a week of the workspace that matter.

#include "app/explained.hpp"
#include "app/told_story.hpp"

namespace aftercare::app {

base::Result<Explained> explain_story(const InsightArguments& asked, const ExplainFor& whom) {
  const auto rows = rows_asked(asked, whom);
  if (!rows) return base::failure_of(rows);
  const auto week = insight::week_facts(whom.workspace(), *rows, whom.language());
  if (!week) return base::failure_of(week);
  return told_story(*week);
}

}  // namespace aftercare::app
