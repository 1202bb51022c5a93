// Reads the words of one picture by optical character recognition: the program tesseract, run as a
// child when the first row is asked for. One picture is one row.

#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "intake/byte_source.hpp"
#include "intake/reader.hpp"

namespace aftercare::intake {

/// "PNG", "JPEG", "TIFF", "WebP"; empty: no picture that can be read.
std::string_view picture_kind(std::string_view head);

/// What the program saw.
struct SeenText {
  std::string text;
  double confidence = 0;  // 0 to 100, mean over the words.
};

/// Of tesseract's table of words (TSV).
SeenText seen_text(std::string_view table);

class PictureReader final : public Reader {
 public:
  static const std::vector<std::string>& columns();

  /// `facts`: what the file's name says. Fails (usage) if the program is not installed.
  static base::Result<std::unique_ptr<Reader>> open(std::unique_ptr<ByteSource> source,
                                                    FileDescription description,
                                                    std::map<std::string, std::string> facts,
                                                    const OpenOptions& options);

 protected:
  base::Result<bool> fill(Slice& slice, const SliceLimits& limits) override;

 private:
  PictureReader() = default;

  std::unique_ptr<ByteSource> source_;
  std::map<std::string, std::string> facts_;
  std::string languages_;
  bool done_ = false;
};

}  // namespace aftercare::intake
