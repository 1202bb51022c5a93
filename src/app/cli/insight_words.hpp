// The words after 'aftercare insight', as they are declared to the parser.

#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "app/cli/insight_arguments.hpp"

namespace aftercare::app {

class InsightWords {
 public:
  InsightWords(CLI::App& program, InsightArguments& words, const std::function<void()>& chosen,
               bool chinese);

  /// Methods that take a file or a metric each with words of its own.
  void add_tables();
  /// Explanations of the workspace, or of a file's rows.
  void add_explanations();

 private:
  using Action = InsightArguments::Action;

  const char* say(const char* en, const char* zh) const { return chinese_ ? zh : en; }

  CLI::App* action(const char* name, const char* help, Action what);
  void add_top(CLI::App* sub);
  void add_page(CLI::App* sub);
  // What every explanation of the workspace takes.
  void add_rows(CLI::App* sub);
  CLI::Option* add_file(CLI::App* sub);
  void add_of_file(CLI::App* sub, CLI::Option* file, const char* name, std::string& value,
                   const char* en, const char* zh);
  // Of a file or of a metric's rows.
  void add_metric(CLI::App* sub, CLI::Option* file);
  void add_rules();
  void add_series(CLI::App* sub);
  CLI::Option* add_base(CLI::App* sub);
  void add_forecast();
  void add_holidays(CLI::App* sub);
  void add_staffing(CLI::App* forecast);
  void add_anomalies();
  void add_trend();
  void add_drivers();
  void add_impact();
  void add_flow();
  void add_defects();
  void add_compare();
  void add_cohorts();
  void add_rootcause();
  void add_swot();
  void add_story();
  void add_spikes();
  void add_influences();

  InsightArguments& words_;
  std::function<void()> chosen_;
  bool chinese_;
  CLI::App* insight_ = nullptr;
};

}  // namespace aftercare::app
