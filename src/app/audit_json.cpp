#include "app/audit_json.hpp"

#include <fmt/format.h>

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;
using What = store::AuditBreak::What;

std::string_view name_of_break(What what) {
  switch (what) {
    case What::edited:
      return "edited";
    case What::moved:
      return "moved";
    case What::missing:
      return "missing";
    case What::doubled:
      return "doubled";
    case What::forked:
      return "forked";
    case What::cut_off:
      return "cut_off";
    case What::gap:
      return "gap";
    case What::replaced:
      return "replaced";
  }
  return "";
}

}  // namespace

Json to_json(const store::AuditPage& page) {
  Json json = {{"total", page.total}, {"entries", Json::array()}};
  for (const auto& row : page.rows) {
    Json one = {{"number", row.number},     {"at", records::to_iso(row.at)},
                {"actor", row.actor},       {"action", row.action},
                {"subject", row.subject},   {"reason", row.reason},
                {"previous", row.previous}, {"hash", row.hash}};
    if (const auto action = records::audit_action(row.action))
      one["label"] = {{"zh", label_of(*action).zh}, {"en", label_of(*action).en}};
    json["entries"].push_back(std::move(one));
  }
  return json;
}

base::Message in_words(const store::AuditBreak& broken) {
  const auto number = broken.number;
  const auto other = broken.other;
  switch (broken.what) {
    case What::edited:
      return {fmt::format("entry {} is not as it was written", number),
              fmt::format("第 {} 条被改动过", number)};
    case What::moved:
      return {fmt::format("entry {} stands in the wrong place: it was written as number {}", number,
                          other),
              fmt::format("第 {} 条位置不对：它原是第 {} 条", number, other)};
    case What::missing:
      return {fmt::format("entry {} is missing, later ones are there", number),
              fmt::format("缺少第 {} 条，而其后的记录仍在", number)};
    case What::doubled:
      return {fmt::format("entry {} is there twice", number),
              fmt::format("第 {} 条出现了两次", number)};
    case What::forked:
      return {fmt::format("entry {} was not written after the entry that stands before it", number),
              fmt::format("第 {} 条并非写在其前一条之后", number)};
    case What::cut_off:
      return {fmt::format("the end is cut off: entries {} to {} are gone", number, other),
              fmt::format("末尾被截断：缺少第 {} 至 {} 条", number, other)};
    case What::gap:
      return {fmt::format("entries up to {} had been written, those from {} on were gone or others "
                          "when the log was taken up again with entry {}",
                          other, number, number),
              fmt::format("曾写到第 {} 条；以第 {} 条续写日志时，自第 {} 条起的记录已缺失或不符",
                          other, number, number)};
    case What::replaced:
      return {
          fmt::format("entry {} is another one than was remembered: the log was replaced", number),
          fmt::format("第 {} 条与记住的不符：日志已被替换", number)};
  }
  return {};
}

Json to_json(const store::AuditCheck& check) {
  Json json = {{"entries", check.end.entries},
               {"hash", check.end.hash},
               {"whole", !check.broken.has_value()}};
  if (check.broken) {
    const auto words = in_words(*check.broken);
    json["broken"] = {{"what", name_of_break(check.broken->what)},
                      {"number", check.broken->number},
                      {"other", check.broken->other},
                      {"text", {{"zh", words.zh}, {"en", words.en}}}};
  }
  return json;
}

}  // namespace aftercare::app
