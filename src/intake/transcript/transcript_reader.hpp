// Reads one transcript, a turn a row. Its text is a file's, or what a program for speech
// recognition says of a recording: that runs only when the first row is asked for.

#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "intake/reader.hpp"
#include "intake/transcript/transcript.hpp"

namespace aftercare::intake {

class TranscriptReader final : public Reader {
 public:
  using Source = std::function<base::Result<std::string>()>;

  static const std::vector<std::string>& columns();

  /// `facts`: what the file's name says (file_name_facts.hpp).
  TranscriptReader(FileDescription description, SpeakerRoles roles,
                   std::map<std::string, std::string> facts, Source source);

 protected:
  base::Result<bool> fill(Slice& slice, const SliceLimits& limits) override;

 private:
  SpeakerRoles roles_;
  std::map<std::string, std::string> facts_;
  Source source_;
  std::optional<Transcript> transcript_;
  std::size_t next_ = 0;
};

}  // namespace aftercare::intake
