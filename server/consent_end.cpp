// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/consent_end.hpp"

namespace zusage::server {
namespace {

using consent::state;

// Whether what expired had been given: then its time was over, and not that to confirm it.
bool had_been_given(const schema::reader& db, const consent::standing& of) {
  if (consent::permits(of.now)) return true;
  const auto before = db.value<std::string>(
      "SELECT event FROM consent_record"
      " WHERE principal_id = :1 AND purpose_id = :2 AND id < :3"
      " ORDER BY id DESC"
      " LIMIT 1",
      of.principal_id, of.purpose_id, of.record_id);
  const auto was = consent::state_from(before.value_or(""));
  return was && consent::permits(*was);
}

std::string_view how_it_waits(const consent::standing& of, instant at) {
  if (at - of.changed_at > consent::confirmation_period) return "expired";
  return of.ends_at && *of.ends_at <= at ? "overtaken" : "confirm";
}

}  // namespace

std::string_view how_it_stands(const schema::reader& db, const consent::standing& of, instant at) {
  const auto now = of.at(at);
  if (consent::permits(now)) return "confirmed";
  if (now == state::withdrawn) return "revoked";
  if (now == state::refused) return "refused";
  if (of.purpose_ended) return "purpose_over";
  if (now == state::requested) return how_it_waits(of, at);
  if (now == state::expired) return had_been_given(db, of) ? "lapsed" : "expired";
  return "ended";
}

std::string standing_title(std::string_view how, const web::locale& in) {
  return in.text("consent." + std::string(how) + "_title");
}

std::string standing_text(std::string_view how, const web::locale& in) {
  return in.text("consent." + std::string(how) + "_text");
}

}  // namespace zusage::server
