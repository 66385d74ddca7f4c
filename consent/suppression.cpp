// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "consent/suppression.hpp"

#include <stdexcept>

#include "base/link.hpp"

namespace zusage::consent {

bool is_suppressed(const schema::reader& db, std::int64_t principal_id, std::int64_t purpose_id) {
  // What the person agreed to by themselves lifts everything of before: a list names nobody's will
  // but that of its time.
  return db
      .value<std::int64_t>(
          "SELECT w.id FROM principal w"
          " WHERE w.id = :1"
          "  AND (EXISTS (SELECT 1 FROM suppression x"
          "    WHERE x.principal_id = w.id AND x.purpose_id = :2"
          "     AND NOT EXISTS (SELECT 1 FROM consent_record g"
          "      WHERE g.principal_id = w.id AND g.purpose_id = x.purpose_id AND g.at >= x.at"
          "       AND g.event IN ('given', 'renewed') AND g.method <> 'import'))"
          "   OR EXISTS (SELECT 1 FROM consent_record e"
          "    WHERE e.principal_id = w.id AND e.purpose_id = :3"
          "     AND e.event IN ('withdrawn', 'refused', 'terminated', 'invalidated')"
          "     AND NOT EXISTS (SELECT 1 FROM consent_record g"
          "      WHERE g.principal_id = w.id AND g.purpose_id = e.purpose_id AND g.id > e.id"
          "       AND g.event IN ('given', 'renewed') AND g.method <> 'import'))"
          // Erased as a whole at some time, and no request that merely ran out. That a form asks
          // for them again, which anybody can type, lifts nothing.
          "   OR (EXISTS (SELECT 1 FROM consent_record a"
          "     WHERE a.principal_id = w.id AND a.event NOT IN ('requested', 'expired')"
          "      AND (w.erased_at IS NOT NULL OR a.sequence < w.readable_from))"
          "    AND (w.erased_at IS NOT NULL OR NOT EXISTS (SELECT 1 FROM consent_record g"
          "     WHERE g.principal_id = w.id AND g.purpose_id = :4 AND g.sequence >= w.readable_from"
          "      AND g.event IN ('given', 'renewed') AND g.method <> 'import'))))",
          principal_id, purpose_id, purpose_id, purpose_id)
      .has_value();
}

bool suppress(schema::transaction& tx, const person_keys& keys, std::int64_t organiser_id,
              std::int64_t purpose_id, std::string_view email, instant now) {
  const auto lookup = lookup_of(keys.lookup, organiser_id, email);
  if (!lookup) throw std::invalid_argument("only an address can be suppressed");
  tx.execute(
      "INSERT INTO principal (organiser_id, public_id, lookup, created_at, erased_at)"
      " VALUES (:1, :2, :3, :4, :5)"
      " ON CONFLICT (organiser_id, lookup) DO NOTHING",
      organiser_id, new_public_id(), *lookup, now, now);
  return tx.execute(
             "INSERT INTO suppression (principal_id, purpose_id, organiser_id, at)"
             " SELECT id, :1, organiser_id, :2 FROM principal"
             " WHERE organiser_id = :3 AND lookup = :4"
             " ON CONFLICT (principal_id, purpose_id) DO UPDATE SET at = excluded.at"
             "  WHERE EXISTS (SELECT 1 FROM consent_record g"
             "   WHERE g.principal_id = suppression.principal_id"
             "    AND g.purpose_id = suppression.purpose_id AND g.at >= suppression.at"
             "    AND g.event IN ('given', 'renewed') AND g.method <> 'import')",
             purpose_id, now, organiser_id, *lookup) > 0;
}

}  // namespace zusage::consent
