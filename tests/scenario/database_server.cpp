#include "database_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <thread>

#include "place/place.hpp"

namespace aftercare::scenario {
namespace {

namespace fs = std::filesystem;

std::string contents_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  return std::move(text).str();
}

}  // namespace

int free_port() {
  const int handle = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in at{};
  at.sin_family = AF_INET;
  at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof at;
  ::bind(handle, reinterpret_cast<sockaddr*>(&at), sizeof at);
  ::getsockname(handle, reinterpret_cast<sockaddr*>(&at), &size);
  ::close(handle);
  return ntohs(at.sin_port);
}

DatabaseServer::DatabaseServer(Engine engine) : engine_(engine), port_(free_port()) {
  std::string name = "/tmp/aftercare_dbXXXXXX";  // Short: the socket's path has a limit.
  folder_ = ::mkdtemp(name.data());
  const auto* program =
      engine == Engine::postgres ? "ls /usr/lib/postgresql/*/bin/postgres" : "command -v mariadbd";
  if (std::system((std::string(program) + " >/dev/null 2>&1").c_str()) != 0) return;
  start();
  if (!works()) return;
  sql("CREATE DATABASE shop", engine == Engine::postgres ? "postgres" : "mysql");
}

DatabaseServer::~DatabaseServer() {
  kill();
  std::error_code none;
  fs::remove_all(folder_, none);
}

void DatabaseServer::start() {
  process_ = ::fork();
  if (process_ == 0) {
    const int log = ::open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(log, 1);
    ::dup2(log, 2);
    ::setpgid(0, 0);
    const std::string script = (place::root() / "tests/scenario/database_server").string();
    const auto port = std::to_string(port_);
    ::execl(script.c_str(), script.c_str(), engine_ == Engine::postgres ? "postgres" : "mariadb",
            folder_.c_str(), port.c_str(), nullptr);
    ::_exit(127);
  }
  for (int i = 0; i < 1200; ++i) {
    if (answers()) return;
    if (::waitpid(process_, nullptr, WNOHANG) == process_) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  ADD_FAILURE() << "the server does not start: " << contents_of(folder_ / "log")
                << contents_of(folder_ / "init.log");
  process_ = 0;
}

void DatabaseServer::kill() {
  if (process_ <= 0) return;
  ::kill(-process_, SIGKILL);  // With those that it started for its clients.
  ::waitpid(process_, nullptr, 0);
  // PostgreSQL's own children lead no group of their own; they end when they see it gone.
  std::this_thread::sleep_for(std::chrono::milliseconds(200));
  process_ = 0;
}

std::string DatabaseServer::client(const std::string& database) const {
  const auto folder = folder_.string();
  if (engine_ == Engine::postgres)
    return "psql -X -q -A -t -v ON_ERROR_STOP=1 -h " + folder + " -p " + std::to_string(port_) +
           " -U owner " + database;
  return "mariadb --no-defaults --default-character-set=utf8mb4 -N -B -S " + folder +
         "/socket -u root " + database;
}

bool DatabaseServer::answers() const {
  const auto words = "echo 'SELECT 1' | " +
                     client(engine_ == Engine::postgres ? "postgres" : "mysql") +
                     " >/dev/null 2>&1";
  return std::system(words.c_str()) == 0;
}

std::string DatabaseServer::sql(const std::string& text, const std::string& database) const {
  std::ofstream(folder_ / "in.sql", std::ios::binary) << text;
  const auto words = client(database) + " <" + (folder_ / "in.sql").string() + " >" +
                     (folder_ / "out").string() + " 2>" + (folder_ / "err").string();
  EXPECT_EQ(std::system(words.c_str()), 0) << contents_of(folder_ / "err");
  return contents_of(folder_ / "out");
}

}  // namespace aftercare::scenario
