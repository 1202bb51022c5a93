#include "pipeline/hand_written.hpp"

#include <fmt/format.h>

#include <atomic>

#include "base/digest.hpp"

namespace aftercare::pipeline {
namespace {

constexpr std::size_t kLongestNote = 2'000;

// A place among those that run; `taken` is false if there was none.
class StatementPlace {
 public:
  StatementPlace() : taken(running()++ < kMostStatements) {}
  ~StatementPlace() { --running(); }
  StatementPlace(const StatementPlace&) = delete;
  StatementPlace& operator=(const StatementPlace&) = delete;

  const bool taken;

 private:
  static std::atomic<int>& running() {
    static std::atomic<int> count{0};
    return count;
  }
};

}  // namespace

base::Result<store::StatementAnswer> run_hand_written(const Session& session,
                                                      const records::Viewer& viewer,
                                                      const Actor& actor,
                                                      std::string_view statement,
                                                      const store::StatementLimits& limits) {
  const StatementPlace place;
  if (!place.taken)
    return base::failure(
        fmt::format("{} statements run already; try again when one is done", kMostStatements),
        fmt::format("已有 {} 条语句在执行；请稍后再试", kMostStatements));
  const auto checked = store::check_statement(session.store(), viewer, statement);
  auto who = actor;
  // What was refused may not even be a statement: nothing tells its constants from the rest.
  who.reason = checked ? checked->without_values.substr(0, kLongestNote) : "";
  const auto digest = base::digest_of(statement, session.users().token_key());
  if (auto noted = note(
          session, records::AuditAction::statement, who,
          fmt::format("sql/{}{}", base::to_hex(digest).substr(0, 16), checked ? "" : " refused"));
      !noted)
    return base::failure_of(noted);
  if (!checked) return base::failure_of(checked);
  return store::run_statement(session.store(), viewer, *checked, limits);
}

}  // namespace aftercare::pipeline
