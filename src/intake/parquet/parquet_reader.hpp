// Reads Parquet through the engine: an instance of its own in memory, which may open nothing but
// that one file.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "intake/byte_source.hpp"
#include "intake/reader.hpp"

namespace aftercare::intake {

bool is_parquet(std::string_view head);

class ParquetReader final : public Reader {
 public:
  /// `file`: where the bytes lie on the disk; empty if they are packed in another file: then they
  /// are held in memory. Fails (input) if they are no Parquet, cut off, encrypted or corrupt.
  static base::Result<std::unique_ptr<Reader>> open(std::unique_ptr<ByteSource> bytes,
                                                    const std::filesystem::path& file,
                                                    FileDescription description);
  ~ParquetReader() override;

 protected:
  base::Result<bool> fill(Slice& slice, const SliceLimits& limits) override;

 private:
  struct Engine;
  explicit ParquetReader(std::unique_ptr<Engine> engine);
  std::unique_ptr<Engine> engine_;
};

}  // namespace aftercare::intake
