#include "store/duckdb/statement_check.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "base/utf8.hpp"
#include "store/duckdb/allowed_words.hpp"
#include "text/nearest.hpp"

namespace aftercare::store {
namespace {

using Json = nlohmann::json;

constexpr std::uint64_t kNowhere = ~std::uint64_t{0};

// Names are compared as the engine does: A to Z without case.
std::string lower(std::string text) {
  for (auto& byte : text)
    if (byte >= 'A' && byte <= 'Z') byte = static_cast<char>(byte + 32);
  return text;
}

std::string text_of(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at != object.end() && at->is_string() ? at->get<std::string>() : std::string();
}

bool is_empty(const Json& object, const char* key) {
  const auto at = object.find(key);
  return at == object.end() || at->is_null() || at->empty() || *at == "";
}

// A name of the writer's own: nothing that could be a file, a path, or one of the engine's tables.
bool is_plain_name(std::string_view name) {
  const auto plain = [](char byte) {
    return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '_' ||
           static_cast<unsigned char>(byte) >= 0x80;
  };
  return !name.empty() && name.size() <= 100 && std::ranges::all_of(name, plain);
}

constexpr std::int64_t kFarthestRow = 1'000'000;

// A whole number that stands in the statement as it is.
bool is_small_number(const Json& expression) {
  if (text_of(expression, "class") != "CONSTANT") return false;
  const auto value = expression.value("value", Json::object()).value("value", Json());
  return value.is_number_integer() && value.get<std::int64_t>() >= 0 &&
         value.get<std::int64_t>() <= kFarthestRow;
}

class TreeCheck {
 public:
  TreeCheck(std::string_view statement, const StatementNames& names)
      : statement_(statement), names_(names) {}

  const std::set<std::string>& read() const { return read_; }
  std::unique_ptr<base::Error> take_error() { return std::move(error_); }

  // All names of WITH, wherever they stand: which of them is meant is the engine's to say, and none
  // may be the name of anything else.
  void learn_names(const Json& tree) {
    if (tree.is_object() && tree.contains("cte_map")) {
      const auto& map = tree["cte_map"];
      if (map.is_object() && map.contains("map") && map["map"].is_array())
        for (const auto& one : map["map"])
          if (one.is_object()) learn_name(lower(text_of(one, "key")));
    }
    if (tree.is_structured())
      for (const auto& part : tree) learn_names(part);
  }

  void look(const Json& tree) {
    if (error_) return;
    if (tree.is_array())
      for (const auto& part : tree) look(part);
    else if (tree.is_object())
      look_object(tree);
  }

 private:
  void refuse(const Json& at, const std::string& en, const std::string& zh) {
    if (error_) return;
    const auto place =
        at.is_object() && at.contains("query_location") && at["query_location"].is_number_unsigned()
            ? at["query_location"].get<std::uint64_t>()
            : kNowhere;
    error_ = std::make_unique<base::Error>(
        base::Error{base::ErrorKind::usage, en + place_in_words(statement_, place, false),
                    zh + place_in_words(statement_, place, true)});
  }

  void refuse_part(const Json& at, const std::string& what) {
    refuse(at, fmt::format("this is not allowed in a statement: {}", what),
           fmt::format("语句中不允许使用：{}", what));
  }

  void learn_name(const std::string& name) {
    const bool is_view = std::ranges::find(names_.tables, name) != names_.tables.end();
    if (!is_plain_name(name) || (names_.stored.contains(name) && !is_view))
      refuse({}, fmt::format("WITH may not give this name: {}; choose another", name),
             fmt::format("WITH 不能使用该名称：{}；请换一个", name));
    own_.insert(name);
  }

  void look_parts(const Json& tree) {
    for (const auto& part : tree) look(part);
  }

  void look_object(const Json& tree) {
    const auto kind = text_of(tree, "class");
    const auto type = text_of(tree, "type");
    if (tree.contains("class")) return look_expression(tree, kind, type);
    if (tree.contains("cte_map")) {
      if (type != "SELECT_NODE" && type != "SET_OPERATION_NODE")
        return refuse_part(tree, type == "RECURSIVE_CTE_NODE" ? "WITH RECURSIVE" : type);
      return look_parts(tree);
    }
    if (tree.contains("sample")) return look_source(tree, type);
    if (tree.contains("null_order") || type == "ORDER_MODIFIER" || type == "LIMIT_MODIFIER" ||
        type == "LIMIT_PERCENT_MODIFIER" || type == "DISTINCT_MODIFIER")
      return look_parts(tree);
    // Wrappers without a kind: a statement, WITH and its parts, WHEN.
    static const std::set<std::string_view> keys = {
        "node",  "named_param_map", "map",         "key",       "value",    "aliases",
        "query", "materialized",    "key_targets", "when_expr", "then_expr"};
    for (const auto& [key, part] : tree.items())
      if (!keys.contains(key)) return refuse_part(tree, key);
    if (!is_empty(tree, "named_param_map")) return refuse_part(tree, "?");
    if (!is_empty(tree, "key_targets")) return refuse_part(tree, "USING KEY");
    look_parts(tree);
  }

