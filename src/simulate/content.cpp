#include "simulate/content.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/share.hpp"
#include "base/utf8.hpp"
#include "base/yaml_file.hpp"

namespace aftercare::simulate {
namespace {

namespace fs = std::filesystem;

// yaml-cpp throws on a missing or ill-typed node; load() turns that into an error with a line.
std::string text_of(const YAML::Node& node) {
  return node.as<std::string>();
}

Names names_of(const YAML::Node& node) {
  return {text_of(node["zh"]), text_of(node["en"])};
}

std::vector<std::string> texts_of(const YAML::Node& list) {
  std::vector<std::string> texts;
  for (const auto& one : list) texts.push_back(text_of(one));
  if (texts.empty()) throw YAML::RepresentationException(list.Mark(), "a list is empty");
  return texts;
}

[[noreturn]] void reject(const YAML::Node& at, const std::string& why) {
  throw YAML::RepresentationException(at.Mark(), why);
}

void read_shop(const YAML::Node& root, Content& content) {
  content.shop = names_of(root["shop"]);
  std::map<std::string, std::uint16_t> component_of;
  for (const auto& one : root["components"]) {
    component_of[text_of(one.first)] = static_cast<std::uint16_t>(content.components.size());
    content.components.push_back({text_of(one.first), names_of(one.second)});
  }
  // By the number of the product and nothing drawn: who supplies it changes nothing else.
  const auto suppliers = root["suppliers"];
  for (const auto& one : root["categories"]) {
    Category category{
        text_of(one["code"]), names_of(one), one["fragile"].as<double>() / 10'000, {}, {}};
    for (const auto& part : one["components"]) {
      const auto found = component_of.find(text_of(part.first));
      if (found == component_of.end()) reject(part.first, "unknown component");
      category.parts.push_back({found->second, part.second.as<double>() / 10'000});
    }
    std::uint32_t sum = 0;
    for (const auto& product : one["products"]) sum += product[5].as<std::uint32_t>();
    for (const auto& product : one["products"]) {
      Product made{fmt::format("P{:04}", content.products.size() + 1),
                   text_of(product[0]),
                   {text_of(product[1]), text_of(product[2])},
                   text_of(product[3]),
                   static_cast<std::uint16_t>(content.categories.size()),
                   product[4].as<std::int64_t>() * 100,
                   text_of(suppliers[content.products.size() % suppliers.size()])};
      content.products.push_back(std::move(made));
      content.product_weights.add(one["weight"].as<std::uint32_t>() * 1000 *
                                  product[5].as<std::uint32_t>() / sum);
    }
    content.categories.push_back(std::move(category));
  }
  for (const auto& one : root["carriers"]) {
    content.carriers.push_back(
        {names_of(one), one["speed"].as<int>(), text_of(one["prefix"]), one["digits"].as<int>()});
    content.carrier_weights.add(one["weight"].as<std::uint32_t>());
  }
  for (const auto& team : root["teams"]) {
    for (const auto& agent : team["agents"])
      content.agents.push_back({fmt::format("K{:03}", content.agents.size() + 1), text_of(agent[0]),
                                static_cast<std::uint8_t>(content.teams.size()),
                                agent[1].as<int>()});
    content.teams.push_back(text_of(team["name"]));
  }
  content.bot_name = text_of(root["bot"]["name"]);
  content.bot_team = text_of(root["bot"]["team"]);
  for (const auto& one : root["promotions"])
    content.promotions.push_back({one["month"].as<int>(), one["day"].as<int>(), names_of(one)});
  content.otherwise = names_of(root["otherwise"]);
}

void read_places(const YAML::Node& root, Content& content) {
  for (const auto& one : root["provinces"]) {
    Province province{one["days"].as<int>(), {}};
    for (const auto& city : one["cities"])
      province.cities.push_back({text_of(city.first), texts_of(city.second)});
    content.provinces.push_back(std::move(province));
    content.province_forms.push_back(
        {text_of(one["zh"]), text_of(one["full"]), text_of(one["en"])});
    content.province_weights.add(one["weight"].as<std::uint32_t>());
  }
}

void read_people(const YAML::Node& root, People& people) {
  people.surnames = texts_of(root["surnames"]);
  people.given_women = texts_of(root["given_women"]);
  people.given_men = texts_of(root["given_men"]);
  people.english_first = texts_of(root["english_first"]);
  people.english_last = texts_of(root["english_last"]);
  people.phone_prefixes = texts_of(root["phone_prefixes"]);
  people.syllables = texts_of(root["syllables"]);
  people.email_domains = texts_of(root["email_domains"]);
  people.roads = texts_of(root["roads"]);
  people.estates = texts_of(root["estates"]);
  people.handles = texts_of(root["shop_handles"]);
  for (const auto& one : root["levels"]) {
    people.levels.push_back(text_of(one[0]));
    people.level_weights.add(one[1].as<std::uint32_t>());
  }
  for (const auto& one : root["platforms"]) {
    people.platforms.push_back(text_of(one[0]));
    people.platform_weights.add(one[1].as<std::uint32_t>());
  }
  people.english_share = root["english_share"].as<double>() / 100;
}

std::vector<char32_t> characters_of(const YAML::Node& node) {
  const auto text = text_of(node);
  std::vector<char32_t> characters;
  for (std::size_t at = 0; at < text.size();) {
    const auto point = base::next_code_point(text, at);
    if (point != U' ' && point < 0x10000) characters.push_back(point);
  }
  return characters;
}

void read_variants(const YAML::Node& root, Variants& variants) {
  const auto from = characters_of(root["traditional_from"]);
  const auto to = characters_of(root["traditional_to"]);
  if (from.size() != to.size())
    reject(root["traditional_to"], "the two lists of characters differ in length");
  variants.traditional.resize(0x10000);
  for (std::size_t i = 0; i < from.size(); ++i) variants.traditional[from[i]] = to[i];
  for (const auto& one : root["slips"])
    variants.slips.emplace_back(text_of(one[0]), text_of(one[1]));
  for (const auto& one : root["mixed"])
    variants.mixed.emplace_back(text_of(one[0]), text_of(one[1]));
}

Sentiment sentiment_of(const YAML::Node& node) {
  const auto name = text_of(node);
  if (name == "negative") return Sentiment::negative;
  if (name == "positive") return Sentiment::positive;
  if (name != "neutral") reject(node, "unknown sentiment " + name);
  return Sentiment::neutral;
}

void place_issue(const YAML::Node& one, Issue& issue, Content& content) {
  const auto index = static_cast<IssueIndex>(content.issues.size());
  const auto when = text_of(one["when"]);
  if (when == "failure") {
    const auto code = text_of(one["component"]);
    const auto same = [&](const Component& component) { return component.code == code; };
    const auto found = std::find_if(content.components.begin(), content.components.end(), same);
    if (found == content.components.end()) reject(one["component"], "unknown component " + code);
    issue.component = static_cast<std::int32_t>(found - content.components.begin());
    issue.rate = one["share"].as<double>() / 100;
    content.failures[static_cast<std::size_t>(issue.component)].push_back(index);
    return;
  }
  if (when == "cause") return;
  issue.rate = one["rate"].as<double>() / 10'000;
  if (when == "delivered") {
    content.delivered.push_back(index);
  } else if (when == "before") {
    content.before.push_back(index);
  } else if (when == "anytime") {
    content.anytime.push_back(index);
  } else {
    reject(one["when"], "unknown occasion " + when);
  }
}

std::uint32_t said_of(const YAML::Node& issue, const Content& content) {
  const auto says = issue["says"];
  if (!says) return 0;
  const auto found = std::ranges::find(content.graves, text_of(says), &Grave::name);
  if (found == content.graves.end()) reject(says, "unknown grave thing " + text_of(says));
  return 1U << (found - content.graves.begin());
}

void read_issues(const YAML::Node& root, Content& content) {
  content.failures.resize(content.components.size());
  for (const auto& one : root["issues"]) {
    Issue issue{text_of(one["name"]),
                text_of(one["topic"]),
                0,
                sentiment_of(one["sentiment"]),
                -1,
                one["complaint"].as<double>() / 100,
                0,
                said_of(one, content),
                {}};
    const auto group = issue.topic.substr(0, issue.topic.find('.'));
    const auto* found = std::find(kGroups.begin(), kGroups.end(), group);
    if (found == kGroups.end()) reject(one["topic"], "unknown topic group " + group);
    issue.group = static_cast<std::uint8_t>(found - kGroups.begin());
    for (std::size_t i = 0; i < issue.core.size(); ++i) {
      issue.core[i] = content.grammars[i].rule("core." + issue.name);
      if (issue.core[i] == Grammar::kNone) reject(one, "no rule core." + issue.name);
    }
    place_issue(one, issue, content);
    content.issues.push_back(std::move(issue));
  }
  for (std::size_t i = 0; i < content.components.size(); ++i)
    if (content.failures[i].empty())
      reject(root, "no issue for component " + content.components[i].code);
  const auto index_of = [&](std::string_view name) {
    for (std::size_t i = 0; i < content.issues.size(); ++i)
      if (content.issues[i].name == name) return static_cast<IssueIndex>(i);
    reject(root, fmt::format("issue missing: {}", name));
  };
  auto& known = content.known;
  const std::pair<IssueIndex*, std::string_view> needed[] = {
      {&known.damaged, "damaged"},
      {&known.packaging, "packaging"},
      {&known.late, "late"},
      {&known.not_shipped, "not_shipped"},
      {&known.tracking, "tracking"},
      {&known.lost, "lost"},
      {&known.address_change, "address_change"},
      {&known.attitude, "attitude"},
      {&known.no_reply, "no_reply"},
      {&known.unsolved, "unsolved"},
      {&known.price_drop, "price_drop"},
      {&known.refund_slow, "refund_slow"},
      {&known.refund_ask, "refund_ask"},
      {&known.return_ask, "return_ask"},
      {&known.return_refused, "return_refused"},
      {&known.exchange_ask, "exchange_ask"},
      {&known.cancel_ask, "cancel_ask"},
      {&known.praise_product, "praise_product"},
      {&known.praise_service, "praise_service"},
      {&known.praise_logistics, "praise_logistics"},
      {&known.praise_price, "praise_price"}};
  for (const auto& [to, name] : needed) *to = index_of(name);
}

void bind_categories(Content& content) {
  for (auto& category : content.categories)
    for (std::size_t i = 0; i < category.good.size(); ++i) {
      category.good[i] = content.grammars[i].rule("good." + category.code);
      if (category.good[i] == Grammar::kNone)
        throw YAML::RepresentationException({}, "no rule good." + category.code);
    }
}

template <typename Read>
base::Result<void> read_file(const fs::path& file, Read read) {
  const auto root = base::load_yaml(file);
  if (!root) return base::failure_of(root);
  try {
    read(*root);
  } catch (const YAML::Exception& error) {
    return base::failure(fmt::format("definition of the simulated shop is wrong: {}, at {}:{}",
                                     error.msg, file.string(), error.mark.line + 1),
                         fmt::format("模拟店铺的定义有误：{}，位于 {}:{}", error.msg, file.string(),
                                     error.mark.line + 1));
  }
  return {};
}

}  // namespace

base::Result<Content> Content::load() {
  const auto share = base::share_folder();
  if (!share) return base::failure_of(share);
  const auto folder = *share / "catalog" / "simulate";
  Content content;
  std::vector<std::string> marks;
  const auto graves = read_file(folder / "issues.yaml", [&](const YAML::Node& root) {
    for (const auto& one : root["graves"]) {
      content.graves.push_back({text_of(one.first), one.second.as<int>()});
      marks.push_back(content.graves.back().name);
    }
  });
  if (!graves) return base::failure_of(graves);
  const std::vector<fs::path> sets[] = {{folder / "zh_quality.yaml", folder / "zh_logistics.yaml",
                                         folder / "zh_frames.yaml", folder / "zh_agents.yaml"},
                                        {folder / "en_core.yaml", folder / "en_frames.yaml"}};
  for (const auto& files : sets) {
    auto grammar = Grammar::load(files, marks);
    if (!grammar) return base::failure_of(grammar);
    content.grammars.push_back(std::move(*grammar));
  }
  const auto shop = read_file(folder / "shop.yaml", [&](const YAML::Node& root) {
    read_shop(root, content);
    bind_categories(content);
  });
  if (!shop) return base::failure_of(shop);
  const auto places =
      read_file(folder / "places.yaml", [&](const auto& root) { read_places(root, content); });
  if (!places) return base::failure_of(places);
  const auto people = read_file(folder / "people.yaml",
                                [&](const auto& root) { read_people(root, content.people); });
  if (!people) return base::failure_of(people);
  const auto variants = read_file(folder / "variants.yaml",
                                  [&](const auto& root) { read_variants(root, content.variants); });
  if (!variants) return base::failure_of(variants);
  const auto issues =
      read_file(folder / "issues.yaml", [&](const auto& root) { read_issues(root, content); });
  if (!issues) return base::failure_of(issues);
  return content;
}

}  // namespace aftercare::simulate
