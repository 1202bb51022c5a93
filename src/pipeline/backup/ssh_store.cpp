#include "pipeline/backup/ssh_store.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <deque>
#include <functional>
#include <optional>
#include <set>
#include <thread>

#include "pipeline/backup/ssh_session.hpp"

namespace aftercare::pipeline {
namespace {

constexpr int kAttempts = 4;
constexpr std::size_t kPiece = 32'000;  // What every server takes at once.
constexpr std::uint64_t kMostBytesOfPiece = 1U << 30;
constexpr std::size_t kOnTheirWay = 16;  // Pieces that are asked for ahead.

bool is_not_there(int code) {
  return code == SSH_FX_NO_SUCH_FILE || code == SSH_FX_NO_SUCH_PATH;
}

// As every shell takes a word, whatever stands in it.
std::string quoted_word(std::string_view text) {
  std::string word = "'";
  for (const char sign : text) word += sign == '\'' ? "'\\''" : std::string(1, sign);
  return word + "'";
}

// What `find` is told to write of each file, and the line that shows that it came to its end.
constexpr std::string_view kFindForm = "%T@ %s %P\\n";
constexpr std::string_view kFindEnd = "aftercare: whole";

// "1774000000.12 1048624 ab/ab12": a piece below `folder`. nullopt: it is no such line.
std::optional<DistantPiece> piece_of_line(std::string_view line, const std::string& folder) {
  const auto first = line.find(' ');
  const auto second = line.find(' ', first == line.npos ? first : first + 1);
  if (second == line.npos || second + 1 == line.size()) return std::nullopt;
  DistantPiece piece;
  const auto whole = line.substr(0, std::min(line.find('.'), first));
  const auto bytes = line.substr(first + 1, second - first - 1);
  const auto is_number = [](std::string_view text, auto& number) {
    const auto* const end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end;
  };
  if (!is_number(whole, piece.written) || !is_number(bytes, piece.bytes)) return std::nullopt;
  piece.name = folder + "/" + std::string(line.substr(second + 1));
  return piece;
}

class SshStore final : public DistantStore {
 public:
  SshStore(SshFolder folder, SshAccess access)
      : folder_(std::move(folder)), access_(std::move(access)) {}

  base::Result<void> enter(bool make) {
    return again<void>([&]() -> base::Result<void> {
      if (exists(folder_.folder)) return {};
      if (alive() && make) return make_folders(folder_.folder);
      if (!alive()) return failed("");
      return base::failure(fmt::format("no folder of backups: {}", name()),
                           fmt::format("不是备份文件夹：{}", name()));
    });
  }

  base::Result<void> put(const std::string& name, std::string_view bytes) override {
    return again<void>([&]() -> base::Result<void> {
      const auto path = path_of(name);
      if (auto made = make_folders(path.substr(0, path.rfind('/'))); !made) return made;
      const auto temporary = path + ".new";
      const sftp_file file =
          sftp_open(files(), temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC, S_IRUSR | S_IWUSR);
      if (file == nullptr) return failed(name);
      bool good = true;
      for (std::string_view rest = bytes; good && !rest.empty();) {
        const auto written = sftp_write(file, rest.data(), std::min(rest.size(), kPiece));
        good = written > 0;
        if (good) rest.remove_prefix(static_cast<std::size_t>(written));
      }
      if (good && sftp_extension_supported(files(), "fsync@openssh.com", "1") != 0)
        good = sftp_fsync(file) == 0;
      auto trouble = failed(name);
      good = sftp_close(file) == SSH_OK && good;
      if (good) {
        // Not every server puts a file in the place of another: then the other goes first.
        good = sftp_rename(files(), temporary.c_str(), path.c_str()) == 0;
        if (!good && alive() && sftp_unlink(files(), path.c_str()) == 0)
          good = sftp_rename(files(), temporary.c_str(), path.c_str()) == 0;
        if (!good) trouble = failed(name);
      }
      if (good) return {};
      if (alive()) sftp_unlink(files(), temporary.c_str());
      return trouble;
    });
  }

