// MySQL and MariaDB through libmariadb: rows come one by one and are never all in memory.

#include <errmsg.h>
#include <fmt/format.h>
#include <mysql.h>
#include <mysqld_error.h>
#include <sys/socket.h>

#include <algorithm>
#include <memory>

#include "base/decoder.hpp"
#include "base/utf8.hpp"
#include "intake/cell_arena.hpp"
#include "intake/sql/sql_failure.hpp"
#include "intake/sql/sql_source.hpp"
#include "intake/sql/watermark.hpp"

namespace aftercare::intake {
namespace {

constexpr unsigned kBinary = 63;  // The character set that is none.

struct CloseSession {
  void operator()(MYSQL* session) const { mysql_close(session); }
};
struct FreeRows {
  void operator()(MYSQL_RES* rows) const { mysql_free_result(rows); }
};
using Session = std::unique_ptr<MYSQL, CloseSession>;
using MysqlRows = std::unique_ptr<MYSQL_RES, FreeRows>;

SqlTrouble trouble_of_number(unsigned number) {
  switch (number) {
    case ER_ACCESS_DENIED_ERROR:
    case ER_ACCESS_DENIED_NO_PASSWORD_ERROR:
    case ER_DBACCESS_DENIED_ERROR:
      return SqlTrouble::login;
    case ER_TABLEACCESS_DENIED_ERROR:
    case ER_COLUMNACCESS_DENIED_ERROR:
    case ER_SPECIFIC_ACCESS_DENIED_ERROR:
      return SqlTrouble::permission;
    case ER_NO_SUCH_TABLE:
    case ER_BAD_FIELD_ERROR:
    case ER_BAD_DB_ERROR:
      return SqlTrouble::missing;
    case ER_STATEMENT_TIMEOUT:
    case 3024:  // MySQL's own number for it.
    case ER_QUERY_INTERRUPTED:
      return SqlTrouble::too_long;
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case ER_SERVER_SHUTDOWN:
    case ER_CONNECTION_KILLED:
      return SqlTrouble::lost;
    case ER_TRUNCATED_WRONG_VALUE:
    case ER_DATA_TOO_LONG:
      return SqlTrouble::bad_value;
    default:
      return SqlTrouble::other;
  }
}

std::string name_in_ticks(std::string_view name) {
  std::string quoted = "`";
  for (const char one : name) quoted += one == '`' ? "``" : std::string(1, one);
  return quoted + "`";
}

bool is_number(const MYSQL_FIELD& field) {
  return IS_NUM(field.type) && field.type != MYSQL_TYPE_TIMESTAMP;
}
bool is_time(const MYSQL_FIELD& field) {
  return field.type == MYSQL_TYPE_DATE || field.type == MYSQL_TYPE_DATETIME ||
         field.type == MYSQL_TYPE_TIMESTAMP;
}
// Bytes that are no text. JSON has no character set either, but is.
bool is_bytes(const MYSQL_FIELD& field) {
  if (field.type == MYSQL_TYPE_GEOMETRY) return true;
  const bool of_characters = field.type == MYSQL_TYPE_STRING ||
                             field.type == MYSQL_TYPE_VAR_STRING ||
                             (field.type >= MYSQL_TYPE_TINY_BLOB && field.type <= MYSQL_TYPE_BLOB);
  return of_characters && field.charsetnr == kBinary;
}

// The number that a BIT column holds; its bytes are no text.
std::string number_of_bits(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return fmt::format("{}", number);
}

class MysqlReader final : public Reader {
 public:
  MysqlReader(const SqlSource& source, std::string password, std::string from)
      : source_(source), password_(std::move(password)), trail_(std::move(from)) {
    description_.name = "mysql:" + source.name;
    description_.format = Format::mysql;
    description_.encoding = "UTF-8";
    description_.delimiter = '\0';
    description_.quoting = false;
    description_.has_header = false;
  }

  base::Result<void> begin() {
    if (auto connected = connect(); !connected) return connected;
    const auto rows = rows_wanted();
    auto begun = prepare();
    if (begun) begun = run(rows + " LIMIT 0");
    if (!begun) return begun;
    {
      const MysqlRows none(mysql_store_result(session_.get()));
      if (!none) return failed();
      if (auto described = describe(none.get()); !described) return described;
    }
    const auto condition = only_new();
    if (!condition) return base::failure_of(condition);
    if (begun = run(rows + *condition); !begun) return begun;
    rows_.reset(mysql_use_result(session_.get()));
    if (!rows_) return failed();
    return {};
  }

