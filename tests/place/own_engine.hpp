// A real DuckDB of a test's own: made empty, gone with the test.

#pragma once

#include <unistd.h>

#include <filesystem>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>

#include "store/duckdb/connection.hpp"
#include "store/duckdb/instance.hpp"
#include "store/engine.hpp"
#include "store/render.hpp"

namespace aftercare::store {

class OwnEngine : public Engine {
 public:
  OwnEngine()
      : file_(std::filesystem::temp_directory_path() /
              ("aftercare_engine_" + std::to_string(::getpid()) + "_" + std::to_string(++made_))),
        instance_(std::move(Instance::open(file_, {}).value())),
        connection_(std::make_unique<Connection>(instance_->connect().value())) {}
  ~OwnEngine() override {
    connection_.reset();
    instance_.reset();
    std::error_code none;
    std::filesystem::remove(file_, none);
  }
  OwnEngine(const OwnEngine&) = delete;
  OwnEngine& operator=(const OwnEngine&) = delete;

  void execute(const std::string& sql) {
    const auto done = connection_->execute(sql);
    if (!done) throw std::runtime_error(done.error().message);
  }

  base::Result<Frame> run(const Query& query, const records::Viewer&) const override {
    const auto sql = render(query, Dialect::duckdb);
    if (!sql) return base::failure_of(sql);
    const std::lock_guard one_at_a_time(mutex_);
    return connection_->frame(*sql);
  }

 private:
  static inline int made_ = 0;
  std::filesystem::path file_;
  std::unique_ptr<Instance> instance_;
  std::unique_ptr<Connection> connection_;
  mutable std::mutex mutex_;
};

}  // namespace aftercare::store
