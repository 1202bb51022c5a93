// The stages for looking at rows, made when first needed and kept.

#pragma once

#include <memory>
#include <mutex>
#include <optional>

#include "base/result.hpp"
#include "pipeline/session.hpp"
#include "pipeline/slice_maker.hpp"

namespace aftercare::app {

/// Safe between threads. The session must outlive it.
class SharedStages {
 public:
  explicit SharedStages(const pipeline::Session& session) : session_(session) {}

  base::Result<const pipeline::Stages*> get() const {
    const std::lock_guard lock(loading_);
    if (!stages_) {
      auto made = pipeline::Stages::make(session_, std::nullopt);
      if (!made) return base::failure_of(made);
      stages_ = std::move(*made);
    }
    return stages_.get();
  }

 private:
  const pipeline::Session& session_;
  mutable std::mutex loading_;
  mutable std::unique_ptr<pipeline::Stages> stages_;
};

}  // namespace aftercare::app
