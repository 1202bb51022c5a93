#include "intake/delimited_scan.hpp"

#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace aftercare::intake {
namespace {

const char* find_byte(const char* from, const char* end, char byte) {
  return static_cast<const char*>(std::memchr(from, byte, static_cast<std::size_t>(end - from)));
}

// Line ends may be written \r\n or \r\r\n.
std::string_view without_returns(const char* begin, const char* end) {
  while (end > begin && end[-1] == '\r') --end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

std::string_view without_doubled_quotes(const char* begin, const char* end, CellArena& arena) {
  const auto size = static_cast<std::size_t>(end - begin);
  char* const room = arena.room(size);
  char* to = room;
  while (const char* quote = find_byte(begin, end, '"')) {
    const auto part = static_cast<std::size_t>(quote + 1 - begin);
    std::memcpy(to, begin, part);
    to += part;
    begin = quote + 1;
    if (begin < end && *begin == '"') ++begin;
  }
  const auto rest = static_cast<std::size_t>(end - begin);
  std::memcpy(to, begin, rest);
  to += rest;
  const auto written = static_cast<std::size_t>(to - room);
  arena.take_back(size - written);
  return {room, written};
}

}  // namespace

std::uint64_t Structurals::load() const {
#if defined(__SSE2__)
  if (end_ - block_ < 64) return load_tail();
  const __m128i delimiter = _mm_set1_epi8(delimiter_);
  const __m128i line_end = _mm_set1_epi8(line_end_);
  std::uint64_t mask = 0;
  for (int i = 0; i < 4; ++i) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(block_ + i * 16));
    const __m128i hits =
        _mm_or_si128(_mm_cmpeq_epi8(bytes, delimiter), _mm_cmpeq_epi8(bytes, line_end));
    mask |= static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(hits))) << (i * 16);
  }
  return mask;
#else
  return load_tail();
#endif
}

std::uint64_t Structurals::load_tail() const {
  const auto size = end_ - block_ < 64 ? end_ - block_ : 64;
  std::uint64_t mask = 0;
  for (std::ptrdiff_t i = 0; i < size; ++i)
    mask |= std::uint64_t{block_[i] == delimiter_ || block_[i] == line_end_} << i;
  return mask;
}

std::size_t DelimitedScanner::size_of_line(std::string_view text) const {
  const auto end = text.find(dialect_.line_end);
  return end == text.npos ? text.size() : end + 1;
}

DelimitedScanner::Found DelimitedScanner::read(std::string_view text, bool last,
                                               std::vector<std::string_view>& cells,
                                               CellArena& arena) {
  const char* const begin = text.data();
  const char* const end = begin + text.size();
  if (begin != expected_ || end != expected_end_) structurals_.seek(begin, end);
  std::size_t left = most_cells_;
  bool surplus = false;
  const auto finish = [&](State state, const char* behind) {
    expected_ = state == State::record ? behind : nullptr;
    expected_end_ = end;
    return Found{state, static_cast<std::size_t>(behind - begin), surplus};
  };
  const auto add = [&](std::string_view cell) {
    if (left-- > 0) {
      cells.push_back(cell);
    } else {
      left = 0;
      surplus = surplus || !cell.empty();
    }
  };
  const char* field = begin;
  while (true) {
    if (dialect_.quoting && field < end && *field == '"') {
      const auto quoted = read_quoted(field, end, last, arena);
      if (quoted.state == State::incomplete) return finish(State::incomplete, begin);
      if (quoted.state == State::unclosed_quote)
        return finish(State::unclosed_quote, begin + size_of_line(text));
      add(quoted.cell);
      structurals_.seek(quoted.end, end);
      if (quoted.end == end) return finish(State::record, end);
      const char* const stop = structurals_.next();
      field = stop + 1;
      if (*stop == dialect_.line_end) return finish(State::record, field);
      continue;
    }
    const char* const stop = structurals_.next();
    if (stop == end) {
      if (!last) return finish(State::incomplete, begin);
      add(without_returns(field, end));
      return finish(State::record, end);
    }
    if (*stop == dialect_.line_end) {
      add(without_returns(field, stop));
      return finish(State::record, stop + 1);
    }
    add({field, static_cast<std::size_t>(stop - field)});
    field = stop + 1;
  }
}

DelimitedScanner::Field DelimitedScanner::read_quoted(const char* begin, const char* end, bool last,
                                                      CellArena& arena) const {
  const char* from = begin + 1;
  bool doubled = false;
  while (true) {
    const char* const quote = find_byte(from, end, '"');
    const char* const reached = quote == nullptr ? end : quote;
    if (static_cast<std::size_t>(reached - begin) > dialect_.longest_field)
      return {State::unclosed_quote};
    if (quote == nullptr || (quote + 1 == end && !last))
      return {last ? State::unclosed_quote : State::incomplete};
    const char* after = quote + 1;
    if (after < end && *after == '"') {
      doubled = true;
      from = after + 1;
      continue;
    }
    if (dialect_.line_end == '\n')
      while (after < end && *after == '\r') ++after;
    if (after == end && !last) return {State::incomplete};
    const bool closes = after == end || *after == dialect_.line_end ||
                        (after == quote + 1 && *after == dialect_.delimiter);
    if (closes) {
      const std::string_view plain(begin + 1, static_cast<std::size_t>(quote - begin - 1));
      return {State::record, after,
              doubled ? without_doubled_quotes(begin + 1, quote, arena) : plain};
    }
    if (find_byte(begin + 1, quote, dialect_.line_end) != nullptr) return {State::unclosed_quote};
    from = quote + 1;
  }
}

}  // namespace aftercare::intake
