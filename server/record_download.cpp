// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "server/record_download.hpp"

#include "organisers/audit.hpp"

namespace zusage::server {

void record_download(const request& of, services& with, const std::string& what,
                     const std::string& subject, const nlohmann::json& details) {
  if (of.head_only) return;
  const organisers::audit_entry entry{of.scope->organiser_id(), of.scope->staff_id(), what, subject,
                                      details};
  with.db.write([&](schema::transaction& tx) { organisers::record(tx, entry, of.at); });
}

}  // namespace zusage::server
