#include "text/recogniser_set.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <utility>

#include "base/packed.hpp"
#include "base/share.hpp"
#include "base/short_sort.hpp"
#include "base/utf8.hpp"
#include "base/yaml_file.hpp"
#include "text/text_packed.hpp"
#include "text/width.hpp"

namespace aftercare::text {
namespace {

constexpr std::uint8_t kLeadMet = 1, kCueMet = 2, kAlsoMet = 4, kNumberedMet = 8;

// Named lists and fragments: as a pattern's text, and a list's words.
struct List {
  std::string pattern;
  std::vector<std::string> words;
};
using Lists = std::map<std::string, List, std::less<>>;

std::vector<std::string> words_of(const YAML::Node& node) {
  std::vector<std::string> words;
  if (node && node.IsSequence())
    for (const auto& word : node)
      if (word.IsScalar()) words.push_back(word.Scalar());
  return words;
}

// "{surnames}" in a pattern stands for one of the words of that list, or for a fragment.
std::string expand(std::string regex, const Lists& lists) {
  for (const auto& [name, list] : lists) {
    const auto& alternatives = list.pattern;
    const std::string mark = "{" + name + "}";
    for (auto at = regex.find(mark); at != regex.npos; at = regex.find(mark, at)) {
      regex.replace(at, mark.size(), alternatives);
      at += alternatives.size();
    }
  }
  return regex;
}

// "{unit}前" as a cue stands for a cue a word of that list.
std::vector<std::string> expand_cues(std::vector<std::string> cues, const Lists& lists) {
  for (std::size_t at = 0; at < cues.size();) {
    const auto open = cues[at].find('{');
    const auto close = open == std::string::npos ? open : cues[at].find('}', open);
    const auto list = close == std::string::npos
                          ? lists.end()
                          : lists.find(cues[at].substr(open + 1, close - open - 1));
    if (list == lists.end()) {
      ++at;
      continue;
    }
    const auto cue = cues[at];
    cues.erase(cues.begin() + static_cast<std::ptrdiff_t>(at));
    for (const auto& word : list->second.words)
      cues.push_back(cue.substr(0, open) + word + cue.substr(close + 1));
  }
  return cues;
}

struct BadDefinition {
  std::string en;
  std::string zh;
};

RecogniserSpec read_spec(const YAML::Node& node, const Lists& lists) {
  RecogniserSpec spec;
  spec.name = base::text_or(node, "name", "");
  spec.entity = base::text_or(node, "entity", "");
  if (spec.name.empty()) throw BadDefinition{"a recogniser has no name", "识别器没有名称"};
  for (const auto& pattern : node["patterns"])
    spec.patterns.push_back({expand(base::text_or(pattern, "regex", ""), lists),
                             pattern["score"] ? pattern["score"].as<float>() : 0.6F});
  spec.context = words_of(node["context"]);
  spec.against = words_of(node["against"]);
  spec.except = words_of(node["except"]);
  if (const auto within = node["within"]) spec.within = within.as<std::size_t>();
  if (const auto boost = node["boost"]) spec.boost = boost.as<float>();
  const auto edge = base::text_or(node, "edge", "any");
  if (edge != "any" && edge != "digit" && edge != "word")
    throw BadDefinition{fmt::format("unknown edge '{}' (any, digit, word)", edge),
                        fmt::format("未知的 edge“{}”（any、digit、word）", edge)};
  spec.edge = edge == "digit" ? Edge::digit : edge == "word" ? Edge::word : Edge::any;
  const auto check = base::text_or(node, "check", "none");
  constexpr std::pair<std::string_view, Check> checks[] = {{"none", Check::none},
                                                           {"luhn", Check::luhn},
                                                           {"iban", Check::iban},
                                                           {"resident_id", Check::resident_id},
                                                           {"real_date", Check::real_date}};
  const auto* known = std::ranges::find(checks, check, &std::pair<std::string_view, Check>::first);
  if (known == std::end(checks))
    throw BadDefinition{
        fmt::format("unknown check '{}' (none, luhn, iban, resident_id, real_date)", check),
        fmt::format("未知的 check“{}”（none、luhn、iban、resident_id、real_date）", check)};
  spec.check = known->second;
  if (const auto needs = node["needs"]) {
    if (const auto digits = needs["digits"]) spec.needs_digits = digits.as<std::size_t>();
    spec.needs_sign = base::text_or(needs, "sign", "");
    spec.needs_lead = expand_cues(words_of(needs["lead"]), lists);
    if (const auto ordered = needs["ordered"]) spec.ordered = ordered.as<std::size_t>();
    spec.needs_cues = expand_cues(words_of(needs["cues"]), lists);
    spec.needs_also = expand_cues(words_of(needs["also"]), lists);
    spec.needs_numbered = expand_cues(words_of(needs["numbered"]), lists);
    spec.needs_shape = expand(base::text_or(needs, "shape", ""), lists);
    if (const auto near = needs["near"]) spec.near = near.as<std::size_t>();
  }
  return spec;
}

void read_lists(const YAML::Node& node, Lists& lists) {
  if (!node) return;
  for (const auto& list : node) {
    if (list.second.IsScalar()) {
      lists[list.first.Scalar()] = {list.second.Scalar(), {}};
      continue;
    }
    auto words = words_of(list.second);
    std::ranges::stable_sort(words, std::ranges::greater{}, &std::string::size);
    auto pattern = fmt::format("(?:{})", fmt::join(words, "|"));
    lists[list.first.Scalar()] = {std::move(pattern), std::move(words)};
  }
}

// Longest group of digits with single spaces or hyphens inside; which ASCII signs occur.
struct DigitsAndSigns {
  std::size_t digits = 0;
  std::uint64_t signs[2] = {};  // A bit each.
};

// What stands between two words of one name or address: no sign that ends a clause.
bool goes_on(char32_t point) {
  return is_han(point) || is_ascii_word(point) || point == U' ' || point == U'-' || point == U'#' ||
         point == U'·';
}

// Of words that count in order only: true if this one comes close behind one of the list before its
// own, in one run.
bool comes_in_turn(const RecogniserSpec& spec, std::uint8_t bit, std::size_t begin,
                   std::span<const char32_t> points, RecogniserScratch::Places& last) {
  const auto follows = [&](std::size_t former) {
    return former != RecogniserScratch::kNowhere && begin - former <= spec.ordered &&
           std::ranges::all_of(points.subspan(former, begin - former), goes_on);
  };
  if (bit == kLeadMet) {
    last.lead = begin;
    return true;
  }
  if (bit != kCueMet) return follows(last.cue);
  if (!spec.needs_lead.empty() && !follows(last.lead)) return false;
  last.cue = begin;
  return true;
}

// True if a number, of any kind of digits, or a letter ends before `end`; one space may stand
// between.
bool number_ends_at(std::span<const char32_t> points, std::size_t end) {
  if (end > 1 && points[end - 1] == U' ') --end;
  if (end == 0) return false;
  constexpr std::u32string_view numerals = U"一二三四五六七八九十";
  return is_ascii_word(points[end - 1]) || numerals.find(points[end - 1]) != numerals.npos;
}

DigitsAndSigns look_at(std::span<const char32_t> points) {
  DigitsAndSigns seen;
  std::size_t group = 0;
  bool gap = false;
  for (const char32_t point : points) {
    if (point >= 0x80) {
      group = 0;
      continue;
    }
    seen.signs[point >> 6] |= std::uint64_t{1} << (point & 63U);
    if (point >= U'0' && point <= U'9') {
      seen.digits = std::max(seen.digits, ++group);
      gap = false;
    } else if ((point == U' ' || point == U'-' || point == U'/' || point == U'.' || point == U'(' ||
                point == U')') &&
               !gap) {
      gap = true;
    } else {
      group = 0;
      gap = false;
    }
  }
  return seen;
}

base::Result<std::vector<RecogniserSpec>> read_specs(
    const std::vector<std::filesystem::path>& files) {
  std::map<std::string, RecogniserSpec> specs;
  std::vector<std::string> order;
  Lists lists;
  for (const auto& file : files) {
    const auto yaml = base::load_yaml(file);
    if (!yaml) return base::failure_of(yaml);
    YAML::Node at = *yaml;
    try {
      read_lists((*yaml)["lists"], lists);
      for (const auto& node : (*yaml)["recognisers"]) {
        at.reset(node);
        auto spec = read_spec(node, lists);
        const auto name = spec.name;
        if (specs.insert_or_assign(name, std::move(spec)).second) order.push_back(name);
      }
    } catch (const BadDefinition& error) {
      return base::failure(fmt::format("{}, at {}", error.en, base::where(file, at)),
                           fmt::format("{}，位于 {}", error.zh, base::where(file, at)));
    } catch (const YAML::Exception& error) {
      return base::failure(
          fmt::format("not a valid recogniser: {}, at {}", error.msg, base::where(file, at)),
          fmt::format("识别器定义无效：{}，位于 {}", error.msg, base::where(file, at)));
    }
  }
  std::vector<RecogniserSpec> read;
  for (const auto& name : order) read.push_back(std::move(specs[name]));
  return read;
}

}  // namespace

base::Result<RecogniserSet> RecogniserSet::load(const std::filesystem::path& workspace) {
  const auto files = base::catalog_files("recognisers.yaml", workspace);
  if (!files) return base::failure_of(files);
  if (const auto bytes = base::prepared_definition("recognisers", *files); !bytes.empty()) {
    if (std::vector<RecogniserSpec> specs; base::unpack(bytes, specs)) {
      RecogniserSet set;
      PhraseSetBuilder cues;
      for (auto& spec : specs) set.add(Recogniser::of_judged(std::move(spec)), cues);
      set.cues_ = std::move(cues).build();
      return set;
    }
  }
  return load_files(*files);
}

base::Result<RecogniserSet> RecogniserSet::load_files(
    const std::vector<std::filesystem::path>& files) {
  auto specs = read_specs(files);
  if (!specs) return base::failure_of(specs);
  RecogniserSet set;
  PhraseSetBuilder cues;
  for (auto& spec : *specs) {
    auto recogniser = Recogniser::make(std::move(spec));
    if (!recogniser) return base::failure_of(recogniser);
    set.add(std::move(*recogniser), cues);
  }
  set.cues_ = std::move(cues).build();
  return set;
}

base::Result<std::vector<RecogniserSpec>> RecogniserSet::judged_specs(
    const std::vector<std::filesystem::path>& files) {
  const auto set = load_files(files);
  if (!set) return base::failure_of(set);
  std::vector<RecogniserSpec> specs;
  for (const auto& recogniser : set->recognisers()) specs.push_back(recogniser.spec());
  return specs;
}

void RecogniserSet::add(Recogniser recogniser, PhraseSetBuilder& cues) {
  const auto index = static_cast<std::uint32_t>(recognisers_.size());
  const auto add_cues = [&](const std::vector<std::string>& words, std::uint8_t bit) {
    for (const auto& cue : words) {
      const auto phrase = cues.add(cue);
      if (phrase == PhraseSet::kNone) continue;
      needs_of_cue_.resize(cues.size());
      needs_of_cue_[phrase].push_back({index, bit});
    }
  };
  add_cues(recogniser.spec().needs_lead, kLeadMet);
  add_cues(recogniser.spec().needs_cues, kCueMet);
  add_cues(recogniser.spec().needs_also, kAlsoMet);
  add_cues(recogniser.spec().needs_numbered, kNumberedMet);
  const auto& spec = recogniser.spec();
  Gate gate;
  gate.digits = static_cast<std::uint32_t>(spec.needs_digits);
  if (!spec.needs_cues.empty()) gate.first = kCueMet;
  if (!(spec.needs_also.empty() && spec.needs_numbered.empty()))
    gate.second = kAlsoMet | kNumberedMet;
  for (const char sign : spec.needs_sign)
    gate.signs[(sign & 0x7F) >> 6] |= std::uint64_t{1} << (static_cast<unsigned>(sign) & 63U);
  gate.any_sign = spec.needs_sign.empty();
  gates_.push_back(gate);
  if (spec.ordered > 0) ordered_.push_back(index);
  recognisers_.push_back(std::move(recogniser));
}

void RecogniserSet::find_near(std::uint32_t index, std::span<const char32_t> points,
                              RecogniserScratch& scratch) const {
  const auto is_digit = [](char32_t point) { return point >= U'0' && point <= U'9'; };
  const bool needs_digit = recognisers_[index].spec().needs_digits > 0;
  std::size_t begin = 0, end = 0;  // Windows that touch are one.
  const auto search = [&] {
    if (begin < end &&
        (!needs_digit || std::ranges::any_of(points.subspan(begin, end - begin), is_digit)))
      recognisers_[index].find(scratch.bytes, scratch.byte_of[begin], scratch.byte_of[end],
                               scratch.matches);
  };
  for (const auto& window : scratch.windows) {
    if (window.recogniser != index) continue;
    if (window.begin > end) {
      search();
      begin = window.begin;
    }
    end = std::max(end, window.end);
  }
  search();
}

void RecogniserSet::find(const NormalText& text, std::size_t from, std::size_t to,
                         RecogniserScratch& scratch, std::vector<Found>& found) const {
  found.clear();
  const auto points = std::span(text.points()).subspan(from, to - from);
  const auto seen = look_at(points);
  scratch.met.assign(recognisers_.size(), 0);
  scratch.places.resize(recognisers_.size());
  for (const auto index : ordered_) scratch.places[index] = {};
  scratch.windows.clear();
  cues_.each(points, [&](std::size_t begin, std::size_t end, std::uint32_t cue) {
    for (const auto& need : needs_of_cue_[cue]) {
      if (need.bit == kNumberedMet && !number_ends_at(points, begin)) continue;
      const auto& spec = recognisers_[need.recogniser].spec();
      auto& met = scratch.met[need.recogniser];
      if (spec.ordered > 0 &&
          !comes_in_turn(spec, need.bit, begin, points, scratch.places[need.recogniser]))
        continue;
      met |= need.bit;
      const auto near = spec.near;
      if (near == 0) continue;
      const bool numbered = need.bit == kNumberedMet && spec.needs_cues.empty();
      const bool last = spec.ordered > 0 ? need.bit > kCueMet : need.bit == kCueMet || numbered;
      if (!last) continue;
      const auto first =
          spec.ordered > 0 ? scratch.places[need.recogniser].first(spec.needs_lead.empty()) : begin;
      scratch.windows.push_back(
          {need.recogniser, first - std::min(first, near), std::min(end + near, points.size())});
    }
  });
  scratch.bytes.clear();
  scratch.all.clear();
  for (std::uint32_t index = 0; index < recognisers_.size(); ++index) {
    const Gate& gate = gates_[index];
    if (gate.digits > seen.digits) continue;
    if (gate.first != 0 && (scratch.met[index] & gate.first) == 0) continue;
    if (gate.second != 0 && (scratch.met[index] & gate.second) == 0) continue;
    if (!gate.any_sign && (gate.signs[0] & seen.signs[0]) == 0 &&
        (gate.signs[1] & seen.signs[1]) == 0)
      continue;
    const auto& spec = recognisers_[index].spec();
    if (scratch.bytes.empty()) {
      scratch.byte_of.clear();
      for (const char32_t point : points) {
        scratch.byte_of.push_back(static_cast<std::uint32_t>(scratch.bytes.size()));
        base::append_code_point(scratch.bytes, point);
      }
      scratch.byte_of.push_back(static_cast<std::uint32_t>(scratch.bytes.size()));
    }
    scratch.matches.clear();
    if (!recognisers_[index].may_match(scratch.bytes)) continue;
    if (spec.near == 0)
      recognisers_[index].find(scratch.bytes, 0, scratch.bytes.size(), scratch.matches);
    else
      find_near(index, points, scratch);
    const auto point_at = [&scratch, from](std::uint32_t byte) {
      const auto at = std::ranges::lower_bound(scratch.byte_of, byte);
      return static_cast<std::uint32_t>(at - scratch.byte_of.begin()) +
             static_cast<std::uint32_t>(from);
    };
    for (const auto& match : scratch.matches)
      scratch.all.push_back({point_at(match.begin), point_at(match.end), index, match.score});
  }
  if (scratch.all.empty()) return;
  base::short_sort(scratch.all.begin(), scratch.all.end(), [](const Found& a, const Found& b) {
    return a.score != b.score ? a.score > b.score : a.end - a.begin > b.end - b.begin;
  });
  scratch.taken.assign(points.size(), 0);
  for (const auto& next : scratch.all) {
    const auto first = scratch.taken.begin() + static_cast<std::ptrdiff_t>(next.begin - from);
    const auto last = scratch.taken.begin() + static_cast<std::ptrdiff_t>(next.end - from);
    if (std::find(first, last, 1) != last) continue;
    std::fill(first, last, 1);
    found.push_back(next);
  }
  std::ranges::sort(found, {}, &Found::begin);
}

}  // namespace aftercare::text
