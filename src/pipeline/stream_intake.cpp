#include "pipeline/stream_intake.hpp"

#include <fmt/format.h>

#include <charconv>
#include <map>

#include "intake/stream/message_reader.hpp"
#include "pipeline/arrival.hpp"
#include "pipeline/arrival_making.hpp"
#include "pipeline/conveyor.hpp"
#include "store/duckdb/source_state.hpp"

namespace aftercare::pipeline {
namespace {

std::string part_of_mark(const intake::KafkaPartition& partition) {
  return fmt::format("{}/{}", partition.topic, partition.number);
}

std::optional<std::int64_t> offset_of(std::string_view text) {
  std::int64_t offset = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), offset);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return offset;
}

}  // namespace

StreamIntake::StreamIntake(const Session& session, const SourceSetting& source)
    : session_(session), source_(source), setting_(*source.as<KafkaSetting>()) {}

base::Result<std::unique_ptr<StreamIntake>> StreamIntake::open(const Session& session,
                                                               const SourceSetting& source) {
  std::unique_ptr<StreamIntake> stream(new StreamIntake(session, source));
  const auto& setting = stream->setting_;
  const auto password = read_secret(setting.password, session.workspace().root());
  if (!password) return base::failure_of(password);
  intake::KafkaOptions options;
  options.name = source.name;
  options.brokers = setting.brokers;
  options.topics = setting.topics;
  options.group = setting.group;
  options.security = setting.security;
  options.mechanism = setting.mechanism;
  options.user = setting.user;
  options.password = *password;
  const auto key_password = read_secret(setting.key_password, session.workspace().root());
  if (!key_password) return base::failure_of(key_password);
  options.key_password = *key_password;
  options.more = setting.options;
  const auto located = [&session](const std::string& file) {
    return file.empty() ? file : (session.workspace().root() / file).string();
  };
  options.ca_file = located(setting.ca_file);
  options.certificate_file = located(setting.certificate_file);
  options.key_file = located(setting.key_file);
  auto consumer = intake::KafkaConsumer::open(
      options,
      [&session,
       name = source.name](const intake::KafkaPartition& partition) -> std::optional<std::int64_t> {
        const auto marks = store::marks_of(session.store(), name);
        if (!marks) return std::nullopt;
        for (const auto& mark : *marks)
          if (mark.part == part_of_mark(partition)) return offset_of(mark.value);
        return std::nullopt;
      });
  if (!consumer) return base::failure_of(consumer);
  stream->consumer_ = std::move(*consumer);
  return stream;
}

base::Result<bool> StreamIntake::gather() {
  auto messages = consumer_->poll({setting_.batch, std::size_t{4} << 20, setting_.wait});
  if (!messages) return base::failure_of(messages);
  gathered_ = std::move(*messages);
  return !gathered_.empty();
}

base::Result<std::vector<IngestedFile>> StreamIntake::store(const Stages& stages) {
  if (!finished_)
    if (auto finished = finish_arrivals(session_, stages, source_); !finished)
      return base::failure_of(finished);
  finished_ = true;
  // Where a partition changed hands, another member may have stored some of these already.
  const auto marks = store::marks_of(session_.store(), source_.name);
  if (!marks) return base::failure_of(marks);
  std::map<std::string, std::int64_t, std::less<>> known;
  for (const auto& mark : *marks) known[mark.part] = offset_of(mark.value).value_or(0);
  std::map<intake::KafkaPartition, std::vector<intake::KafkaMessage>> parts;
  for (auto& message : gathered_) {
    const auto at = known.find(part_of_mark(message.partition));
    if (at == known.end() || message.offset >= at->second)
      parts[message.partition].push_back(std::move(message));
  }
  gathered_.clear();
  std::vector<MadeArrival> made;
  std::vector<std::pair<intake::KafkaPartition, std::int64_t>> next;
  IngestOptions options;
  options.as = source_.mapping;
  options.source = source_.name;
  for (auto& [partition, messages] : parts) {
    const auto first = messages.front().offset, last = messages.back().offset;
    const auto name =
        fmt::format("{}{}:{}-{}", arrival_prefix(source_), part_of_mark(partition), first, last);
    auto reader = intake::open_messages(name, std::move(messages), {setting_.columns});
    auto slice = reader->next(kSliceLimits);
    if (!slice) return base::failure_of(slice);
    if (!*slice) continue;
    const auto plan = plan_rows(session_, name, reader->description(), (*slice)->batch, options);
    if (!plan) return base::failure_of(plan);
    auto one = make_arrival(session_, stages, source_, *plan, name,
                            std::make_unique<PeekedReader>(std::move(reader), std::move(**slice)));
    if (!one) return base::failure_of(one);
    one->arrival.slices.front().marks.push_back(
        {source_.name, part_of_mark(partition), fmt::format("{}", last + 1)});
    next.emplace_back(partition, last + 1);
    made.push_back(std::move(*one));
  }
  if (auto stored = store_arrivals(session_, stages, made); !stored)
    return base::failure_of(stored);
  consumer_->commit(next);
  std::vector<IngestedFile> files;
  for (auto& one : made) files.push_back(std::move(one.file));
  return files;
}

std::vector<IngestedFile> drain(const Session& session, const Stages& stages,
                                const SourceSetting& source, base::Progress& progress) {
  std::vector<IngestedFile> files;
  const auto failed = [&](const base::Error& error) {
    IngestedFile file;
    file.name = arrival_prefix(source);
    file.name.pop_back();
    file.source = source.name;
    file.format = std::string(kind_of(source));
    file.error = error;
    files.push_back(std::move(file));
    return std::move(files);
  };
  auto stream = StreamIntake::open(session, source);
  if (!stream) return failed(stream.error());
  progress.begin(arrival_prefix(source), 0, "rows");
  std::uint64_t rows = 0;
  while (!(*stream)->at_end()) {
    const auto some = (*stream)->gather();
    if (!some) return failed(some.error());
    if (!*some) continue;
    auto stored = (*stream)->store(stages);
    if (!stored) return failed(stored.error());
    for (auto& file : *stored) {
      rows += file.ledger.rows;
      files.push_back(std::move(file));
    }
    progress.update(rows);
  }
  progress.end();
  return files;
}

}  // namespace aftercare::pipeline
