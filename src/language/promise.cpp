#include "language/promise.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/utf8.hpp"
#include "language/promised_time.hpp"
#include "language/sentence.hpp"
#include "text/normal_text.hpp"
#include "text/phrase_set.hpp"

namespace aftercare::language {
namespace {

constexpr std::uint32_t kAbout = cue::money | cue::goods | cue::answer;
constexpr std::size_t kMost = 8;

std::string_view about_of(std::uint32_t cues) {
  if ((cues & cue::money) != 0) return "money";
  if ((cues & cue::goods) != 0) return "goods";
  return (cues & cue::answer) != 0 ? "answer" : "other";
}

bool parts_clauses(char32_t point) {
  return point == U',' || point == U'，' || point == U';' || point == U'；' || point == U'\n';
}

struct Stretch {
  std::size_t begin = 0;
  std::size_t end = 0;

  bool holds(std::size_t point) const { return point >= begin && point < end; }
};

// One sentence made ready: its points, what it says where, and its text in lower case.
class PromiseSentence {
 public:
  PromiseSentence(const ConversationCues& cues, std::string_view given,
                  const text::Simplifier& simplifier)
      : given_(given) {
    normal_.add(given, &simplifier);
    cues.each(normal_.points(), Side::agent,
              [this](std::size_t begin, std::size_t end, std::uint32_t bits) {
                // "您反馈的问题" names what was done, it promises nothing.
                const bool attribute = end < normal_.size() && normal_.points()[end] == U'的';
                if (attribute && (bits & cue::duty) == 0) return;
                hits_.push_back({{begin, end}, bits});
                said_ |= bits;
              });
  }

  std::uint32_t said() const { return said_; }

  bool promises() const { return (said_ & cue::promise) != 0 && (said_ & cue::courtesy) == 0; }

  // By when, in points; none if no term is told that the shop has to keep.
  std::optional<std::pair<Stretch, records::Moment>> term(const PromiseClock& clock,
                                                          std::span<const Entity> dates,
                                                          std::span<const std::size_t> bytes,
                                                          std::size_t begins_at) {
    if ((said_ & (kAbout | cue::promise)) == 0) return std::nullopt;
    lower();
    for (std::size_t from = 0;;) {
      const auto time = promised_length(lower_, from, clock);
      if (!time) break;
      from = time->end;
      const Stretch stretch{point_of_[time->begin], point_of_[time->end]};
      if (is_kept_by_shop(stretch)) return std::pair(stretch, time->due);
    }
    for (const auto& date : dates) {
      if (date.kind != records::SpanKind::date || date.value.empty()) continue;
      if (date.end >= bytes.size() || bytes[date.begin] < begins_at ||
          bytes[date.end] > begins_at + given_.size())
        continue;
      const Stretch stretch{point_at(bytes[date.begin] - begins_at),
                            point_at(bytes[date.end] - begins_at)};
      if (stretch.begin >= stretch.end || !is_kept_by_shop(stretch)) continue;
      const auto words =
          lower_.substr(byte_of(stretch.begin), byte_of(stretch.end) - byte_of(stretch.begin));
      if (const auto due = promised_date(words, date.value, clock)) return std::pair(stretch, *due);
    }
    return std::nullopt;
  }

  // What is promised, with its term: the words between them, if they stand close.
  Stretch stretch_of(const std::optional<Stretch>& term) const {
    constexpr std::size_t reach = 20;
    std::optional<Stretch> stretch = term;
    for (const auto& hit : hits_) {
      if ((hit.cues & (kAbout | cue::promise)) == 0) continue;
      if (!stretch) stretch = hit.at;
      const bool near =
          hit.at.begin <= stretch->end + reach && hit.at.end + reach >= stretch->begin;
      if (near && clause_of(hit.at.begin).holds(stretch->begin)) {
        stretch->begin = std::min(stretch->begin, hit.at.begin);
        stretch->end = std::max(stretch->end, hit.at.end);
      }
    }
    return stretch.value_or(Stretch{});
  }

  // Bytes of the sentence as given.
  Stretch bytes_of(const Stretch& points) const {
    if (points.begin >= points.end) return {};
    return {normal_.begin_of(points.begin), normal_.end_of(points.end - 1)};
  }

 private:
  struct Hit {
    Stretch at;
    std::uint32_t cues = 0;
  };

  void lower() {
    if (!point_of_.empty()) return;
    for (std::size_t point = 0; point < normal_.size(); ++point) {
      base::append_code_point(lower_, text::fold_point(normal_.points()[point]));
      point_of_.resize(lower_.size(), point);
    }
    point_of_.push_back(normal_.size());
  }

