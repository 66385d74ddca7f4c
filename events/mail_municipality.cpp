// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/mail_municipality.hpp"

#include <string>

#include "events/municipality_counties.hpp"

namespace zusage::events {
namespace {

bool is_in_directory(const schema::reader& db, const std::string& name) {
  return db.value<std::string>("SELECT ags FROM municipality WHERE name = :1 LIMIT 1", name)
      .has_value();
}

void make_safe(nlohmann::json& data, const char* member, const schema::reader& db,
               const mail_texts& texts) {
  const auto found = data.find(member);
  if (found == data.end() || !found->is_string()) return;
  const auto& name = found->get_ref<const std::string&>();
  // Names of the directory may have points and strokes: `Rothenburg o.d.T.`.
  if (!all_digits(name) && !is_in_directory(db, name)) *found = texts.safe_name(name);
}

}  // namespace

void make_municipalities_safe(nlohmann::json& data, const schema::reader& db,
                              const mail_texts& texts) {
  make_safe(data, "municipality", db, texts);
  make_safe(data, "ring_member", db, texts);
  const auto rings = data.find("rings");
  if (rings == data.end()) return;
  for (auto& one : *rings) make_safe(one, "period", db, texts);
}

}  // namespace zusage::events
