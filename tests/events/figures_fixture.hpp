// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#pragma once

#include <memory>
#include <string>

#include "base/link.hpp"
#include "base/text.hpp"
#include "base/time_zone.hpp"
#include "events/municipalities.hpp"
#include "organisers/scope.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/events.hpp"

namespace zusage::tests {

inline instant berlin(const std::string& local) {
  return local_to_instant(local, "Europe/Berlin").value();
}

/// Somebody at an event, as the rows say it.
struct put_registration {
  std::string status = "confirmed", ags = "";
  instant at = berlin("2030-04-01T10:00");
};

inline void put(test_database& db, const std::string& slug, const put_registration& what) {
  const auto email = lower_ascii(new_public_id()) + "@example.org";
  db->write([&](schema::transaction& tx) {
    tx.execute(
        "INSERT INTO registration (organiser_id, event_id, public_id, reference, status,"
        " given_name, family_name, email, email_key, phone, organisation, job_function, ags,"
        " municipality, language, answers, search, registered_at, updated_at)"
        " SELECT organiser_id, id, :1, :2, :3, 'Ina', 'Kurz', :4, :5, '', '', '', :6, '', 'de',"
        " '{}', '', :7, :8 FROM event WHERE slug = :9",
        new_public_id(), new_reference(), what.status, email, email, what.ags, what.at, what.at,
        slug);
  });
}

/// Two towns of one county, the county itself, and a city of another state; the last has no
/// coordinates.
inline void put_directory(test_database& db) {
  using kind = events::municipality_kind;
  const std::string county = "Märkischer Kreis", nrw = "Nordrhein-Westfalen";
  db->write([&](schema::transaction& tx) {
    events::replace_directory(tx, {{"05962016", "Hemer", "Stadt", kind::municipality, "05962",
                                    county, nrw, 35'000, "58675", 51'386'000, 7'768'000},
                                   {"05962004", "Altena", "Stadt", kind::municipality, "05962",
                                    county, nrw, 16'000, "58762", 51'296'000, 7'673'000},
                                   {"05962", county, "", kind::county, "05962", county, nrw,
                                    405'000, "", 51'240'000, 7'710'000},
                                   {"08111000",
                                    "Stuttgart",
                                    "Landeshauptstadt",
                                    kind::district_free_city,
                                    "08111",
                                    "Stuttgart",
                                    "Baden-Württemberg",
                                    612'000,
                                    "70173",
                                    {},
                                    {}}});
  });
}

inline organisers::scope owner_of(test_database& db, const std::string& organiser) {
  const auto id = db->read([&](const schema::reader& r) {
    return r.value<std::int64_t>("SELECT id FROM organiser WHERE key = :1", organiser);
  });
  return organisers::scope::of_operator(id.value());
}

}  // namespace zusage::tests
