// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/handed_over.hpp"

#include <tuple>
#include <utility>

namespace zusage::mailer {

std::optional<handed_over> find_handed_over(const schema::reader& db, std::int64_t principal_id,
                                            std::int64_t purpose_id,
                                            std::string_view template_name) {
  auto row = db.one<std::string, std::string>(
      "SELECT m.message_id,"
      "       COALESCE((SELECT a.reply FROM delivery_attempt a"
      "                 WHERE a.message_id = m.id"
      "                 ORDER BY a.id DESC LIMIT 1), '')"
      " FROM message m"
      " WHERE m.principal_id = :1 AND m.purpose_id = :2 AND m.template = :3"
      " ORDER BY m.id DESC LIMIT 1",
      principal_id, purpose_id, template_name);
  if (!row) return {};
  return handed_over{std::move(std::get<0>(*row)), std::move(std::get<1>(*row))};
}

}  // namespace zusage::mailer
