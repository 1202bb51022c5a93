// What changed since a table was counted is all that is read, and the counts are those of all rows.

#include "quality/rules/table_counts.hpp"

#include <gtest/gtest.h>

#include "../small_dictionary.hpp"
#include "place/own_engine.hpp"
#include "store/build.hpp"
#include "store/duckdb/layout.hpp"

namespace aftercare::quality {
namespace {

/// Tickets and their replaced versions in a real DuckDB; counts how many rows were asked for.
class VersionedTickets : public store::OwnEngine {
 public:
  explicit VersionedTickets(const records::Dictionary& dictionary) {
    const auto& ticket = *dictionary.entity("ticket");
    execute("CREATE TABLE ticket (" + store::declared(store::entity_columns(ticket)) + ")");
    execute("CREATE TABLE ticket_history (" + store::declared(store::history_columns(ticket)) +
            ")");
  }
  void add(const std::string& id, const std::string& channel, const std::string& rating,
           int commit) {
    execute("INSERT INTO ticket (ticket_id, channel, rating, opened_at, commit_number) VALUES ('" +
            id + "', '" + channel + "', " + rating + ", TIMESTAMP '2026-03-01 10:00:00', " +
            std::to_string(commit) + ")");
  }
  void replace(const std::string& id, int commit) {
    execute("INSERT INTO ticket_history BY NAME SELECT *, " + std::to_string(commit) +
            " AS replaced_commit FROM ticket WHERE ticket_id = '" + id + "'");
    execute("DELETE FROM ticket WHERE ticket_id = '" + id + "'");
  }
  base::Result<store::Frame> run(const store::Query& query,
                                 const records::Viewer& viewer) const override {
    if (query.where == nullptr) ++whole_reads;
    return OwnEngine::run(query, viewer);
  }

  mutable int whole_reads = 0;  // Queries over all rows of the table.
};

struct TableCountsTest : testing::Test {
  struct Counted {
    std::int64_t rows, low;
    DifferentValues ids;
    GroupCounts channels;
    bool operator==(const Counted& other) const {
      return rows == other.rows && low == other.low && ids.known == other.ids.known &&
             ids.different == other.ids.different && channels == other.channels;
    }
  };
  records::Dictionary dictionary = small_dictionary();
  VersionedTickets store{dictionary};

