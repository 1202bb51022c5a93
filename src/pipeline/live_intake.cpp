#include "pipeline/live_intake.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <initializer_list>
#include <optional>

#include "base/digest.hpp"
#include "pipeline/arrival.hpp"
#include "pipeline/arrival_making.hpp"
#include "pipeline/conveyor.hpp"
#include "store/duckdb/source_state.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kGather{100};  // At most so long a request waits for others.
constexpr milliseconds kQuiet{10};    // Nobody else came meanwhile: go on.
constexpr std::size_t kMostJobs = 500;
constexpr std::size_t kMostBytes = 8 << 20;
constexpr std::chrono::seconds kPatience{30};
constexpr unsigned kReceiptDays = 30;

using Why = PushFailure::Why;

tl::unexpected<PushFailure> push_failure(Why why, base::Error error) {
  return tl::unexpected<PushFailure>(PushFailure{why, std::move(error)});
}

// A body as a file that is in memory alone.
class BodyFile {
 public:
  explicit BodyFile(std::initializer_list<std::string_view> pieces)
      : handle_(::memfd_create("body", MFD_CLOEXEC)) {
    whole_ = std::ranges::all_of(pieces, [this](std::string_view piece) { return add(piece); });
  }
  ~BodyFile() { ::close(handle_); }
  BodyFile(const BodyFile&) = delete;
  BodyFile& operator=(const BodyFile&) = delete;

  bool whole() const { return whole_; }
  std::string path() const { return "/proc/self/fd/" + std::to_string(handle_); }

 private:
  bool add(std::string_view rest) {
    while (!rest.empty()) {
      const auto written = ::write(handle_, rest.data(), rest.size());
      if (written <= 0) return false;
      rest.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  int handle_;
  bool whole_ = false;
};

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + with.size()))
    text.replace(at, what.size(), with);
  return text;
}

base::Error about_body(base::Error error, const std::string& path) {
  error.message = replaced(std::move(error.message), path, "the body");
  error.message_zh = replaced(std::move(error.message_zh), path, "请求体");
  return error;
}

// "[]": rows, but none.
bool is_empty_array(std::string_view body) {
  const auto first = body.find_first_not_of(" \t\r\n");
  if (first == body.npos || body[first] != '[') return false;
  const auto second = body.find_first_not_of(" \t\r\n", first + 1);
  return second != body.npos && body[second] == ']' &&
         body.find_first_not_of(" \t\r\n", second + 1) == body.npos;
}

std::string digest_with(const Session& session, std::string_view text) {
  return base::to_hex(base::digest_of(text, session.vault().content_key()));
}

tl::expected<MadeArrival, PushFailure> make(const Session& session, const Stages& stages,
                                            const PushedRows& rows) {
  const auto name = arrival_name(*rows.source);
  // An object alone is an array of one.
  const auto begin = rows.body.find_first_not_of(" \t\r\n");
  const bool alone = !rows.lines && begin != std::string::npos && rows.body[begin] == '{';
  const BodyFile body({alone ? "[" : "", rows.body, alone ? "]" : ""});
  if (!body.whole())
    return push_failure(Why::failed, {base::ErrorKind::internal, "no memory for the body",
                                      "内存不足，无法读取请求体"});
  intake::OpenOptions how;
  how.format = rows.lines ? intake::Format::jsonl : intake::Format::json;
  how.encoding = base::Encoding::utf8;
  const auto bad_body = [&body](const base::Error& error) {
    return push_failure(Why::bad_body, about_body(error, body.path()));
  };
  if (rows.body.starts_with("\x1F\x8B") || rows.body.starts_with("PK\x03\x04"))
    return bad_body({base::ErrorKind::input, "a packed body is not taken: send it as it is",
                     "不接受压缩的请求体：请发送原文"});
  auto reader = intake::open(body.path(), how);
  if (!reader) return bad_body(reader.error());
  auto first = (*reader)->next(kSliceLimits);
  if (!first) return bad_body(first.error());
  if (!*first)
    return bad_body({base::ErrorKind::input, "the body holds no rows", "请求体中没有数据行"});
  if (!rows.lines && (*first)->batch.rows() == 0)
    return bad_body({base::ErrorKind::input, "the body is no JSON object or array of objects",
                     "请求体不是 JSON 对象或对象数组"});

  IngestOptions options;
  options.as = rows.source->mapping;
  options.source = rows.source->name;
  const auto plan = plan_rows(session, name, (*reader)->description(), (*first)->batch, options);
  if (!plan) return push_failure(Why::no_mapping, plan.error());
  auto made = make_arrival(session, stages, *rows.source, *plan, name,
                           std::make_unique<PeekedReader>(std::move(*reader), std::move(**first)));
  if (made) return std::move(*made);
  return made.error().kind == base::ErrorKind::input ? bad_body(made.error())
                                                     : push_failure(Why::failed, made.error());
}

}  // namespace

LiveIntake::LiveIntake(const Session& session) : session_(session), thread_([this] { work(); }) {}

LiveIntake::~LiveIntake() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

LiveIntake::Answer LiveIntake::take(PushedRows&& rows) {
  auto job = std::make_unique<Job>();
  job->rows = std::move(rows);
  auto answer = job->answer.get_future();
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(job));
  }
  changed_.notify_all();
  return answer.get();
}

