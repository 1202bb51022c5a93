// Explanations of the workspace, for the command line and the API alike: numbers for programs, a
// sheet for people.

#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "app/cli/arguments.hpp"
#include "base/result.hpp"
#include "insight/told/counted_rows.hpp"
#include "insight/told/sheet.hpp"
#include "pipeline/session.hpp"

namespace aftercare::app {

struct Explained {
  nlohmann::ordered_json json;
  insight::Sheet sheet;
};

/// Who asks, and in which language values are named.
struct ExplainFor {
  const pipeline::Session& session;
  const records::Viewer& viewer;
  bool chinese = true;

  insight::Workspace workspace() const { return {session.model(), session.store(), viewer}; }
  metrics::Language language() const {
    return chinese ? metrics::Language::zh : metrics::Language::en;
  }
};

/// True if explained() knows it: of the workspace, not of a file.
bool is_explained(const InsightArguments& asked);
/// The methods by name, as the command line and the API call them.
base::Result<InsightArguments::Action> explained_action(const std::string& name);
/// Fails like the method it asks.
base::Result<Explained> explained(const InsightArguments& asked, const ExplainFor& whom);

// One method each.
base::Result<Explained> explain_compare(const InsightArguments& asked, const ExplainFor& whom);
base::Result<Explained> explain_cohorts(const InsightArguments& asked, const ExplainFor& whom);
base::Result<Explained> explain_rootcause(const InsightArguments& asked, const ExplainFor& whom);
base::Result<Explained> explain_swot(const InsightArguments& asked, const ExplainFor& whom);
base::Result<Explained> explain_story(const InsightArguments& asked, const ExplainFor& whom);
base::Result<Explained> explain_influences(const InsightArguments& asked, const ExplainFor& whom);
base::Result<Explained> explain_spikes(const InsightArguments& asked, const ExplainFor& whom);
base::Result<Explained> explain_rules(const InsightArguments& asked, const ExplainFor& whom);
base::Result<Explained> explain_flow(const InsightArguments& asked, const ExplainFor& whom);

// What they share.
/// Filters and days out of the words.
base::Result<insight::RowsAsked> rows_asked(const InsightArguments& asked, const ExplainFor& whom);
/// "a,b" as a list; `usual` if it is empty.
std::vector<std::string> names_listed(const std::string& list,
                                      const std::vector<std::string>& usual);
nlohmann::ordered_json message_json(const base::Message& message);
/// null where there is none.
nlohmann::ordered_json maybe_json(const std::optional<double>& value);
base::Message label_message(const records::Label& label);

}  // namespace aftercare::app
