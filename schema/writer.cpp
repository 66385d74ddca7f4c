// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/writer.hpp"

#include <future>

namespace zusage::schema {

void writer::run(const write_job& job) {
  std::promise<write_outcome> promise;
  submit(job, [&promise](const write_outcome& outcome) { promise.set_value(outcome); });
  const auto outcome = promise.get_future().get();
  if (outcome.ok()) return;
  if (outcome.error) std::rethrow_exception(outcome.error);
  const bool refused = outcome.what == write_outcome::state::refused;
  throw error(error::kind::busy,
              refused ? "the database has too much to write" : "the write waited too long");
}

}  // namespace zusage::schema