  void look_source(const Json& tree, const std::string& type) {
    if (!is_empty(tree, "sample")) return refuse_part(tree, "TABLESAMPLE");
    if (type == "BASE_TABLE") return look_table(tree);
    if (type == "TABLE_FUNCTION") {
      const auto name = lower(text_of(tree.value("function", Json::object()), "function_name"));
      if (!is_allowed_table_function(name))
        return refuse(tree, fmt::format("this function is not allowed: {}", name),
                      fmt::format("不允许使用该函数：{}", name));
      in_table_function_ = true;
    } else if (type != "SUBQUERY" && type != "JOIN" && type != "EMPTY" &&
               type != "EXPRESSION_LIST") {
      return refuse_part(tree, type == "SHOW_REF" ? "DESCRIBE, SHOW, SUMMARIZE" : type);
    }
    if (!is_empty(tree, "expected_types")) return refuse_part(tree, type);
    look_parts(tree);
  }

  void look_table(const Json& tree) {
    const auto given = text_of(tree, "table_name");
    const auto name = lower(given);
    if (!is_empty(tree, "schema_name") || !is_empty(tree, "catalog_name"))
      return refuse(tree, fmt::format("a table is named without anything before it: {}", given),
                    fmt::format("表名前不能带任何限定：{}", given));
    if (!is_empty(tree, "at_clause")) return refuse_part(tree, "AT");
    const bool is_view = std::ranges::find(names_.tables, name) != names_.tables.end();
    if (is_view) read_.insert(name);
    if (is_view || own_.contains(name)) return;
    const auto near = text::nearest(name, names_.tables);
    refuse(
        tree,
        fmt::format("no such table for your role: {}{}; 'aftercare sql --tables' lists them", given,
                    near.empty() ? "" : fmt::format("; did you mean {}?", fmt::join(near, ", "))),
        fmt::format("您的角色没有该表：{}{}；aftercare sql --tables 可列出全部", given,
                    near.empty() ? "" : fmt::format("；是否指 {}？", fmt::join(near, "、"))));
  }

  void look_expression(const Json& tree, const std::string& kind, const std::string& type) {
    if (kind == "CONSTANT") return look_constant(tree);
    if (kind == "CAST") {
      const auto& to = tree.value("cast_type", Json::object());
      if (!is_allowed_type(text_of(to, "id")))
        return refuse_part(tree, fmt::format("a cast to {}", text_of(to, "id")));
      return look(tree.value("child", Json()));
    }
    if (kind == "FUNCTION" || kind == "WINDOW") {
      look_function(tree);
    } else if (kind == "COLUMN_REF") {
      const auto at = tree.find("column_names");
      if (at == tree.end() || !at->is_array() || at->size() > 2)
        refuse_part(tree, "a column with more than a table's name before it");
      return;
    } else if (kind == "STAR") {
      for (const auto* key : {"replace_list", "qualified_exclude_list", "rename_list", "expr"})
        if (!is_empty(tree, key)) return refuse_part(tree, fmt::format("* with {}", key));
      if (tree.value("columns", false)) return refuse_part(tree, "ORDER BY ALL, COLUMNS");
      return;
    } else if (kind == "OPERATOR") {
      static const std::set<std::string_view> types = {
          "OPERATOR_NOT",   "OPERATOR_IS_NULL",  "OPERATOR_IS_NOT_NULL", "COMPARE_IN",
          "COMPARE_NOT_IN", "OPERATOR_COALESCE", "GROUPING_FUNCTION",    "OPERATOR_TRY"};
      if (!types.contains(type)) return refuse_part(tree, type);
    } else if (kind != "COMPARISON" && kind != "CONJUNCTION" && kind != "CASE" &&
               kind != "BETWEEN" && kind != "SUBQUERY" && kind != "POSITIONAL_REFERENCE") {
      return refuse_part(tree, kind == "PARAMETER" ? "?" : kind);
    }
    if (!error_) look_parts(tree);
  }

  void look_constant(const Json& tree) {
    const auto value = tree.value("value", Json::object());
    const auto id = text_of(value.value("type", Json::object()), "id");
    if (!is_allowed_type(id)) refuse_part(tree, fmt::format("a value of type {}", id));
  }

  void look_function(const Json& tree) {
    const auto name = lower(text_of(tree, "function_name"));
    const auto schema = lower(text_of(tree, "schema"));
    const bool of_table = std::exchange(in_table_function_, false);
    const bool known = of_table ? is_allowed_table_function(name) : is_allowed_function(name);
    if (!known || !(schema.empty() || schema == "main") || !is_empty(tree, "catalog") ||
        tree.value("export_state", false))
      return refuse(tree, fmt::format("this function is not allowed: {}", name),
                    fmt::format("不允许使用该函数：{}", name));
    // The engine reads memory that is not its own where lag() goes back by far too much.
    if (const auto offset = tree.find("offset_expr");
        offset != tree.end() && !offset->is_null() && !is_small_number(*offset))
      return refuse(
          tree, fmt::format("{} goes by a number written out, from 0 to {}", name, kFarthestRow),
          fmt::format("{} 的偏移应为 0 到 {} 之间写明的数", name, kFarthestRow));
    if (is_text_join(name) && ++joins_ > kMostTextJoins)
      refuse(tree, fmt::format("texts are joined more than {} times", kMostTextJoins),
             fmt::format("拼接文字超过 {} 次", kMostTextJoins));
  }

