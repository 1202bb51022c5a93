#include "intake/sql/sql_failure.hpp"

#include <fmt/format.h>

#include <array>

namespace aftercare::intake {
namespace {

struct Sentence {
  const char* en;
  const char* zh;
  base::ErrorKind kind = base::ErrorKind::input;
};

Sentence sentence_of(SqlTrouble trouble) {
  switch (trouble) {
    case SqlTrouble::unreachable:
      return {"the database server cannot be reached", "无法连接数据库服务器"};
    case SqlTrouble::login:
      return {"the database server refuses the login", "数据库服务器拒绝登录"};
    case SqlTrouble::permission:
      return {"the database user may not read this", "数据库用户没有读取权限"};
    case SqlTrouble::missing:
      return {"the database has no such table or column", "数据库中没有该表或列",
              base::ErrorKind::usage};
    case SqlTrouble::too_long:
      return {"the query took longer than its timeout", "查询超时"};
    case SqlTrouble::lost:
      return {
          "the connection to the database broke off; what was stored stays, the next run goes on",
          "与数据库的连接中断；已存的数据保留，下次运行会继续"};
    case SqlTrouble::bad_value:
      return {"the database could not convert a value of the query",
              "数据库无法转换查询中的某个值"};
    case SqlTrouble::other:
      break;
  }
  return {"the database refuses the query", "数据库拒绝该查询"};
}

std::string place_of(const SqlSource& source) {
  return fmt::format("{} ({}:{}/{})", source.name, source.host, source.port, source.database);
}

std::string shown(std::string_view detail, const std::string& password) {
  std::string line(detail.substr(0, detail.find('\n')));
  if (password.empty()) return line;
  for (auto at = line.find(password); at != line.npos; at = line.find(password, at + 3))
    line.replace(at, password.size(), "***");
  return line;
}

tl::unexpected<base::Error> settings_failure(const SqlSource& source, const std::string& en,
                                             const std::string& zh) {
  return base::failure(fmt::format("{}: source {}", en, place_of(source)),
                       fmt::format("{}：数据源 {}", zh, place_of(source)));
}

}  // namespace

tl::unexpected<base::Error> sql_failure(const SqlSource& source, const std::string& password,
                                        SqlTrouble trouble, std::string_view detail) {
  const auto sentence = sentence_of(trouble);
  const auto line = shown(detail, password);
  const auto what = line.empty() ? std::string() : ": " + line;
  const auto what_zh = line.empty() ? std::string() : "：" + line;
  return base::failure(sentence.kind,
                       fmt::format("{}{}: source {}", sentence.en, what, place_of(source)),
                       fmt::format("{}{}：数据源 {}", sentence.zh, what_zh, place_of(source)));
}

tl::unexpected<base::Error> column_refused(const SqlSource& source, std::string_view column,
                                           std::string_view type) {
  return settings_failure(
      source,
      fmt::format("a column of bytes is no text: '{}' is {}; leave it out with 'query'", column,
                  type),
      fmt::format("二进制列不是文本：“{}”的类型是 {}；请用“query”排除它", column, type));
}

tl::unexpected<base::Error> no_watermark_column(const SqlSource& source) {
  return settings_failure(source, fmt::format("the watermark is no column: '{}'", source.watermark),
                          fmt::format("水位列不存在：“{}”", source.watermark));
}

tl::unexpected<base::Error> overlap_refused(const SqlSource& source) {
  return settings_failure(
      source,
      fmt::format("the overlap does not fit the watermark '{}': a time needs 30s, 5m or 2h, a "
                  "number a number",
                  source.watermark),
      fmt::format("重叠量与水位列“{}”不符：时间列写 30s、5m、2h，数值列写数字", source.watermark));
}

std::string bare_query(std::string query) {
  const auto end = query.find_last_not_of(" \t\r\n;");
  query.resize(end == query.npos ? 0 : end + 1);
  return query;
}

}  // namespace aftercare::intake
