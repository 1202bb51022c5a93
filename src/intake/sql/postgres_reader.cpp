// PostgreSQL through libpqxx: a cursor on the server, fetched in pieces of about a megabyte.

#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <memory>
#include <pqxx/pqxx>

#include "base/decoder.hpp"
#include "base/utf8.hpp"
#include "intake/cell_arena.hpp"
#include "intake/sql/sql_failure.hpp"
#include "intake/sql/sql_source.hpp"
#include "intake/sql/watermark.hpp"

namespace aftercare::intake {
namespace {

constexpr std::size_t kFirstFetch = 200;  // Before the size of a row is known.
constexpr std::size_t kMostFetch = 5000;
constexpr std::size_t kFetchBytes = 1 << 20;

// Numbers of types in every PostgreSQL's catalog.
constexpr pqxx::oid kBool = 16, kBytes = 17, kDate = 1082, kMoment = 1114, kMomentZone = 1184;
constexpr pqxx::oid kNumeric = 1700;
constexpr bool is_integer(pqxx::oid type) {
  return type == 20 || type == 21 || type == 23;
}
constexpr bool is_time(pqxx::oid type) {
  return type == kDate || type == kMoment || type == kMomentZone;
}

std::string connection_words(const SqlSource& source, const std::string& password) {
  std::string words;
  const auto add = [&words](std::string_view key, std::string_view value) {
    words += fmt::format("{}='", key);
    for (const char one : value) {
      if (one == '\'' || one == '\\') words += '\\';
      words += one;
    }
    words += "' ";
  };
  constexpr std::string_view modes[] = {"disable", "prefer", "require", "verify-ca", "verify-full"};
  add("host", source.host);
  add("port", fmt::format("{}", source.port));
  add("dbname", source.database);
  add("user", source.user);
  if (!password.empty()) add("password", password);
  add("sslmode", modes[static_cast<std::size_t>(source.tls)]);
  if (!source.ca_file.empty()) add("sslrootcert", source.ca_file);
  add("application_name", "aftercare");
  add("client_encoding", "UTF8");
  add("connect_timeout", "10");
  add("gssencmode", "disable");
  // A server that went away without a word is noticed.
  add("keepalives_idle", "30");
  add("keepalives_interval", "10");
  add("keepalives_count", "3");
  add("tcp_user_timeout", "60000");
  return words;
}

SqlTrouble trouble_of(std::string_view state) {
  if (state == "42501") return SqlTrouble::permission;
  if (state == "42P01" || state == "42703" || state == "3D000" || state == "3F000")
    return SqlTrouble::missing;
  if (state == "57014") return SqlTrouble::too_long;
  if (state.starts_with("57") || state.starts_with("08")) return SqlTrouble::lost;
  if (state.starts_with("22")) return SqlTrouble::bad_value;
  return SqlTrouble::other;
}

// Without the server's own "ERROR:".
std::string_view said_by(const std::exception& error) {
  std::string_view said = error.what();
  if (said.starts_with("ERROR:")) said.remove_prefix(6);
  return said.substr(std::min(said.find_first_not_of(' '), said.size()));
}

tl::unexpected<base::Error> failed_query(const SqlSource& source, const std::string& password) {
  try {
    throw;
  } catch (const pqxx::insufficient_privilege& error) {
    return sql_failure(source, password, SqlTrouble::permission, said_by(error));
  } catch (const pqxx::undefined_table& error) {
    return sql_failure(source, password, SqlTrouble::missing, said_by(error));
  } catch (const pqxx::undefined_column& error) {
    return sql_failure(source, password, SqlTrouble::missing, said_by(error));
  } catch (const pqxx::data_exception&) {
    return sql_failure(source, password, SqlTrouble::bad_value, "");
  } catch (const pqxx::sql_error& error) {
    const auto trouble = trouble_of(error.sqlstate());
    const bool quiet = trouble == SqlTrouble::bad_value || trouble == SqlTrouble::lost;
    return sql_failure(source, password, trouble, quiet ? error.sqlstate() : said_by(error));
  } catch (const pqxx::broken_connection&) {
    return sql_failure(source, password, SqlTrouble::lost, "");
  } catch (const std::exception& error) {
    return sql_failure(source, password, SqlTrouble::other, error.what());
  }
}

tl::unexpected<base::Error> failed_connection(const SqlSource& source, const std::string& password,
                                              std::string_view said) {
  if (const auto begin = said.find("FATAL:"); begin != said.npos) {
    said.remove_prefix(begin + 6);
    said.remove_prefix(std::min(said.find_first_not_of(' '), said.size()));
    const bool missing = said.find("does not exist") != said.npos;
    return sql_failure(
        source, password,
        missing && said.starts_with("database") ? SqlTrouble::missing : SqlTrouble::login, said);
  }
  return sql_failure(source, password, SqlTrouble::unreachable, said);
}

class PostgresReader final : public Reader {
 public:
  PostgresReader(const SqlSource& source, std::string password, std::string from)
      : source_(source), password_(std::move(password)), trail_(std::move(from)) {
    description_.name = "postgres:" + source.name;
    description_.format = Format::postgres;
    description_.encoding = "UTF-8";
    description_.delimiter = '\0';
    description_.quoting = false;
    description_.has_header = false;
  }

