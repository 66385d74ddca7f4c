// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "mailer/handed_over.hpp"

#include <utility>

namespace zusage::mailer {
namespace {

constexpr std::int64_t most_mails = 5;  // what a record of the ledger has room for

}  // namespace

std::vector<handed_over> list_handed_over(const schema::reader& db, std::int64_t principal_id,
                                          std::int64_t purpose_id, std::string_view template_name,
                                          instant since) {
  std::vector<handed_over> all;
  db.each<std::string, std::string>(
      "SELECT m.message_id,"
      "       COALESCE((SELECT a.reply FROM delivery_attempt a"
      "                 WHERE a.message_id = m.id AND a.phase <> 'report'"
      "                 ORDER BY a.id DESC LIMIT 1), '')"
      " FROM message m"
      " WHERE m.principal_id = :1 AND m.purpose_id = :2 AND m.template = :3"
      "  AND m.created_at >= :4 AND m.state IN ('sending', 'sent', 'uncertain')"
      " ORDER BY m.id"
      " LIMIT :5",
      [&](std::string message_id, std::string reply) {
        all.push_back({std::move(message_id), std::move(reply)});
      },
      principal_id, purpose_id, template_name, since, most_mails);
  return all;
}

}  // namespace zusage::mailer
