#include "app/person_json.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <vector>

namespace aftercare::app {
namespace {

using Json = nlohmann::ordered_json;

const std::string& label_in_words(const records::Label& label, bool chinese) {
  return chinese ? label.zh : label.en;
}

std::string class_in_words(records::PiiClass pii, bool chinese) {
  switch (pii) {
    case records::PiiClass::personal:
      return chinese ? "个人信息" : "personal";
    case records::PiiClass::sensitive:
      return chinese ? "敏感个人信息" : "sensitive";
    case records::PiiClass::free_text:
      return chinese ? "自由文本" : "free text";
    case records::PiiClass::pseudonym:
      return chinese ? "化名编号" : "pseudonym";
    case records::PiiClass::none:
      return chinese ? "非个人信息" : "none";
  }
  return {};
}

// Who sees how much of a field. What is sealed is seen in clear only by who may reveal it.
struct SeenBy {
  std::vector<const access::Role*> clear, masked, token;
};

SeenBy seen_by(const privacy::FieldProcessing& one, const access::Policy& policy) {
  const bool sealed =
      one.field->pii != records::PiiClass::none && one.field->pii != records::PiiClass::pseudonym;
  SeenBy seen;
  for (const auto& role : policy.roles()) {
    switch (role.fields.of(one.entity->name, *one.field)) {
      case records::Shown::clear:
        (sealed && !role.may("reveal") ? seen.masked : seen.clear).push_back(&role);
        break;
      case records::Shown::masked:
        seen.masked.push_back(&role);
        break;
      case records::Shown::token:
        seen.token.push_back(&role);
        break;
      case records::Shown::hidden:
        break;
    }
  }
  return seen;
}

Json names_of_roles(const std::vector<const access::Role*>& roles) {
  Json names = Json::array();
  for (const auto* role : roles) names.push_back(role->name);
  return names;
}

std::string roles_in_words(const std::vector<const access::Role*>& roles, bool chinese) {
  std::vector<std::string> words;
  for (const auto* role : roles) words.push_back(label_in_words(role->label, chinese));
  return fmt::format("{}", fmt::join(words, chinese ? "、" : ", "));
}

// "3y" -> 3 年 / 3 years.
std::string period_in_words(const std::string& period, bool chinese) {
  if (period.empty()) return chinese ? "未限定" : "not limited";
  const auto number = period.substr(0, period.size() - 1);
  const std::string_view unit = period.back() == 'y'   ? (chinese ? "年" : "years")
                                : period.back() == 'm' ? (chinese ? "个月" : "months")
                                                       : (chinese ? "天" : "days");
  return fmt::format("{} {}", number, unit);
}

}  // namespace

Json to_json(const pipeline::PersonExport& exported) {
  Json json = {{"customer", exported.customer}, {"records", Json::object()}};
  for (const auto& [entity, records] : exported.records) {
    auto& list = json["records"][entity->name] = Json::array();
    for (const auto& record : records) {
      Json one = Json::object();
      if (record.old_version) one["old_version"] = true;
      for (const auto& [field, value] : record.values) one[field->name] = value;
      list.push_back(std::move(one));
    }
  }
  json["set_aside"] = Json::array();
  for (const auto& row : exported.set_aside) {
    Json one = Json::object();
    if (row.columns.empty()) one["raw"] = row.raw;
    for (std::size_t i = 0; i < row.columns.size(); ++i) one[row.columns[i]] = row.cells[i];
    json["set_aside"].push_back(std::move(one));
  }
  json["source_files"] = exported.files;
  json["other_accounts"] = exported.other_accounts;
  return json;
}

report::TableDocument to_document(const pipeline::PersonExport& exported, bool chinese) {
  report::TableDocument document;
  document.chinese = chinese;
  document.title = fmt::format(fmt::runtime(chinese ? "客户 {} 的个人数据" : "Data of customer {}"),
                               exported.customer);
  for (const auto& [entity, records] : exported.records) {
    std::size_t number = 0;
    for (const auto& record : records) {
      report::TableSection section;
      section.heading = fmt::format("{} {}", label_in_words(entity->label, chinese), ++number);
      if (record.old_version) section.note = chinese ? "旧版本" : "an older version";
      for (const auto& [field, value] : record.values)
        section.rows.push_back({label_in_words(field->label, chinese), value});
      document.sections.push_back(std::move(section));
    }
  }
  for (const auto& row : exported.set_aside) {
    report::TableSection section;
    section.heading = chinese ? "未能入库的行" : "A row that could not be stored";
    if (row.columns.empty()) section.rows.push_back({chinese ? "原文" : "as it came", row.raw});
    for (std::size_t i = 0; i < row.columns.size(); ++i)
      section.rows.push_back({row.columns[i], row.cells[i]});
    document.sections.push_back(std::move(section));
  }
  return document;
}

Json to_json(const privacy::Processing& processing, const access::Policy& policy) {
  Json fields = Json::array();
  for (const auto& one : processing.fields()) {
    const auto seen = seen_by(one, policy);
    Json field = {{"entity", one.entity->name},
                  {"field", one.field->name},
                  {"label", {{"zh", one.field->label.zh}, {"en", one.field->label.en}}},
                  {"class", to_name(one.field->pii)},
                  {"purpose", one.purpose},
                  {"basis", one.basis},
                  {"retention", one.retention},
                  {"stored", one.stored},
                  {"clear", names_of_roles(seen.clear)},
                  {"masked", names_of_roles(seen.masked)},
                  {"token", names_of_roles(seen.token)}};
    if (one.hold.years > 0)
      field["hold"] = {{"years", one.hold.years},
                       {"law", {{"zh", one.hold.law.zh}, {"en", one.hold.law.en}}}};
    fields.push_back(std::move(field));
  }
  Json purposes = Json::array();
  for (const auto& one : processing.purposes())
    purposes.push_back({{"code", one.code},
                        {"withdrawable", one.withdrawable},
                        {"label", {{"zh", one.label.zh}, {"en", one.label.en}}}});
  return {{"purposes", std::move(purposes)}, {"fields", std::move(fields)}};
}

report::TableDocument to_document(const privacy::Processing& processing,
                                  const access::Policy& policy, bool chinese) {
  report::TableDocument document;
  document.chinese = chinese;
  document.title = chinese ? "个人信息处理记录" : "Record of processing";
  const auto say = [chinese](const char* en, const char* zh) {
    return std::string(chinese ? zh : en);
  };
  const records::Entity* entity = nullptr;
  for (const auto& one : processing.fields()) {
    if (one.entity != entity) {
      entity = one.entity;
      report::TableSection section;
      section.heading = label_in_words(entity->label, chinese);
      section.note = label_in_words(entity->grain, chinese);
      if (one.hold.years > 0)
        section.note += fmt::format(
            fmt::runtime(chinese ? "；法定保存 {} 年：{}" : "; held by law {} years: {}"),
            one.hold.years, label_in_words(one.hold.law, chinese));
      section.header = {say("field", "字段"),
                        say("class", "类别"),
                        say("purpose", "目的"),
                        say("legal basis", "合法性依据"),
                        say("kept for", "保存期限"),
                        say("where and how", "存放方式"),
                        say("seen in clear by", "可见原值"),
                        say("masked for", "只见打码"),
                        say("a sign for", "只见令牌")};
      document.sections.push_back(std::move(section));
    }
    const auto* purpose = processing.purpose(one.purpose);
    const auto seen = seen_by(one, policy);
    document.sections.back().rows.push_back(
        {label_in_words(one.field->label, chinese), class_in_words(one.field->pii, chinese),
         label_in_words(purpose->label, chinese),
         label_in_words(processing.basis(one.basis), chinese),
         period_in_words(one.retention, chinese),
         label_in_words(processing.store(one.stored), chinese), roles_in_words(seen.clear, chinese),
         roles_in_words(seen.masked, chinese), roles_in_words(seen.token, chinese)});
  }
  return document;
}

std::vector<std::pair<std::string, std::string>> receipt_lines(const nlohmann::json& receipt,
                                                               bool chinese) {
  const auto say = [chinese](const char* en, const char* zh) {
    return std::string(chinese ? zh : en);
  };
  const auto* language = chinese ? "zh" : "en";
  const auto number = [&receipt](const char* name) {
    return fmt::format("{}", receipt.value(name, std::uint64_t{0}));
  };
  std::vector<std::pair<std::string, std::string>> lines = {
      {say("person", "个人"), receipt.value("person", "")},
      {say("workspace", "工作区"), receipt.value("workspace", "")},
      {say("erased at", "抹除时间"), receipt.value("erased_at", "")},
      {say("by", "操作者"), receipt.value("by", "")},
      {say("reason", "理由"), receipt.value("reason", "")},
      {say("keys destroyed", "销毁的密钥"), number("keys_destroyed")}};
  for (const auto& one : receipt.value("records", nlohmann::json::array()))
    lines.emplace_back(
        one.at("label").value(language, ""),
        fmt::format(fmt::runtime(chinese ? "{} 行已匿名，{} 个旧版本已删除"
                                         : "{} rows made anonymous, {} old versions removed"),
                    one.value("made_anonymous", std::uint64_t{0}),
                    one.value("old_versions_removed", std::uint64_t{0})));
  lines.emplace_back(say("rows set aside, emptied", "已清空的隔离行"), number("set_aside_emptied"));
  lines.emplace_back(say("findings, emptied", "已清空的发现"), number("findings_emptied"));
  lines.emplace_back(say("comparisons removed", "已删除的比对"), number("comparisons_removed"));
  for (const auto& one : receipt.value("kept", nlohmann::json::array()))
    lines.emplace_back(say("kept", "保留"), one.value(language, ""));
  lines.emplace_back(say("backups", "备份"), receipt.at("backups").value(language, ""));
  if (const auto copies = receipt.find("key_copies"); copies != receipt.end())
    lines.emplace_back(say("copies of the keys", "密钥副本"),
                       copies->at("note").value(language, ""));
  for (const auto& file : receipt.value("source_files", nlohmann::json::array()))
    lines.emplace_back(say("source file", "来源文件"), file.get<std::string>());
  lines.emplace_back(say("sources", "来源"), receipt.at("sources").value(language, ""));
  lines.emplace_back(say("key", "公钥"), receipt.value("public_key", ""));
  lines.emplace_back(say("signature", "签名"), receipt.value("signature", ""));
  return lines;
}

}  // namespace aftercare::app
