#include "app/http/upload_api.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/http/answers.hpp"
#include "app/http/upload_json.hpp"
#include "intake/part.hpp"
#include "pipeline/intake_preview.hpp"
#include "pipeline/stored_keys.hpp"

namespace aftercare::app {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

Response too_large(std::uint64_t most) {
  const auto mb = most >> 20;
  return error_response(
      413, "too_large",
      fmt::format("the file is larger than {} MB. Read it with 'aftercare ingest FILE', or raise "
                  "upload_limit_mb in aftercare.yaml",
                  mb),
      fmt::format("文件超过 {} MB。请用 aftercare ingest FILE 读入，或在 aftercare.yaml 中调大 "
                  "upload_limit_mb",
                  mb));
}

// Messages name the file as its owner calls it, not where the server keeps it.
base::Error with_plain_name(base::Error error, const fs::path& path, const std::string& name) {
  for (auto* text : {&error.message, &error.message_zh})
    for (auto at = text->find(path.string()); at != text->npos; at = text->find(path.string(), at))
      text->replace(at, path.string().size(), name), at += name.size();
  return error;
}

/// Receives one file. What breaks off is gone with it.
class UploadTaker final : public BodyTaker {
 public:
  UploadTaker(IncomingFile&& file, std::uint64_t most, const UploadShelf& shelf, IntakeQueue& queue)
      : file_(std::move(file)), most_(most), shelf_(shelf), queue_(queue) {}

  std::optional<Response> take(std::string_view piece) override {
    if (file_.bytes() + piece.size() > most_) return too_large(most_);
    if (const auto written = file_.write(piece); !written) return error_response(written.error());
    return std::nullopt;
  }

  Response finish() override {
    auto kept = file_.keep();
    if (!kept) return error_response(kept.error());
    const auto path = shelf_.path_of(*kept);
    const auto parts = shelf_.parts_of(*kept);
    if (!parts) {
      shelf_.drop(*kept);
      return error_response(with_plain_name(parts.error(), path, kept->name));
    }
    queue_.add(*parts);
    return json_response(201, to_json(*queue_.find(upload_id(parts->front()))));
  }

 private:
  IncomingFile file_;
  std::uint64_t most_;
  const UploadShelf& shelf_;
  IntakeQueue& queue_;
};

// "/ID/verb" -> ID and verb.
std::pair<std::string, std::string> split(const std::string& path) {
  if (path.empty()) return {};
  const auto slash = path.find('/', 1);
  if (slash == path.npos) return {path.substr(1), ""};
  return {path.substr(1, slash - 1), path.substr(slash + 1)};
}

Response no_such_upload() {
  return error_response(404, "not_found", "there is no such upload; it may have been removed",
                        "没有该上传，可能已被移除");
}

std::string text_at(const nlohmann::json& body, const char* key) {
  const auto at = body.find(key);
  return at != body.end() && at->is_string() ? at->get<std::string>() : std::string();
}

// What is asked for: a choice, an entity to suggest for, or nothing, which recognises the header.
base::Result<Proposal> proposal_for(const pipeline::Session& session,
                                    const pipeline::FileSample& sample, const nlohmann::json& body,
                                    standard::SourceHints hints) {
  Proposal proposal;
  const auto& rows = sample.rows;
  const auto as = text_at(body, "entity");
  if (!as.empty() && session.dictionary().entity(as) == nullptr)
    return base::failure(fmt::format("no such entity: '{}'", as),
                         fmt::format("没有该实体：“{}”", as));
  if (!as.empty()) proposal.suggestion = session.catalog().suggest(rows.columns, rows, as, hints);
  if (body.contains("fields")) {
    auto choice = choice_from_json(body);
    if (!choice) return base::failure_of(choice);
    if (proposal.suggestion) standard::take_units(*proposal.suggestion, *choice);
    proposal.choice = std::move(*choice);
    return proposal;
  }
  if (as.empty()) {
    auto recognised = session.catalog().recognise(rows.columns, rows, std::move(hints));
    if (recognised && !recognised->suggestion) {
      proposal.known = recognised->mapping;
      return proposal;
    }
    if (recognised) proposal.suggestion = std::move(recognised->suggestion);
  }
  proposal.choice =
      proposal.suggestion ? standard::to_choice(*proposal.suggestion) : standard::Choice();
  if (proposal.choice->entity.empty()) proposal.choice->entity = as;
  return proposal;
}

base::Result<void> check_whole(const records::Dictionary& dictionary,
                               const standard::Choice& choice) {
  const auto& entity = *dictionary.entity(choice.entity);
  std::string en, zh;
  for (const auto& [name, codes] : standard::missing_of(choice, entity)) {
    const auto& label = entity.field(name)->label;
    en += (en.empty() ? "" : ", ") + label.en;
    zh += (zh.empty() ? "" : "、") + label.zh;
  }
  if (en.empty()) return {};
  return base::failure(fmt::format("still needed: {}. Choose a column or a value", en),
                       fmt::format("还缺少必填字段：{}。请选择列或取值", zh));
}

}  // namespace

