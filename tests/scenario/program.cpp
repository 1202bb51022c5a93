#include "program.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <sstream>

#include "place/place.hpp"

namespace aftercare::scenario {
namespace {

namespace fs = std::filesystem;

std::string contents(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

pid_t spawn(const std::vector<std::string>& words, const fs::path& folder, const fs::path& out,
            const fs::path& err) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  if (::chdir(folder.c_str()) != 0) ::_exit(127);
  const int to_out = ::open(out.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int to_err = ::open(err.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  ::dup2(to_out, 1);
  ::dup2(to_err, 2);
  ::setenv("LC_ALL", "C.UTF-8", 1);
  ::setenv("AFTERCARE_LANGUAGE", "en", 1);
  const auto program = place::program();
  std::vector<char*> arguments{const_cast<char*>(program.c_str())};
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execv(program.c_str(), arguments.data());
  ::_exit(127);
}

}  // namespace

Shop::Shop() {
  std::string name = (fs::temp_directory_path() / "aftercareXXXXXX").string();
  folder_ = ::mkdtemp(name.data());
}

Shop::~Shop() {
  std::error_code none;
  fs::remove_all(folder_, none);
}

fs::path Shop::write(const std::string& name, const std::string& bytes) const {
  const auto file = folder_ / name;
  fs::create_directories(file.parent_path());
  std::ofstream(file, std::ios::binary) << bytes;
  return file;
}

pid_t Shop::start(std::vector<std::string> words) const {
  const bool named = std::ranges::find(words, "-w") != words.end();
  if (!named && !words.empty() && words[0] != "init" && words[0] != "demo" && words[0][0] != '-')
    words.insert(words.end(), {"-w", workspace().string()});
  return spawn(words, folder_, folder_ / ".out", folder_ / ".err");
}

Outcome Shop::run(std::vector<std::string> words) const {
  const int code = wait(start(std::move(words)));
  return {code, contents(folder_ / ".out"), contents(folder_ / ".err")};
}

void Shop::kill(pid_t process, int signal) {
  ::kill(process, signal);
}

int Shop::wait(pid_t process) {
  int status = 0;
  ::waitpid(process, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

fs::path real_data() {
  const fs::path folder = place::shared_data();
  return fs::is_directory(folder / "shop_olist") ? folder : fs::path();
}

}  // namespace aftercare::scenario