  std::size_t byte_of(std::size_t point) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(point_of_, point) - point_of_.begin());
  }

  // The first point at or behind this byte of the sentence as given.
  std::size_t point_at(std::size_t byte) const {
    std::size_t point = 0;
    while (point < normal_.size() && normal_.begin_of(point) < byte) ++point;
    return point;
  }

  Stretch clause_of(std::size_t point) const {
    const auto& points = normal_.points();
    Stretch clause{point, point};
    while (clause.begin > 0 && !parts_clauses(points[clause.begin - 1])) --clause.begin;
    while (clause.end < points.size() && !parts_clauses(points[clause.end])) ++clause.end;
    return clause;
  }

  bool is_kept_by_shop(const Stretch& time) const {
    const auto clause = clause_of(time.begin);
    bool about = (said_ & cue::promise) != 0;
    for (const auto& hit : hits_) {
      if ((hit.cues & cue::duty) != 0 && clause.holds(hit.at.begin)) return false;
      about = about || (hit.cues & kAbout) != 0;
    }
    return about;
  }

  std::string_view given_;
  text::NormalText normal_;
  std::vector<Hit> hits_;
  std::uint32_t said_ = 0;
  std::string lower_;
  std::vector<std::size_t> point_of_;  // Of each byte of `lower_`, and one behind.
};

}  // namespace

base::Result<PromiseReader> PromiseReader::load(const std::filesystem::path& workspace,
                                                const records::Zone& zone) {
  auto cues = ConversationCues::load(workspace);
  if (!cues) return base::failure_of(cues);
  auto calendar = records::BusinessCalendar::load(workspace, "service", zone);
  if (!calendar) return base::failure_of(calendar);
  return PromiseReader(std::move(*cues), std::move(*calendar), zone);
}

void PromiseReader::read(std::string_view text, std::optional<records::Moment> said,
                         std::span<const Entity> entities, const text::Simplifier& simplifier,
                         std::vector<Promise>& found) const {
  found.clear();
  std::vector<std::size_t> bytes;  // Where each character of the text begins, and its end.
  const auto know_places = [&] {
    if (!bytes.empty()) return;
    for (std::size_t at = 0; at < text.size();) {
      bytes.push_back(at);
      base::next_code_point(text, at);
    }
    bytes.push_back(text.size());
  };
  each_sentence(text, [&](std::string_view given) {
    if (found.size() >= kMost || is_asked(given)) return;
    PromiseSentence sentence(cues_, given, simplifier);
    const auto cues = sentence.said();
    if ((cues & (kAbout | cue::promise | cue::term)) == 0) return;
    know_places();
    const auto begins_at = static_cast<std::size_t>(given.data() - text.data());
    std::optional<std::pair<Stretch, records::Moment>> term;
    if (said) term = sentence.term({*said, zone_, &calendar_}, entities, bytes, begins_at);
    if (!term && !sentence.promises()) return;
    auto& promise = found.emplace_back();
    promise.about = about_of(cues);
    if (term) promise.due = term->second;
    const auto take = [&](const Stretch& points) {
      const auto part = sentence.bytes_of(points);
      const auto at = [&](std::size_t byte) {
        return static_cast<std::uint32_t>(std::ranges::lower_bound(bytes, begins_at + byte) -
                                          bytes.begin());
      };
      promise.begin = at(part.begin);
      promise.end = at(part.end);
      promise.text = given.substr(part.begin, part.end - part.begin);
    };
    take(sentence.stretch_of(term ? std::optional(term->first) : std::nullopt));
    const bool personal = std::ranges::any_of(entities, [&](const Entity& one) {
      return records::is_personal(one.kind) && one.begin < promise.end && promise.begin < one.end;
    });
    if (!personal) return;
    if (term)
      take(term->first);
    else
      found.pop_back();
  });
}

std::string promises_json(std::span<const Promise> promises) {
  if (promises.empty()) return {};
  auto json = nlohmann::ordered_json::array();
  for (const auto& promise : promises) {
    nlohmann::ordered_json one = {{"kind", "promise"},
                                  {"text", promise.text},
                                  {"start", promise.begin},
                                  {"end", promise.end},
                                  {"about", promise.about}};
    if (promise.due) one["value"] = records::to_iso(*promise.due);
    json.push_back(std::move(one));
  }
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace aftercare::language
