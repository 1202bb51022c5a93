#include "app/profile_json.hpp"

#include <chrono>
#include <cmath>

#include "quality/profile/issues.hpp"
#include "quality/profile/personal_column.hpp"
#include "records/moment.hpp"

namespace aftercare::app {
namespace {

using ProfileJson = nlohmann::ordered_json;
using quality::ColumnType;

bool shows_dates(ColumnType type) {
  return type == ColumnType::day || type == ColumnType::moment;
}

// A number of the column as its readers know it: dates as ISO text.
ProfileJson shown_value(double value, ColumnType type) {
  if (!shows_dates(type)) return value;
  const auto seconds = std::chrono::seconds(std::llround(value));
  const records::Moment moment{seconds};
  return type == ColumnType::day ? records::to_iso(std::chrono::floor<std::chrono::days>(moment))
                                 : records::to_iso(moment);
}

ProfileJson counted_json(const std::vector<quality::Counted>& all, const char* name) {
  auto json = ProfileJson::array();
  for (const auto& one : all) json.push_back({{name, one.name}, {"count", one.count}});
  return json;
}

ProfileJson extremes_json(const std::vector<quality::Extreme>& extremes) {
  auto json = ProfileJson::array();
  for (const auto& one : extremes) json.push_back({{"value", one.value}, {"row", one.row}});
  return json;
}

ProfileJson numbers_json(const quality::NumberProfile& numbers, ColumnType type) {
  const auto value = [type](double number) { return shown_value(number, type); };
  ProfileJson json = {{"min", value(numbers.lowest)},
                      {"max", value(numbers.highest)},
                      {"quantiles",
                       {{"p1", value(numbers.p1)},
                        {"p5", value(numbers.p5)},
                        {"p25", value(numbers.p25)},
                        {"p50", value(numbers.median)},
                        {"p75", value(numbers.p75)},
                        {"p95", value(numbers.p95)},
                        {"p99", value(numbers.p99)}}}};
  if (!shows_dates(type)) {
    json["mean"] = numbers.mean;
    json["stddev"] = numbers.deviation;
    json["mad"] = numbers.mad;
    json["zeros"] = numbers.zeros;
    json["negatives"] = numbers.negatives;
    json["outliers"] = {{"fences", {numbers.fence_low, numbers.fence_high}},
                        {"beyond_fences", numbers.beyond_fences},
                        {"robust_z", numbers.robust_outliers}};
    json["lowest"] = extremes_json(numbers.lowest_values);
    json["highest"] = extremes_json(numbers.highest_values);
  }
  auto bins = ProfileJson::array();
  for (const auto& bin : numbers.histogram)
    bins.push_back(
        {{"from", value(bin.from)}, {"to", value(bin.to)}, {"count", std::llround(bin.count)}});
  json["histogram"] = std::move(bins);
  return json;
}

ProfileJson column_json(const quality::ColumnProfile& column) {
  const auto values = column.values();
  ProfileJson json = {{"name", column.name},
                      {"type", quality::to_name(column.type)},
                      {"type_share", column.type_share},
                      {"rows", column.rows},
                      {"missing", column.missing},
                      {"missing_share", column.rows == 0 ? 0.0
                                                         : static_cast<double>(column.missing) /
                                                               static_cast<double>(column.rows)},
                      {"missing_words", counted_json(column.missing_words, "word")},
                      {"distinct", column.distinct},
                      {"distinct_exact", column.distinct_exact},
                      {"unique", column.unique},
                      {"kinds", counted_json(column.kinds, "kind")},
                      {"masked", column.masked}};
  if (column.personal != records::PersonalKind::none)
    json["personal"] = {{"kind", quality::to_name(column.personal)},
                        {"share", column.personal_share}};
  else
    json["personal"] = nullptr;
  if (values > 0)
    json["length"] = {
        {"min", column.shortest}, {"median", column.middle_length}, {"max", column.longest}};
  if (!column.formats.empty()) json["formats"] = counted_json(column.formats, "format");
  if (!column.languages.empty()) json["languages"] = counted_json(column.languages, "language");
  json["patterns"] = counted_json(column.shapes, "pattern");
  json["top"] = ProfileJson::array();
  for (const auto& value : column.top)
    json["top"].push_back({{"value", value.value}, {"count", value.count}});
  json["top_exact"] = column.top_exact;
  if (column.numbers) json["numbers"] = numbers_json(*column.numbers, column.type);
  if (column.seasonal)
    json["seasonal"] = {{"time", column.seasonal->time_column},
                        {"season", column.seasonal->season},
                        {"outliers", column.seasonal->outliers},
                        {"examples", extremes_json(column.seasonal->examples)}};
  return json;
}

}  // namespace

ProfileJson profile_json(const ProfiledFile& file) {
  const auto& profile = file.profile;
  ProfileJson json = {{"file", file.name},
                      {"format", file.format},
                      {"encoding", file.encoding},
                      {"bytes", file.bytes},
                      {"rows", profile.rows},
                      {"rejected", profile.rejected},
                      {"sampled", profile.sampled},
                      {"duplicate_rows", profile.duplicate_rows},
                      {"duplicate_rows_exact", profile.duplicates_exact},
                      {"columns", ProfileJson::array()},
                      {"keys", ProfileJson::array()},
                      {"dependencies", ProfileJson::array()},
                      {"issues", ProfileJson::array()}};
  for (const auto& column : profile.columns) json["columns"].push_back(column_json(column));
  for (const auto& key : profile.keys)
    json["keys"].push_back({{"columns", key.columns}, {"sampled", key.sampled}});
  for (const auto& one : profile.dependencies)
    json["dependencies"].push_back({{"from", one.from},
                                    {"to", one.to},
                                    {"strength", one.strength},
                                    {"exceptions", one.exceptions},
                                    {"judged", one.judged}});
  for (const auto& issue : profile.issues)
    json["issues"].push_back(
        {{"code", issue.code},
         {"severity", quality::to_name(issue.severity)},
         {"column", issue.column.empty() ? ProfileJson(nullptr) : ProfileJson(issue.column)},
         {"count", issue.count},
         {"share", issue.share},
         {"message", {{"zh", issue.message.zh}, {"en", issue.message.en}}}});
  return json;
}

}  // namespace aftercare::app