  ~MysqlReader() override {
    // Otherwise the rest would be read just to be thrown away.
    if (rows_ && !ended_) ::shutdown(static_cast<int>(mysql_get_socket(session_.get())), SHUT_RDWR);
  }

  std::string position_behind(std::uint64_t row) override {
    return watermark_ ? trail_.behind(row) : std::string();
  }

 protected:
  base::Result<bool> fill(Slice& slice, const SliceLimits& limits) override {
    auto& batch = slice.batch;
    batch.columns = description_.columns;
    const auto arena = std::make_shared<CellArena>();
    std::size_t bytes = 0;
    while (!ended_ && slice.records < limits.records && bytes < limits.bytes) {
      const MYSQL_ROW row = mysql_fetch_row(rows_.get());
      if (row == nullptr) {
        ended_ = true;
        if (mysql_errno(session_.get()) != 0) return failed();
        break;
      }
      bytes += append(slice, row, mysql_fetch_lengths(rows_.get()), *arena);
    }
    batch.keeps.push_back(arena);
    slice.bytes_consumed = records_read_;
    return slice.records > 0;
  }

 private:
  tl::unexpected<base::Error> failed() const {
    const auto trouble = trouble_of_number(mysql_errno(session_.get()));
    const bool quiet = trouble == SqlTrouble::bad_value || trouble == SqlTrouble::lost;
    return sql_failure(source_, password_, trouble, quiet ? "" : mysql_error(session_.get()));
  }

