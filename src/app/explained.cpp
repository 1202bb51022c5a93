#include "app/explained.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "app/cli/day_words.hpp"
#include "metrics/where.hpp"
#include "text/nearest.hpp"

namespace aftercare::app {
namespace {

using ExplainMethod = base::Result<Explained> (*)(const InsightArguments&, const ExplainFor&);
struct NamedMethod {
  const char* name;
  InsightArguments::Action action;
  ExplainMethod explain;
  bool also_of_files;  // Of the workspace only if a metric is named.
};

constexpr auto explained_methods = std::to_array<NamedMethod>({
    {"compare", InsightArguments::Action::compare, explain_compare, false},
    {"cohorts", InsightArguments::Action::cohorts, explain_cohorts, false},
    {"rootcause", InsightArguments::Action::rootcause, explain_rootcause, false},
    {"swot", InsightArguments::Action::swot, explain_swot, false},
    {"story", InsightArguments::Action::story, explain_story, false},
    {"influences", InsightArguments::Action::influences, explain_influences, false},
    {"spikes", InsightArguments::Action::spikes, explain_spikes, false},
    {"rules", InsightArguments::Action::rules, explain_rules, true},
    {"flow", InsightArguments::Action::flow, explain_flow, true},
});

}  // namespace

bool is_explained(const InsightArguments& asked) {
  return std::ranges::any_of(explained_methods, [&](const NamedMethod& one) {
    return one.action == asked.action && asked.file.empty() &&
           (!one.also_of_files || !asked.metric.empty());
  });
}

base::Result<InsightArguments::Action> explained_action(const std::string& name) {
  const auto found = std::ranges::find(explained_methods, name, &NamedMethod::name);
  if (found != explained_methods.end()) return found->action;
  std::string all;
  for (const auto& one : explained_methods)
    all += (all.empty() ? "" : ", ") + std::string(one.name);
  return base::failure(fmt::format("no such explanation: {}; there are {}", name, all),
                       fmt::format("没有这种分析：{}；可用：{}", name, all));
}

base::Result<Explained> explained(const InsightArguments& asked, const ExplainFor& whom) {
  return std::ranges::find(explained_methods, asked.action, &NamedMethod::action)
      ->explain(asked, whom);
}

base::Result<insight::RowsAsked> rows_asked(const InsightArguments& asked, const ExplainFor& whom) {
  insight::RowsAsked rows;
  auto where = metrics::parse_where(whom.session.model(), asked.where);
  if (!where) return base::failure_of(where);
  rows.where = std::move(*where);
  const auto from = day_from(asked.from), to = day_from(asked.to);
  if (!from) return base::failure_of(from);
  if (!to) return base::failure_of(to);
  rows.from = *from;
  rows.to = *to;
  return rows;
}

std::vector<std::string> names_listed(const std::string& list,
                                      const std::vector<std::string>& usual) {
  std::vector<std::string> names;
  for (std::size_t begin = 0; begin < list.size();) {
    const auto end = std::min(list.find(',', begin), list.size());
    names.push_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return names.empty() ? usual : names;
}

nlohmann::ordered_json message_json(const base::Message& message) {
  return {{"zh", message.zh}, {"en", message.en}};
}

nlohmann::ordered_json maybe_json(const std::optional<double>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json();
}

base::Message label_message(const records::Label& label) {
  return {label.en, label.zh};
}

}  // namespace aftercare::app