  base::Result<void> begin() {
    try {
      connection_ = std::make_unique<pqxx::connection>(connection_words(source_, password_));
    } catch (const std::exception& error) {
      return failed_connection(source_, password_, error.what());
    }
    try {
      work_ = std::make_unique<pqxx::nontransaction>(*connection_);
      work_->exec("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
      work_->exec(fmt::format(
          "SET LOCAL statement_timeout = {}; SET LOCAL DateStyle = 'ISO, YMD'; SET LOCAL TimeZone "
          "= 'UTC'; SET LOCAL IntervalStyle = 'iso_8601'; SET LOCAL extra_float_digits = 1; SET "
          "LOCAL lc_monetary = 'C'",
          std::chrono::milliseconds(source_.timeout).count()));
      plain_bytes_ =
          std::string_view(work_->exec("SHOW server_encoding")[0][0].c_str()) == "SQL_ASCII";
      const auto rows = rows_wanted();
      if (auto described = describe(work_->exec(rows + " LIMIT 0")); !described) return described;
      const auto condition = only_new();
      if (!condition) return base::failure_of(condition);
      work_->exec("DECLARE aftercare_rows NO SCROLL CURSOR FOR " + rows + *condition);
      return {};
    } catch (...) {
      return failed_query(source_, password_);
    }
  }

  std::string position_behind(std::uint64_t row) override {
    return watermark_ ? trail_.behind(row) : std::string();
  }

 protected:
  base::Result<bool> fill(Slice& slice, const SliceLimits& limits) override {
    auto& batch = slice.batch;
    batch.columns = description_.columns;
    std::size_t bytes = 0;
    while (!ended_ && slice.records < limits.records && bytes < limits.bytes) {
      const auto wanted = std::min<std::size_t>(fetch_, limits.records - slice.records);
      const auto result = std::make_shared<pqxx::result>();
      try {
        *result = work_->exec(fmt::format("FETCH {} FROM aftercare_rows", wanted));
      } catch (...) {
        return failed_query(source_, password_);
      }
      const auto size = append(slice, result);
      bytes += size;
      ended_ = static_cast<std::size_t>(result->size()) < wanted;
      if (!result->empty()) {
        const auto a_row =
            std::max<std::size_t>(1, size / static_cast<std::size_t>(result->size()));
        fetch_ = std::clamp<std::size_t>(kFetchBytes / a_row, 1, kMostFetch);
      }
    }
    slice.bytes_consumed = records_read_;
    return slice.records > 0;
  }

 private:
  std::string rows_wanted() const {
    if (!source_.query.empty())
      return "SELECT * FROM (" + bare_query(source_.query) + "\n) AS rows_of_query";
    std::string name;
    std::size_t at = 0;
    for (;;) {
      const auto dot = std::min(source_.table.find('.', at), source_.table.size());
      name += work_->quote_name(source_.table.substr(at, dot - at));
      if (dot == source_.table.size()) return "SELECT * FROM " + name;
      name += '.';
      at = dot + 1;
    }
  }

  base::Result<void> describe(const pqxx::result& rows) {
    for (pqxx::row::size_type column = 0; column < rows.columns(); ++column) {
      description_.columns.emplace_back(rows.column_name(column));
      types_.push_back(rows.column_type(column));
      if (types_.back() == kBytes)
        return column_refused(source_, description_.columns.back(), "bytea");
      if (!source_.watermark.empty() && description_.columns.back() == source_.watermark)
        watermark_ = column;
    }
    if (!source_.watermark.empty() && !watermark_) return no_watermark_column(source_);
    return {};
  }

  // The condition and order that the watermark asks for.
  base::Result<std::string> only_new() {
    if (!watermark_) return std::string();
    const auto column = work_->quote_name(source_.watermark);
    const auto type = types_[*watermark_];
    if (source_.overlap > 0 && source_.overlap_is_time != is_time(type))
      return overlap_refused(source_);
    const auto& from = trail_.behind(0);
    std::string condition;
    if (!from.empty()) {
      auto least = fmt::format("'{}'", work_->esc(from));
      if (source_.overlap > 0 && is_time(type))
        least = fmt::format("{}::{} - interval '{} seconds'", least,
                            type == kMomentZone ? "timestamptz" : "timestamp", source_.overlap);
      else if (source_.overlap > 0 && is_integer(type))
        least = fmt::format("{}::bigint - {}", least, source_.overlap);
      else if (source_.overlap > 0 && type == kNumeric)
        least = fmt::format("{}::numeric - {}", least, source_.overlap);
      else if (source_.overlap > 0)
        return overlap_refused(source_);
      condition = fmt::format(" WHERE {0} >= {1} OR {0} IS NULL", column, least);
    }
    return condition + " ORDER BY " + column;
  }

  // The rows of one fetch; returns the size of their text.
  std::size_t append(Slice& slice, const std::shared_ptr<pqxx::result>& result) {
    auto& batch = slice.batch;
    std::shared_ptr<CellArena> arena;
    std::size_t size = 0;
    for (const auto& row : *result) {
      auto repair = records::TextRepair::none;
      ++records_read_;
      for (pqxx::row::size_type column = 0; column < row.size(); ++column) {
        const auto field = row[column];
        if (field.is_null()) {
          batch.cells.emplace_back();
          continue;
        }
        std::string_view cell(field.c_str(), field.size());
        if (types_[column] == kBool) cell = cell == "t" ? "true" : "false";
        if (plain_bytes_ && !base::is_utf8(cell)) {
          if (!arena) arena = std::make_shared<CellArena>();
          cell = arena->keep(decoded(cell));
          if (cell.find("\xEF\xBF\xBD") != cell.npos)
            repair = records::TextRepair::replaced_invalid;
        }
        size += cell.size();
        batch.cells.push_back(cell);
        if (watermark_ && column == *watermark_) trail_.add(records_read_, cell);
      }
      batch.origins.push_back({records_read_, 0});
      batch.repairs.push_back(repair);
      ++slice.records;
    }
    batch.keeps.push_back(result);
    if (arena) batch.keeps.push_back(arena);
    return size + static_cast<std::size_t>(result->size()) * types_.size();
  }

  // A database without an encoding of its own holds whatever bytes its users sent.
  static std::string decoded(std::string_view cell) {
    const auto detection = base::detect_encoding(cell);
    return base::decode_text(detection ? detection->encoding : base::Encoding::utf8, cell);
  }

  const SqlSource source_;
  const std::string password_;
  WatermarkTrail trail_;
  std::unique_ptr<pqxx::connection> connection_;
  std::unique_ptr<pqxx::nontransaction> work_;  // Within its connection's life.
  std::vector<pqxx::oid> types_;
  std::optional<pqxx::row::size_type> watermark_;
  bool plain_bytes_ = false;
  bool ended_ = false;
  std::size_t fetch_ = kFirstFetch;
};

}  // namespace

base::Result<std::unique_ptr<Reader>> open_postgres(const SqlSource& source,
                                                    const std::string& password,
                                                    const std::string& from) {
  auto reader = std::make_unique<PostgresReader>(source, password, from);
  if (auto begun = reader->begin(); !begun) return base::failure_of(begun);
  return std::unique_ptr<Reader>(std::move(reader));
}

}  // namespace aftercare::intake