  base::Result<std::string> get(const std::string& name) const override {
    return again<std::string>([&]() -> base::Result<std::string> {
      const sftp_file file = sftp_open(files(), path_of(name).c_str(), O_RDONLY, 0);
      if (file == nullptr) return failed(name);
      auto bytes = read_all(file);
      auto trouble = failed(name);
      sftp_close(file);
      if (!bytes) return trouble;
      return std::move(*bytes);
    });
  }

  base::Result<std::vector<DistantPiece>> list(const std::string& folder) const override {
    return again<std::vector<DistantPiece>>([&]() -> base::Result<std::vector<DistantPiece>> {
      std::vector<DistantPiece> all;
      if (auto found = found_below(folder)) {
        all = std::move(*found);
      } else if (auto listed = list_into(folder, all); !listed) {
        return base::failure_of(listed);
      }
      std::ranges::sort(all, {}, &DistantPiece::name);
      return all;
    });
  }

  base::Result<void> remove(const std::string& name) override {
    return again<void>([&]() -> base::Result<void> {
      if (sftp_unlink(files(), path_of(name).c_str()) == 0 ||
          (alive() && is_not_there(sftp_get_error(files()))))
        return {};
      return failed(name);
    });
  }

  std::string name() const override {
    return fmt::format("ssh://{}{}{}{}{}", folder_.user.empty() ? "" : folder_.user + "@",
                       folder_.host, folder_.port == 0 ? "" : fmt::format(":{}", folder_.port),
                       folder_.folder.starts_with('/') ? "" : "/~/", folder_.folder);
  }

 private:
  // Once more on a new connection when the old one broke.
  template <typename T>
  base::Result<T> again(const std::function<base::Result<T>()>& work) const {
    base::Result<T> done = base::failure(base::ErrorKind::internal, "not tried", "尚未尝试");
    for (int attempt = 0; attempt < kAttempts; ++attempt) {
      if (attempt > 0) std::this_thread::sleep_for(std::chrono::milliseconds(250) * (1 << attempt));
      if (!session_) {
        auto session = SshSession::connect(folder_, access_);
        if (!session) {
          done = base::failure_of(session);
          if (session.error().kind == base::ErrorKind::usage) return done;
          continue;
        }
        session_ = std::move(*session);
      }
      done = work();
      if (done || alive()) return done;
      session_.reset();
      made_.clear();
    }
    return done;
  }

  sftp_session files() const { return session_->files(); }
  bool alive() const { return session_->is_alive(); }
  std::string path_of(const std::string& name) const { return folder_.folder + "/" + name; }

  tl::unexpected<base::Error> failed(const std::string& name) const {
    const auto at = this->name() + (name.empty() ? "" : "/" + name);
    const auto why = session_->trouble();
    const auto kind = alive() && is_not_there(sftp_get_error(files())) ? base::ErrorKind::input
                                                                       : base::ErrorKind::internal;
    return base::failure(kind, fmt::format("the backup is not reached: {}: {}", at, why),
                         fmt::format("无法读写备份：{}：{}", at, why));
  }

  bool exists(const std::string& path) const {
    const sftp_attributes found = sftp_stat(files(), path.c_str());
    if (found == nullptr) return false;
    sftp_attributes_free(found);
    return true;
  }

  base::Result<void> make_folders(const std::string& path) const {
    if (path.empty() || path == "/" || made_.contains(path)) return {};
    if (!exists(path)) {
      if (!alive()) return failed("");
      const auto slash = path.rfind('/');
      if (slash != path.npos)
        if (auto above = make_folders(path.substr(0, slash)); !above) return above;
      if (sftp_mkdir(files(), path.c_str(), S_IRWXU) != 0 && !exists(path)) return failed("");
    }
    made_.insert(path);
    return {};
  }

