#include "quality/rules/file_rule_run.hpp"

#include <fmt/format.h>
#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "quality/profile/value_reading.hpp"
#include "quality/rules/history.hpp"
#include "quality/rules/stable_judge.hpp"

namespace aftercare::quality {
namespace {

constexpr std::size_t kMostExamples = 5;
constexpr std::size_t kMostDays = 40'000;
constexpr std::size_t kMostWordsOfDay = 200;  // Of a distribution; rarer ones are one bucket.

bool is_of_type(TypeWord type, ValueKind kind) {
  switch (type) {
    case TypeWord::integer:
      return kind == ValueKind::integer || kind == ValueKind::phone ||
             kind == ValueKind::bank_card || kind == ValueKind::id_card;
    case TypeWord::number:
      return kind == ValueKind::integer || kind == ValueKind::real || kind == ValueKind::percent;
    case TypeWord::money:
      return kind == ValueKind::integer || kind == ValueKind::real || kind == ValueKind::money;
    case TypeWord::moment:
      return kind == ValueKind::moment;
    case TypeWord::boolean:
      return kind == ValueKind::boolean;
    case TypeWord::email:
      return kind == ValueKind::email;
    case TypeWord::phone:
      return kind == ValueKind::phone;
    case TypeWord::url:
      return kind == ValueKind::url;
  }
  return false;
}

std::int64_t day_of_seconds(double seconds) {
  return static_cast<std::int64_t>(std::floor(seconds / 86'400));
}

std::string iso_day(std::int64_t day) {
  return records::to_iso(records::Day(std::chrono::days(day)));
}

std::optional<double> moment_of(std::string_view cell) {
  const auto reading = read_value(trimmed(cell));
  if (reading.kind != ValueKind::moment) return {};
  return static_cast<double>(reading.seconds);
}

}  // namespace

/// One rule with its columns found and what it has seen.
struct FileRuleRun::Judged {
  FileRule rule;
  RuleResult result;
  std::vector<std::size_t> columns;  // Those that the condition reads, its own first.
  DistinctCount different{5'000'000};
  std::unordered_set<std::string> known;          // References.
  double newest = 0;                              // Fresh.
  std::map<std::int64_t, std::uint64_t> of_days;  // Volume.
  std::map<std::int64_t, std::map<std::string, std::uint64_t, std::less<>>>
      words_of_days;                                      // Stable, of words;
  std::map<std::int64_t, QuantileSketch> values_of_days;  // of numbers.

  void broken(const records::RawBatch& batch, std::size_t row) {
    ++result.broken;
    if (result.examples.size() >= kMostExamples) return;
    std::string value;
    for (const auto column : columns)
      value += fmt::format("{}{}", value.empty() ? "" : " | ", batch.cell(row, column));
    result.examples.push_back({batch.origins[row].row, std::move(value)});
  }
};

FileRuleRun::FileRuleRun() = default;
FileRuleRun::~FileRuleRun() = default;

base::Result<std::unique_ptr<FileRuleRun>> FileRuleRun::make(
    const std::vector<FileRule>& rules, const std::vector<std::string>& columns,
    records::Moment now, const ValuesOf& values_of) {
  std::unique_ptr<FileRuleRun> run(new FileRuleRun());
  run->now_ = static_cast<double>(now.time_since_epoch().count()) / 1e6;
  for (const auto& rule : rules) {
    auto judged = std::make_unique<Judged>();
    judged->rule = rule;
    auto& result = judged->result;
    result.name = rule.name;
    result.column = rule.column;
    result.condition = condition_name(rule.condition);
    result.severity = rule.severity;
    result.owner = rule.owner;
    result.label = rule.label;
    std::vector<std::string> wanted;
    if (const auto* unique = std::get_if<FileCondition::Unique>(&rule.condition))
      wanted = unique->columns;
    else if (const auto* holds = std::get_if<FileCondition::Holds>(&rule.condition))
      wanted = holds->expression->columns();
    else
      wanted = {rule.column};
    if (const auto* stable = std::get_if<FileCondition::Stable>(&rule.condition))
      wanted.push_back(stable->over);
    for (const auto& name : wanted) {
      const auto at = std::ranges::find(columns, name);
      if (at == columns.end())
        return base::failure(fmt::format("the table has no column {}: rule {}", name, rule.name),
                             fmt::format("表中没有列 {}：规则 {}", name, rule.name));
      judged->columns.push_back(static_cast<std::size_t>(at - columns.begin()));
    }
    if (const auto* references = std::get_if<FileCondition::References>(&rule.condition)) {
      auto values = values_of(references->file, references->column);
      if (!values) return base::failure_of(values);
      for (auto& value : *values) judged->known.insert(std::move(value));
    }
    run->judged_.push_back(std::move(judged));
  }
  return run;
}

namespace {

/// Judges the rows of a batch by one rule; `state` is the rule's own.
template <typename State>
class BatchJudge {
 public:
  BatchJudge(State& state, const records::RawBatch& batch, double now)
      : state_(state), batch_(batch), now_(now) {}

  void operator()(const FileCondition::Present&) {
    for (std::size_t row = 0; row < batch_.rows(); ++row) {
      ++state_.result.checked;
      if (is_missing_word(word(row))) state_.broken(batch_, row);
    }
  }
  void operator()(const FileCondition::OfType& of) {
    each_value([&](std::size_t, std::string_view value) {
      return is_of_type(of.type, read_value(value).kind);
    });
  }
  void operator()(const FileCondition::Within& within) {
    each_value([&](std::size_t, std::string_view value) {
      const auto read = value_of_cell(value);
      return read.kind == ExpressionValue::Kind::number && read.number >= within.lowest &&
             read.number <= within.highest;
    });
  }
  void operator()(const FileCondition::OneOf& list) {
    each_value([&](std::size_t, std::string_view value) {
      return std::ranges::find(list.words, value) != list.words.end();
    });
  }
  void operator()(const FileCondition::Matches& match) {
    each_value([&](std::size_t, std::string_view value) {
      return RE2::FullMatch(re2::StringPiece(value.data(), value.size()), *match.compiled);
    });
  }
  void operator()(const FileCondition::NotFuture&) {
    each_value([&](std::size_t, std::string_view value) {
      const auto moment = moment_of(value);
      // A moment without a zone may be local time, up to 14 hours ahead of UTC.
      return !moment || *moment <= now_ + 14 * 3600;
    });
  }
  void operator()(const FileCondition::Holds& holds) {
    for (std::size_t row = 0; row < batch_.rows(); ++row) {
      ++state_.result.checked;
      const auto truth = holds.expression->judge([&](std::size_t column) {
        return value_of_cell(batch_.cell(row, state_.columns[column]));
      });
      if (truth && !*truth) state_.broken(batch_, row);
    }
  }
  void operator()(const FileCondition::Unique&) {
    std::string key;
    for (std::size_t row = 0; row < batch_.rows(); ++row) {
      key.clear();
      bool whole = true;
      for (const auto column : state_.columns) {
        const auto value = trimmed(batch_.cell(row, column));
        whole = whole && !is_missing_word(value);
        key += fmt::format("{}:", value.size());
        key += value;
      }
      if (!whole) continue;
      ++state_.result.checked;
      auto hash = std::hash<std::string>{}(key);
      hash ^= hash >> 32;
      const auto before = state_.different.exact() ? state_.different.count() : 0;
      state_.different.add(hash * 0x9E3779B97F4A7C15ULL);
      if (state_.different.exact() && state_.different.count() == before)
        state_.broken(batch_, row);
    }
  }
  void operator()(const FileCondition::References&) {
    each_value([&](std::size_t, std::string_view value) {
      return state_.known.contains(std::string(value));
    });
  }
  void operator()(const FileCondition::Fresh&) {
    each_value([&](std::size_t, std::string_view value) {
      if (const auto moment = moment_of(value)) state_.newest = std::max(state_.newest, *moment);
      return true;
    });
  }
  void operator()(const FileCondition::Volume&) {
    each_value([&](std::size_t, std::string_view value) {
      const auto moment = moment_of(value);
      if (moment && state_.of_days.size() < kMostDays) ++state_.of_days[day_of_seconds(*moment)];
      return true;
    });
  }
  void operator()(const FileCondition::Stable& stable) {
    each_value([&](std::size_t row, std::string_view value) {
      const auto moment = moment_of(batch_.cell(row, state_.columns[1]));
      if (!moment || state_.words_of_days.size() >= kMostDays ||
          state_.values_of_days.size() >= kMostDays)
        return true;
      if (stable.most_distance) {
        const auto number = value_of_cell(value);
        if (number.kind == ExpressionValue::Kind::number)
          state_.values_of_days[day_of_seconds(*moment)].add(number.number);
        return true;
      }
      auto& words = state_.words_of_days[day_of_seconds(*moment)];
      const auto read = value_of_cell(value);
      // Numbers by their leading digit and size: buckets that need no look at the whole.
      const auto bucket = read.kind == ExpressionValue::Kind::number
                              ? fmt::format("{:.0e}", read.number)
                              : std::string(value.substr(0, 64));
      if (const auto at = words.find(bucket); at != words.end())
        ++at->second;
      else if (words.size() < kMostWordsOfDay)
        words.emplace(bucket, 1);
      else
        ++words["…"];
      return true;
    });
  }

 private:
  std::string_view word(std::size_t row) const {
    return trimmed(batch_.cell(row, state_.columns[0]));
  }

  template <typename Holds>
  void each_value(Holds&& holds) {
    for (std::size_t row = 0; row < batch_.rows(); ++row) {
      const auto value = word(row);
      if (is_missing_word(value)) continue;
      ++state_.result.checked;
      if (!holds(row, value)) state_.broken(batch_, row);
    }
  }

  State& state_;
  const records::RawBatch& batch_;
  double now_;
};

}  // namespace

void FileRuleRun::add(const records::RawBatch& batch) {
  for (auto& judged : judged_)
    std::visit(BatchJudge<Judged>(*judged, batch, now_), judged->rule.condition);
}

std::vector<RuleResult> FileRuleRun::finish() {
  std::vector<RuleResult> results;
  for (auto& judged : judged_) {
    auto& result = judged->result;
    const auto& condition = judged->rule.condition;
    if (std::holds_alternative<FileCondition::Unique>(condition) && !judged->different.exact()) {
      result.exact = false;
      const auto different = std::min(judged->different.count(), result.checked);
      // Within the estimate's error nothing is said to stand twice.
      result.broken =
          result.checked - different > result.checked / 40 ? result.checked - different : 0;
      result.examples.clear();
    }
    const auto checked = static_cast<double>(std::max<std::uint64_t>(1, result.checked));
    result.passed = static_cast<double>(result.broken) / checked <= judged->rule.allowed;
    if (const auto* fresh = std::get_if<FileCondition::Fresh>(&condition)) {
      result.measured = result.checked == 0 ? 0 : std::max(0.0, (now_ - judged->newest) / 3600);
      result.passed = result.checked > 0 && result.measured <= fresh->hours;
      result.found = {
          fmt::format("the newest is {:.1f} hours old, {:g} are allowed", result.measured,
                      fresh->hours),
          fmt::format("最新数据距今 {:.1f} 小时，允许 {:g} 小时", result.measured, fresh->hours)};
    } else if (const auto* volume = std::get_if<FileCondition::Volume>(&condition)) {
      const auto band = judge_volume(judged->of_days, volume->lowest, volume->highest);
      result.measured = static_cast<double>(band.outside.size());
      result.passed =
          static_cast<double>(band.outside.size()) <=
          judged->rule.allowed * static_cast<double>(std::max<std::size_t>(1, band.days));
      const auto last = band.outside.empty() ? std::string("—") : iso_day(band.outside.back());
      result.found = {
          fmt::format("{} of {} days have fewer than {:.0f} or more than {:.0f} rows, the "
                      "last on {}",
                      band.outside.size(), band.days, band.lowest, band.highest, last),
          fmt::format("{} / {} 天的行数少于 {:.0f} 或多于 {:.0f}，最近一次是 {}",
                      band.outside.size(), band.days, band.lowest, band.highest, last)};
    } else if (const auto* stable = std::get_if<FileCondition::Stable>(&condition)) {
      if (stable->most_distance) {
        QuantileSketch then, now;
        const auto newest =
            judged->values_of_days.empty() ? 0 : judged->values_of_days.rbegin()->first;
        for (const auto& [day, values] : judged->values_of_days)
          (day > newest - stable->days ? now : then).merge(values);
        judge_distance(*stable, then.weighted(), now.weighted(), result);
        results.push_back(result);
        continue;
      }
      std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> buckets;
      const auto last = judged->words_of_days.empty() ? 0 : judged->words_of_days.rbegin()->first;
      for (const auto& [day, words] : judged->words_of_days)
        for (const auto& [word, times] : words)
          (day > last - stable->days ? buckets[word].second : buckets[word].first) += times;
      std::vector<std::uint64_t> then, now;
      for (const auto& [word, counts] : buckets) {
        then.push_back(counts.first);
        now.push_back(counts.second);
      }
      judge_stability(*stable, then, now, result);
    }
    results.push_back(result);
  }
  return results;
}

}  // namespace aftercare::quality
