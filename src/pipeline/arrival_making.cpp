#include "pipeline/arrival_making.hpp"

#include <algorithm>

#include "pipeline/arrival.hpp"
#include "pipeline/conveyor.hpp"
#include "pipeline/file_mapping.hpp"
#include "pipeline/late_names.hpp"
#include "standard/group_cutter.hpp"
#include "store/duckdb/writer.hpp"

namespace aftercare::pipeline {

base::Result<MadeArrival> make_arrival(const Session& session, const Stages& stages,
                                       const SourceSetting& source, const PlannedFile& plan,
                                       const std::string& name,
                                       std::unique_ptr<intake::Reader> reader) {
  MadeArrival made;
  made.file = described(plan);
  made.file.name = name;
  made.mapping = plan.mapper.mapping();
  auto& info = made.arrival.file;
  info.file_id = fresh_file_id(session, name);
  info.source = source.name;
  info.name = name;
  info.entity = made.file.entity;
  info.mapping = made.file.mapping;
  info.encoding = made.file.encoding;
  info.bytes = plan.description.size;
  Conveyor conveyor(stages, session.vault(), plan.mapper, plan.repair_threshold, info.file_id,
                    std::move(reader), Begun{}, 1);
  for (;;) {
    auto next = conveyor.next();
    if (!next) return base::failure_of(next);
    if (!*next) break;
    if ((*next)->slice.last)
      made.last = std::move((*next)->slice);
    else
      made.arrival.slices.push_back(std::move((*next)->slice));
  }
  return made;
}

base::Result<void> store_arrivals(const Session& session, const Stages& stages,
                                  std::vector<MadeArrival>& made) {
  store::Writer writer(session.store());
  std::vector<store::Arrival> arrivals;
  for (auto& one : made) {
    const bool set_aside = std::ranges::any_of(
        one.arrival.slices, [](const auto& slice) { return !slice.quarantined.empty(); });
    if (set_aside || !one.last.quarantined.empty())
      if (auto kept = keep_mapping_of_file(session, one.last.file_id, one.mapping); !kept)
        return kept;
    arrivals.push_back(std::move(one.arrival));
  }
  const auto ledgers = writer.commit_arrivals(arrivals);
  for (std::size_t i = 0; i < made.size(); ++i) made[i].arrival = std::move(arrivals[i]);
  if (!ledgers) return base::failure_of(ledgers);
  for (std::size_t i = 0; i < made.size(); ++i) {
    auto& one = made[i];
    one.file.ledger = (*ledgers)[i];
    if (auto masked = mask_late_names(session, stages, one.mapping, one.last.file_id); !masked) {
      one.file.error = masked.error();
      continue;
    }
    if (auto ended = writer.commit(std::move(one.last)); !ended) one.file.error = ended.error();
  }
  return {};
}

}  // namespace aftercare::pipeline