  std::string_view statement_;
  const StatementNames& names_;
  std::set<std::string> own_;
  std::set<std::string> read_;
  std::unique_ptr<base::Error> error_;
  bool in_table_function_ = false;  // The next function is the table itself.
  int joins_ = 0;
};

base::Result<Json> only_statement(const Json& tree) {
  if (!tree.is_object()) return base::failure("the statement was not read", "语句未能解析");
  if (tree.value("error", true)) {
    const auto message = text_of(tree, "error_message");
    if (text_of(tree, "error_type") == "not implemented")
      return base::failure("only SELECT is allowed: it reads, and changes nothing",
                           "只允许 SELECT：只读取，不修改");
    // The parser counts characters, from 0.
    const auto at = text_of(tree, "position");
    const bool told =
        !at.empty() && at.size() < 10 && at.find_first_not_of("0123456789") == at.npos;
    const auto character = told ? std::stoull(at) + 1 : 0;
    return base::failure(fmt::format("no valid SQL: {}{}", message,
                                     told ? fmt::format(" (character {})", character) : ""),
                         fmt::format("SQL 有误：{}{}", message,
                                     told ? fmt::format("（第 {} 个字符）", character) : ""));
  }
  const auto at = tree.find("statements");
  if (at == tree.end() || !at->is_array() || at->empty())
    return base::failure("there is no statement: write SELECT ...", "没有语句：请写 SELECT …");
  if (at->size() > 1)
    return base::failure(fmt::format("one statement at a time: there are {}", at->size()),
                         fmt::format("一次只能执行一条语句：现有 {} 条", at->size()));
  return at->front();
}

}  // namespace

std::string place_in_words(std::string_view statement, std::uint64_t byte, bool chinese) {
  if (byte > statement.size()) return {};
  std::size_t character = 1;
  for (std::size_t at = 0; at < byte && at < statement.size(); ++character)
    base::next_code_point(statement, at);
  return chinese ? fmt::format("（第 {} 个字符）", character)
                 : fmt::format(" (character {})", character);
}

base::Result<void> check_statement_text(std::string_view statement) {
  if (statement.find_first_not_of(" \t\r\n;") == statement.npos)
    return base::failure("there is no statement: write SELECT ...", "没有语句：请写 SELECT …");
  if (statement.size() > kLongestStatement)
    return base::failure(
        fmt::format("the statement is too long: {} bytes, at most {}", statement.size(),
                    kLongestStatement),
        fmt::format("语句过长：{} 字节，最多 {}", statement.size(), kLongestStatement));
  if (!base::is_utf8(statement) || statement.find('\0') != statement.npos)
    return base::failure("the statement is no text: it must be UTF-8 without NUL",
                         "语句不是文字：应为不含 NUL 的 UTF-8");
  return {};
}

base::Result<std::set<std::string>> check_statement(const Json& tree, std::string_view statement,
                                                    const StatementNames& names) {
  const auto only = only_statement(tree);
  if (!only) return base::failure_of(only);
  TreeCheck check(statement, names);
  check.learn_names(*only);
  check.look(*only);
  if (const auto error = check.take_error()) return tl::unexpected<base::Error>(*error);
  return check.read();
}

namespace {

class OwnWords {
 public:
  explicit OwnWords(const std::set<std::string>& known) : known_(known) {}

  void leave_out(Json& tree) {
    if (tree.is_array())
      for (auto& part : tree) leave_out(part);
    if (!tree.is_object()) return;
    if (text_of(tree, "class") == "CONSTANT") {
      tree["value"] = {{"type", {{"id", "VARCHAR"}, {"type_info", nullptr}}},
                       {"is_null", false},
                       {"value", "?"}};
      tree["alias"] = instead(text_of(tree, "alias"));
      return;
    }
    static const std::set<std::string_view> of_names = {
        "alias", "column_names", "column_name_alias", "table_name",   "relation_name",
        "key",   "aliases",      "using_columns",     "exclude_list", "expected_names"};
    for (auto& [key, part] : tree.items()) {
      if (!of_names.contains(key))
        leave_out(part);
      else if (part.is_string())
        part = instead(part.get<std::string>());
      else if (part.is_array())
        for (auto& name : part) {
          if (name.is_string())
            name = instead(name.get<std::string>());
          else
            leave_out(name);
        }
    }
  }

 private:
  std::string instead(const std::string& name) {
    if (name.empty() || known_.contains(lower(name))) return name;
    const auto [at, is_new] = given_.try_emplace(lower(name), given_.size() + 1);
    return fmt::format("name{}", at->second);
  }

  const std::set<std::string>& known_;
  std::map<std::string, std::size_t> given_;
};

}  // namespace

void leave_out_own_words(Json& tree, const std::set<std::string>& known) {
  OwnWords(known).leave_out(tree);
}

}  // namespace aftercare::store
