// A workspace in a folder of its own for a test, gone when the test ends.

#pragma once

#include <stdlib.h>

#include <filesystem>

#include "pipeline/workspace.hpp"

namespace aftercare::pipeline {

struct FreshFolder {
  FreshFolder() {
    auto name = (std::filesystem::temp_directory_path() / "aftercare_XXXXXX").string();
    path = ::mkdtemp(name.data());
  }
  FreshFolder(const FreshFolder&) = delete;
  FreshFolder& operator=(const FreshFolder&) = delete;
  ~FreshFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path, ignored);
  }

  std::filesystem::path path;
};

struct FreshWorkspace {
  base::Result<Workspace> open() const { return Workspace::create(folder.path / "shop", {}); }

  FreshFolder folder;
};

}  // namespace aftercare::pipeline
