// Profiles a file and lets the engine summarize the same file, and prints the ratio.
//
//   profile_against_summarize AFTERCARE FILE.csv [ROUNDS]
//
// SUMMARIZE gives type, null share, distinct, mean, quartiles; the profile gives these and shapes,
// formats, keys, dependencies, personal data, languages and issues. Best of the rounds of each.

#include <duckdb.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>

namespace {

double seconds_of(const auto& work) {
  const auto begun = std::chrono::steady_clock::now();
  if (!work()) {
    fmt::print(stderr, "one of the two failed\n");
    std::exit(1);
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

}  // namespace

int main(int count, char** words) {
  if (count < 3) {
    fmt::print(stderr, "usage: profile_against_summarize AFTERCARE FILE.csv [ROUNDS]\n");
    return 2;
  }
  const std::string program = words[1], file = words[2];
  const int rounds = count > 3 ? std::atoi(words[3]) : 3;
  duckdb_database database = nullptr;
  duckdb_connection connection = nullptr;
  if (duckdb_open(nullptr, &database) == DuckDBError ||
      duckdb_connect(database, &connection) == DuckDBError)
    return 1;
  double theirs = 1e9, ours = 1e9;
  for (int round = 0; round < rounds; ++round) {
    theirs = std::min(theirs, seconds_of([&] {
                        duckdb_result result;
                        const auto sql = fmt::format("SUMMARIZE FROM read_csv('{}')", file);
                        const bool done =
                            duckdb_query(connection, sql.c_str(), &result) != DuckDBError;
                        duckdb_destroy_result(&result);
                        return done;
                      }));
    ours = std::min(ours, seconds_of([&] {
                      const auto command =
                          fmt::format("'{}' quality '{}' --json -q > /dev/null", program, file);
                      return std::system(command.c_str()) == 0;
                    }));
  }
  duckdb_disconnect(&connection);
  duckdb_close(&database);
  fmt::print("profile {:.2f} s, SUMMARIZE {:.2f} s: ratio {:.2f} (of its throughput)\n", ours,
             theirs, theirs / ours);
  return 0;
}
