#include "metrics/question_json.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

namespace aftercare::metrics {
namespace {

using Input = nlohmann::json;

tl::unexpected<base::Error> wrong_key(std::string_view key, std::string_view en,
                                      std::string_view zh) {
  return base::failure(fmt::format("{}: '{}'", en, key), fmt::format("{}：“{}”", zh, key));
}

// member: null if it is missing, so that missing and null are one.
const Input& member(const Input& json, std::string_view key) {
  static const Input nothing;
  const auto found = json.find(key);
  return found == json.end() ? nothing : *found;
}

base::Result<std::vector<std::string>> read_names(const Input& json, std::string_view key) {
  std::vector<std::string> list;
  const auto& found = member(json, key);
  if (found.is_null()) return list;
  if (!found.is_array()) return wrong_key(key, "no list of names", "不是名称列表");
  for (const auto& name : found) {
    if (!name.is_string()) return wrong_key(key, "no list of names", "不是名称列表");
    list.push_back(name.get<std::string>());
  }
  return list;
}

base::Result<std::optional<std::string>> read_value(const Input& value) {
  if (value.is_null()) return std::optional<std::string>();
  if (value.is_string()) return std::optional(value.get<std::string>());
  if (value.is_number()) return std::optional(value.dump());
  return wrong_key("values", "no text, number or null", "不是文字、数字或空值");
}

constexpr std::pair<std::string_view, FilterOperator> kOperators[] = {
    {"in", FilterOperator::in},       {"not_in", FilterOperator::not_in},
    {">=", FilterOperator::at_least}, {"<=", FilterOperator::at_most},
    {">", FilterOperator::above},     {"<", FilterOperator::below},
    {"=", FilterOperator::in},        {"!=", FilterOperator::not_in}};

base::Result<FilterOperator> read_operator(const Input& op) {
  const auto written = op.is_string() ? op.get<std::string>() : std::string();
  const auto* found =
      std::ranges::find(kOperators, written, &std::pair<std::string_view, FilterOperator>::first);
  if (found == std::end(kOperators))
    return wrong_key(written, "no such op; one of in, not_in, >=, <=, >, <",
                     "没有这种 op，可用 in、not_in、>=、<=、>、<");
  return found->second;
}

base::Result<Having> read_having(const Input& json) {
  if (!json.is_object()) return wrong_key("having", "no list of conditions", "不是条件列表");
  const auto& metric = member(json, "metric");
  if (!metric.is_string()) return wrong_key("metric", "no name", "不是名称");
  const auto op = read_operator(member(json, "op"));
  if (!op) return base::failure_of(op);
  const auto& value = member(json, "value");
  if (!value.is_number()) return wrong_key("value", "no number", "不是数字");
  return Having{metric.get<std::string>(), *op, value.get<double>()};
}

base::Result<Filter> read_filter(const Input& json) {
  if (!json.is_object()) return wrong_key("where", "no list of conditions", "不是条件列表");
  const auto& dimension = member(json, "dimension");
  if (!dimension.is_string()) return wrong_key("dimension", "no name", "不是名称");
  Filter filter{dimension.get<std::string>(), FilterOperator::in, {}};
  if (const auto& op = member(json, "op"); !op.is_null()) {
    const auto read = read_operator(op);
    if (!read) return base::failure_of(read);
    filter.op = *read;
  }
  const auto& values = member(json, "values");
  if (!values.is_array()) return wrong_key("values", "no list of values", "不是值的列表");
  for (const auto& value : values) {
    auto read = read_value(value);
    if (!read) return base::failure_of(read);
    filter.values.push_back(std::move(*read));
  }
  return filter;
}

base::Result<std::optional<records::Day>> read_day(const Input& json, std::string_view key) {
  const auto& found = member(json, key);
  if (found.is_null()) return std::optional<records::Day>();
  if (found.is_string())
    if (const auto day = records::parse_day(found.get<std::string>())) return day;
  return wrong_key(key, "no day (YYYY-MM-DD)", "不是日期（YYYY-MM-DD）");
}

base::Result<Order> read_order(const Input& json) {
  const auto& name = json.is_object() ? member(json, "name") : json;
  if (!name.is_string()) return wrong_key("order", "no name", "不是名称");
  Order order{name.get<std::string>(), false};
  if (!json.is_object()) return order;
  const auto& descending = member(json, "descending");
  if (!descending.is_null() && !descending.is_boolean())
    return wrong_key("descending", "neither true nor false", "既不是 true 也不是 false");
  order.descending = descending.is_boolean() && descending.get<bool>();
  return order;
}

base::Result<std::optional<std::uint64_t>> read_count(const Input& json, std::string_view key) {
  const auto& found = member(json, key);
  if (found.is_null()) return std::optional<std::uint64_t>();
  if (found.is_number_unsigned()) return std::optional(found.get<std::uint64_t>());
  return wrong_key(key, "no whole number from 0", "不是从 0 起的整数");
}

base::Result<bool> read_truth(const Input& json, std::string_view key) {
  const auto& found = member(json, key);
  if (found.is_null()) return false;
  if (found.is_boolean()) return found.get<bool>();
  return wrong_key(key, "neither true nor false", "既不是 true 也不是 false");
}

// read_views: what is derived of the numbers.
base::Result<void> read_views(const Input& json, Question& question) {
  if (const auto& compare = member(json, "compare"); compare.is_string()) {
    const auto against = against_of(compare.get<std::string>());
    if (!against) return base::failure_of(against);
    question.compare = *against;
  } else if (!compare.is_null()) {
    return wrong_key("compare", "neither previous nor year", "应为 previous 或 year");
  }
  const auto rolling = read_count(json, "rolling");
  if (!rolling) return base::failure_of(rolling);
  if (*rolling)
    question.rolling = static_cast<unsigned>(std::min<std::uint64_t>(**rolling, 1'000'000));
  for (const auto& [key, truth] : {std::pair{"cumulative", &question.cumulative},
                                   {"moving_average", &question.moving_average},
                                   {"share", &question.share},
                                   {"other", &question.other}}) {
    const auto read = read_truth(json, key);
    if (!read) return base::failure_of(read);
    *truth = *read;
  }
  return {};
}

}  // namespace

base::Result<Against> against_of(std::string_view word) {
  if (word == "previous") return Against::previous;
  if (word == "year") return Against::year;
  return wrong_key(word, "nothing to compare with; one of previous, year",
                   "没有这种比较，可用 previous（环比）、year（同比）");
}

base::Result<Question> question_from_json(const Input& json) {
  if (!json.is_object())
    return wrong_key("", "no question: a JSON object is expected", "应为 JSON 对象");
  Question question;
  auto metrics = read_names(json, "metrics");
  if (!metrics) return base::failure_of(metrics);
  question.metrics = std::move(*metrics);
  if (const auto& metric = member(json, "metric"); metric.is_string())
    question.metrics.push_back(metric.get<std::string>());
  else if (!metric.is_null())
    return wrong_key("metric", "no name", "不是名称");
  auto by = read_names(json, "by");
  if (!by) return base::failure_of(by);
  question.by = std::move(*by);
  if (const auto& where = member(json, "where"); where.is_array()) {
    for (const auto& one : where) {
      auto filter = read_filter(one);
      if (!filter) return base::failure_of(filter);
      question.where.push_back(std::move(*filter));
    }
  } else if (!where.is_null()) {
    return wrong_key("where", "no list of conditions", "不是条件列表");
  }
  if (const auto& having = member(json, "having"); having.is_array()) {
    for (const auto& one : having) {
      auto read = read_having(one);
      if (!read) return base::failure_of(read);
      question.having.push_back(std::move(*read));
    }
  } else if (!having.is_null()) {
    return wrong_key("having", "no list of conditions", "不是条件列表");
  }
  const auto from = read_day(json, "from");
  if (!from) return base::failure_of(from);
  const auto to = read_day(json, "to");
  if (!to) return base::failure_of(to);
  question.from = *from;
  question.to = *to;
  if (const auto& orders = member(json, "order"); orders.is_array()) {
    for (const auto& one : orders) {
      auto order = read_order(one);
      if (!order) return base::failure_of(order);
      question.order.push_back(std::move(*order));
    }
  } else if (!orders.is_null()) {
    auto order = read_order(orders);
    if (!order) return base::failure_of(order);
    question.order.push_back(std::move(*order));
  }
  if (auto read = read_views(json, question); !read) return base::failure_of(read);
  question.mean_intervals = true;
  if (const auto& wanted = member(json, "mean_intervals"); wanted.is_boolean())
    question.mean_intervals = wanted.get<bool>();
  else if (!wanted.is_null())
    return wrong_key("mean_intervals", "neither true nor false", "既不是 true 也不是 false");
  const auto limit = read_count(json, "limit");
  if (!limit) return base::failure_of(limit);
  question.limit = *limit;
  return question;
}

base::Result<Page> page_from_json(const Input& json) {
  if (!json.is_object())
    return wrong_key("", "no question: a JSON object is expected", "应为 JSON 对象");
  Page page;
  const auto number = read_count(json, "page");
  if (!number) return base::failure_of(number);
  const auto size = read_count(json, "page_size");
  if (!size) return base::failure_of(size);
  page.number = number->value_or(page.number);
  page.size = size->value_or(page.size);
  const auto& orders = member(json, "order");
  if (orders.is_null() || (orders.is_array() && orders.empty())) return page;
  const auto order = read_order(orders.is_array() ? orders.front() : orders);
  if (!order) return base::failure_of(order);
  page.order = *order;
  return page;
}

}  // namespace aftercare::metrics
