#include "metrics/ask/words.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/share.hpp"
#include "base/utf8.hpp"
#include "base/yaml_file.hpp"
#include "text/courier.hpp"
#include "text/nearest.hpp"
#include "text/pinyin.hpp"
#include "text/region.hpp"

namespace aftercare::metrics {
namespace {

// The roles that ask.yaml may name.
constexpr std::pair<std::string_view, AskRole> kAskRoles[] = {
    {"filler", AskRole::filler},
    {"about", AskRole::about},
    {"how_many", AskRole::how_many},
    {"by", AskRole::by},
    {"breakdown", AskRole::breakdown},
    {"separately", AskRole::separately},
    {"share", AskRole::share},
    {"rolling", AskRole::rolling},
    {"mean", AskRole::mean},
    {"cumulative", AskRole::cumulative},
    {"trend", AskRole::trend},
    {"changed", AskRole::changed},
    {"much", AskRole::much},
    {"little", AskRole::little},
    {"why", AskRole::why},
    {"compare", AskRole::compare},
    {"year_over_year", AskRole::year_over_year},
    {"before", AskRole::before},
    {"and", AskRole::and_},
    {"not", AskRole::not_},
    {"top", AskRole::top},
    {"bottom", AskRole::bottom},
    {"most", AskRole::most},
    {"least", AskRole::least},
    {"slowest", AskRole::slowest},
    {"fastest", AskRole::fastest},
    {"worst", AskRole::worst},
    {"best", AskRole::best},
    {"which_one", AskRole::which_one},
    {"which_some", AskRole::which_some},
    {"who", AskRole::who},
    {"above", AskRole::above},
    {"below", AskRole::below},
    {"at_least", AskRole::at_least},
    {"at_most", AskRole::at_most},
    {"equal", AskRole::equal},
    {"or_more", AskRole::or_more},
    {"or_less", AskRole::or_less},
    {"classifier", AskRole::classifier},
    {"percent", AskRole::percent},
    {"measure", AskRole::measure},
    {"multiple", AskRole::multiple},
    {"from", AskRole::from},
    {"to", AskRole::to},
    {"onwards", AskRole::onwards},
    {"day", AskRole::day},
    {"period", AskRole::period},
    {"last_n", AskRole::last_n},
    {"unit", AskRole::unit},
    {"half", AskRole::half},
    {"half_letter", AskRole::half_letter},
    {"quarter_letter", AskRole::quarter_letter},
    {"ordinal_quarter", AskRole::ordinal_quarter},
    {"month", AskRole::month},
    {"day_ending", AskRole::day_ending},
    {"number", AskRole::number},
};

tl::unexpected<base::Error> bad_word(const std::filesystem::path& file, const YAML::Node& node,
                                     std::string_view en, std::string_view zh) {
  return base::failure(fmt::format("{}: {}", en, base::where(file, node)),
                       fmt::format("{}：{}", zh, base::where(file, node)));
}

// Parts of a label that joins two: "Damaged or flawed", "尺码/大小".
std::vector<std::string> parts_of(const std::string& label) {
  std::vector<std::string> parts;
  static constexpr std::string_view joints[] = {" and ", " or ", "/", "与", "、"};
  std::size_t begin = 0;
  for (std::size_t at = 0; at < label.size(); ++at)
    for (const auto joint : joints)
      if (label.compare(at, joint.size(), joint) == 0) {
        parts.push_back(label.substr(begin, at - begin));
        begin = at + joint.size();
        at = begin - 1;
        break;
      }
  if (!parts.empty()) parts.push_back(label.substr(begin));
  return parts;
}

std::optional<std::pair<std::string, std::string>> days_in(const std::string& text) {
  const auto dots = text.find("..");
  auto first = text.substr(0, dots);
  auto last = dots == text.npos ? first : text.substr(dots + 2);
  // 2024 has a February 29.
  if (!records::parse_day("2024-" + first) || !records::parse_day("2024-" + last)) return {};
  return std::pair{std::move(first), std::move(last)};
}

}  // namespace

base::Result<AskWords> AskWords::load(const Model& model, const std::filesystem::path& workspace) {
  AskWords words(model);
  auto simplifier = text::Simplifier::load();
  if (!simplifier) return base::failure_of(simplifier);
  words.simplifier_ = std::move(*simplifier);
  const auto files = base::catalog_files("ask.yaml", workspace);
  if (!files) return base::failure_of(files);
  words.add_model();
  if (const auto placed = words.add_places(workspace); !placed)
    return tl::unexpected(placed.error());
  for (const auto& file : *files)
    if (const auto read = words.read(file); !read) return tl::unexpected(read.error());
  return words;
}

void AskWords::add(std::string_view phrase, AskMeaning meaning) {
  const auto units = ask_units(phrase, simplifier_.get());
  auto key = phrase_key(phrase, simplifier_.get());
  if (key.empty()) return;
  longest_ = std::max(longest_, units.size());
  auto& known = phrases_[std::move(key)];
  const auto same = std::ranges::find_if(known, [&](const AskMeaning& other) {
    return other.role == meaning.role && other.name == meaning.name && other.code == meaning.code;
  });
  if (same != known.end()) {
    same->rank = std::min(same->rank, meaning.rank);
    return;
  }
  if (meaning.role == AskRole::metric || meaning.role == AskRole::dimension ||
      (meaning.role == AskRole::value && meaning.rank == 0))
    offered_.emplace_back(phrase);
  known.push_back(std::move(meaning));
}

void AskWords::add_model() {
  for (const auto& metric : model_->metrics()) {
    const auto means = [&](int rank) { return AskMeaning{AskRole::metric, metric.name, "", rank}; };
    // A name of one word may be anything ("rated"): its label and synonyms say it.
    if (metric.name.find('_') != metric.name.npos) add(metric.name, means(0));
    add(metric.label.zh, means(0));
    add(metric.label.en, means(0));
    for (const auto& word : metric.synonyms) add(word, means(1));
  }
  for (const auto& dimension : model_->dimensions()) {
    const auto means = [&](int rank) {
      return AskMeaning{AskRole::dimension, dimension.name, "", rank};
    };
    add(dimension.name, means(0));
    add(dimension.label.zh, means(0));
    add(dimension.label.en, means(0));
    for (const auto& word : dimension.synonyms) add(word, means(1));
    if (dimension.open) continue;  // add_places() knows more ways to say them.
    for (const auto& value : dimension.values) {
      const auto is = [&](int rank) {
        return AskMeaning{AskRole::value, dimension.name, value.code, rank};
      };
      // A code like "0" is no word; a topic's code is its path, in nobody's mouth.
      if (dimension.kind == DimensionKind::text) add(value.code, is(0));
      for (const auto* label : {&value.label.zh, &value.label.en}) {
        add(*label, is(0));
        for (const auto& part : parts_of(*label)) add(part, is(2));
      }
      for (const auto& word : value.synonyms) add(word, is(1));
    }
  }
}

base::Result<void> AskWords::add_places(const std::filesystem::path& workspace) {
  const auto regions = text::Regions::load(workspace);
  if (!regions) return tl::unexpected(regions.error());
  const auto pinyin = text::Pinyin::load(workspace);
  if (!pinyin) return tl::unexpected(pinyin.error());
  const auto couriers = text::Couriers::load(workspace);
  if (!couriers) return tl::unexpected(couriers.error());
  const bool provinces = model_->dimension("province").has_value();
  const bool cities = model_->dimension("city").has_value();
  if (provinces)
    for (const auto& province : regions->provinces()) {
      const auto is = [&](int rank) {
        return AskMeaning{AskRole::value, "province", province.code, rank};
      };
      for (const auto* name : {&province.code, &province.full, &province.en}) add(*name, is(0));
      add(province.code + "省", is(1));
      add(province.en + " province", is(1));
    }
  regions->each_name([&](std::string_view name, bool also_word) {
    const auto code = regions->province(name);
    if (provinces && !code.empty() && regions->place(name).city.empty())
      add(name, {AskRole::value, "province", std::string(code), 1});
    const auto city = std::string(regions->place(name).city);
    if (!cities || city.empty() || name != city) return;
    if (!also_word) {
      add(city, {AskRole::value, "city", city, 0});
      std::string sound;
      for (std::size_t at = 0; at < city.size();)
        sound += pinyin->of(base::next_code_point(city, at));
      if (sound.size() > 4) add(sound, {AskRole::value, "city", city, 1});
    }
    add(city + "市", {AskRole::value, "city", city, 0});
  });
  if (model_->dimension("carrier"))
    couriers->each_name([&](std::string_view name, std::string_view code) {
      add(name, {AskRole::value, "carrier", std::string(code), 1});
    });
  return {};
}

base::Result<void> AskWords::read(const std::filesystem::path& file) {
  const auto root = base::load_yaml(file);
  if (!root) return tl::unexpected(root.error());
  if (!root->IsMap()) return bad_word(file, *root, "no map of words", "不是词语的映射");
  const YAML::Node& map = *root;
  for (const auto& entry : map["words"]) {
    const auto as = base::text_or(entry, "as", "");
    const auto* role =
        std::ranges::find(kAskRoles, as, &std::pair<std::string_view, AskRole>::first);
    if (role == std::end(kAskRoles))
      return bad_word(file, entry, fmt::format("unknown 'as': '{}'", as),
                      fmt::format("未知的 as：“{}”", as));
    for (const auto& word : entry["words"])
      add(word.Scalar(), {role->second, "", base::text_or(entry, "code", ""), 0});
  }
  for (const auto& entry : map["values"]) {
    const auto dimension = model_->dimension(base::text_or(entry, "dimension", ""));
    if (!dimension) continue;  // A workspace may have taken it away.
    for (const auto& word : entry["words"])
      add(word.Scalar(), {AskRole::value, (*dimension)->name, base::text_or(entry, "code", ""), 1});
  }
  for (const auto& entry : map["holidays"]) {
    Holiday holiday;
    holiday.code = base::text_or(entry, "code", "");
    if (entry["label"].IsDefined())
      holiday.label = {base::text_or(entry["label"], "en", ""),
                       base::text_or(entry["label"], "zh", "")};
    if (const auto day = base::text_or(entry, "day", ""); !day.empty()) {
      holiday.each_year = days_in(day + ".." + base::text_or(entry, "to", day));
      if (!holiday.each_year) return bad_word(file, entry, "no day (MM-DD)", "不是日期（MM-DD）");
    }
    for (const auto& year : entry["years"]) {
      const auto days = days_in(year.second.Scalar());
      int number = 0;
      if (!days || !YAML::convert<int>::decode(year.first, number))
        return bad_word(file, year.second, "no days (MM-DD or MM-DD..MM-DD) of a year",
                        "不是某年的日期（MM-DD 或 MM-DD..MM-DD）");
      holiday.years[number] = *days;
    }
    const AskMeaning means{AskRole::holiday, holiday.code, "", 0};
    add(holiday.label.zh, means);
    add(holiday.label.en, means);
    for (const auto& word : entry["words"]) add(word.Scalar(), means);
    std::erase_if(holidays_, [&](const Holiday& other) { return other.code == holiday.code; });
    holidays_.push_back(std::move(holiday));
  }
  return {};
}

void AskWords::add_values(const std::string& dimension, const std::vector<std::string>& values) {
  for (const auto& value : values)
    if (base::count_code_points(value) >= 2) add(value, {AskRole::value, dimension, value, 0});
}

const std::vector<AskMeaning>* AskWords::find(std::string_view key) const {
  const auto found = phrases_.find(key);
  return found == phrases_.end() ? nullptr : &found->second;
}

const Holiday* AskWords::holiday(std::string_view code) const {
  const auto found = std::ranges::find(holidays_, code, &Holiday::code);
  return found == holidays_.end() ? nullptr : &*found;
}

std::vector<std::string> AskWords::near(std::string_view text) const {
  return text::nearest(text, offered_);
}

}  // namespace aftercare::metrics
