#include "intake/transcript/transcript_reader.hpp"

#include <fmt/format.h>

#include <utility>

#include "intake/cell_arena.hpp"
#include "intake/mail/mail_bytes.hpp"
#include "intake/mail/mail_threads.hpp"

namespace aftercare::intake {

const std::vector<std::string>& TranscriptReader::columns() {
  static const std::vector<std::string> names = {"call_id",  "started_at", "ended_at",    "turn",
                                                 "second",   "sent_at",    "speaker",     "sender",
                                                 "agent_id", "order_id",   "customer_id", "text"};
  return names;
}

TranscriptReader::TranscriptReader(FileDescription description, SpeakerRoles roles,
                                   std::map<std::string, std::string> facts, Source source)
    : roles_(std::move(roles)), facts_(std::move(facts)), source_(std::move(source)) {
  description_ = std::move(description);
  description_.columns = columns();
  // Recordings are called by telephone numbers: the name itself is no id to be stored.
  if (facts_["case_id"].empty()) {
    const auto stem = std::filesystem::path(description_.name).filename().string();
    facts_["case_id"] = "call-" + mail_digest(stem.substr(0, stem.find('.')));
  }
}

base::Result<bool> TranscriptReader::fill(Slice& slice, const SliceLimits& limits) {
  if (!transcript_) {
    const auto bytes = source_();
    if (!bytes) return failure_of(bytes);
    auto read = read_transcript(mail_text(*bytes, ""), roles_, facts_["time"]);
    if (!read) return failure_of(read);
    transcript_ = std::move(*read);
    if (transcript_->turns.empty())
      return base::failure(base::ErrorKind::input, "the transcript has no words",
                           "通话文本中没有内容");
  }
  const auto& turns = transcript_->turns;
  if (next_ == turns.size()) return false;
  auto arena = std::make_shared<CellArena>();
  slice.batch.columns = columns();
  std::size_t bytes = 0;
  for (; next_ < turns.size() && slice.records < limits.records && bytes < limits.bytes; ++next_) {
    const auto& turn = turns[next_];
    const auto second = turn.second ? fmt::format("{:.3f}", *turn.second) : std::string();
    for (const auto& cell :
         {facts_["case_id"], transcript_->started_at, transcript_->ended_at,
          std::to_string(next_ + 1), second, turn.said_at, turn.speaker, std::string(turn.sender),
          facts_["agent_id"], facts_["order_id"], facts_["customer_id"], turn.text}) {
      slice.batch.cells.push_back(arena->keep(cell));
      bytes += cell.size();
    }
    slice.batch.origins.push_back({++records_read_, 0});
    slice.batch.repairs.push_back(records::TextRepair::none);
    ++slice.records;
  }
  slice.batch.keeps.push_back(std::move(arena));
  if (next_ == turns.size()) slice.bytes_consumed = description_.size;
  return true;
}

}  // namespace aftercare::intake
