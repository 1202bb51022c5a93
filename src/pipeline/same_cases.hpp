// Which cases repeat another one, on whatever channel: the same complaint sent by mail, by chat and
// as a post.
//
// Only what came since the last time is compared: with each other, with the earlier cases of the
// same persons, and with those that a sketch says are worth it (quality::SketchMeetings). A case
// that repeats another is flagged and stays in every number.

#pragma once

#include "base/progress.hpp"
#include "base/result.hpp"
#include "pipeline/same_people.hpp"
#include "pipeline/session.hpp"

namespace aftercare::pipeline {

/// Takes writing(). What it ends with after an interruption is the same as without one.
base::Result<ComparedRecords> compare_cases(const Session& session, base::Progress& progress);

}  // namespace aftercare::pipeline
