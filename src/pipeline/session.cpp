#include "pipeline/session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <string_view>

#include "base/digest.hpp"
#include "language/analyser.hpp"
#include "language/part_names.hpp"
#include "pipeline/audit.hpp"
#include "pipeline/erasure.hpp"
#include "pipeline/watched_files.hpp"
#include "store/duckdb/overview.hpp"

namespace aftercare::pipeline {
namespace {

// Secrets of users lie under a key of their own, as hexadecimal digits.
access::Secrets secrets_of(privacy::Vault& vault) {
  constexpr std::string_view owner = "@users";
  access::Secrets secrets;
  secrets.token_key =
      base::to_hex(base::digest_of("signs for who sees no values", vault.content_key()));
  secrets.seal = [&vault, owner](std::string_view clear) -> base::Result<std::string> {
    const auto sealed = vault.seal(owner, clear);
    if (!sealed) return base::failure_of(sealed);
    if (const auto durable = vault.sync(); !durable) return base::failure_of(durable);
    std::string hex;
    for (const char sign : *sealed) hex += fmt::format("{:02x}", static_cast<unsigned char>(sign));
    return hex;
  };
  secrets.unseal = [&vault, owner](std::string_view hex) {
    std::string sealed;
    for (std::size_t at = 0; at + 1 < hex.size(); at += 2) {
      unsigned byte = 0;
      std::from_chars(hex.data() + at, hex.data() + at + 2, byte, 16);
      sealed.push_back(static_cast<char>(byte));
    }
    return vault.unseal(owner, sealed);
  };
  return secrets;
}

}  // namespace

Session::Session(Workspace workspace, records::Zone zone, standard::Catalog catalog,
                 metrics::Model model, quality::RuleSet rules, quality::FindingLabels labels,
                 std::unique_ptr<privacy::Vault> vault)
    : workspace_(std::move(workspace)),
      zone_(zone),
      catalog_(std::move(catalog)),
      model_(std::move(model)),
      rules_(std::move(rules)),
      labels_(std::move(labels)),
      vault_(std::move(vault)) {}

Session::~Session() = default;

base::Result<std::unique_ptr<Session>> Session::open(Workspace workspace,
                                                     const SessionOptions& options) {
  const auto root = workspace.root();
  const auto zone = records::Zone::named(workspace.settings().zone);
  if (!zone) return base::failure_of(zone);
  auto catalog = standard::Catalog::load(root);
  if (!catalog) return base::failure_of(catalog);
  auto model = metrics::Model::load(root, catalog->dictionary());
  if (!model) return base::failure_of(model);
  auto rules = quality::RuleSet::load(root, catalog->dictionary());
  if (!rules) return base::failure_of(rules);
  auto labels = quality::FindingLabels::load(root);
  if (!labels) return base::failure_of(labels);
  auto vault = privacy::Vault::open(workspace.keys(), options.vault);
  if (!vault) return base::failure_of(vault);

  std::unique_ptr<Session> session(new Session(std::move(workspace), *zone, std::move(*catalog),
                                               std::move(*model), std::move(*rules),
                                               std::move(*labels), std::move(*vault)));
  auto policy = access::Policy::load(root, session->dictionary());
  if (!policy) return base::failure_of(policy);
  session->policy_ = std::move(*policy);
  const auto& settings = session->workspace().settings();
  store::DatabaseOptions how;
  how.zone = settings.zone;
  auto calendar = records::BusinessCalendar::load(root, "service", *zone);
  if (!calendar) return base::failure_of(calendar);
  how.calendar = std::move(*calendar);
  std::vector<std::string> channels;
  for (const auto& code : session->dictionary().entity("case")->field("channel")->codes)
    channels.push_back(code.code);
  auto targets = records::load_service_targets(root, channels);
  if (!targets) return base::failure_of(targets);
  how.targets = std::move(*targets);
  auto costs = records::load_service_costs(root, channels);
  if (!costs) return base::failure_of(costs);
  how.costs = std::move(*costs);
  auto parts = language::PartNames::load(root);
  if (!parts) return base::failure_of(parts);
  how.part_code = [parts = std::make_shared<const language::PartNames>(std::move(*parts))](
                      std::string_view name) { return parts->code_of(name); };
  how.memory_mb = settings.memory_mb;
  // Measured: a second engine thread mostly spins beside the ingest's workers, and each holds
  // memory outside the engine's limit (627 MB at its peak against 571 on 500 MB of texts).
  how.threads = 1;
  how.spill = session->workspace().spill();
  auto store = store::Database::open(session->workspace().database(), session->dictionary(), how);
  if (!store) return base::failure_of(store);
  session->store_ = std::move(*store);
  session->store_->before_commit([&vault = *session->vault_] { return vault.sync(); });
  session->store_->keep_audit({std::string(session->vault_->audit_key()),
                               [&vault = *session->vault_](const records::AuditEnd& end) {
                                 return vault.remember_audit_end(end);
                               }});
  if (auto taken = take_up_audit(*session); !taken) return base::failure_of(taken);
  if (auto finished = finish_erasures(*session); !finished) return base::failure_of(finished);
  if (auto noted = note_changed_files(*session); !noted) return base::failure_of(noted);
  auto users =
      access::UserBook::open(*session->store_, session->policy_, secrets_of(*session->vault_));
  if (!users) return base::failure_of(users);
  session->users_ = std::move(*users);
  session->users_->end_tokens(
      std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()));
  return session;
}

namespace {

// Names, sizes and times of the workspace's catalog and models: another stamp, other definitions.
std::string stamp_of(const std::filesystem::path& root) {
  std::error_code none;
  std::vector<std::string> files;
  for (const auto* folder : {"catalog", "models"})
    for (std::filesystem::recursive_directory_iterator at(root / folder, none), end; at != end;
         at.increment(none)) {
      if (none || !at->is_regular_file(none)) continue;
      const auto time = at->last_write_time(none).time_since_epoch().count();
      files.push_back(fmt::format("{} {} {}", at->path().string(), at->file_size(none), time));
    }
  std::ranges::sort(files);
  return fmt::format("{}", fmt::join(files, "\n"));
}

}  // namespace

base::Result<std::shared_ptr<const language::Analyser>> Session::analyser() const {
  const std::lock_guard lock(loading_);
  auto stamp = stamp_of(workspace_.root());
  if (!analyser_ || stamp != analyser_stamp_) {
    language::Extra extra;
    auto names = store::product_names(*store_, records::Viewer::owner());
    if (!names) return base::failure_of(names);
    extra.products = std::move(*names);
    auto brands = store::product_brands(*store_, records::Viewer::owner());
    if (!brands) return base::failure_of(brands);
    extra.brands = std::move(*brands);
    extra.zone = zone_;
    extra.models = workspace_.root() / "models";
    auto loaded = language::Analyser::load(workspace_.root(), extra);
    if (!loaded) return base::failure_of(loaded);
    analyser_ = std::move(*loaded);
    analyser_stamp_ = std::move(stamp);
  }
  return analyser_;
}

}  // namespace aftercare::pipeline
