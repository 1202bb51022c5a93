#include "app/http/upload_shelf.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "base/utf8.hpp"
#include "intake/part.hpp"
#include "intake/reader.hpp"

namespace aftercare::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 120;
constexpr std::size_t kLongestEnding = 16;

bool is_harmless(char32_t point) {
  if (point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0xFFFD) return false;
  // Marks that turn the direction of writing round, and invisible ones.
  if ((point >= 0x200B && point <= 0x200F) || (point >= 0x2028 && point <= 0x202E)) return false;
  if ((point >= 0x2060 && point <= 0x206F) || point == 0xFEFF) return false;
  return std::u32string_view(U"/\\#*?\"<>|:").find(point) == std::u32string_view::npos;
}

// Whole code points, at most so many bytes.
std::string_view first_bytes(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80) --most;
  return text.substr(0, most);
}

std::string random_id() {
  std::array<unsigned char, 8> bytes;
  randombytes_buf(bytes.data(), bytes.size());
  std::string id;
  for (const auto byte : bytes) id += fmt::format("{:02x}", byte);
  return id;
}

bool is_id(std::string_view text) {
  return text.size() == 16 && text.find_first_not_of("0123456789abcdef") == text.npos;
}

tl::unexpected<base::Error> disk_failure(std::string_view en, std::string_view zh,
                                         const std::string& reason) {
  return base::failure(base::ErrorKind::internal, fmt::format("{}: {}", en, reason),
                       fmt::format("{}：{}", zh, reason));
}

}  // namespace

std::string safe_file_name(std::string_view given) {
  const auto folder = given.find_last_of("/\\");
  if (folder != given.npos) given.remove_prefix(folder + 1);
  std::string name;
  for (std::size_t at = 0; at < given.size();) {
    const auto point = base::next_code_point(given, at);
    if (is_harmless(point))
      base::append_code_point(name, point);
    else if (!name.ends_with('_'))
      name.push_back('_');
  }
  name.erase(0, std::min(name.find_first_not_of(" .-~"), name.size()));
  name.erase(name.find_last_not_of(" .") + 1);
  if (name.find_first_not_of('_') == name.npos) return "upload";
  if (name.size() <= kLongestName) return name;
  const auto dot = name.rfind('.');
  const bool has_ending = dot != name.npos && name.size() - dot <= kLongestEnding;
  const auto ending = has_ending ? name.substr(dot) : std::string();
  return std::string(first_bytes(name, kLongestName - ending.size())) + ending;
}

std::string upload_id(const ShelvedFile& file) {
  return file.number == 0 ? file.id : fmt::format("{}-{}", file.id, file.number + 1);
}

std::string upload_name(const ShelvedFile& file) {
  return file.part.empty() ? file.name : file.name + "#" + file.part;
}

IncomingFile::IncomingFile(IncomingFile&& other) noexcept
    : waiting_(std::move(other.waiting_)),
      id_(std::move(other.id_)),
      name_(std::move(other.name_)),
      file_(std::exchange(other.file_, -1)),
      bytes_(other.bytes_) {}

IncomingFile::~IncomingFile() {
  if (file_ < 0) return;
  ::close(file_);
  ::unlink(part().c_str());
}

base::Result<void> IncomingFile::write(std::string_view piece) {
  while (!piece.empty()) {
    const auto done = ::write(file_, piece.data(), piece.size());
    if (done < 0 && errno == EINTR) continue;
    if (done < 0)
      return disk_failure(
          "the disk did not take the file; make room in the workspace and upload it again",
          "磁盘无法写入该文件；请为工作区腾出空间后重新上传", std::strerror(errno));
    bytes_ += static_cast<std::uint64_t>(done);
    piece.remove_prefix(static_cast<std::size_t>(done));
  }
  return {};
}

base::Result<ShelvedFile> IncomingFile::keep() {
  const auto folder = waiting_ / id_;
  std::error_code error;
  fs::create_directory(folder, error);
  if (!error) fs::permissions(folder, fs::perms::owner_all, error);
  if (!error) fs::rename(part(), folder / name_, error);
  if (error) return disk_failure("the file cannot be kept", "无法保存该文件", error.message());
  ::close(std::exchange(file_, -1));
  return ShelvedFile{id_, name_, bytes_, "", 0};
}

