// Wall time inside the simulation: seconds since 1970 as the shop's clock shows them.

#pragma once

#include <cstdint>
#include <string>

#include "records/moment.hpp"

namespace aftercare::simulate {

using Second = std::int64_t;
constexpr Second kMinute = 60;
constexpr Second kHour = 3600;
constexpr Second kDay = 86400;
constexpr Second kNever = -1;

struct Civil {
  int year;
  int month;
  int day;
};
Civil civil_of(Second at);

/// 0 is Monday.
int weekday_of(Second at);

// How sources write a moment; kNever writes nothing.
void append_plain(std::string& to, Second at);    // 2026-03-01 08:00:05
void append_slashed(std::string& to, Second at);  // 2026/3/1 8:00
void append_iso(std::string& to, Second at,
                const std::string& offset);            // 2026-03-01T08:00:05+08:00
void append_date(std::string& to, Second at);          // 2026-03-01
void append_compact_date(std::string& to, Second at);  // 20260301
void append_number(std::string& to, std::int64_t number, int least_digits = 1);

/// "+08:00" on that day in that zone.
std::string offset_on(const records::Zone& zone, Second at);

}  // namespace aftercare::simulate
