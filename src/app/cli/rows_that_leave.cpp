#include "app/cli/rows_that_leave.hpp"

#include "pipeline/standing_out.hpp"

namespace aftercare::app {

base::Result<void> tell_standing_out(const std::vector<std::string>& columns,
                                     const std::vector<std::vector<store::Cell>>& rows,
                                     const pipeline::Session& session, const Console& console) {
  const auto plans = pipeline::export_plans(session.workspace().root());
  if (!plans) return base::failure_of(plans);
  if (const auto found = pipeline::standing_out(*plans, columns, rows)) {
    const auto words = pipeline::in_words(*found);
    console.note(console.say(words.en, words.zh));
  }
  return {};
}

}  // namespace aftercare::app