UploadShelf::UploadShelf(const fs::path& sources) : root_(sources / "uploads") {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(waiting_folder(), error))
    if (entry.path().extension() == ".part") fs::remove(entry.path(), error);
}

base::Result<IncomingFile> UploadShelf::begin(std::string_view name) const {
  std::error_code error;
  for (const auto& folder : {root_, waiting_folder()}) {
    fs::create_directories(folder, error);
    if (!error) fs::permissions(folder, fs::perms::owner_all, error);
    if (error)
      return disk_failure("the folder for uploads cannot be made", "无法创建上传文件夹",
                          folder.string() + ": " + error.message());
  }
  const auto id = random_id();
  const auto part = waiting_folder() / (id + ".part");
  const int file = ::open(part.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0)
    return disk_failure("the file cannot be received", "无法接收该文件", std::strerror(errno));
  return IncomingFile(waiting_folder(), id, safe_file_name(name), file);
}

std::vector<ShelvedFile> UploadShelf::waiting() const {
  std::vector<ShelvedFile> files;
  std::error_code error;
  for (const auto& folder : fs::directory_iterator(waiting_folder(), error)) {
    const auto id = folder.path().filename().string();
    if (!is_id(id) || !folder.is_directory(error)) continue;
    for (const auto& file : fs::directory_iterator(folder.path(), error))
      if (file.is_regular_file(error))
        files.push_back({id, file.path().filename().string(), file.file_size(error), "", 0});
  }
  std::ranges::sort(files, {}, &ShelvedFile::id);
  return files;
}

fs::path UploadShelf::path_of(const ShelvedFile& file) const {
  std::error_code none;
  auto path = waiting_folder() / file.id / file.name;
  if (!fs::exists(path, none)) path = root_ / file.id / file.name;
  return file.part.empty() ? path : fs::path(path.string() + "#" + file.part);
}

base::Result<std::vector<ShelvedFile>> UploadShelf::parts_of(const ShelvedFile& file) const {
  constexpr std::size_t most = 50;
  const auto path = path_of(file);
  const auto found = intake::parts(path);
  if (!found) return base::failure_of(found);
  std::vector<ShelvedFile> parts;
  std::optional<base::Error> unreadable;
  const auto prefix = path.string() + "#";
  for (const auto& part : *found) {
    if (part.left_out) continue;
    if (const auto opened = intake::open(part.path); !opened) {
      if (!unreadable) unreadable = opened.error();
      continue;
    }
    auto one = file;
    const auto text = part.path.string();
    if (text.starts_with(prefix)) one.part = text.substr(prefix.size());
    one.number = static_cast<unsigned>(parts.size());
    parts.push_back(std::move(one));
    if (parts.size() > most)
      return base::failure(
          base::ErrorKind::input,
          fmt::format("the file holds more than {} tables: {}. Unpack it and choose those you need",
                      most, file.name),
          fmt::format("文件中的表格超过 {} 个：{}。请解压后选择需要的文件", most, file.name));
  }
  if (!parts.empty()) return parts;
  if (unreadable) return tl::unexpected(*unreadable);
  return base::failure(base::ErrorKind::input,
                       fmt::format("the file holds no table with a row: {}", file.name),
                       fmt::format("文件中没有含数据的表格：{}", file.name));
}

base::Result<fs::path> UploadShelf::take(const ShelvedFile& file) const {
  std::error_code error;
  if (fs::exists(waiting_folder() / file.id, error))
    fs::rename(waiting_folder() / file.id, root_ / file.id, error);
  if (error) return disk_failure("the file cannot be moved", "无法移动该文件", error.message());
  return path_of(file);
}

void UploadShelf::drop(const ShelvedFile& file) const {
  std::error_code ignored;
  fs::remove_all(waiting_folder() / file.id, ignored);
}

}  // namespace aftercare::app
