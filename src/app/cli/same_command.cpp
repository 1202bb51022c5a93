// dedupe without a file: which customers of the workspace are one person, which cases one voice.

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "app/cli/commands.hpp"
#include "app/cli/dedupe_explain.hpp"
#include "app/cli/table_text.hpp"
#include "app/same_json.hpp"
#include "pipeline/known_same.hpp"
#include "pipeline/same_cases.hpp"
#include "pipeline/same_people.hpp"
#include "pipeline/same_review.hpp"

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;
using Action = SameArguments::Action;

std::string as_line(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::vector<std::string> entities_asked(const SameArguments& arguments) {
  if (arguments.customers) return {"customer"};
  if (arguments.cases) return {"case"};
  return {"customer", "case"};
}

std::string value_text(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

// The few words a record is known by in a list.
std::string short_face(const Json& face) {
  std::string text = face.value("key", "");
  for (const auto& field : face.at("fields")) {
    const auto name = field.value("name", "");
    if (name != "name" && name != "phone" && name != "email" && name != "channel" && name != "text")
      continue;
    auto value = value_text(field.at("value"));
    std::size_t cut = 0;
    for (int signs = 0; cut < value.size() && signs < 24; ++cut)
      signs += (static_cast<unsigned char>(value[cut]) & 0xC0) != 0x80;
    while (cut < value.size() && (static_cast<unsigned char>(value[cut]) & 0xC0) == 0x80) ++cut;
    if (cut < value.size()) value = value.substr(0, cut) + "…";
    text += "  " + value;
  }
  return text;
}

std::string state_name(const std::string& state, const Console& console) {
  if (state == "proposed") return std::string(console.say("to decide", "待判定"));
  if (state == "joined") return std::string(console.say("one", "同一个"));
  if (state == "apart") return std::string(console.say("two", "不是同一个"));
  return std::string(console.say("not alike", "不相似"));
}

std::string score_text(const Json& score) {
  return score.is_number() ? fmt::format("{:.3f}", score.get<double>()) : std::string("—");
}

class SameCommand {
 public:
  SameCommand(const SameArguments& arguments, const pipeline::Session& session, const Place& place)
      : arguments_(arguments),
        session_(session),
        console_(place.console),
        viewer_(place.caller.viewer) {}

  base::Result<int> run() const {
    switch (arguments_.action) {
      case Action::compare:
        return compare();
      case Action::list:
        return list();
      case Action::show:
        return show();
      case Action::accept:
      case Action::split:
      case Action::merge:
        return say();
      case Action::undo:
        return undo();
    }
    return kDone;
  }

 private:
  base::Result<int> compare() const {
    Json json = Json::object();
    for (const auto& entity : entities_asked(arguments_)) {
      ConsoleProgress progress(console_);
      const auto done = entity == "customer" ? pipeline::compare_customers(session_, progress)
                                             : pipeline::compare_cases(session_, progress);
      if (!done) return base::failure_of(done);
      json[entity] = to_json(*done);
      if (console_.json()) continue;
      if (entity == "customer")
        console_.line(fmt::format(
            fmt::runtime(console_.say("{0} customers are {1} persons; {2} pairs are left to decide",
                                      "{0} 个客户为 {1} 个人；{2} 对待判定")),
            done->records, done->records - done->repeated, done->proposed));
      else
        console_.line(
            fmt::format(fmt::runtime(console_.say(
                            "{0} new cases compared; {1} cases repeat another one; {2} pairs are "
                            "left to decide",
                            "比较了 {0} 条新案例；共有 {1} 条重复了另一条；{2} 对待判定")),
                        done->fresh, done->repeated, done->proposed));
    }
    if (console_.json()) console_.line(as_line(json));
    return kDone;
  }

  base::Result<int> list() const {
    Json all = Json::array();
    for (const auto& entity : entities_asked(arguments_)) {
      auto page =
          same_pairs_json(session_, viewer_, {entity, arguments_.state}, arguments_.limit, 0);
      if (!page) return base::failure_of(page);
      all.push_back(std::move(*page));
    }
    if (console_.json()) {
      console_.line(as_line({{"lists", all}}));
      return kDone;
    }
    TextTable table{
        {said("score", "分数"), said("is", "状态"), said("one", "一"), said("other", "二")},
        {},
        {true}};
    std::uint64_t total = 0;
    for (const auto& page : all) {
      total += page.value("total", std::uint64_t{0});
      for (const auto& row : page.at("rows"))
        table.rows.push_back({score_text(row.at("score")),
                              state_name(row.value("state", ""), console_),
                              short_face(row.at("one")), short_face(row.at("other"))});
    }
    if (!table.rows.empty()) console_.print(to_text(table));
    console_.line(
        fmt::format(fmt::runtime(console_.say("{} of {} pairs", "共 {1} 对，列出 {0} 对")),
                    table.rows.size(), total));
    return kDone;
  }

  // The pair with the entity that knows it.
  base::Result<std::pair<std::string, Json>> find_pair() const {
    if (arguments_.keys.size() != 2 || arguments_.keys[0] == arguments_.keys[1])
      return base::failure("a pair is two keys: ONE,OTHER", "配对为两个编号：一,二");
    const auto keys = pipeline::key_pair(arguments_.keys[0], arguments_.keys[1]);
    for (const auto& entity : entities_asked(arguments_)) {
      auto json = same_pair_json(session_, viewer_, entity, keys);
      if (!json) return base::failure_of(json);
      if (!json->is_null()) return std::pair(entity, std::move(*json));
    }
    return base::failure(
        fmt::format("no two records of these keys: {}, {}", keys.first, keys.second),
        fmt::format("没有这两条记录：{}，{}", keys.first, keys.second));
  }

  base::Result<int> show() const {
    const auto found = find_pair();
    if (!found) return base::failure_of(found);
    const auto& json = found->second;
    if (console_.json()) {
      console_.line(as_line(json));
      return kDone;
    }
    const auto field_of = [](const Json& face, const std::string& name) {
      for (const auto& field : face.at("fields"))
        if (field.value("name", "") == name) return value_text(field.at("value"));
      return std::string();
    };
    std::vector<std::pair<std::string, std::string>> names;  // And labels.
    for (const auto* side : {"one", "other"})
      for (const auto& field : json.at(side).at("fields")) {
        const auto name = field.value("name", "");
        if (std::ranges::find(names, name, &std::pair<std::string, std::string>::first) ==
            names.end())
          names.emplace_back(name,
                             field.at("label").is_object()
                                 ? field.at("label").value(std::string(console_.language()), name)
                                 : name);
      }
    TextTable table{
        {said("field", "字段"), json.at("one").value("key", ""), json.at("other").value("key", ""),
         said("level", "程度"), said("bits", "比特"), ""},
        {},
        {false, false, false, false, true}};
    const auto& why = json.at("why");
    if (why.is_object()) add_bits(table, said("any two records", "任意两条"), why, "prior");
    for (const auto& [name, label] : names) {
      std::vector<std::string> row{label, field_of(json.at("one"), name),
                                   field_of(json.at("other"), name)};
      if (why.is_object())
        for (const auto& part : why.at("fields"))
          if (part.value("field", "") == name) {
            row.push_back(level_name(part.value("level", ""), console_));
            row.push_back(fmt::format("{:+.1f}", part.value("weight", 0.0)));
            row.push_back(bar_of(part.value("weight", 0.0)));
          }
      row.resize(6);
      table.rows.push_back(std::move(row));
    }
    if (why.is_object())
      add_bits(table, said("household, twins or neighbours instead", "或为同住、双胞胎、邻居"), why,
               "others");
    console_.print(to_text(table));
    console_.line(fmt::format("{}: {}", score_text(json.at("score")),
                              state_name(json.value("state", ""), console_)));
    return kDone;
  }

  static void add_bits(TextTable& table, std::string name, const Json& why, const char* part) {
    const auto bits = why.value(part, 0.0);
    table.rows.push_back({std::move(name), "", "", "", fmt::format("{:+.1f}", bits), bar_of(bits)});
  }

  base::Result<int> say() const {
    const auto& keys = arguments_.keys;
    std::string entity = entities_asked(arguments_).front();
    if (arguments_.action == Action::accept || (keys.size() == 2 && !has_entity())) {
      const auto found = find_pair();
      if (!found) return base::failure_of(found);
      entity = found->first;
    } else if (!has_entity()) {
      const auto unknown = store::unknown_keys(session_.store(), "customer", keys);
      if (!unknown) return base::failure_of(unknown);
      if (unknown->size() == keys.size()) entity = "case";
    }
    const auto by = viewer_.name;
    const auto done = arguments_.action == Action::split
                          ? pipeline::say_apart(session_, entity, keys, by)
                          : pipeline::say_same(session_, entity, keys, by);
    return tell(done, entity);
  }

  base::Result<int> undo() const {
    return tell(pipeline::unsay(session_, arguments_.id, viewer_.name), "");
  }

  base::Result<int> tell(const base::Result<store::AlikeChanged>& done,
                         const std::string& entity) const {
    if (!done) return base::failure_of(done);
    if (console_.json()) {
      Json json = {{"verdict", done->verdict}, {"changed", done->records}};
      if (!entity.empty()) json["entity"] = entity;
      console_.line(as_line(json));
      return kDone;
    }
    console_.line(fmt::format(
        fmt::runtime(arguments_.action == Action::undo
                         ? console_.say("verdict {} is undone; {} records are in another group now",
                                        "已撤销判定 {}；{} 条记录所在的组有变")
                         : console_.say("verdict {}; {} records are in another group now",
                                        "判定 {}；{} 条记录所在的组有变")),
        done->verdict, done->records));
    return kDone;
  }

  bool has_entity() const { return arguments_.customers || arguments_.cases; }
  std::string said(const char* en, const char* zh) const {
    return std::string(console_.say(en, zh));
  }

  const SameArguments& arguments_;
  const pipeline::Session& session_;
  const Console& console_;
  const records::Viewer viewer_;
};

}  // namespace

base::Result<int> run_same(const SameArguments& arguments, const pipeline::Session& session,
                           const Place& place) {
  return SameCommand(arguments, session, place).run();
}

}  // namespace aftercare::app
