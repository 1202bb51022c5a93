// The words of `aftercare insight` as data.

#pragma once

#include <string>

namespace aftercare::app {

/// Explanations of a table file, or of a metric of the workspace.
struct InsightArguments {
  enum class Action {
    rules,
    forecast,
    anomalies,
    trend,
    drivers,
    impact,
    flow,
    defects,
    compare,
    cohorts,
    rootcause,
    swot,
    story,
    spikes,
    influences
  } action = Action::rules;
  std::string file;
  std::string metric;           // Of the workspace, instead of a file.
  bool metric_or_file = false;  // The metric stands where a file does.
  std::string first, second;    // Segments that are compared, as conditions.
  std::size_t within = 30;      // Days in which a next problem follows.
  std::string html;             // Where to write the page; empty: none.
  std::string compared_within;  // Column or dimension in whose values siblings are alike.
  std::string by;               // Dimension whose values are a series each; empty: one series.
  std::string step = "day";     // Of a metric: day, week, month.
  std::string where, from, to;  // Days of a metric; values of a group's column.
  std::string before, after;    // Periods, "DAY..DAY".
  std::string group;            // Column that tells two groups apart.
  std::string of_case;          // Column of what case an event belongs to.
  std::string activity;         // Column of what happened.
  std::string at;               // When something began.
  std::string treated;          // The series that it touched; empty: there is one.
  std::string control;          // all, matched or synthetic; empty: all.
  std::string declared;         // The flow that cases should take: of the catalog, or a file.
  std::string actor;            // Column of who did it.
  std::size_t depth = 3;        // Conditions of a segment at most.
  std::string id;               // Column that tells series apart; empty: one series.
  std::string time;             // Column of when.
  std::string ended;            // Column of when it failed.
  std::string value;            // Column of the number.
  std::string problem;          // Columns that name the problem.
  std::string text;             // Column of what was written.
  std::string transaction;      // Column of what basket an item belongs to; empty: a basket a line.
  std::string item;
  std::string min_support;  // A share ("0.01", "1%") or, from 1 on, a count.
  double min_confidence = 0.1;
  std::size_t horizon = 0;
  std::size_t season = 0;   // 0: found by itself; 1: none.
  double level = 0.95;      // Of intervals.
  double alarm = 0.98;      // A score from here on is an anomaly.
  std::string state;        // File that remembers what was told before; empty: all is told.
  std::string base;         // Column of what the value is a part of; empty: none.
  std::string chart;        // "x", "p", "u"; empty: p with a base, else x.
  std::string holidays;     // A file of days that are like no other.
  struct Staffing {         // People that the forecast of contacts needs.
    double handling_s = 0;  // 0: not asked.
    double answered_share = 0.8, within_s = 20, most_occupancy = 0.85, shrinkage = 0.3;
    double at_once = 1;
    double open_hours = 12;  // Of a day.
  } staffing;
  std::size_t top = 20;  // So many are told at a terminal.

  /// True if it opens the store: a metric is named, or no file where there could be one.
  bool of_workspace() const {
    return !metric.empty() || (action >= Action::compare && file.empty());
  }
};

}  // namespace aftercare::app
