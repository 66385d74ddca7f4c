// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "tests/support/dispatch.hpp"

namespace zusage::tests {

server::response dispatch(server::dispatcher& through, schema::database& db, server::request of) {
  const auto match = through.find(of.method, of.path);
  if (!match.found) return through.not_found(of, match);
  of.captured = match.captured;
  if (auto at_once = through.answer_at_once(of, *match.found)) return std::move(*at_once);
  auto begun = through.begin(of, *match.found);
  if (auto* answer = std::get_if<server::response>(&begun)) return std::move(*answer);
  if (const auto* work = std::get_if<server::dispatcher::work>(&begun)) return (*work)();
  auto& act = std::get<server::action>(begun);
  auto made = db.write([&](schema::transaction& tx) { return act(tx); });
  return through.finish(of, *match.found, {}, std::move(made));
}

}  // namespace zusage::tests