UploadApi::UploadApi(const pipeline::Session& session, const SharedStages& stages)
    : session_(session),
      most_bytes_(std::uint64_t{session.workspace().settings().upload_limit_mb} << 20),
      shelf_(session.workspace().root() / "sources"),
      queue_(std::make_unique<IntakeQueue>(session, shelf_)),
      stages_(stages) {}

Reception UploadApi::receive(const Request& head) const {
  if (head.content_type != "application/octet-stream")
    return error_response(415, "content_type", "a file is sent as application/octet-stream",
                          "文件须以 application/octet-stream 发送");
  const auto name = value_of(head.query, '&', "name");
  if (name.empty())
    return error_response(400, "bad_request", "the file has no name: uploads?name=FILE",
                          "文件没有名称：uploads?name=FILE");
  if (head.content_length.value_or(0) > most_bytes_) return too_large(most_bytes_);
  auto file = shelf_.begin(name);
  if (!file) return error_response(file.error());
  return std::make_unique<UploadTaker>(std::move(*file), most_bytes_, shelf_, *queue_);
}

Response UploadApi::get(const std::string& path) const {
  const auto [id, verb] = split(path);
  if (id.empty()) return list();
  if (!verb.empty()) return not_found();
  return status(id);
}

Response UploadApi::post(const std::string& path, const nlohmann::json& body,
                         const records::Viewer& viewer) const {
  const auto [id, verb] = split(path);
  if (verb == "proposal") return propose(id, body, viewer);
  if (verb == "ingest") return approve(id, body);
  if (verb == "stop") return after(queue_->stop(id), id);
  if (verb == "drop") return after(queue_->drop(id), id);
  return not_found();
}

Response UploadApi::list() const {
  Json json = {{"limit_bytes", most_bytes_}, {"uploads", Json::array()}};
  for (const auto& upload : queue_->list()) json["uploads"].push_back(to_json(upload));
  return json_response(200, json);
}

Response UploadApi::status(const std::string& id) const {
  const auto upload = queue_->find(id);
  return upload ? json_response(200, to_json(*upload)) : no_such_upload();
}

Response UploadApi::after(const base::Result<void>& done, const std::string& id) const {
  if (!done) return error_response(done.error());
  const auto upload = queue_->find(id);
  return json_response(200, upload ? to_json(*upload) : Json{{"id", id}, {"state", "dropped"}});
}

base::Result<pipeline::FileSample> UploadApi::sample_of(const ShelvedFile& file) const {
  auto whole = file;
  whole.part.clear();
  auto sample = pipeline::sample_file(shelf_.path_of(file));
  if (!sample)
    return tl::unexpected(with_plain_name(sample.error(), shelf_.path_of(whole), file.name));
  return sample;
}

Response UploadApi::propose(const std::string& id, const nlohmann::json& body,
                            const records::Viewer& viewer) const {
  const auto upload = queue_->find(id);
  if (!upload) return no_such_upload();
  const auto sample = sample_of(upload->file);
  if (!sample) return error_response(sample.error());
  const auto stages = stages_.get();
  if (!stages) return error_response(stages.error());
  const auto name = upload_name(upload->file);
  const auto proposal =
      proposal_for(session_, *sample, body, {name, pipeline::stored_keys(session_, viewer)});
  if (!proposal) return error_response(proposal.error());
  return answered(proposal_json(session_, **stages, *sample, *proposal),
                  [](const Json& json) { return json; });
}

Response UploadApi::approve(const std::string& id, const nlohmann::json& body) const {
  const auto upload = queue_->find(id);
  if (!upload) return no_such_upload();
  if (const auto may = queue_->may_approve(id); !may) return error_response(may.error());
  pipeline::IngestOptions how;
  how.source = text_at(body, "source");
  if (const auto name = text_at(body, "mapping"); !name.empty()) {
    if (!session_.catalog().mapping(name))
      return error_response(404, "not_found", "there is no such mapping", "没有该映射");
    how.as = name;
  } else {
    auto choice = choice_from_json(body);
    if (!choice) return error_response(choice.error());
    const auto sample = sample_of(upload->file);
    if (!sample) return error_response(sample.error());
    standard::take_units(
        session_.catalog().suggest(sample->rows.columns, sample->rows, choice->entity), *choice);
    auto mapping = standard::mapping_of(*choice, sample->rows, session_.dictionary());
    if (!mapping) return error_response(mapping.error());
    if (const auto whole = check_whole(session_.dictionary(), *choice); !whole)
      return error_response(whole.error());
    const auto stem = intake::source_of_part(upload_name(upload->file));
    mapping->source = how.source.empty() ? stem : how.source;
    auto kept = pipeline::keep_mapping(session_, std::move(*mapping), stem);
    if (!kept) return error_response(kept.error());
    how.as = std::move(*kept);
  }
  return after(queue_->approve(id, std::move(how)), id);
}

}  // namespace aftercare::app
