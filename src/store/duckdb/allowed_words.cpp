#include "store/duckdb/allowed_words.hpp"

#include <set>

namespace aftercare::store {
namespace {

using Words = std::set<std::string_view>;

const Words& functions() {
  static const Words all = {
      // Operators.
      "+", "-", "*", "/", "//", "%", "**", "^", "||", "~~", "!~~", "~~*", "!~~*", "~~~",
      "like_escape", "not_like_escape", "ilike_escape", "not_ilike_escape",
      // Of all rows.
      "any_value", "approx_count_distinct", "approx_quantile", "arbitrary", "arg_max", "arg_min",
      "argmax", "argmin", "avg", "bool_and", "bool_or", "corr", "count", "count_if", "count_star",
      "countif", "covar_pop", "covar_samp", "entropy", "favg", "first", "fsum", "group_concat",
      "kahan_sum", "kurtosis", "kurtosis_pop", "last", "listagg", "mad", "max", "max_by", "mean",
      "median", "min", "min_by", "mode", "product", "quantile", "quantile_cont", "quantile_disc",
      "regr_avgx", "regr_avgy", "regr_count", "regr_intercept", "regr_r2", "regr_slope", "regr_sxx",
      "regr_sxy", "regr_syy", "sem", "skewness", "stddev", "stddev_pop", "stddev_samp",
      "string_agg", "sum", "var_pop", "var_samp", "variance",
      // Over a window.
      "cume_dist", "dense_rank", "fill", "first_value", "lag", "last_value", "lead", "nth_value",
      "ntile", "percent_rank", "rank", "row_number",
      // Of numbers.
      "abs", "acos", "add", "asin", "atan", "atan2", "cbrt", "ceil", "ceiling", "cos", "degrees",
      "divide", "even", "exp", "fdiv", "floor", "fmod", "greatest", "isfinite", "isinf", "isnan",
      "least", "ln", "log", "log10", "log2", "mod", "multiply", "pi", "pow", "power", "radians",
      "round", "sign", "sin", "sqrt", "subtract", "tan", "trunc",
      // Of texts.
      "char_length", "character_length", "concat", "concat_ws", "contains", "ends_with", "instr",
      "lcase", "left", "len", "length", "levenshtein", "lower", "ltrim", "nfc_normalize",
      "normal_text", "position", "prefix", "regexp_extract", "regexp_full_match", "regexp_matches",
      "reverse", "right", "rtrim", "split_part", "starts_with", "strip_accents", "strlen", "strpos",
      "substr", "substring", "suffix", "trim", "ucase", "upper",
      // Of days and moments.
      "current_date", "date_add", "date_diff", "date_part", "date_sub", "date_trunc", "datediff",
      "datepart", "datesub", "datetrunc", "day", "dayname", "dayofmonth", "dayofweek", "dayofyear",
      "epoch", "epoch_ms", "epoch_us", "get_current_timestamp", "hour", "isodow", "isoyear",
      "last_day", "local_day", "local_hour", "make_date", "make_timestamp", "minute", "month",
      "monthname", "now", "quarter", "second", "strftime", "strptime", "time_bucket", "to_days",
      "to_hours", "to_microseconds", "to_milliseconds", "to_minutes", "to_months", "to_seconds",
      "to_timestamp", "to_weeks", "to_years", "today", "try_strptime", "week", "weekday",
      "weekofyear", "year", "yearweek",
      // Of anything.
      "if", "ifnull", "nullif", "typeof"};
  return all;
}

}  // namespace

bool is_allowed_function(std::string_view name) {
  return functions().contains(name);
}

bool is_allowed_table_function(std::string_view name) {
  return name == "generate_series" || name == "range";
}

bool is_allowed_type(std::string_view id) {
  static const Words all = {"NULL",        "BOOLEAN",     "TINYINT",   "SMALLINT",
                            "INTEGER",     "BIGINT",      "HUGEINT",   "UTINYINT",
                            "USMALLINT",   "UINTEGER",    "UBIGINT",   "FLOAT",
                            "DOUBLE",      "DECIMAL",     "VARCHAR",   "DATE",
                            "TIME",        "INTERVAL",    "TIMESTAMP", "TIMESTAMP WITH TIME ZONE",
                            "TIMESTAMP_S", "TIMESTAMP_MS"};
  return all.contains(id);
}

bool is_text_join(std::string_view name) {
  return name == "||" || name == "concat" || name == "concat_ws" || name == "string_agg" ||
         name == "group_concat" || name == "listagg";
}

}  // namespace aftercare::store
