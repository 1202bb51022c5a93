#include "store/duckdb/failure.hpp"

#include <fmt/format.h>

#include <initializer_list>
#include <string>

namespace aftercare::store {
namespace {

constexpr std::string_view kOutOfMemory = "the engine ran out of its memory limit";

bool says(std::string_view message, std::initializer_list<std::string_view> words) {
  for (const auto word : words)
    if (message.find(word) != message.npos) return true;
  return false;
}

// holder: "process 123 (aftercare)" from "held in /path/aftercare (PID 123)"; empty if not told.
std::string holder_pid(std::string_view message) {
  constexpr std::string_view mark = "(PID ";
  const auto at = message.find(mark);
  if (at == message.npos) return {};
  const auto from = at + mark.size();
  const auto to = message.find_first_not_of("0123456789", from);
  return std::string(message.substr(from, to - from));
}

std::string_view first_line(std::string_view message) {
  return message.substr(0, message.find('\n'));
}

base::Error damaged(std::string_view message, std::string_view file) {
  return {base::ErrorKind::internal,
          fmt::format("the store is damaged: {}: {}; restore a backup ('aftercare restore PLACE "
                      "--keys DIR -w NEW') or move the file away and ingest again",
                      file, first_line(message)),
          fmt::format("数据库已损坏：{}：{}；请恢复备份（aftercare restore 位置 --keys 文件夹 -w "
                      "新工作区），或移走该文件后重新导入",
                      file, first_line(message))};
}

}  // namespace

base::Error explain(std::string_view message, std::string_view file) {
  const auto internal = [](std::string en, std::string zh) {
    return base::Error{base::ErrorKind::internal, std::move(en), std::move(zh)};
  };
  if (says(message, {"Could not set lock on file"})) {
    const auto pid = holder_pid(message);
    const auto who = pid.empty() ? "another process" : fmt::format("process {}", pid);
    const auto who_zh = pid.empty() ? "另一个进程" : fmt::format("进程 {} ", pid);
    return internal(
        fmt::format("the store is in use by {}: {}; stop it or wait until it is done", who, file),
        fmt::format("数据库正被{}使用：{}；请先停止它，或等它结束", who_zh, file));
  }
  if (says(message, {"No space left on device", "disk is full", "Disk quota exceeded",
                     "Could not write all bytes", "Could not write file"}))
    return internal(
        fmt::format("the disk is full: {}; nothing of the last step was stored, free some space "
                    "and run the same command again",
                    file),
        fmt::format("磁盘已满：{}；最后一步没有写入任何内容，请腾出空间后重新运行同一命令", file));
  if (says(message, {"not a valid DuckDB database file"}))
    return internal(fmt::format("the file is no Aftercare store or is damaged: {}; restore a "
                                "backup ('aftercare restore PLACE --keys DIR -w NEW') or move the "
                                "file away and ingest again",
                                file),
                    fmt::format("该文件不是 Aftercare 数据库或已损坏：{}；请恢复备份（aftercare "
                                "restore 位置 --keys 文件夹 -w 新工作区），"
                                "或移走该文件后重新导入",
                                file));
  if (says(message,
           {"Corrupt", "corrupt", "checksum", "Serialization Error", "Failure while replaying WAL",
            "does not match the database", "truncated", "Could not read enough bytes"}))
    return damaged(message, file);
  if (says(message, {"database file with version number"}))
    return internal(fmt::format("the store was written by another version of the engine: {}: {}",
                                file, first_line(message)),
                    fmt::format("数据库由另一版本的引擎写成：{}：{}", file, first_line(message)));
  if (says(message, {"Permission denied", "Read-only file system"}))
    return internal(fmt::format("no permission for the store: {}; check owner and mode", file),
                    fmt::format("没有访问数据库的权限：{}；请检查文件所有者和权限", file));
  if (says(message, {"No such file or directory", "Cannot open file"}))
    return internal(fmt::format("the store cannot be opened: {}: {}", file, first_line(message)),
                    fmt::format("无法打开数据库：{}：{}", file, first_line(message)));
  if (says(message, {"Out of Memory Error", "could not allocate"}))
    return internal(
        fmt::format("{}: {}; allow it more in the settings (memory_mb)", kOutOfMemory,
                    first_line(message)),
        fmt::format("引擎超出内存上限：{}；请在设置中调高 memory_mb", first_line(message)));
  return internal(fmt::format("the engine failed: {}", message),
                  fmt::format("引擎出错：{}", message));
}

bool ran_out_of_memory(const base::Error& error) {
  return error.message.starts_with(kOutOfMemory);
}

base::Error explain_opening(std::string_view message, std::string_view file) {
  return says(message, {"INTERNAL Error"}) ? damaged(message, file) : explain(message, file);
}

}  // namespace aftercare::store