  // Several pieces are asked for at a time; nothing if the server breaks off.
  static std::optional<std::string> read_all(sftp_file file) {
    const sftp_attributes known = sftp_fstat(file);
    if (known == nullptr) return std::nullopt;
    const auto size = known->size;
    sftp_attributes_free(known);
    if (size > kMostBytesOfPiece) return std::nullopt;
    std::string bytes(size, '\0');
    struct Asked {
      int id;
      std::size_t at, size;
    };
    std::deque<Asked> asked;
    bool good = true;
    for (std::size_t at = 0; good && (at < size || !asked.empty());) {
      for (; at < size && asked.size() < kOnTheirWay; at += asked.back().size) {
        const auto piece = std::min<std::size_t>(kPiece, size - at);
        const int id = sftp_async_read_begin(file, static_cast<std::uint32_t>(piece));
        if (id < 0) return std::nullopt;
        asked.push_back({id, at, piece});
      }
      const auto next = asked.front();
      asked.pop_front();
      const int read =
          sftp_async_read(file, bytes.data() + next.at, static_cast<std::uint32_t>(next.size),
                          static_cast<std::uint32_t>(next.id));
      good = read == static_cast<int>(next.size);
    }
    if (!good) return std::nullopt;
    return bytes;
  }

  // The whole tree by one `find` on the other machine, where SFTP would ask for one folder after
  // the other. nullopt: it runs no commands, has another find, or shows other files to them than
  // to SFTP; then it is asked folder by folder.
  std::optional<std::vector<DistantPiece>> found_below(const std::string& folder) const {
    const auto path = path_of(folder);
    const auto said =
        session_->said_by(fmt::format("find {} -type f -printf {} && echo {}",
                                      quoted_word(path.starts_with('/') ? path : "./" + path),
                                      quoted_word(kFindForm), quoted_word(kFindEnd)));
    std::vector<DistantPiece> all;
    bool whole = false;
    for (std::string_view rest = said; !rest.empty() && !whole;) {
      const auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(rest.size(), line.size() + 1));
      whole = line == kFindEnd;
      auto piece = whole ? std::nullopt : piece_of_line(line, folder);
      if (!whole && !piece) return std::nullopt;
      if (piece && !piece->name.ends_with(".new")) all.push_back(std::move(*piece));
    }
    if (!whole || all.empty()) return std::nullopt;
    const sftp_attributes same = sftp_stat(files(), path_of(all.back().name).c_str());
    const bool fits = same != nullptr && same->size == all.back().bytes;
    if (same != nullptr) sftp_attributes_free(same);
    if (!fits) return std::nullopt;
    return all;
  }

  base::Result<void> list_into(const std::string& folder, std::vector<DistantPiece>& all) const {
    const sftp_dir open = sftp_opendir(files(), path_of(folder).c_str());
    if (open == nullptr) {
      if (alive() && is_not_there(sftp_get_error(files()))) return {};
      return failed(folder);
    }
    std::vector<std::string> below;
    while (const sftp_attributes entry = sftp_readdir(files(), open)) {
      const std::string_view last = entry->name;
      const auto path = folder + "/" + std::string(last);
      if (entry->type == SSH_FILEXFER_TYPE_DIRECTORY && last != "." && last != "..")
        below.push_back(path);
      else if (entry->type == SSH_FILEXFER_TYPE_REGULAR && !last.ends_with(".new"))
        all.push_back({path, static_cast<std::int64_t>(entry->mtime), entry->size});
      sftp_attributes_free(entry);
    }
    const bool whole = sftp_dir_eof(open) == 1;
    auto trouble = failed(folder);
    sftp_closedir(open);
    if (!whole) return trouble;
    for (const auto& path : below)
      if (auto listed = list_into(path, all); !listed) return listed;
    return {};
  }

  SshFolder folder_;
  SshAccess access_;
  mutable std::unique_ptr<SshSession> session_;
  mutable std::set<std::string> made_;  // Folders known to be there.
};

}  // namespace

base::Result<std::unique_ptr<DistantStore>> open_ssh_folder(const SshFolder& folder,
                                                            const SshAccess& access, bool make) {
  auto store = std::make_unique<SshStore>(folder, access);
  if (auto entered = store->enter(make); !entered) return base::failure_of(entered);
  return store;
}

}  // namespace aftercare::pipeline
