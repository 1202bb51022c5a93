#include "language/rivals.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "base/share.hpp"
#include "base/utf8.hpp"
#include "base/yaml_file.hpp"
#include "text/normal_text.hpp"
#include "text/width.hpp"

namespace aftercare::language {
namespace {

std::string lower_utf8(std::span<const char32_t> points) {
  std::string text;
  for (const char32_t point : points) base::append_code_point(text, text::fold_point(point));
  while (!text.empty() && text.back() == ' ') text.pop_back();
  while (!text.empty() && text.front() == ' ') text.erase(0, 1);
  return text;
}

bool ends_rival_clause(std::span<const char32_t> points, std::size_t at) {
  constexpr std::u32string_view marks = U"，。！？；,!?;\n";
  if (marks.find(points[at]) != marks.npos) return true;
  return points[at] == U'.' && (at + 1 == points.size() || points[at + 1] == U' ');
}

// The name before "家" at `at`: Han back to a sign or a word that never is in one; four at most.
std::size_t name_before(std::span<const char32_t> points, std::size_t at) {
  constexpr std::u32string_view no_name =
      U"的了是在我你他她它们这那大国专人全回到比不如跟和还去各几别其隔搬自居老一每换选找";
  std::size_t begin = at;
  while (begin > 0 && at - begin < 5 && no_name.find(points[begin - 1]) == no_name.npos &&
         (text::is_han(points[begin - 1]) || text::is_ascii_word(points[begin - 1])))
    --begin;
  // More than two are one name only from the begin of a clause on: "同样的东西小王家".
  const bool from_begin =
      begin == 0 || ends_rival_clause(points, begin - 1) || points[begin - 1] == U' ';
  return at - begin <= 2 || (from_begin && at - begin <= 4) ? begin : at - 2;
}

}  // namespace

base::Result<RivalReader> RivalReader::load(const std::filesystem::path& workspace,
                                            const Analyser& analyser) {
  const auto files = base::catalog_files("rivals.yaml", workspace);
  if (!files) return base::failure_of(files);
  RivalReader reader;
  reader.analyser_ = &analyser;
  text::PhraseSetBuilder phrases;
  const auto add = [&reader, &phrases](const YAML::Node& words, std::uint32_t roles,
                                       std::uint32_t aspects) {
    for (const auto& word : words) {
      const auto number = phrases.add(word.Scalar());
      if (number == text::PhraseSet::kNone) continue;
      if (number >= reader.meanings_.size()) reader.meanings_.resize(number + 1);
      reader.meanings_[number].roles |= roles;
      reader.meanings_[number].aspects |= aspects;
    }
  };
  for (const auto& file : *files) {
    const auto yaml = base::load_yaml(file);
    if (!yaml) return base::failure_of(yaml);
    constexpr std::pair<const char*, Role> lists[] = {{"shops", shop},
                                                      {"better", better},
                                                      {"worse", worse},
                                                      {"rival_wins_before", wins},
                                                      {"rival_loses_before", loses},
                                                      {"worse_than_rival", worse_than},
                                                      {"wishes", wish},
                                                      {"unmet", unmet}};
    for (const auto& [name, role] : lists) add((*yaml)[name], role, 0);
    for (const auto& node : (*yaml)["aspects"]) {
      const auto code = base::text_or(node, "code", "");
      if (code.empty() || reader.aspects_.size() == 32)
        return base::failure(
            fmt::format("an aspect has no code, or there are over 32, at {}",
                        base::where(file, node)),
            fmt::format("方面缺少 code，或超过 32 个，位于 {}", base::where(file, node)));
      const auto known =
          std::ranges::find(reader.aspects_, code, &std::pair<std::string, Naming>::first);
      const auto index = static_cast<std::uint32_t>(known - reader.aspects_.begin());
      if (known == reader.aspects_.end())
        reader.aspects_.push_back(
            {code,
             {base::text_or(node["label"], "zh", code), base::text_or(node["label"], "en", code)}});
      add(node["words"], 0, 1U << index);
    }
  }
  reader.phrases_ = std::move(phrases).build();
  return reader;
}

// Who comes off better: by what stands right before the rival, then by what the clause says of it.
Sentiment RivalReader::towards(std::span<const Cue> cues, const Name& name, std::uint32_t begin,
                               std::uint32_t end, std::span<const char32_t> points,
                               double mood) const {
  constexpr std::uint32_t near = 4;
  std::uint32_t before = 0, behind = 0;
  for (const auto& cue : cues) {
    if (cue.begin < begin || cue.end > end) continue;
    if (cue.end <= name.begin && name.begin - cue.end <= near) before |= cue.roles;
    if (cue.begin >= name.end) behind |= cue.roles;
  }
  // "比XX便宜": what is compared with the rival is cheaper; "比XX贵": it is not.
  const bool compared = name.begin > begin && points[name.begin - 1] == U'比';
  if ((before & worse_than) != 0) return Sentiment::positive;
  if ((before & loses) != 0) return Sentiment::negative;
  if (compared) {
    if ((behind & worse) != 0 || mood < 0) return Sentiment::positive;
    if ((behind & better) != 0 || mood > 0) return Sentiment::negative;
    return Sentiment::neutral;
  }
  if ((before & wins) != 0) return Sentiment::positive;
  if ((behind & better) != 0) return Sentiment::positive;
  if ((behind & worse) != 0) return Sentiment::negative;
  return mood > 0 ? Sentiment::positive : mood < 0 ? Sentiment::negative : Sentiment::neutral;
}

// Content words of a clause without what it wishes or misses with.
std::vector<std::string> RivalReader::words_of_wish(std::span<const char32_t> points,
                                                    std::span<const Cue> cues, std::uint32_t begin,
                                                    std::uint32_t end, Scratch& scratch) const {
  std::u32string rest(points.begin() + begin, points.begin() + end);
  for (const auto& cue : cues)
    if ((cue.roles & (wish | unmet)) != 0 && cue.begin >= begin && cue.end <= end)
      std::fill(rest.begin() + (cue.begin - begin), rest.begin() + (cue.end - begin), U',');
  std::vector<std::string> all, telling;
  analyser_->words_of(lower_utf8(rest), scratch, all);
  for (auto& word : all) {
    const bool latin = !word.empty() && static_cast<unsigned char>(word.front()) < 0x80;
    const std::size_t least = latin ? 3 : 4;  // Two Chinese characters are six bytes.
    if (word.size() < least || analyser_->rarity(word) <= 0 ||
        std::ranges::find(telling, word) != telling.end())
      continue;
    telling.push_back(std::move(word));
  }
  return telling;
}

void RivalReader::read(std::string_view text, Scratch& scratch, std::vector<RivalMention>& rivals,
                       std::vector<Wish>& wishes) const {
  rivals.clear();
  wishes.clear();
  text::NormalText normal;
  normal.add(text, &analyser_->simplifier());
  const std::span<const char32_t> points(normal.points());
  std::vector<Cue> cues;
  phrases_.each(points, [&](std::size_t begin, std::size_t end, std::uint32_t phrase) {
    auto cue = meanings_[phrase];
    cue.begin = static_cast<std::uint32_t>(begin);
    cue.end = static_cast<std::uint32_t>(end);
    cues.push_back(cue);
  });
  std::vector<Name> names;
  for (const auto& mark : analyser_->rivals_in(text, scratch)) {
    // Of the given text's bytes to points.
    Name name;
    while (name.begin < points.size() && normal.begin_of(name.begin) < mark.begin) ++name.begin;
    name.end = name.begin;
    while (name.end < points.size() && normal.end_of(name.end) <= mark.end) ++name.end;
    if (name.end > name.begin) names.push_back(name);
  }
  for (const auto& cue : cues)
    if ((cue.roles & shop) != 0) names.push_back({cue.begin, cue.end});
  for (std::uint32_t at = 1; at < points.size(); ++at) {
    if (points[at] != U'家') continue;
    const bool followed = std::ranges::any_of(cues, [at](const Cue& cue) {
      return (cue.roles & (better | worse)) != 0 && cue.begin > at && cue.begin - at <= 6;
    });
    const auto begin = static_cast<std::uint32_t>(name_before(points, at));
    if (followed && begin < at) names.push_back({begin, at + 1});
  }
  std::ranges::sort(names, [](const Name& a, const Name& b) {
    return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
  });
  const auto aspects_of = [&](std::uint32_t begin, std::uint32_t end) {
    std::uint32_t bits = 0;
    for (const auto& cue : cues)
      if (cue.begin >= begin && cue.end <= end) bits |= cue.aspects;
    std::vector<std::string> codes;
    for (std::size_t i = 0; i < aspects_.size(); ++i)
      if ((bits >> i & 1U) != 0) codes.push_back(aspects_[i].first);
    return codes;
  };
  Analysis found;
  std::uint32_t begin = 0, named_until = 0;
  for (std::uint32_t at = 0; at <= points.size(); ++at) {
    if (at < points.size() && !ends_rival_clause(points, at)) continue;
    const std::uint32_t end = at;
    const auto clause = points.subspan(begin, end - begin);
    std::uint32_t roles = 0;
    for (const auto& cue : cues)
      if (cue.begin >= begin && cue.end <= end) roles |= cue.roles;
    const bool named = std::ranges::any_of(
        names, [&](const Name& name) { return name.begin >= begin && name.end <= end; });
    if (named || (roles & (wish | unmet)) != 0) {
      const auto said = lower_utf8(clause);
      if (named) {
        analyser_->analyse({}, said, {}, scratch, found);
        for (const auto& name : names) {
          if (name.begin < begin || name.end > end || name.begin < named_until) continue;
          named_until = name.end;
          rivals.push_back({lower_utf8(points.subspan(name.begin, name.end - name.begin)), said,
                            aspects_of(begin, end),
                            towards(cues, name, begin, end, points, found.sentiment_score)});
        }
      }
      if ((roles & (wish | unmet)) != 0)
        wishes.push_back({said, (roles & wish) == 0, aspects_of(begin, end),
                          words_of_wish(points, cues, begin, end, scratch)});
    }
    begin = at + 1;
  }
}

}  // namespace aftercare::language
