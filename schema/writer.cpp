// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "schema/writer.hpp"

#include <future>

namespace zusage::schema {
namespace {

std::string text_of(const std::exception_ptr& thrown) {
  try {
    if (thrown) std::rethrow_exception(thrown);
  } catch (const std::exception& e) {
    return e.what();
  } catch (...) {
  }
  return "unknown error";
}

}  // namespace

void writer::run(const write_job& job) {
  std::promise<write_outcome> promise;
  submit(job, [&promise](const write_outcome& outcome) { promise.set_value(outcome); });
  const auto outcome = promise.get_future().get();
  if (outcome.ok()) return;
  if (outcome.what == write_outcome::state::commit_failed) {
    throw error(error::kind::commit_unknown, "the commit failed: " + text_of(outcome.error));
  }
  if (outcome.error) std::rethrow_exception(outcome.error);
  const bool refused = outcome.what == write_outcome::state::refused;
  throw error(error::kind::busy,
              refused ? "the database has too much to write" : "the write waited too long");
}

}  // namespace zusage::schema