  base::Result<void> connect() {
    session_.reset(mysql_init(nullptr));
    auto* session = session_.get();
    if (session == nullptr)
      return base::failure(base::ErrorKind::internal, "no memory for a connection",
                           "内存不足，无法建立连接");
    const unsigned seconds = 10;
    mysql_options(session, MYSQL_OPT_CONNECT_TIMEOUT, &seconds);
    const auto silence = static_cast<unsigned>(source_.timeout.count() + 10);
    mysql_options(session, MYSQL_OPT_READ_TIMEOUT, &silence);
    mysql_options(session, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    const my_bool yes = 1, no = 0;
    if (source_.tls >= SqlTls::require) mysql_options(session, MYSQL_OPT_SSL_ENFORCE, &yes);
    if (source_.tls >= SqlTls::prefer)
      mysql_options(session, MYSQL_OPT_SSL_VERIFY_SERVER_CERT,
                    source_.tls >= SqlTls::verify_ca ? &yes : &no);
    if (!source_.ca_file.empty()) mysql_options(session, MYSQL_OPT_SSL_CA, source_.ca_file.c_str());
    const bool by_socket = source_.host.starts_with('/');
    if (mysql_real_connect(session, by_socket ? nullptr : source_.host.c_str(),
                           source_.user.c_str(), password_.c_str(), source_.database.c_str(),
                           source_.port, by_socket ? source_.host.c_str() : nullptr, 0) != nullptr)
      return {};
    const auto number = mysql_errno(session);
    const auto trouble = trouble_of_number(number);
    return sql_failure(
        source_, password_,
        number >= CR_MIN_ERROR && number <= CR_MAX_ERROR ? SqlTrouble::unreachable : trouble,
        mysql_error(session));
  }

  base::Result<void> run(const std::string& sql) {
    if (mysql_real_query(session_.get(), sql.data(), sql.size()) != 0) return failed();
    return {};
  }

  base::Result<void> prepare() {
    const bool mariadb = std::string_view(mysql_get_server_info(session_.get())).find("MariaDB") !=
                         std::string::npos;
    const auto limit =
        mariadb
            ? fmt::format("SET SESSION max_statement_time = {}", source_.timeout.count())
            : fmt::format("SET SESSION max_execution_time = {}", source_.timeout.count() * 1000);
    for (const auto& sql : {std::string("SET SESSION time_zone = '+00:00'"),
                            // Rows wait on the server while earlier ones go through the stages.
                            std::string("SET SESSION net_write_timeout = 3600"), limit,
                            std::string("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ"),
                            std::string("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")})
      if (auto done = run(sql); !done) return done;
    return {};
  }

  std::string rows_wanted() const {
    if (!source_.query.empty())
      return "SELECT * FROM (" + bare_query(source_.query) + "\n) AS rows_of_query";
    const auto dot = source_.table.find('.');
    if (dot == source_.table.npos) return "SELECT * FROM " + name_in_ticks(source_.table);
    return "SELECT * FROM " + name_in_ticks(source_.table.substr(0, dot)) + "." +
           name_in_ticks(source_.table.substr(dot + 1));
  }

  base::Result<void> describe(MYSQL_RES* rows) {
    const auto count = mysql_num_fields(rows);
    const MYSQL_FIELD* fields = mysql_fetch_fields(rows);
    for (unsigned column = 0; column < count; ++column) {
      const auto& field = fields[column];
      description_.columns.emplace_back(field.name);
      if (is_bytes(field)) return column_refused(source_, field.name, "binary");
      fields_.push_back(field);
      if (!source_.watermark.empty() && description_.columns.back() == source_.watermark)
        watermark_ = column;
    }
    if (!source_.watermark.empty() && !watermark_) return no_watermark_column(source_);
    return {};
  }

  base::Result<std::string> only_new() {
    if (!watermark_) return std::string();
    const auto column = name_in_ticks(source_.watermark);
    const auto& field = fields_[*watermark_];
    const auto& from = trail_.behind(0);
    if (source_.overlap > 0 && (source_.overlap_is_time ? !is_time(field) : !is_number(field)))
      return overlap_refused(source_);
    std::string condition;
    if (!from.empty()) {
      std::string least(from.size() * 2 + 1, '\0');
      least.resize(
          mysql_real_escape_string(session_.get(), least.data(), from.data(), from.size()));
      // A number is compared as one: as text it would lose digits.
      const bool plain = least.find_first_not_of("0123456789+-.eE") == least.npos;
      if (!is_number(field) || !plain) least = "'" + least + "'";
      if (source_.overlap > 0)
        least += source_.overlap_is_time ? fmt::format(" - INTERVAL {} SECOND", source_.overlap)
                                         : fmt::format(" - {}", source_.overlap);
      condition = fmt::format(" WHERE {0} >= {1} OR {0} IS NULL", column, least);
    }
    return condition + " ORDER BY " + column;
  }

  std::size_t append(Slice& slice, MYSQL_ROW row, const unsigned long* lengths, CellArena& arena) {
    auto& batch = slice.batch;
    std::size_t size = fields_.size();
    ++records_read_;
    auto repair = records::TextRepair::none;
    for (std::size_t column = 0; column < fields_.size(); ++column) {
      if (row[column] == nullptr) {
        batch.cells.emplace_back();
        continue;
      }
      const std::string_view cell(row[column], lengths[column]);
      if (watermark_ && column == *watermark_) trail_.add(records_read_, cell);
      batch.cells.push_back(kept(fields_[column], cell, arena, repair));
      size += cell.size();
    }
    batch.origins.push_back({records_read_, 0});
    batch.repairs.push_back(repair);
    ++slice.records;
    return size;
  }

  static std::string_view kept(const MYSQL_FIELD& field, std::string_view cell, CellArena& arena,
                               records::TextRepair& repair) {
    if (field.type == MYSQL_TYPE_TIMESTAMP)  // A moment: the session's zone is UTC.
      return arena.keep(std::string(cell) + "Z");
    if (field.type == MYSQL_TYPE_BIT) return arena.keep(number_of_bits(cell));
    if (cell.empty()) return "";
    if (base::is_utf8(cell)) return arena.keep(cell);
    repair = records::TextRepair::replaced_invalid;
    return arena.keep(base::decode_text(base::Encoding::utf8, cell));
  }

  const SqlSource source_;
  const std::string password_;
  WatermarkTrail trail_;
  Session session_;
  MysqlRows rows_;                   // Within its session's life.
  std::vector<MYSQL_FIELD> fields_;  // Only their types: names lie in the description.
  std::optional<std::size_t> watermark_;
  bool ended_ = false;
};

}  // namespace

base::Result<std::unique_ptr<Reader>> open_mysql(const SqlSource& source,
                                                 const std::string& password,
                                                 const std::string& from) {
  auto reader = std::make_unique<MysqlReader>(source, password, from);
  if (auto begun = reader->begin(); !begun) return base::failure_of(begun);
  return std::unique_ptr<Reader>(std::move(reader));
}

}  // namespace aftercare::intake