  Counted count(const CountedTable* before, CountedTable* after = nullptr) {
    auto counts =
        TableCounts::make(*dictionary.entity("ticket"), store, records::Viewer::owner(), before)
            .value();
    by_changes = counts.incremental();
    const auto low =
        store::compare(store::column("rating"), store::Comparison::less, store::value(3));
    const auto rows = counts.rows_where({{nullptr, false}, {low, false}}).value();
    Counted counted{rows[0], rows[1], counts.distinct("ticket_id").value(),
                    counts.groups({store::column("channel")}, nullptr).value()};
    if (after != nullptr) *after = counts.take_state();
    return counted;
  }
  bool by_changes = false;
};

TEST_F(TableCountsTest, RowsThatCameCostOnlyThemselves) {
  store.add("T1", "chat", "5", 1);
  store.add("T2", "chat", "2", 1);
  CountedTable state;
  EXPECT_EQ(count(nullptr, &state).ids.different, 2);
  EXPECT_FALSE(by_changes);
  store.add("T3", "email", "1", 2);
  store.whole_reads = 0;
  const auto by_state = count(&state);
  EXPECT_TRUE(by_changes);
  EXPECT_EQ(store.whole_reads, 1);  // How many rows there are.
  EXPECT_EQ(by_state.rows, 3);
  EXPECT_EQ(by_state.low, 2);
  EXPECT_EQ(by_state.ids.different, 3);
  EXPECT_EQ(by_state, count(nullptr));
}

TEST_F(TableCountsTest, AVersionThatWasReplacedIsNoLongerCounted) {
  store.add("T1", "chat", "5", 1);
  store.add("T2", "email", "2", 1);
  CountedTable state;
  count(nullptr, &state);
  store.replace("T2", 2);
  store.add("T2", "chat", "4", 2);
  const auto by_state = count(&state);
  EXPECT_TRUE(by_changes);
  EXPECT_EQ(by_state.rows, 2);
  EXPECT_EQ(by_state.low, 0);
  EXPECT_EQ(by_state.ids.different, 2);
  EXPECT_EQ(by_state.channels.size(), 1U) << "no ticket came by e-mail any more";
  EXPECT_EQ(by_state, count(nullptr));
}

TEST_F(TableCountsTest, AVersionThatCameAndWentBetweenTwoCountsNeverCounted) {
  store.add("T1", "chat", "5", 1);
  CountedTable state;
  count(nullptr, &state);
  store.add("T2", "email", "1", 2);
  store.replace("T2", 3);
  store.add("T2", "email", "4", 3);
  EXPECT_EQ(count(&state), count(nullptr));
}

TEST_F(TableCountsTest, AKeyThatComesAgainIsNoNewOne) {
  store.add("T1", "chat", "5", 1);
  store.add("T5", "chat", "5", 1);
  CountedTable state;
  count(nullptr, &state);
  store.add("T1", "chat", "3", 2);  // A second row of the same number: what `unique` is for.
  store.add("T3", "chat", "3", 2);
  const auto by_state = count(&state);
  EXPECT_EQ(by_state.ids.known, 4);
  EXPECT_EQ(by_state.ids.different, 3);
  EXPECT_EQ(by_state, count(nullptr));
}

TEST_F(TableCountsTest, AKeyThatIsGoneIsOneLess) {
  store.add("T1", "chat", "5", 1);
  store.add("T2", "chat", "5", 1);
  CountedTable state;
  count(nullptr, &state);
  store.replace("T2", 2);
  store.add("T9", "chat", "5", 2);
  EXPECT_EQ(count(&state), count(nullptr));
}

// New keys that follow all old ones, beside newer versions of the last old ones, of early ones, and
// of two rows of one key: each mixture is counted as if anew.
TEST_F(TableCountsTest, KeysThatFollowAllOldOnesAndNewVersionsTogether) {
  const auto key = [](int number) { return "T" + std::to_string(100 + number); };
  CountedTable state;
  int next = 0;
  const std::vector<std::vector<int>> replaced = {{}, {3}, {0, 2}, {7, 8}, {1, 9, 10}, {}, {12}};
  for (int commit = 1; commit <= 7; ++commit) {
    for (const int one : replaced[static_cast<std::size_t>(commit) - 1]) {
      store.replace(key(one), commit);
      if (one % 3 != 0) store.add(key(one), "email", "2", commit);  // Every third is gone for good.
    }
    for (int i = 0; i < 4; ++i) store.add(key(next++), "chat", "5", commit);
    if (commit == 4) store.add(key(2), "chat", "1", commit);  // A second row of an old key.
    CountedTable after;
    const auto by_state = count(commit == 1 ? nullptr : &state, &after);
    EXPECT_EQ(by_changes, commit > 1);
    EXPECT_EQ(by_state, count(nullptr)) << commit;
    state = std::move(after);
  }
}

TEST_F(TableCountsTest, RowsThatWereChangedInPlaceAreCountedAnew) {
  store.add("T1", "chat", "5", 1);
  store.add("T2", "chat", "5", 1);
  CountedTable state;
  count(nullptr, &state);
  store.execute("UPDATE ticket SET rating = 1, commit_number = 2 WHERE ticket_id = 'T1'");
  const auto counted = count(&state);
  EXPECT_FALSE(by_changes);
  EXPECT_EQ(counted.low, 1);
}

TEST_F(TableCountsTest, ManyIncrementsAreAsOneCount) {
  CountedTable state;
  count(nullptr, &state);
  for (int commit = 1; commit < 12; ++commit) {
    const auto id = "T" + std::to_string(commit % 5);
    store.replace(id, commit);
    store.add(id, commit % 2 == 0 ? "chat" : "email", std::to_string(commit % 5 + 1), commit);
    CountedTable next;
    EXPECT_EQ(count(&state, &next), count(nullptr)) << commit;
    state = std::move(next);
  }
}

TEST_F(TableCountsTest, AnAnswerReadsBackAsItWasKept) {
  const GroupCounts groups = {
      {{}, 3},
      {{std::string("广东:5"), std::int64_t{-4}}, 2},
      {{std::monostate(), 0.1, true}, -1},
      {{records::Day(std::chrono::days{20'000}), records::Moment(std::chrono::seconds{5})}, 7}};
  EXPECT_EQ(groups_in(text_of(groups)).value(), groups);
  EXPECT_EQ(groups_in("").value(), GroupCounts());
  for (const auto* wrong : {"x", "s5:ab", "i2:ab", "s0:", "q1:1", "s-1:", "i1:1i1:1",
                            "s15:d11:99999999999i1:1", "s6:r3:nani1:1"})
    EXPECT_FALSE(groups_in(wrong).has_value()) << wrong;
}

}  // namespace
}  // namespace aftercare::quality
