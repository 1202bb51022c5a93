// erase, export-person, privacy: what a person may ask for, and what is kept of everybody.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <chrono>
#include <fstream>
#include <sstream>

#include "app/cli/commands.hpp"
#include "app/cli/report_file.hpp"
#include "app/cli/table_text.hpp"
#include "app/person_json.hpp"
#include "pipeline/erasure.hpp"
#include "pipeline/signed_receipt.hpp"
#include "store/duckdb/person_records.hpp"

namespace aftercare::app {
namespace {

using pipeline::ReceiptFault;

template <typename Tree>
std::string on_one_line(const Tree& json) {
  return json.dump(-1, ' ', false, Tree::error_handler_t::replace);
}

std::string made_on(const pipeline::Session& session) {
  const auto now = std::chrono::floor<std::chrono::minutes>(std::chrono::system_clock::now());
  return fmt::format("{} · {}", session.workspace().settings().name,
                     records::to_local_text(now, session.zone()).substr(0, 16));
}

base::Result<void> write_page(report::TableDocument document, const pipeline::Session& session,
                              const std::filesystem::path& file) {
  auto css = theme_css();
  if (!css) return base::failure_of(css);
  document.theme_css = std::move(*css);
  document.subtitle = made_on(session);
  return replace_file(file, report::html_document(document));
}

void show_receipt(const std::string& receipt, const Console& console) {
  TextTable table{{std::string(console.say("receipt of erasure", "抹除回执")), ""}, {}, {}};
  for (const auto& [name, value] : receipt_lines(nlohmann::json::parse(receipt), console.chinese()))
    table.rows.push_back({name, value});
  console.print(to_text(table));
}

base::Result<int> show_what_would_be_erased(const std::string& customer,
                                            const pipeline::Session& session,
                                            const Console& console) {
  auto found = store::person_records(session.store(), records::Viewer::owner(), customer);
  if (!found) return base::failure_of(found);
  nlohmann::ordered_json json = {{"customer", customer}, {"records", nlohmann::json::object()}};
  TextTable table{{std::string(console.say("would be made anonymous", "将被匿名")),
                   std::string(console.say("rows", "行数")),
                   std::string(console.say("old versions", "旧版本"))},
                  {},
                  {false, true, true}};
  for (const auto& entity : session.dictionary().entities()) {
    const auto rows = found->keys[entity.name].size();
    const auto old = found->old_keys[entity.name].size();
    if (rows + old == 0) continue;
    json["records"][entity.name] = {{"rows", rows}, {"old_versions", old}};
    table.rows.push_back({console.chinese() ? entity.label.zh : entity.label.en,
                          fmt::format("{}", rows), fmt::format("{}", old)});
  }
  if (console.json())
    console.line(on_one_line(json));
  else
    console.print(to_text(table));
  return kDone;
}

base::Result<std::string> text_of_file(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in)
    return base::failure(base::ErrorKind::input,
                         fmt::format("the file cannot be read: {}", file.string()),
                         fmt::format("无法读取文件：{}", file.string()));
  return std::move(text).str();
}

struct FaultInWords {
  const char* code;
  const char* en;
  const char* zh;
};

FaultInWords words_of(ReceiptFault fault) {
  switch (fault) {
    case ReceiptFault::none:
      return {"good", "the receipt is as it was signed", "回执完好，签名有效"};
    case ReceiptFault::not_json:
      return {"no_receipt", "the file is no receipt", "该文件不是回执"};
    case ReceiptFault::changed:
      return {"changed", "the receipt was changed after it was signed", "回执在签名后被改动"};
    case ReceiptFault::foreign:
      return {"foreign", "the receipt is whole, but another workspace signed it",
              "回执完整，但由其他工作区签名"};
  }
  return {};
}

base::Result<int> say_verdict(ReceiptFault fault, bool other_person, const Console& console) {
  auto words = words_of(fault);
  if (fault == ReceiptFault::none && other_person)
    words = {"other_person", "the receipt is good, but about another customer",
             "回执有效，但不是该客户的"};
  const bool good = fault == ReceiptFault::none && !other_person;
  if (console.json())
    console.line(on_one_line(nlohmann::json{{"good", good}, {"verdict", words.code}}));
  else
    console.line(console.say(words.en, words.zh));
  return good ? kDone : kFindings;
}

base::Result<int> verify_with_store(const PrivacyArguments& arguments,
                                    const pipeline::Session& session, const Place& place) {
  const auto text = text_of_file(place.absolute(arguments.file));
  if (!text) return base::failure_of(text);
  const auto fault = pipeline::check_receipt(*text, session.vault().public_key());
  bool other = false;
  if (fault == ReceiptFault::none && !arguments.customer.empty())
    other = nlohmann::json::parse(*text).value("person", "") !=
            pipeline::person_token(session, arguments.customer);
  return say_verdict(fault, other, place.console);
}

base::Result<int> show_stored_receipt(const PrivacyArguments& arguments,
                                      const pipeline::Session& session, const Place& place) {
  const auto receipt = pipeline::receipt_of(session, arguments.customer);
  if (!receipt) return base::failure_of(receipt);
  if (receipt->empty())
    return base::failure(fmt::format("this customer was not erased: {}", arguments.customer),
                         fmt::format("该客户未被抹除：{}", arguments.customer));
  if (place.console.json())
    place.console.line(on_one_line(nlohmann::json::parse(*receipt)));
  else
    show_receipt(*receipt, place.console);
  return kDone;
}

base::Result<int> show_inventory(const PrivacyArguments& arguments,
                                 const pipeline::Session& session, const Place& place) {
  const auto processing =
      privacy::Processing::load(session.workspace().root(), session.dictionary());
  if (!processing) return base::failure_of(processing);
  const auto& console = place.console;
  if (!arguments.out.empty()) {
    const auto file = place.absolute(arguments.out);
    if (auto written = write_page(to_document(*processing, session.policy(), console.chinese()),
                                  session, file);
        !written)
      return base::failure_of(written);
    if (!console.json()) console.line(file.string());
  }
  if (console.json()) {
    console.line(on_one_line(to_json(*processing, session.policy())));
    return kDone;
  }
  if (!arguments.out.empty()) return kDone;
  auto document = to_document(*processing, session.policy(), console.chinese());
  for (auto& section : document.sections) {
    console.line(section.heading);
    for (auto& row : section.rows) row.erase(row.begin() + 3);  // The ground is long: in the page.
    section.header.erase(section.header.begin() + 3);
    console.print(to_text({section.header, section.rows, {}}));
    console.line("");
  }
  return kDone;
}

}  // namespace

