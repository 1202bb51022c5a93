#include "app/cli/text_analyser.hpp"

#include "pipeline/session.hpp"
#include "pipeline/workspace.hpp"
#include "standard/moment_text.hpp"
#include "store/duckdb/overview.hpp"

namespace aftercare::app {
namespace {

// What the workspace sells is found in texts by its names.
base::Result<void> add_goods(const store::Database& database, language::Extra& extra) {
  auto names = store::product_names(database, records::Viewer::owner());
  if (!names) return base::failure_of(names);
  auto brands = store::product_brands(database, records::Viewer::owner());
  if (!brands) return base::failure_of(brands);
  extra.products = std::move(*names);
  extra.brands = std::move(*brands);
  return {};
}

}  // namespace

base::Result<TextAnalyser> TextAnalyser::open(const std::filesystem::path& workspace,
                                              const TextArguments& arguments, const Place& place) {
  return open(workspace, arguments, place, true);
}

base::Result<TextAnalyser> TextAnalyser::open_without_models(const std::filesystem::path& workspace,
                                                             const TextArguments& arguments,
                                                             const Place& place) {
  return open(workspace, arguments, place, false);
}

base::Result<TextAnalyser> TextAnalyser::open(const std::filesystem::path& workspace,
                                              const TextArguments& arguments, const Place& place,
                                              bool models) {
  TextAnalyser opened;
  language::Extra extra;
  std::error_code none;
  const bool has_workspace = pipeline::is_workspace(workspace);
  const auto zone = records::Zone::named(arguments.zone);
  if (!zone) return base::failure_of(zone);
  opened.zone_ = *zone;
  if (has_workspace) {
    auto found = pipeline::Workspace::open(workspace);
    if (!found) return base::failure_of(found);
    if (const auto own = records::Zone::named(found->settings().zone)) opened.zone_ = *own;
    if (std::filesystem::exists(found->database(), none)) {
      auto session = pipeline::Session::open(std::move(*found));
      if (session && !models) {
        if (auto sold = add_goods((*session)->store(), extra); !sold) return base::failure_of(sold);
      } else if (session) {
        const auto analyser = (*session)->analyser();
        if (!analyser) return base::failure_of(analyser);
        opened.analyser_ = *analyser;
        return opened;
      }
      if (!session)
        place.console.note(
            place.console.say("the workspace's products are not known here: its store is in use",
                              "此处不识别工作区的商品：数据库正在被使用"));
    }
  }
  extra.zone = opened.zone_;
  if (has_workspace && models) extra.models = workspace / "models";
  auto analyser =
      language::Analyser::load(has_workspace ? workspace : std::filesystem::path(), extra);
  if (!analyser) return base::failure_of(analyser);
  opened.analyser_ = std::move(*analyser);
  return opened;
}

base::Result<std::vector<std::optional<records::Moment>>> moments_of(const TextFile& file,
                                                                     const TextArguments& arguments,
                                                                     const records::Zone& zone) {
  std::vector<std::optional<records::Moment>> moments(file.texts.size());
  if (arguments.time.empty()) return moments;
  const auto column = column_of(file.file.table, arguments.time, arguments.file);
  if (!column) return base::failure_of(column);
  standard::MomentReader reader(zone);
  for (std::size_t i = 0; i < moments.size(); ++i) {
    const auto cell = file.file.table.cell(file.rows[i], *column);
    if (const auto at = reader.moment(cell))
      moments[i] = records::Moment(std::chrono::microseconds(*at));
  }
  return moments;
}

}  // namespace aftercare::app