LiveIntake::Jobs LiveIntake::collect() {
  Jobs jobs;
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return ending_ || !waiting_.empty(); });
  const auto until = std::chrono::steady_clock::now() + kGather;
  for (auto seen = waiting_.size(); !ending_; seen = waiting_.size()) {
    changed_.wait_for(lock, kQuiet);
    if (waiting_.size() == seen || std::chrono::steady_clock::now() >= until) break;
  }
  std::size_t bytes = 0;
  std::set<std::pair<std::string, std::string>> keys;
  while (!waiting_.empty() && jobs.size() < kMostJobs && bytes < kMostBytes) {
    const auto& rows = waiting_.front()->rows;
    // The same request twice at once: the second must see what became of the first.
    if (!rows.key.empty() && !keys.emplace(rows.source->name, rows.key).second) break;
    bytes += rows.body.size();
    jobs.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  return jobs;
}

void LiveIntake::work() {
  for (;;) {
    auto jobs = collect();
    if (jobs.empty()) return;  // Ending, and nothing is left.
    const std::unique_lock writing(session_.writing(), kPatience);
    if (writing.owns_lock()) {
      store(jobs);
      continue;
    }
    for (auto& job : jobs)
      job->answer.set_value(push_failure(
          Why::busy, {base::ErrorKind::internal, "a long ingest holds the store: try again later",
                      "正在进行较长的入库：请稍后重试"}));
  }
}

void LiveIntake::store(Jobs& jobs) {
  const auto all_failed = [&jobs](const base::Error& error) {
    for (auto& job : jobs) job->answer.set_value(push_failure(Why::failed, error));
  };
  const auto now = std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  if (!stages_) {
    auto stages = Stages::make(session_, now);
    if (!stages) return all_failed(stages.error());
    stages_ = std::move(*stages);
    (void)store::Writer(session_.store()).forget_receipts(kReceiptDays);
  }
  stages_->set_as_of(now);
  stages_->forget_customers();  // Others may have written some since.

  Jobs to_store;
  std::vector<MadeArrival> made;
  for (auto& job : jobs) {
    auto& rows = job->rows;
    const auto answer = [&job](Answer&& with) { job->answer.set_value(std::move(with)); };
    if (finished_.insert(rows.source->name).second)
      if (auto finished = finish_arrivals(session_, *stages_, *rows.source); !finished) {
        finished_.erase(rows.source->name);
        answer(push_failure(Why::failed, finished.error()));
        continue;
      }
    if (!rows.lines && is_empty_array(rows.body)) {
      PushAnswer none;
      none.file.source = rows.source->name;
      answer(std::move(none));
      continue;
    }
    store::Receipt receipt{rows.source->name, digest_with(session_, rows.key),
                           digest_with(session_, rows.body)};
    if (!rows.key.empty()) {
      const auto taken =
          store::request_taken(session_.store(), rows.source->name, receipt.key_digest);
      if (!taken) {
        answer(push_failure(Why::failed, taken.error()));
        continue;
      }
      if (*taken) {
        answer(repeated(rows, **taken, receipt.body_digest));
        continue;
      }
    }
    auto one = make(session_, *stages_, rows);
    if (!one) {
      answer(tl::unexpected<PushFailure>(std::move(one.error())));
      continue;
    }
    if (!rows.key.empty()) one->arrival.receipt = std::move(receipt);
    made.push_back(std::move(*one));
    to_store.push_back(std::move(job));
  }
  store_made(to_store, made);
}

LiveIntake::Answer LiveIntake::repeated(const PushedRows& rows, const store::TakenRequest& taken,
                                        const std::string& body_digest) {
  if (taken.body_digest != body_digest)
    return push_failure(Why::key_reused,
                        {base::ErrorKind::input, "this Idempotency-Key was used for another body",
                         "该 Idempotency-Key 已用于另一个请求体"});
  if (auto finished = finish_arrivals(session_, *stages_, *rows.source); !finished)
    return push_failure(Why::failed, finished.error());
  const auto file = store::known_arrival(session_.store(), taken.file_id);
  if (!file) return push_failure(Why::failed, file.error());
  const auto state = store::Writer(session_.store()).file_state(taken.file_id);
  if (!state) return push_failure(Why::failed, state.error());
  PushAnswer answer;
  answer.repeated = true;
  answer.file.name = file->name;
  answer.file.source = file->source;
  answer.file.entity = file->entity;
  answer.file.mapping = file->mapping;
  answer.file.ledger = state->ledger;
  return answer;
}

void LiveIntake::store_made(Jobs& jobs, std::vector<MadeArrival>& made) {
  if (made.empty()) return;
  const auto stored = store_arrivals(session_, *stages_, made);
  if (stored || made.size() == 1) {
    for (std::size_t i = 0; i < made.size(); ++i) {
      auto& file = made[i].file;
      const auto* error = !stored ? &stored.error() : file.error ? &*file.error : nullptr;
      if (error) {
        finished_.erase(file.source);  // What was stored of it is completed with the next request.
        jobs[i]->answer.set_value(push_failure(Why::failed, *error));
      } else {
        jobs[i]->answer.set_value(PushAnswer{std::move(file), false});
      }
    }
    return;
  }
  // One of them may be at fault: each for itself.
  for (std::size_t i = 0; i < made.size(); ++i) {
    Jobs one_job;
    std::vector<MadeArrival> one;
    one_job.push_back(std::move(jobs[i]));
    one.push_back(std::move(made[i]));
    store_made(one_job, one);
  }
}

}  // namespace aftercare::pipeline
