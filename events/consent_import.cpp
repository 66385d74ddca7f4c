// SPDX-FileCopyrightText: The Zusage authors
// SPDX-License-Identifier: EUPL-1.2
#include "events/consent_import.hpp"

#include <algorithm>

#include "events/import_writes.hpp"
#include "organisers/audit.hpp"

namespace zusage::events {
namespace {

class consent_writer {
 public:
  consent_writer(const import_tools& with, const importer& by, const consent::import_target& to,
                 instant now)
      : with_(with), by_(by), to_(to), now_(now) {}

  void take(schema::transaction& tx, const consent_row& of, import_counts& counts) const {
    using consent::imported;
    auto row = of.what;
    row.actor = by_.actor;
    const auto done = consent::import_one(tx, with_.keys, to_, row, now_);
    ++counts.rows[done.what];
    if (done.what == imported::asked) ask(tx, row, done);
    if (done.what != imported::asked && done.what != imported::given)
      name_line(counts.lines[done.what], of.line);
  }

 private:
  void ask(schema::transaction& tx, const consent::imported_row& row,
           const consent::import_result& asked) const {
    const auto& spoken = with_.languages;
    mailer::new_message message;
    message.organiser_id = to_.organiser_id;
    message.template_name = "consent-confirm";
    message.language = std::find(spoken.begin(), spoken.end(), row.language) != spoken.end()
                           ? row.language
                           : by_.mail_language;
    message.recipient = row.email;
    message.data = {{"state", asked.state_public_id}, {"imported", true}};
    message.principal_id = asked.principal_id;
    message.purpose_id = to_.purpose_id;
    message.urgency = mailer::priority::newsletter;  // behind those who sign up meanwhile
    with_.mails.enqueue(tx, message, now_);
  }

  const import_tools& with_;
  const importer& by_;
  const consent::import_target& to_;
  instant now_;
};

nlohmann::json as_json(const import_counts& counts) {
  using consent::imported;
  return {{"given", counts.of(imported::given)},
          {"asked", counts.of(imported::asked)},
          {"stands", counts.of(imported::stands)},
          {"waits", counts.of(imported::waits)},
          {"asked_before", counts.of(imported::asked_before)},
          {"withdrawn", counts.of(imported::withdrawn)},
          {"too_old", counts.of(imported::too_old)},
          {"purpose_over", counts.of(imported::purpose_over)},
          {"damaged", counts.of(imported::damaged)}};
}

template <class Finish>
import_counts take_consents(const import_tools& with, const consent_list& list,
                            const consent_writer& writer, const Finish& finish) {
  return in_small_writes<import_counts>(
      with, list,
      [&](schema::transaction& tx, const consent_row& row, import_counts& counts) {
        writer.take(tx, row, counts);
      },
      finish);
}

}  // namespace

import_counts import_consents(const import_tools& with, const importer& by,
                              const consent::import_target& to, const consent_list& list,
                              instant now) {
  record_begin(with, by, "consents.import_begun", to.purpose_key, list, now);
  return take_consents(with, list, consent_writer(with, by, to, now),
                       [&](schema::transaction& tx, const import_counts& counts, bool last) {
                         if (!last) return;
                         organisers::record(tx,
                                            {to.organiser_id, by.scope.staff_id(),
                                             "consents.imported", to.purpose_key, as_json(counts)},
                                            now);
                       });
}

import_counts preview_consents(const import_tools& with, const importer& by,
                               const consent::import_target& to, const consent_list& list,
                               instant now) {
  return take_consents(with, list, consent_writer(with, by, to, now),
                       [](schema::transaction& tx, const import_counts&, bool) { tx.undo(); });
}

}  // namespace zusage::events