base::Result<int> run_erase(const EraseArguments& arguments, const pipeline::Session& session,
                            const Place& place) {
  const auto& console = place.console;
  if (arguments.dry_run) return show_what_would_be_erased(arguments.customer, session, console);
  std::vector<std::string> customers = {arguments.customer};
  std::vector<std::string> receipts;
  std::vector<std::string> others;
  const auto who = place.actor(arguments.reason);
  for (std::size_t i = 0; i < customers.size(); ++i) {
    auto erased = pipeline::erase_customer(session, customers[i], who);
    if (!erased) return base::failure_of(erased);
    receipts.push_back(std::move(erased->receipt));
    if (i > 0) continue;
    if (arguments.accounts)
      customers.insert(customers.end(), erased->other_accounts.begin(),
                       erased->other_accounts.end());
    else
      others = std::move(erased->other_accounts);
  }
  if (!arguments.out.empty())
    if (auto written = replace_file(place.absolute(arguments.out), receipts.front()); !written)
      return base::failure_of(written);
  if (console.json()) {
    auto json = nlohmann::json::array();
    for (const auto& receipt : receipts) json.push_back(nlohmann::json::parse(receipt));
    console.line(
        on_one_line(nlohmann::json{{"receipts", std::move(json)}, {"other_accounts", others}}));
    return kDone;
  }
  for (const auto& receipt : receipts) show_receipt(receipt, console);
  if (!others.empty())
    console.line(fmt::format(
        fmt::runtime(console.say("the same person has other accounts, which are still there: {} "
                                 "(--accounts erases them too)",
                                 "同一个人还有其他账号未抹除：{}（加 --accounts 一并抹除）")),
        fmt::join(others, ", ")));
  return kDone;
}

base::Result<int> run_export_person(const ExportPersonArguments& arguments,
                                    const pipeline::Session& session, const Place& place) {
  const auto& console = place.console;
  const auto exported =
      pipeline::export_person(session, arguments.customer, place.actor(arguments.reason));
  if (!exported) return base::failure_of(exported);
  if (console.json() && arguments.out.empty()) {
    console.line(on_one_line(to_json(*exported)));
    return kDone;
  }
  const auto stem =
      arguments.out.empty()
          ? session.workspace().reports() /
                ("person-" + pipeline::person_token(session, arguments.customer).substr(0, 12))
          : place.absolute(arguments.out);
  const auto with_end = [&stem](const char* end) {
    auto file = stem;
    return file.replace_extension(end);
  };
  const auto json_file = with_end(".json"), page = with_end(".html");
  if (auto written = replace_file(json_file, to_json(*exported).dump(2)); !written)
    return base::failure_of(written);
  if (auto written = write_page(to_document(*exported, console.chinese()), session, page); !written)
    return base::failure_of(written);
  if (console.json()) {
    console.line(
        on_one_line(nlohmann::json{{"json", json_file.string()}, {"html", page.string()}}));
  } else {
    console.line(json_file.string());
    console.line(page.string());
  }
  return kDone;
}

base::Result<int> run_privacy(const PrivacyArguments& arguments, const pipeline::Session& session,
                              const Place& place) {
  switch (arguments.action) {
    case PrivacyArguments::Action::inventory:
      return show_inventory(arguments, session, place);
    case PrivacyArguments::Action::verify:
      return verify_with_store(arguments, session, place);
    case PrivacyArguments::Action::show:
      return show_stored_receipt(arguments, session, place);
  }
  return kDone;
}

base::Result<int> run_verify_receipt(const PrivacyArguments& arguments, const Place& place) {
  const auto text = text_of_file(place.absolute(arguments.file));
  if (!text) return base::failure_of(text);
  return say_verdict(pipeline::check_receipt(*text, arguments.key), false, place.console);
}

}  // namespace aftercare::app
