#include "place/python_server.hpp"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>
#include <thread>

#include "place/place.hpp"

namespace aftercare::place {
namespace {

namespace fs = std::filesystem;

pid_t start(const std::vector<std::string>& words) {
  const pid_t child = ::fork();
  if (child != 0) return child;
  std::vector<char*> arguments;
  for (const auto& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  ::execvp(arguments[0], arguments.data());
  ::_exit(127);
}

}  // namespace

fs::path PythonServer::new_folder() {
  std::string name = (fs::temp_directory_path() / "aftercare_place_XXXXXX").string();
  return ::mkdtemp(name.data());
}

PythonServer::PythonServer(const std::string& script, const std::vector<std::string>& words,
                           fs::path folder, std::chrono::seconds patience)
    : folder_(std::move(folder)) {
  // Its own machine's python, whatever stands first in the path.
  std::vector<std::string> all{fs::exists("/usr/bin/python3") ? "/usr/bin/python3" : "python3",
                               (root() / "tests" / "place" / script).string()};
  all.insert(all.end(), words.begin(), words.end());
  process_ = start(all);
  const auto end = std::chrono::steady_clock::now() + patience;
  while (std::chrono::steady_clock::now() < end) {
    std::this_thread::sleep_for(std::chrono::milliseconds(25));
    if (std::ifstream in(folder_ / "port"); in) {
      in >> port_;
      return;
    }
    if (::waitpid(process_, nullptr, WNOHANG) == process_) {
      process_ = 0;
      return;
    }
  }
}

PythonServer::~PythonServer() {
  if (process_ > 0) {
    ::kill(process_, SIGKILL);
    ::waitpid(process_, nullptr, 0);
  }
  std::error_code none;
  fs::remove_all(folder_, none);
}

}  // namespace aftercare::place
